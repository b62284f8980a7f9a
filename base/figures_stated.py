"""The figures that a source states, saved beside its entries with their units and the headings above them.

``manage.py extract_figures`` reads them from the text of a document, and ``check_evidence`` compares every figure of an
entry with them. Nothing else of the text is saved.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

FILE_NAME = "figures-stated.csv"

_UNITS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {word: n for n, word in enumerate(_UNITS, start=1)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"%|per cent|percent|million|billion"
_FIGURE = re.compile(
    rf"(?<![\w.])(?P<first>{_NUMBER})(?:\s?(?:–|-|to|and)\s?(?P<last>{_NUMBER}))?\s?(?P<unit>{_UNIT})?(?![\w])"
    rf"|\b(?P<word>{'|'.join(sorted(WORDS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)


class Figure(NamedTuple):
    """A number with its unit: ``%``, ``million``, ``billion`` or nothing."""

    number: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.number:f}{'' if self.unit in ('', '%') else ' '}{self.unit}"


def figures(text: str) -> Iterator[Figure]:
    """The figures in a text, in digits or words; both ends of a range, each with the range's unit."""
    for match in _FIGURE.finditer(text):
        if match["word"]:
            yield Figure(Decimal(WORDS[match["word"].lower()]), "")
            continue
        unit = (match["unit"] or "").lower()
        unit = "%" if unit in ("per cent", "percent") else unit
        for number in (match["first"], match["last"]):
            if number:
                yield Figure(Decimal(number.replace(",", "")).normalize(), unit)


def unstated(text: str, known: Collection[Figure]) -> Iterator[Figure]:
    """The figures of a text that are none of the known ones."""
    numbers = {figure.number for figure in known}
    for figure in figures(text):
        # “One” is often no figure, and a number’s unit may stand elsewhere in the sentence.
        if figure.number != 1 and figure not in known and (figure.unit or figure.number not in numbers):
            yield figure


def located_figures(lines: Sequence[str]) -> Iterator[tuple[Figure, str]]:
    """The figures of a document, each with the heading above it."""
    found, heading = headings(lines), ""
    for number, line in enumerate(lines):
        heading = found.get(number, heading)
        for figure in figures(line):
            yield figure, heading


def headings(lines: Sequence[str]) -> dict[int, str]:
    """The headings of a text, by the number of their line: short lines that stand alone."""
    around = zip(lines, ["", *lines], [*lines[1:], ""], strict=False)
    return {
        number: line.strip()
        for number, (line, before, after) in enumerate(around)
        if not before.strip() and not after.strip() and _could_be_heading(line.strip())
    }


def _could_be_heading(line: str) -> bool:
    return 0 < len(line.split()) <= 10 and line[0].isalnum() and line[-1].isalnum()


def write(path: Path, stated: Iterable[tuple[Figure, str]]) -> int:
    """Writes each figure once for each of its headings; returns the number of rows."""
    rows = sorted({(figure.number, figure.unit, heading) for figure, heading in stated})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("number", "unit", "locator"))
        writer.writerows((f"{number:f}", unit, heading) for number, unit, heading in rows)
    return len(rows)


def read(path: Path) -> set[Figure]:
    """The figures of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return {Figure(Decimal(row["number"]).normalize(), row["unit"]) for row in csv.DictReader(file)}
