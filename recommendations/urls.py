"""Addresses of recommendations and audiences."""

from django.urls import path

from recommendations import views

urlpatterns = [
    path("recommendations/", views.recommendation_list, name="recommendations"),
    path("recommendations.csv", views.recommendation_csv, name="recommendations-csv"),
    path("recommendations/<slug:reference>/", views.recommendation_detail, name="recommendation"),
    path(
        "recommendations/<slug:reference>/versions/<int:number>/",
        views.recommendation_version,
        name="recommendation-version",
    ),
    path("audiences/", views.audience_list, name="audiences"),
    path("audiences/<slug:slug>/", views.audience_detail, name="audience"),
]
