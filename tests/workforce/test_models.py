from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from curation.models import Status
from tests.factories import (
    DatasetFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    OrganisationFactory,
    SourceFactory,
    StatisticFactory,
)
from workforce.models import Group, Indicator, MeasureKind, Observation, OrganisationKind, Statistic
from workforce.models.organisations import ENGLAND

pytestmark = pytest.mark.django_db


def refused(factory: type, **values) -> None:
    """Assert that the database itself refuses a row, whatever a form would say."""
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**values)


@pytest.mark.parametrize("number", [0, 10])
def test_there_are_nine_indicators(number: int):
    refused(IndicatorFactory, number=number)


@pytest.mark.parametrize("field", ["domain", "kind", "comparison", "data_source"])
def test_an_indicator_takes_only_known_values(field: str):
    refused(IndicatorFactory, **{field: "something-else"})


def test_an_indicator_says_where_it_is_from():
    refused(IndicatorFactory, locator="")


def test_indicators_of_an_unpublished_source_are_not_public():
    shown = IndicatorFactory(number=1)
    hidden = IndicatorFactory(number=2, source=SourceFactory(draft=True))
    assert list(Indicator.objects.published()) == [shown]
    assert shown.is_public
    assert not hidden.is_public


def test_two_measures_of_an_indicator_have_different_names():
    measure = MeasureFactory()
    refused(MeasureFactory, indicator=measure.indicator, name=measure.name)


def test_a_value_is_held_once_for_each_dataset():
    held = ObservationFactory()
    same = {"organisation": held.organisation, "measure": held.measure, "reporting_year": 2023, "group": held.group}
    ObservationFactory(**same, dataset=DatasetFactory())
    ObservationFactory(**same, dataset=held.dataset, coverage="Nurses")
    refused(ObservationFactory, **same, dataset=held.dataset)


@pytest.mark.parametrize(
    "values",
    [
        {"group": "martians"},
        {"reporting_year": 2014},
        {"reporting_year": 2101},
        {"decimals_published": 4},
        {"numerator": 11, "denominator": 10},
    ],
)
def test_the_database_refuses_values_that_cannot_be(values: dict):
    refused(ObservationFactory, **values)


@pytest.mark.parametrize(
    ("value", "decimals", "kind", "shown"),
    [
        ("35", 0, MeasureKind.PERCENTAGE, "35%"),
        ("383706", 0, MeasureKind.COUNT, "383,706"),
        ("14", 1, MeasureKind.PERCENTAGE, "14.0%"),
        ("1.5", 2, MeasureKind.RELATIVE_LIKELIHOOD, "1.50"),
        ("-4.3", 1, MeasureKind.DIFFERENCE, "-4.3 percentage points"),
    ],
)
def test_a_value_shows_with_the_decimals_that_were_published(value: str, decimals: int, kind: str, shown: str):
    observation = ObservationFactory(measure__kind=kind, value=Decimal(value), decimals_published=decimals)
    observation.refresh_from_db()
    assert observation.value_as_published == shown


def test_made_up_values_are_never_published_ones():
    shown = ObservationFactory()
    ObservationFactory(dataset__is_made_up=True)
    ObservationFactory(organisation__is_made_up=True)
    made_up = ObservationFactory(organisation__is_made_up=True, dataset__is_made_up=True)
    assert list(Observation.objects.published()) == [shown]
    assert set(Observation.objects.with_made_up()) == {shown, made_up}, "the two are never mixed in one organisation"


def test_values_of_unpublished_sources_are_not_public():
    public, hidden = IndicatorFactory(number=1), IndicatorFactory(number=9, source=SourceFactory(withdrawn=True))
    shown = ObservationFactory(measure__indicator=public, dataset__source=SourceFactory())
    ObservationFactory(measure__indicator=public, dataset__source=SourceFactory(draft=True))
    ObservationFactory(measure__indicator=hidden)
    assert list(Observation.objects.published()) == [shown]


def test_england_and_the_regions_come_before_the_trusts():
    measure = MeasureFactory()
    trust, other = OrganisationFactory(name="Leeds and York"), OrganisationFactory(name="Leeds Community")
    region = OrganisationFactory(name="North region", kind=OrganisationKind.REGION)
    england = OrganisationFactory(ods_code=ENGLAND, name="England", kind=OrganisationKind.NATION)
    nation = OrganisationFactory(name="A nation", kind=OrganisationKind.NATION)
    for organisation in (nation, other, trust, region, england):
        ObservationFactory(measure=measure, organisation=organisation, group=Group.BME)
    assert [each.organisation for each in Observation.objects.with_links()] == [england, region, nation, trust, other]
    assert [each.organisation for each in Observation.objects.for_england()] == [england]


def test_a_value_is_named_with_the_staff_that_it_is_about():
    measure = MeasureFactory(name="Share", indicator__number=8)
    named = [str(ObservationFactory(measure=measure, coverage=coverage)) for coverage in ("", "Nurses")]
    assert named == ["8. Share, 2023, BME: 16.6%", "8. Share, Nurses, 2023, BME: 16.6%"]


@pytest.mark.parametrize("date", ["2023", "2023-02", "2023-02-22", ""])
def test_a_dataset_has_a_date_as_far_as_it_is_stated(date: str):
    DatasetFactory(publication_date=date).full_clean()


@pytest.mark.parametrize("date", ["spring", "2023-2", "2023-13"])
def test_a_dataset_takes_no_date_that_is_none(date: str):
    with pytest.raises(ValidationError):
        DatasetFactory.build(publication_date=date).full_clean()
    refused(DatasetFactory, publication_date=date)


def test_a_dataset_writes_its_date_in_words():
    assert DatasetFactory(publication_date="2023-02-22").publication_date_in_words == "22 February 2023"


def test_an_integrated_care_board_is_part_of_none():
    board = OrganisationFactory(kind=OrganisationKind.ICB)
    OrganisationFactory(icb=board)
    refused(OrganisationFactory, kind=OrganisationKind.ICB, icb=board)


@pytest.mark.parametrize(
    "values",
    [{"value_as_stated": ""}, {"value": 3, "value_upper": 2}, {"value": None, "value_upper": 2}, {"locator": ""}],
)
def test_the_database_refuses_statistics_that_say_nothing_or_are_upside_down(values: dict):
    refused(StatisticFactory, **values)


def test_only_published_statistics_of_published_sources_are_public():
    shown = StatisticFactory()
    StatisticFactory(draft=True)
    StatisticFactory(in_review=True)
    StatisticFactory(withdrawn=True)
    StatisticFactory(source=SourceFactory(draft=True))
    assert list(Statistic.objects.published()) == [shown]
    assert shown.status == Status.PUBLISHED
