"""How well search answers a set of real questions, each with the entries that would be a right first answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from lists.query_cache import UnchangedReads
from pages.search.engine import Search
from pages.search.kinds import KINDS, Kind

#: What counts as found near the top.
TOP = 5
#: As far down as anybody looks.
LOOKED_AT = 20

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
class Answer:
    """What search gave for one question.

    Attributes:
        question: What was asked.
        rank: The place of the first right entry, from 1; ``None`` if it is not among the first ``LOOKED_AT``.
        first: The entry that came first, empty if nothing was found.
    """

    question: str
    rank: int | None
    first: str

    @property
    def reciprocal_rank(self) -> float:
        """1 for a right entry that comes first, ½ for one that comes second, and so on; 0 for none."""
        return 1 / self.rank if self.rank else 0


def answers(questions: Path) -> list[Answer]:
    """What search gives for each question of a file.

    Raises:
        OSError: the file cannot be read.
    """
    names = {
        (kind, pk): f"{KEYS[kind.name][0]}:{key}"
        for kind in KINDS
        for pk, key in kind.published().values_list("pk", KEYS[kind.name][1])
    }
    asked = yaml.safe_load(questions.read_text(encoding="utf-8"))
    reads = UnchangedReads()
    return [_answer(each["ask"], each["right"], names, reads) for each in asked]


def _answer(question: str, right: Iterable[str], names: dict[tuple[Kind, int], str], reads: UnchangedReads) -> Answer:
    search = Search(question, reads)
    if not search.counts and search.did_you_mean:
        # As on the page.
        search = Search(search.did_you_mean, reads)
    found = [names[key] for key in search.keys()[:LOOKED_AT]]
    ranks = [found.index(key) + 1 for key in right if key in found]
    return Answer(question, min(ranks, default=None), found[0] if found else "")


def success_at_top(given: list[Answer]) -> float:
    """The share of questions with a right entry among the first :data:`TOP`."""
    return sum(each.rank is not None and each.rank <= TOP for each in given) / len(given)


def mean_reciprocal_rank(given: list[Answer]) -> float:
    """The mean of the answers' reciprocal ranks (Voorhees, 1999)."""
    return sum(each.reciprocal_rank for each in given) / len(given)
