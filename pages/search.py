"""Search over every kind of entry: what is found, in which order, and what a misspelt word may have meant.

Entries that have all the words come first. Where few have, those that have most of them are shown too. An entry's score
is, for each thing looked for, how well the entry matches it times how rare it is in the base:

    score = Σ idf(term) × ts_rank(entry, term),   idf(term) = ln(1 + entries ÷ (1 + entries that have the term))

after the inverse document frequency of Spärck Jones (1972); ``ts_rank`` is PostgreSQL's, where a title weighs more than
a statement, and that more than the rest.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchRank
from django.core.cache import cache
from django.db import connection
from django.db.models import Case, F, FloatField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat, Greatest
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from evidence.models import CaseStudy, Definition, Passage, Population, Resource, Setting, Study, Synonyms, Theme
from evidence.text_search import CONFIG, ParsedQuery, Wanted, stems, stems_in, wanted
from recommendations.models import Audience, Recommendation
from workforce.models import Statistic

#: With fewer entries than this that have all the words, those that have most of them are shown too.
FEW = 3
#: What a match weighs in the fields that ``search_column`` marks D, C, B and A.
WEIGHTS = [0.1, 0.4, 0.8, 1.0]
#: What it weighs that the name of an audience, theme, population or setting of an entry has a term.
TOPIC_WEIGHT = 0.2
#: What a synonym weighs beside the word that was typed.
SYNONYM_WEIGHT = 0.8
#: A term that says less is not looked for by itself beside one that says more: so many entries have it.
LEAST_TELLING = 1.0
#: So many things are looked for at most, those that say most: a pasted paragraph asks for no more work than a question.
MOST_TERMS = 12
#: For so many seconds the words of the base are remembered; they only rank and correct, so they may be a little old.
REMEMBERED_FOR = 600
#: How like a word of the base a misspelt one must be, from 0 to 1.
LIKENESS = 0.7

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

# Characters of Unicode's private use area: no text holds them, so they can be told from what a text says.
HIT_START, HIT_END = "\ue000", "\ue001"


@dataclass(frozen=True)
class Kind:
    """A kind of entry that is searched.

    Attributes:
        name: How the address names it.
        noun: What one is.
        plural: What several are.
        published: Gives those that the public may see.
        texts: The fields that an excerpt is taken from, in the order in which they are read.
        weight: What a match in it weighs beside one in a recommendation.
        topics: The relations to what an entry is addressed to and about.
        links: The relations that a result shows, fetched with it.
    """

    name: str
    noun: str
    plural: str
    published: Callable[[], QuerySet[Any]]
    texts: tuple[str, ...]
    weight: float
    topics: tuple[str, ...] = ()
    links: tuple[str, ...] = ("source",)


KINDS = (
    Kind(
        "recommendations",
        "recommendation",
        "recommendations",
        lambda: Recommendation.objects.published(),
        ("statement", "points", "evidence_note"),
        1.0,
        ("audiences", "themes", "populations", "settings"),
    ),
    Kind(
        "studies",
        "study",
        "studies",
        lambda: Study.objects.published(),
        ("what_was_done", "reservations"),
        0.9,
        ("themes", "populations", "settings"),
        (),
    ),
    Kind(
        "case-studies",
        "case study",
        "case studies",
        lambda: CaseStudy.objects.published(),
        ("summary", "background", "what_was_done", "findings", "lessons"),
        0.9,
        ("themes", "populations", "settings"),
    ),
    Kind("definitions", "definition", "definitions", lambda: Definition.objects.published(), ("text", "used_for"), 1.0),
    Kind(
        "resources", "resource", "resources", lambda: Resource.objects.published(), ("description",), 0.8, ("themes",)
    ),
    Kind(
        "statistics",
        "statistic",
        "statistics",
        lambda: Statistic.objects.published(),
        ("counted", "origin"),
        0.8,
        ("themes",),
    ),
    Kind("background", "passage", "background", lambda: Passage.objects.published(), ("text",), 0.5, ("themes",)),
)
#: The names of the controlled lists and themes behind the relations, each after its key.
TOPICS: dict[str, Callable[[], Iterable[tuple[Any, ...]]]] = {
    "audiences": lambda: Audience.objects.values_list("pk", "name", "full_name"),
    "themes": lambda: Theme.objects.published().values_list("pk", "name"),
    "populations": lambda: Population.objects.values_list("pk", "name"),
    "settings": lambda: Setting.objects.values_list("pk", "name"),
}


@dataclass(frozen=True)
class Result:
    """An entry that was found, with the text round the words found; ``HIT_START`` and ``HIT_END`` enclose each hit."""

    kind: Kind
    entry: Any
    excerpt: str


@dataclass(frozen=True)
class Term:
    """One thing that is looked for.

    Attributes:
        typed: Its words.
        tsquery: Its words and their synonyms.
        idf: How much it says.
        topics: The keys of the audiences, themes, populations and settings whose name has it, by relation.
        is_known: Whether any entry has it.
    """

    typed: str
    tsquery: str
    idf: float
    topics: dict[str, list[int]]
    is_known: bool

    def linked_to(self, kind: Kind) -> list[QuerySet[Any]]:
        """The keys of the entries of a kind that have a topic with it in its name, relation by relation."""
        model = kind.published().model
        links = []
        for relation in kind.topics:
            if keys := self.topics.get(relation):
                manager: Any = getattr(model, relation)
                entry, topic = manager.field.m2m_field_name(), manager.field.m2m_reverse_field_name()
                links.append(manager.through.objects.order_by().filter(**{f"{topic}__in": keys}).values(f"{entry}_id"))
        return links

    def condition(self, kind: Kind) -> Q:
        """That an entry has it."""
        return reduce(
            lambda condition, linked: condition | Q(pk__in=linked),
            self.linked_to(kind),
            Q(search=ParsedQuery(self.tsquery)),
        )

    def score(self, kind: Kind) -> Any:
        """How well an entry matches it."""
        score: Any = _rank(self.tsquery)
        if self.typed != self.tsquery:
            score = Greatest(score * Value(SYNONYM_WEIGHT), _rank(self.typed))
        for linked in self.linked_to(kind):
            score += Case(When(pk__in=linked, then=TOPIC_WEIGHT), default=0.0, output_field=FloatField())
        return score * Value(self.idf, output_field=FloatField())


class Search:
    """What a reader's words find.

    An entry has a term if its own text has it or if the name of an audience, theme, population or setting of its has.

    Attributes:
        words: What the reader typed.
        wanted: What that looks for.
        has_partial: Whether entries are shown that have most of the words but not all, since few have all.
        counts: How many entries were found, by the name of their kind.
    """

    def __init__(self, words: str) -> None:
        self.words = words
        self.wanted: Wanted = wanted(words)
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
        known, names = vocabulary(), topic_stems()
        terms = []
        for typed, widened in self.wanted.terms:
            having, topics = known.having(widened), topics_of(widened, names)
            idf = math.log(1 + known.entries / (1 + having))
            terms.append(Term(typed, widened, idf, topics, is_known=bool(topics) or having > 0))
        telling = [term for term in terms if not FILLERS.issuperset(stems_in(term.typed))] or terms
        if len(telling) <= MOST_TERMS:
            return telling
        return sorted((term for term in telling if term.is_known), key=lambda term: -term.idf)[:MOST_TERMS]

    def results(self, kinds: Sequence[str], start: int, length: int) -> list[Result]:
        """The results from number ``start`` on, best first, of the named kinds or, with none named, of all."""
        shown = self.keys(kinds)[start : start + length]
        entries = {
            kind: self._with_excerpts(kind, [pk for each, pk in shown if each == kind])
            for kind in dict.fromkeys(kind for kind, _ in shown)
        }
        # One may have been withdrawn since it was found.
        return [Result(kind, entries[kind][pk], entries[kind][pk].excerpt) for kind, pk in shown if pk in entries[kind]]

    def keys(self, kinds: Sequence[str] = ()) -> list[tuple[Kind, int]]:
        """The kind and the key of each entry found, best first, of the named kinds or, with none named, of all."""
        return [(KINDS[number], pk) for number, pk in self._found if not kinds or KINDS[number].name in kinds]

    def _ranked(self, least: int) -> list[tuple[int, int]]:
        """The number of the kind and the key of each entry that has so many of the terms, best first."""
        rows = [
            self._candidates(kind, least)
            .annotate(kind_number=Value(number), score=self._score(kind, least < len(self._terms)))
            .values_list("kind_number", "pk", "score")
            for number, kind in enumerate(KINDS)
        ]
        found = rows[0].union(*rows[1:], all=True)
        return [(number, pk) for number, pk, _ in sorted(found, key=lambda row: (-row[2], row[0], row[1]))]

    def _candidates(self, kind: Kind, least: int) -> QuerySet[Any]:
        """The entries of one kind that have so many of the terms, in no order."""
        rows = kind.published().order_by()
        if self.wanted.excluded:
            rows = rows.filter(search=ParsedQuery(self.wanted.excluded))
        if not self._terms:
            return rows
        telling = self._terms
        if least < len(self._terms):
            telling = [term for term in self._terms if term.idf >= LEAST_TELLING] or self._terms
        linked = [each for term in telling for each in term.linked_to(kind)]
        if least == len(self._terms):
            text = " & ".join(f"({term.tsquery})" for term in self._terms)
        else:
            text = any_of(term.tsquery for term in telling)
        if not linked and least == len(self._terms):
            return rows.filter(search=ParsedQuery(text))
        # Text and links apart, so that each is found by its own index; what they find together is looked at row by row.
        by_text = rows.model._default_manager.order_by().filter(search=ParsedQuery(text)).values("pk")
        rows = rows.filter(pk__in=by_text.union(*linked, all=True) if linked else by_text)
        if least == len(self._terms):
            for term in self._terms:
                rows = rows.filter(term.condition(kind))
            return rows
        had = total(Case(When(term.condition(kind), then=1), default=0) for term in self._terms)
        return rows.alias(had=had).filter(had__gte=least)

    def _said(self, kind: Kind) -> Any:
        """How much of what is looked for an entry has, from 0 to 1: a rare word is more of it than a common one."""
        everything = sum(term.idf for term in self._terms)
        return total(
            Case(When(term.condition(kind), then=term.idf / everything), default=0.0, output_field=FloatField())
            for term in self._terms
        )

    def _score(self, kind: Kind, partial: bool) -> Any:
        """How well an entry matches."""
        weight = kind.weight * math.prod(
            more for pattern, kinds, more in ASKED_FOR if kind.name in kinds and re.search(pattern, self.words.lower())
        )
        if not self._terms:
            return Value(weight, output_field=FloatField())
        score = total(term.score(kind) for term in self._terms)
        score = score * Value(weight, output_field=FloatField())
        return score * self._said(kind) ** Value(2.0) if partial else score

    def _with_excerpts(self, kind: Kind, keys: list[int]) -> dict[int, Any]:
        text = Concat(*(part for field in kind.texts for part in (F(field), Value("\n"))), output_field=TextField())
        excerpt = SearchHeadline(
            text,
            ParsedQuery(any_of(term.tsquery for term in self._terms)),
            config=CONFIG,
            start_sel=HIT_START,
            stop_sel=HIT_END,
            max_fragments=2,
            min_words=12,
            max_words=30,
            fragment_delimiter=" … ",
        )
        rows = kind.published().filter(pk__in=keys).select_related(*kind.links).annotate(excerpt=excerpt)
        return {row.pk: row for row in rows}

    @property
    def did_you_mean(self) -> str:
        """The reader's words with each that the base does not know put right; empty where nothing is to be."""
        return corrected(self.words)


