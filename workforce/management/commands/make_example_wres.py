"""``manage.py make_example_wres``: made-up organisations with WRES figures, to try the service with."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import ProtectedError

from workforce import example_data


class Command(BaseCommand):
    """Adds the example data, or removes them."""

    help = (
        "Makes up some 210 trusts with their regions and a nation, and 9 years of figures for the 9 WRES indicators. "
        "They are labelled as example data wherever they show, and are never mixed with real values."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the same number makes the same figures; 1 unless told")
        parser.add_argument("--remove", action="store_true", help="remove them, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        try:
            if options["remove"]:
                said = f"Removed {example_data.remove():,} values"
            else:
                said = f"Made up {example_data.add(options['seed']):,} values: see /wres/organisations/?example=1"
        except example_data.AlreadyThere as error:
            raise CommandError(f"{error} Use --remove.") from error
        except ProtectedError as error:
            raise CommandError(
                f"Nothing was removed, since something else refers to the example data: {error}"
            ) from error
        self.stdout.write(f"{said} ({time.perf_counter() - started:.1f} s)")
