"""Addresses of the Workforce Race Equality Standard and of statistics."""

from django.urls import path, re_path

from workforce import views

urlpatterns = [
    path("wres/", views.wres, name="wres"),
    re_path(r"^wres/indicators/(?P<number>[1-9])/$", views.indicator_detail, name="wres-indicator"),
    path("statistics/", views.statistics, name="statistics"),
]
