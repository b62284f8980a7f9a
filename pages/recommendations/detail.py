"""The page of one recommendation."""

from collections.abc import Container, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from curation.public_history import public_history
from database.compiled_queries import CompiledQuery, array_of
from evidence.citations import reference_to_entry, reference_to_source
from evidence.models import CaseStudy, Finding, Population, Setting, Theme
from evidence.summary_of_findings import for_summary
from lists.links import address, link, links
from lists.wording import first_sentence
from pages.entries.parts import contents_list, filtered_links, notices_behind, recommendation_entry
from pages.entries.structured_data import Absolute
from pages.entries.versions import public_versions, withdrawn_or_404
from pages.entries.vocabulary import terms
from pages.recommendations import offers, structured_data
from pages.wres.values import latest_for_england
from recommendations.models import (
    Audience,
    Bearing,
    Kind,
    Recommendation,
    RecommendationIndicator,
    RecommendationStudy,
    studies_in_words,
)
from recommendations.own_assessments import graded_summary, own_assessment, public_assessments

#: The kinds that are a first step themselves.
STEPS = (Kind.IMPLEMENTATION_STEP, Kind.INDIVIDUAL_ACTION)

#: Reads a published recommendation by its reference.
RECOMMENDATION = CompiledQuery[Recommendation](
    lambda reference: Recommendation.objects.published().with_links().filter(reference=reference)
)
#: Each reads what the page of a recommendation shows beside it, by the recommendation's key or by keys of its own.
STUDY_LINKS = CompiledQuery[RecommendationStudy](
    lambda key: RecommendationStudy.objects.published().filter(recommendation=key)
)
FINDINGS = CompiledQuery[Finding](
    lambda key: for_summary(Finding.objects.published().filter(study__recommendation_links__recommendation=key))
)
INDICATOR_LINKS = CompiledQuery[RecommendationIndicator](
    lambda key: RecommendationIndicator.objects.published().filter(recommendation=key)
)
CASE_STUDIES = CompiledQuery[CaseStudy](
    lambda keys: (
        CaseStudy.objects.published()
        .filter(pk__in_keys=keys)
        .only("slug", "title", "summary", "organisation_name", "place")
    )
)
RELATED = CompiledQuery[Recommendation](
    lambda keys: Recommendation.objects.published().filter(pk__in_keys=keys).for_short_lists().in_document_order()
)
STEPS_OF_CHAPTER = CompiledQuery[Recommendation](
    lambda source, themes: (
        Recommendation.objects.published()
        .filter(kind=Kind.IMPLEMENTATION_STEP, source=source, themes__pk__in_keys=themes)
        .for_short_lists()
        .distinct()
        .in_document_order()
    )
)


def evidence_by_bearing(study_links: list[RecommendationStudy]) -> list[dict[str, Any]]:
    """The studies behind a recommendation, by how they bear on it.

    Returns::

        [{"heading": "Supports", "studies": [
            {"key": 7, "text": "…", "href": "…", "design": "…", "cited_as": "…", "cited_as_in_full": "…", "note": "…",
             "retraction": ""}, …]}, …]
    """
    groups = []
    for bearing in Bearing:
        studies = [
            {**link(study), "cited_as": study.cited_as, "cited_as_in_full": study.cited_as_in_full}
            | {
                "key": study.pk,
                "design": study.get_design_display(),
                "note": each.note,
                "retraction": study.retraction_in_words,
            }
            for each in study_links
            for study in [each.study]
            if each.bearing == bearing
        ]
        if studies:
            groups.append({"heading": bearing.label, "studies": studies})
    return groups


