"""What is held from a source document, in its own order, so many entries to a page."""

import re
from collections import Counter, defaultdict
from functools import cache
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.text import capfirst

from database.compiled_queries import CompiledQuery, RowsByKey
from evidence.models import Citation, Figure, Passage, Source
from lists.links import address
from pages.entries.parts import notices_behind

ENTRIES_A_PAGE = 100

#: Each relation from a source to its entries, with what several are called and where all of them are listed. Where two
#: entries stand at one place, this is their order.
KINDS = {
    "passage_set": ("Key messages and other passages", ""),
    "figure_set": ("Figures and tables", ""),
    "statistic_set": ("Statistics", "{statistics}#{slug}"),
    "definition_set": ("Definitions", "{glossary}"),
    "casestudy_set": ("Case studies", "{case-studies}?source={slug}"),
    "recommendation_set": ("Recommendations, steps and actions", "{recommendations}?source={slug}"),
    "resource_set": ("Resources", "{resources}?source={slug}"),
    "citations": ("Studies", "{studies}?source={slug}"),
}
# Where the kind of an entry says more than what sort of row it is.
_KINDS_SAY_MORE = ("passage_set", "recommendation_set")

#: An entry: its relation's place in KINDS, its place in the document and its key.
Place = tuple[int, int, int]


def places_in(source: Source) -> list[Place]:
    """Where every published entry of a source stands, in the order of the document."""
    return sorted(PLACES(source.pk), key=lambda place: (place[1], place[0], place[2]))


def _places(source: Any) -> QuerySet[Any]:
    queries = [
        rows.filter(source=source)
        .order_by()
        .annotate(place_of_kind=Value(kind))
        .values_list("place_of_kind", "position", "pk")
        for kind, rows in enumerate(map(_published, KINDS))
    ]
    return queries[0].union(*queries[1:], all=True)


def _published(relation: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = getattr(Source, relation).field.model.objects.published()
    return rows


PLACES = CompiledQuery[Place](_places)


@cache
def _rows(relation: str) -> RowsByKey:
    """Reads the published entries of a kind."""
    shown = "study" if relation == "citations" else "source"

    def rows() -> QuerySet[Any]:
        of_kind: Any = _published(relation).select_related(shown)
        return of_kind.with_study_states() if relation == "recommendation_set" else of_kind

    return RowsByKey(rows)


def counts_of_kinds(source: Source, places: list[Place]) -> list[dict[str, Any]]:
    """How many entries of each kind a source has, of those that it has.

    Returns::

        [{"text": "Statistics", "count": 21, "href": "/statistics/#heec-empowering-staff"}, …]
    """
    counts = Counter(kind for kind, _, _ in places)
    lists = ("statistics", "glossary", "case-studies", "recommendations", "resources", "studies")
    addresses = {name: address(name) for name in lists}
    return [
        {"text": text, "count": counts[kind], "href": href.format(slug=source.slug, **addresses)}
        for kind, (text, href) in enumerate(KINDS.values())
        if counts[kind]
    ]


def entries_at(places: list[Place]) -> list[dict[str, Any]]:
    """The entries at some places, in the order of the places; see :func:`parts`."""
    keys: dict[int, list[int]] = defaultdict(list)
    for kind, _, key in places:
        keys[kind].append(key)
    listed = {}
    for kind, relation in enumerate(KINDS):
        rows = _rows(relation)(keys[kind]) if keys[kind] else {}
        for key, row in rows.items():
            listed[kind, key] = _citation(row) if isinstance(row, Citation) else _entry(row, relation)
    return [listed[kind, key] for kind, _, key in places]


def _citation(citation: Citation) -> dict[str, Any]:
    label = f"({citation.number})" if citation.number else ""
    shown = _listed(citation.study, "study", label, citation.locator)
    return shown | {"retraction": citation.study.retraction_word}


def _entry(entry: Any, relation: str) -> dict[str, Any]:
    kind = entry.get_kind_display() if relation in _KINDS_SAY_MORE else entry._meta.verbose_name
    if relation != "recommendation_set":
        return _listed(entry, kind, "", entry.locator)
    return _listed(entry, kind, entry.reference, entry.locator) | {"notices": notices_behind(entry.study_states)}


def _listed(entry: Any, kind: str, label: str, locator: str) -> dict[str, Any]:
    return {
        "kind": capfirst(kind),
        "label": label,
        "text": str(entry).removeprefix(label).strip(),
        "href": entry.get_absolute_url() if hasattr(entry, "get_absolute_url") else "",
        "locator": locator,
        "is_passage": isinstance(entry, Passage),
        "is_figure": isinstance(entry, Figure),
        "entry": entry,
    }


def parts(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries under what their locators start with.

    Returns::

        [{"id": "part-1", "heading": "Section 1", "entries": [{"kind": "Study", "label": "(8)", "text": "…",
          "href": "…", "locator": "Section 1, …", "entry": Study}, …]}, …]
    """
    found: list[dict[str, Any]] = []
    for entry in entries:
        heading = re.split("[,;]", entry["locator"], maxsplit=1)[0]
        if not found or found[-1]["heading"] != heading:
            found.append({"id": f"part-{len(found) + 1}", "heading": heading, "entries": []})
        found[-1]["entries"].append(entry)
    return found


def page_address(source: Source, number: int) -> str:
    """The address of one page of a source's contents; the first is the source's own."""
    return source.get_absolute_url() if number == 1 else address("source-page", source.slug, number)


def address_in_source(entry: Any) -> str:
    """The page of its source's contents on which a published entry stands."""
    kind = list(KINDS).index(f"{entry._meta.model_name}_set")
    places = [(place[0], place[2]) for place in places_in(entry.source)]
    return page_address(entry.source, places.index((kind, entry.pk)) // ENTRIES_A_PAGE + 1)
