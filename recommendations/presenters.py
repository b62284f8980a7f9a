"""What the templates of recommendations and audiences show."""

from collections.abc import Container
from functools import partial
from typing import Any

from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone

from evidence.citations import reference_to_entry, reference_to_source
from evidence.facets import NOT_STATED, counts_by_theme
from evidence.links import Link, link, links
from evidence.list_pages import ListPage
from evidence.models import Finding, Theme
from evidence.presenters import contents_list, filtered_links
from evidence.public_history import public_history
from evidence.query_strings import with_changes
from evidence.structured_data import Absolute
from evidence.unchanged_reads import UnchangedReads
from recommendations.filters import DOCUMENT_ORDER, by_certainty
from recommendations.implementation import how_to_start
from recommendations.models import Audience, AudienceKind, Bearing, Certainty, Recommendation, RecommendationStudy
from recommendations.own_assessments import graded_summary, own_assessment, public_assessments
from recommendations.what_is_new import what_is_new
from workforce.presenters import latest_for_england

#: An audience's page shows so many of each level of certainty, and leads to the list for the rest.
SHOWN_OF_EACH_LEVEL = 20
#: Beside them it shows so many of what is new, of what is for everyone and of what states no audience.
SHOWN_BESIDE = 5


def recommendation_card(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation as a list shows it; it must come from ``with_card_links``.

    Returns::

        {
            "reference": "HEEC-ES-1", "href": "/recommendations/HEEC-ES-1/", "title": "Train staff …",
            "statement": "…", "kind": "Recommendation", "certainty": Certainty.MODERATE,
            "audiences": [{"text": "ICBs", "href": "/audiences/icbs/"}, …],
            "source": {"text": "Evidence brief", "href": "/sources/heec-empowering-staff/"}, "studies": 9,
        }
    """
    return {
        "reference": recommendation.reference,
        "href": recommendation.get_absolute_url(),
        "title": recommendation.title,
        "statement": recommendation.statement,
        "kind": recommendation.get_kind_display(),
        "certainty": recommendation.level,
        "audiences": links(recommendation.audiences.all()),
        "source": link(recommendation.source, recommendation.source.short_title),
        "studies": len(recommendation.public_study_links),
        "may_be_out_of_date": recommendation.may_be_out_of_date,
    }


def evidence_by_bearing(study_links: list[RecommendationStudy]) -> list[dict[str, Any]]:
    """The studies behind a recommendation, by how they bear on it.

    Returns::

        [{"heading": "Supports", "studies": [{"text": "…", "href": "…", "detail": "…", "design": "…"}, …]}, …]
    """
    groups = []
    for bearing in Bearing:
        studies = [
            {
                **link(each.study),
                "cited_as": each.study.cited_as,
                "design": each.study.get_design_display(),
                "note": each.note,
            }
            for each in study_links
            if each.bearing == bearing
        ]
        if studies:
            groups.append({"heading": bearing.label, "studies": studies})
    return groups


#: What to tell changes of on a recommendation's page, and what to call it.
HISTORY_OF_FIELDS = {
    "title": "Title",
    "statement": "Statement",
    "points": "Points",
    "kind": "Kind",
    "certainty": "Certainty",
    "certainty_reason": "Reason for the certainty",
    "evidence_note": "Note on the evidence",
    "assessment_finished": "Our own assessment of certainty",
    "curator_note": "Curator’s note",
    "locator": "Place in the source",
}
HISTORY_OF_LINKS = {
    "audiences": "audience",
    "themes": "theme",
    "settings": "setting",
    "populations": "population",
    "studies": "study",
    "case_studies": "case study",
    "indicators": "WRES indicator",
    "related": "related recommendation",
}


def recommendation_page(recommendation: Recommendation, absolute: Absolute) -> dict[str, Any]:
    """One recommendation; it must come from ``with_links``.

    Returns the card's values under ``card`` and, beside them, ``points``, ``own_assessment`` (see the function of that
    name), ``evidence`` (see :func:`evidence_by_bearing`), ``findings`` (see ``graded_summary``), ``case_studies``,
    ``steps`` (see ``how_to_start``), ``indicators`` (each with the reason and England's latest value), ``related``,
    ``themes``, ``settings``, ``populations``, ``history`` (see ``public_history``), ``last_changed_on``,
    ``references`` (how to cite this entry and its source) and ``contents``.
    """
    steps = how_to_start(recommendation)
    history = public_history(recommendation, fields=HISTORY_OF_FIELDS, links=HISTORY_OF_LINKS)
    last_changed_on = history[0].on
    findings = Finding.objects.published().filter(study__recommendation_links__recommendation=recommendation)
    assessments = public_assessments(recommendation)
    page = {
        "card": recommendation_card(recommendation),
        "recommendation": recommendation,
        "own_assessment": own_assessment(recommendation, assessments),
        "certainty": recommendation.level,
        "points": recommendation.points_list,
        "audiences": recommendation.audiences.all(),
        "themes": links(recommendation.public_themes),
        "settings": filtered_links("recommendations", "setting", recommendation.settings.all()),
        "populations": filtered_links("recommendations", "population", recommendation.populations.all()),
        "evidence": evidence_by_bearing(recommendation.public_study_links),
        "findings": graded_summary(findings.select_related("outcome", "study", "source"), assessments),
        "case_studies": [
            {**link(case), "detail": case.summary}
            for case in recommendation.case_studies.published().select_related("source")
        ],
        "steps": steps,
        "indicators": indicators_moved(recommendation),
        "related": related_links(recommendation, but={each["href"] for each in steps["linked"]}),
        "history": history,
        "last_changed_on": last_changed_on,
        "references": {
            "entry": reference_to_entry(
                f"{recommendation.reference}: {recommendation.title}",
                absolute(recommendation.get_absolute_url()),
                version=last_changed_on,
                read_on=timezone.localdate(),
            ),
            "source": reference_to_source(recommendation.source),
        },
    }
    contents = (
        ("certainty", "How certain the evidence is", True),
        ("evidence", "What was found", True),
        ("case-studies", "How others did it", page["case_studies"]),
        ("start", "How to start", steps["linked"] or steps["same_chapter"]),
        ("wres", "What it would move", True),
        ("source", "Where it comes from", True),
        ("related", "What is related", page["related"]),
        ("history", "How this entry changed", True),
        ("cite", "How to cite it", True),
    )
    return {**page, "contents": contents_list(contents)}


def indicators_moved(recommendation: Recommendation) -> list[dict[str, Any]]:
    """The WRES indicators that a recommendation speaks to.

    Returns::

        [{"text": "Indicator 9: …", "href": "/wres/indicators/9/", "reason": "…",
          "latest": {"measure": "BME share of board members", "year": 2023, "values": ["15.6%"]}}, …]

    ``latest`` is None where no value is held for England.
    """
    moved = list(recommendation.indicator_links.published())
    latest = latest_for_england() if moved else {}
    return [
        {**link(each.indicator), "reason": each.reason, "latest": latest.get(each.indicator.number)} for each in moved
    ]


def related_links(recommendation: Recommendation, but: Container[str]) -> list[dict[str, Any]]:
    """The related recommendations that the public may see, each with its certainty and source, ``but`` these."""
    related = recommendation.related.published().select_related("source").in_document_order()
    return [
        {
            "href": each.get_absolute_url(),
            "reference": each.reference,
            "text": each.title,
            "certainty": each.level,
            "source": each.source.short_title,
        }
        for each in related
        if each.get_absolute_url() not in but
    ]


def audiences_page() -> list[dict[str, Any]]:
    """Every audience with how many published recommendations name it, by kind.

    Returns::

        [{"heading": "Organisations", "audiences": [{"text": "ICBs", "href": "…", "full_name": "…", "count": 7}, …]}, …]
    """
    counts = dict(Recommendation.objects.published().order_by().values_list("audiences").annotate(n=Count("*")))
    groups: dict[str, list[dict[str, Any]]] = {}
    for audience in Audience.objects.by_kind():
        groups.setdefault(audience.get_kind_display(), []).append(
            {
                **link(audience),
                "full_name": audience.full_name,
                "description": audience.description,
                "count": counts.get(audience.pk, 0),
            }
        )
    return [{"heading": heading, "audiences": members} for heading, members in groups.items()]


def audience_page(audience: Audience) -> dict[str, Any]:
    """Everything for one audience: what names it, by certainty, what of it is new, and beside it what is for all.

    Returns::

        {"audience": Audience, "total": 7, "groups": [{"certainty": Certainty.MODERATE, "count": 4, "cards": […]}, …],
         "themes": [{"text": "Skills", "href": "/recommendations/?audience=icbs&theme=skills", "count": 2}, …],
         "new": see what_is_new, "all_are_new": False,
         "wider": [{"audience": Audience, "count": 13, "takes_in": True, "cards": […]}, …], "more_apply": 13,
         "not_stated": {"count": 77, "cards": […]}, "contents": [{…}]}

    All is remembered until something in the database changes.
    """
    return UnchangedReads().get(("audience page", audience.pk, timezone.localdate()), partial(_audience_page, audience))


def _audience_page(audience: Audience) -> dict[str, Any]:
    recommendations = Recommendation.objects.published().for_audience(audience.slug)
    counts = {each["certainty"]: each["count"] for each in recommendations.certainty_profile()}
    by_level = Window(RowNumber(), partition_by="certainty", order_by=["source__position", "position", "pk"])
    first = recommendations.order_by().annotate(place=by_level).filter(place__lte=SHOWN_OF_EACH_LEVEL)
    shown = Recommendation.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
    cards = [(each.level, recommendation_card(each)) for each in shown.with_card_links().in_document_order()]
    groups = [
        {"certainty": level, "count": count, "cards": [card for each, card in cards if each == level]}
        for level, count in counts.items()
        if count
    ]
    total = sum(counts.values())
    new = what_is_new(recommendations, SHOWN_BESIDE)
    wider = wider_audiences(audience)
    page = {
        "audience": audience,
        "total": total,
        "groups": groups,
        "themes": core_themes_of(audience, recommendations),
        "new": new["entries"],
        "all_are_new": new["count"] == total,
        "wider": wider,
        "more_apply": Recommendation.objects.published().only_through_umbrellas_of(audience).count(),
        "not_stated": entries_beside(Recommendation.objects.published().without_stated_audience()),
    }
    contents = (
        *((each["certainty"].value, f"{each['certainty'].label} ({each['count']:,})", True) for each in groups),
        *((each["audience"].slug, f"For all {each['audience']} ({each['count']:,})", True) for each in wider),
        ("not-stated", f"No audience stated ({page['not_stated']['count']:,})", True),
    )
    return {**page, "contents": contents_list(contents)}


def wider_audiences(audience: Audience) -> list[dict[str, Any]]:
    """The audiences that mean everyone of a sort, those first that take this one in; see :func:`audience_page`."""
    umbrellas = {each.pk for each in audience.umbrellas.all()}
    wider = [each for each in Audience.objects.by_kind() if each.kind == AudienceKind.ALL or each.pk in umbrellas]
    wider = sorted((each for each in wider if each != audience), key=lambda each: each.pk not in umbrellas)
    # A few audiences mean everyone, so a few queries for each do no harm.
    return [
        {
            "audience": each,
            "takes_in": each.pk in umbrellas,
            **entries_beside(Recommendation.objects.published().for_audience(each.slug)),
        }
        for each in wider
    ]


def entries_beside(recommendations: Any) -> dict[str, Any]:
    """How many there are, and the first of them, the most certain first: ``{"count": 77, "entries": [{…}, …]}``."""
    first = (
        recommendations.select_related("source")
        .defer("search")
        .order_by(by_certainty(), *DOCUMENT_ORDER)[:SHOWN_BESIDE]
    )
    return {
        "count": recommendations.count(),
        "entries": [
            {
                **link(each, each.title),
                "reference": each.reference,
                "certainty": each.level,
                "source": each.source.short_title,
            }
            for each in first
        ],
    }


def core_themes_of(audience: Audience, recommendations: Any) -> list[dict[str, Any]]:
    """The core themes of what names an audience, with how many there are and the list of them."""
    counts = counts_by_theme(recommendations)
    themes = Theme.objects.published().filter(framework__is_core=True).top_level()
    return [
        {
            "text": each.name,
            "href": f"{reverse('recommendations')}?audience={audience.slug}&theme={each.slug}",
            "count": counts[each.pk],
        }
        for each in themes
        if counts.get(each.pk)
    ]


def beside_list(listing: ListPage) -> list[dict[str, Any]]:
    """What a list filtered by audience leaves out but its readers may want, given all its other filters.

    A filter finds exactly what names an audience; beside it stands what is addressed to everyone, and what states no
    audience. Empty where no audience is chosen, or only such ones.

    Returns::

        [{"text": "addressed to all NHS organisations", "count": 13, "href": "?audience=nhs-organisations"}, …]
    """
    everyone = dict(Audience.objects.filter(kind=AudienceKind.ALL).values_list("slug", "name"))
    words = {slug: f"addressed to all {name}" for slug, name in everyone.items()}
    words[NOT_STATED] = "whose source states no audience"
    chosen = set(listing.filterset.chosen.get("audience", ()))
    if not chosen - set(words):
        return []
    facet = next(each for each in listing.filterset.facets if each.name == "audience")
    return [
        {
            "text": words[option.value],
            "count": option.count,
            "href": with_changes(listing.valid_query, {"audience": option.value}),
        }
        for option in facet.options
        if option.value in words and option.value not in chosen
    ]


def only_level(listing: ListPage) -> Certainty | None:
    """The level of certainty that a list was filtered by, where it was by one alone."""
    chosen = listing.filterset.chosen.get("certainty", ())
    return Certainty(chosen[0]) if len(chosen) == 1 else None


def certainty_profile() -> list[dict[str, Any]]:
    """How many published recommendations there are at each level of certainty; see the queryset's own."""
    return Recommendation.objects.published().certainty_profile()


def newest(limit: int = 5) -> list[Link]:
    """The recommendations that were published here last."""
    last = Recommendation.objects.published().order_by("-published_on", "position")[:limit]
    return links(last.select_related("source").defer("search"))
