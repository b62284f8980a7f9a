"""Addresses of the site."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from benchmarks.wagtail_site.models import recommendation_csv

urlpatterns = [path("recommendations.csv", recommendation_csv), path("", include(wagtail_urls))]
