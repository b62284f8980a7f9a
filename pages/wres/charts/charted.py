"""The charts of an organisation and of an indicator, with what their values are from: for pages and for files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from pages.wres.charts.data import Chart
from pages.wres.charts.standing_charts import funnel_chart, glance_chart, spread_chart, trend_chart
from pages.wres.standings import NATION, SUMS, Beside, Held, figures_of, figures_of_many, held_in, places
from workforce.figures import RATIOS, Figure, Figures, Subject
from workforce.models import Dataset, Group, Indicator, Observation, Organisation, OrganisationKind

#: A year that has values of fewer than the most organisations, divided by this, comes after those that have more.
FEW = 2
#: What figures of an indicator may be, the ones that say most first.
SUBJECTS = {
    1: (Subject.SENIOR_DIFFERENCE, Subject.WORKFORCE_SHARE),
    **dict.fromkeys((2, 3, 4), (Subject.RATIO,)),
    **dict.fromkeys((5, 6, 7, 8), (Subject.PERCENTAGE,)),
    9: (Subject.BOARD_DIFFERENCE, Subject.VOTING_DIFFERENCE, Subject.EXECUTIVE_DIFFERENCE, Subject.BOARD_SHARE),
}

TREND_NOTE = "Bars are 95% confidence intervals: how far chance alone may move a value."
FUNNEL_NOTE = (
    "Each dot is an organisation. Chance alone would leave 19 in 20 between the broken lines, and 998 in 1,000 between "
    "the outer lines. An organisation outside them differs by more than chance. The chart does not say why."
)
SENIOR_NOTE = (
    "Compared is how the share of ethnic minority staff in band 8a and above relates to that in the whole workforce: 1 "
    "is no gap."
)
SPREAD_NOTE = "Each dot is an organisation. England’s value is marked where we have one."
GLANCE_NOTE = "The arrow leads from the first year that can be compared to the latest."


@dataclass(frozen=True)
class Charted:
    """A chart, how to read it, and where its values were published."""

    chart: Chart
    how_to_read: str
    datasets: tuple[Dataset, ...]
    address: str  # of the page that shows it


def _charted(chart: Chart, page: Organisation | Indicator, how_to_read: str, figures: Iterable[Figure]) -> Charted:
    datasets = {dataset.pk: dataset for figure in figures for dataset in figure.publications}
    return Charted(chart, how_to_read, tuple(datasets.values()), page.get_absolute_url())


def trend_of(organisation: Organisation, indicator: Indicator, own: Figures, beside: Beside | None) -> Charted | None:
    """An organisation's figures of an indicator over the years, beside those of what it is compared with."""
    others = beside.figures.of(own.headline) if beside else ()
    chart = trend_chart(organisation, indicator, own, beside.name if beside else "", others)
    if chart is None:
        return None
    has_interval = any(point.low is not None for one in chart.series for point in one.points)
    notes = [TREND_NOTE] if has_interval else []
    if beside and others:
        notes.append(f"Compared with {beside.name}.")
    return _charted(chart, organisation, " ".join(notes), [*own.of(own.headline), *others])


def funnel_of(organisation: Organisation, indicator: Indicator, own: Figures) -> Charted | None:
    """An organisation among all others by size, in the latest year for which that can be drawn."""
    for figure, england in _beside_england(organisation, indicator, own):
        held = held_in(indicator, figure.subject, figure.year, organisation.is_made_up)
        others = [each.figure for each in held if each.organisation != organisation]
        if chart := funnel_chart(organisation, indicator, figure, others, england):
            note = f"{SENIOR_NOTE} {FUNNEL_NOTE}" if figure.subject == Subject.SENIOR_DIFFERENCE else FUNNEL_NOTE
            return _charted(chart, organisation, note, [figure, *others, england])
    return None


def has_funnel(organisation: Organisation, indicator: Indicator, own: Figures) -> bool:
    """Whether :func:`funnel_of` has others to show beside the organisation, told without reading their figures."""
    measure = COUNTED.get(indicator.number)
    return measure is not None and any(
        OTHER_WITH_COUNTS(organisation.pk, organisation.is_made_up, measure, figure.year)
        for figure, _ in _beside_england(organisation, indicator, own)
    )


