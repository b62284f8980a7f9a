"""Made-up organisations with WRES figures in the database, and their removal. They are labelled wherever they show."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal
from random import Random
from typing import Any

import pgtrigger
from django.db import transaction
from django.db.models import Q

from database.bulk_rows import copy_rows, copy_values
from workforce.example_figures import ICBS, REGIONS, YEARS, ExampleTrust, Figure, figures_of, trusts
from workforce.models import Dataset, Measure, Observation, Organisation, OrganisationKind, TrustType

#: What their codes and slugs begin with. No code of the Organisation Data Service is as long.
CODE, SLUG = "EXAMPLE", "example-"
PUBLICATION = f"{SLUG}wres-tables"
PUBLISHER = "Made up to try this service with"

_NAMES = {
    TrustType.ACUTE: "Hospitals",
    TrustType.ACUTE_SPECIALIST: "Specialist Hospital",
    TrustType.AMBULANCE: "Ambulance Service",
    TrustType.COMMUNITY: "Community Health",
    TrustType.MENTAL_HEALTH: "Mental Health",
}
_COLUMNS = (
    *("organisation_id", "measure_id", "coverage", "reporting_year", "data_period", "group", "value"),
    *("decimals_published", "numerator", "denominator", "dataset_id", "locator", "note"),
)


class AlreadyThere(Exception):
    """The example data are in the database already."""


def is_there() -> bool:
    """Whether the database has example data."""
    return Organisation.objects.filter(ods_code__startswith=CODE).exists()


@transaction.atomic
def add(seed: int) -> int:
    """Make up organisations and their figures, always the same for a seed; returns how many figures.

    Raises:
        AlreadyThere: they are there already.
    """
    if is_there():
        raise AlreadyThere("The example data are there already. Remove them first.")
    chance = Random(seed)  # noqa: S311 - nothing here is secret
    made = trusts(chance)
    figures = {trust: list(figures_of(trust, chance)) for trust in made}
    with _without_history():
        organisations = _organisations(made)
        publication, own = _datasets(made)
        parts = [
            *((_trust_code(trust.number), own.get(trust, publication), each) for trust, each in figures.items()),
            *((code, publication, each) for code, each in _wholes(figures)),
        ]
        # Of nobody there is no percentage.
        rows = [
            (organisations[code], dataset, figure)
            for code, dataset, each in parts
            for figure in each
            if figure.denominator
        ]
        measures = dict(Measure.objects.filter(slug__startswith="wres-").values_list("slug", "pk"))
        copy_values(Observation, _COLUMNS, (_values(*row, measures) for row in rows))
    return len(rows)


@transaction.atomic
def remove() -> int:
    """Remove the organisations, all values that they have, and the datasets made up with them; returns how many values.

    Raises:
        ProtectedError: something else refers to them.
    """
    organisations = Organisation.objects.filter(ods_code__startswith=CODE, is_made_up=True)
    datasets = Dataset.objects.filter(slug__startswith=SLUG, is_made_up=True)
    values = Observation.objects.filter(Q(organisation__in=organisations) | Q(dataset__in=datasets))
    with _without_history():
        # Django would read every row first.
        removed = values._raw_delete(values.db)
        datasets.delete()
        organisations.update(region=None, icb=None, succeeded_by=None, succeeded_on=None)
        organisations.delete()
    return removed


def _without_history() -> AbstractContextManager[None]:
    """Keeps no history: nobody made these figures, and it would take longer to write than they do."""
    models, events = ("Organisation", "Dataset", "Observation"), ("insert", "update", "delete")
    return pgtrigger.ignore(*(f"workforce.{model}:{event}_{event}" for model in models for event in events))


def _trust_code(number: int) -> str:
    return f"{CODE}{number:03}"


def _region_code(region: int) -> str:
    return f"{CODE}R{region + 1:02}"


_NATION = f"{CODE}ALL"


def _organisations(made: Iterable[ExampleTrust]) -> dict[str, int]:
    """Creates the organisations; returns their keys by code."""
    wholes = [
        Organisation(ods_code=_NATION, name="Example England", kind=OrganisationKind.NATION, is_made_up=True),
        *(
            Organisation(
                ods_code=_region_code(region),
                name=f"Example region {region + 1}",
                kind=OrganisationKind.REGION,
                is_made_up=True,
            )
            for region in range(REGIONS)
        ),
    ]
    keys = {each.ods_code: each.pk for each in copy_rows(Organisation, wholes)}
    icbs = [
        Organisation(
            ods_code=f"{CODE}I{icb + 1:02}",
            name=f"Example Integrated Care Board {icb + 1}",
            kind=OrganisationKind.ICB,
            region_id=keys[_region_code(icb % REGIONS)],
            is_made_up=True,
        )
        for icb in range(ICBS)
    ]
    of_icbs = [each.pk for each in copy_rows(Organisation, icbs)]
    in_place = [each for each in made if each.merged_into is None]
    # Those that took the place of others first, since those name them.
    for some in (in_place, [each for each in made if each.merged_into is not None]):
        rows = [_trust(trust, keys, of_icbs[trust.icb]) for trust in some]
        keys |= {each.ods_code: each.pk for each in copy_rows(Organisation, rows)}
    return keys


def _trust(trust: ExampleTrust, keys: Mapping[str, int], icb: int) -> Organisation:
    row = Organisation(
        ods_code=_trust_code(trust.number),
        name=f"Example {_NAMES[trust.kind]} NHS Trust {trust.number}",
        kind=OrganisationKind.TRUST,
        trust_type=trust.kind,
        region_id=keys[_region_code(trust.region)],
        icb_id=icb,
        is_made_up=True,
    )
    if trust.merged_into is not None:
        row.succeeded_by_id = keys[_trust_code(trust.merged_into)]
        row.succeeded_on = datetime.date(trust.years.stop - 1, 4, 1)
    return row


def _datasets(made: Iterable[ExampleTrust]) -> tuple[int, dict[ExampleTrust, int]]:
    """Creates the datasets; returns the keys of the publication, and of trusts' own figures."""
    note = "Example data: nobody counted these figures."
    publication = Dataset(
        slug=PUBLICATION,
        title=f"Example WRES tables, {YEARS[0]} to {YEARS[-1]}",
        publisher=PUBLISHER,
        note=note,
        is_made_up=True,
    )
    with_own = [trust for trust in made if trust.own_figures]
    own = [
        Dataset(
            slug=f"{SLUG}wres-trust-{trust.number}",
            title=f"Example WRES figures of trust {trust.number}",
            publisher=PUBLISHER,
            note=note,
            is_return=True,
            is_made_up=True,
        )
        for trust in with_own
    ]
    copy_rows(Dataset, [publication, *own])
    return publication.pk, {trust: dataset.pk for trust, dataset in zip(with_own, own, strict=True)}


