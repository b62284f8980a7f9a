"""Finds and ranks entries of all types in one SQL statement.

For each type, it first selects candidates from the indexes, and then matches and ranks only these by each term.
Django's ORM cannot express this. The primary keys of published entries, and the parts that are searched, come from
``published()`` and are cached until something changes.
"""

# ruff: noqa: S608 - made of SQL by Django and of our own constants; what a reader typed is a parameter

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from pyroaring import BitMap

from caching.query_cache import QueryCache
from database.key_sets import all_keys
from lists.text_search import stems_in
from pages.search.entry_types import ENTRY_TYPES, EntryType

#: The weights of matches in the fields that ``search_column`` labels D, C, B and A.
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"
#: The weight of a match in the name of an audience, theme, population, setting or outcome of an entry.
TOPIC_WEIGHT = 0.2
#: The weight of a match in the title of a source of a study or case study.
SOURCE_WEIGHT = 0.05
#: The weight of a match in a part of an entry.
PART_WEIGHT = 0.2
#: The weight of a synonym, relative to the typed word.
SYNONYM_WEIGHT = 0.8
#: The most entries of a type that are ranked, those whose titles match best; others come last.
MAX_RANKED = 300
#: The bonus of an entry whose title matches all terms.
TITLE_BONUS = 0.25
#: The further bonus if its title has no other words.
EXACT_TITLE_BONUS = 0.25
#: For partial matches: the exponent on the matched share of Σ idf, and the bonus of full matches.
MISSING_EXPONENT = 0.7
FULL_MATCH_BONUS = 0.6


@dataclass(frozen=True)
class SearchTerm:
    """A word or phrase to search for."""

    typed: str  # as a tsquery
    tsquery: str  # with its synonyms
    idf: float
    topics: Mapping[str, Sequence[int]] = field(default_factory=dict)  # keys of topics whose name matches, by relation
    entries: float = 0  # about how many match
    is_matched: bool = True  # whether any does

    @property
    def in_title(self) -> str:
        return re.sub(r"('(?:[^']|'')+')", r"\1:A", self.tsquery)


@dataclass(frozen=True)
class SearchQuery:
    """The terms of a search, and how to find and rank entries by them."""

    terms: Sequence[SearchTerm]
    ranking_terms: Sequence[SearchTerm]  # raise the score of entries, but do not find any
    listing_terms: frozenset[int]  # indices of the terms of which an entry must match at least one
    least: int  # how many of the terms an entry must match
    excluded: str  # a tsquery that must not match; may be empty
    weights: Mapping[str, float]  # by the name of the entry type


class Match(NamedTuple):
    """An entry that matches."""

    entry_type: int  # its index in ENTRY_TYPES
    key: int
    terms: int  # how many of the terms it matches


class SqlStatement:
    """Collects the parameters of a statement in the order of its placeholders."""

    def __init__(self) -> None:
        self.parameters: list[Any] = []

    def add_parameters(self, *parameters: Any) -> None:
        """Adds the parameters for the next ``%s`` placeholders."""
        self.parameters += parameters

    def subquery(self, entry_type: EntryType, rows: Callable[[EntryType], QuerySet[Any]]) -> str:
        """The SQL of ``rows(entry_type)`` in brackets; adds its parameters."""
        text, parameters = compiled(entry_type, rows)
        self.parameters += parameters
        return text


@cache
def compiled(entry_type: EntryType, rows: Callable[[EntryType], QuerySet[Any]]) -> tuple[str, tuple[Any, ...]]:
    """The SQL and parameters of ``rows(entry_type)``, cached since they never change."""
    text, parameters = rows(entry_type).order_by().query.sql_with_params()
    return f"({text})", parameters


def part_vectors(entry_type: EntryType) -> QuerySet[Any]:
    """The entry's primary key and the search vector of each published part."""
    part: Any = entry_type.part
    return part.published().values_list(part.entry, "search")


@cache
def links(relation: str) -> Callable[[EntryType], QuerySet[Any]]:
    """A function that gives the links of an entry type by a relation."""
    return partial(EntryType.linked, relation=relation)


# ``ts_rank`` divides by the number of words in the tsquery; ``words`` undoes that, since one synonym is enough.
TERMS = """
term (number, is_wanted, finds, idf, size, words, typed, widened, in_title) AS MATERIALIZED (
    SELECT * FROM unnest(
        %s::int[], %s::boolean[], %s::boolean[], %s::float[], %s::int[], %s::int[],
        %s::tsquery[], %s::tsquery[], %s::tsquery[]
    )
)"""
TOPICS = """
topic (relation, key, term) AS MATERIALIZED (SELECT * FROM unnest(%s::text[], %s::int[], %s::int[]))"""


