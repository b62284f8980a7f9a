"""The pages of sources, themes, studies, case studies, the glossary and resources."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evidence import presenters
from evidence.filters import CaseStudyFilterSet, StudyFilterSet
from evidence.list_pages import ListPage
from evidence.models import CaseStudy, Source, Study, Theme


@require_safe
def study_list(request: HttpRequest) -> HttpResponse:
    """The studies, filtered."""
    studies = presenters.studies_with_links(Study.objects.published())
    listing = ListPage(StudyFilterSet(request.GET, queryset=studies), request.GET, "study", "studies")
    context = {
        "listing": listing,
        "errors": listing.errors,
        "cards": [presenters.study_card(each) for each in listing.page],
    }
    return render(request, "evidence/studies.jinja", context, status=listing.status_code)


@require_safe
def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One study."""
    study = get_object_or_404(presenters.studies_with_links(Study.objects.published()), slug=slug)
    return render(request, "evidence/study.jinja", presenters.study_page(study))


@require_safe
def case_study_list(request: HttpRequest) -> HttpResponse:
    """The case studies, filtered."""
    cases = CaseStudy.objects.published().select_related("source")
    listing = ListPage(CaseStudyFilterSet(request.GET, queryset=cases), request.GET, "case study", "case studies")
    context = {
        "listing": listing,
        "errors": listing.errors,
        "cards": [presenters.case_study_card(each) for each in listing.page],
    }
    return render(request, "evidence/case_studies.jinja", context, status=listing.status_code)


@require_safe
def case_study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One case study."""
    case = get_object_or_404(CaseStudy.objects.published().select_related("source", "country"), slug=slug)
    return render(request, "evidence/case_study.jinja", presenters.case_study_page(case))


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """Every theme by framework."""
    frameworks = presenters.themes_page()
    total = sum(1 + len(theme["subthemes"]) for framework in frameworks for theme in framework["themes"])
    return render(request, "evidence/themes.jinja", {"frameworks": frameworks, "total": total})


@require_safe
def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme."""
    themes = Theme.objects.published().select_related("framework__source", "parent")
    return render(request, "evidence/theme.jinja", presenters.theme_page(get_object_or_404(themes, slug=slug)))


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Every source."""
    return render(request, "evidence/sources.jinja", {"sources": presenters.sources_page()})


@require_safe
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One source."""
    source = get_object_or_404(Source.objects.published(), slug=slug)
    return render(request, "evidence/source.jinja", presenters.source_page(source))


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """What words mean here."""
    return render(request, "evidence/glossary.jinja", {"definitions": presenters.glossary_page()})


@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    """Things to use and read."""
    return render(request, "evidence/resources.jinja", presenters.resources_page())
