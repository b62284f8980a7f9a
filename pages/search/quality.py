"""Scores how well search answers a file of real questions, each with the entries that are right first answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from caching.query_cache import QueryCache
from pages.search.engine import Search
from pages.search.entry_types import ENTRY_TYPES, EntryType

#: The ranks that count as near the top.
TOP = 5
#: Ranks beyond this one count as not found.
MAX_RANK = 20

KEYS = {
    "recommendations": ("recommendation", "reference"),
    "studies": ("study", "slug"),
    "case-studies": ("case-study", "slug"),
    "definitions": ("definition", "slug"),
    "resources": ("resource", "slug"),
    "statistics": ("statistic", "slug"),
    "indicators": ("indicator", "number"),
    "background": ("passage", "slug"),
}


@dataclass(frozen=True)
class QuestionResult:
    """How search answered one question."""

    question: str
    rank: int | None  # of the first right entry, from 1; None if it is not among the first MAX_RANK
    first: str  # the key of the first entry; empty if nothing was found

    @property
    def reciprocal_rank(self) -> float:
        """1 ÷ rank, or 0 if no right entry was found."""
        return 1 / self.rank if self.rank else 0


def evaluate(questions: Path) -> list[QuestionResult]:
    """Searches for each question of a file; raises OSError if the file cannot be read."""
    names = {
        (entry_type, pk): f"{KEYS[entry_type.name][0]}:{key}"
        for entry_type in ENTRY_TYPES
        for pk, key in entry_type.published().values_list("pk", KEYS[entry_type.name][1])
    }
    asked = yaml.safe_load(questions.read_text(encoding="utf-8"))
    cache = QueryCache()
    return [_evaluate_question(each["ask"], each["right"], names, cache) for each in asked]


def _evaluate_question(
    question: str, right: Iterable[str], names: dict[tuple[EntryType, int], str], cache: QueryCache
) -> QuestionResult:
    search = Search(question, cache)
    if not search.counts and search.did_you_mean:
        # As the page does.
        search = Search(search.did_you_mean, cache)
    found = [names[key] for key in search.keys()[:MAX_RANK]]
    ranks = [found.index(key) + 1 for key in right if key in found]
    return QuestionResult(question, min(ranks, default=None), found[0] if found else "")


def success_at_top(given: list[QuestionResult]) -> float:
    """The share of questions with a right entry among the first :data:`TOP`."""
    return sum(each.rank is not None and each.rank <= TOP for each in given) / len(given)


def mean_reciprocal_rank(given: list[QuestionResult]) -> float:
    """The mean of the reciprocal ranks (Voorhees, 1999)."""
    return sum(each.reciprocal_rank for each in given) / len(given)
