"""Reads the Staff Survey's benchmark results under their official column names: indicators 5 to 8 of WRES."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from workforce.imports.reading import spelling
from workforce.imports.reading.candidates import Candidate, Known, Line, Problem
from workforce.imports.reading.layouts import SURVEY_COLUMN, SURVEY_VARIABLES
from workforce.imports.reading.long_values import LONGEST
from workforce.imports.reading.organisations import trust_type
from workforce.imports.reading.spelling import Missing, Unreadable
from workforce.models.wres import Group, MeasureKind
from workforce.models.wres_imports import RowKind

GROUPS = {"1": Group.WHITE, "2": Group.BME}
#: A survey unit of a trust has the trust's code and a digit; its name says in brackets which part it is.
UNIT = re.compile(r"([A-Z0-9]{3})\d")
PART = re.compile(r"\(([^()]+)\)\s*$")
#: How far a share may be from a whole number of its people by rounding in the file.
NEAR = Decimal("0.001")


def candidates(lines: Iterable[Line], known: Known) -> Iterator[Candidate]:
    """The values of each row, and what kind of trust its benchmark group says that the organisation is."""
    for line in lines:
        problems: list[Problem] = []
        try:
            organisation, covers = _organisation(line, known)
        except Unreadable as error:
            yield Candidate(
                line.sheet, line.number, RowKind.VALUE, {}, [Problem(line.heading("organisation"), str(error))]
            )
            continue
        about = {"organisation": organisation, "name": spelling.tidy(line.texts.get("name", "")), "coverage": covers}
        for column in line.texts:
            if (found := SURVEY_COLUMN.fullmatch(column)) and not (found[2] or found[4]):
                yield _value(line, column, about, known)
        kind = trust_type(line.texts.get("type", "") or line.sheet)
        if kind and not covers and organisation in known.names:
            content = {"ods_code": organisation, "trust_type": kind}
            yield Candidate(line.sheet, line.number, RowKind.ORGANISATION, content, problems)


def _organisation(line: Line, known: Known) -> tuple[str, str]:
    """The code of the organisation, and the part of it that a survey unit is. Raises Unreadable."""
    code = spelling.ods_code(line.text("organisation"))
    unit = UNIT.fullmatch(code)
    if code in known.names or unit is None or unit[1] not in known.names:
        return code, ""
    named = PART.search(spelling.tidy(line.text("name")))
    covers = spelling.first_capital(named[1]) if named else f"Survey unit {code}"
    if len(covers) > LONGEST["coverage"]:
        raise Unreadable(f"The name of its part has {len(covers)} characters. At most {LONGEST['coverage']} fit.")
    return unit[1], covers


def _value(line: Line, column: str, about: dict[str, Any], known: Known) -> Candidate:
    found: Any = SURVEY_COLUMN.fullmatch(column)
    variable, group, survey = found[1], found[3], int(found[5])
    content = {
        **about,
        "measure": f"wres-{SURVEY_VARIABLES[variable]}-percentage",
        "year": survey + 1,
        "group": GROUPS[group].value,
        "value": None,
        "decimals": spelling.SHOWN_DECIMALS,
        "numerator": None,
        "denominator": None,
        "data_period": f"NHS Staff Survey {survey}",
        **dict.fromkeys(("locator", "note", "source", "url"), ""),
    }
    candidate = Candidate(line.sheet, line.number, RowKind.VALUE, content, column=line.heading(column))
    if survey + 1 < spelling.FIRST_YEAR:
        candidate.reason = f"The survey of {survey} is older than the WRES, which began in {spelling.FIRST_YEAR}."
        return candidate
    try:
        share = _share(line.text(column))
        people = _people(line, variable, group, survey)
    except Unreadable as error:
        candidate.problems.append(Problem(line.heading(column), str(error)))
        return candidate
    if isinstance(share, Missing):
        candidate.reason = share.reason or "It is empty: results of few responses are left out of the file."
        return candidate
    content["value"] = str(spelling.stored(share * 100))
    if people is not None:
        content["denominator"] = people
        content["numerator"] = _whole(share * people)
    if survey + 1 > known.this_year:
        candidate.problems.append(
            Problem(line.heading(column), f"The survey of {survey} is of the WRES of {survey + 1}.")
        )
    return candidate


def _share(text: str) -> Decimal | Missing:
    """A share from 0 to 1. Raises Unreadable."""
    said = spelling.tidy(text)
    if missing := spelling.missing_reason(said):
        return missing
    # Its own digits are kept, since a number of ours is rounded.
    if not re.fullmatch(r"\d(\.\d+)?(e-\d+)?", said, flags=re.IGNORECASE):
        spelling.number(said.removesuffix("%"), MeasureKind.PERCENTAGE)
        raise Unreadable(
            f"“{said[:30]}” is no share from 0 to 1, as these columns hold. Percentages go into the template."
        )
    share = Decimal(said)
    if share > 1:
        raise Unreadable(f"“{said[:30]}” is more than 1. These columns hold shares: 0.217 for 21.7%.")
    return share


def _people(line: Line, variable: str, group: str, survey: int) -> int | None:
    """How many of the group answered, if the file says. Raises Unreadable."""
    for column in (f"{variable}_{group}_n_{survey}", f"{variable}_n_{group}_{survey}"):
        if column in line.texts:
            found = spelling.count(line.text(column))
            return None if isinstance(found, Missing) else found
    return None


def _whole(people: Decimal) -> int | None:
    """The number of people that a share makes, if it makes a whole one; results that are weighted do not."""
    nearest = round(people)
    return nearest if abs(people - nearest) < NEAR else None
