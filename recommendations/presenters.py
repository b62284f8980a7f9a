"""What the templates of recommendations and audiences show."""

from typing import Any

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber

from evidence.links import Link, link, links
from evidence.models import Direction, Finding, Status
from recommendations.models import Audience, Bearing, Certainty, Recommendation, RecommendationStudy

#: An audience's page shows so many of each level of certainty, and leads to the list for the rest.
SHOWN_OF_EACH_LEVEL = 20


def recommendation_card(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation as a list shows it; it must come from ``with_links``.

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


def summary_of_findings(recommendation: Recommendation) -> list[dict[str, Any]]:
    """What the linked studies found, by outcome: how many studies point which way.

    A study counts once for each direction that it found on an outcome. Gaps (“not measured”) stand beside the counts.

    Returns::

        [{"outcome": "Staff knowledge", "measured": 8, "directions": [("Improved", 8)], "not_measured": 0}, …]
    """
    found = (
        Finding.objects.published()
        .filter(study__recommendation_links__recommendation=recommendation)
        .order_by("outcome__position", "outcome__name")
        .values_list("outcome__name", "direction", "study")
    )
    studies: dict[str, dict[str, set[int]]] = {}
    for outcome, direction, study in found:
        studies.setdefault(outcome, {}).setdefault(direction, set()).add(study)
    return [
        {
            "outcome": outcome,
            "measured": len(set().union(*(ids for way, ids in ways.items() if way != Direction.NOT_MEASURED))),
            "directions": [
                (way.label, len(ways[way])) for way in Direction if way in ways and way != Direction.NOT_MEASURED
            ],
            "not_measured": len(ways.get(Direction.NOT_MEASURED, ())),
        }
        for outcome, ways in studies.items()
    ]


def recommendation_page(recommendation: Recommendation) -> dict[str, Any]:
    """One recommendation; it must come from ``with_links``.

    Returns the card's values under ``card`` and, beside them, ``points``, ``evidence`` (see
    :func:`evidence_by_bearing`), ``findings`` (see :func:`summary_of_findings`), ``case_studies``, ``indicators``
    (each with the reason), ``related``, ``themes``, ``settings``, ``populations`` and ``last_changed_on``.
    """
    return {
        "card": recommendation_card(recommendation),
        "recommendation": recommendation,
        "certainty": recommendation.level,
        "points": recommendation.points_list,
        "audiences": recommendation.audiences.all(),
        "themes": links(recommendation.public_themes),
        "settings": [{"text": each.name} for each in recommendation.settings.all()],
        "populations": [{"text": each.name} for each in recommendation.populations.all()],
        "evidence": evidence_by_bearing(recommendation.public_study_links),
        "findings": summary_of_findings(recommendation),
        "case_studies": [
            {**link(case), "detail": case.summary}
            for case in recommendation.case_studies.published().select_related("source")
        ],
        "indicators": [
            {**link(each.indicator), "detail": each.reason} for each in recommendation.indicator_links.published()
        ],
        "related": related_links(recommendation),
        "last_changed_on": last_public_change(recommendation),
    }


def related_links(recommendation: Recommendation) -> list[dict[str, Any]]:
    """The related recommendations that the public may see, each with its certainty and source."""
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
    ]


def last_public_change(recommendation: Recommendation) -> Any:
    """The time of the last change to the entry while it was published, from its history; None if there was none."""
    events: Any = recommendation._meta.get_field("events").related_model
    return (
        events.objects.filter(pgh_obj=recommendation, status=Status.PUBLISHED)
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("pgh_created_at", flat=True)
        .first()
    )


def audiences_page() -> list[dict[str, Any]]:
    """Every audience with how many published recommendations name it, by kind.

    Returns::

        [{"heading": "Organisations", "audiences": [{"text": "ICBs", "href": "…", "full_name": "…", "count": 7}, …]}, …]
    """
    published = Recommendation.objects.published().values("pk")
    audiences = Audience.objects.by_kind().annotate(
        count=Count("recommendations", filter=Q(recommendations__in=published), distinct=True)
    )
    groups: dict[str, list[dict[str, Any]]] = {}
    for audience in audiences:
        groups.setdefault(audience.get_kind_display(), []).append(
            {
                **link(audience),
                "full_name": audience.full_name,
                "description": audience.description,
                "count": audience.count,
            }
        )
    return [{"heading": heading, "audiences": members} for heading, members in groups.items()]


def audience_page(audience: Audience) -> dict[str, Any]:
    """Everything for one audience: what names it, by certainty, and beside it what wider audiences are asked.

    Returns::

        {"audience": Audience, "total": 7, "groups": [{"certainty": Certainty.MODERATE, "count": 4, "cards": […]}, …],
         "wider": [{"text": "NHS organisations", "href": "…", "count": 0}, …], "not_stated": 0}
    """
    recommendations = Recommendation.objects.published().for_audience(audience.slug)
    counts = dict(recommendations.order_by().values_list("certainty").annotate(n=Count("pk")))
    by_level = Window(RowNumber(), partition_by="certainty", order_by=["source__position", "position", "pk"])
    first = recommendations.annotate(place=by_level).filter(place__lte=SHOWN_OF_EACH_LEVEL)
    cards = [(each.level, recommendation_card(each)) for each in first.with_links().in_document_order()]
    groups = [
        {"certainty": level, "count": counts[level], "cards": [card for each, card in cards if each == level]}
        for level in Certainty
        if level in counts
    ]
    published = Recommendation.objects.published().values("pk")
    wider = audience.umbrellas.annotate(count=Count("recommendations", filter=Q(recommendations__in=published)))
    return {
        "audience": audience,
        "total": sum(counts.values()),
        "groups": groups,
        "wider": [{**link(each), "count": each.count} for each in wider],
        "not_stated": Recommendation.objects.published().without_stated_audience().count(),
    }


def certainty_profile() -> list[dict[str, Any]]:
    """How many published recommendations there are at each level of certainty, highest first.

    Returns::

        [{"certainty": Certainty.HIGH, "count": 0}, …]
    """
    counts = dict(Recommendation.objects.published().order_by().values_list("certainty").annotate(n=Count("pk")))
    return [{"certainty": level, "count": counts.get(level.value, 0)} for level in Certainty]


def newest(limit: int = 5) -> list[Link]:
    """The recommendations that were published here last."""
    return links(
        Recommendation.objects.published().select_related("source").order_by("-published_on", "position")[:limit]
    )
