"""Search over every kind of entry: what is found, in which order, and what a misspelt word may have meant.

Entries that have all the words come first. Where few have, those that have most of them are shown too. An entry's score
is, for each thing looked for, how well the entry matches it times how rare it is in the base, and more where its title
has what is looked for:

    score = Σ idf(term) × rank(entry, term) × (1 + title bonus × share of Σ idf that the title has)
    idf(term) = ln(1 + (1 + entries) ÷ (1 + entries that have the term))

after the inverse document frequency of Spärck Jones (1972). The rank is PostgreSQL's ``ts_rank``, where a title weighs
more than a statement, and that more than the rest. Two words that follow one another as they were typed are a term that
ranks and does not find, after the sequential dependence model of Metzler and Croft (2005).
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

from lists.query_cache import UnchangedReads
from lists.text_search import Wanted, stem_query, stems_in, wanted
from pages.search.excerpts import excerpts
from pages.search.kinds import KINDS, Kind
from pages.search.ranking import Asked, Found, Term, ranked
from pages.search.words import corrected, corrections, topic_stems, topics_of, vocabulary, words_nowhere

#: With fewer entries than this that have all the words, those that have most of them are shown too.
FEW = 3
#: What it weighs that two words follow one another in an entry as they were typed, beside each of them alone.
NEIGHBOURS_WEIGHT = 1.3
#: A term that says less is not looked for by itself beside one that says more: so many entries have it.
LEAST_TELLING = 1.0
#: What more entries than this have in their own words is not looked for in the names of their topics too. Where any of
#: several things will do, entries are listed by the rarest, until there are about so many.
MOST_LISTED = 2000
#: So many things are looked for at most, those that say most: a pasted paragraph asks for no more work than a question.
MOST_TERMS = 8

#: Stems of words that a question is made with and that say nothing of its matter, where there are others.
FILLERS = {"best", "get", "give", "go", "good", "help", "make", "mani", "mean", "much", "need", "put", "said", "say"}
FILLERS |= {"tell", "thing", "use", "versus", "vs", "want", "way", "without", "work"}
#: What names the kind of entry that is looked for and nothing of its matter.
KIND_NAMED = re.compile(
    r"\b(an? |any )?((good|real|practical|worked) )?(case stud(y|ies)|examples?)( (of|from|on|about|for|in))?\b",
    re.IGNORECASE,
)
#: How words ask for a kind of entry, and how much more its entries then weigh.
ASKED_FOR = (
    (r"^(what (is|are|does)|define)\b|\b(definition|meaning)\b|\bmean\b", ("definitions",), 1.6),
    (
        r"\b(how (many|much)|percentage|percent|proportion|rate|number of|statistics?|figures?)\b|%",
        ("statistics",),
        1.5,
    ),
    (r"\b(stud(y|ies)|reviews?|trials?|research|evidence)\b", ("studies",), 1.2),
    (r"\b(examples?|case stud(y|ies))\b", ("case-studies",), 2),
    (r"\b(wres|indicators?)\b", ("indicators",), 1.3),
    (r"\b(toolkits?|tools?|guides?|guidance|resources?|e-learning)\b", ("resources",), 1.3),
    (r"^how (do|can|should|to)\b|\bshould\b", ("recommendations",), 1.2),
)


@dataclass(frozen=True)
class Result:
    """An entry that was found, with the text round the words found; ``HIT_START`` and ``HIT_END`` enclose each hit."""

    kind: Kind
    entry: Any
    excerpt: str


class Search:
    """What a reader's words find.

    An entry has a term if its own text has it, if a part of it has, or if the name of an audience, theme, population,
    setting or outcome of its has.

    Attributes:
        words: What the reader typed.
        reads: What is remembered of the database.
        wanted: What the words look for.
        nowhere: The words that no entry has; the others are looked for without them.
        has_partial: Whether entries are shown that have most of the other words but not all, since few have all.
        counts: How many entries were found, by the name of their kind.
    """

    def __init__(self, words: str, reads: UnchangedReads | None = None) -> None:
        self.words = words
        self.reads = reads or UnchangedReads()
        # What only names the kind of entry says nothing of what it is about.
        self._sought = words if '"' in words else KIND_NAMED.sub(" ", words).strip() or words
        self.wanted: Wanted = wanted(self._sought, self.reads)
        self.nowhere: tuple[str, ...] = ()
        self.has_partial = False
        self._found: list[Found] = []
        self._terms = self._worth_looking_for()
        self._leave_out_what_is_nowhere()
        if self._terms or (self.wanted.excluded and not self.wanted.terms):
            self._found = self._ranked(self._terms, least=len(self._terms))
            if len(self._found) < FEW and len(self._terms) > 1:
                self.has_partial = True
                some = self._ranked(self._terms, least=1)
                # Half of the words at least, and any of them rather than nothing.
                most = [each for each in some if each.terms >= math.ceil(len(self._terms) / 2)]
                self._found = most if len(most) >= FEW else some
        found = Counter(map(attrgetter("kind"), self._found))
        self.counts = Counter({KINDS[number].name: count for number, count in found.items()})

    @property
    def stems(self) -> set[str]:
        """The stems of all that is looked for, synonyms included."""
        return {stem for _, widened in self.wanted.terms for stem in stems_in(widened)}

    def _worth_looking_for(self) -> list[Term]:
        known, names = vocabulary(self.reads), topic_stems(self.reads)
        terms = []
        for typed, widened in self.wanted.terms:
            having = known.having(widened)
            topics = topics_of(widened, names) if having <= MOST_LISTED else {}
            idf = math.log(1 + (1 + known.entries) / (1 + having))
            terms.append(Term(typed, widened, idf, topics, having, is_known=bool(topics) or having > 0))
        telling = [term for term in terms if not FILLERS.issuperset(stems_in(term.typed))] or terms
        if len(telling) <= MOST_TERMS:
            return telling
        return sorted((term for term in telling if term.is_known), key=lambda term: -term.idf)[:MOST_TERMS]

    def _leave_out_what_is_nowhere(self) -> None:
        """Looks for the rest alone where some words are found nowhere, and makes sure that they still are not."""
        words = words_nowhere(self._sought, self.reads)
        unknown = [term for term in self._terms if not term.is_known]
        sought = [term.tsquery for term in unknown]
        sought += [stem_query(stem) for stems in words.values() for stem in stems]
        if not sought:
            return
        any_of_them = " | ".join(f"({each})" for each in dict.fromkeys(sought))
        if not self._ranked([Term(any_of_them, any_of_them, 1.0)], least=1):
            self.nowhere = tuple(words)
            self.has_partial = bool(unknown and not words)
            self._terms = [term for term in self._terms if term.is_known]

    def _neighbours(self) -> list[Term]:
        """What makes an entry rank higher that has words as they follow one another in the question."""
        idfs = {stem: term.idf for term in self._terms for stem in stems_in(term.typed)}
        pairs = [(pair, stems_in(pair)) for pair in self.wanted.neighbours]
        return [
            Term(pair, pair, NEIGHBOURS_WEIGHT * sum(idfs[stem] for stem in stems) / len(stems))
            for pair, stems in pairs
            if idfs.keys() >= set(stems)
        ]

    def results(self, kinds: Sequence[str], start: int, length: int) -> list[Result]:
        """The results from number ``start`` on, best first, of the named kinds or, with none named, of all."""
        shown = list(islice(self._keys(kinds), start, start + length))
        found = excerpts(shown, (term.tsquery for term in self._terms))
        entries = {}
        for kind in dict.fromkeys(kind for kind, _ in shown):
            rows = kind.published().order_by().select_related(*kind.links)
            entries[kind] = rows.in_bulk([key for each, key in shown if each == kind])
        # One may have been withdrawn since it was found.
        return [
            Result(kind, entries[kind][key], found[kind, key])
            for kind, key in shown
            if (kind, key) in found and key in entries[kind]
        ]

    def keys(self, kinds: Sequence[str] = ()) -> list[tuple[Kind, int]]:
        """The kind and the key of each entry found, best first, of the named kinds or, with none named, of all."""
        return list(self._keys(kinds))

    def _keys(self, kinds: Sequence[str]) -> Iterator[tuple[Kind, int]]:
        numbers = {number for number, kind in enumerate(KINDS) if not kinds or kind.name in kinds}
        return ((KINDS[each.kind], each.key) for each in self._found if each.kind in numbers)

    def _ranked(self, terms: Sequence[Term], least: int) -> list[Found]:
        """Each entry that has so many of the terms, best first."""
        numbers = range(len(terms))
        if least == len(terms):
            finders = {max(numbers, key=lambda number: terms[number].idf)} if numbers else set()
        else:
            finders = set(self._rarest(terms))
        return ranked(
            Asked(
                terms,
                self._neighbours(),
                frozenset(finders),
                least,
                self.wanted.excluded,
                {kind.name: self._weight(kind) for kind in KINDS},
            ),
            self.reads,
        )

    def _rarest(self, terms: Sequence[Term]) -> Iterator[int]:
        """The numbers of the terms that entries are listed by where any will do: those that say most."""
        listed = 0.0
        for number, term in sorted(enumerate(terms), key=lambda each: -each[1].idf):
            if listed >= FEW and (term.idf < LEAST_TELLING or listed + term.entries > MOST_LISTED):
                break
            listed += term.entries
            yield number

    def _weight(self, kind: Kind) -> float:
        """What a match in a kind of entry weighs: more where the words ask for it."""
        words = self.words.lower()
        return kind.weight * math.prod(
            more for pattern, kinds, more in ASKED_FOR if kind.name in kinds and re.search(pattern, words)
        )

    @cached_property
    def corrections(self) -> dict[str, str]:
        """What each misspelt one of the words that no entry has was meant to be, where that is known."""
        return corrections(self.nowhere, self.reads)

    @property
    def did_you_mean(self) -> str:
        """The reader's words with every misspelt one put right; empty where nothing is to be."""
        return corrected(self.words, self.corrections) if self.corrections else ""
