"""Addresses of the public site."""

from django.urls import path, re_path

from evidence.models import CaseStudy, Source, Study
from pages import case_studies, glossary, home, plain_pages, resources, themes
from pages.evidence_map import views as evidence_map
from pages.recommendations import audiences, detail
from pages.recommendations import list as recommendations
from pages.search import page as search
from pages.sources import pages as sources
from pages.studies import pages as studies
from pages.versions import version_view
from pages.wres import indicators, standard, statistics
from recommendations.models import Recommendation

VERSION = "versions/<int:number>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.search_suggestions, name="search-suggestions"),
    path("recommendations/", recommendations.recommendation_list, name="recommendations"),
    path("recommendations.csv", recommendations.recommendation_csv, name="recommendations-csv"),
    path("recommendations/<slug:reference>/", detail.recommendation_detail, name="recommendation"),
    path("recommendations/<slug:reference>/" + VERSION, version_view(Recommendation), name="recommendation-version"),
    path("audiences/", audiences.audience_list, name="audiences"),
    path("audiences/<slug:slug>/", audiences.audience_detail, name="audience"),
    path("wres/", standard.wres, name="wres"),
    re_path(r"^wres/indicators/(?P<number>[1-9])/$", indicators.indicator_detail, name="wres-indicator"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("studies/", studies.study_list, name="studies"),
    path("studies.csv", studies.study_csv, name="studies-csv"),
    path("studies.ris", studies.study_ris, name="studies-ris"),
    path("studies.bib", studies.study_bibtex, name="studies-bib"),
    path("studies.json", studies.study_csl_json, name="studies-json"),
    path("studies/<slug:slug>/", studies.study_detail, name="study"),
    path("studies/<slug:slug>/" + VERSION, version_view(Study), name="study-version"),
    path("case-studies/", case_studies.case_study_list, name="case-studies"),
    path("case-studies/<slug:slug>/", case_studies.case_study_detail, name="case-study"),
    path("case-studies/<slug:slug>/" + VERSION, version_view(CaseStudy), name="case-study-version"),
    path("themes/", themes.theme_list, name="themes"),
    path("themes/<slug:slug>/", themes.theme_detail, name="theme"),
    path("sources/", sources.source_list, name="sources"),
    path("sources/<slug:slug>/", sources.source_detail, name="source"),
    path("sources/<slug:slug>/" + VERSION, version_view(Source), name="source-version"),
    path("sources/<slug:slug>/page/<int:number>/", sources.source_detail, name="source-page"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("resources/", resources.resource_list, name="resources"),
    path("evidence-map/", evidence_map.evidence_map, name="evidence-map"),
    path("evidence-map.csv", evidence_map.evidence_map_csv, name="evidence-map-csv"),
    path("evidence-map.svg", evidence_map.evidence_map_svg, name="evidence-map-svg"),
    path("evidence-map.png", evidence_map.evidence_map_png, name="evidence-map-png"),
    path("about/", plain_pages.about, name="about"),
    path("accessibility/", plain_pages.accessibility, name="accessibility"),
    path("cookies/", plain_pages.cookies, name="cookies"),
    path("healthz", plain_pages.health, name="health"),
]
