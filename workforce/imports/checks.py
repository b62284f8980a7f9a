"""Says what looks wrong with the values of a file: alone, beside each other, and beside other years.

Nothing here reads a database. What cannot be right is an error. What may be right, but in real papers often is not, is
a warning that somebody answers.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from evidence.proportions import Estimate, Proportion, relative_likelihood
from workforce.bands import BY_LABEL
from workforce.figures import BOARDS, RATIOS
from workforce.imports.reading.candidates import Candidate, Known
from workforce.models.wres import MeasureKind

#: From here on a relative likelihood looks like a percentage.
LIKE_A_PERCENTAGE = 10
#: How many percentage points a value may differ from the year before, and how many times as high a ratio may be.
JUMP_IN_POINTS, JUMP_OF_RATIO = 10, 2
#: Shares of fewer people move by chance alone.
FEW_PEOPLE = 100
#: How far the shares of all groups may be from 100 together, for each that is rounded to no decimals.
ROUNDING = 0.5
#: The differences of indicator 9, with the share of the board that each is of.
DIFFERENCES = {f"wres-9-{difference}": f"wres-9-{share}" for share, difference in BOARDS.values()}
#: Measures whose groups are all people together.
WHOLES = {"wres-1-workforce-share", "wres-1-band-share", "wres-9-workforce-share", "wres-9-board-share"}
OF_SURVEY = ("wres-5-", "wres-6-", "wres-7-", "wres-8-")
UNKNOWN_GROUPS = {"unknown", "not-stated", "not-declared"}
SURVEY = re.compile(r"survey,? (?:of )?(?:autumn )?(20\d\d)\b", re.IGNORECASE)

#: A value's organisation, measure, coverage and group.
SeriesKey = tuple[str, str, str, str]
#: The values of a series by year; a year has several where publications disagree.
Series = Mapping[SeriesKey, Mapping[int, list[float]]]


def check(candidates: Iterable[Candidate], known: Known, series: Series, breaks: Mapping[int, int]) -> None:
    """Add to candidates what looks wrong with them.

    Args:
        candidates: All of a file.
        known: The measures.
        series: What is here of the same organisations.
        breaks: By indicator the first year that is counted in another way, after which nothing is compared with before.
    """
    values = [candidate for candidate in candidates if candidate.is_value]
    for candidate in values:
        check_alone(candidate, known.measures[candidate.content["measure"]].kind)
    values = [candidate for candidate in values if candidate.is_value and not candidate.reason]
    tables = _tables(values)
    for table in tables.values():
        check_sums(table)
        check_ratios(table)
        check_differences(table)
        check_bands(table)
        check_staff(table)
        check_boards(table)
    check_years(values, known, series, breaks)


def check_alone(candidate: Candidate, kind: str) -> None:
    """What a value's own number, counts and period say."""
    content, value = candidate.content, float(candidate.content["value"])
    numerator, denominator = content["numerator"], content["denominator"]
    is_too_many = numerator is not None and denominator is not None and numerator > denominator
    if is_too_many:
        candidate.reject(f"{numerator:,} of {denominator:,} is more than there are.")
    elif kind == MeasureKind.PERCENTAGE and not 0 <= value <= 100:
        candidate.reject(f"{value:g} is no percentage: they go from 0 to 100.")
    if kind == MeasureKind.DIFFERENCE and abs(value) > 100:
        candidate.reject(f"{value:g} is no difference of two percentages: they go from -100 to 100.")
    if kind == MeasureKind.RELATIVE_LIKELIHOOD:
        _check_ratio(candidate, value)
    if kind == MeasureKind.COUNT and value != int(value):
        candidate.reject(f"{value:g} is not a whole number of people or trusts.")
    if kind == MeasureKind.PERCENTAGE and numerator is not None and denominator and not is_too_many:
        _check_counts(candidate, value, 100 * numerator / denominator)
    elif 0 < value < 1 and _is_of_many(content):
        candidate.warn(f"{value:g}% is very low. If it is a share of 1, write it as a percentage: {100 * value:g}.")
    if content["measure"].startswith(OF_SURVEY):
        _check_survey_year(candidate)


