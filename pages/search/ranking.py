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
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from lists.query_cache import UnchangedReads
from lists.text_search import stems_in
from pages.search.kinds import KINDS, Kind

#: What a match weighs in the fields that ``search_column`` marks D, C, B and A.
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"
#: What it weighs that the name of an audience, theme, population, setting or outcome of an entry has a term.
TOPIC_WEIGHT = 0.2
#: The same of the title of a source that a study or case study is told in.
SOURCE_WEIGHT = 0.05
#: What a match weighs in a part of an entry beside one in the entry itself.
PART_WEIGHT = 0.2
#: What a synonym weighs beside the word that was typed.
SYNONYM_WEIGHT = 0.8
#: So many entries of a kind are ranked at most, those whose titles have most of what is looked for; others come last.
MOST_RANKED = 300
#: How much more an entry weighs whose title has all that is looked for.
TITLE_BONUS = 0.25
#: How much more one weighs whose title is made of nothing else.
TITLE_ALONE_BONUS = 0.25
#: Where entries are shown that lack some of what is looked for: how steeply they fall with what they lack,
LACKING = 0.7
#: and how much more those weigh that lack nothing.
WHOLE_BONUS = 0.6


@dataclass(frozen=True)
class Term:
    """One thing that is looked for.

    Attributes:
        typed: Its words.
        tsquery: Its words and their synonyms.
        idf: How much it says.
        topics: The keys of the topics whose name has it, by relation.
        entries: About how many entries have it.
        is_known: Whether any entry has it.
    """

    typed: str
    tsquery: str
    idf: float
    topics: Mapping[str, Sequence[int]] = field(default_factory=dict)
    entries: float = 0
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


