"""Where organisations stand, read from the database: their figures, what they are compared with, and all of a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Subquery

from caching.query_cache import cached_until_change
from database.compiled_queries import CompiledQuery
from workforce.bands import BY_LABEL
from workforce.figures import WORKFORCE_SHARE, Basis, Figure, Figures, Subject, figures_by_indicator, signed
from workforce.models import Group, Indicator, Observation, Organisation, OrganisationKind
from workforce.standing import Standing, standing
from workforce.suppression import ShownValue, shown

#: Reads the indicators that the public may see.
INDICATORS = CompiledQuery[Indicator](lambda: Indicator.objects.published())

#: What many values share, which is read once each rather than with every value.
SHARED = ("measure__indicator", "dataset__source")


def _of_organisation(key: Any) -> QuerySet[Observation]:
    """What is published of one organisation, real or made up, in the order of its page.

    Pay bands have most of the rows, and their table shows the latest year alone: of earlier ones, only the values of
    BME staff are read, which the figures are made of.
    """
    values = Observation.objects.with_made_up().filter(organisation=key)
    by_band = Q(measure__slug="wres-1-band-share", coverage__in=list(BY_LABEL))
    last = values.filter(by_band).order_by("-reporting_year").values("reporting_year")
    order = ("measure__indicator__number", "measure__position", "measure_id", "coverage", "reporting_year")
    return (
        values.filter(~by_band | Q(group=Group.BME) | Q(reporting_year=Subquery(last[:1])))
        .order_by(*order, "dataset__slug", "group")
        .prefetch_related(*SHARED)
    )


OF_ORGANISATION = CompiledQuery[Observation](_of_organisation)

#: The kinds of organisation that are others together, and so no neighbours of a trust in a chart.
SUMS = (OrganisationKind.NATION, OrganisationKind.REGION)
#: The indicators that compare the share of BME people in a part with that in the whole.
OF_ONE_GROUP = (1, 9)
#: The fewest organisations whose middle value is given.
FEWEST = 3


def values_of(organisation: Organisation) -> list[ShownValue]:
    """What the public sees of an organisation's values, in the order of its page."""
    values = OF_ORGANISATION(organisation.pk)
    for value in values:
        value.organisation = organisation
    return shown(values)


def figures_of(organisation: Organisation) -> dict[int, Figures]:
    """The figures of an organisation, by the number of the indicator."""
    return figures_by_indicator(INDICATORS(), values_of(organisation))


#: The same, kept for what many are compared with: England and the regions.
figures_of_many = cached_until_change(figures_of)


class Held(NamedTuple):
    """An organisation with its figure of a year."""

    organisation: Organisation
    figure: Figure


def held_in(indicator: Indicator, subject: Subject, year: int, is_made_up: bool) -> tuple[Held, ...]:
    """The figures of all organisations for an indicator and year, but for England’s and the regions’."""
    figures = figures_in(indicator, year, is_made_up)
    return tuple(Held(organisation, figure) for organisation, held in figures.items() for figure in held.of(subject))


@cached_until_change
def figures_in(indicator: Indicator, year: int, is_made_up: bool) -> Mapping[Organisation, Figures]:
    """What all organisations have for an indicator and year, but for England and the regions."""
    groups = (Group.BME,) if indicator.number in OF_ONE_GROUP else (Group.BME, Group.WHITE, Group.BETWEEN)
    rows = (
        Observation.objects.with_made_up()
        .filter(Q(measure__indicator=indicator) | Q(measure__slug=WORKFORCE_SHARE))
        .filter(organisation__is_made_up=is_made_up, reporting_year=year, group__in=groups)
        .exclude(organisation__kind__in=SUMS)
        .prefetch_related(*SHARED, "organisation")
    )
    by_organisation: dict[Organisation, list[ShownValue]] = {}
    for value in shown(rows):
        by_organisation.setdefault(value.organisation, []).append(value)
    return {
        organisation: figures_by_indicator([indicator], values)[indicator.number]
        for organisation, values in by_organisation.items()
    }


@dataclass(frozen=True)
class Beside:
    """What an organisation is compared with on an indicator; ``name`` is as sentences have it."""

    name: str
    figures: Figures
    is_exact: bool


@dataclass(frozen=True)
class Compared:
    """What an organisation is compared with: another one, the middle of several, or the one and else the other.

    Attributes:
        key: What the address calls it: ``england``, ``region``, ``type`` or a code.
        name: As sentences have it: “England”, “acute trusts”.
        organisation: The other organisation.
        members: What is the same in those whose middle value it is: ``(("region_id", 7),)``.
        named: What those are called.
    """

    key: str
    name: str
    organisation: Organisation | None = None
    members: tuple[tuple[str, Any], ...] = ()
    named: str = ""

    def beside(self, indicator: Indicator, own: Figures, is_made_up: bool) -> Beside:
        """What it has on an indicator, for the subject and the latest year that an organisation has figures of."""
        if self.organisation and self._figures:
            is_sum = self.organisation.kind in SUMS
            figures = self._figures[indicator.number]
            if not self.members or own.headline is None or figures.of(own.headline):
                return Beside(self.name, figures, is_sum)
        return self._middle(indicator, own, is_made_up)

    @cached_property
    def _figures(self) -> dict[int, Figures]:
        if self.organisation is None:
            return {}
        return figures_of_many(self.organisation) if self.organisation.kind in SUMS else figures_of(self.organisation)

    def _middle(self, indicator: Indicator, own: Figures, is_made_up: bool) -> Beside:
        series = own.of(own.headline)
        held = held_in(indicator, series[-1].subject, series[-1].year, is_made_up) if series else ()
        figures = [each.figure for each in held if self._has(each.organisation)]
        if len(figures) < FEWEST:
            return Beside(self.name, Figures({}), is_exact=True)
        middle = middle_of(figures)
        return Beside(f"the middle of {len(figures)} {self.named}", Figures({middle.subject: (middle,)}), is_exact=True)

    def _has(self, organisation: Organisation) -> bool:
        return all(getattr(organisation, name) == value for name, value in self.members)


def middle_of(figures: Sequence[Figure]) -> Figure:
    """The middle value of figures of one subject and year, without counts."""
    value = median(each.value for each in figures)
    decimals = 2 if figures[0].subject == Subject.RATIO else 1
    text = signed(value, decimals) if figures[0].subject.is_difference else f"{value:.{decimals}f}"
    return replace(
        figures[0],
        value=value,
        text=text,
        basis=Basis.MIDDLE,
        interval=None,
        one=None,
        other=None,
        stated="",
        datasets=(),
        other_dataset=None,
        also=(),
    )


class Place(NamedTuple):
    """Where an organisation stands on an indicator, and what it is compared with there."""

    standing: Standing
    beside: Beside | None


def places(organisation: Organisation, own: Mapping[int, Figures], compared: Compared | None) -> list[Place]:
    """Where an organisation with these figures stands on each indicator."""
    found = []
    for indicator in INDICATORS():
        figures = own[indicator.number]
        beside = compared.beside(indicator, figures, organisation.is_made_up) if compared else None
        others, is_exact = (beside.figures, beside.is_exact) if beside else (None, False)
        found.append(Place(standing(indicator, figures, others, is_exact=is_exact), beside))
    return found


def england_of(organisation: Organisation) -> Organisation | None:
    """England, or what stands for it among made-up organisations."""
    return NATION.first(organisation.is_made_up)


NATION = CompiledQuery[Organisation](
    lambda is_made_up: Organisation.objects.filter(kind=OrganisationKind.NATION, is_made_up=is_made_up)
)
