"""Full-text search in PostgreSQL: the search columns, and the parser of what a reader types.

Words are stemmed as English and accents folded, on both sides. A reader's words are read in websearch syntax
(``"exact phrase"``, ``-not``, ``or``) and widened by the groups of synonyms that an app provides; see
:func:`use_synonyms`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchQueryField, SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import Func, Value

from lists.query_cache import QueryCache

CONFIG = "english"

#: Folds accents, and joins “A&E” and “R&D” to one word each, which would else be letters alone. Made by a migration.
FOLDED_FUNCTION = "lists_folded"


#: Reads the groups of words and phrases that mean the same; see :func:`use_synonyms`.
_synonym_source: Callable[[], list[list[str]]] = list


def use_synonyms(read: Callable[[], list[list[str]]]) -> None:
    """Set what reads the groups of synonyms from the database; the app that holds them calls it when it is ready."""
    global _synonym_source
    _synonym_source = read


class Folded(Func):
    """A text without accents."""

    function = FOLDED_FUNCTION
    output_field = models.TextField()


def search_column(**fields_by_weight: Sequence[Any]) -> models.GeneratedField:
    """A column that PostgreSQL keeps: the words of the fields, folded and stemmed, with their weights from A to D.

    A field is named, or is an expression on the fields of the row.
    """
    vector: Any = None
    for weight, fields in fields_by_weight.items():
        for field in fields:
            part = SearchVector(Folded(field), weight=weight, config=CONFIG)
            vector = part if vector is None else vector + part
    return models.GeneratedField(expression=vector, output_field=SearchVectorField(), db_persist=True, editable=False)


@dataclass(frozen=True)
class ParsedSearch:
    """A reader's search, parsed; each ``tsquery`` is in the text form of PostgreSQL."""

    tsquery: str  # the whole search; empty if all words are too common to be looked for, like “the”
    # The parts that must all be found, each as two ``tsquery``: as it was typed, and with its synonyms.
    terms: tuple[tuple[str, str], ...]
    excluded: str  # a ``tsquery`` of the parts that must not be found: their negations, joined by “and”
    neighbours: tuple[str, ...]  # a ``tsquery`` for each two consecutive words


