"""Choices among many rows, found as they are typed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple


def _numbers(chosen: Iterable[Any]) -> list[Any]:
    """What can be a row's number. Django's own widgets would ask the database for a row numbered “abc”, and fail."""
    return [each for each in chosen if str(each).isdecimal()]


class SelectByNumber(AutocompleteSelect):
    """One row."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, _numbers(value), attr)


class SelectManyByNumber(AutocompleteSelectMultiple):
    """Any number of rows."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Without the cross that takes all away, which is no item of the list that it stands in; each has its own."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, _numbers(value), attr)
