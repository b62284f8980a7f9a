"""The admin's forms as a browser fills them in."""

from typing import Any
from unittest import mock

from django.db.models import Model
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse


def address(model: type[Model], page: str, *args: Any) -> str:
    """The address of a page of a model's admin: ``changelist``, ``add``, ``change`` and so on."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def opened(client: Client, url: str) -> Any:
    """A form, with its context but not drawn: that takes most of the time of an answer, and nobody looks at it."""
    with mock.patch.object(SimpleTemplateResponse, "rendered_content", ""):
        return client.get(url)


def filled_in(response: Any) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    context = response.context_data
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    # By which the form knows what was saved since it was opened.
    values["_seen"] = context.get("seen")
    return {name: value for name, value in values.items() if value is not None and value is not False}


def part(response: Any, model: type[Model], index: int, /, **values: Any) -> dict[str, Any]:
    """A new part of a row, as a browser adds it below the parts that are there."""
    inlines = response.context_data["inline_admin_formsets"]
    formset = next(inline.formset for inline in inlines if inline.formset.model is model)
    place = formset.initial_form_count() + index
    named = {f"{formset.prefix}-{place}-{name}": value for name, value in values.items()}
    return {**named, f"{formset.prefix}-TOTAL_FORMS": place + 1}


def save(client: Client, url: str, **changes: Any) -> Any:
    """Open a form, change it and send it."""
    form = opened(client, url)
    assert form.status_code == 200
    return client.post(url, {**filled_in(form), **changes})


def errors(response: Any) -> dict[str, list[str]]:
    """What the form complains of, by field; what is wrong with the whole goes under ``__all__``."""
    assert response.status_code == 200, "The form was saved."
    found: dict[str, list[str]] = {}
    forms = [response.context_data["adminform"].form]
    for inline in response.context_data["inline_admin_formsets"]:
        forms += inline.formset.forms
        found.setdefault("__all__", []).extend(inline.formset.non_form_errors())
    for form in forms:
        for name, messages in form.errors.items():
            found.setdefault(name, []).extend(messages)
    return {name: messages for name, messages in found.items() if messages}