def any_of(terms: Iterable[str]) -> str:
    """A ``tsquery`` that finds what has any of the terms."""
    return " | ".join(f"({term})" for term in terms)


def total(parts: Iterable[Any]) -> Any:
    """The sum of expressions."""
    return reduce(lambda sum_so_far, part: sum_so_far + part, parts)


def topics_of(term: str, names: dict[str, dict[int, set[str]]]) -> dict[str, list[int]]:
    """The keys of the topics whose name has a term, by relation; ``names`` are those of :func:`topic_stems`."""
    alternatives = [set(stems) for each in term.split("|") if (stems := stems_in(each))]
    found = {}
    for relation, topics in names.items():
        keys = [pk for pk, name in topics.items() if any(each <= name for each in alternatives)]
        if keys:
            found[relation] = keys
    return found


def topic_stems() -> dict[str, dict[int, set[str]]]:
    """The stems of each topic's name, by relation and key."""
    found = {}
    for relation, topics in TOPICS.items():
        names = {pk: " ".join(parts) for pk, *parts in topics()}
        stems_of = stems(sorted(set(names.values())))
        found[relation] = {pk: set(stems_of[name]) for pk, name in names.items()}
    return found


def _rank(tsquery: str) -> SearchRank:
    return SearchRank(F("search"), ParsedQuery(tsquery), weights=WEIGHTS)


