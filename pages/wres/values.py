"""Published WRES values in tables and sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from lists.wording import midsentence
from workforce.models import Dataset, Domain, Group, Observation
from workforce.suppression import ShownValue, shown

#: Reads what is published for England.
OF_ENGLAND = CompiledQuery[Observation](lambda: Observation.objects.published().for_england().with_links())

#: What stands for the name of a publication where an organisation's own figures are none.
OWN_FIGURES = "Own figures of the organisation"
#: The groups that the standard compares.
COMPARED = (Group.BME, Group.WHITE, Group.BETWEEN)


@cached_until_change
def latest_for_england() -> dict[int, dict[str, Any]]:
    """England's latest values of each indicator; see :func:`latest_values`."""
    return latest_values(shown(OF_ENGLAND()))


def latest_values(observations: Iterable[ShownValue]) -> dict[int, dict[str, Any]]:
    """The latest values of the first measure of each indicator that has any, by the indicator's number.

    Values that are not shown or of a part of the staff do not count, nor, where there are others, those of groups that
    the standard does not compare.

    Returns::

        {9: {"measure": "Share of board members", "year": 2023, "values": ["BME 15.6%"], "is_main": False,
             "datasets": [Dataset, …], "notes": ["The brief rounds it to 16.", …]}, …}

    ``is_main`` says whether parity applies to the measure.
    """
    latest: dict[int, dict[str, Any]] = {}
    for measure, held in groupby(observations, key=attrgetter("measure")):
        of_all_staff = [each for each in held if not (each.coverage or each.is_hidden)]
        of_measure = [each for each in of_all_staff if each.group in COMPARED] or of_all_staff
        if not of_measure:
            continue
        year = max(each.reporting_year for each in of_measure)
        of_year = without_rounded([each for each in of_measure if each.reporting_year == year])
        latest.setdefault(
            measure.indicator.number,
            {
                "measure": measure.name,
                "year": year,
                "values": list(dict.fromkeys(_value_with_group(each) for each in of_year)),
                "is_main": measure.kind == measure.indicator.kind,
                "datasets": list({each.dataset.pk: each.dataset for each in of_year}.values()),
                "notes": list(dict.fromkeys(each.note for each in of_year if each.note)),
            },
        )
    return latest


def _value_with_group(observation: ShownValue) -> str:
    """“White 6.7%”, or the value alone if it is one between groups."""
    group = "" if observation.group == Group.BETWEEN else f"{observation.group_name} "
    return f"{group}{observation.value_as_published}"


def without_rounded(observations: Sequence[ShownValue]) -> list[ShownValue]:
    """The values of a measure without those that only round another of the same year, group and coverage."""
    precise: dict[tuple[Any, ...], list[ShownValue]] = {}
    for each in observations:
        precise.setdefault(_place(each), []).append(each)
    return [each for each in observations if not any(_rounds(each, other) for other in precise[_place(each)])]


def _place(observation: ShownValue) -> tuple[Any, ...]:
    return observation.reporting_year, observation.group, observation.coverage


def _rounds(observation: ShownValue, other: ShownValue) -> bool:
    """Whether a value is another with fewer decimals."""
    if observation.value is None or other.value is None or observation.decimals_published >= other.decimals_published:
        return False
    to = Decimal(1).scaleb(-observation.decimals_published)
    return observation.value == other.value.quantize(to, ROUND_HALF_UP)


