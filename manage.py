#!/usr/bin/env python
"""Django's command line, which brings its own database on a developer's machine."""

import os
import sys

from django.core.management import execute_from_command_line

from config import local
from config.embedded_database import DatabaseNotStarted
from config.environment import InvalidVariable, MissingVariable


def main() -> None:
    """Run the command that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    _prepare()
    try:
        execute_from_command_line(sys.argv)
    except (MissingVariable, InvalidVariable) as error:
        sys.exit(str(error))


def _prepare() -> None:
    if local.lacks_database_of_deployment():
        return  # the settings say what is missing
    try:
        local.prepare()
    except DatabaseNotStarted as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(local.explain(error))


if __name__ == "__main__":
    main()
