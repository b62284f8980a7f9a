"""What the review of an entry shows of workspaces: the words that it rests on."""

from typing import Any

from curation.models import Draft
from curation.review.panels import PANELS, Panel
from workspaces.marking import excerpts_of
from workspaces.models.document_texts import address_of


def words_it_rests_on(entry: Any, draft: Draft | None) -> dict[str, Any]:
    """The excerpts of an entry, each with the text around it and the way to it."""
    found = excerpts_of(entry)
    return {"excerpts": [each | {"href": _href(each["excerpt"])} for each in found]} if found else {}


def _href(excerpt: Any) -> str:
    return f"{address_of(excerpt.document.source)}#excerpt-{excerpt.pk}" if excerpt.document else ""


def add() -> None:
    """Adds the panel."""
    PANELS.append(Panel("The words that it rests on", words_it_rests_on, "admin/review_excerpts.html"))
