"""Addresses of the pages that join the apps."""

from django.urls import path

from pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.search_suggestions, name="search-suggestions"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("cookies/", views.cookies, name="cookies"),
    path("healthz", views.health, name="health"),
]
