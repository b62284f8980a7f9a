"""The addresses of workspaces, below those of the admin."""

from curation import site
from workspaces.admin import documents, versions, workspace


def add() -> None:
    """Add them to the admin's."""
    site.ADDED += [
        ("workspaces/", documents.list_view, "workspaces"),
        ("workspaces/new/document/", documents.add_view, "workspace-add"),
        ("workspaces/<slug:slug>/", workspace.workspace_view, "workspace"),
        ("workspaces/<slug:slug>/details/", documents.details_view, "workspace-details"),
        ("workspaces/<slug:slug>/text/", documents.text_view, "workspace-text"),
        ("workspaces/<slug:slug>/changes/", versions.changes_view, "workspace-changes"),
        ("workspaces/<slug:slug>/settle/", versions.settle_view, "workspace-settle"),
        ("workspaces/<slug:slug>/place/", workspace.place_view, "workspace-place"),
        ("workspaces/<slug:slug>/unmark/", workspace.unmark_view, "workspace-unmark"),
    ]
