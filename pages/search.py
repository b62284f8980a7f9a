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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evidence.text_search import Wanted, stems_in, wanted
from evidence.unchanged_reads import UnchangedReads
from pages.search_excerpts import excerpts
from pages.search_kinds import KINDS, Kind
from pages.search_ranking import Asked, Term, ranked
from pages.search_words import corrected, topic_stems, topics_of, vocabulary

#: With fewer entries than this that have all the words, those that have most of them are shown too.
FEW = 3
#: What it weighs that two words follow one another in an entry as they were typed, beside each of them alone.
NEIGHBOURS_WEIGHT = 1.0
#: A term that says less is not looked for by itself beside one that says more: so many entries have it.
LEAST_TELLING = 1.0
#: So many things are looked for at most, those that say most: a pasted paragraph asks for no more work than a question.
MOST_TERMS = 12

#: Stems of words that a question is made with and that say nothing of its matter, where there are others.
FILLERS = {"best", "get", "give", "go", "good", "help", "make", "mani", "mean", "much", "need", "put", "said", "say"}
FILLERS |= {"tell", "thing", "use", "versus", "vs", "want", "way", "without", "work"}
#: How words ask for a kind of entry, and how much more its entries then weigh.
ASKED_FOR = (
    (r"^(what (is|are|does)|define)\b|\b(definition|meaning)\b|\bmean\b", ("definitions",), 1.6),
    (
        r"\b(how (many|much)|percentage|percent|proportion|rate|number of|statistics?|figures?)\b|%",
        ("statistics",),
        1.5,
    ),
    (r"\b(stud(y|ies)|reviews?|trials?|research|evidence)\b", ("studies",), 1.2),
    (r"\b(examples?|case stud(y|ies))\b", ("case-studies",), 1.3),
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
        has_partial: Whether entries are shown that have most of the words but not all, since few have all.
        counts: How many entries were found, by the name of their kind.
    """

    def __init__(self, words: str, reads: UnchangedReads | None = None) -> None:
        self.words = words
        self.reads = reads or UnchangedReads()
        self.wanted: Wanted = wanted(words, self.reads)
        self.has_partial = False
        self._found: list[tuple[int, int]] = []
        if not self.wanted.is_empty:
            self._terms = self._worth_looking_for()
            self._found = self._ranked(least=len(self._terms))
            known = [term for term in self._terms if term.is_known]
            if len(self._found) < FEW and len(self._terms) > 1 and known:
                self.has_partial = True
                self._terms = known
                # Half of the words at least, and any of them rather than nothing.
                half = math.ceil(len(known) / 2)
                self._found = self._ranked(least=half)
                if len(self._found) < FEW and half > 1:
                    self._found = self._ranked(least=1)
        self.counts = Counter(KINDS[number].name for number, _ in self._found)

    @property
    def stems(self) -> set[str]:
        """The stems of all that is looked for, synonyms included."""
        return {stem for _, widened in self.wanted.terms for stem in stems_in(widened)}

    def _worth_looking_for(self) -> list[Term]:
        known, names = vocabulary(self.reads), topic_stems(self.reads)
        terms = []
        for typed, widened in self.wanted.terms:
            having, topics = known.having(widened), topics_of(widened, names)
            idf = math.log(1 + (1 + known.entries) / (1 + having))
            terms.append(Term(typed, widened, idf, topics, is_known=bool(topics) or having > 0))
        telling = [term for term in terms if not FILLERS.issuperset(stems_in(term.typed))] or terms
        if len(telling) <= MOST_TERMS:
            return telling
        return sorted((term for term in telling if term.is_known), key=lambda term: -term.idf)[:MOST_TERMS]

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
        shown = self.keys(kinds)[start : start + length]
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
        return [(KINDS[number], pk) for number, pk in self._found if not kinds or KINDS[number].name in kinds]

    def _ranked(self, least: int) -> list[tuple[int, int]]:
        """The number of the kind and the key of each entry that has so many of the terms, best first."""
        numbers = range(len(self._terms))
        if least == len(self._terms):
            finders = {max(numbers, key=lambda number: self._terms[number].idf)} if numbers else set()
        else:
            finders = {number for number in numbers if self._terms[number].idf >= LEAST_TELLING} or set(numbers)
        return ranked(
            Asked(
                self._terms,
                self._neighbours(),
                frozenset(finders),
                least,
                self.wanted.excluded,
                {kind.name: self._weight(kind) for kind in KINDS},
            ),
            self.reads,
        )

    def _weight(self, kind: Kind) -> float:
        """What a match in a kind of entry weighs: more where the words ask for it."""
        words = self.words.lower()
        return kind.weight * math.prod(
            more for pattern, kinds, more in ASKED_FOR if kind.name in kinds and re.search(pattern, words)
        )

    @property
    def did_you_mean(self) -> str:
        """The reader's words with each that the base does not know put right; empty where nothing is to be."""
        return corrected(self.words, self.reads)
