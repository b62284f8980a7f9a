"""Sets of primary keys as compressed bitmaps: read from the database, and used to filter a queryset.

A bitmap holds keys below 2³², a million of them in at most some hundred kilobytes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigAutoField, Expression, Lookup, Model, OuterRef, QuerySet, Value
from pyroaring import BitMap

from database.compiled_queries import CompiledQuery, array_of

#: For each value the primary keys of the rows that have it.
KeysByValue = Mapping[Any, BitMap]
#: Gives a queryset, always the same; not made anew for each call, such as a manager's method.
Rows = Callable[[], QuerySet[Any]]


def keys_of(rows: QuerySet[Any]) -> BitMap:
    """The primary keys of the rows."""
    return BitMap(rows.order_by().aggregate(keys=ArrayAgg("pk"))["keys"] or ())


def all_keys(rows: Rows, among: BitMap | None = None) -> BitMap:
    """The primary keys of rows that are always the same queryset, compiled once; or those ``among`` them."""
    return keys_by_value(rows, Value(0), among=among)[0]


def all_keys_in_order(rows: Rows, order: tuple[Any, ...]) -> Sequence[int]:
    """The same in an order."""
    return _in_order_query(rows, order)()[0][1] or ()


@cache
def _in_order_query(rows: Rows, order: tuple[Any, ...]) -> CompiledQuery[tuple[int, list[int] | None]]:
    return CompiledQuery(lambda: in_order(rows(), order))


def in_order(rows: QuerySet[Any], order: tuple[Any, ...]) -> QuerySet[Any]:
    """One row, whose second column is an array of the primary keys of the rows in an order; null if there are none."""
    return rows.order_by().values_list(Value(0)).annotate(keys=ArrayAgg("pk", order_by=order))


def keys_by_value(rows: Rows, *values: Any, key: str = "pk", among: BitMap | None = None) -> dict[Any, BitMap]:
    """The primary keys of the rows that have each value, or those of another lookup, ``key``; compiled once.

    ``values`` is the lookup of the value; of several the values are tuples. A row without a value is under None. With
    ``among``, only these keys are read.
    """
    grouped = _grouped(rows, values, key)() if among is None else _grouped_among(rows, values, key)(array_of(among))
    return {tuple(value) if len(values) > 1 else value[0]: BitMap(keys or ()) for *value, keys in grouped}


@cache
def _grouped(rows: Rows, values: tuple[Any, ...], key: str) -> CompiledQuery[tuple[Any, ...]]:
    # PostgreSQL groups the keys, so that Django makes one row for each value instead of one for each key.
    return CompiledQuery(lambda: _with_keys(rows(), values, key))


@cache
def _grouped_among(rows: Rows, values: tuple[Any, ...], key: str) -> CompiledQuery[tuple[Any, ...]]:
    lookup = "pk__in_keys" if key == "pk" else f"{key}__pk__in_keys"
    return CompiledQuery(lambda among: _with_keys(rows().filter(**{lookup: among}), values, key))


def _with_keys(rows: QuerySet[Any], values: tuple[Any, ...], key: str) -> QuerySet[Any]:
    return rows.order_by().values_list(*values).annotate(keys=ArrayAgg(key))


def linked_keys(model: type[Model], *relations: str) -> dict[str, ArraySubquery]:
    """What to annotate rows with for the keys, in no order, that many-to-many fields link each to: ``themes_keys``."""
    found = {}
    for name in relations:
        field: Any = model._meta.get_field(name)
        links = field.remote_field.through._base_manager.filter(**{field.m2m_field_name(): OuterRef("pk")}).order_by()
        found[f"{name}_keys"] = ArraySubquery(links.values(f"{field.m2m_reverse_field_name()}_id"))
    return found


def union(sets: Iterable[BitMap]) -> BitMap:
    """The keys that are in any of the sets; empty if there are none."""
    return BitMap().union(*sets)


@BigAutoField.register_lookup
class InKeys(Lookup):
    """``pk__in_keys=bitmap``: like ``pk__in``, with one array as its only parameter however many keys there are.

    The array may be given as :func:`~database.compiled_queries.array_of` makes it.
    """

    lookup_name = "in_keys"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        keys = self.rhs if isinstance(self.rhs, (str, Expression)) else array_of(self.rhs)
        array, given = compiler.compile(keys) if isinstance(keys, Expression) else ("%s", [keys])
        return f"{column} = ANY({array}::bigint[])", (*parameters, *given)
