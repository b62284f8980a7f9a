"""The list of source documents and the page of one."""

from functools import partial
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from database.compiled_queries import CompiledQuery
from evidence.citations import reference_to_source
from evidence.models import CaseStudy, Citation, Definition, Framework, Resource, Source, Theme
from lists.links import links
from lists.list_pages import pagination_links
from pages.entries import structured_data
from pages.entries.parts import contents_list
from pages.entries.versions import withdrawn_or_404
from pages.sources import contents as source_contents
from recommendations.models import Recommendation
from workforce.models import Indicator, Statistic

#: What is counted for a source: the name of each kind of entry, and its model or that of its links to sources.
COUNTED: dict[str, Any] = {
    "recommendations": Recommendation,
    "studies": Citation,
    "case studies": CaseStudy,
    "statistics": Statistic,
    "definitions": Definition,
    "resources": Resource,
}

#: Reads a published source by its slug, and by the source's key what its page shows beside its contents.
SOURCE = CompiledQuery[Source](lambda slug: Source.objects.published().filter(slug=slug))
FRAMEWORKS = CompiledQuery[Framework](
    lambda key: (
        Framework.objects.published()
        .filter(source=key)
        .prefetch_related(Prefetch("themes", Theme.objects.published().top_level(), to_attr="top_themes"))
    )
)
INDICATORS = CompiledQuery[Indicator](lambda key: Indicator.objects.filter(source=key).defer("search"))


def sources_page() -> list[dict[str, Any]]:
    """Every published source with how many entries the public finds from it.

    Returns::

        [{"source": Source, "counts": [("recommendations", 7), ("studies", 31), …]}, …]
    """
    counts = [
        (name, dict(model.objects.published().order_by().values_list("source").annotate(n=Count("pk"))))
        for name, model in COUNTED.items()
    ]
    return [
        {"source": each, "counts": [(name, by_source[each.pk]) for name, by_source in counts if each.pk in by_source]}
        for each in Source.objects.published()
    ]


def source_page(source: Source, number: int = 1) -> dict[str, Any]:
    """One source: what it is, and what is held from it, in the document's own order.

    A long document takes several pages, each with an address of its own, so that links alone lead to every entry.
    Returns among others ``facts`` (name and value, empty where not stated), ``frameworks`` with ``top_themes``,
    ``counts`` and ``parts`` (see the functions of these names) and ``indicators``, which have no place in its order.

    Raises:
        InvalidPage: it has no page of this number.
    """
    places = source_contents.places_in(source)
    page = Paginator(places, source_contents.ENTRIES_A_PAGE).page(number)
    shown = {
        "source": source,
        "facts": [
            ("Publisher", source.publisher),
            ("Published", source.publication_date_in_words),
            ("Authors", "; ".join(source.authors.splitlines())),
            ("Suggested citation", source.suggested_citation),
            ("Intended readers", source.intended_readers),
            ("Funding", source.funding),
            ("Licence", source.licence),
        ],
        "reference": reference_to_source(source),
        "frameworks": FRAMEWORKS(source.pk),
        "counts": source_contents.counts_of_kinds(source, places),
        "page": page,
        "pagination": pagination_links(page, partial(source_contents.page_address, source)),
        "parts": source_contents.parts(source_contents.entries_at(list(page.object_list))),
        "indicators": links(INDICATORS(source.pk)),
    }
    contents = (
        ("methods", "How its evidence was found", source.methods),
        ("limitations", "Its limitations", source.limitations),
        ("certainty", "Certainty", source.certainty_caution or not source.states_certainty),
        ("themes", "Its themes", shown["frameworks"]),
        ("cite", "How to cite it", True),
        ("contents", "What we took from it", True),
    )
    return {**shown, "sections": contents_list(contents)}


def source_list(request: HttpRequest) -> HttpResponse:
    """Every source."""
    return render(request, "evidence/sources.jinja", {"sources": sources_page()})


def source_detail(request: HttpRequest, slug: str, number: int = 1) -> HttpResponse:
    """One source, or a further page of what is held from it."""
    source = SOURCE.first(slug)
    if source is None:
        return withdrawn_or_404(request, Source.objects.all(), slug=slug)
    try:
        context = source_page(source, number)
    except InvalidPage:
        raise Http404 from None
    report = structured_data.source_document(source, request.build_absolute_uri)
    return render(request, "evidence/source.jinja", context | {"structured_data": report})
