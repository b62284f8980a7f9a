"""Finds and ranks the entries of all kinds that have what is looked for, in one statement.

For each kind, first the entries are listed that may be found at all, from the indexes; only these are then matched with
each thing looked for and ranked. Django's queries cannot say this, and would take longer to write it than PostgreSQL to
answer it. The keys of what is public come from ``published()``, and are remembered until something changes; so do the
parts of entries that find them.
"""

# ruff: noqa: S608 - made of what Django wrote and of our own words and numbers; what a reader typed is a parameter

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from evidence.text_search import stems_in
from evidence.unchanged_reads import UnchangedReads
from pages.search_kinds import KINDS, Kind

#: What a match weighs in the fields that ``search_column`` marks D, C, B and A.
WEIGHTS = "{0.1, 0.4, 0.8, 1.0}"
#: What it weighs that the name of an audience, theme, population, setting or outcome of an entry has a term.
TOPIC_WEIGHT = 0.2
#: What a match weighs in a part of an entry beside one in the entry itself.
PART_WEIGHT = 0.2
#: What a synonym weighs beside the word that was typed.
SYNONYM_WEIGHT = 0.8
#: How much more an entry weighs whose title has all that is looked for.
TITLE_BONUS = 0.5


@dataclass(frozen=True)
class Term:
    """One thing that is looked for.

    Attributes:
        typed: Its words.
        tsquery: Its words and their synonyms.
        idf: How much it says.
        topics: The keys of the topics whose name has it, by relation.
        is_known: Whether any entry has it.
    """

    typed: str
    tsquery: str
    idf: float
    topics: Mapping[str, Sequence[int]] = field(default_factory=dict)
    is_known: bool = True

    @property
    def in_title(self) -> str:
        """What finds it in titles alone."""
        return re.sub(r"('(?:[^']|'')+')", r"\1:A", self.tsquery)


@dataclass(frozen=True)
class Asked:
    """What entries are asked for.

    Attributes:
        terms: What they may have.
        extras: What makes those that have it rank higher and does not find any.
        finders: The numbers of the terms that the entries are listed by: an entry that has none of them is not found.
        least: How many of the terms an entry must have.
        excluded: What it must not have, as a ``tsquery``; may be empty.
        weights: What a match in each kind of entry weighs, by its name.
    """

    terms: Sequence[Term]
    extras: Sequence[Term]
    finders: frozenset[int]
    least: int
    excluded: str
    weights: Mapping[str, float]


class Statement:
    """A statement that is put together from parts, with its parameters in their order."""

    def __init__(self) -> None:
        self.parameters: list[Any] = []

    def values(self, *parameters: Any) -> None:
        """Adds the parameters of the ``%s`` that are written next."""
        self.parameters += parameters

    def rows(self, kind: Kind, gives: Callable[[Kind], QuerySet[Any]]) -> str:
        """A part that has the rows which ``gives`` gives for a kind."""
        text, parameters = written(kind, gives)
        self.parameters += parameters
        return text


@cache
def written(kind: Kind, gives: Callable[[Kind], QuerySet[Any]]) -> tuple[str, tuple[Any, ...]]:
    """The rows which ``gives`` gives for a kind as SQL, with its parameters; written once, as it is always the same."""
    text, parameters = gives(kind).order_by().query.sql_with_params()
    return f"({text})", parameters


def part_vectors(kind: Kind) -> QuerySet[Any]:
    """The key of the entry of each part that the public may see, and the part's words."""
    part: Any = kind.part
    rows: QuerySet[Any] = part.published().values_list(part.entry, "search")
    return rows


@cache
def links(relation: str) -> Callable[[Kind], QuerySet[Any]]:
    """What gives the links of entries to what a relation leads to."""
    return partial(Kind.linked, relation=relation)


# ``ts_rank`` divides by the number of words looked for. Of synonyms one is enough, so “words” makes up for that.
TERMS = """
term (number, is_wanted, finds, idf, words, typed, widened, in_title) AS MATERIALIZED (
    SELECT * FROM unnest(
        %s::int[], %s::boolean[], %s::boolean[], %s::float[], %s::int[], %s::tsquery[], %s::tsquery[], %s::tsquery[]
    )
)"""
TOPICS = """
topic (relation, key, term) AS MATERIALIZED (SELECT * FROM unnest(%s::text[], %s::int[], %s::int[]))"""


def public_keys(reads: UnchangedReads) -> list[set[int]]:
    """The keys of the entries of each kind that the public may see."""
    return reads.get(
        "search-public",
        lambda: [set(kind.published().order_by().values_list("pk", flat=True)) for kind in KINDS],
    )


def ranked(asked: Asked, reads: UnchangedReads) -> list[tuple[int, int]]:
    """The number of the kind and the key of each entry that is found and that the public may see, best first."""
    public = public_keys(reads)
    statement = Statement()
    if asked.terms:
        parts = [_terms(asked, statement), _topics(asked, statement)]
        parts += [_found(number, kind, asked, statement) for number, kind in enumerate(KINDS)]
        opening = f"WITH {', '.join(parts)}"
        selects = [f"SELECT {number} AS kind, key, score FROM found_{number}" for number in range(len(KINDS))]
    else:
        opening = ""
        selects = [_not_excluded(number, kind, asked, statement) for number, kind in enumerate(KINDS)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{opening} SELECT kind, key FROM ({' UNION ALL '.join(selects)}) AS found ORDER BY score DESC, kind, key",
            statement.parameters,
        )
        return [(kind, key) for kind, key in cursor.fetchall() if key in public[kind]]


