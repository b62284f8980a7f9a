"""Full-text search in PostgreSQL: the search columns, and the parser of what a reader types.

Texts and searches are both read by ``lists_words``, a function of SQL that leaves letters, digits, spaces and the
hyphens inside words; then they are stemmed as English. A search column has “well-being” as two words and as one, and a
search finds it as either. A search is widened by the groups of synonyms that an app provides; see :func:`use_synonyms`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchQueryField, SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import Func, Value

from caching.query_cache import QueryCache
from database.compiled_queries import Parameter
from lists.search_syntax import Piece, split_search

CONFIG = "english"

#: Gives the text that a search column indexes; made by a migration, as are the functions that it calls.
FOLDED_FUNCTION = "lists_folded"
#: Gives the words of a text, those with hyphens as they are written.
WORDS_FUNCTION = "lists_words"
#: The most texts whose stems are kept in memory.
MAX_STEMS = 50_000

#: The stems of texts; they never change.
_stems: dict[str, tuple[str, ...]] = {}

#: Reads the groups of words and phrases that mean the same; see :func:`use_synonyms`.
_synonym_source: Callable[[], list[list[str]]] = list


def use_synonyms(read: Callable[[], list[list[str]]]) -> None:
    """Set what reads the groups of synonyms from the database; the app that holds them calls it when it is ready."""
    global _synonym_source
    _synonym_source = read


def in_other_words(text: str, most: int = 10) -> list[str]:
    """The text with a word or phrase in it exchanged for each of its synonyms."""
    (found,) = each_in_other_words([text], most)
    return found


def each_in_other_words(texts: Iterable[str], most: int = 10) -> list[list[str]]:
    """As :func:`in_other_words` for each of many texts; reads the synonyms once."""
    groups = [[(term, _pattern(re.escape(term))) for term in group] for group in _synonym_source()]
    any_term = _pattern("|".join(re.escape(term) for group in groups for term, _ in group))
    found = []
    for text in texts:
        others: dict[str, None] = {}
        # Most texts have none, which one look shows.
        for group in groups if any_term.search(text) else ():
            for _, pattern in group:
                around = pattern.split(text)
                if len(around) > 1:
                    others |= dict.fromkeys(other.join(around) for other, _ in group)
        others.pop(text, None)
        found.append(list(others)[:most])
    return found


def _pattern(terms: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{terms})(?!\w)", re.IGNORECASE)


class Folded(Func):
    """A text as a search column indexes it."""

    function = FOLDED_FUNCTION
    output_field = models.TextField()


class FoldedDOI(Folded):
    """A DOI as one word, so that no part of it is found."""

    function = "lists_identifier"


def search_column(**fields_by_weight: Sequence[Any]) -> models.GeneratedField:
    """A column that PostgreSQL keeps: the words of the fields, folded and stemmed, with their weights from A to D.

    A field is named, or is an expression on the fields of the row.
    """
    vector: Any = None
    for weight, fields in fields_by_weight.items():
        for field in fields:
            folded = field if isinstance(field, Folded) else Folded(field)
            part = SearchVector(folded, weight=weight, config=CONFIG)
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
    """Parse a search; the curated synonyms come through ``cache``."""
    return _parse(words, (cache or QueryCache()).get("synonyms", _read_synonyms))


# With the same synonyms, a search always means the same. A page often looks for the same in lists of several kinds.
@lru_cache(maxsize=200)
def _parse(words: str, synonyms: "_Synonyms") -> ParsedSearch:
    pieces = split_search(words)
    in_a_row = Piece("words", (" ".join(text for each in pieces if not each.is_excluded for text in each.texts),))
    read = _read_pieces([*pieces, in_a_row])
    tsquery = _tsquery(pieces, read)
    sought = set(stems_in(tsquery))
    # What stands for more than itself in the query, each as it was typed and as it is looked for. A placeholder stands
    # for each group of synonyms while the query is rewritten, so that no group is widened twice.
    meanings = {word.joined: (word.joined, word.either) for each in read.values() for word in each.words if word.joined}
    rewrites: list[tuple[int, str, str]] = []
    for number, terms in enumerate(synonyms.groups):
        targets = [target for term in terms for target, needed in term.targets if needed <= sought]
        if targets:
            placeholder = f"'\ue002{number}'"
            widened = " | ".join(dict.fromkeys(f"({term.phrase})" for term in terms))
            meanings[placeholder] = (f"({targets[0]})", f"({widened})")
            rewrites += [(len(stems_in(target)), target, placeholder) for target in targets]
    if rewrites:
        # The longest first, so that “primary care network” is read as one before “primary care” is.
        rewrites.sort(reverse=True)
        rewritten = "ts_rewrite(" * len(rewrites) + "%s::tsquery" + ", %s::tsquery, %s::tsquery)" * len(rewrites)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {rewritten}::text",
                [tsquery, *(each for _, target, placeholder in rewrites for each in (target, placeholder))],
            )
            tsquery = cursor.fetchone()[0]
    # A word that was typed twice is looked for once.
    conjuncts = dict.fromkeys(_conjuncts(tsquery))
    parts = [tuple(_fill_in(part, meanings, which) for which in (0, 1)) for part in conjuncts]
    return ParsedSearch(
        " & ".join(f"({widened})" for _, widened in parts),
        tuple((typed, widened) for typed, widened in parts if not typed.startswith("!")),
        " & ".join(widened for typed, widened in parts if typed.startswith("!")),
        tuple(_neighbours(read[in_a_row.kind, in_a_row.texts[0]].whole.joined)),
    )


@dataclass(frozen=True)
class _Form:
    """A word, or several in a row, as a ``tsquery``: with each word with a hyphen as one word, and as written apart."""

    joined: str
    apart: str
    is_whole: bool  # whether no part of a word with a hyphen is too common to be looked for

    @property
    def either(self) -> str:
        return f"({self.joined} | {self.apart})" if self.is_whole and self.joined != self.apart else self.joined


@dataclass(frozen=True)
class _Text:
    words: tuple[_Form, ...]
    whole: _Form

    @property
    def phrase(self) -> str:
        """A ``tsquery`` of its words in a row; empty if all are too common to be looked for."""
        if len(self.words) == 1 or self.whole.joined == self.whole.apart:
            return self.whole.either
        return f"({self.whole.apart} | {self.whole.joined})"


_Texts = dict[tuple[str, str], _Text]


def _read_pieces(pieces: Iterable[Piece]) -> _Texts:
    """The texts of the pieces by their kind and text."""
    return _read_texts(tuple(dict.fromkeys((piece.kind, text) for piece in pieces for text in piece.texts)))


# What a text consists of never changes. A page often looks for the same words in lists of several kinds.
@lru_cache(maxsize=200)
def _read_texts(keys: tuple[tuple[str, str], ...]) -> _Texts:
    """The texts by their kinds and themselves."""
    forms: list[list[_Form]] = [[] for _ in keys]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT place, word, phraseto_tsquery('{CONFIG}', joined)::text, phraseto_tsquery('{CONFIG}', apart)::text
            FROM unnest(%s::text[], %s::boolean[]) WITH ORDINALITY AS texts (text, is_doi, place)
            CROSS JOIN LATERAL (
                SELECT CASE WHEN is_doi THEN {FoldedDOI.function}(text) ELSE {WORDS_FUNCTION}(text) END OFFSET 0
            ) AS read (words)
            CROSS JOIN LATERAL unnest(string_to_array(words, ' ') || words) WITH ORDINALITY AS each (word, number)
            CROSS JOIN LATERAL (
                SELECT replace(regexp_replace(word, '([^ 0-9-])-', '\\1', 'g'), '-', ' '), replace(word, '-', ' ')
            ) AS forms (joined, apart)
            ORDER BY place, number
            """,  # noqa: S608 - our own constants
            [[text for _, text in keys], [kind == "doi" for kind, _ in keys]],
        )
        for place, word, joined, apart in cursor.fetchall():
            parts = len(word.replace("-", " ").split())
            forms[place - 1].append(_Form(joined, apart, is_whole=len(stems_in(apart)) == parts))
    return {key: _Text(tuple(each[:-1]), each[-1]) for key, each in zip(keys, forms, strict=True)}


