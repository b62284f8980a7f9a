"""The addresses of workspaces, below those of the admin."""

from curation import site
from curation.admin_base.readability import ADVICE
from workspaces.admin import documents, taking, versions, workspace
from workspaces.taking.advice import advice_as_typed


def add() -> None:
    """Add them to the admin's, and what is said of a text while somebody writes it."""
    site.ADDED += [
        ("workspaces/", documents.list_view, "workspaces"),
        ("workspaces/new/document/", documents.add_view, "workspace-add"),
        ("workspaces/<slug:slug>/", workspace.workspace_view, "workspace"),
        ("workspaces/<slug:slug>/details/", documents.details_view, "workspace-details"),
        ("workspaces/<slug:slug>/text/", documents.text_view, "workspace-text"),
        ("workspaces/<slug:slug>/text/delete/", documents.delete_text_view, "workspace-delete-text"),
        ("workspaces/<slug:slug>/changes/", versions.changes_view, "workspace-changes"),
        ("workspaces/<slug:slug>/settle/", versions.settle_view, "workspace-settle"),
        ("workspaces/<slug:slug>/place/", workspace.place_view, "workspace-place"),
        ("workspaces/<slug:slug>/mark/", taking.mark_view, "workspace-mark"),
        ("workspaces/<slug:slug>/references/", taking.import_view, "workspace-references"),
        ("workspaces/<slug:slug>/take/<slug:name>/", taking.take_view, "workspace-take"),
        ("workspaces/<slug:slug>/unmark/", workspace.unmark_view, "workspace-unmark"),
    ]
    ADVICE.append(advice_as_typed)
