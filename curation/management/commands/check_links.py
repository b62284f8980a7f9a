"""``manage.py check_links``: checks whether the web addresses of sources, studies and resources still work."""

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from typing import Any

import pglock
from django.core.management.base import BaseCommand, CommandError

from curation.link_checks import addresses_in_use, due, record, responses
from curation.models import LinkCheck, LinkState

#: The advisory lock that one check at a time holds.
LOCK = "link checks"


def positive(text: str) -> int:
    """Parses a whole number from 1 on; raises ArgumentTypeError if it is none."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}” is not a whole number from 1 on.")
    return int(text)


class Command(BaseCommand):
    """Requests each address that is due, and saves each response as it comes, so that the next run can continue."""

    help = (
        "Checks the web addresses of sources, studies and resources, politely. Run it once a day: it asks only what is "
        "due, which for an address that works is every 14 days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=positive, help="Ask so many addresses at most.")
        parser.add_argument("--at-once", type=positive, default=4, help="Ask so many hosts at the same time (4).")
        parser.add_argument("--pause", type=float, default=2.0, help="Seconds between two questions to a host (2).")
        parser.add_argument("--all", action="store_true", help="Ask also what is not due yet.")

    def handle(self, *args: str, limit: int | None, at_once: int, pause: float, **options: Any) -> None:
        with pglock.advisory(LOCK, timeout=0) as is_acquired:
            if not is_acquired:
                raise CommandError("Another check of links is running.")
            self._check(limit, at_once, max(pause, 0.0), ask_all=options["all"])

    def _check(self, limit: int | None, at_once: int, pause: float, *, ask_all: bool) -> None:
        in_use = addresses_in_use()
        LinkCheck.objects.exclude(address__in=in_use).delete()
        wanted = in_use if ask_all else due(in_use)
        found = Counter[str]()
        for address, response in responses(wanted[:limit], at_once=at_once, pause=pause):
            check = record(address, response)
            found[check.state] += 1
            if check.state != LinkState.WORKS:
                details = check.moved_to or check.problem or f"status {check.status}"
                self.stdout.write(f"{check.get_state_display()}: {address} ({details})")
        counts = "; ".join(f"{LinkState(state).label.lower()}: {n}" for state, n in sorted(found.items()))
        self.stdout.write(f"{found.total()} of {len(in_use)} addresses asked. {counts}".strip())
