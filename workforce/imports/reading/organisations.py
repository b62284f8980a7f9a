"""Reads organisations from public files: trusts, their types and regions, integrated care boards, and successors."""

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lists.wording import day_in_words
from workforce.imports.reading import spelling
from workforce.imports.reading.candidates import Candidate, Known, Line, Problem, Severity
from workforce.imports.reading.spelling import Unreadable
from workforce.models.organisations import OrganisationKind, TrustType
from workforce.models.wres_imports import ImportLayout, RowKind

#: The words by which benchmark groups are told, the most particular first, by :func:`spelling.key`.
_TYPES = [
    ("acute_specialist", TrustType.ACUTE_SPECIALIST),
    ("mental_health", TrustType.MENTAL_HEALTH),
    ("mh", TrustType.MENTAL_HEALTH),
    ("acute", TrustType.ACUTE),
    ("ambulance", TrustType.AMBULANCE),
    ("community_trust", TrustType.COMMUNITY),
]
UNIT = re.compile(r"[A-Z0-9]{3}\d")
#: The first day of the data of the first WRES.
WRES_BEGAN = datetime.date(2014, 4, 1)
ENGLISH_REGION = re.compile(r"Y\d\d")


def trust_type(benchmark_group: str) -> str:
    """The type of the trusts of a benchmark group; empty for those of other organisations."""
    said = spelling.key(benchmark_group)
    return next((kind.value for words, kind in _TYPES if said.startswith(words)), "")


def candidates(layout: ImportLayout, lines: Iterable[Line], known: Known) -> Iterator[Candidate]:
    """The organisation of each row."""
    read = {ImportLayout.SUCCESSORS: _successor, ImportLayout.ICBS: _board}.get(layout, _trust)
    followed: dict[str, str] = {}
    for line in lines:
        candidate = Candidate(line.sheet, line.number, RowKind.ORGANISATION, {})
        try:
            candidate.content["ods_code"] = spelling.ods_code(line.text("organisation"))
            read(line, candidate, known)
        except Unreadable as error:
            candidate.problems.append(Problem(line.heading("organisation"), str(error)))
        if layout == ImportLayout.SUCCESSORS and not candidate.reason and not candidate.is_rejected:
            _note_split(candidate, followed)
        yield candidate


def _named(line: Line, candidate: Candidate) -> None:
    name = spelling.tidy(line.text("name"))
    if not name:
        raise Unreadable("It has no name.")
    # Names in capitals give way to what a curator wrote.
    candidate.content["name_is_capitals"] = spelling.is_all_capitals(name)
    candidate.content["name"] = spelling.title_case(name) if spelling.is_all_capitals(name) else name
    if len(candidate.content["name"]) > 200:
        raise Unreadable("The name has more than 200 characters.")


def _trust(line: Line, candidate: Candidate, known: Known) -> None:
    code = candidate.content["ods_code"]
    if UNIT.fullmatch(code) and code not in known.names and "(" in line.text("name"):
        candidate.reason = f"It is a part of trust {code[:3]} in the Staff Survey, and no organisation of its own."
        return
    closed = _day(line.text("closed"))
    if closed and closed < WRES_BEGAN and code not in known.names:
        candidate.reason = f"It closed on {day_in_words(closed)}, before the WRES began."
        return
    region = line.text("region").upper()
    if region and not ENGLISH_REGION.fullmatch(region):
        candidate.reason = "It is outside England, where the WRES does not apply."
        return
    _named(line, candidate)
    candidate.content["kind"] = OrganisationKind.TRUST.value
    if said := line.text("type"):
        candidate.content["trust_type"] = trust_type(said)
        if not candidate.content["trust_type"]:
            del candidate.content["trust_type"]
            candidate.problems.append(
                Problem(line.heading("type"), f"“{said[:60]}” is no type of trusts.", Severity.NOTE)
            )
    _belongs(line, candidate, known, ("region", "icb"))


def _board(line: Line, candidate: Candidate, known: Known) -> None:
    _named(line, candidate)
    candidate.content["kind"] = OrganisationKind.ICB.value
    _belongs(line, candidate, known, ("region",))


def _belongs(line: Line, candidate: Candidate, known: Known, fields: Iterable[str]) -> None:
    """Where an organisation belongs; what is not here yet is left out, and said."""
    for field in fields:
        code = line.text(field).upper()
        if code in known.names:
            candidate.content[field] = code
        elif code:
            what = "region" if field == "region" else "integrated care board"
            text = f"The {what} {code} is not here, so it is left out."
            candidate.problems.append(Problem(line.heading(field), text, Severity.NOTE))


def _successor(line: Line, candidate: Candidate, known: Known) -> None:
    successor = spelling.ods_code(line.text("successor"))
    old = candidate.content["ods_code"]
    if old == successor:
        raise Unreadable(f"{old} does not succeed itself.")
    for code in (old, successor):
        if code not in known.names:
            candidate.reason = f"There is no organisation {code} here."
            return
    day = _day(line.text("date"))
    candidate.content |= {"succeeded_by": successor, "succeeded_on": day.isoformat() if day else None}


def _note_split(candidate: Candidate, followed: dict[str, str]) -> None:
    """An organisation has one successor here; where a file has another, the first stays."""
    content: dict[str, Any] = candidate.content
    first = followed.setdefault(content["ods_code"], content["succeeded_by"])
    if first != content["succeeded_by"]:
        candidate.reason = f"{content['ods_code']} was divided: its first successor, {first}, is kept."


def _day(text: str) -> datetime.date | None:
    """A day as 20241231 or 2024-12-31; None for an empty one. Raises Unreadable."""
    digits = re.sub(r"\D", "", text.partition(" ")[0].partition("T")[0].removesuffix(".0"))
    if not digits:
        return None
    try:
        return datetime.date.fromisoformat(digits)
    except ValueError:
        raise Unreadable(f"“{text[:30]}” is no day, such as 2024-12-31.") from None
