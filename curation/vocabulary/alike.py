"""Which rows of a list may mean the same as words that somebody is about to add."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, utils

from lists.text_search import each_in_other_words, stems

#: From here on two names are alike as they are written, of 100.
ALIKE = 78.0
#: From this share on, the words of a name stand in another's name, description or synonyms; rare words weigh more.
SHARE = 0.6
MOST = 5


@dataclass(frozen=True)
class Described:
    """A row of a list, by its name and what else says what it means."""

    key: Any
    name: str
    description: str = ""


def alike(new: Described, known: Iterable[Described]) -> list[Any]:
    """The keys of those that may mean the same as a new one, the likeliest first."""
    known = list(known)
    every = [new, *known]
    others = each_in_other_words(each.name for each in every)
    meanings = {
        each: "; ".join((each.name, *in_others, each.description))
        for each, in_others in zip(every, others, strict=True)
    }
    of_text = stems([*meanings.values(), *(each.name for each in meanings)])
    named = {each: frozenset(of_text[each.name]) for each in meanings}
    meant = {each: frozenset(of_text[text]) for each, text in meanings.items()}
    often = Counter(stem for each in known for stem in meant[each])

    def share(words: frozenset[str], others: frozenset[str]) -> float:
        """How much of the words is among others."""
        weights = {word: math.log(1 + (len(known) + 1) / (1 + often[word])) for word in words}
        return sum(weights[word] for word in words & others) / (sum(weights.values()) or 1)

    scores = {}
    for each in known:
        in_words = max(share(named[new], meant[each]), share(named[each], meant[new]))
        as_written = written_alike(new.name, each.name)
        if in_words >= SHARE or as_written >= ALIKE:
            scores[each.key] = (max(in_words, as_written / 100), as_written)
    return sorted(scores, key=scores.__getitem__, reverse=True)[:MOST]


def written_alike(name: str, other: str) -> float:
    """How alike two names are as they are written, of 100; not at all if they differ in a number."""
    if re.findall(r"\d+", name) != re.findall(r"\d+", other):
        return 0.0
    return fuzz.token_sort_ratio(name, other, processor=utils.default_process)


def most_alike(name: str, names: Sequence[tuple[Any, str]], at_least: float) -> list[Any]:
    """The keys of those of many rows whose names are written most alike."""
    scored = ((written_alike(name, other), key) for key, other in names)
    found = sorted((each for each in scored if each[0] >= at_least), key=lambda each: -each[0])
    return [key for _, key in found[:MOST]]
