"""The bulk actions that add and remove themes."""

from curation.bulk.actions import BulkStep
from curation.bulk.steps import AddLink, RemoveLink

THEMES: tuple[BulkStep, ...] = (AddLink("themes", "theme"), RemoveLink("themes", "theme"))
