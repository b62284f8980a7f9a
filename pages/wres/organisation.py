"""The page of an organisation: where it stands on each WRES indicator, and what works on its gaps."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from lists.links import link, links
from lists.wording import day_in_words
from pages.entries.parts import contents_list
from pages.wres.charts.charted import has_funnel
from pages.wres.evidence import evidence_on
from pages.wres.organisations import described, held_in_words, holding_of, indicators_in_words
from pages.wres.standings import INDICATORS, Compared, Place, places, values_of
from pages.wres.values import counts_in_words, value_tables
from workforce.bands import BANDS, BY_LABEL
from workforce.figures import WORKFORCE_SHARE, Basis, Figure, Subject, disparity_ratios, figures_by_indicator
from workforce.models import Group, Organisation
from workforce.standing import Chance, Standing, Trend, Verdict, gap_of, of_publications, widest_gaps
from workforce.standing_words import (
    SHORT_NAMES,
    basis_in_words,
    calculated_answers_in_words,
    comparison_in_words,
    disparity_in_words,
    figure_in_brief,
    figure_in_words,
    four_fifths_in_words,
    gap_in_words,
    interval_in_words,
    lacking_in_words,
    missing_in_words,
    sentence,
    trend_in_brief,
    trend_in_words,
    verdict_in_brief,
    years_in_words,
)
from workforce.suppression import ShownValue

#: How many gaps the page starts with, and how many recommendations and case studies it names for each.
GAPS, RECOMMENDATIONS, CASES = 3, 3, 3

#: The colour of the tag that a verdict or a trend stands in; without one it is plain text.
COLOURS: dict[str, str] = {
    Verdict.BETTER: "green",
    Verdict.SIMILAR: "grey",
    Verdict.WORSE: "orange",
    Trend.IMPROVING: "green",
    Trend.NO_CLEAR_CHANGE: "grey",
    Trend.WORSENING: "orange",
}


def organisation_page(
    organisation: Organisation, compared: Compared | None, years: tuple[int, int] | None
) -> dict[str, Any]:
    """The context of an organisation's page, compared with another, and over two years if they are given.

    Returns::

        {"organisation": Organisation, "described": "NHS trust, Ambulance, London region", "held": see held_in_words,
         "facts": [("Code", "RBV"), ("Took the place of", [Link, …]), …], "beside": "England",
         "glance": [see glance_row, …], "calculated_answers": see calculated_answers_in_words,
         "are_judged": True, "sections": [see section, …],
         "without": "indicators 2 to 9", "has_gaps": True,
         "start": [see start, …], "years": [2019, 2024], "changes": [see change, …], "datasets": [Dataset, …],
         "contents": see contents_list}
    """
    values = values_of(organisation)
    own = figures_by_indicator(INDICATORS(), values)
    found = places(organisation, own, compared)
    datasets = sorted({value.dataset for value in values}, key=attrgetter("title", "slug"))
    numbers = {dataset.pk: number for number, dataset in enumerate(datasets, start=1)}
    of_indicator = {
        number: list(of) for number, of in groupby(values, key=lambda value: value.measure.indicator.number)
    }
    sections = [
        section(place, of_indicator[place.standing.indicator.number], numbers)
        | {"has_funnel": has_funnel(organisation, place.standing.indicator, place.standing.figures)}
        for place in found
        if place.standing.indicator.number in of_indicator
    ]
    gaps = widest_gaps(place.standing for place in found)
    years_held = sorted({figure.year for figures in own.values() for figure in figures.of(figures.headline)})
    contents = (
        ("at-a-glance", "At a glance", sections),
        ("start-here", "Start here", sections),
        ("indicators", "Each indicator", sections),
        ("two-years", "Two years compared", len(years_held) > 1),
        ("datasets", f"Where the values were published ({len(datasets):,})", datasets),
    )
    return {
        "organisation": organisation,
        "described": described(organisation),
        "held": held_in_words(holding_of(organisation)),
        "facts": facts(organisation),
        "beside": sentence(compared.name) if compared else "",
        "glance": [glance_row(place) for place in found if place.standing.figure or place.standing.missing],
        "sections": sections,
        "calculated_answers": calculated_answers_in_words(each for place in found for each in place.standing.series),
        "are_judged": any(place.standing.figure and place.standing.figure.interval for place in found),
        "without": indicators_in_words(
            [each.standing.indicator.number for each in found if each.standing.indicator.number not in of_indicator]
        ),
        "has_gaps": any(place.standing.gap for place in found),
        "start": start(gaps[:GAPS]),
        "years": years_held,
        "changes": changes(found, *years) if years and set(years) <= set(years_held) else [],
        "datasets": datasets,
        "contents": contents_list(contents),
    }


def facts(organisation: Organisation) -> list[tuple[str, Sequence[Mapping[str, Any]]]]:
    """What is known of an organisation, by name, each as links or texts."""
    predecessors = list(organisation.predecessors.all())
    known: tuple[tuple[str, Sequence[Mapping[str, Any]]], ...] = (
        ("Code", [{"text": organisation.ods_code}]),
        ("Kind", [{"text": organisation.get_kind_display()}]),
        ("Type of trust", [{"text": organisation.get_trust_type_display()}] if organisation.trust_type else []),
        ("Region", links([organisation.region]) if organisation.region else []),
        ("Integrated care board", links([organisation.icb]) if organisation.icb else []),
        ("Took the place of", links(predecessors)),
        ("Its place was taken by", _successor(organisation)),
    )
    return [(name, value) for name, value in known if value]


def _successor(organisation: Organisation) -> list[Mapping[str, Any]]:
    if organisation.succeeded_by is None:
        return []
    since = f", {day_in_words(organisation.succeeded_on)}" if organisation.succeeded_on else ""
    return [{**link(organisation.succeeded_by), "detail": since}]


def glance_row(place: Place) -> dict[str, Any]:
    """An indicator at a glance.

    Returns::

        {"number": 2, "name": see SHORT_NAMES, "year": 2024, "brief": see figure_in_brief,
         "gap": {"text": "Beyond chance", "colour": "orange"},
         "beside": {"text": "Better", "colour": "green", "year": "", or that of an earlier year that both have},
         "trend": {"text": "Improving", "colour": "green", "since": 2019}, "missing": ""}
    """
    standing = place.standing
    figure, number = standing.figure, standing.indicator.number
    row: dict[str, Any] = {"number": number, "name": SHORT_NAMES[number]}
    if figure is None:
        return {**row, "missing": missing_in_words(standing.missing) if standing.missing else ""}
    beside, trend = standing.beside, standing.trend
    return {
        **row,
        "year": figure.year,
        "brief": figure_in_brief(number, figure),
        "gap": gap_tag(standing),
        "beside": None
        if beside is None
        else {
            **_tag(verdict_in_brief(beside), beside.verdict),
            "year": beside.figure.year if beside.figure.year != figure.year else "",
        },
        "trend": None if trend is None else {**_tag(trend_in_brief(trend), trend.trend), "since": trend.beside.year},
    }


def _tag(text: str, verdict: Verdict | Trend) -> dict[str, Any]:
    return {"text": text, "colour": COLOURS.get(verdict, "")}


def gap_tag(standing: Standing) -> dict[str, Any] | None:
    """What to say of the gap in the latest figure in a word or three; nothing where chance cannot be judged."""
    if standing.gap is None or standing.gap.interval is None:
        return None
    if standing.gap.chance == Chance.WITHIN:
        return {"text": "Could be chance", "colour": "grey"}
    return {"text": "Beyond chance", "colour": "orange" if standing.gap.is_adverse else "green"}


def section(place: Place, values: Sequence[ShownValue], numbers: Mapping[int, int]) -> dict[str, Any]:
    """What an organisation's page says of an indicator.

    Returns::

        {"indicator": Indicator, "headline": "White applicants were …", "year": 2024, "period": "31 March 2024",
         "sentences": ["The gap is wider than …", …], "beside": see comparison_in_words, "trend": see trend_in_words,
         "missing": "", "parts": [{"name": "Executive board members", "text": "…", "year": 2024}, …],
         "has_trend": True, "has_funnel": False, "measures": [{"slug": …, "name": …, "tables": see value_tables}, …],
         "bands": see band_table, or None}
    """
    standing = place.standing
    indicator, figure = standing.indicator, standing.figure
    bands, others = _bands_and_others(values)
    said: dict[str, Any] = {
        "indicator": indicator,
        "missing": missing_in_words(standing.missing) if standing.missing else "",
        "lacking": lacking_in_words(standing.lacking) if standing.lacking and not standing.missing else "",
        "measures": _measures(others, numbers),
        "bands": band_table(bands, others, numbers) if bands else None,
    }
    if figure is None:
        return said
    return {
        **said,
        "year": figure.year,
        "period": figure.period,
        "headline": figure_in_words(indicator.number, figure),
        "sentences": [each for each in _sentences(standing, figure) if each],
        "beside": _beside(place),
        "trend": trend_in_words(indicator.number, standing.trend, standing.no_trend),
        "parts": _other_parts(standing),
        "has_trend": len(standing.series) > 1,
    }


def _sentences(standing: Standing, figure: Figure) -> Iterator[str]:
    """What to make of a figure, each in a sentence or two."""
    gap = standing.gap
    yield gap_in_words(figure, gap)
    yield interval_in_words(figure, figure.interval)
    yield four_fifths_in_words(figure)
    if figure.basis != Basis.PUBLISHED:
        yield basis_in_words(figure)
    for other in figure.also:
        yield f"Another publication gives {figure_in_brief(standing.indicator.number, other)}."


def _beside(place: Place) -> str:
    """How the organisation stands beside what it is compared with; nothing where it is compared with nothing."""
    standing, beside = place
    if beside is None:
        return ""
    if standing.beside is None:
        return f"{sentence(beside.name)}: no comparison, because {standing.not_beside}."
    is_latest = standing.figure is not None and standing.beside.figure.year == standing.figure.year
    return comparison_in_words(standing.indicator.number, beside.name, standing.beside, is_latest=is_latest)


def _other_parts(standing: Standing) -> list[dict[str, Any]]:
    """The latest figures of the other subjects of an indicator, such as the voting members of a board."""
    headline = standing.figures.headline
    found = []
    for subject, figures in standing.figures.by_subject.items():
        if subject not in (headline, *SAID_BY_OTHERS):
            text = figure_in_words(standing.indicator.number, figures[-1])
            found.append(
                {"year": figures[-1].year, "text": text, "gap": gap_in_words(figures[-1], gap_of(figures[-1]))}
            )
    return found


#: Subjects that another one's sentence says already.
SAID_BY_OTHERS = (Subject.WORKFORCE_SHARE, Subject.BOARD_SHARE)


def _bands_and_others(values: Sequence[ShownValue]) -> tuple[list[ShownValue], list[ShownValue]]:
    """The values by band, which have a table of their own, and the others."""
    bands = [value for value in values if value.coverage in BY_LABEL]
    return bands, [value for value in values if value.coverage not in BY_LABEL]


def _measures(values: Sequence[ShownValue], numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    return [
        {"slug": measure.slug, "name": measure.name, "tables": value_tables(of_measure, numbers)}
        for measure, of_measure in groupby(values, key=attrgetter("measure"))
    ]


def band_table(
    values: Sequence[ShownValue], others: Sequence[ShownValue], numbers: Mapping[int, int]
) -> dict[str, Any]:
    """The latest year of indicator 1 by band and grade, from one publication; ``others`` are its other values.

    Returns::

        {"year": 2024, "dataset": Dataset, "number": 3, "groups": ["BME", "White"],
         "parts": [{"heading": "Non-clinical", "rows": [
             {"band": "Band 5", "cells": [{"text": "24.1%", "detail": "20 of 83"}, …]}, …]}, …],
         "disparities": ["White staff in …", …]}
    """
    year = max(value.reporting_year for value in values)
    dataset = next(value.dataset for value in values if value.reporting_year == year)
    latest = [value for value in values if value.reporting_year == year and value.dataset == dataset]
    places = {(value.coverage, value.group): value for value in latest}
    wholes = (value for value in others if value.measure.slug == WORKFORCE_SHARE and value.group == Group.BME)
    staff = next(
        (each.observation.denominator for each in wholes if (each.reporting_year, each.dataset) == (year, dataset)),
        None,
    )
    groups = [group for group in Group if any(value.group == group for value in latest)]
    parts = [
        {
            "heading": staff,
            "rows": [
                {"band": sentence(band.name), "cells": [_cell(places.get((band.label, group))) for group in groups]}
                for band in of_staff
                if any((band.label, group) in places for group in groups)
            ],
        }
        for staff, of_staff in groupby(BANDS, key=attrgetter("group"))
    ]
    return {
        "year": year,
        "dataset": dataset,
        "number": numbers[dataset.pk],
        "groups": [group.label for group in groups],
        "parts": [part for part in parts if part["rows"]],
        "disparities": [
            disparity_in_words(low, high, found) for (low, high), found in disparity_ratios(latest, staff).items()
        ],
    }


def _cell(value: ShownValue | None) -> dict[str, str]:
    if value is None:
        return {"text": ""}
    return {"text": value.value_as_published, "detail": counts_in_words(value)}


def start(gaps: Sequence[Standing]) -> list[dict[str, Any]]:
    """The gaps to start with, each with what works on it.

    Returns::

        [{"indicator": Indicator, "headline": "White applicants were …", "gap": "The gap is wider …",
          "recommendations": [see evidence_on, …], "total": 4, "cases": [Link, …]}]
    """
    evidence = evidence_on(standing.indicator for standing in gaps)
    return [
        _start_of(standing, standing.figure, evidence[standing.indicator.number])
        for standing in gaps
        if standing.figure
    ]


def _start_of(standing: Standing, figure: Figure, evidence: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "indicator": standing.indicator,
        "year": figure.year,
        "headline": figure_in_words(standing.indicator.number, figure),
        "gap": gap_in_words(figure, standing.gap),
        "recommendations": evidence["recommendations"][:RECOMMENDATIONS],
        "total": len(evidence["recommendations"]),
        "cases": evidence["cases"][:CASES],
    }


def changes(found: Sequence[Place], first: int, last: int) -> list[dict[str, Any]]:
    """Each indicator with figures in both years, in words; with those of one only, which are named.

    Returns::

        [{"indicator": Indicator, "text": "WRES 2019: White applicants were … WRES 2024: …"}, …]
    """
    return [{"indicator": place.standing.indicator, "text": _change(place.standing, first, last)} for place in found]


def _change(standing: Standing, first: int, last: int) -> str:
    by_year = {figure.year: figure for figure in standing.series}
    absent = [str(year) for year in (first, last) if year not in by_year]
    if absent:
        return f"No figure for WRES {' and '.join(absent)}."
    earlier, later = by_year[first], by_year[last]
    if earlier.is_new_series != later.is_new_series:
        return f"The two years cannot be compared. {standing.indicator.comparability}".strip()
    change, reason = of_publications(later, earlier, is_exact=False)
    if change is None:
        return f"The two years cannot be compared, because {reason}."
    return years_in_words(standing.indicator.number, change)
