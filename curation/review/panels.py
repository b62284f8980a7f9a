"""The panels of the review screen: what a reviewer compares a draft with, such as its findings or its source's words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from curation.models import Draft


@dataclass(frozen=True)
class Panel:
    """A part of the review screen that an app adds.

    ``shows`` returns the context of the template, or an empty dict where there is nothing to show. It is called with
    the entry as its draft has it, in a dry run. The default template lists ``items``, as the desk's items::

        {"items": [{"name": "HEEC-ES-1 Train staff", "href": "/admin/…", "kind": "finding", "says": "…"}, …]}
    """

    heading: str
    shows: Callable[[Any, Draft | None], dict[str, Any]]
    template: str = "admin/review_items.html"


#: Apps add their panels here, in their admin module.
PANELS: list[Panel] = []


def panels_of(entry: Any, draft: Draft | None) -> list[dict[str, Any]]:
    """The panels that have something to show of an entry: ``heading``, ``template`` and ``context`` of each."""
    shown = [(panel, panel.shows(entry, draft)) for panel in PANELS]
    return [
        {"heading": panel.heading, "template": panel.template, "context": context}
        for panel, context in shown
        if context
    ]
