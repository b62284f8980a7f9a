"""Reads values that stand a row each, with the organisation, the year, the measure and the group."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from lists.web_addresses import is_web_address
from workforce.imports.reading import spelling
from workforce.imports.reading.candidates import Candidate, Known, Line, Problem
from workforce.imports.reading.measure_names import coverage, measure_of
from workforce.imports.reading.spelling import Missing, Number, Unreadable
from workforce.models.wres import Group, MeasureKind
from workforce.models.wres_imports import RowKind

#: The longest text of each field that an observation holds.
LONGEST = {"coverage": 150, "data_period": 60, "locator": 120, "note": 250, "source": 250}


def candidates(lines: Iterable[Line], known: Known) -> Iterator[Candidate]:
    """The value of each row."""
    words = _Words(known)
    for line in lines:
        yield _Reader(line, words).candidate()


class _Words:
    """What the words of files mean, kept, since a file says the same in thousands of rows."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.codes = {spelling.key(name): code for code, name in known.names.items()}
        self.measure = cache(lambda indicator, text: measure_of(indicator, text, known))
        self.year = cache(lambda text: spelling.year(text, known.this_year))
        self.group, self.coverage = cache(spelling.group), cache(coverage)


class _Reader:
    """Reads one row, and collects what is wrong with it."""

    def __init__(self, line: Line, words: _Words) -> None:
        self.line, self.words, self.known = line, words, words.known
        self.problems: list[Problem] = []

    def candidate(self) -> Candidate:
        indicator = self._read("indicator", self._indicator)
        measure, covers = (self._read("measure", lambda: self._measure(indicator)) if indicator else None) or ("", "")
        kind = self.known.measures[measure].kind if measure else MeasureKind.PERCENTAGE.value
        group, of_group = self._read("group", lambda: self._group(measure, kind)) or (None, "")
        stated = self._read("value", lambda: spelling.number(self.line.text("value"), kind))
        numerator = self._read("numerator", lambda: spelling.count(self.line.text("numerator")))
        denominator = self._read("denominator", lambda: spelling.count(self.line.text("denominator")))
        content: dict[str, Any] = {
            "organisation": self._read("organisation", self._organisation) or "",
            "name": self._text("name"),
            "measure": measure,
            "coverage": self._fitting(
                "coverage", self._text("coverage") or ", ".join(filter(None, [covers, of_group]))
            ),
            "year": self._read("year", lambda: self.words.year(self.line.text("year"))),
            "group": group,
            **value_fields(stated, numerator, denominator),
            **{field: self._text(field) for field in ("data_period", "locator", "note", "source")},
        }
        address = self._text("address")
        content["url"] = address if is_web_address(address) else ""
        return Candidate(
            self.line.sheet,
            self.line.number,
            RowKind.VALUE,
            content,
            self.problems,
            self.line.heading("value"),
            _nothing(stated, content),
        )

    def _read(self, field: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except Unreadable as error:
            self.problems.append(Problem(self.line.heading(field), str(error)))
            return None

    def _text(self, field: str) -> str:
        if not self.line.texts.get(field) and field not in self.line.unreadable:
            return ""
        said: str = self._read(field, lambda: spelling.tidy(self.line.text(field))) or ""
        if field == "coverage":
            said = self.words.coverage(said)
        return self._fitting(field, said)

    def _fitting(self, field: str, said: str) -> str:
        """The text, with a problem if it is longer than its field."""
        if len(said) > LONGEST.get(field, 500):
            self.problems.append(
                Problem(
                    self.line.heading(field), f"It has {len(said)} characters. At most {LONGEST.get(field, 500)} fit."
                )
            )
        return said

    def _organisation(self) -> str:
        code = self.line.text("organisation")
        if not code and (name := self.line.text("name")):
            # Our own codes are in no list, so files name those organisations alone.
            code = self.words.codes.get(spelling.key(name.partition("(")[0]), "")
        return spelling.ods_code(code)

    def _indicator(self) -> int:
        number = self.line.text("indicator").casefold().removeprefix("indicator").strip().removesuffix(".0")
        if number not in {str(each) for each in range(1, 10)}:
            raise Unreadable(f"“{number[:30]}” is no WRES indicator. They have the numbers 1 to 9.")
        return int(number)

    def _measure(self, indicator: int) -> tuple[str, str]:
        """The measure that the row names, or the main one of its indicator."""
        main = "relative likelihood" if indicator in (2, 3, 4) else "percentage"
        found: tuple[str, str] = self.words.measure(indicator, self.line.text("measure") or main)
        return found

    def _group(self, measure: str, kind: str) -> tuple[Group, str]:
        said = self.line.text("group")
        if measure.endswith("-trusts"):
            return Group.TRUSTS, ""
        if kind == MeasureKind.RELATIVE_LIKELIHOOD:
            return Group.BETWEEN, ""
        if not said and kind == MeasureKind.DIFFERENCE:
            return Group.BME, ""
        if not said:
            raise Unreadable("It names no group: White, BME or unknown.")
        return self.words.group(said)


def value_fields(
    stated: Number | Missing | None, numerator: int | Missing | None, denominator: int | Missing | None
) -> dict[str, Any]:
    """The number of a value and its counts, as a row keeps them; worked out from the counts if only they are given."""
    counts = [None if isinstance(each, Missing) else each for each in (numerator, denominator)]
    if isinstance(stated, Number):
        value, decimals = str(stated.value), stated.decimals
    elif stated is not None and not stated.reason and counts[0] is not None and counts[1]:
        # More affected than there are is left for the checks to reject.
        value, decimals = str(spelling.stored(Decimal(100 * counts[0]) / counts[1])), spelling.SHOWN_DECIMALS
    else:
        value, decimals = None, spelling.SHOWN_DECIMALS
    return {"value": value, "decimals": decimals, "numerator": counts[0], "denominator": counts[1]}


def _nothing(stated: Number | Missing | None, content: dict[str, Any]) -> str:
    """Why a row gives no value; empty if it does, or if it could not be read."""
    if content["value"] is not None or not isinstance(stated, Missing):
        return ""
    return stated.reason or "It has no value, and no counts to work one out from."
