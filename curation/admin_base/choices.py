"""Django's autocomplete widgets, made to ignore values that are no primary key."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple


class ByNumber(AutocompleteMixin):
    """Ignores values that are no primary key."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        # The database refuses a query for “abc”.
        return super().optgroups(name, [each for each in value if str(each).isdecimal()], attr)


class SelectByNumber(ByNumber, AutocompleteSelect):
    """A choice of one row."""


class SelectManyByNumber(ByNumber, AutocompleteSelectMultiple):
    """A choice of any number of rows."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        # No button to clear all: it would stand in the list of choices without being a list item.
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}
