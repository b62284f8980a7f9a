"""The page of one recommendation."""

from collections.abc import Container
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evidence.citations import reference_to_entry, reference_to_source
from evidence.models import Finding
from evidence.summary_of_findings import for_summary
from lists.links import link, links
from pages.entry_pages import contents_list, filtered_links, recommendation_entry
from pages.public_history import public_history
from pages.recommendations import structured_data
from pages.structured_data import Absolute
from pages.versions import public_versions, withdrawn_or_404
from pages.wres.values import latest_for_england
from recommendations.models import Bearing, Kind, Recommendation, RecommendationStudy
from recommendations.own_assessments import graded_summary, own_assessment, public_assessments


def evidence_by_bearing(study_links: list[RecommendationStudy]) -> list[dict[str, Any]]:
    """The studies behind a recommendation, by how they bear on it.

    Returns::

        [{"heading": "Supports", "studies": [
            {"text": "…", "href": "…", "design": "…", "cited_as": "…", "note": "…", "retraction": ""}, …]}, …]
    """
    groups = []
    for bearing in Bearing:
        studies = [
            {**link(study), "cited_as": study.cited_as, "design": study.get_design_display(), "note": each.note}
            | {"retraction": study.retraction_in_words}
            for each in study_links
            for study in [each.study]
            if each.bearing == bearing
        ]
        if studies:
            groups.append({"heading": bearing.label, "studies": studies})
    return groups


#: What a recommendation's page tells changes of.
HISTORY_OF_FIELDS = (
    *("title", "statement", "points", "kind", "certainty", "certainty_reason", "evidence_note", "assessment_finished"),
    *("curator_note", "locator"),
)
HISTORY_OF_LINKS = (
    *("audiences", "themes", "settings", "populations"),
    *("studies", "case_studies", "indicators", "related"),
)


def recommendation_page(recommendation: Recommendation, absolute: Absolute) -> dict[str, Any]:
    """One recommendation; it must come from ``with_links``.

    Returns ``recommendation``, ``certainty``, ``audiences``, ``points``, ``own_assessment`` (see the function of that
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
        "recommendation": recommendation,
        "own_assessment": own_assessment(recommendation, assessments),
        "certainty": recommendation.level,
        "points": recommendation.points_list,
        "audiences": recommendation.audiences.all(),
        "themes": links(recommendation.public_themes),
        "settings": filtered_links("recommendations", "setting", recommendation.settings.all()),
        "populations": filtered_links("recommendations", "population", recommendation.populations.all()),
        "evidence": evidence_by_bearing(recommendation.public_study_links),
        "findings": graded_summary(for_summary(findings), assessments),
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
        ("wres", "WRES indicators it is linked to", True),
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
    related = recommendation.related.published().for_short_lists().in_document_order()
    return [recommendation_entry(each) for each in related if each.get_absolute_url() not in but]


def how_to_start(recommendation: Recommendation) -> dict[str, list[dict[str, Any]]]:
    """The steps linked to a recommendation from ``with_links``, and the others that its chapter of the source gives.

    A chapter is a theme of the source's own framework: the core themes, which all sources share, are no chapters. A
    step has none of its own.

    Returns::

        {"linked": [see recommendation_entry, each with its "statement"], "same_chapter": [{…}, …]}
    """
    if recommendation.kind == Kind.IMPLEMENTATION_STEP:
        return {"linked": [], "same_chapter": []}
    steps = Recommendation.objects.published().filter(kind=Kind.IMPLEMENTATION_STEP).for_short_lists()
    linked = list(steps.filter(related=recommendation).in_document_order())
    chapter = steps.filter(
        source=recommendation.source,
        themes__in=recommendation.public_themes,
        themes__framework__source=recommendation.source,
    )
    others = [step for step in chapter.distinct().in_document_order() if step not in linked]
    return {
        name: [{**recommendation_entry(step), "statement": step.statement} for step in of_name]
        for name, of_name in (("linked", linked), ("same_chapter", others))
    }


def recommendation_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One recommendation."""
    recommendation = Recommendation.objects.published().with_links().filter(reference=reference).first()
    if recommendation is None:
        return withdrawn_or_404(request, Recommendation.objects.all(), reference=reference)
    absolute = request.build_absolute_uri
    context = recommendation_page(recommendation, absolute)
    data = structured_data.recommendation_page(recommendation, context["last_changed_on"], absolute)
    context |= {"structured_data": data, "versions": public_versions(recommendation)}
    return render(request, "recommendations/detail.jinja", context)
