"""Django's YAML serialisation in a form that people can read and edit: natural keys, text in blocks.

Primary keys, generated columns and default values are left out, since loading sets them anyway.
"""

from typing import Any

import yaml
from django.core.serializers import pyyaml
from django.db import models

from evidence.models.effect_sizes import StatedNumberField

LINE_WIDTH = 120


class NaturalKey(list[Any]):
    """A natural key, written on one line."""


class Dumper(pyyaml.DjangoSafeDumper):
    """Writes long text in blocks, and lists indented below their name."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)  # type: ignore[misc]  # not in PyYAML's types


def _text(dumper: Dumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else ">" if len(value) > LINE_WIDTH - 20 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _natural_key(dumper: Dumper, value: NaturalKey) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


Dumper.add_representer(str, _text)
Dumper.add_representer(NaturalKey, _natural_key)


class Serializer(pyyaml.Serializer):
    """Serialises entries for ``fixtures/``."""

    internal_use_only = False
    # The row being written; missing in Django's types.
    _current: dict[str, Any]

    def handle_field(self, obj: models.Model, field: "models.Field[Any, Any]") -> None:
        if field.generated or field.name in getattr(obj, "kept_out_of_files", ()):
            return
        super().handle_field(obj, field)
        value = self._current[field.name]
        if isinstance(field, StatedNumberField) and value is not None:
            self._current[field.name] = str(value)
        elif isinstance(field, models.DecimalField) and value is not None:
            # A plain number, without the zeros that the column adds.
            self._current[field.name] = int(value) if value == int(value) else float(value)
        if self._current[field.name] == (field.get_default() if field.has_default() else None if field.null else ""):
            del self._current[field.name]

    def get_dump_object(self, obj: models.Model) -> dict[str, Any]:
        row: dict[str, Any] = super().get_dump_object(obj)
        names = [path.split(".")[0] for path in getattr(obj, "natural_key_fields", ())]
        row["fields"] = {name: row["fields"][name] for name in names if name in row["fields"]} | row["fields"]
        return row

    def handle_fk_field(self, obj: models.Model, field: "models.ForeignKey[Any, Any]") -> None:
        super().handle_fk_field(obj, field)
        value = self._current.pop(field.name)
        if value is not None:
            self._current[field.name] = NaturalKey(value)

    def handle_m2m_field(self, obj: models.Model, field: "models.ManyToManyField[Any, Any]") -> None:
        # In an order that does not depend on the database.
        super().handle_m2m_field(obj, field)
        values = self._current.pop(field.name, None)
        if values:
            self._current[field.name] = NaturalKey(sorted(values))

    def end_serialization(self) -> None:
        yaml.dump(self.objects, self.stream, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=LINE_WIDTH)


Deserializer = pyyaml.Deserializer
