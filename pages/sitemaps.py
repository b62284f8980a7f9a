"""The sitemap, which tells search engines of every public page, and ``robots.txt``, which tells of the sitemap."""

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from curation.last_changes import LastChanges, last_changes
from curation.public_history import start_of
from evidence.models import CaseStudy, Resource, Source, Study, Theme
from files.content_types import TEXT
from lists.links import address
from pages.sources.contents import ENTRIES_A_PAGE, places_in
from recommendations.models import Audience, Recommendation
from workforce.models import Indicator, Organisation

#: The pages that are not of one entry, theme, audience or indicator.
PAGES = (
    *("home", "recommendations", "audiences", "themes", "studies", "evidence-map", "recommendation-map"),
    *("case-studies", "wres", "wres-organisations", "statistics", "glossary", "resources", "sources", "new"),
    *("about", "accessibility", "cookies"),
)


class _Pages(Sitemap):
    """The pages of every address that names nothing."""

    def items(self) -> Sequence[str]:
        return [address(name) for name in PAGES]

    def location(self, item: str) -> str:
        return item


class _Rows(Sitemap):
    """The page of each row of a model, which its address names by one field."""

    # A part of so many takes a second or two to draw.
    limit = 5_000

    def __init__(self, name: str, rows: Any, field: str = "slug") -> None:
        self.name, self.rows, self.field = name, rows, field

    def items(self) -> Any:
        return self.rows().order_by("pk").values_list("pk", self.field)

    def location(self, item: tuple[int, Any]) -> str:
        return address(self.name, item[1])


class _Entries(_Rows):
    """The page of each published entry, and the day on which it was last new or changed."""

    def __init__(self, name: str, model: Any, field: str = "slug") -> None:
        super().__init__(name, model.objects.published, field)
        self.model = model

    @cached_property
    def last_changes(self) -> LastChanges:
        return last_changes(self.model)

    def lastmod(self, item: tuple[int, Any]) -> datetime.date | None:
        # The two are read one after the other, and an entry may be published in between.
        return self.last_changes.day_of.get(item[0])

    def get_latest_lastmod(self) -> datetime.datetime | None:
        days = self.last_changes.days
        return start_of(datetime.date.fromordinal(days[0])) if days else None


class _Sources(_Rows):
    """The pages of each source, whose contents may go over several."""

    def __init__(self) -> None:
        super().__init__("source", Source.objects.published)

    def items(self) -> list[str]:
        return [
            address("source-page", source.slug, number) if number > 1 else source.get_absolute_url()
            for source in self.rows()
            for number in range(1, max(1, -(-len(places_in(source)) // ENTRIES_A_PAGE)) + 1)
        ]

    def location(self, item: str) -> str:  # type: ignore[override]
        return item


def _sections() -> dict[str, type[Sitemap] | Sitemap]:
    return {
        "pages": _Pages(),
        "recommendations": _Entries("recommendation", Recommendation, "reference"),
        "studies": _Entries("study", Study),
        "case-studies": _Entries("case-study", CaseStudy),
        "resources": _Entries("resource", Resource),
        "sources": _Sources(),
        "themes": _Rows("theme", Theme.objects.published),
        "audiences": _Rows("audience", Audience.objects.published),
        "organisations": _Rows("wres-organisation", Organisation.objects.published, "ods_code"),
        "indicators": _Rows("wres-indicator", Indicator.objects.published, "number"),
    }


def index(request: HttpRequest) -> HttpResponse:
    """The parts of the sitemap."""
    return views.index(request, _sections(), sitemap_url_name="sitemap-section")


def section(request: HttpRequest, section: str) -> HttpResponse:
    """One part of the sitemap; of a long one the page that the query names."""
    return views.sitemap(request, _sections(), section)


def robots(request: HttpRequest) -> HttpResponse:
    """What programs may read: not the admin, nor what is made for one reader's choice, as a file of a filtered list."""
    hidden = (reverse("admin:index"), address("my-list"), address("compare"), address("wres-compare"), "/*.*?")
    lines = (
        "User-agent: *",
        *(f"Disallow: {path}" for path in hidden),
        # A long part of the sitemap has pages, which a query names; the longer rule wins.
        "Allow: /sitemap-",
        "",
        f"Sitemap: {request.build_absolute_uri(address('sitemap'))}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type=TEXT)
