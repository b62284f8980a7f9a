"""Django's autocomplete widgets, made to ignore values that are no primary key, and to ask for no row twice."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Model


class ByNumber(AutocompleteMixin):
    """Ignores values that are no primary key."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        # The database refuses a query for “abc”.
        return super().optgroups(name, [each for each in value if str(each).isdecimal()], attr)


class SelectByNumber(ByNumber, AutocompleteSelect):
    """A choice of one row."""

    # The row that is chosen, where it is at hand; without it, the database is asked.
    chosen: Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        if self.chosen is None or list(value) != [str(self.chosen.pk)]:
            return super().optgroups(name, value, attr)
        none = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.chosen)
        return [(None, [*none, self.create_option(name, self.chosen.pk, label, True, len(none))], 0)]


class SelectManyByNumber(ByNumber, AutocompleteSelectMultiple):
    """A choice of any number of rows."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        # No button to clear all: it would stand in the list of choices without being a list item.
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}
