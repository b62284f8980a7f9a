"""Search over all types of entries: what matches, in which order, and corrections of misspelt words.

Entries that match all terms come first; where few do, those that match most of them are shown too. The score is

    score = Σ idf(term) × rank(entry, term) × (1 + title bonus × share of Σ idf that the title matches)
    idf(term) = ln(1 + (1 + entries) ÷ (1 + entries that match the term))

after the inverse document frequency of Spärck Jones (1972). The rank is PostgreSQL's ``ts_rank``, with the highest
weight for a title. Two words that are adjacent in the query are a further term that raises the score but is not
required, after the sequential dependence model of Metzler and Croft (2005).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import Any

from caching.query_cache import QueryCache
from lists.search_syntax import split_search
from lists.text_search import ParsedSearch, is_doi, parse_search, stems_in
from pages.search.entry_types import ENTRY_TYPES, EntryType, rows_of
from pages.search.excerpts import excerpts
from pages.search.ranking import Match, SearchQuery, SearchTerm, public_keys, ranked
from pages.search.references import reference_in
from pages.search.words import (
    corrected,
    corrections,
    entries_matching,
    entry_counts,
    topic_stems,
    topics_of,
    unmatched_words,
)
from recommendations.models import Recommendation

#: Their index in ENTRY_TYPES.
RECOMMENDATIONS = [entry_type.model for entry_type in ENTRY_TYPES].index(Recommendation)
#: With fewer full matches than this, partial ones are shown too.
MIN_FULL_MATCHES = 3
#: The weight of two adjacent words, relative to their mean idf.
ADJACENT_WEIGHT = 1.3
#: Entries are not found by more common terms alone if a rarer one is there.
MIN_IDF = 1.0
#: Terms that match more entries than this are not looked up in topics too; and where any term will do, entries are
#: found by the rarest terms until there are about this many.
MAX_LISTED = 2000
#: The most terms, the rarest of those typed, so that a pasted paragraph is no more work than a question.
MAX_TERMS = 8

#: Stems of words that are ignored if there are others.
QUESTION_WORDS = {
    *("best", "get", "give", "go", "good", "help", "make", "mani", "mean", "much", "need", "put", "said", "say"),
    *("tell", "thing", "use", "versus", "vs", "want", "way", "without", "work"),
}
#: Words that name a type of entry.
ENTRY_TYPE_WORDS = re.compile(
    r"\b(an? |any )?((good|real|practical|worked) )?(case stud(y|ies)|examples?)( (of|from|on|about|for|in))?\b",
    re.IGNORECASE,
)
#: Patterns of words, the entry type that they ask for, and the factor on its weight.
BOOSTS = (
    (r"^(what (is|are|does)|define)\b|\b(definition|meaning)\b|\bmean\b", "definitions", 1.6),
    (r"\b(how (many|much)|percent(age)?|proportion|rate|number of|statistics?|figures?)\b|%", "statistics", 1.5),
    (r"\b(stud(y|ies)|reviews?|trials?|research|evidence)\b", "studies", 1.2),
    (r"\b(examples?|case stud(y|ies))\b", "case-studies", 2),
    (r"\b(wres|indicators?)\b", "indicators", 1.3),
    (r"\b(toolkits?|tools?|guides?|guidance|resources?|e-learning)\b", "resources", 1.3),
    (r"^how (do|can|should|to)\b|\bshould\b", "recommendations", 1.2),
)


@dataclass(frozen=True)
class Result:
    """An entry that matches, and an excerpt with each hit between ``HIT_START`` and ``HIT_END``."""

    entry_type: EntryType
    entry: Any
    excerpt: str


class Search:
    """The matches of a reader's words.

    An entry matches a term by its own text, its parts, or the name of one of its audiences, themes, populations,
    settings or outcomes.

    Attributes:
        reference: The reference of a recommendation, if that is all that was typed: nothing else is looked for then.
        unmatched: The words that no entry has, which are ignored.
        has_partial: Whether the results include entries that match most of the words but not all.
        counts: The number of results by the name of the entry type.
    """

    def __init__(self, words: str, cache: QueryCache | None = None) -> None:
        self.words = words
        self.cache = cache or QueryCache()
        # Words such as “case studies” choose the type, and are not searched for if there are others.
        has_phrase = any(piece.kind == "phrase" for piece in split_search(words))
        self._sought = words if has_phrase else ENTRY_TYPE_WORDS.sub(" ", words).strip() or words
        self.wanted: ParsedSearch = parse_search(self._sought, self.cache)
        self.unmatched: tuple[str, ...] = ()
        self.has_partial = False
        self._terms: list[SearchTerm] = []
        self.reference = reference_in(words)
        self._found = self._of_that_reference() if self.reference else self._with_those_words()
        found = Counter(map(attrgetter("entry_type"), self._found))
        self.counts = Counter({ENTRY_TYPES[number].name: count for number, count in found.items()})

    def _of_that_reference(self) -> list[Match]:
        rows = Recommendation.objects.published().filter(reference=self.reference)
        return [Match(RECOMMENDATIONS, key, terms=1) for key in rows.values_list("pk", flat=True)]

    def _with_those_words(self) -> list[Match]:
        self._terms = self._select_terms()
        self._drop_unmatched_terms()
        if not self._terms and (self.wanted.terms or not self.wanted.excluded):
            return []
        found = self._ranked(self._terms, least=len(self._terms))
        if len(found) >= MIN_FULL_MATCHES or len(self._terms) <= 1:
            return found
        self.has_partial = True
        some = self._ranked(self._terms, least=1)
        # At least half of the terms or, if few entries match that, any of them.
        most = [each for each in some if each.terms >= math.ceil(len(self._terms) / 2)]
        return most if len(most) >= MIN_FULL_MATCHES else some

    @property
    def stems(self) -> set[str]:
        return {stem for _, widened in self.wanted.terms for stem in stems_in(widened)}

    def _select_terms(self) -> list[SearchTerm]:
        counts = entry_counts((stem for _, widened in self.wanted.terms for stem in stems_in(widened)), self.cache)
        entries, names = sum(map(len, public_keys(self.cache))), topic_stems(self.cache)
        terms = []
        for typed, widened in self.wanted.terms:
            entry_count = entries_matching(widened, counts)
            topics = topics_of(widened, names) if entry_count <= MAX_LISTED else {}
            idf = math.log(1 + (1 + entries) / (1 + entry_count))
            is_matched = bool(topics) or entry_count > 0
            terms.append(SearchTerm(typed, widened, idf, topics, entry_count, is_matched))
        identified = [term for term in terms if term.is_matched and is_doi(term.typed)]
        if identified:
            # A DOI says which study is meant, whatever was pasted with it.
            return identified
        telling = [term for term in terms if not QUESTION_WORDS.issuperset(stems_in(term.typed))] or terms
        if len(telling) <= MAX_TERMS:
            return telling
        return sorted((term for term in telling if term.is_matched), key=lambda term: -term.idf)[:MAX_TERMS]

    def _drop_unmatched_terms(self) -> None:
        """Drops the terms that match nothing."""
        words = unmatched_words(self._sought, self.cache)
        matched = [term for term in self._terms if term.is_matched]
        self.unmatched = tuple(words)
        self.has_partial = len(matched) < len(self._terms) and not words
        self._terms = matched

    def _adjacent_pairs(self) -> list[SearchTerm]:
        idfs = {stem: term.idf for term in self._terms for stem in stems_in(term.typed)}
        pairs = [(pair, stems_in(pair)) for pair in self.wanted.neighbours]
        return [
            SearchTerm(pair, pair, ADJACENT_WEIGHT * sum(idfs[stem] for stem in stems) / len(stems))
            for pair, stems in pairs
            if idfs.keys() >= set(stems)
        ]

    def results(self, entry_types: Sequence[str], start: int, length: int) -> list[Result]:
        """The results from index ``start`` on, best first, of the named entry types or, with none named, of all."""
        shown = list(islice(self._keys(entry_types), start, start + length))
        found = excerpts(shown, (term.tsquery for term in self._terms))
        entries = {}
        for entry_type in dict.fromkeys(entry_type for entry_type, _ in shown):
            entries[entry_type] = rows_of(entry_type)([key for each, key in shown if each == entry_type])
        # An entry may have been withdrawn since.
        return [
            Result(entry_type, entries[entry_type][key], found[entry_type, key])
            for entry_type, key in shown
            if (entry_type, key) in found and key in entries[entry_type]
        ]

    def keys(self, entry_types: Sequence[str] = ()) -> list[tuple[EntryType, int]]:
        """The type and primary key of each result, best first, of the named entry types or, with none named, of all."""
        return list(self._keys(entry_types))

    def _keys(self, entry_types: Sequence[str]) -> Iterator[tuple[EntryType, int]]:
        found = ((ENTRY_TYPES[each.entry_type], each.key) for each in self._found)
        return (each for each in found if not entry_types or each[0].name in entry_types)

    def _ranked(self, terms: Sequence[SearchTerm], least: int) -> list[Match]:
        """The entries that match at least so many of the terms, best first."""
        numbers = range(len(terms))
        if least == len(terms):
            listing_terms = {max(numbers, key=lambda number: terms[number].idf)} if numbers else set()
        else:
            listing_terms = set(self._rarest(terms))
        weights = {entry_type.name: self._weight(entry_type) for entry_type in ENTRY_TYPES}
        pairs, excluded = self._adjacent_pairs(), self.wanted.excluded
        return ranked(SearchQuery(terms, pairs, frozenset(listing_terms), least, excluded, weights), self.cache)

    def _rarest(self, terms: Sequence[SearchTerm]) -> Iterator[int]:
        """The indices of the terms to find entries by where any term will do: the rarest."""
        listed = 0.0
        for number, term in sorted(enumerate(terms), key=lambda each: -each[1].idf):
            if listed >= MIN_FULL_MATCHES and (term.idf < MIN_IDF or listed + term.entries > MAX_LISTED):
                break
            listed += term.entries
            yield number

    def _weight(self, entry_type: EntryType) -> float:
        """The weight of an entry type, which is higher where the words ask for it."""
        words = self.words.lower()
        boosts = (more for pattern, name, more in BOOSTS if name == entry_type.name and re.search(pattern, words))
        return entry_type.weight * math.prod(boosts)

    @cached_property
    def corrections(self) -> dict[str, str]:
        return corrections(self.unmatched, self.cache)

    @property
    def did_you_mean(self) -> str:
        """The reader's words with misspelt ones corrected; empty if there is nothing to correct."""
        return corrected(self.words, self.corrections) if self.corrections else ""