def recommendation_page(recommendation: Recommendation, absolute: Absolute) -> dict[str, Any]:
    """One recommendation; it must come from ``with_links``.

    Returns ``recommendation``, ``certainty``, ``audiences``, ``points``, ``own_assessment`` (see the function of that
    name), ``studies``, ``studies_in_words``, ``evidence`` (see :func:`evidence_by_bearing`), ``findings`` (see
    ``graded_summary``), ``case_studies``, ``steps`` (see ``how_to_start``), ``indicators`` (each with the reason and
    England's latest value), ``linked`` (the related recommendations), ``related`` (those of them that are no steps),
    ``themes`` and ``theme_rows``, ``settings``, ``populations``, ``versions`` (see ``public_versions``), ``history``
    (see ``public_history``), ``last_changed_on`` and ``references`` (how to cite this entry and its source).
    """
    themes = terms(Theme, recommendation.themes_keys)
    linked = related_to(recommendation)
    steps = how_to_start(recommendation, themes, linked)
    versions = public_versions(recommendation)
    history = public_history(recommendation, len(versions))
    last_changed_on = history[0].on
    assessments = public_assessments(recommendation)
    study_links = STUDY_LINKS(recommendation.pk)
    cases = CASE_STUDIES(array_of(recommendation.case_studies_keys)) if recommendation.case_studies_keys else []
    return {
        "recommendation": recommendation,
        "own_assessment": own_assessment(recommendation, assessments),
        "certainty": recommendation.level,
        "points": recommendation.points_list,
        "audiences": terms(Audience, recommendation.audiences_keys),
        "themes": links(themes),
        "theme_rows": themes,
        "settings": filtered_links("recommendations", "setting", terms(Setting, recommendation.settings_keys)),
        "populations": filtered_links(
            "recommendations", "population", terms(Population, recommendation.populations_keys)
        ),
        "studies": [each.study for each in study_links],
        "studies_in_words": studies_in_words((each.state for each in study_links), after="It rests on"),
        "evidence": evidence_by_bearing(study_links),
        "findings": graded_summary(FINDINGS(recommendation.pk) if study_links else [], assessments),
        "case_studies": [
            {**link(case), "detail": case.summary, "who": case.organisation_name or case.place} for case in cases
        ],
        "steps": steps,
        "indicators": indicators_moved(recommendation),
        "linked": linked,
        "related": related_links(linked, but={each["href"] for each in steps["linked"]}),
        "versions": versions,
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


def page_with_offers(recommendation: Recommendation, absolute: Absolute) -> dict[str, Any]:
    """What :func:`recommendation_page` returns, with what it is offered where it has none of its own.

    Adds ``is_step``, ``offered_cases`` and ``offered_steps`` (see :func:`offered`).
    """
    page = recommendation_page(recommendation, absolute)
    steps, linked, themes = page["steps"], page["linked"], page["theme_rows"]
    is_step = recommendation.kind in STEPS
    has_steps = is_step or steps["linked"] or steps["same_chapter"]
    return page | {
        "is_step": is_step,
        "offered_cases": [] if page["case_studies"] else cases_offered(recommendation, linked, themes),
        "offered_steps": [] if has_steps else steps_offered(recommendation, linked, themes),
    }


def detail_page(recommendation: Recommendation, absolute: Absolute) -> dict[str, Any]:
    """What :func:`page_with_offers` returns, with what its own page says besides.

    Adds ``reason`` (for the certainty, in a sentence; empty if none is stated) and ``contents``.
    """
    page = page_with_offers(recommendation, absolute)
    steps, cases, starts = page["steps"], page["offered_cases"], page["offered_steps"]
    offered_here = {each["href"] for each in starts}
    page["related"] = [each for each in page["related"] if each["href"] not in offered_here]
    contents = (
        ("points", "What it asks", page["points"]),
        ("certainty", "How certain the evidence is", True),
        ("evidence", "What was found", True),
        ("case-studies", "How others did it", page["case_studies"] or cases),
        ("start", "How to start", steps["linked"] or steps["same_chapter"] or starts),
        ("wres", "WRES indicators it is linked to", True),
        ("source", "Where it comes from", True),
        ("related", "What is related", page["related"]),
        ("history", "How this entry changed", True),
        ("cite", "How to cite it", True),
    )
    return page | {
        "reason": first_sentence(recommendation.certainty_reason),
        "contents": contents_list(contents),
    }


def cases_offered(
    recommendation: Recommendation, related: list[Recommendation], themes: list[Theme]
) -> list[dict[str, Any]]:
    """The case studies that a recommendation without its own is offered; see :func:`offered`."""
    return [
        offered({"text": each["title"], "href": address("case-study", each["slug"]), "detail": each["summary"]}, each)
        | {"who": each["organisation_name"] or each["place"]}
        for each in offers.CASE_STUDIES.closest(recommendation, related, themes)
    ]


def steps_offered(
    recommendation: Recommendation, related: list[Recommendation], themes: list[Theme]
) -> list[dict[str, Any]]:
    """The actions for individuals that it is related to, or else the steps that it is offered."""
    actions = [each for each in related if each.kind == Kind.INDIVIDUAL_ACTION]
    if actions:
        why = {"why": "Related action for individuals"}
        return [recommendation_entry(each) | {"detail": each.statement} | why for each in actions[: offers.MOST]]
    return [
        offered(
            {"text": each["title"], "href": address("recommendation", each["reference"]), "detail": each["statement"]},
            each,
        )
        | {"notices": notices_behind(each["study_states"])}
        for each in offers.STEPS.closest(recommendation, related, themes)
    ]


def offered(entry: dict[str, Any], offer: dict[str, Any]) -> dict[str, Any]:
    """An entry that is offered, with why it is.

    Returns::

        {"text": "The Canadian EQUIP project …", "href": "/case-studies/…/", "detail": "…",
         "why": "From a related recommendation", "because_of": {"text": "HEEC-EP-6 Develop trauma-…", "href": "…"}}
    """
    if via := offer["via"]:
        return entry | {"why": "From a related recommendation", "because_of": link(via)}
    return entry | {"why": "About the same theme", "because_of": link(offer["theme"])}


def indicators_moved(recommendation: Recommendation) -> list[dict[str, Any]]:
    """The WRES indicators that a recommendation speaks to.

    Returns::

        [{"text": "Indicator 9: …", "href": "/wres/indicators/9/", "number": 9, "reason": "…",
          "latest": see latest_for_england, or None where no value is held for England}, …]
    """
    if not recommendation.indicators_keys:
        return []
    latest = latest_for_england()
    return [
        {
            **link(each.indicator),
            "number": each.indicator.number,
            "reason": each.reason,
            "latest": latest.get(each.indicator.number),
        }
        for each in INDICATOR_LINKS(recommendation.pk)
    ]


def related_to(recommendation: Recommendation) -> list[Recommendation]:
    """The related recommendations that are public; ``recommendation`` must come from ``with_links``."""
    return RELATED(array_of(recommendation.related_keys)) if recommendation.related_keys else []


def related_links(related: Iterable[Recommendation], but: Container[str]) -> list[dict[str, Any]]:
    """The related recommendations, each with its certainty and source, ``but`` those at these addresses."""
    return [recommendation_entry(each) for each in related if each.get_absolute_url() not in but]


def how_to_start(
    recommendation: Recommendation, themes: Iterable[Theme], related: Iterable[Recommendation]
) -> dict[str, list[dict[str, Any]]]:
    """The steps among what is related to a recommendation, and the others that its chapter of the source gives.

    A chapter is a theme of the source's own framework: the core themes, which all sources share, are no chapters. A
    step has none of its own.

    Returns::

        {"linked": [see recommendation_entry, each with its "statement"], "same_chapter": [{…}, …]}
    """
    if recommendation.kind == Kind.IMPLEMENTATION_STEP:
        return {"linked": [], "same_chapter": []}
    source = recommendation.source_id
    chapters = [theme.pk for theme in themes if theme.framework.source_id == source]
    linked = [each for each in related if each.kind == Kind.IMPLEMENTATION_STEP]
    of_chapter = STEPS_OF_CHAPTER(source, array_of(chapters)) if chapters else []
    others = [step for step in of_chapter if step not in linked]
    return {
        name: [{**recommendation_entry(step), "statement": step.statement} for step in of_name]
        for name, of_name in (("linked", linked), ("same_chapter", others))
    }


def recommendation_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One recommendation."""
    recommendation = RECOMMENDATION.first(reference)
    if recommendation is None:
        return withdrawn_or_404(request, Recommendation.objects.all(), reference=reference)
    absolute = request.build_absolute_uri
    page = detail_page(recommendation, absolute)
    data = structured_data.recommendation_page(page, absolute)
    return render(request, "recommendations/detail.jinja", page | {"structured_data": data})
