"""The bulk actions on entries that have themes."""

from curation.bulk.actions import BulkStep
from curation.bulk.steps import ALL_ENTRIES, AddLink, RemoveLink

ENTRIES_WITH_THEMES: tuple[BulkStep, ...] = (*ALL_ENTRIES, AddLink("themes", "theme"), RemoveLink("themes", "theme"))
