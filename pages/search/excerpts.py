"""The text round the words found, in the entries that are shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from lists.text_search import CONFIG
from pages.search.kinds import KINDS, Kind
from pages.search.ranking import Statement

# Characters of Unicode's private use area: no text holds them, so they can be told from what a text says.
HIT_START, HIT_END = "\ue000", "\ue001"
OPTIONS = f'StartSel={HIT_START}, StopSel={HIT_END}, MaxFragments=2, MinWords=12, MaxWords=30, FragmentDelimiter=" … "'


def texts(kind: Kind) -> QuerySet[Any]:
    """The key of each entry that the public may see, and all that an excerpt may be taken from."""
    return kind.published().values_list("pk", kind.text())


def excerpts(shown: Sequence[tuple[Kind, int]], tsqueries: Iterable[str]) -> dict[tuple[Kind, int], str]:
    """The excerpt of each entry that is shown and may be; ``HIT_START`` and ``HIT_END`` enclose each hit."""
    statement, parts = Statement(), []
    wanted = " | ".join(f"({tsquery})" for tsquery in tsqueries)
    for kind in dict.fromkeys(kind for kind, _ in shown):
        statement.values(wanted, OPTIONS)
        rows = statement.rows(kind, texts)
        statement.values([key for each, key in shown if each == kind])
        parts.append(
            f"SELECT {KINDS.index(kind)}, entry.key, ts_headline('{CONFIG}', entry.words, %s::tsquery, %s) "  # noqa: S608
            f"FROM {rows} AS entry (key, words) WHERE entry.key = ANY(%s)"
        )
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), statement.parameters)
        return {(KINDS[number], key): excerpt for number, key, excerpt in cursor.fetchall()}