class Found(NamedTuple):
    """An entry that is found.

    Attributes:
        kind: The number of its kind.
        key: Its key.
        terms: How many of the terms it has.
    """

    kind: int
    key: int
    terms: int


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
term (number, is_wanted, finds, idf, size, words, typed, widened, in_title) AS MATERIALIZED (
    SELECT * FROM unnest(
        %s::int[], %s::boolean[], %s::boolean[], %s::float[], %s::int[], %s::int[],
        %s::tsquery[], %s::tsquery[], %s::tsquery[]
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


def ranked(asked: Asked, reads: UnchangedReads) -> list[Found]:
    """Each entry that is found and that the public may see, best first."""
    public = public_keys(reads)
    statement = Statement()
    if asked.terms:
        parts = [_terms(asked, statement), _topics(asked, statement)]
        parts += [_found(number, kind, asked, statement) for number, kind in enumerate(KINDS)]
        opening = f"WITH {', '.join(parts)}"
        selects = [_ordered(number) for number in range(len(KINDS))]
    else:
        opening = ""
        selects = [_not_excluded(number, kind, asked, statement) for number, kind in enumerate(KINDS)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{opening} SELECT kind, keys, terms FROM ({' UNION ALL '.join(selects)}) AS found "
            "ORDER BY score DESC, kind, keys",
            statement.parameters,
        )
        return [
            Found(kind, key, terms) for kind, keys, terms in cursor.fetchall() for key in keys if key in public[kind]
        ]


def _terms(asked: Asked, statement: Statement) -> str:
    every = [*asked.terms, *asked.extras]
    statement.values(
        list(range(len(every))),
        [number < len(asked.terms) for number in range(len(every))],
        [number in asked.finders for number in range(len(every))],
        [term.idf for term in every],
        [len(stems_in(term.typed)) for term in every],
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
    beside = [
        _by_link(kind, relation, statement)
        for relation in kind.topics
        if any(relation in term.topics for term in asked.terms)
    ]
    beside += [_by_part(kind, statement)] if kind.part else []
    # “NOT … %s” keeps an entry from being listed twice, by its own words and by what stands beside it.
    entries = f"SELECT entry.id, entry.search FROM {table} AS entry"
    finders = " | ".join(f"({asked.terms[each].tsquery})" for each in sorted(asked.finders))
    parts, joined, rank_beside, has_beside = "", "", "", ""
    if beside:
        parts = f"""beside_{number} (key, term, rank) AS MATERIALIZED (
    SELECT key, term, max(rank) FROM ({" UNION ALL ".join(beside)}) AS each (key, term, rank) GROUP BY key, term
), """
        joined = f"LEFT JOIN beside_{number} AS beside ON beside.key = entry.id AND beside.term = term.number"
        rank_beside, has_beside = "+ coalesce(beside.rank, 0)", "OR beside.rank IS NOT NULL"
    statement.values(finders)
    listed = f"{entries} WHERE entry.search @@ %s::tsquery {_without_excluded(kind, asked, statement)}"
    if beside:
        statement.values(finders)
        listed += f"""
            UNION ALL
            {entries} JOIN (
                SELECT DISTINCT key FROM beside_{number} AS beside JOIN term ON number = beside.term WHERE finds
            ) AS beside ON beside.key = entry.id
            WHERE NOT entry.search @@ %s::tsquery {_without_excluded(kind, asked, statement)}
        """
    everything = sum(term.idf for term in asked.terms)
    titles = f"1 + {TITLE_BONUS} * titled / {everything} + {TITLE_ALONE_BONUS} * least(1, titling / title_words)"
    score = f"rank * {asked.weights[kind.name]} * ({titles})"
    if asked.least < len(asked.terms):
        # A rare word is more of what is looked for than a common one.
        has_all = f"CASE terms WHEN {len(asked.terms)} THEN {1 + WHOLE_BONUS} ELSE 1 END"
        score += f" * (said / {everything}) ^ {LACKING} * {has_all}"
    return f"""{parts}found_{number} AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY said + titled DESC, key) AS place FROM (
        {_had(asked)}
        FROM ({listed}) AS entry
        CROSS JOIN term {joined}
        WHERE term.is_wanted AND (entry.search @@ term.widened {has_beside})
        {f"GROUP BY entry.id HAVING count(*) >= {asked.least}" if len(asked.terms) > 1 else ""}
    ) AS each
),
ranked_{number} AS (
    SELECT key, terms, {score} AS score FROM (
        SELECT
            found.key, found.terms, found.said, found.titled,
            sum(term.idf * (
                CASE WHEN term.typed = term.widened THEN {_rank("entry.search", "term.typed")} ELSE greatest(
                    {_rank("entry.search", "term.typed")},
                    {SYNONYM_WEIGHT} * term.words * {_rank("entry.search", "term.widened")}
                ) END {rank_beside}
            )) AS rank,
            coalesce(
                sum(term.size) FILTER (WHERE term.is_wanted AND entry.search @@ term.in_title), 0
            )::float AS titling,
            greatest(1, length(ts_filter(entry.search, '{{a}}'))) AS title_words
        FROM found_{number} AS found
        JOIN {table} AS entry ON entry.id = found.key
        CROSS JOIN term {joined}
        WHERE found.place <= {MOST_RANKED} AND (entry.search @@ term.widened {has_beside})
        GROUP BY entry.id, found.key, found.terms, found.said, found.titled
    ) AS each
)"""


def _had(asked: Asked) -> str:
    """What an entry has of what is looked for; there is nothing to add up where that is one thing."""
    if len(asked.terms) == 1:
        titled = "CASE WHEN entry.search @@ term.in_title THEN term.idf ELSE 0 END"
        return f"SELECT entry.id AS key, 1 AS terms, term.idf AS said, {titled} AS titled"
    titled = "coalesce(sum(term.idf) FILTER (WHERE entry.search @@ term.in_title), 0)"
    return f"SELECT entry.id AS key, count(*) AS terms, sum(term.idf) AS said, {titled} AS titled"


def _ordered(number: int) -> str:
    """The keys of the entries of a kind that are found: each with its score, those not ranked together below them."""
    return f"""
        SELECT {number} AS kind, ARRAY[key]::bigint[] AS keys, terms, score FROM ranked_{number}
        UNION ALL
        SELECT {number}, array_agg(key ORDER BY place), terms, said + titled - 1e6 FROM found_{number}
        WHERE place > {MOST_RANKED} GROUP BY terms, said, titled
    """


def _table(kind: Kind) -> str:
    return connection.ops.quote_name(kind.published().model._meta.db_table)


def _rank(words: str, tsquery: str) -> str:
    return f"ts_rank('{WEIGHTS}', {words}, {tsquery})"


def _by_link(kind: Kind, relation: str, statement: Statement) -> str:
    """The key of each entry that has a topic whose name has a term, the number of the term and what that weighs."""
    linked = statement.rows(kind, links(relation))
    weight = SOURCE_WEIGHT if relation == "sources" else TOPIC_WEIGHT
    return f"""
        SELECT link.entry, topic.term, {weight}::float FROM topic
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
        f"SELECT {number} AS kind, array_agg(entry.id ORDER BY entry.id)::bigint[] AS keys, 0 AS terms, "
        f"{asked.weights[kind.name]} AS score FROM {_table(kind)} AS entry WHERE true {excluded} HAVING count(*) > 0"
    )