def value_tables(observations: Iterable[ShownValue], numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    """The values of one measure and organisation as tables with a row for each year, a column for each group.

    Each part of the staff has its own rows. Parts with the same groups share a table, and publications that give the
    same values share a row. ``numbers`` has the number of each dataset in the list that the page ends with.

    Returns::

        [{"head": ["WRES year", "BME", "White", "Published in"],
          "parts": [{"heading": "Nurses", "rows": [
              [{"text": "2023", "detail": "NHS Staff Survey 2022"}, {"text": "16.6%", "detail": "2 of 13"},
               {"text": ""}, {"links": [{"text": "HSJ [3]", "href": "#dataset-…", "detail": "table 1"}]}], …]}, …],
          "covers": "Nurses", or nothing if the table has several parts,
          "notes": [("2022", "Printed without a decimal."), …],
          "published_in": None, or the last cell of every row if all have the same,
          "are_own": whether all are the organisation's own figures, which are no publication}, …]

    A value without a text is not stated. A part with values from before and after a break in the series is two parts.
    """
    tables: dict[tuple[Group, ...], list[tuple[str, list[ShownValue]]]] = {}
    for coverage, of_part in groupby(observations, key=attrgetter("coverage")):
        values = list(of_part)
        groups = tuple(group for group in Group if any(each.group == group for each in values))
        tables.setdefault(groups, []).append((coverage, values))
    are_told_apart = len(tables) > 1
    return [_table(groups, parts, numbers, are_told_apart) for groups, parts in tables.items()]


def _table(
    groups: Sequence[Group],
    parts: Sequence[tuple[str, list[ShownValue]]],
    numbers: Mapping[int, int],
    are_told_apart: bool,
) -> dict[str, Any]:
    names_all = are_told_apart or len(parts) > 1
    shown = [
        (heading, [_cells(of_row, groups, numbers) for of_row in _rows(of_series)])
        for coverage, values in parts
        for heading, of_series in _series(_part(values[0]) if coverage or names_all else "", values)
    ]
    published_in = [row[-1] for _, rows in shown for row in rows]
    is_said_once = all(each == published_in[0] for each in published_in)
    head = ["WRES year", *map(_heading, groups), *([] if is_said_once else ["Published in"])]
    return {
        "head": head,
        "parts": [{"heading": heading, "rows": [row[: len(head)] for row in rows]} for heading, rows in shown],
        "covers": parts[0][0] if len(parts) == 1 else "",
        "notes": _notes([each for _, values in parts for each in values], numbers),
        "published_in": published_in[0] if is_said_once else None,
        "are_own": all(each.dataset.is_return for _, values in parts for each in values),
    }


def _part(observation: ShownValue) -> str:
    """What a value is about: “Nurses”, “All staff”, or “All” where it may be about boards or trusts."""
    is_about_staff = observation.measure.indicator.domain != Domain.LEADERSHIP and observation.group != Group.TRUSTS
    return observation.coverage or ("All staff" if is_about_staff else "All")


def _series(heading: str, values: Sequence[ShownValue]) -> Iterator[tuple[str, list[ShownValue]]]:
    """The values, with the heading of their part; those from after a break in the series apart, if there are others."""
    earlier = [each for each in values if not is_of_new_series(each)]
    later = [each for each in values if is_of_new_series(each)]
    if earlier:
        yield heading, earlier
    if later:
        first = later[0].measure.indicator.new_series_from
        yield f"From {first}: do not compare with earlier years" if earlier else heading, later


def is_of_new_series(observation: ShownValue) -> bool:
    """Whether a value is from after a break in the series of its indicator."""
    first: int | None = observation.measure.indicator.new_series_from
    return first is not None and observation.reporting_year >= first


def _cells(of_row: Sequence[ShownValue], groups: Iterable[Group], numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    first = of_row[0]
    agree = all(each.data_period == first.data_period for each in of_row)
    return [
        {"text": str(first.reporting_year), "detail": first.data_period if agree else ""},
        *(_value_cell(of_row, group) for group in groups),
        {"links": _publications(of_row, numbers, with_period=not agree)},
    ]


def _rows(observations: Iterable[ShownValue]) -> list[list[ShownValue]]:
    """The values by row of their table: those of one publication and year, with those of others that say the same."""
    publications: dict[tuple[Any, ...], list[ShownValue]] = {}
    for each in observations:
        place = (each.reporting_year, each.data_period, each.dataset.pk)
        publications.setdefault(place, []).append(each)
    rows: dict[tuple[Any, ...], list[ShownValue]] = {}
    for (year, *_), of_publication in publications.items():
        said = frozenset((each.group, each.number_as_published, counts_in_words(each)) for each in of_publication)
        rows.setdefault((year, said), []).extend(of_publication)
    return list(rows.values())


def _heading(group: Group) -> str:
    """The heading of a column of values."""
    return "Value" if group in (Group.BETWEEN, Group.TRUSTS) else group.label


def _value_cell(of_row: Iterable[ShownValue], group: Group) -> dict[str, str]:
    for each in of_row:
        if each.group == group:
            return {"text": each.value_as_published, "detail": counts_in_words(each)}
    return {"text": ""}


def _publications(
    of_row: Iterable[ShownValue], numbers: Mapping[int, int], *, with_period: bool
) -> list[dict[str, str]]:
    """The publications of a row, each with the places in it and, if they do not agree on it, the period of its data."""
    publications: dict[int, list[ShownValue]] = {}
    for each in of_row:
        publications.setdefault(each.dataset.pk, []).append(each)
    links = []
    for key, values in publications.items():
        places = [midsentence(each.locator) for each in values]
        periods = [each.data_period for each in values if with_period]
        links.append(
            {
                "text": f"{_published_by(values[0])} [{numbers[key]}]",
                "href": f"#dataset-{values[0].dataset.slug}",
                "detail": ", ".join(dict.fromkeys(filter(None, places + periods))),
            }
        )
    return links


def _published_by(observation: ShownValue) -> str:
    """“NHS England, 2023”, “Own report”, that they are own figures, or the title and year if no publisher is stated."""
    dataset: Dataset = observation.dataset
    if dataset.is_return:
        return OWN_FIGURES
    by = "Own report" if dataset.publisher == observation.organisation.name else dataset.publisher or dataset.title
    return ", ".join(part for part in (by, dataset.publication_date[:4]) if part)


def _notes(observations: Sequence[ShownValue], numbers: Mapping[int, int]) -> list[tuple[str, str]]:
    """Each note once, with the values of the table that it is about; with nothing if it is about all."""
    about: dict[str, list[ShownValue]] = {}
    for each in observations:
        if each.note:
            about.setdefault(each.note, []).append(each)
    return [
        ("" if len(noted) == len(observations) else "; ".join(_which(noted, observations, numbers)), note)
        for note, noted in about.items()
    ]


def _which(
    noted: Sequence[ShownValue], observations: Sequence[ShownValue], numbers: Mapping[int, int]
) -> Iterable[str]:
    """“2022”, “2022, BME”, “2022 [3]” or “Very senior managers, 2022” for each of some values of a table.

    A part of the staff is named if the table has several. Where others have values of that year, a publication is named
    if they are of the same group, and a group if they are of that publication or no publication is named.
    """
    have_parts = len({each.coverage for each in observations}) > 1
    names = []
    for each in noted:
        noted_groups = {other.group for other in noted if _year(other) == _year(each)}
        others = [other for other in observations if other not in noted and _year(other) == _year(each)]
        publication = ""
        if any(other.group in noted_groups for other in others):
            publication = f" [{numbers[each.dataset.pk]}]"
            others = [other for other in others if other.dataset.pk == each.dataset.pk]
        part = f"{_part(each)}, " if have_parts else ""
        group = f", {each.group_name}" if others else ""
        names.append(f"{part}{each.reporting_year}{group}{publication}")
    return dict.fromkeys(names)


def _year(observation: ShownValue) -> tuple[str, int]:
    return observation.coverage, observation.reporting_year


def counts_in_words(observation: ShownValue) -> str:
    """“166 of 1,000”, “166 people”, “9 trusts”, “of 1,000”, or an empty string without counts."""
    numerator, denominator = observation.numerator, observation.denominator
    if denominator is None:
        counted = "trusts" if observation.group == Group.TRUSTS else "people"
        return "" if numerator is None else f"{numerator:,} {counted}"
    return f"{'' if numerator is None else f'{numerator:,} '}of {denominator:,}"
