"""Bars that the pages of a theme and of an audience show: how certain their recommendations are, what studies found."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from evidence.models import Direction, Finding, Study, notices_in_words
from lists.links import address
from pages.maps.evidence import DIRECTIONS, MARKS


def certainty_bars(levels: Iterable[dict[str, Any]], **listed: str) -> list[dict[str, Any]]:
    """The levels of ``certainty_profile``, each with its list of recommendations and the length of its bar.

    Returns::

        [{"certainty": Certainty.HIGH, "count": 0, "href": "/recommendations/?theme=skills&certainty=high",
          "length": 0.0}, …], of 100 for the most.
    """
    levels = list(levels)
    most = max((each["count"] for each in levels), default=0)
    return [
        each
        | {"href": f"{address('recommendations')}?{urlencode(listed | {'certainty': each['certainty'].value})}"}
        | {"length": _share(each["count"], most)}
        for each in levels
    ]


def found_by_outcome(studies: QuerySet[Study], **listed: str) -> dict[str, Any]:
    """How many of some studies found what on each outcome; gaps do not count. ``listed`` are the filters of their list.

    Returns::

        {"rows": [{"outcome": "Patient outcomes", "count": 3, "notices": "1 of them retracted",
                   "href": "/studies/?theme=skills&outcome=patient-outcomes",
                   "directions": [{"label": "Improved", "count": 1, "href": "…&direction=improved",
                                   "mark": Mark, "start": 0.0, "length": 33.3}, …]}, …],
         "marks": [{"mark": Mark, "label": "Improved"}, …]}

    ``start`` and ``length`` are of the directions' bars, of 100 for the longest row; ``marks`` are those of the rows.
    """
    findings = Finding.objects.published().filter(study__in=studies.order_by().values("pk"))
    found: dict[tuple[str, str], dict[str, set[int]]] = {}
    retractions: dict[int, str] = {}
    for slug, name, direction, study, retraction in (
        findings.exclude(direction=Direction.NOT_MEASURED)
        .order_by("outcome__position", "outcome__name")
        .values_list("outcome__slug", "outcome__name", "direction", "study", "study__retraction")
    ):
        retractions[study] = retraction
        found.setdefault((slug, name), {}).setdefault(direction, set()).add(study)
    longest = max((sum(map(len, by_direction.values())) for by_direction in found.values()), default=0)
    rows = []
    for (slug, name), by_direction in found.items():
        href = f"{address('studies')}?{urlencode(listed | {'outcome': slug})}"
        having = set().union(*by_direction.values())
        notices = notices_in_words(retractions[study] for study in having)
        directions: list[dict[str, Any]] = []
        start = 0
        for way in (way for way in MARKS if way in by_direction):
            number = len(by_direction[way])
            shown = {"label": DIRECTIONS.labels[way], "count": number, "href": f"{href}&direction={way}"}
            place = {"mark": MARKS[way], "start": _share(start, longest), "length": _share(number, longest)}
            directions.append(shown | place)
            start += number
        rows.append({"outcome": name, "count": len(having), "notices": notices, "href": href, "directions": directions})
    ways = {way for by_direction in found.values() for way in by_direction}
    return {
        "rows": rows,
        "marks": [{"mark": mark, "label": DIRECTIONS.labels[way]} for way, mark in MARKS.items() if way in ways],
    }


def _share(number: int, most: int) -> float:
    return round(100 * number / most, 1) if most else 0.0