def _other_with_counts(organisation: Any, is_made_up: Any, measure: Any, year: Any) -> QuerySet[Observation]:
    """A value of a year that has counts, of any other organisation."""
    return (
        Observation.objects.with_made_up()
        .filter(measure__slug=measure, group=Group.BME, denominator__isnull=False, reporting_year=year)
        .filter(organisation__is_made_up=is_made_up)
        .exclude(organisation__kind__in=SUMS)
        .exclude(organisation=organisation)
        .order_by()
        .only("pk")[:1]
    )


OTHER_WITH_COUNTS = CompiledQuery[Observation](_other_with_counts)


def _beside_england(organisation: Organisation, indicator: Indicator, own: Figures) -> Iterator[tuple[Figure, Figure]]:
    """The figures that have an interval, each with England's of its year, the latest first."""
    england = NATION.first(organisation.is_made_up)
    if england is None or organisation.kind in SUMS:
        return
    targets = {figure.year: figure for figure in figures_of_many(england)[indicator.number].of(own.headline)}
    for figure in reversed(own.of(own.headline)):
        if figure.interval is not None and figure.year in targets:
            yield figure, targets[figure.year]


#: The measure that has the counts of each indicator with a funnel plot.
COUNTED = {
    1: "wres-1-band-share",
    **{number: f"wres-{number}-{measure}" for number, (measure, *_) in RATIOS.items()},
    **{number: f"wres-{number}-percentage" for number in (5, 6, 7, 8)},
}


def spread_of(indicator: Indicator, is_made_up: bool) -> Charted | None:
    """How the figures of organisations are spread, in the latest year that many of them have values of."""
    found = spread_with_held(indicator, is_made_up)
    return found[0] if found else None


@cached_until_change
def spread_with_held(indicator: Indicator, is_made_up: bool) -> tuple[Charted, tuple[Held, ...]] | None:
    """The same with the figures that it shows."""
    for year in years_of_many(indicator, is_made_up)[:1]:
        for subject in SUBJECTS[indicator.number]:
            held = held_in(indicator, subject, year, is_made_up)
            figures = [each.figure for each in held]
            england = _england_in(indicator, subject, year, is_made_up)
            if chart := spread_chart(indicator, figures, england, is_made_up=is_made_up):
                named = [*figures, *([england] if england else [])]
                return _charted(chart, indicator, SPREAD_NOTE, named), held
    return None


def years_of_many(indicator: Indicator, is_made_up: bool) -> list[int]:
    """The years that organisations have values of: first those that many have, each time the latest first."""
    rows = Observation.objects.with_made_up().filter(organisation__is_made_up=is_made_up, measure__indicator=indicator)
    by_year = rows.exclude(organisation__kind__in=SUMS).order_by("-reporting_year").values_list("reporting_year")
    numbers = dict(by_year.annotate(Count("organisation", distinct=True)))
    most = max(numbers.values(), default=0)
    return sorted(numbers, key=lambda year: (numbers[year] * FEW < most, -year))


def _england_in(indicator: Indicator, subject: Subject, year: int, is_made_up: bool) -> Figure | None:
    england = NATION.first(is_made_up)
    if england is None:
        return None
    figures = figures_of_many(england)[indicator.number].of(subject)
    return next((each for each in figures if each.year == year), None)


def glance_of(organisation: Organisation) -> Charted:
    """Where an organisation stands on each indicator; for England with how many organisations have values of it."""
    own = figures_of(organisation)
    found = [place.standing for place in places(organisation, own, None)]
    is_nation = organisation.kind == OrganisationKind.NATION
    chart = glance_chart(organisation, found, held_by_indicator(organisation.is_made_up) if is_nation else None)
    return _charted(chart, organisation, GLANCE_NOTE, [each.figure for each in found if each.figure])


@cached_until_change
def held_by_indicator(is_made_up: bool) -> dict[int, int]:
    """How many organisations have values of each indicator, by its number; England and its regions do not count."""
    rows = Observation.objects.with_made_up().filter(organisation__is_made_up=is_made_up)
    by_indicator = rows.exclude(organisation__kind__in=SUMS).order_by().values_list("measure__indicator__number")
    return dict(by_indicator.annotate(Count("organisation", distinct=True)))