def _is_of_many(content: Mapping[str, Any]) -> bool:
    """Whether a percentage is of an experience that many have, or of a group that is large."""
    is_workforce = content["measure"].endswith("-workforce-share") and content["group"] in ("white", "bme")
    return is_workforce or content["measure"].startswith(OF_SURVEY)


def _check_ratio(candidate: Candidate, value: float) -> None:
    if value == 0:
        candidate.reason = "0 is no ratio: nobody was affected in one of the groups, so there is none."
    elif value < 0:
        candidate.reject(f"{value:g} is no ratio: it is below 0.")
    elif value >= LIKE_A_PERCENTAGE:
        candidate.warn(f"{value:g} looks like a percentage. A relative likelihood is a ratio, such as 1.54.")


def _check_counts(candidate: Candidate, value: float, calculated: float) -> None:
    # One in the last place, since some cut digits off rather than round.
    if abs(value - calculated) > 10.0 ** -candidate.content["decimals"] * 1.0001:
        content = candidate.content
        counts = f"{content['numerator']:,} of {content['denominator']:,}"
        candidate.warn(f"The counts contradict it: {counts} is {calculated:.1f}%, not {value:g}%.")


def _check_survey_year(candidate: Candidate) -> None:
    content = candidate.content
    found = SURVEY.search(f"{content['data_period']} {content['source']} {content['note']}")
    if found and int(found[1]) == content["year"]:
        candidate.warn(
            f"{found[1]} is the year of the survey, perhaps: that of autumn {found[1]} is of WRES {int(found[1]) + 1}."
        )


#: The values of an organisation and year from one source, by measure, coverage and group.
Table = dict[tuple[str, str, str], Candidate]


def _tables(values: Iterable[Candidate]) -> dict[tuple[str, int, str], Table]:
    tables: dict[tuple[str, int, str], Table] = defaultdict(dict)
    for candidate in values:
        content = candidate.content
        table = tables[content["organisation"], content["year"], content["source"]]
        table.setdefault((content["measure"], content["coverage"], content["group"]), candidate)
    return tables


def _value(candidate: Candidate) -> float:
    return float(candidate.content["value"])


def check_sums(table: Table) -> None:
    """The shares of White, BME and unknown staff are 100 together."""
    wholes: dict[tuple[str, str], dict[str, Candidate]] = defaultdict(dict)
    for (measure, coverage, group), candidate in table.items():
        if measure in WHOLES and group in {"white", "bme", *UNKNOWN_GROUPS}:
            wholes[measure, coverage][group] = candidate
    for groups in wholes.values():
        if not {"white", "bme"} <= set(groups):
            continue
        total = sum(map(_value, groups.values()))
        slack = sum(ROUNDING * 10.0 ** -each.content["decimals"] for each in groups.values()) + 0.05
        has_unknown = bool(UNKNOWN_GROUPS & set(groups))
        if total > 100 + slack or (has_unknown and total < 100 - slack):
            groups["bme"].warn(f"The shares of the groups are {total:.1f}% together, not 100%.")


def check_ratios(table: Table) -> None:
    """A stated relative likelihood is that of the shares or counts beside it."""
    for indicator, (share, one, other) in RATIOS.items():
        for (measure, coverage, _), stated in table.items():
            if measure != f"wres-{indicator}-relative-likelihood":
                continue
            sides = [table.get((f"wres-{indicator}-{share}", coverage, group)) for group in (one, other)]
            if sides[0] is not None and sides[1] is not None:
                _check_stated(stated, *_range_of_ratio(sides[0], sides[1]))


