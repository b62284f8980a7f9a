"""The pages of sources, themes, studies, case studies, the glossary and resources."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from evidence import presenters, structured_data, study_exports
from evidence.filters import CaseStudyFilterSet, StudyFilterSet
from evidence.list_pages import ListPage, download
from evidence.models import CaseStudy, Source, Study, Theme
from evidence.models.study_merges import kept_instead_of
from evidence.public_versions import public_versions, version_page, withdrawn_or_404
from evidence.references import bibtex, csl_json, ris


@require_safe
def study_list(request: HttpRequest) -> HttpResponse:
    """The studies, filtered."""
    studies = presenters.studies_with_links(Study.objects.published())
    listing = ListPage(StudyFilterSet(request.GET, queryset=studies), request.GET, "study", "studies")
    context = {
        "listing": listing,
        "errors": listing.errors,
        "cards": [presenters.study_card(each, listing.filterset.chosen) for each in listing.page],
    }
    return render(request, "evidence/studies.jinja", context, status=listing.status_code)


def _study_file(suffix: str, content_type: str, parts: Callable[[QuerySet[Study], HttpRequest], Iterator[str]]) -> Any:
    """A view of the same list as a file, all studies."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponseBase:
        filterset = StudyFilterSet(request.GET, queryset=Study.objects.published())
        return download(filterset, "studies", suffix, content_type, parts(filterset.qs, request))

    return view


study_csv = _study_file(
    "csv", "text/csv; charset=utf-8", lambda studies, request: study_exports.csv(studies, request.build_absolute_uri)
)
study_ris = _study_file(ris.SUFFIX, ris.CONTENT_TYPE, lambda studies, _: study_exports.ris_parts(studies))
study_bibtex = _study_file(bibtex.SUFFIX, bibtex.CONTENT_TYPE, lambda studies, _: study_exports.bibtex_parts(studies))
study_csl_json = _study_file(
    csl_json.SUFFIX, csl_json.CONTENT_TYPE, lambda studies, _: study_exports.csl_json_parts(studies)
)


@require_safe
def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One study."""
    study = presenters.studies_with_links(Study.objects.published()).filter(slug=slug).first()
    if study is None:
        merged = Study.objects.filter(slug=slug, published_on__isnull=False).first()
        kept = kept_instead_of(merged) if merged else None
        if kept and Study.objects.published().filter(pk=kept.pk).exists():
            return redirect(kept, permanent=True)
        return withdrawn_or_404(request, Study.objects.all(), slug=slug)
    article = structured_data.study_article(study, request.build_absolute_uri)
    data = {"structured_data": structured_data.document(article), "versions": public_versions(study)}
    return render(request, "evidence/study.jinja", presenters.study_page(study) | data)


@require_safe
def study_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One study as it was once published."""
    return version_page(request, Study.objects.all(), number, slug=slug)


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
    case = CaseStudy.objects.published().select_related("source", "country").filter(slug=slug).first()
    if case is None:
        return withdrawn_or_404(request, CaseStudy.objects.all(), slug=slug)
    article = structured_data.case_study_article(case, request.build_absolute_uri)
    data = {"structured_data": structured_data.document(article), "versions": public_versions(case)}
    return render(request, "evidence/case_study.jinja", presenters.case_study_page(case) | data)


@require_safe
def case_study_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One case study as it was once published."""
    return version_page(request, CaseStudy.objects.all(), number, slug=slug)


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
    theme = get_object_or_404(themes, slug=slug)
    term = structured_data.theme_term(theme, request.build_absolute_uri)
    context = presenters.theme_page(theme) | {"structured_data": structured_data.document(term)}
    return render(request, "evidence/theme.jinja", context)


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """Every source."""
    return render(request, "evidence/sources.jinja", {"sources": presenters.sources_page()})


@require_safe
def source_detail(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    """One source, or a further page of what is held from it."""
    source = Source.objects.published().filter(slug=slug).first()
    if source is None:
        return withdrawn_or_404(request, Source.objects.all(), slug=slug)
    try:
        context = presenters.source_page(source, number)
    except InvalidPage:
        raise Http404 from None
    report = structured_data.source_document(source, request.build_absolute_uri)
    return render(request, "evidence/source.jinja", context | {"structured_data": structured_data.document(report)})


@require_safe
def source_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One source as it was once published."""
    return version_page(request, Source.objects.all(), number, slug=slug)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """What words mean here."""
    context = presenters.glossary_page()
    absolute = request.build_absolute_uri
    terms = structured_data.glossary_terms(context["definitions"], absolute(request.path), absolute)
    return render(request, "evidence/glossary.jinja", context | {"structured_data": structured_data.document(terms)})


@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    """Things to use and read."""
    return render(request, "evidence/resources.jinja", presenters.resources_page())
