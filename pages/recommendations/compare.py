"""Two to four recommendations side by side."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lists.wording import join_with_or, midsentence
from pages.recommendations.detail import RECOMMENDATION, page_with_offers
from recommendations.models import Bearing, Recommendation

FEWEST, MOST = 2, 4
#: How many of a choice of too many are shown again, to be narrowed.
MOST_KEPT = 50


def wanted_of(references: Iterable[str]) -> list[str]:
    """The references that were asked for, each once."""
    return list(dict.fromkeys(each.strip().upper() for each in references if each.strip()))


def chosen(wanted: list[str]) -> tuple[list[Any], list[str]]:
    """The published recommendations with these references, and what is wrong with what was asked, in words.

    Of too many, the first ``MOST_KEPT`` are looked for, and no more is read of them than :func:`choices` shows.
    """
    mistakes = []
    known = [each for each in wanted[:MOST_KEPT] if "\0" not in each]
    if len(wanted) > MOST:
        mistakes = [f"Choose {FEWEST} to {MOST} recommendations. You chose {len(wanted)}."]
        rows = Recommendation.objects.published().filter(reference__in=known).only("reference", "title")
        found = {row.reference: row for row in rows}
    else:
        found = {reference: row for reference in known if (row := RECOMMENDATION.first(reference))}
    unknown = [reference for reference in wanted[:MOST_KEPT] if reference not in found]
    mistakes += [f"There is no recommendation “{reference}”." for reference in unknown]
    if not mistakes and len(wanted) < FEWEST:
        mistakes = [f"Choose {FEWEST} to {MOST} recommendations to compare."]
    return [found[reference] for reference in known if reference in found], mistakes


def choices(entries: list[Recommendation]) -> list[dict[str, Any]]:
    """Recommendations, each as a ticked box."""
    return [
        {"id": f"entry-{place}", "value": each.reference, "text": f"{each.reference}: {each.title}", "checked": True}
        for place, each in enumerate(entries, start=1)
    ]


def findings_by_outcome(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was found on each outcome that any of the recommendations has a finding on.

    Returns::

        [{"outcome": "Staff knowledge", "directions": {"HEEC-ES-1": [see summary_of_findings], "HEEC-ES-2": []}}, …]

    Each direction has ``bearing`` too: how its studies bear on the recommendation, where none fully supports it.
    """
    outcomes: dict[str, str] = {}
    for page in pages:
        outcomes |= {row["slug"]: row["outcome"] for row in page["findings"]["rows"]}
    found = {
        page["recommendation"].reference: {
            row["slug"]: [way | {"bearing": _short_of_support(way, page["evidence"])} for way in row["directions"]]
            for row in page["findings"]["rows"]
        }
        for page in pages
    }
    return [
        {"outcome": outcome, "directions": {reference: of_page.get(slug, []) for reference, of_page in found.items()}}
        for slug, outcome in outcomes.items()
    ]


def _short_of_support(way: dict[str, Any], evidence: list[dict[str, Any]]) -> str:
    """“supports in part”, or “each supports in part or gives context”; empty where a study fully supports it."""
    keys = way["studies_by_key"]
    found = [each["heading"] for each in evidence if any(study["key"] in keys for study in each["studies"])]
    # A finding may be public while its study's link is not.
    if Bearing.SUPPORTS.label in found or not found:
        return ""
    words = join_with_or([midsentence(heading) for heading in found])
    return words if way["studies"] == 1 else f"each {words}"


def compare(request: HttpRequest) -> HttpResponse:
    """The recommendations that the query names; 400 with a form where it names none, too many or unknown ones."""
    wanted = wanted_of(request.GET.getlist("entry"))
    entries, mistakes = chosen(wanted)
    asked = "entry" in request.GET
    pages = [] if mistakes else [page_with_offers(each, request.build_absolute_uri) for each in entries]
    context = {
        "pages": pages,
        "outcomes": findings_by_outcome(pages),
        "errors": [{"text": each, "href": "#entry-1"} for each in mistakes if asked],
        "asked": [*wanted, *[""] * MOST][:MOST],
        # Boxes to type into are not enough for what was chosen.
        "choices": choices(entries) if len(wanted) > MOST else [],
    }
    return render(request, "recommendations/compare.jinja", context, status=400 if asked and mistakes else 200)
