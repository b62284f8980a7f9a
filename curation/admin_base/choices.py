"""Django's autocomplete widgets, made to ignore values that are no primary key."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple


def _primary_keys(values: Iterable[Any]) -> list[Any]:
    """The values that can be a primary key; the database refuses a query for “abc”."""
    return [each for each in values if str(each).isdecimal()]


class SelectByNumber(AutocompleteSelect):
    """A choice of one row."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, _primary_keys(value), attr)


class SelectManyByNumber(AutocompleteSelectMultiple):
    """A choice of any number of rows."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        # No button to clear all: it would stand in the list of choices without being a list item.
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, _primary_keys(value), attr)