def _range_of_ratio(one: Candidate, other: Candidate) -> tuple[float, float]:
    """The lowest and highest ratio that two shares allow: of counts one, of percentages what their rounding leaves."""
    counts = [(each.content["numerator"], each.content["denominator"]) for each in (one, other)]
    if all(events is not None and people for events, people in counts):
        found = relative_likelihood(*(Proportion(events, people) for events, people in counts))
        return (found.value, found.value) if isinstance(found, Estimate) else (math.nan, math.nan)
    steps = [10.0 ** -each.content["decimals"] for each in (one, other)]
    lowest = max(_value(one) - steps[0], 0) / (_value(other) + steps[1])
    below = _value(other) - steps[1]
    return lowest, (_value(one) + steps[0]) / below if below > 0 else math.inf


def _check_stated(stated: Candidate, low: float, high: float) -> None:
    value, step = _value(stated), 10.0 ** -stated.content["decimals"] * 1.0001
    if math.isnan(low):
        stated.warn("The counts give no ratio, since nobody was affected in one of the groups.")
        return
    if low - step <= value <= high + step:
        return
    upside_down = 1 / value
    if low * 0.97 <= upside_down <= high * 1.03:
        stated.warn(
            f"The counts beside it make {low:.2f}: the two groups are swapped, or the ratio is turned upside down."
        )
    else:
        stated.warn(f"The counts beside it contradict it: they make {low:.2f}, not {value:g}.")


def check_differences(table: Table) -> None:
    """A stated difference of indicator 9 is the board's share less the workforce's, with its sign."""
    for measure, board_share in DIFFERENCES.items():
        stated = table.get((measure, "", "bme"))
        board = table.get((board_share, "", "bme"))
        workforce = table.get(("wres-9-workforce-share", "", "bme")) or table.get(("wres-1-workforce-share", "", "bme"))
        if stated is None or board is None or workforce is None:
            continue
        value, calculated = _value(stated), _value(board) - _value(workforce)
        slack = sum(10.0 ** -each.content["decimals"] for each in (stated, board, workforce))
        if abs(value - calculated) <= slack:
            continue
        if abs(value + calculated) <= slack:
            stated.warn(f"The board’s share less the workforce’s is {calculated:+.1f}: the sign is missing or wrong.")
        else:
            stated.warn(f"The board’s share less the workforce’s is {calculated:+.1f}, not {value:+g}.")


def check_bands(table: Table) -> None:
    """The staff of all bands are no more than the workforce."""
    workforce = table.get(("wres-1-workforce-share", "", "bme"))
    if workforce is None or workforce.content["denominator"] is None:
        return
    bands = [
        candidate.content["denominator"] or 0
        for (measure, coverage, group), candidate in table.items()
        if measure == "wres-1-band-share" and group == "bme" and coverage in BY_LABEL
    ]
    if sum(bands) > workforce.content["denominator"]:
        workforce.warn(
            f"The bands have {sum(bands):,} staff together, more than the workforce of "
            f"{workforce.content['denominator']:,}."
        )


def check_staff(table: Table) -> None:
    """Indicators 3 and 4 count the staff that indicator 1 has."""
    workforce = [table.get(("wres-1-workforce-share", "", group)) for group in ("white", "bme")]
    counted: list[Any] = [each.content["numerator"] if each else None for each in workforce]
    if None in counted:
        return
    for indicator in (3, 4):
        share = RATIOS[indicator][0]
        sides = [table.get((f"wres-{indicator}-{share}", "", group)) for group in ("white", "bme")]
        staff: list[Any] = [each.content["denominator"] if each else None for each in sides]
        if None in staff or not sides[1] or all(map(_are_near, staff, counted)):
            continue
        said = f"indicator 1 has {counted[0]:,} White and {counted[1]:,} BME staff"
        if all(map(_are_near, staff, reversed(counted))):
            sides[1].warn(f"White and BME staff are swapped, perhaps: {said}.")
        else:
            sides[1].warn(f"It is of {staff[0]:,} White and {staff[1]:,} BME staff, but {said}.")


def _are_near(one: int, other: int) -> bool:
    """Whether two counts of the same staff differ by no more than a twentieth, as those of two days may."""
    return abs(one - other) <= max(one, other) / 20


