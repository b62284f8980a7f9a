"""The vocabulary of the base: how common words are, which typed words match nothing, and which name topics."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from caching.query_cache import QueryCache
from evidence.models import Synonyms
from lists.search_syntax import split_search
from lists.text_search import MAX_STEMS, parse_search, stem_query, stems, stems_in
from pages.search.entry_types import ENTRY_TYPES, TOPICS, EntryType
from pages.search.ranking import SqlStatement, part_vectors
from pages.search.spelling import is_english, meant_by

#: How long the spellings are cached; they only correct and suggest, so they may be a little old.
CACHE_SECONDS = 600
#: The share of the entries with one word of a phrase that is assumed to have the next word adjacent to it.
ADJACENT_SHARE = 0.5
#: The most words that are corrected.
MAX_CORRECTIONS = 12

#: The stems of each topic's name, by relation and key.
TopicStems = Mapping[str, Mapping[int, set[str]]]


def entry_counts(wanted: Iterable[str], cache: QueryCache) -> dict[str, int]:
    """How many published entries have each of these stems, themselves or in a part."""
    wanted = set(wanted)
    known = cache.get("search-stems", dict[str, int])
    found = {stem: known[stem] for stem in wanted & known.keys()}
    if unknown := wanted - found.keys():
        found |= _read_entry_counts(unknown)
        # Unlike other cached results, this one grows with each search.
        if len(known) + len(unknown) <= MAX_STEMS:
            known |= found
    return found


def _read_entry_counts(wanted: Iterable[str]) -> dict[str, int]:
    statement, counts = SqlStatement(), []
    statement.add_parameters(list(wanted), [stem_query(stem) for stem in wanted])
    for entry_type in ENTRY_TYPES:
        rows = [entry_vectors, part_vectors] if entry_type.part else [entry_vectors]
        having = " UNION ".join(
            f"SELECT key FROM {statement.subquery(entry_type, each)} AS entry (key, words) WHERE words @@ query"  # noqa: S608 - Django's
            for each in rows
        )
        counts.append(f"SELECT stem, key FROM wanted CROSS JOIN LATERAL ({having}) AS entry")  # noqa: S608 - made above
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH wanted (stem, query) AS MATERIALIZED (SELECT * FROM unnest(%s::text[], %s::tsquery[])) "  # noqa: S608 - made above
            f"SELECT stem, count(*) FROM ({' UNION ALL '.join(counts)}) AS found GROUP BY stem",
            statement.parameters,
        )
        return dict.fromkeys(wanted, 0) | dict(cursor.fetchall())


def entry_vectors(entry_type: EntryType) -> QuerySet[Any]:
    """The primary key and the search vector of each published entry."""
    return entry_type.published().values_list("pk", "search")


def entries_matching(term: str, counts: Mapping[str, int]) -> float:
    """About how many entries match a term, such as alternatives (|) or phrases (<->), by the counts of its stems."""
    return sum(_entries_having_all(alternative, counts) for alternative in term.split("|"))


def _entries_having_all(alternative: str, counts: Mapping[str, int]) -> float:
    found = stems_in(alternative)
    rarest = min((counts[stem] for stem in found), default=0)
    return rarest * (ADJACENT_SHARE ** (len(found) - 1) if "<" in alternative else 1)


def spellings(cache: QueryCache) -> dict[str, int]:
    """How often each word is used in published entries, as it is spelt, cached for :data:`CACHE_SECONDS`."""
    return cache.get_recent("search-spellings", _read_spellings, CACHE_SECONDS)


def _read_spellings() -> dict[str, int]:
    found = Counter[str]()
    for entry_type in ENTRY_TYPES:
        texts = [entry_type.published().order_by().values_list(entry_type.title, *entry_type.texts)]
        if entry_type.part:
            texts.append(entry_type.part.published().order_by().values_list(entry_type.part.text))
        for rows in texts:
            for row in rows.iterator(chunk_size=5000):
                found.update(_WORD.findall(" ".join(row).lower()))
    return dict(found)


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
    stems_of = stems(typed) | {doi: tuple(stems_in(parse_search(doi, cache).tsquery)) for doi in dois}
    counts = entry_counts((stem for found in stems_of.values() for stem in found), cache)
    of_entries = {stem for stem, count in counts.items() if count}
    known = (of_entries, set().union(*of_topics), set().union(*of_synonyms))
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
    uses = dict.fromkeys(_WORD.findall(_terms_of_synonyms(cache)), 0) | spellings(cache)
    meant = {word: meant_by(word.lower(), uses) for word in misspelt}
    in_vain = unmatched_words(" ".join(meant.values()), cache)
    return {word: found for word, found in meant.items() if found and found not in in_vain}


def corrected(words: str, meant: Mapping[str, str]) -> str:
    """``words`` with each key of ``meant`` replaced by its value."""
    return _WORD.sub(lambda found: meant.get(found[0], found[0]), words)
