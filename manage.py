#!/usr/bin/env python
"""Django's command line, which brings its own database when none is configured."""

import os
import sys

from django.core.management import execute_from_command_line

from config import local


def main() -> None:
    """Run the command that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    local.prepare()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