def _wholes(figures: dict[ExampleTrust, list[Figure]]) -> Iterator[tuple[str, list[Figure]]]:
    """The figures of the nation and of each region, by code: the sums of those of their trusts."""
    yield _NATION, _summed(figures.values())
    for region in range(REGIONS):
        of_region = (of_trust for trust, of_trust in figures.items() if trust.region == region)
        yield _region_code(region), _summed(of_region)


def _summed(figures: Iterable[Iterable[Figure]]) -> list[Figure]:
    numerators: Counter[tuple[Any, ...]] = Counter()
    denominators: Counter[tuple[Any, ...]] = Counter()
    for of_trust in figures:
        for *what, numerator, denominator in of_trust:
            numerators[tuple(what)] += numerator
            denominators[tuple(what)] += denominator
    return [Figure._make((*what, numerators[what], denominator)) for what, denominator in denominators.items()]


def _values(organisation: int, dataset: int, figure: Figure, measures: Mapping[str, int]) -> tuple[Any, ...]:
    """The columns of a figure."""
    measure, coverage, year, group, numerator, denominator = figure
    return (
        *(organisation, measures[measure], coverage, year, _period(measure, year), group.value),
        *(round(Decimal(100 * numerator) / denominator, 1), 1, numerator, denominator, dataset, "", ""),
    )


def _period(measure: str, year: int) -> str:
    """When data of a WRES year are from."""
    number = int(measure.split("-")[1])
    if number in (2, 3, 4):
        return f"April {year - 1} to March {year}"
    return f"NHS Staff Survey {year - 1}" if 5 <= number <= 8 else f"31 March {year}"
