"""The addresses of the admin's pages, and the responses with our own pages."""

from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse


def admin_address(of: models.Model | type[models.Model], page: str = "change", *more: Any) -> str:
    """The address of a page of a row, such as ``change``, or of a model, such as ``changelist``."""
    key = [of.pk] if isinstance(of, models.Model) else []
    return reverse(f"admin:{of._meta.app_label}_{of._meta.model_name}_{page}", args=[*key, *more])


def admin_page(request: HttpRequest, site: AdminSite, template: str, context: dict[str, Any]) -> TemplateResponse:
    """A page of the admin; the context holds its ``title`` and, where it belongs to a model, its ``opts``."""
    request.current_app = site.name
    return TemplateResponse(request, template, {**site.each_context(request), **context})
