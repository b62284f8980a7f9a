"""Entries, their drafts, versions and reviews, bulk actions, link checks, releases, and links to choose passwords."""

from curation.models.bulk_actions import BulkAction, BulkActionEntry, BulkOutcome
from curation.models.drafts import Draft, DraftState, PublishedVersion
from curation.models.entries import Entry, Lacking, Status
from curation.models.link_checks import LinkCheck, LinkState
from curation.models.password_links import PasswordLink
from curation.models.releases import ReleasedRow
from curation.models.reviews import ReviewComment, ReviewEmails
from curation.models.spent_forms import SpentForm
from curation.models.vocabulary import VocabularyMerge, VocabularyModel, VocabularyQuerySet

__all__ = ["BulkAction", "BulkActionEntry", "BulkOutcome", "Draft", "DraftState", "Entry", "Lacking", "LinkCheck"]
__all__ += ["LinkState", "PasswordLink", "PublishedVersion", "ReleasedRow", "ReviewComment", "ReviewEmails"]
__all__ += ["SpentForm", "Status", "VocabularyMerge", "VocabularyModel", "VocabularyQuerySet"]
