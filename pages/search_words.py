"""The words of the base: how much each says, what it may be a slip for, and which topics have it in their name."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from evidence.models import Synonyms
from evidence.text_search import stems, stems_in
from evidence.unchanged_reads import UnchangedReads
from pages.search_kinds import KINDS, TOPICS

#: For so many seconds the words of the base are remembered; they only rank and correct, so they may be a little old.
REMEMBERED_FOR = 600
#: How like a word of the base a misspelt one must be, from 0 to 1.
LIKENESS = 0.7

#: The stems of each topic's name, by relation and key.
TopicStems = Mapping[str, Mapping[int, set[str]]]


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


def vocabulary(reads: UnchangedReads) -> Vocabulary:
    """The words of the base, as they were some minutes ago at most."""
    return reads.get_recent("search-vocabulary", _read_vocabulary, REMEMBERED_FOR)


def _read_vocabulary() -> Vocabulary:
    entries, found, spellings = 0, Counter[str](), Counter[str]()
    for kind in KINDS:
        rows = kind.published().order_by()
        vectors = [rows.values_list("pk", "search")]
        texts = [rows.values_list(kind.title, *kind.texts)]
        if kind.part:
            parts = kind.part.published().order_by()
            vectors.append(parts.values_list(kind.part.entry, "search"))
            texts.append(parts.values_list(kind.part.text))
        found.update(_entries_having(vectors))
        entries += rows.count()
        for row in texts:
            for each in row.iterator(chunk_size=5000):
                spellings.update(_words(" ".join(each).lower()))
    return Vocabulary(entries, dict(found), dict(spellings))


def _entries_having(vectors: list[QuerySet[Any]]) -> dict[str, int]:
    """How many entries have each stem; each of ``vectors`` gives keys of entries with words of theirs."""
    parts = [queryset.query.sql_with_params() for queryset in vectors]
    listed = " UNION ".join(
        f"SELECT listed.key, lexeme FROM ({text}) AS listed (key, words), unnest(listed.words)"  # noqa: S608 - Django's
        for text, _ in parts
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT lexeme, count(*) FROM ({listed}) AS had GROUP BY lexeme",  # noqa: S608 - made above
            [each for _, parameters in parts for each in parameters],
        )
        return dict(cursor.fetchall())


def topic_stems(reads: UnchangedReads) -> TopicStems:
    """The stems of each topic's name, by relation and key."""
    return reads.get("search-topics", _read_topic_stems)


def _read_topic_stems() -> TopicStems:
    names = {relation: {pk: " ".join(parts) for pk, *parts in topics()} for relation, topics in TOPICS.items()}
    stems_of = stems(sorted({name for topics in names.values() for name in topics.values()}))
    return {relation: {pk: set(stems_of[name]) for pk, name in topics.items()} for relation, topics in names.items()}


def topics_of(term: str, names: TopicStems) -> dict[str, list[int]]:
    """The keys of the topics whose name has a term, by relation."""
    alternatives = [set(stems) for each in term.split("|") if (stems := stems_in(each))]
    found = {}
    for relation, topics in names.items():
        keys = [pk for pk, name in topics.items() if any(each <= name for each in alternatives)]
        if keys:
            found[relation] = keys
    return found


_WORD = re.compile(r"[^\W\d_]{3,}")


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def corrected(words: str, reads: UnchangedReads) -> str:
    """``words`` with each that no entry has replaced by the word of the base that is most like it; else empty."""
    typed = list(dict.fromkeys(_words(words.lower())))
    known = vocabulary(reads)
    replacements = {}
    for word in _unknown(typed, known, reads):
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


def _unknown(typed: list[str], known: Vocabulary, reads: UnchangedReads) -> list[str]:
    """The words whose stems no entry has and that are no synonyms of others."""
    synonyms = reads.get("search-synonyms", _read_words_of_synonyms)
    stems_of = stems([word for word in typed if word not in synonyms])
    return [word for word, found in stems_of.items() if found and not any(stem in known.stems for stem in found)]


def _read_words_of_synonyms() -> set[str]:
    return set(_words(" ".join(Synonyms.objects.values_list("terms", flat=True)).lower()))
