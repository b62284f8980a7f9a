"""Addresses of the public site."""

from collections.abc import Callable, Iterator

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_safe

from evidence.models import CaseStudy, Resource, Source, Study
from pages import case_studies, glossary, home, plain_pages, resources, sitemaps, themes
from pages.downloads import whole_base
from pages.downloads.list_files import ListFiles
from pages.downloads.papers import PAPERS
from pages.entries.references import reference_view
from pages.entries.versions import version_view
from pages.maps import views as maps
from pages.maps.evidence import EvidenceMapFilterSet
from pages.maps.recommendations import RecommendationMapFilterSet
from pages.my_list import action_plan, baseline, board_paper_page
from pages.my_list import pages as my_list
from pages.new import feeds
from pages.new import page as new
from pages.recommendations import audiences, compare, detail
from pages.recommendations import list as recommendations
from pages.recommendations.capitals import in_capitals
from pages.search import page as search
from pages.sources import pages as sources
from pages.studies import pages as studies
from pages.wres import compare as wres_compare
from pages.wres import indicators, organisation_detail, organisations, standard, statistics
from pages.wres.downloads import files as wres_files
from recommendations.models import Recommendation

VERSION = "versions/<int:number>/"

#: What it costs to make one, of the points that an address has (`config/request_limits.py`).
PAGE, FILE = 1, 20


def public(view: Callable[..., HttpResponseBase], cost: int = PAGE) -> Callable[..., HttpResponseBase]:
    """The view of a page, which answers GET and HEAD alone, the same to everybody who is not signed in."""
    safe = require_safe(view)
    safe.is_public_page = True  # type: ignore[attr-defined]
    return costing(safe, cost)


def costing(view: Callable[..., HttpResponseBase], cost: int) -> Callable[..., HttpResponseBase]:
    """The view, which costs so many points."""
    view.cost = cost  # type: ignore[attr-defined]
    return view


def page(route: str, view: Callable[..., HttpResponseBase], name: str, cost: int = PAGE) -> URLPattern:
    """The address of a page."""
    return path(route, public(view, cost), name=name)


