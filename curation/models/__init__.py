"""Entries, drafts, published versions, bulk actions, link checks and releases."""

from curation.models.bulk_actions import BulkAction, BulkActionEntry, BulkOutcome
from curation.models.drafts import Draft, DraftState, PublishedVersion
from curation.models.entries import Entry, Lacking, Status
from curation.models.link_checks import LinkCheck, LinkState
from curation.models.releases import ReleasedRow
from curation.models.spent_forms import SpentForm

__all__ = ["BulkAction", "BulkActionEntry", "BulkOutcome", "Draft", "DraftState", "Entry", "Lacking", "LinkCheck"]
__all__ += ["LinkState", "PublishedVersion", "ReleasedRow", "SpentForm", "Status"]