def public_keys(cache: QueryCache) -> list[BitMap]:
    """The primary keys of published entries of each type."""
    return cache.get("search-public", lambda: [all_keys(each.model.objects.published) for each in ENTRY_TYPES])


def ranked(query: SearchQuery, cache: QueryCache) -> list[Match]:
    """The published entries that match a query, best first."""
    public = public_keys(cache)
    statement = SqlStatement()
    if query.terms:
        parts = [_terms(query, statement), _topics(query, statement)]
        parts += [_found(number, entry_type, query, statement) for number, entry_type in enumerate(ENTRY_TYPES)]
        opening = f"WITH {', '.join(parts)}"
        selects = [_ordered(number) for number in range(len(ENTRY_TYPES))]
    else:
        opening = ""
        selects = [_not_excluded(number, entry_type, query, statement) for number, entry_type in enumerate(ENTRY_TYPES)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{opening} SELECT entry_type, keys, terms FROM ({' UNION ALL '.join(selects)}) AS found "
            "ORDER BY score DESC, entry_type, keys",
            statement.parameters,
        )
        return [
            Match(entry_type, key, terms)
            for entry_type, keys, terms in cursor.fetchall()
            for key in keys
            if key in public[entry_type]
        ]


def _terms(query: SearchQuery, statement: SqlStatement) -> str:
    every = [*query.terms, *query.ranking_terms]
    statement.add_parameters(
        list(range(len(every))),
        [number < len(query.terms) for number in range(len(every))],
        [number in query.listing_terms for number in range(len(every))],
        [term.idf for term in every],
        [len(stems_in(term.typed)) for term in every],
        [len(set(stems_in(term.tsquery))) for term in every],
        [term.typed for term in every],
        [term.tsquery for term in every],
        [term.in_title for term in every],
    )
    return TERMS


def _topics(query: SearchQuery, statement: SqlStatement) -> str:
    rows = [
        (relation, key, number)
        for number, term in enumerate(query.terms)
        for relation, keys in term.topics.items()
        for key in keys
    ]
    statement.add_parameters(*([row[column] for row in rows] for column in range(3)))
    return TOPICS


def _found(number: int, entry_type: EntryType, query: SearchQuery, statement: SqlStatement) -> str:
    """The CTEs that find and score the entries of a type; the last is ``ranked_<number>``."""
    table = _table(entry_type)
    related = [
        _by_link(entry_type, relation, statement)
        for relation in entry_type.topics
        if any(relation in term.topics for term in query.terms)
    ]
    related += [_by_part(entry_type, statement)] if entry_type.part else []
    # “NOT … %s” keeps an entry from being found twice, by its own text and by a link or part.
    entries = f"SELECT entry.id, entry.search FROM {table} AS entry"
    listing_terms = " | ".join(f"({query.terms[each].tsquery})" for each in sorted(query.listing_terms))
    parts, joined, rank_related, has_related = "", "", "", ""
    if related:
        parts = f"""related_{number} (key, term, rank) AS MATERIALIZED (
    SELECT key, term, max(rank) FROM ({" UNION ALL ".join(related)}) AS each (key, term, rank) GROUP BY key, term
), """
        joined = f"LEFT JOIN related_{number} AS related ON related.key = entry.id AND related.term = term.number"
        rank_related, has_related = "+ coalesce(related.rank, 0)", "OR related.rank IS NOT NULL"
    statement.add_parameters(listing_terms)
    listed = f"{entries} WHERE entry.search @@ %s::tsquery {_without_excluded(entry_type, query, statement)}"
    if related:
        statement.add_parameters(listing_terms)
        listed += f"""
            UNION ALL
            {entries} JOIN (
                SELECT DISTINCT key FROM related_{number} AS related JOIN term ON number = related.term WHERE finds
            ) AS related ON related.key = entry.id
            WHERE NOT entry.search @@ %s::tsquery {_without_excluded(entry_type, query, statement)}
        """
    total_idf = sum(term.idf for term in query.terms)
    titles = f"1 + {TITLE_BONUS} * title_idf / {total_idf} + {EXACT_TITLE_BONUS} * least(1, title_terms / title_words)"
    score = f"rank * {query.weights[entry_type.name]} * ({titles})"
    if query.least < len(query.terms):
        has_all = f"CASE terms WHEN {len(query.terms)} THEN {1 + FULL_MATCH_BONUS} ELSE 1 END"
        score += f" * (matched_idf / {total_idf}) ^ {MISSING_EXPONENT} * {has_all}"
    return f"""{parts}found_{number} AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY matched_idf + title_idf DESC, key) AS place FROM (
        {_select_matched(query)}
        FROM ({listed}) AS entry
        CROSS JOIN term {joined}
        WHERE term.is_wanted AND (entry.search @@ term.widened {has_related})
        {f"GROUP BY entry.id HAVING count(*) >= {query.least}" if len(query.terms) > 1 else ""}
    ) AS each
),
ranked_{number} AS (
    SELECT key, terms, {score} AS score FROM (
        SELECT
            found.key, found.terms, found.matched_idf, found.title_idf,
            sum(term.idf * (
                CASE WHEN term.typed = term.widened THEN {_rank("entry.search", "term.typed")} ELSE greatest(
                    {_rank("entry.search", "term.typed")},
                    {SYNONYM_WEIGHT} * term.words * {_rank("entry.search", "term.widened")}
                ) END {rank_related}
            )) AS rank,
            coalesce(
                sum(term.size) FILTER (WHERE term.is_wanted AND entry.search @@ term.in_title), 0
            )::float AS title_terms,
            greatest(1, length(ts_filter(entry.search, '{{a}}'))) AS title_words
        FROM found_{number} AS found
        JOIN {table} AS entry ON entry.id = found.key
        CROSS JOIN term {joined}
        WHERE found.place <= {MAX_RANKED} AND (entry.search @@ term.widened {has_related})
        GROUP BY entry.id, found.key, found.terms, found.matched_idf, found.title_idf
    ) AS each
)"""


