"""The list of audiences and the page of one."""

from typing import Any

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from evidence.models import Study, Theme
from evidence.themes import counts_by_theme
from lists.links import address, link
from pages.entries.parts import contents_list, recommendation_entry
from pages.maps.profiles import certainty_bars, found_by_outcome
from pages.recommendations import structured_data
from pages.recommendations.cards import recommendation_card
from pages.recommendations.what_is_new import what_is_new
from recommendations.filters import DOCUMENT_ORDER, by_certainty
from recommendations.models import Audience, AudienceKind, Recommendation, RecommendationStudy

#: An audience's page shows so many of each level of certainty, and leads to the list for the rest.
SHOWN_OF_EACH_LEVEL = 20

#: Beside them it shows so many of what is new, of what is for everyone and of what states no audience.
SHOWN_BESIDE = 5

#: Reads an audience by its slug.
AUDIENCE = CompiledQuery[Audience](lambda slug: Audience.objects.published().filter(slug=slug))


def audiences_page() -> list[dict[str, Any]]:
    """Every audience with how many published recommendations name it, by kind.

    Returns::

        [{"heading": "Organisations", "audiences": [{"text": "ICBs", "href": "…", "full_name": "…", "count": 7}, …]}, …]
    """
    counts = dict(Recommendation.objects.published().order_by().values_list("audiences").annotate(n=Count("*")))
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in Audience.objects.published().by_kind():
        entry = {**link(each), "full_name": each.full_name, "description": each.description}
        groups.setdefault(each.get_kind_display(), []).append(entry | {"count": counts.get(each.pk, 0)})
    return [{"heading": heading, "audiences": members} for heading, members in groups.items()]


@cached_until_change
def audience_page(audience: Audience) -> dict[str, Any]:
    """Everything for one audience: what names it, by certainty, what of it is new, and beside it what is for all.

    Returns::

        {"audience": Audience, "total": 7, "groups": [{"certainty": Certainty.MODERATE, "count": 4, "cards": […]}, …],
         "certainty": see certainty_bars, "found": see found_by_outcome,
         "themes": [{"text": "Skills", "href": "/recommendations/?audience=icbs&theme=skills", "count": 2}, …],
         "new": see what_is_new, "all_are_new": False,
         "wider": [{"audience": Audience, "count": 13, "takes_in": True, "cards": […]}, …], "more_apply": 13,
         "not_stated": {"count": 77, "cards": […]}, "contents": see contents_list}
    """
    recommendations = Recommendation.objects.published().for_audience(audience.slug)
    profile = recommendations.certainty_profile()
    counts = {each["certainty"]: each["count"] for each in profile}
    by_level = Window(RowNumber(), partition_by="certainty", order_by=["source__position", "position", "pk"])
    first = recommendations.order_by().annotate(place=by_level).filter(place__lte=SHOWN_OF_EACH_LEVEL)
    shown = Recommendation.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
    cards = [(each.level, recommendation_card(each)) for each in shown.for_cards().in_document_order()]
    groups = [
        {"certainty": level, "count": count, "cards": [card for each, card in cards if each == level]}
        for level, count in counts.items()
        if count
    ]
    total = sum(counts.values())
    behind = RecommendationStudy.objects.filter(recommendation__in=recommendations.order_by().values("pk")).values(
        "study"
    )
    new = what_is_new(recommendations, SHOWN_BESIDE)
    wider = wider_audiences(audience)
    page = {
        "audience": audience,
        "total": total,
        "groups": groups,
        "certainty": certainty_bars(profile, audience=audience.slug),
        "found": found_by_outcome(Study.objects.published().filter(pk__in=behind), audience=audience.slug),
        "themes": core_themes_of(audience, recommendations),
        "new": new["entries"],
        "all_are_new": new["count"] == total,
        "wider": wider,
        "more_apply": Recommendation.objects.published().only_through_umbrellas_of(audience).count(),
        "not_stated": entries_beside(Recommendation.objects.published().without_stated_audience()),
    }
    contents = (
        *((each["certainty"].value, f"{each['certainty'].label} ({each['count']:,})", True) for each in groups),
        ("found", "What the studies behind them found", page["found"]["rows"]),
        *((each["audience"].slug, f"For all {each['audience']} ({each['count']:,})", True) for each in wider),
        ("not-stated", f"No audience stated ({page['not_stated']['count']:,})", True),
    )
    return {**page, "contents": contents_list(contents)}


def wider_audiences(audience: Audience) -> list[dict[str, Any]]:
    """The audiences that mean everyone of a sort, those first that take this one in; see :func:`audience_page`."""
    umbrellas = {each.pk for each in audience.umbrellas.all()}
    wider = (
        Audience.objects.published()
        .by_kind()
        .filter(Q(kind=AudienceKind.ALL) | Q(pk__in=umbrellas))
        .exclude(pk=audience.pk)
    )
    public = Recommendation.objects.published()
    # A few audiences mean everyone, so a few queries for each do no harm.
    return [
        {"audience": each, "takes_in": each.pk in umbrellas, **entries_beside(public.for_audience(each.slug))}
        for each in sorted(wider, key=lambda each: each.pk not in umbrellas)
    ]


def entries_beside(recommendations: Any) -> dict[str, Any]:
    """How many there are, and the first of them, the most certain first: ``{"count": 77, "entries": [{…}, …]}``."""
    first = recommendations.for_short_lists().order_by(by_certainty(), *DOCUMENT_ORDER)
    return {"count": recommendations.count(), "entries": list(map(recommendation_entry, first[:SHOWN_BESIDE]))}


def core_themes_of(audience: Audience, recommendations: Any) -> list[dict[str, Any]]:
    """The core themes of what names an audience, with how many there are and the list of them."""
    counts = counts_by_theme(recommendations)
    themes = Theme.objects.published().filter(framework__is_core=True).top_level()
    listed = f"{address('recommendations')}?audience={audience.slug}"
    return [
        {"text": each.name, "href": f"{listed}&theme={each.slug}", "count": counts[each.pk]}
        for each in themes
        if counts.get(each.pk)
    ]


def audience_list(request: HttpRequest) -> HttpResponse:
    """Every audience."""
    return render(request, "recommendations/audiences.jinja", {"groups": audiences_page()})


def audience_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything for one audience."""
    audience = AUDIENCE.first(slug)
    if audience is None:
        raise Http404
    data = structured_data.audience_page(audience, request.build_absolute_uri)
    return render(request, "recommendations/audience.jinja", audience_page(audience) | {"structured_data": data})