def parse_search(words: str, cache: QueryCache | None = None) -> ParsedSearch:
    """Parse a search in websearch syntax; the curated synonyms come through ``cache``."""
    synonyms = (cache or QueryCache()).get("synonyms", _read_synonyms)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT websearch_to_tsquery('{CONFIG}', folded)::text, phraseto_tsquery('{CONFIG}', folded)::text
            FROM (SELECT {FOLDED_FUNCTION}(%s) AS folded) AS words
            """,  # noqa: S608 - our own constants
            [words],
        )
        tsquery, phrase = cursor.fetchone()
        sought = set(stems_in(tsquery))
        # A placeholder stands for each group while the query is rewritten, so that no group is widened twice.
        placeholders: dict[str, tuple[str, str]] = {}
        rewrites: list[tuple[int, str, str]] = []
        for number, parsed in enumerate(synonyms):
            targets = [target for term, _, needed in parsed if needed <= sought for target in term]
            if targets:
                placeholder = f"'\ue002{number}'"
                widened = " | ".join(dict.fromkeys(f"({phrase})" for _, phrase, _ in parsed))
                placeholders[placeholder] = (f"({targets[0]})", f"({widened})")
                rewrites += [(len(stems_in(target)), target, placeholder) for target in targets]
        if rewrites:
            # The longest first, so that “primary care network” is read as one before “primary care” is.
            rewrites.sort(reverse=True)
            rewritten = "ts_rewrite(" * len(rewrites) + "%s::tsquery" + ", %s::tsquery, %s::tsquery)" * len(rewrites)
            cursor.execute(
                f"SELECT {rewritten}::text",
                [tsquery, *(each for _, target, placeholder in rewrites for each in (target, placeholder))],
            )
            tsquery = cursor.fetchone()[0]
    # A word that was typed twice is looked for once.
    conjuncts = dict.fromkeys(_conjuncts(tsquery))
    parts = [tuple(_fill_in(part, placeholders, which) for which in (0, 1)) for part in conjuncts]
    return ParsedSearch(
        " & ".join(f"({widened})" for _, widened in parts),
        tuple((typed, widened) for typed, widened in parts if not typed.startswith("!")),
        " & ".join(widened for typed, widened in parts if typed.startswith("!")),
        tuple(_neighbours(phrase)),
    )


def _neighbours(phrase: str) -> Iterator[str]:
    """A ``tsquery`` for each two words of a phrase that follow one another."""
    words = re.findall(r"('(?:[^']|'')+')(?: (<(?:-|\d+)>))?", phrase)
    for (first, distance), (second, _) in pairwise(words):
        if first != second:
            yield f"{first} {distance} {second}"


def _read_synonyms() -> list[tuple[tuple[set[str], str, set[str]], ...]]:
    """The groups of synonyms, each of its terms as: the forms that it takes in a parsed query, its phrase, its stems.

    There are two forms, since a query has words in any order, but the parts of a hyphenated word in theirs.
    """
    groups = _synonym_source()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT plainto_tsquery('{CONFIG}', {FOLDED_FUNCTION}(term))::text,
                websearch_to_tsquery('{CONFIG}', {FOLDED_FUNCTION}(term))::text,
                phraseto_tsquery('{CONFIG}', {FOLDED_FUNCTION}(term))::text
            FROM unnest(%s::text[]) WITH ORDINALITY AS terms(term, place) ORDER BY place
            """,  # noqa: S608 - our own constants
            [[term for group in groups for term in group]],
        )
        parsed = iter(cursor.fetchall())
    return [
        tuple(
            ({anyhow, as_asked}, phrase, set(stems_in(anyhow)))
            for anyhow, as_asked, phrase in islice(parsed, len(group))
            if anyhow
        )
        for group in groups
    ]


def _fill_in(tsquery: str, placeholders: dict[str, tuple[str, str]], which: int) -> str:
    """The query with each placeholder replaced by what was typed (0) or by all its synonyms (1)."""
    for placeholder, replacements in placeholders.items():
        tsquery = tsquery.replace(placeholder, replacements[which])
    return tsquery


def _conjuncts(tsquery: str) -> tuple[str, ...]:
    """The parts of a ``tsquery`` that are joined by “and” at its top level."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(r"'[^']*'|[()|&]", tsquery):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 and match[0] == "|":
            return (tsquery,)
        if depth == 0 and match[0] == "&":
            parts.append(tsquery[start : match.start()].strip())
            start = match.end()
    parts.append(tsquery[start:].strip())
    return tuple(part for part in parts if part)


def stems_in(tsquery: str) -> list[str]:
    """The stems in a ``tsquery``."""
    return [stem.replace("''", "'") for stem in re.findall(r"'((?:[^']|'')+)'", tsquery)]


def stem_query(stem: str) -> str:
    """A stem as a ``tsquery``."""
    quoted = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def stems(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The stems of each text; none for a word that is too common to be looked for, like “the”."""
    return dict(zip(texts, _stems(tuple(texts)), strict=True))


@lru_cache(maxsize=100)
def _stems(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT tsvector_to_array(to_tsvector('{CONFIG}', {FOLDED_FUNCTION}(text)))
            FROM unnest(%s::text[]) WITH ORDINALITY AS texts(text, place) ORDER BY place
            """,  # noqa: S608 - our own constants
            [list(texts)],
        )
        return tuple(tuple(found) for (found,) in cursor.fetchall())


class TSQuery(SearchQuery):
    """A ``tsquery`` in the text form of PostgreSQL, to match and rank by: cast, where Django would parse it again."""

    function = ""
    template = "%(expressions)s::tsquery"

    def __init__(self, tsquery: str) -> None:
        Func.__init__(self, Value(tsquery), output_field=SearchQueryField())
        self.invert = False

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        return Func.as_sql(self, compiler, connection, **extra)
