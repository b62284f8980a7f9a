"""Where the desk, and the forms of sources and of what was taken from them, lead to workspaces."""

from typing import Any

from django.db.models import Count, Max

from curation.desk import MAX_SHOWN, WAITING, Item, Waiting, ago
from curation.editing.steps import LEADS
from curation.models import Entry
from evidence.models import Source, SourcedEntry
from workspaces.models.document_texts import address_of
from workspaces.rights import may


def documents(user: Any) -> list[Item]:
    """The documents whose text came in last."""
    if not may(user, "view"):
        return []
    sources = Source.objects.annotate(added=Max("document_texts__added_at")).exclude(added=None)
    marked = sources.annotate(marked=Count("document_texts__excerpts", distinct=True))
    return [
        {
            "name": str(each),
            "href": address_of(each),
            "kind": "document",
            "says": f"text added {ago(each.added)}, passages marked: {each.marked}",
        }
        for each in marked.order_by("-added")[:MAX_SHOWN]
    ]


def workspace_of(user: Any, entry: Entry) -> tuple[str, str] | None:
    """From the form of a source, or of an entry that stands in one, to its workspace."""
    source = entry if isinstance(entry, Source) else entry.source if isinstance(entry, SourcedEntry) else None
    if source is None or not may(user, "view"):
        return None
    return "The document’s text", address_of(source)


def add() -> None:
    """Adds the links."""
    WAITING.append(Waiting("Documents with their text", documents))
    LEADS.append(workspace_of)
