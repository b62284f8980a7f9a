"""Addresses of sources, themes, studies, case studies, the glossary and resources."""

from django.urls import path

from evidence import views

urlpatterns = [
    path("studies/", views.study_list, name="studies"),
    path("studies.csv", views.study_csv, name="studies-csv"),
    path("studies.ris", views.study_ris, name="studies-ris"),
    path("studies.bib", views.study_bibtex, name="studies-bib"),
    path("studies.json", views.study_csl_json, name="studies-json"),
    path("studies/<slug:slug>/", views.study_detail, name="study"),
    path("studies/<slug:slug>/versions/<int:number>/", views.study_version, name="study-version"),
    path("case-studies/", views.case_study_list, name="case-studies"),
    path("case-studies/<slug:slug>/", views.case_study_detail, name="case-study"),
    path("case-studies/<slug:slug>/versions/<int:number>/", views.case_study_version, name="case-study-version"),
    path("themes/", views.theme_list, name="themes"),
    path("themes/<slug:slug>/", views.theme_detail, name="theme"),
    path("sources/", views.source_list, name="sources"),
    path("sources/<slug:slug>/", views.source_detail, name="source"),
    path("sources/<slug:slug>/versions/<int:number>/", views.source_version, name="source-version"),
    path("sources/<slug:slug>/page/<int:number>/", views.source_detail, name="source-page"),
    path("glossary/", views.glossary, name="glossary"),
    path("resources/", views.resource_list, name="resources"),
]
