"""The columns of CSV files that PostgreSQL writes: each is an expression over a row, or what is linked to the row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    DecimalField,
    Expression,
    ExpressionWrapper,
    F,
    Func,
    Model,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse

# What Python's isspace and splitlines mean; what PostgreSQL's own classes do depends on the database's locale.
SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
LINE_END = "(?:\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029])"
SEPARATOR = "; "


@dataclass(frozen=True)
class Linked:
    """A column that names what is linked to a row, in one cell.

    Attributes:
        rows: What may be linked, in the order in which a cell has it.
        key: The lookup that leads from it to the key of the row.
        name: What the cell says of each: the name of a field, or an expression.
    """

    rows: QuerySet[Any]
    key: str
    name: Any = "name"

    def by_key(self, keys: Any, as_list: bool = False) -> QuerySet[Any]:
        """The cell of each row with one of the keys that something is linked to, after the row's key.

        It is one text, or a list of texts.
        """
        order = self.rows.query.order_by or self.rows.model._meta.ordering
        name = Cast(self.name, TextField())
        cell = ArrayAgg(name, order_by=order) if as_list else StringAgg(name, SEPARATOR, order_by=order)
        linked = self.rows.filter(**{f"{self.key}__pk__in_keys": keys})
        return linked.order_by().values_list(self.key).annotate(cell=cell)


#: The name of a field, an expression with its output field, or what is linked.
Column = Any


def label(lookup: str, choices: Any, change: Callable[[str], str] = str) -> Case:
    """The label of a choice, or what ``change`` makes of it."""
    labels = (When(**{lookup: value}, then=Value(change(str(name)))) for value, name in choices)
    return Case(*labels, default=F(lookup), output_field=TextField())


def in_a_row(*parts: Any) -> Func:
    """Texts, numbers and fields as one text; what is not stated adds nothing."""
    return Func(*parts, function="concat", output_field=TextField())


def number(field: str | Expression) -> Func:
    """A decimal number without noughts at its end: 17.7, not 17.700."""
    return Func(field, function="trim_scale", output_field=DecimalField())


def lines(field: str) -> Func:
    """The lines of a text, in one cell."""
    return _replaced(_replaced(F(field), rf"{LINE_END}\Z", ""), LINE_END, SEPARATOR)


def stated_lines(field: str) -> Func:
    """The lines that are not blank, without spaces round them, in one cell."""
    return _replaced(_stripped(field), rf"[{SPACES}]*{LINE_END}[{SPACES}]*", SEPARATOR)


def list_of_stated_lines(field: str) -> Func:
    """The lines that are not blank, without spaces round them, as a list."""
    array = ArrayField(TextField())
    parts = Func(_stripped(field), Value(rf"[{SPACES}]*{LINE_END}[{SPACES}]*"), function="regexp_split_to_array")
    return Func(parts, Value(""), function="array_remove", output_field=array)


def _stripped(field: str) -> Func:
    return _replaced(F(field), rf"\A[{SPACES}]+|[{SPACES}]+\Z", "")


def _replaced(text: Any, pattern: str, by: str) -> Func:
    arguments = (Value(each) for each in (pattern, by, "g"))
    return Func(text, *arguments, function="regexp_replace", output_field=TextField())


def address(view: str, field: str, absolute: Callable[[str], str]) -> Func:
    """The whole address of a row's page, whose path has the value of a field in one place."""
    # The last place, since the name of a host may have two hyphens too: xn--…
    before, _, after = absolute(reverse(view, args=["--"])).rpartition("--")
    return in_a_row(Value(before), field, Value(after))


def as_expression(model: type[Model], column: Column) -> Any:
    """A column that is not linked as an expression that knows the type of its value."""
    if not isinstance(column, str):
        return column
    return ExpressionWrapper(F(column), output_field=_field(model, column))


def column_of(model: type[Model], lookup: str) -> Column:
    """The column of a field or relation, with ``__`` between relations, as its values read.

    A field with choices gives its label, a relation to many rows their names.
    """
    field = _field(model, lookup)
    if field.many_to_many:
        return Linked(field.related_model._default_manager.all(), field.related_query_name())
    if field.choices:
        return label(lookup, field.flatchoices)
    if isinstance(field, BooleanField):
        return Case(When(**{lookup: True}, then=Value("True")), default=Value("False"), output_field=TextField())
    return lookup


def _field(model: Any, lookup: str) -> Any:
    *relations, name = lookup.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(name)
