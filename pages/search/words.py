"""The words of the base: how much each says, which a reader looks for in vain, and which name topics."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from evidence.models import Synonyms
from lists.query_cache import UnchangedReads
from lists.text_search import stems, stems_in
from pages.search.kinds import KINDS, TOPICS
from pages.search.spelling import is_english, meant_by

#: For so many seconds the words of the base are remembered; they only rank and correct, so they may be a little old.
REMEMBERED_FOR = 600
#: Of the entries that have a word of a phrase, this share is taken to have the next beside it.
BESIDE = 0.5
#: So many misspelt words are put right at most.
MOST_CORRECTED = 12

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

    def having(self, term: str) -> float:
        """About how many entries have a term: any of its synonyms, and of a phrase its words beside each other."""
        return sum(self._having_all(alternative) for alternative in term.split("|"))

    def _having_all(self, alternative: str) -> float:
        found = stems_in(alternative)
        rarest = min((self.stems.get(stem, 0) for stem in found), default=0)
        return rarest * (BESIDE ** (len(found) - 1) if "<" in alternative else 1)


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
        for number, each_texts in enumerate(texts):
            for row in each_texts.iterator(chunk_size=5000):
                spellings.update(_words(" ".join(row).lower()))
                entries += number == 0  # The others are parts of entries.
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
#: A word as it was typed: what stands after a minus sign is not looked for, and “it’s” and “don’t” say nothing.
_TYPED = re.compile(r"""(?<!\S)-(?:"[^"]*"?|\S+)|[^\W_]+(?:['’][^\W_]+)*""")


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def words_nowhere(words: str, reads: UnchangedReads) -> dict[str, tuple[str, ...]]:
    """The words that are looked for and that no entry, topic or synonym has, as far as is known, with their stems."""
    typed = [word for word in _TYPED.findall(words) if len(word) > 1 and not re.search("^-|['’]", word)]
    known = (vocabulary(reads).stems.keys(), _stems_of_topics(reads), _stems_of_synonyms(reads))
    return {
        word: found
        for word, found in stems(list(dict.fromkeys(typed))).items()
        if found and all(stems.isdisjoint(found) for stems in known)
    }


def _stems_of_topics(reads: UnchangedReads) -> set[str]:
    return set().union(*(name for topics in topic_stems(reads).values() for name in topics.values()))


def _terms_of_synonyms(reads: UnchangedReads) -> str:
    return reads.get("search-synonyms", lambda: "\n".join(Synonyms.objects.values_list("terms", flat=True)).lower())


def _stems_of_synonyms(reads: UnchangedReads) -> set[str]:
    return {stem for found in stems(_terms_of_synonyms(reads).splitlines()).values() for stem in found}


def corrections(words: Iterable[str], reads: UnchangedReads) -> dict[str, str]:
    """What each of the words, none of which any entry has, was meant to be, where it is misspelt and that is known."""
    misspelt = [word for word in words if _WORD.fullmatch(word) and not is_english(word)][:MOST_CORRECTED]
    if not misspelt:
        return {}
    uses = dict.fromkeys(_words(_terms_of_synonyms(reads)), 0) | vocabulary(reads).spellings
    meant = {word: meant_by(word.lower(), uses) for word in misspelt}
    in_vain = words_nowhere(" ".join(meant.values()), reads)
    return {word: found for word, found in meant.items() if found and found not in in_vain}


def corrected(words: str, meant: Mapping[str, str]) -> str:
    """``words`` with each that is a key of ``meant`` replaced by what was meant."""
    return _WORD.sub(lambda found: meant.get(found[0], found[0]), words)
