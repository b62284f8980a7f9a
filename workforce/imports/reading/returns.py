"""Reads an organisation's return in the layout of our template: a row for each thing that is counted, by group."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from workforce.bands import BANDS
from workforce.imports.reading import spelling
from workforce.imports.reading.candidates import Candidate, Known, Line, Problem, Severity
from workforce.imports.reading.long_values import value_fields
from workforce.imports.reading.spelling import Missing, Number, Unreadable
from workforce.models.wres import Group, MeasureKind
from workforce.models.wres_imports import RowKind

WORKFORCE, STAFF = "Whole workforce", "Staff in the workforce"
PERCENTAGE, RESPONSES = "Percentage", "Number of responses"
#: Of indicators 2 to 4: everybody, those affected, and the name of the share that they make.
LIKELIHOODS = {
    2: ("Applicants shortlisted", "Applicants appointed from shortlisting", "appointed-share"),
    3: (STAFF, "Staff who entered the formal disciplinary process", "entered-share"),
    4: (STAFF, "Staff who accessed non-mandatory training and CPD", "accessed-share"),
}
#: Of indicator 9, with the share, and the difference from the workforce that may be stated.
BOARDS = {
    "Board members": ("board-share", "difference"),
    "Voting board members": ("voting-board-share", "voting-difference"),
    "Executive board members": ("executive-board-share", "executive-difference"),
    WORKFORCE: ("workforce-share", ""),
}
#: The parts of each indicator, in the order of the template.
PARTS: dict[int, list[str]] = {
    1: [WORKFORCE, *(band.label for band in BANDS)],
    **{number: [people, events] for number, (people, events, _) in LIKELIHOODS.items()},
    **{number: [PERCENTAGE, RESPONSES] for number in (5, 6, 7, 8)},
    9: list(BOARDS),
}
GROUPS = {"bme": Group.BME, "white": Group.WHITE, "unknown": Group.UNKNOWN}
_PARTS_BY_KEY = {number: {spelling.key(part): part for part in parts} for number, parts in PARTS.items()}


@dataclass
class _Part:
    """A row of a return: what it says of each group, and what is wrong with it."""

    line: Line
    numbers: dict[str, Any] = field(default_factory=dict)
    stated: Number | Missing = field(default_factory=Missing)
    problems: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> int | None:
        """Everybody counted in the row; None if a group that must be there is not, or the unknown are suppressed."""
        counts = [self.numbers.get(group) for group in GROUPS]
        unknown = counts[2]
        if not all(isinstance(count, int) for count in counts[:2]) or (isinstance(unknown, Missing) and unknown.reason):
            return None
        return sum(count for count in counts if isinstance(count, int))


def candidates(lines: Iterable[Line], known: Known) -> Iterator[Candidate]:
    """The values of a return, those of an indicator after each other."""
    indicators: dict[tuple[str, int, int], dict[str, _Part]] = defaultdict(dict)
    for line in lines:
        if not any(line.texts.get(field, "").strip() or field in line.unreadable for field in (*GROUPS, "stated")):
            # The template has a row for everything that is counted, and few fill in all.
            continue
        part = _Part(line)
        place = _place(part, known)
        if part.problems or place is None:
            yield Candidate(line.sheet, line.number, RowKind.VALUE, {}, part.problems)
            continue
        organisation, year, indicator, name = place
        parts = indicators[organisation, year, indicator]
        if name in parts:
            problem = Problem(line.heading("part"), f"Line {parts[name].line.number} has the same part already.")
            yield Candidate(line.sheet, line.number, RowKind.VALUE, {}, [problem])
            continue
        _read_numbers(part, indicator, name)
        parts[name] = part
    for (organisation, year, indicator), parts in indicators.items():
        about = {"organisation": organisation, "name": known.names.get(organisation, ""), "year": year}
        yield from _values(about, indicator, parts)


def _place(part: _Part, known: Known) -> tuple[str, int, int, str] | None:
    """The organisation, year, indicator and part of a row; what cannot be read goes to its problems."""
    line = part.line

    def read(field: str, reader: Any) -> Any:
        try:
            return reader(line.text(field))
        except Unreadable as error:
            part.problems.append(Problem(line.heading(field), str(error)))
            return None

    organisation = read("organisation", spelling.ods_code)
    year = read("year", lambda text: spelling.year(text, known.this_year))
    indicator = read("indicator", _indicator)
    name = read("part", lambda text: _part_name(text, indicator)) if indicator else None
    return None if name is None or part.problems else (organisation, year, indicator, name)


def _indicator(text: str) -> int:
    digits = text.removesuffix(".0")
    if digits not in {str(number) for number in PARTS}:
        raise Unreadable(f"“{text[:30]}” is no WRES indicator. They have the numbers 1 to 9.")
    return int(digits)


def _part_name(text: str, indicator: int) -> str:
    name = _PARTS_BY_KEY[indicator].get(spelling.key(text))
    if name is None:
        offered = "; ".join(PARTS[indicator][:6])
        raise Unreadable(f"“{text[:60]}” is no part of indicator {indicator}. Keep those of the template: {offered} …")
    return name


def _read_numbers(part: _Part, indicator: int, name: str) -> None:
    for group in GROUPS:
        try:
            text = part.line.text(group)
            is_percentage = name == PERCENTAGE
            part.numbers[group] = (
                spelling.number(text, MeasureKind.PERCENTAGE) if is_percentage else spelling.count(text)
            )
        except Unreadable as error:
            part.problems.append(Problem(part.line.heading(group), str(error)))
    kind = MeasureKind.DIFFERENCE if indicator == 9 else MeasureKind.RELATIVE_LIKELIHOOD
    try:
        part.stated = spelling.number(part.line.text("stated"), kind)
    except Unreadable as error:
        part.problems.append(Problem(part.line.heading("stated"), str(error)))


def _values(about: dict[str, Any], indicator: int, parts: dict[str, _Part]) -> Iterator[Candidate]:
    if indicator == 1:
        for name, part in parts.items():
            is_workforce = name == WORKFORCE
            measure = "wres-1-workforce-share" if is_workforce else "wres-1-band-share"
            yield from _shares(about, measure, "" if is_workforce else name, part, GROUPS)
    elif indicator in LIKELIHOODS:
        yield from _likelihoods(about, indicator, parts)
    elif indicator == 9:
        for name, part in parts.items():
            share, difference = BOARDS[name]
            yield from _shares(about, f"wres-9-{share}", "", part, ("bme", "white"))
            if difference:
                yield from _stated(about, f"wres-9-{difference}", Group.BME, part)
    else:
        yield from _survey(about, indicator, parts)


def _candidate(
    about: dict[str, Any], measure: str, coverage: str, group: Group, part: _Part, numbers: dict[str, Any]
) -> Candidate:
    column = part.line.heading("stated" if group == Group.BETWEEN else group.value)
    content = {
        **about,
        "measure": measure,
        "coverage": coverage,
        "group": group.value,
        **numbers,
        **dict.fromkeys(("data_period", "locator", "note", "source", "url"), ""),
    }
    return Candidate(part.line.sheet, part.line.number, RowKind.VALUE, content, list(part.problems), column)


def _shares(
    about: dict[str, Any], measure: str, coverage: str, part: _Part, groups: Iterable[str]
) -> Iterator[Candidate]:
    """The share that each group is of everybody in a row."""
    stated = [part.numbers.get(group) for group in GROUPS]
    if not part.problems and all(isinstance(each, Missing) and not each.reason for each in stated):
        return
    total = part.total
    for group in groups:
        number = part.numbers.get(group)
        if group == "unknown" and isinstance(number, Missing) and not number.reason:
            continue
        candidate = _candidate(about, measure, coverage, GROUPS[group], part, value_fields(Missing(), number, total))
        if candidate.content["value"] is None and not part.problems:
            candidate.reason = _why_no_share(part, number)
        yield candidate


def _why_no_share(part: _Part, number: Any) -> str:
    reasons = [each.reason for each in [number, *part.numbers.values()] if isinstance(each, Missing) and each.reason]
    if reasons:
        return str(reasons[0])
    return "There is nobody in it." if part.total == 0 else "It needs the numbers of White and of BME staff."


def _likelihoods(about: dict[str, Any], indicator: int, parts: dict[str, _Part]) -> Iterator[Candidate]:
    people_name, events_name, share = LIKELIHOODS[indicator]
    people, events = parts.get(people_name), parts.get(events_name)
    if events is None:
        return
    for group in ("white", "bme"):
        affected, everybody = events.numbers.get(group), people.numbers.get(group) if people else Missing()
        if isinstance(affected, Missing) and not affected.reason and isinstance(everybody, Missing):
            continue
        fields = value_fields(Missing(), affected, everybody)
        candidate = _candidate(about, f"wres-{indicator}-{share}", "", GROUPS[group], events, fields)
        if people is not None:
            candidate.problems += people.problems
        if fields["value"] is None and not candidate.problems:
            candidate.reason = _why_no_likelihood(affected, everybody, people_name)
        yield candidate
    yield from _stated(about, f"wres-{indicator}-relative-likelihood", Group.BETWEEN, events)


def _why_no_likelihood(affected: Any, everybody: Any, people_name: str) -> str:
    reasons = [each.reason for each in (affected, everybody) if isinstance(each, Missing) and each.reason]
    if reasons:
        return str(reasons[0])
    if everybody == 0:
        return "There is nobody in the group, so there is no share of it."
    return f"It needs both rows: “{people_name}” and those of them that it happened to."


def _stated(about: dict[str, Any], measure: str, group: Group, part: _Part) -> Iterator[Candidate]:
    """The figure that the return states itself."""
    if isinstance(part.stated, Number):
        yield _candidate(about, measure, "", group, part, value_fields(part.stated, None, None))


def _survey(about: dict[str, Any], indicator: int, parts: dict[str, _Part]) -> Iterator[Candidate]:
    stated, responses = parts.get(PERCENTAGE), parts.get(RESPONSES)
    if stated is None:
        return
    for group in ("white", "bme"):
        number = stated.numbers.get(group)
        if isinstance(number, Missing) and not number.reason:
            continue
        base = responses.numbers.get(group) if responses else None
        candidate = _candidate(
            about, f"wres-{indicator}-percentage", "", GROUPS[group], stated, value_fields(number, None, base)
        )
        candidate.content["data_period"] = f"NHS Staff Survey {about['year'] - 1}"
        if responses is not None:
            candidate.problems += responses.problems
            if isinstance(base, Missing) and base.reason:
                text = f"{RESPONSES} of {GROUPS[group].label} staff: {base.reason}"
                candidate.problems.append(Problem(responses.line.heading(group), text, Severity.NOTE))
        if isinstance(number, Missing):
            candidate.reason = number.reason
        yield candidate
