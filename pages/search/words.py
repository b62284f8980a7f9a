"""The vocabulary of the base: how common words are, which typed words match nothing, and which name topics."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from caching.query_cache import QueryCache
from evidence.models import Synonyms
from lists.search_syntax import split_search
from lists.text_search import parse_search, stems, stems_in
from pages.search.entry_types import ENTRY_TYPES, TOPICS
from pages.search.spelling import is_english, meant_by

#: How long the vocabulary is cached; it only ranks and corrects, so it may be a little old.
CACHE_SECONDS = 600
#: The share of the entries with one word of a phrase that is assumed to have the next word adjacent to it.
ADJACENT_SHARE = 0.5
#: The most words that are corrected.
MAX_CORRECTIONS = 12

#: The stems of each topic's name, by relation and key.
TopicStems = Mapping[str, Mapping[int, set[str]]]


@dataclass(frozen=True)
class Vocabulary:
    """The words of all published entries."""

    entries: int  # how many there are
    stems: dict[str, int]  # how many entries have each stem
    spellings: dict[str, int]  # how often each word is used, as it is spelt

    def entry_count(self, term: str) -> float:
        """About how many entries match a term, which may be alternatives (|) or phrases (<->)."""
        return sum(self._count_having_all(alternative) for alternative in term.split("|"))

    def _count_having_all(self, alternative: str) -> float:
        found = stems_in(alternative)
        rarest = min((self.stems.get(stem, 0) for stem in found), default=0)
        return rarest * (ADJACENT_SHARE ** (len(found) - 1) if "<" in alternative else 1)


def vocabulary(cache: QueryCache) -> Vocabulary:
    """The words of all published entries, cached for :data:`CACHE_SECONDS`."""
    return cache.get_recent("search-vocabulary", _read_vocabulary, CACHE_SECONDS)


def _read_vocabulary() -> Vocabulary:
    entries, found, spellings = 0, Counter[str](), Counter[str]()
    for entry_type in ENTRY_TYPES:
        rows = entry_type.published().order_by()
        vectors = [rows.values_list("pk", "search")]
        texts = [rows.values_list(entry_type.title, *entry_type.texts)]
        if entry_type.part:
            parts = entry_type.part.published().order_by()
            vectors.append(parts.values_list(entry_type.part.entry, "search"))
            texts.append(parts.values_list(entry_type.part.text))
        found.update(_entries_having(vectors))
        for number, each_texts in enumerate(texts):
            for row in each_texts.iterator(chunk_size=5000):
                spellings.update(_WORD.findall(" ".join(row).lower()))
                entries += number == 0  # The others are parts of entries.
    return Vocabulary(entries, dict(found), dict(spellings))


def _entries_having(vectors: list[QuerySet[Any]]) -> dict[str, int]:
    """How many entries have each stem; each queryset in ``vectors`` gives entries' keys and search vectors."""
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


def topic_stems(cache: QueryCache) -> TopicStems:
    """The stems of each topic's name, by relation and key."""
    return cache.get("search-topics", _read_topic_stems)


def _read_topic_stems() -> TopicStems:
    names = {relation: {pk: " ".join(parts) for pk, *parts in topics()} for relation, topics in TOPICS.items()}
    stems_of = stems(sorted({name for topics in names.values() for name in topics.values()}))
    return {relation: {pk: set(stems_of[name]) for pk, name in topics.items()} for relation, topics in names.items()}


def topics_of(term: str, names: TopicStems) -> dict[str, list[int]]:
    """The primary keys of the topics whose name matches a term, by relation."""
    alternatives = [set(stems) for each in term.split("|") if (stems := stems_in(each))]
    found = {}
    for relation, topics in names.items():
        keys = [pk for pk, name in topics.items() if any(each <= name for each in alternatives)]
        if keys:
            found[relation] = keys
    return found


_WORD = re.compile(r"[^\W\d_]{3,}")
#: A typed word; “ED&I” and “N.H.S” are one each. “it’s” and “don’t” are skipped later.
_TYPED = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*")


def unmatched_words(words: str, cache: QueryCache) -> dict[str, tuple[str, ...]]:
    """The typed words that no entry, topic or synonym has, with their stems."""
    typed, dois = _typed_words(words)
    of_topics = (name for topics in topic_stems(cache).values() for name in topics.values())
    of_synonyms = stems(_terms_of_synonyms(cache).splitlines()).values()
    known = (vocabulary(cache).stems.keys(), set().union(*of_topics), set().union(*of_synonyms))
    stems_of = stems(typed) | {doi: tuple(stems_in(parse_search(doi, cache).tsquery)) for doi in dois}
    return {word: found for word, found in stems_of.items() if found and all(each.isdisjoint(found) for each in known)}


def _typed_words(words: str) -> tuple[list[str], list[str]]:
    """The words that are looked for, and the DOIs, which have no words."""
    pieces = [piece for piece in split_search(words) if not piece.is_excluded]
    typed = [word for piece in pieces if piece.kind != "doi" for text in piece.texts for word in _TYPED.findall(text)]
    dois = [piece.texts[0] for piece in pieces if piece.kind == "doi"]
    return [word for word in typed if len(word) > 1 and not re.search("['’]", word)], dois


def _terms_of_synonyms(cache: QueryCache) -> str:
    return cache.get("search-synonyms", lambda: "\n".join(Synonyms.objects.values_list("terms", flat=True)).lower())


def corrections(words: Iterable[str], cache: QueryCache) -> dict[str, str]:
    """The correction of each of these words that is misspelt and has one."""
    misspelt = [word for word in words if _WORD.fullmatch(word) and not is_english(word)][:MAX_CORRECTIONS]
    if not misspelt:
        return {}
    uses = dict.fromkeys(_WORD.findall(_terms_of_synonyms(cache)), 0) | vocabulary(cache).spellings
    meant = {word: meant_by(word.lower(), uses) for word in misspelt}
    in_vain = unmatched_words(" ".join(meant.values()), cache)
    return {word: found for word, found in meant.items() if found and found not in in_vain}


def corrected(words: str, meant: Mapping[str, str]) -> str:
    """``words`` with each key of ``meant`` replaced by its value."""
    return _WORD.sub(lambda found: meant.get(found[0], found[0]), words)
