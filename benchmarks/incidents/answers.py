"""What visitors were answered, phase by phase."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

OK, NO_ANSWER = 200, 0
#: Of the table; “longest gap” is how long nobody of the kind got a good answer.
HEADINGS = ("phase", "visitor", "200", "503", "none", "other", "median ms", "99 in 100 ms", "longest gap, s")


@dataclass(frozen=True)
class Answer:
    """An answer to one kind of visitor: when it was asked for and came, in seconds, and its status; 0 if none came."""

    visitor: str
    asked: float
    came: float
    status: int


@dataclass
class Phase:
    """A part of the run, and when it began and ended."""

    name: str
    began: float
    ended: float = 0


@dataclass
class Answers:
    """All answers, from any thread, and what visitors found wrong with them."""

    answers: list[Answer] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answer: Answer) -> None:
        """Keep an answer."""
        with self._lock:
            self.answers.append(answer)

    def complain(self, fault: str) -> None:
        """Keep what is wrong, and with which phase."""
        with self._lock:
            self.faults.append(f"{self.phases[-1].name}: {fault}")

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Name what happens meanwhile."""
        self.phases.append(Phase(name, time.monotonic()))
        print(f"{name}…", flush=True)
        yield
        self.phases[-1].ended = time.monotonic()

    def table(self) -> Iterator[str]:
        """Lines of a Markdown table: each phase, and what each kind of visitor was answered in it."""
        yield f"| {' | '.join(HEADINGS)} |"
        yield "|---" * len(HEADINGS) + "|"
        for phase in self.phases:
            of_phase = [each for each in self.answers if phase.began <= each.came < phase.ended]
            for visitor in dict.fromkeys(each.visitor for each in self.answers):
                found = sorted((each for each in of_phase if each.visitor == visitor), key=lambda each: each.came)
                if found:
                    yield f"| {phase.name} | {visitor} | {_row(found, phase)} |"


def _row(answers: Iterable[Answer], phase: Phase) -> str:
    found = list(answers)
    statuses = Counter(each.status for each in found)
    other = sum(number for status, number in statuses.items() if status not in (OK, 503, NO_ANSWER))
    times = sorted(1_000 * (each.came - each.asked) for each in found if each.status == OK)
    middle, most = (f"{times[int(len(times) * part)]:,.0f}" if times else "–" for part in (0.5, 0.99))
    good = [phase.began, *(each.came for each in found if each.status == OK), phase.ended]
    longest = max(later - earlier for earlier, later in pairwise(good))
    cells = (f"{statuses[OK]:,}", statuses[503], statuses[NO_ANSWER], other, middle, most, f"{longest:.1f}")
    return " | ".join(map(str, cells))
