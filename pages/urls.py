"""Addresses of the pages that join the apps."""

from django.urls import path

from pages import views
from pages.evidence_map import views as map_views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.search_suggestions, name="search-suggestions"),
    path("evidence-map/", map_views.evidence_map, name="evidence-map"),
    path("evidence-map.csv", map_views.evidence_map_csv, name="evidence-map-csv"),
    path("evidence-map.svg", map_views.evidence_map_svg, name="evidence-map-svg"),
    path("evidence-map.png", map_views.evidence_map_png, name="evidence-map-png"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("cookies/", views.cookies, name="cookies"),
    path("healthz", views.health, name="health"),
]
