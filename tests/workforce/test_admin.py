import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from curation.admin_base import deletion
from tests.factories import (
    DatasetFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    OrganisationFactory,
    StatisticFactory,
)
from tests.support.admin_forms import address, errors, part, save
from workforce.models import Dataset, Group, Indicator, Measure, MeasureKind, Observation, Organisation

pytestmark = pytest.mark.django_db


def change(row: Any) -> str:
    return address(type(row), "change", row.pk)


def listed(client: Client, model: Any, **query: str) -> list[Any]:
    return list(client.get(address(model, "changelist"), query).context["cl"].result_list)


def test_a_value_is_entered_once(admin_client: Client):
    value = ObservationFactory()
    again = {
        "organisation": value.organisation_id,
        "measure": value.measure_id,
        "dataset": value.dataset_id,
        "reporting_year": value.reporting_year,
        "group": value.group,
        "value": "17.1",
    }
    assert "already exists" in errors(save(admin_client, address(Observation, "add"), **again))["__all__"][0]


@pytest.mark.parametrize(
    "values",
    [
        {"numerator": 5, "denominator": 4},
        {"reporting_year": 1999},
        {"decimals_published": 4},
        {"value": "sixteen"},
        {"numerator": -1},
    ],
    ids=str,
)
def test_a_value_that_cannot_be_is_refused(admin_client: Client, values: dict[str, Any]):
    assert errors(save(admin_client, change(ObservationFactory()), **values))


def test_a_range_that_runs_backwards_is_refused(admin_client: Client):
    assert errors(save(admin_client, change(StatisticFactory(value=Decimal(5))), value_upper=4))


def test_there_is_no_tenth_indicator(admin_client: Client):
    assert "number" in errors(save(admin_client, address(Indicator, "add"), number=10))


def test_an_indicator_is_described_once(admin_client: Client):
    IndicatorFactory(number=3)
    assert errors(save(admin_client, address(Indicator, "add"), number=3))["number"] == [
        "WRES indicator with this Number already exists."
    ]


def test_measures_are_added_on_the_form_of_their_indicator(admin_client: Client):
    indicator = IndicatorFactory(number=9)
    MeasureFactory(indicator=indicator, position=1)
    added = part(
        admin_client.get(change(indicator)), Measure, 0, name="Gap", slug="gap", kind=MeasureKind.DIFFERENCE.value
    )
    assert save(admin_client, change(indicator), **added).status_code == 302
    assert Measure.objects.get(slug="gap").position == 2


def test_a_measure_comes_last_of_its_indicator(admin_client: Client):
    first = MeasureFactory(position=4)
    added = {"indicator": first.indicator_id, "name": "Gap", "slug": "gap", "kind": MeasureKind.DIFFERENCE.value}
    save(admin_client, address(Measure, "add"), **added)
    assert Measure.objects.get(slug="gap").position == 5


def test_a_board_is_in_no_other_board(admin_client: Client):
    board, other = OrganisationFactory(kind="icb"), OrganisationFactory(kind="icb")
    assert errors(save(admin_client, change(board), icb=other.pk))


def test_values_show_as_they_were_published(admin_client: Client):
    ObservationFactory(value=Decimal("35"), decimals_published=0, measure__kind=MeasureKind.PERCENTAGE)
    assert "35%" in admin_client.get(address(Observation, "changelist")).content.decode()


def test_values_are_found_by_the_code_of_an_organisation(admin_client: Client):
    value = ObservationFactory(organisation__ods_code="RXY")
    ObservationFactory()
    assert listed(admin_client, Observation, q="RXY") == [value]
    assert listed(admin_client, Organisation, q="rxy") == [value.organisation]


def test_organisations_without_values_can_be_found(admin_client: Client):
    bare, value = OrganisationFactory(), ObservationFactory()
    assert listed(admin_client, Organisation, has_observations="no") == [bare]
    [row] = listed(admin_client, Organisation, has_observations="yes")
    assert (row, row.observation_count) == (value.organisation, 1)


def test_exported_values_are_those_of_the_list(admin_client: Client):
    measure = MeasureFactory(indicator__number=7, name="Share")
    organisation = OrganisationFactory(ods_code="RXY", name="=Trust")
    ObservationFactory(
        organisation=organisation,
        measure=measure,
        dataset=DatasetFactory(title="Report"),
        group=Group.WHITE,
        reporting_year=2022,
        value=Decimal("-1.5"),
    )
    ObservationFactory(measure=measure, reporting_year=2023)
    response = admin_client.get(address(Observation, "export"), {"reporting_year": "2022"})
    [row] = csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline=""))
    assert row["ods_code"] == "RXY"
    assert row["organisation"] == "'=Trust"
    assert (row["indicator"], row["measure"], row["group"], row["dataset"]) == ("7", "Share", "White", "Report")
    assert Decimal(row["value"]) == Decimal("-1.5")
    assert response["Content-Disposition"].startswith('attachment; filename="wres-values-')


def test_values_that_keep_a_dataset_from_being_deleted_are_counted_where_they_are_many(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "MOST_LISTED", 2)
    dataset = DatasetFactory()
    for year in (2021, 2022, 2023):
        ObservationFactory(dataset=dataset, reporting_year=year)
    page = admin_client.post(address(Dataset, "delete", dataset.pk), {"post": "yes"}).content.decode()
    assert "<li>3 WRES values</li>" in page
    assert Dataset.objects.filter(pk=dataset.pk).exists()
