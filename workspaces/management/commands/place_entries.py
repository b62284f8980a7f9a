"""Marks the words of a document's entries in its text, by their locators."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.models import Source
from workspaces.models import DocumentText
from workspaces.placing import Placed, place_entries, placed


class Command(BaseCommand):
    """Marks what it finds, and prints what it does not find, and why."""

    help = "Marks the words of a document's entries in its text, by their locators; says which it does not find."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="The slug of the source.")
        parser.add_argument("--dry-run", action="store_true", help="Only says what would be marked.")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Source.objects.filter(slug=options["source"]).first()
        if source is None:
            raise CommandError(f"There is no source “{options['source']}”.")
        document = DocumentText.objects.current_of(source)
        if document is None:
            raise CommandError(f"“{source}” has no text here. Add it in its workspace.")
        found = list(placed(document)) if options["dry_run"] else place_entries(document)
        if options["dry_run"]:
            for each in found:
                self.stdout.write(f"{each.place.name} ({each.place.locator}): {_where(document, each)}")
        for each in found:
            if each.why_not:
                self.stdout.write(f"{each.place.name} ({each.place.locator}): {each.why_not}")
        whole = sum(bool(each.passages) and not each.why_not for each in found)
        partly = sum(bool(each.passages and each.why_not) for each in found)
        self.stdout.write(
            f"{len(found)} places without their words marked: {whole} found, {partly} found in part, "
            f"{len(found) - whole - partly} not found."
        )


def _where(document: DocumentText, each: Placed) -> str:
    spans = [f"“{document.locator_of(at.start, at.end)}”, {at.start} to {at.end}" for at in each.passages]
    return "; ".join(spans) or "nowhere"