def _terms(asked: Asked, statement: Statement) -> str:
    every = [*asked.terms, *asked.extras]
    statement.values(
        list(range(len(every))),
        [number < len(asked.terms) for number in range(len(every))],
        [number in asked.finders for number in range(len(every))],
        [term.idf for term in every],
        [len(set(stems_in(term.tsquery))) for term in every],
        [term.typed for term in every],
        [term.tsquery for term in every],
        [term.in_title for term in every],
    )
    return TERMS


def _topics(asked: Asked, statement: Statement) -> str:
    rows = [
        (relation, key, number)
        for number, term in enumerate(asked.terms)
        for relation, keys in term.topics.items()
        for key in keys
    ]
    statement.values(*([row[column] for row in rows] for column in range(3)))
    return TOPICS


def _found(number: int, kind: Kind, asked: Asked, statement: Statement) -> str:
    """The entries of a kind that are found, with their scores, as ``found_<number>``."""
    table = _table(kind)
    parts = ""
    listed = f"SELECT entry.id FROM term JOIN {table} AS entry ON entry.search @@ term.widened WHERE term.finds"
    joined, rank_beside, has_beside = "", "", ""
    beside = [
        _by_link(kind, relation, statement)
        for relation in kind.topics
        if any(relation in term.topics for term in asked.terms)
    ]
    beside += [_by_part(kind, statement)] if kind.part else []
    if beside:
        parts = f"""beside_{number} (key, term, rank) AS MATERIALIZED (
    SELECT key, term, max(rank) FROM ({" UNION ALL ".join(beside)}) AS each (key, term, rank) GROUP BY key, term
), """
        listed += f" UNION SELECT key FROM beside_{number} AS beside JOIN term ON number = beside.term WHERE finds"
        joined = f"LEFT JOIN beside_{number} AS beside ON beside.key = entry.id AND beside.term = term.number"
        rank_beside, has_beside = "+ coalesce(beside.rank, 0)", "OR beside.rank IS NOT NULL"
    everything = sum(term.idf for term in asked.terms)
    score = f"rank * {asked.weights[kind.name]} * (1 + {TITLE_BONUS} * titled / {everything})"
    if asked.least < len(asked.terms):
        # A rare word is more of what is looked for than a common one.
        score += f" * (said / {everything}) ^ 2"
    return f"""{parts}listed_{number} (key) AS MATERIALIZED ({listed}),
matched_{number} AS (
    SELECT
        entry.id AS key,
        sum(term.idf * (
            CASE WHEN term.typed = term.widened THEN {_rank("entry.search", "term.typed")} ELSE greatest(
                {_rank("entry.search", "term.typed")},
                {SYNONYM_WEIGHT} * term.words * {_rank("entry.search", "term.widened")}
            ) END {rank_beside}
        )) AS rank,
        coalesce(sum(term.idf) FILTER (WHERE term.is_wanted AND entry.search @@ term.in_title), 0) AS titled,
        sum(term.idf) FILTER (WHERE term.is_wanted) AS said
    FROM listed_{number} AS listed
    JOIN {table} AS entry ON entry.id = listed.key {_without_excluded(kind, asked, statement)}
    CROSS JOIN term {joined}
    WHERE entry.search @@ term.widened {has_beside}
    GROUP BY entry.id
    HAVING count(*) FILTER (WHERE term.is_wanted) >= {asked.least}
),
found_{number} AS (SELECT key, {score} AS score FROM matched_{number})"""


def _table(kind: Kind) -> str:
    return connection.ops.quote_name(kind.published().model._meta.db_table)


def _rank(words: str, tsquery: str) -> str:
    return f"ts_rank('{WEIGHTS}', {words}, {tsquery})"


def _by_link(kind: Kind, relation: str, statement: Statement) -> str:
    """The key of each entry that has a topic whose name has a term, the number of the term and what that weighs."""
    linked = statement.rows(kind, links(relation))
    return f"""
        SELECT link.entry, topic.term, {TOPIC_WEIGHT}::float FROM topic
        JOIN {linked} AS link (entry, topic) ON link.topic = topic.key WHERE topic.relation = '{relation}'
    """


def _by_part(kind: Kind, statement: Statement) -> str:
    """The same of each entry that has a part which has a term."""
    parts = statement.rows(kind, part_vectors)
    return f"""
        SELECT part.entry, term.number, {PART_WEIGHT} * {_rank("part.words", "term.widened")}
        FROM term JOIN {parts} AS part (entry, words) ON part.words @@ term.widened
    """


def _without_excluded(kind: Kind, asked: Asked, statement: Statement) -> str:
    """That neither an entry nor a part of it has what is excluded."""
    if not asked.excluded:
        return ""
    statement.values(asked.excluded)
    condition = "AND entry.search @@ %s::tsquery"
    if kind.part:
        parts = statement.rows(kind, part_vectors)
        statement.values(asked.excluded)
        condition += (
            f" AND NOT EXISTS (SELECT FROM {parts} AS part (entry, words)"
            " WHERE part.entry = entry.id AND NOT part.words @@ %s::tsquery)"
        )
    return condition


def _not_excluded(number: int, kind: Kind, asked: Asked, statement: Statement) -> str:
    excluded = _without_excluded(kind, asked, statement)
    return (
        f"SELECT {number} AS kind, entry.id AS key, {asked.weights[kind.name]} AS score "
        f"FROM {_table(kind)} AS entry WHERE true {excluded}"
    )
