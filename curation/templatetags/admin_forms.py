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
        # Those that can only be read are not in the form.
        for name in set(line.fields) & set(form.fields) - FILLED_IN:
            value, default = form[name].value(), form.fields[name].initial
            # As text, since what is posted is text.
            if value and str(value) != str(default() if callable(default) else default):
                return True
    return False
