"""The list of resources and the page of one."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from curation.public_history import public_history
from database.compiled_queries import CompiledQuery, RowsByKey
from evidence import knowledge_exports
from evidence.citations import reference_to_entry
from evidence.filters import ResourceFilterSet
from evidence.models import CaseStudy, Resource, ResourceKind, SourcedEntry, Theme
from files.content_types import CSV
from lists.links import address, link, links
from lists.list_pages import ListPage
from lists.wording import join_with_or, midsentence
from pages.downloads.list_files import FileFormat, ListFiles
from pages.entries import structured_data
from pages.entries.parts import contents_list, recommendation_entry
from pages.entries.structured_data import Absolute
from pages.entries.versions import public_versions, withdrawn_or_404
from pages.entries.vocabulary import terms
from pages.themes import with_any_theme
from pages.thin_lists import leads_on
from recommendations.models import Recommendation

FILES = ListFiles(
    ResourceFilterSet,
    "resources",
    "resource",
    "resources",
    (
        FileFormat(
            "csv",
            "CSV",
            "for spreadsheets",
            CSV,
            lambda made: knowledge_exports.resources_csv(made.rows, made.absolute),
        ),
    ),
)

#: The page of a resource shows so many entries of a kind that share its section, or its themes.
SHOWN_OF_EACH_KIND = 20

#: Reads the published resources of a page.
CARD_ROWS = RowsByKey(lambda: Resource.objects.published().for_cards())
#: Reads a published resource by its slug.
RESOURCE = CompiledQuery[Resource](lambda slug: Resource.objects.published().with_links().filter(slug=slug))


#: The kinds of entries that a resource may help with: each with its model, the name of its list, what a short list
#: reads of it and how it shows that.
KINDS: dict[str, tuple[Any, str, Callable[[Any], Any], Callable[[Any], dict[str, Any]]]] = {
    "recommendations": (
        Recommendation,
        "recommendations",
        lambda rows: rows.for_short_lists(),
        recommendation_entry,
    ),
    "case_studies": (
        CaseStudy,
        "case-studies",
        lambda rows: rows.only("slug", "title", "summary"),
        lambda case: {**link(case), "detail": case.summary},
    ),
}


def resource_card(resource: Resource) -> dict[str, Any]:
    """A resource as a list shows it; it must come from ``for_cards``.

    Returns::

        {"href": "/resources/…/", "text": "…", "kind": "Toolkit", "publisher": "NHS England", "description": "…",
         "url": "https://www.england.nhs.uk/…", "site": "england.nhs.uk", "source": {…}}
    """
    return {
        **link(resource),
        "kind": ResourceKind(resource.kind).label,
        "publisher": resource.publisher,
        "description": resource.description,
        "url": resource.url,
        "site": site_of(resource.url),
        "source": {"text": resource.source_title, "href": address("source", resource.source_slug)},
    }


def site_of(url: str) -> str:
    """The site that a web address leads to, as people name it: “england.nhs.uk”."""
    return urlsplit(url).netloc.removeprefix("www.")


def _places(locator: str) -> list[str]:
    """The places that a locator names."""
    return [place for each in locator.split(";") if (place := each.strip())]


def sections_of(entry: SourcedEntry, themes: list[Theme]) -> list[str]:
    """The places where an entry stands in its source, and the headings of themes that any of them is below."""
    places = _places(entry.locator)
    headings = [
        heading
        for theme in themes
        if theme.framework.source_id == entry.source_id
        for heading in _places(theme.locator)
        if any(place.startswith(f"{heading},") for place in places)
    ]
    return [*places, *headings]


def in_sections(rows: QuerySet[Any], sections: list[str]) -> QuerySet[Any]:
    """Those of the rows whose locator names one of the sections, or a place within one."""
    return rows.filter(locator__regex=rf"(^|;)\s*({'|'.join(map(re.escape, sections))})\s*([,;]|$)")


def narrowest(themes: list[Theme]) -> list[Theme]:
    """The themes without those that another of them is part of."""
    parents = {theme.parent_id for theme in themes}
    return [theme for theme in themes if theme.pk not in parents]


def helps_with(resource: Resource, themes: list[Theme]) -> dict[str, dict[str, Any]]:
    """The recommendations and case studies that stand with a resource in its source, and those about its themes.

    The base has no link from a resource to either, but it knows where each stands in its source and what it is about.

    Returns::

        {"recommendations": {
            "same_section": [{…}, …], "same_themes": [{…}, …], "has_more": True,
            "all": {"text": "24 recommendations about skills", "href": "/recommendations/?theme=skills"}},
         "case_studies": the same}
    """
    own = narrowest(themes)
    sections = sections_of(resource, own)
    keys = [theme.pk for theme in own]
    with_subthemes = list(
        Theme.objects.published().filter(Q(pk__in=keys) | Q(parent__in=keys)).values_list("pk", flat=True)
    )
    query = urlencode({"theme": [theme.slug for theme in own]}, doseq=True)
    about = join_with_or([midsentence(theme.name) for theme in own])
    found = {}
    for name, (model, list_name, shown, in_short_list) in KINDS.items():
        of_source = model.objects.published().filter(source=resource.source)
        same_section = list(shown(in_sections(of_source, sections)).in_document_order()[:SHOWN_OF_EACH_KIND])
        sharing = with_any_theme(model, with_subthemes)
        others = shown(sharing.exclude(pk__in=[each.pk for each in same_section])).in_document_order()
        total = sharing.count()
        found[name] = {
            "same_section": [in_short_list(each) for each in same_section],
            "same_themes": [in_short_list(each) for each in others[:SHOWN_OF_EACH_KIND]],
            "all": {
                "text": f"{total:,} {model._meta.verbose_name_plural} about {about}",
                "href": f"{address(list_name)}?{query}",
            },
        }
        found[name]["has_more"] = total > len(found[name]["same_themes"])
    return found


def resource_page(resource: Resource, absolute: Absolute) -> dict[str, Any]:
    """One resource, from ``with_links``.

    Returns ``resource``, ``kind`` (with the list of its kind), the ``site`` that has it, ``themes``, ``elsewhere`` (the
    entries with the same title from other sources), what :func:`helps_with` finds, ``versions``, ``history``,
    ``reference`` and ``contents``.
    """
    themes = terms(Theme, resource.themes_keys)
    versions = public_versions(resource)
    history = public_history(resource, len(versions))
    found = helps_with(resource, themes)
    same_title = Resource.objects.published().filter(title__iexact=resource.title).exclude(pk=resource.pk)
    page = {
        "resource": resource,
        "kind": {
            "text": resource.get_kind_display(),
            "href": f"{address('resources')}?kind={resource.kind}",
        },
        "site": site_of(resource.url),
        "themes": links(themes),
        "elsewhere": list(same_title.select_related("source").defer("search")),
        **found,
        "same_section": any(each["same_section"] for each in found.values()),
        "same_themes": any(each["same_themes"] for each in found.values()),
        "versions": versions,
        "history": history,
        "reference": reference_to_entry(
            resource.title, absolute(resource.get_absolute_url()), version=history[0].on, read_on=timezone.localdate()
        ),
    }
    contents = (
        ("source", "Where it comes from", True),
        ("same-section", "In the same section of its source", page["same_section"]),
        ("same-themes", "About the same theme", page["same_themes"]),
        ("history", "How this entry changed", True),
        ("cite", "How to cite it", True),
    )
    return {**page, "contents": contents_list(contents)}


def resource_list(request: HttpRequest) -> HttpResponse:
    """The resources, filtered."""
    listing = ListPage(
        ResourceFilterSet(request.GET), request.GET, "resource", "resources", CARD_ROWS, "resources-feed"
    )
    cards = [resource_card(each) for each in listing.page]
    context = {"cards": cards, "downloads": FILES.offered(listing), "leads_on": leads_on(listing)}
    return listing.response(request, "evidence/resources.jinja", **context)


def resource_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One resource."""
    resource = RESOURCE.first(slug)
    if resource is None:
        return withdrawn_or_404(request, Resource.objects.all(), slug=slug)
    data = structured_data.resource_work(resource, request.build_absolute_uri)
    page = resource_page(resource, request.build_absolute_uri)
    return render(request, "evidence/resource.jinja", page | {"structured_data": data})