def check_boards(table: Table) -> None:
    """Voting and executive members are no more than all members."""
    board = table.get(("wres-9-board-share", "", "bme"))
    if board is None or board.content["denominator"] is None:
        return
    for name in ("voting", "executive"):
        part = table.get((f"wres-9-{name}-board-share", "", "bme"))
        if part is not None and (part.content["denominator"] or 0) > board.content["denominator"]:
            members, total = part.content["denominator"], board.content["denominator"]
            part.reject(f"There are {members} {name} members, and {total} members in all.")


def _key(content: Mapping[str, Any]) -> SeriesKey:
    return content["organisation"], content["measure"], content["coverage"], content["group"]


def check_years(values: list[Candidate], known: Known, series: Series, breaks: Mapping[int, int]) -> None:
    """A value is near that of the year before, and its groups are not the other way round."""
    of_file: dict[SeriesKey, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for candidate in values:
        of_file[_key(candidate.content)][candidate.content["year"]].append(_value(candidate))

    def before(content: Mapping[str, Any], group: str) -> list[float]:
        """What the group had the year before, if that can be compared."""
        if breaks.get(known.measures[content["measure"]].indicator) == content["year"]:
            return []
        key, year = (content["organisation"], content["measure"], content["coverage"], group), content["year"] - 1
        return [*of_file.get(key, {}).get(year, []), *series.get(key, {}).get(year, [])]

    of_year: dict[tuple[Any, ...], Candidate] = {}
    for candidate in values:
        of_year[*_key(candidate.content), candidate.content["year"], candidate.content["source"]] = candidate
    for candidate in values:
        content = candidate.content
        kind, own = known.measures[content["measure"]].kind, before(content, content["group"])
        other_group = {"white": "bme", "bme": "white"}.get(content["group"], "")
        key = (content["organisation"], content["measure"], content["coverage"], other_group)
        other, others = of_year.get((*key, content["year"], content["source"])), before(content, other_group)
        if not own:
            continue
        if other is not None and others and is_swapped(_value(candidate), _value(other), own, others):
            # One answer is enough for both.
            if content["group"] == "bme":
                candidate.warn("White and BME are swapped, perhaps: the year before has them the other way round.")
        else:
            _check_beside(candidate, kind, own)


def is_swapped(one: float, other: float, one_before: list[float], other_before: list[float]) -> bool:
    """Whether two groups are far nearer to the year before if their values are swapped."""
    as_they_are = min(abs(one - each) for each in one_before) + min(abs(other - each) for each in other_before)
    swapped = min(abs(one - each) for each in other_before) + min(abs(other - each) for each in one_before)
    return as_they_are > 4 and as_they_are > 3 * swapped


def _check_beside(candidate: Candidate, kind: str, before: list[float]) -> None:
    """Compare a value with those of the year before; one that is near is enough."""
    value, people = _value(candidate), candidate.content["denominator"]
    nearest = min(before, key=lambda each: abs(each - value))
    if kind == MeasureKind.PERCENTAGE:
        is_of_few = people is not None and people < FEW_PEOPLE
        if abs(value - nearest) > JUMP_IN_POINTS and not is_of_few:
            candidate.warn(f"A sudden jump: {value:g}% after {nearest:g}% the year before.")
    elif kind == MeasureKind.RELATIVE_LIKELIHOOD and value > 0 and nearest > 0:
        if max(nearest, 1 / nearest) >= 1.15 and abs(math.log(value * nearest)) < 0.1:
            candidate.warn(
                f"The ratio is turned upside down, perhaps: {value:g} after {nearest:g} the year before is about 1 "
                f"divided by it, {1 / nearest:.2f}."
            )
        elif abs(math.log(value / nearest)) > math.log(JUMP_OF_RATIO):
            candidate.warn(f"A sudden jump: {value:g} after {nearest:g} the year before.")
    elif kind == MeasureKind.DIFFERENCE and value > 0 > nearest and abs(value + nearest) < 2:
        candidate.warn(f"The sign is missing, perhaps: {value:+g} after {nearest:+g} the year before.")
