"""Where the pages of a document's drafts are in the admin."""

from curation.editing.steps import LEADS
from curation.models import Entry
from curation.site import ADDED
from curation.workflow import has_right
from evidence.models import Source
from workspaces.together import pages

BELOW = "workspaces/<slug:slug>/"


def add() -> None:
    """Adds the pages to the admin, and the link from a document's form to them."""
    ADDED.extend(
        [
            (f"{BELOW}drafts/", pages.together_view, "workspace-drafts"),
            (f"{BELOW}drafts/done/<slug:token>/", pages.done_view, "workspace-drafts-done"),
            (f"{BELOW}preview/<path:address>", pages.preview_view, "workspace-preview"),
        ]
    )
    LEADS.append(_link)


def _link(user: object, entry: Entry) -> tuple[str, str] | None:
    if not isinstance(entry, Source) or not has_right(user, "change", Source):
        return None
    return "Drafts of this document", pages.together_address(entry)