@dataclass(frozen=True)
class Vocabulary:
    """The words of everything that the public may see.

    Attributes:
        entries: How many entries there are.
        stems: How many entries have each stem.
        spellings: How often each word stands in them, as it is spelt there.
    """

    entries: int
    stems: dict[str, int]
    spellings: dict[str, int]

    def having(self, term: str) -> int:
        """About how many entries have a term: any of its synonyms, and of a phrase all of its words."""
        return sum(
            min((self.stems.get(stem, 0) for stem in stems_in(alternative)), default=0)
            for alternative in term.split("|")
        )


def vocabulary() -> Vocabulary:
    """The words of the base, as they were some minutes ago at most."""
    known = cache.get("search-vocabulary")
    if not isinstance(known, Vocabulary):
        known = _read_vocabulary()
        cache.set("search-vocabulary", known, REMEMBERED_FOR)
    return known


def _read_vocabulary() -> Vocabulary:
    entries, found, spellings = 0, Counter[str](), Counter[str]()
    for kind in KINDS:
        rows = kind.published().order_by()
        query, parameters = rows.values("search").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT lexeme, count(*) FROM ({query}) AS entries, unnest(entries.search) GROUP BY lexeme",  # noqa: S608 - Django's own
                parameters,
            )
            found.update(dict(cursor.fetchall()))
        title = "label" if kind.name in ("studies", "statistics") else "term" if kind.name == "definitions" else "title"
        for texts in rows.values_list(title, *kind.texts):
            entries += 1
            spellings.update(_words(" ".join(texts).lower()))
    return Vocabulary(entries, dict(found), dict(spellings))


_WORD = re.compile(r"[^\W\d_]{3,}")


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def corrected(words: str) -> str:
    """``words`` with each that no entry has replaced by the word of the base that is most like it; else empty."""
    typed = list(dict.fromkeys(_words(words.lower())))
    known = vocabulary()
    replacements = {}
    for word in _unknown(typed, known):
        likest = process.extract(
            word,
            known.spellings.keys(),
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=LIKENESS,
            limit=5,
        )
        if likest:
            replacements[word] = max(likest, key=lambda each: (round(each[1], 1), known.spellings[each[0]]))[0]
    if not replacements:
        return ""
    return _WORD.sub(lambda found: replacements.get(found[0].lower(), found[0]), words)


def _unknown(typed: list[str], known: Vocabulary) -> list[str]:
    """The words whose stems no entry has and that are no synonyms of others."""
    synonyms = set(_words(" ".join(Synonyms.objects.values_list("terms", flat=True)).lower()))
    stems_of = stems([word for word in typed if word not in synonyms])
    return [word for word, found in stems_of.items() if found and not any(stem in known.stems for stem in found)]
