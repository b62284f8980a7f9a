"""The list of case studies and the page of one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evidence.filters import CaseStudyFilterSet
from evidence.models import CaseStudy
from lists.links import link, links
from lists.list_pages import ListPage
from lists.wording import paragraphs_and_lists
from pages import structured_data
from pages.entry_pages import contents_list, filtered_links
from pages.public_history import public_history
from pages.versions import public_versions, version_page, withdrawn_or_404


def case_study_card(case: CaseStudy) -> dict[str, Any]:
    """A case study as a list shows it.

    Returns::

        {"href": "/case-studies/…/", "text": "…", "summary": "…", "place": "London", "source": {…}}
    """
    return {
        **link(case),
        "summary": case.summary,
        "place": ", ".join(part for part in (case.organisation_name, case.place) if part),
        "period": case.period,
        "source": link(case.source, case.source.short_title),
    }


#: What to tell changes of on a case study’s page, and what to call it.
HISTORY_OF_CASE_STUDIES = {
    "title": "Title",
    "summary": "Summary",
    "organisation_name": "Organisation",
    "place": "Place",
    "period": "Time",
    "background": "Background",
    "what_was_done": "What was done",
    "findings": "What came of it",
    "lessons": "What it teaches",
    "curator_note": "Curator’s note",
    "locator": "Place in the source",
}

HISTORY_OF_LINKS_OF_CASE_STUDIES = {
    "themes": "theme",
    "settings": "setting",
    "populations": "population",
    "studies": "study",
}


def case_study_page(case: CaseStudy) -> dict[str, Any]:
    """One case study, with ``where`` it was, what it is linked to and its ``history``.

    Its ``sections``, those that are stated, have an anchor, a heading and a text of paragraphs and lists.
    """
    recommendations: Any = case.recommendations
    sections = [
        (anchor, heading, paragraphs_and_lists(text))
        for anchor, heading, text in (
            ("background", "Background", case.background),
            ("what-was-done", "What was done", case.what_was_done),
            ("what-came-of-it", "What came of it", case.findings),
            ("what-it-teaches", "What it teaches", case.lessons),
        )
        if text
    ]
    page = {
        "case": case,
        "card": case_study_card(case),
        "where": ", ".join(str(part) for part in (case.place, case.country) if part),
        "sections": sections,
        "themes": links(case.themes.published()),
        "settings": filtered_links("case-studies", "setting", case.settings.all()),
        "populations": filtered_links("case-studies", "population", case.populations.all()),
        "studies": links(case.studies.published()),
        "recommendations": [
            {**link(each), "detail": each.statement, "certainty": each.level}
            for each in recommendations.published().select_related("source")
        ],
        "history": public_history(case, fields=HISTORY_OF_CASE_STUDIES, links=HISTORY_OF_LINKS_OF_CASE_STUDIES),
    }
    contents = (
        *sections,
        ("source", "Where it comes from", True),
        ("recommendations", "Recommendations that it speaks to", page["recommendations"]),
        ("studies", "Reported in", page["studies"]),
        ("history", "How this entry changed", True),
    )
    return {**page, "contents": contents_list(contents)}


@require_safe
def case_study_list(request: HttpRequest) -> HttpResponse:
    """The case studies, filtered."""
    cases = CaseStudy.objects.published().select_related("source")
    listing = ListPage(CaseStudyFilterSet(request.GET, queryset=cases), request.GET, "case study", "case studies")
    context = {
        "listing": listing,
        "errors": listing.errors,
        "cards": [case_study_card(each) for each in listing.page],
    }
    return render(request, "evidence/case_studies.jinja", context, status=listing.status_code)


@require_safe
def case_study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One case study."""
    case = CaseStudy.objects.published().select_related("source", "country").filter(slug=slug).first()
    if case is None:
        return withdrawn_or_404(request, CaseStudy.objects.all(), slug=slug)
    article = structured_data.case_study_article(case, request.build_absolute_uri)
    data = {"structured_data": structured_data.document(article), "versions": public_versions(case)}
    return render(request, "evidence/case_study.jinja", case_study_page(case) | data)


@require_safe
def case_study_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One case study as it was once published."""
    return version_page(request, CaseStudy.objects.all(), number, slug=slug)
