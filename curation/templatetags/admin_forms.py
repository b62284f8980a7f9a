"""Filters for the admin’s forms."""

from typing import Any

from django import template
from django.contrib.admin.helpers import Fieldset

register = template.Library()

#: The fields that are filled in for the curator, so that a value in them says nothing.
FILLED_IN = frozenset({"slug", "position", "reference"})


@register.filter
def has_content(fieldset: Fieldset) -> bool:
    """Whether a field of a fieldset says something that it does not say by default."""
    form: Any = fieldset.form
    for line in fieldset:
        for each in line:
            field: Any = each.field
            name = field["name"] if each.is_readonly else field.name
            if name in FILLED_IN or name not in form.fields:
                continue
            # As text, since what is posted is text.
            value = form[name].value()
            default = form._meta.model._meta.get_field(name).get_default()
            if value and str(value) != str(default):
                return True
    return False