def file(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """The address of a file."""
    return page(route, view, name, FILE)


def files(of_list: ListFiles) -> Iterator[URLPattern]:
    """The addresses of a list's files: ``studies.csv`` is named ``studies-csv``."""
    for each in of_list.formats:
        yield file(f"{of_list.list_name}.{each.suffix}", of_list.view(each), of_list.name_of(each))


def wres_papers() -> Iterator[URLPattern]:
    """The addresses of an organisation's paper for its board: ``wres/organisations/RXY.docx``."""
    for suffix in PAPERS:
        view = wres_files.organisation_paper(suffix)
        yield file(f"wres/organisations/<slug:code>.{suffix}", view, f"wres-organisation-{suffix}")


def wres_pictures() -> Iterator[URLPattern]:
    """The addresses of charts as pictures: ``wres/organisations/RXY/indicator-3.png``."""
    for suffix in wres_files.PICTURES:
        for name, (place, make) in wres_files.OF_ORGANISATION.items():
            route = rf"^wres/organisations/(?P<code>[-\w]+)/{place}\.{suffix}$"
            view = public(wres_files.organisation_picture(make, suffix), FILE)
            yield re_path(route, view, name=f"wres-organisation-{name}-{suffix}")
        route = rf"^wres/indicators/(?P<number>[1-9])-spread\.{suffix}$"
        yield re_path(route, public(wres_files.spread_picture(suffix), FILE), name=f"wres-indicator-spread-{suffix}")


def references(folder: str, kind: str) -> Iterator[URLPattern]:
    """The addresses of the reference to an entry: ``studies/….ris`` and ``.txt``."""
    for suffix in ("ris", "txt"):
        view = reference_view(kind, suffix)
        named = in_capitals(view, "key") if kind == "recommendation" else view
        yield page(f"{folder}/<slug:key>.{suffix}", named, f"{kind}-{suffix}")


urlpatterns = [
    page("", home.home, "home"),
    page("search/", search.search, "search"),
    page("search/suggestions/", search.search_suggestions, "search-suggestions"),
    page("recommendations/", recommendations.recommendation_list, "recommendations"),
    *files(recommendations.FILES),
    *references("recommendations", "recommendation"),
    page("recommendations/<slug:reference>/", in_capitals(detail.recommendation_detail), "recommendation"),
    page(
        "recommendations/<slug:reference>/" + VERSION,
        in_capitals(version_view(Recommendation)),
        "recommendation-version",
    ),
    page("compare/", compare.compare, "compare"),
    page("audiences/", audiences.audience_list, "audiences"),
    page("audiences/<slug:slug>/", audiences.audience_detail, "audience"),
    page("wres/", standard.wres, "wres"),
    re_path(r"^wres/indicators/(?P<number>[1-9])/$", public(indicators.indicator_detail), name="wres-indicator"),
    page("wres/organisations/", organisations.organisation_list, "wres-organisations"),
    page("wres/organisations/<slug:code>/", organisation_detail.organisation_detail, "wres-organisation"),
    file("wres.csv", wres_files.wres_csv, "wres-csv"),
    file("wres/organisations/<slug:code>.csv", wres_files.organisation_csv, "wres-organisation-csv"),
    re_path(
        r"^wres/indicators/(?P<number>[1-9])\.csv$", public(wres_files.indicator_csv, FILE), name="wres-indicator-csv"
    ),
    *wres_papers(),
    *wres_pictures(),
    page("wres/compare/", wres_compare.compare, "wres-compare"),
    file("wres/compare.csv", wres_files.comparison_csv, "wres-compare-csv"),
    page("statistics/", statistics.statistics, "statistics"),
    file("statistics.csv", whole_base.statistics_csv, "statistics-csv"),
    page("studies/", studies.study_list, "studies"),
    *files(studies.FILES),
    *references("studies", "study"),
    page("studies/<slug:slug>/", studies.study_detail, "study"),
    page("studies/<slug:slug>/" + VERSION, version_view(Study), "study-version"),
    page("case-studies/", case_studies.case_study_list, "case-studies"),
    *files(case_studies.FILES),
    *references("case-studies", "case-study"),
    page("case-studies/<slug:slug>/", case_studies.case_study_detail, "case-study"),
    page("case-studies/<slug:slug>/" + VERSION, version_view(CaseStudy), "case-study-version"),
    page("themes/", themes.theme_list, "themes"),
    page("themes/<slug:slug>/", themes.theme_detail, "theme"),
    page("sources/", sources.source_list, "sources"),
    page("sources/<slug:slug>/", sources.source_detail, "source"),
    page("sources/<slug:slug>/" + VERSION, version_view(Source), "source-version"),
    page("sources/<slug:slug>/page/<int:number>/", sources.source_detail, "source-page"),
    page("glossary/", glossary.glossary, "glossary"),
    page("resources/", resources.resource_list, "resources"),
    *files(resources.FILES),
    *references("resources", "resource"),
    page("resources/<slug:slug>/", resources.resource_detail, "resource"),
    page("resources/<slug:slug>/" + VERSION, version_view(Resource), "resource-version"),
    file("evidence-base.zip", whole_base.evidence_base_zip, "evidence-base-zip"),
    page("evidence-map/", maps.evidence_map, "evidence-map"),
    page("recommendation-map/", maps.recommendation_map, "recommendation-map"),
    *(
        file(f"{name}.{suffix}", maps.map_file(filterset, suffix), f"{name}-{suffix}")
        for filterset in (EvidenceMapFilterSet, RecommendationMapFilterSet)
        for name in [filterset.map_kind.name]
        for suffix in maps.FILES
    ),
    page("new/", new.new, "new"),
    page("feed.atom", feeds.feed, "feed"),
    page("recommendations.atom", feeds.recommendation_feed, "recommendations-feed"),
    page("studies.atom", feeds.study_feed, "studies-feed"),
    page("case-studies.atom", feeds.case_study_feed, "case-studies-feed"),
    page("resources.atom", feeds.resource_feed, "resources-feed"),
    page("sitemap.xml", sitemaps.index, "sitemap"),
    page("sitemap-<slug:section>.xml", sitemaps.section, "sitemap-section"),
    page("robots.txt", sitemaps.robots, "robots"),
    path(".well-known/security.txt", require_safe(plain_pages.security_txt), name="security-txt"),
    page("about/", plain_pages.about, "about"),
    page("accessibility/", plain_pages.accessibility, "accessibility"),
    page("cookies/", plain_pages.cookies, "cookies"),
    path("my-list/", costing(my_list.my_list, PAGE), name="my-list"),
    path("my-list.ris", costing(my_list.my_list_ris, PAGE), name="my-list-ris"),
    path("my-list/board-paper/", costing(board_paper_page.board_paper, FILE), name="board-paper"),
    path("my-list/baseline/", costing(baseline.baseline, FILE), name="baseline"),
    path("my-list/action-plan/", costing(action_plan.action_plan, FILE), name="action-plan"),
]