def _tsquery(pieces: Iterable[Piece], read: _Texts) -> str:
    """The ``tsquery`` of a search, with each word with a hyphen as one word."""
    alternatives: list[list[str]] = [[]]
    for piece in pieces:
        texts = [read[piece.kind, text] for text in piece.texts]
        if piece.kind == "or":
            alternatives.append([])
        elif piece.kind == "phrase" or piece.is_excluded:
            phrases = " | ".join(text.phrase for text in texts if text.phrase)
            alternatives[-1] += [f"{'!' if piece.is_excluded else ''}({phrases})"] if phrases else []
        else:
            each = [[word.joined for word in text.words if word.joined] for text in texts]
            any_of_them = " | ".join(f"({' & '.join(words)})" for words in each if words)
            alternatives[-1] += each[0] if len(each) == 1 else [f"({any_of_them})"] if any_of_them else []
    sought = [" & ".join(parts) for parts in alternatives if parts]
    return sought[0] if len(sought) == 1 else " | ".join(f"({each})" for each in sought)


def _neighbours(phrase: str) -> Iterator[str]:
    """A ``tsquery`` for each two words of a phrase that follow one another."""
    words = re.findall(r"('(?:[^']|'')+')(?: (<(?:-|\d+)>))?", phrase)
    for (first, distance), (second, _) in pairwise(words):
        if first != second:
            yield f"{first} {distance} {second}"