def _select_matched(query: SearchQuery) -> str:
    """The SELECT of how much of the query an entry matches; a single term needs no aggregates."""
    if len(query.terms) == 1:
        title_idf = "CASE WHEN entry.search @@ term.in_title THEN term.idf ELSE 0 END"
        return f"SELECT entry.id AS key, 1 AS terms, term.idf AS matched_idf, {title_idf} AS title_idf"
    title_idf = "coalesce(sum(term.idf) FILTER (WHERE entry.search @@ term.in_title), 0)"
    return f"SELECT entry.id AS key, count(*) AS terms, sum(term.idf) AS matched_idf, {title_idf} AS title_idf"


def _ordered(number: int) -> str:
    """The keys of the matching entries of a type with their scores; entries that were not ranked come last."""
    return f"""
        SELECT {number} AS entry_type, ARRAY[key]::bigint[] AS keys, terms, score FROM ranked_{number}
        UNION ALL
        SELECT {number}, array_agg(key ORDER BY place), terms, matched_idf + title_idf - 1e6 FROM found_{number}
        WHERE place > {MAX_RANKED} GROUP BY terms, matched_idf, title_idf
    """


def _table(entry_type: EntryType) -> str:
    return connection.ops.quote_name(entry_type.model._meta.db_table)


def _rank(words: str, tsquery: str) -> str:
    return f"ts_rank('{WEIGHTS}', {words}, {tsquery})"


def _by_link(entry_type: EntryType, relation: str, statement: SqlStatement) -> str:
    """Entries with a topic that matches a term: entry key, index of the term and rank."""
    linked = statement.subquery(entry_type, links(relation))
    weight = SOURCE_WEIGHT if relation == "sources" else TOPIC_WEIGHT
    return f"""
        SELECT link.entry, topic.term, {weight}::float FROM topic
        JOIN {linked} AS link (entry, topic) ON link.topic = topic.key WHERE topic.relation = '{relation}'
    """


def _by_part(entry_type: EntryType, statement: SqlStatement) -> str:
    """Entries with a part that matches a term: entry key, index of the term and rank."""
    parts = statement.subquery(entry_type, part_vectors)
    return f"""
        SELECT part.entry, term.number, {PART_WEIGHT} * {_rank("part.words", "term.widened")}
        FROM term JOIN {parts} AS part (entry, words) ON part.words @@ term.widened
    """


def _without_excluded(entry_type: EntryType, query: SearchQuery, statement: SqlStatement) -> str:
    """The condition that neither an entry nor its parts match what is excluded."""
    if not query.excluded:
        return ""
    statement.add_parameters(query.excluded)
    condition = "AND entry.search @@ %s::tsquery"
    if entry_type.part:
        parts = statement.subquery(entry_type, part_vectors)
        statement.add_parameters(query.excluded)
        condition += (
            f" AND NOT EXISTS (SELECT FROM {parts} AS part (entry, words)"
            " WHERE part.entry = entry.id AND NOT part.words @@ %s::tsquery)"
        )
    return condition


def _not_excluded(number: int, entry_type: EntryType, query: SearchQuery, statement: SqlStatement) -> str:
    excluded = _without_excluded(entry_type, query, statement)
    return (
        f"SELECT {number} AS entry_type, array_agg(entry.id ORDER BY entry.id)::bigint[] AS keys, 0 AS terms, "
        f"{query.weights[entry_type.name]} AS score FROM {_table(entry_type)} AS entry "
        f"WHERE true {excluded} HAVING count(*) > 0"
    )
