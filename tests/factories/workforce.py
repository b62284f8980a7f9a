"""Factories of the workforce app."""

from decimal import Decimal

from factory.declarations import LazyAttribute, SelfAttribute, Sequence, SubFactory

from tests.factories.base import ModelFactory, SourcedEntryFactory, links
from workforce.models import (
    Comparison,
    Dataset,
    DataSource,
    Domain,
    Group,
    ImportLayout,
    Indicator,
    Measure,
    MeasureKind,
    Observation,
    Organisation,
    OrganisationKind,
    RowKind,
    RowOutcome,
    Statistic,
    WresImport,
    WresImportRow,
)


class OrganisationFactory(ModelFactory[Organisation]):
    """Makes NHS trusts that count as real; ``is_made_up=True`` makes the other kind."""

    class Meta:
        model = Organisation

    ods_code = Sequence(lambda n: f"T{n:04d}")
    name = Sequence(lambda n: f"Hospitals NHS Trust {n}")
    kind = OrganisationKind.TRUST


class IndicatorFactory(ModelFactory[Indicator]):
    """Goes through the numbers 1 to 9; the same number gives the same row."""

    class Meta:
        model = Indicator
        django_get_or_create = ("number",)

    number = Sequence(lambda n: n % 9 + 1)
    name = LazyAttribute(lambda indicator: f"What indicator {indicator.number} measures")
    definition = "The share of one group of staff compared with the share of the other."
    domain = Domain.PROCESSES
    kind = MeasureKind.PERCENTAGE
    comparison = Comparison.SIDE_BY_SIDE
    how_to_read = "The further apart the two values are, the greater the gap."
    data_source = DataSource.WORKFORCE_RECORDS
    definition_basis = "Technical guidance of the standard"
    source = SubFactory("tests.factories.evidence.SourceFactory")
    locator = "Inset box 2.2.1"


class MeasureFactory(ModelFactory[Measure]):
    """Makes measures of the indicator's own kind."""

    class Meta:
        model = Measure

    slug = Sequence(lambda n: f"measure-{n}")
    indicator = SubFactory(IndicatorFactory)
    name = Sequence(lambda n: f"Share number {n}")
    kind = SelfAttribute("indicator.kind")
    position = Sequence(lambda n: n)


class DatasetFactory(ModelFactory[Dataset]):
    """Makes datasets."""

    class Meta:
        model = Dataset

    slug = Sequence(lambda n: f"dataset-{n}")
    title = Sequence(lambda n: f"Workforce Race Equality Standard report {n}")
    publisher = "NHS England"
    publication_date = "2024-03"


class ObservationFactory(ModelFactory[Observation]):
    """Makes values for BME staff in 2023."""

    class Meta:
        model = Observation

    organisation = SubFactory(OrganisationFactory)
    measure = SubFactory(MeasureFactory)
    reporting_year = 2023
    group = Group.BME
    value = Decimal("16.6")
    dataset = SubFactory(DatasetFactory)


class WresImportFactory(ModelFactory[WresImport]):
    """Makes imports of values that are ready to be confirmed."""

    class Meta:
        model = WresImport

    file_name = Sequence(lambda n: f"values-{n}.csv")
    layout = ImportLayout.LONG
    size = 100
    digest = "0" * 64
    title = "Board paper"


class WresImportRowFactory(ModelFactory[WresImportRow]):
    """Makes rows that cannot be read, of which nothing is known but their line."""

    class Meta:
        model = WresImportRow

    wres_import = SubFactory(WresImportFactory)
    number = Sequence(lambda n: n + 1)
    line = Sequence(lambda n: n + 2)
    kind = RowKind.VALUE
    outcome = RowOutcome.REJECTED


class StatisticFactory(SourcedEntryFactory[Statistic]):
    """Makes statistics."""

    class Meta:
        model = Statistic

    slug = Sequence(lambda n: f"statistic-{n}")
    label = Sequence(lambda n: f"Posts that are unfilled, count {n}")
    value_as_stated = "over 110,000"
    value = Decimal(110_000)
    unit = "posts"
    period = "2023/24"
    themes = links("themes")
    indicators = links("indicators")