@dataclass(frozen=True)
class _Term:
    """A term of a group of synonyms."""

    # The forms that it takes in a query, with a hyphen as it has it and without, each with its stems.
    targets: tuple[tuple[str, frozenset[str]], ...]
    phrase: str


@dataclass(frozen=True, eq=False)
class _Synonyms:
    """The groups of synonyms; told apart by identity, which is quick."""

    groups: list[tuple[_Term, ...]]


def _read_synonyms() -> _Synonyms:
    """The groups of synonyms."""
    return _parse_synonyms(tuple(tuple(group) for group in _synonym_source()))


# So long as the groups stay as they are, so do the forms of their terms.
@lru_cache(maxsize=1)
def _parse_synonyms(terms_by_group: tuple[tuple[str, ...], ...]) -> _Synonyms:
    groups = [
        {term: [piece for piece in split_search(term) if piece.kind != "or"] for term in group}
        for group in terms_by_group
    ]
    whole = {term: Piece("phrase", (term,)) for group in groups for term in group}
    read = _read_pieces(
        [*whole.values(), *(piece for group in groups for pieces in group.values() for piece in pieces)]
    )
    found = []
    for group in groups:
        terms = []
        for term, pieces in group.items():
            text = read["phrase", term]
            words = [word.joined if not word.is_whole else word.apart.replace("<->", "&") for word in text.words]
            targets = dict.fromkeys((" & ".join(filter(None, words)), _tsquery(pieces, read)))
            if all(targets):
                terms.append(_Term(tuple((each, frozenset(stems_in(each))) for each in targets), text.phrase))
        found.append(tuple(terms))
    return _Synonyms(found)


def _fill_in(tsquery: str, meanings: dict[str, tuple[str, str]], which: int) -> str:
    """The query with what stands for more replaced by what was typed (0) or by all that is looked for (1)."""
    for sign, meaning in meanings.items():
        tsquery = tsquery.replace(sign, meaning[which])
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


def is_doi(tsquery: str) -> bool:
    """Whether a ``tsquery`` looks for one DOI and nothing else."""
    return bool(re.fullmatch(r"'doi10\d[^']*'", tsquery))


def stem_query(stem: str) -> str:
    """A stem as a ``tsquery``."""
    quoted = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def stems(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The stems of each text; none for a word that is too common to be looked for, like “the”."""
    texts = list(dict.fromkeys(texts))
    unknown = [text for text in texts if text not in _stems]
    if unknown:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT text, tsvector_to_array(to_tsvector('{CONFIG}', {FOLDED_FUNCTION}(text))) "  # noqa: S608
                "FROM unnest(%s::text[]) AS texts (text)",
                [unknown],
            )
            found = {text: tuple(stems) for text, stems in cursor.fetchall()}
    else:
        found = {}
    each = {text: found[text] if text in found else _stems[text] for text in texts}
    if len(_stems) + len(found) > MAX_STEMS:
        _stems.clear()
    _stems.update(found)
    return each


class TSQuery(SearchQuery):
    """A ``tsquery`` in the text form of PostgreSQL, to match and rank by: cast, where Django would parse it again."""

    function = ""
    template = "%(expressions)s::tsquery"

    def __init__(self, tsquery: str | Parameter) -> None:
        Func.__init__(self, Value(tsquery) if isinstance(tsquery, str) else tsquery, output_field=SearchQueryField())
        self.invert = False

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        return Func.as_sql(self, compiler, connection, **extra)
