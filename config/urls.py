"""Addresses of the whole service."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("pages.urls"))]

handler400 = "pages.plain_pages.bad_request"
handler403 = "pages.plain_pages.permission_denied"
handler404 = "pages.plain_pages.page_not_found"
handler500 = "pages.plain_pages.server_error"
