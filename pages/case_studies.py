"""The list of case studies and the page of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from curation.public_history import public_history
from database.compiled_queries import CompiledQuery, RowsByKey, array_of
from evidence import knowledge_exports
from evidence.citations import reference_to_entry
from evidence.filters import CaseStudyFilterSet
from evidence.models import CaseStudy, Population, Setting, Study, Theme
from files.content_types import CSV
from lists.links import address, link, links
from lists.list_pages import ListPage
from lists.wording import paragraphs_and_lists
from pages.downloads.list_files import FileFormat, ListFiles
from pages.entries import structured_data
from pages.entries.parts import contents_list, filtered_links, recommendation_entry
from pages.entries.structured_data import Absolute
from pages.entries.versions import public_versions, withdrawn_or_404
from pages.entries.vocabulary import terms
from pages.thin_lists import leads_on
from recommendations.models import Recommendation

FILES = ListFiles(
    CaseStudyFilterSet,
    "case-studies",
    "case study",
    "case studies",
    (
        FileFormat(
            "csv",
            "CSV",
            "for spreadsheets",
            CSV,
            lambda made: knowledge_exports.case_studies_csv(made.rows, made.absolute),
        ),
    ),
)

#: Reads the published case studies of a page.
CARD_ROWS = RowsByKey(lambda: CaseStudy.objects.published().for_cards())
#: Reads a published case study by its slug.
CASE_STUDY = CompiledQuery[CaseStudy](lambda slug: CaseStudy.objects.published().with_links().filter(slug=slug))
#: Each reads what the page of a case study shows beside it.
STUDIES = CompiledQuery[Study](lambda keys: Study.objects.published().defer("search").filter(pk__in_keys=keys))
RECOMMENDATIONS = CompiledQuery[Recommendation](
    lambda key: Recommendation.objects.published().filter(case_studies=key).for_short_lists()
)


def case_study_card(case: CaseStudy) -> dict[str, Any]:
    """A case study as a list shows it; it must come from ``for_cards``.

    Returns::

        {"href": "/case-studies/…/", "text": "…", "summary": "…", "place": "London", "source": {…}}
    """
    return {
        **link(case),
        "summary": case.summary,
        "place": ", ".join(part for part in (case.organisation_name, case.place) if part),
        "period": case.period,
        "source": {"text": case.source_title, "href": address("source", case.source_slug)},
    }


def case_study_page(case: CaseStudy, absolute: Absolute) -> dict[str, Any]:
    """One case study, from ``with_links``: ``where`` it was, its links, ``versions``, ``history`` and ``reference``.

    Its ``sections``, those that are stated, have an anchor, a heading and a text of paragraphs and lists.
    """
    studies = STUDIES(array_of(case.studies_keys)) if case.studies_keys else []
    versions = public_versions(case)
    sections = [
        (anchor, heading, paragraphs_and_lists(text))
        for anchor, heading, text in (
            ("background", "Background", case.background),
            ("what-was-done", "What was done", case.what_was_done),
            ("what-came-of-it", "Results", case.findings),
            ("what-it-teaches", "Lessons", case.lessons),
        )
        if text
    ]
    history = public_history(case, len(versions))
    page = {
        "case": case,
        "where": ", ".join(str(part) for part in (case.place, case.country) if part),
        "sections": sections,
        "themes": links(terms(Theme, case.themes_keys)),
        "settings": filtered_links("case-studies", "setting", terms(Setting, case.settings_keys)),
        "populations": filtered_links("case-studies", "population", terms(Population, case.populations_keys)),
        "studies": [{**link(study), "detail": study.retraction_in_words} for study in studies],
        "recommendations": [
            recommendation_entry(each) | link(each) | {"detail": each.statement} for each in RECOMMENDATIONS(case.pk)
        ],
        "versions": versions,
        "history": history,
        "reference": reference_to_entry(
            case.title, absolute(case.get_absolute_url()), version=history[0].on, read_on=timezone.localdate()
        ),
    }
    contents = (
        *sections,
        ("source", "Where it comes from", True),
        ("recommendations", "Related recommendations", page["recommendations"]),
        ("studies", "Reported in", page["studies"]),
        ("history", "How this entry changed", True),
        ("cite", "How to cite it", True),
    )
    return {**page, "contents": contents_list(contents)}


def case_study_list(request: HttpRequest) -> HttpResponse:
    """The case studies, filtered."""
    listing = ListPage(
        CaseStudyFilterSet(request.GET), request.GET, "case study", "case studies", CARD_ROWS, "case-studies-feed"
    )
    cards = [case_study_card(each) for each in listing.page]
    context = {"cards": cards, "downloads": FILES.offered(listing), "leads_on": leads_on(listing)}
    return listing.response(request, "evidence/case_studies.jinja", **context)


def case_study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One case study."""
    case = CASE_STUDY.first(slug)
    if case is None:
        return withdrawn_or_404(request, CaseStudy.objects.all(), slug=slug)
    article = structured_data.case_study_article(case, request.build_absolute_uri)
    data = {"structured_data": article}
    return render(request, "evidence/case_study.jinja", case_study_page(case, request.build_absolute_uri) | data)
