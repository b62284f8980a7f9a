"""Excerpts of results, with the matching words marked."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lists.text_search import CONFIG
from pages.search.entry_types import ENTRY_TYPES, EntryType
from pages.search.ranking import SqlStatement

# Characters of Unicode's private use area, which no text contains.
HIT_START, HIT_END = "\ue000", "\ue001"
OPTIONS = f'StartSel={HIT_START}, StopSel={HIT_END}, MaxFragments=2, MinWords=12, MaxWords=30, FragmentDelimiter=" … "'


def texts(entry_type: EntryType) -> QuerySet[Any]:
    """The primary key of each published entry, and the text to take an excerpt from."""
    return entry_type.published().values_list("pk", entry_type.text())


def excerpts(shown: Sequence[tuple[EntryType, int]], tsqueries: Iterable[str]) -> dict[tuple[EntryType, int], str]:
    """The excerpt of each result that is still published; ``HIT_START`` and ``HIT_END`` enclose each hit."""
    statement, parts = SqlStatement(), []
    wanted = " | ".join(f"({tsquery})" for tsquery in tsqueries)
    for entry_type in dict.fromkeys(entry_type for entry_type, _ in shown):
        statement.add_parameters(wanted, OPTIONS)
        rows = statement.subquery(entry_type, texts)
        statement.add_parameters([key for each, key in shown if each == entry_type])
        parts.append(
            f"SELECT {ENTRY_TYPES.index(entry_type)}, entry.key, ts_headline('{CONFIG}', entry.words, %s::tsquery, %s) "  # noqa: S608
            f"FROM {rows} AS entry (key, words) WHERE entry.key = ANY(%s)"
        )
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), statement.parameters)
        return {(ENTRY_TYPES[number], key): excerpt for number, key, excerpt in cursor.fetchall()}
