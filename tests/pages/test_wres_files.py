"""Files of WRES values and charts hold what the pages show, and nothing else."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.models import Status
from evidence.proportions import Estimate, Proportion, percentage
from files.csv_files import escape_formula
from tests.factories.evidence import SourceFactory
from tests.factories.workforce import (
    DatasetFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    OrganisationFactory,
)
from tests.pages.test_constant_queries import queries_of
from workforce import wres_exports
from workforce.figures import UPPER_PART
from workforce.models import (
    Comparison,
    Dataset,
    DataSource,
    Group,
    Measure,
    MeasureKind,
    Observation,
    Organisation,
    OrganisationKind,
)

pytestmark = pytest.mark.django_db

DISCRIMINATION = "wres-8-percentage"


@pytest.fixture(autouse=True)
def measures() -> None:
    """The measures of discrimination and of the disciplinary process."""
    survey = IndicatorFactory(number=8, data_source=DataSource.STAFF_SURVEY)
    MeasureFactory(indicator=survey, slug=DISCRIMINATION, name="Percentage of staff")
    process = IndicatorFactory(
        number=3, kind=MeasureKind.RELATIVE_LIKELIHOOD, comparison=Comparison.BME_TO_WHITE, parity=1
    )
    MeasureFactory(indicator=process, slug="wres-3-relative-likelihood")
    MeasureFactory(indicator=process, slug="wres-3-entered-share", kind=MeasureKind.PERCENTAGE)


def trust(code: str = "RXX", *, is_made_up: bool = False, **values: Any) -> Organisation:
    return OrganisationFactory(ods_code=code, name=f"Trust {code}", is_made_up=is_made_up, **values)


def england(*, is_made_up: bool = False) -> Organisation:
    code = "ZZENG" if is_made_up else "ENG"
    return OrganisationFactory(ods_code=code, name="England", kind=OrganisationKind.NATION, is_made_up=is_made_up)


def add(
    organisation: Organisation,
    year: int,
    bme: tuple[int, int],
    white: tuple[int, int],
    measure: str = DISCRIMINATION,
    dataset: Dataset | None = None,
) -> None:
    """Counts of both groups, as percentages with their counts."""
    dataset = dataset or DatasetFactory(is_made_up=organisation.is_made_up)
    for group, (events, people) in ((Group.BME, bme), (Group.WHITE, white)):
        ObservationFactory(
            organisation=organisation,
            measure=Measure.objects.get(slug=measure),
            reporting_year=year,
            group=group,
            value=Decimal(100 * events / people).quantize(Decimal("0.1")),
            numerator=events,
            denominator=people,
            dataset=dataset,
        )


def rows(client: Client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


# Values


def test_a_value_comes_with_all_that_is_known_of_it(client: Client) -> None:
    dataset = DatasetFactory(title="WRES report", publisher="NHS England", url="https://example.org/report")
    add(trust(), 2024, (20, 100), (30, 300), dataset=dataset)
    Observation.objects.update(data_period="NHS Staff Survey 2023", locator="Table 1", note="As printed.")

    row, other = rows(client, "/wres.csv")

    assert row["organisation"] == "Trust RXX"
    assert row["url"] == "http://testserver/wres/organisations/RXX/"
    shown = ("ods_code", "indicator", "measure", "coverage", "reporting_year", "data_period", "group", "value", "unit")
    assert [row[name] for name in shown] == [
        *("RXX", "8", "Percentage of staff", "", "2024", "NHS Staff Survey 2023", "BME", "20.0", "Percentage"),
    ]
    assert [row[name] for name in ("numerator", "denominator", "interval_low", "interval_high", "not_shown")] == [
        *("20", "100", "13.337", "28.883", ""),
    ]
    assert [row[f"dataset{name}"] for name in ("", "_publisher", "_address", "_locator")] == [
        *("WRES report", "NHS England", "https://example.org/report", "Table 1"),
    ]
    assert (row["note"], row["is_own_figures"], row["is_made_up"]) == ("As printed.", "no", "no")
    assert other["group"] == "White"


def test_values_keep_the_decimals_that_were_printed(client: Client) -> None:
    measure = Measure.objects.get(slug=DISCRIMINATION)
    ObservationFactory(organisation=trust(), value=Decimal("16.600"), decimals_published=2, measure=measure)
    ObservationFactory(organisation=trust("RYY"), value=Decimal("35"), decimals_published=0, measure=measure)
    assert [row["value"] for row in rows(client, "/wres.csv")] == ["16.60", "35"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 5_000)), min_size=1, max_size=8))
def test_intervals_are_those_of_the_calculations(counts: list[tuple[int, int]]) -> None:
    Observation.objects.all().delete()
    organisation = Organisation.objects.filter(ods_code="RXX").first() or trust()
    expected = {}
    for number, (events, people) in enumerate(counts):
        events = min(events, people)
        add(organisation, 2015 + number, (events, people), (0, people))
        expected[str(2015 + number)] = percentage(Proportion(events, people))

    with override_settings(WRES_SMALLEST_COUNT=0):
        content = b"".join(wres_exports.csv(Observation.objects.filter(group=Group.BME), str)).decode("utf-8-sig")

    for row in csv.DictReader(io.StringIO(content)):
        estimate = expected[row["reporting_year"]]
        assert isinstance(estimate, Estimate)
        assert float(row["interval_low"]) == pytest.approx(estimate.interval.low, abs=6e-4)
        assert float(row["interval_high"]) == pytest.approx(estimate.interval.high, abs=6e-4)


def test_a_workforce_that_is_counted_in_full_has_no_interval(client: Client) -> None:
    MeasureFactory(slug="wres-1-workforce-share", indicator__number=1, kind=MeasureKind.PERCENTAGE)
    add(trust(), 2024, (20, 100), (80, 100), measure="wres-1-workforce-share")
    assert {(row["interval_low"], row["interval_high"]) for row in rows(client, "/wres.csv")} == {("", "")}


def test_each_page_has_its_own_values(client: Client) -> None:
    add(trust(), 2024, (20, 100), (30, 300))
    add(trust("RYY"), 2024, (10, 100), (10, 200), measure="wres-3-entered-share")

    assert {row["ods_code"] for row in rows(client, "/wres.csv")} == {"RXX", "RYY"}
    assert {row["ods_code"] for row in rows(client, "/wres/organisations/RXX.csv")} == {"RXX"}
    assert {row["ods_code"] for row in rows(client, "/wres/indicators/3.csv")} == {"RYY"}
    add(trust("RZZ"), 2024, (20, 100), (30, 300))
    compared = "/wres/compare.csv?organisation=RXX&organisation=RYY"
    assert {row["ods_code"] for row in rows(client, compared)} == {"RXX", "RYY"}


def test_made_up_values_come_only_where_they_are_asked_for(client: Client) -> None:
    add(trust(), 2024, (20, 100), (30, 300))
    add(trust("ZZ1", is_made_up=True), 2024, (30, 100), (30, 300))

    for path in ("/wres.csv", "/wres/indicators/8.csv"):
        assert {row["is_made_up"] for row in rows(client, path)} == {"no"}
        assert {row["ods_code"] for row in rows(client, f"{path}?example=1")} == {"ZZ1"}
        assert {row["is_made_up"] for row in rows(client, f"{path}?example=1")} == {"yes"}
    assert {row["is_made_up"] for row in rows(client, "/wres/organisations/ZZ1.csv")} == {"yes"}
    assert "example-data" in client.get("/wres/organisations/ZZ1.csv")["Content-Disposition"]
    assert "example-data" not in client.get("/wres.csv")["Content-Disposition"]


def test_small_numbers_are_not_in_files(client: Client) -> None:
    add(trust(), 2024, (3, 100), (30, 300), dataset=DatasetFactory(is_return=True))
    row, _ = rows(client, "/wres/organisations/RXX.csv")
    assert [row[each] for each in ("value", "numerator", "denominator", "interval_low", "interval_high")] == [""] * 5
    assert row["not_shown"]
    assert row["is_own_figures"] == "yes"


def test_nothing_unpublished_is_in_files(client: Client) -> None:
    source = SourceFactory(status=Status.DRAFT)
    add(trust(), 2024, (20, 100), (30, 300), dataset=DatasetFactory(source=source))
    for path in ("/wres.csv", "/wres/organisations/RXX.csv", "/wres/indicators/8.csv"):
        assert rows(client, path) == []
    assert client.get("/wres/organisations/RXX/indicator-8.svg").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+44", "@SUM(A1)", "-2+3", "\t=1", "plain"])
def test_a_text_that_excel_would_run_stays_a_text(client: Client, text: str) -> None:
    add(trust(), 2024, (20, 100), (30, 300))
    Observation.objects.update(coverage=text, note=text)
    row, _ = rows(client, "/wres.csv")
    assert row["coverage"] == row["note"] == escape_formula(text)


def test_a_code_in_small_letters_leads_to_the_one_in_capitals(client: Client) -> None:
    add(trust(), 2024, (20, 100), (30, 300))
    response = client.get("/wres/organisations/rxx/indicator-8.png?with=england")
    assert (response.status_code, response["Location"]) == (
        *(301, "/wres/organisations/RXX/indicator-8.png?with=england"),
    )


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/wres.csv?example=2", "“2” is not known"),
        ("/wres/indicators/8.csv?example=yes", "“yes” is not known"),
        ("/wres/indicators/8-spread.svg?example=yes", "“yes” is not known"),
        ("/wres/organisations/RXX/indicator-8.svg?with=mars", "“mars”"),
        ("/wres/organisations/RXX.docx?peer=nobody", "nobody"),
        ("/wres/compare.csv", "Choose 2 to 4 organisations"),
        ("/wres/compare.csv?organisation=nobody", "nobody"),
        ("/wres/organisations/RXX/indicator-8.svg?caption=long", "“long” is not known"),
    ],
)
def test_a_wrong_query_is_answered_with_the_reason(client: Client, path: str, reason: str) -> None:
    add(trust(), 2024, (20, 100), (30, 300))
    response = client.get(path)
    assert response.status_code == 400
    assert reason in response.content.decode()


# Charts


def picture(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "image/svg+xml"
    return response.getvalue().decode()


def many(*, is_made_up: bool = False) -> Organisation:
    """A trust among others, with counts for two years, and England."""
    start = "ZZ" if is_made_up else "R"
    own = trust(f"{start}XX", is_made_up=is_made_up)
    add(england(is_made_up=is_made_up), 2023, (160, 1_000), (60, 1_000))
    for year in (2022, 2023):
        add(own, year, (30, 100), (20, 300))
    for number in range(6):
        add(trust(f"{start}Y{number}", is_made_up=is_made_up), 2023, (10 + number, 100), (10, 200))
    return own


def test_a_trend_has_intervals_and_england_beside(client: Client) -> None:
    many()
    svg = picture(client, "/wres/organisations/RXX/indicator-8.svg")
    assert "Ethnic minority staff: 30.0% (95% confidence interval 21.9 to 39.6) in 2022, 30.0%" in svg
    assert "White staff: 6.7% (95% confidence interval 4.4 to 10.1) in 2022" in svg
    assert "England: ethnic minority staff: 16.0% (95% confidence interval" in svg
    assert "staff survey of the autumn before" in svg


def test_a_funnel_plot_has_all_others_of_the_year_that_england_has(client: Client) -> None:
    many()
    add(Organisation.objects.get(ods_code="RXX"), 2024, (99, 100), (20, 300))
    svg = picture(client, "/wres/organisations/RXX/indicator-8-funnel.svg")
    assert "Trust RXX 30.0%, of 100 people. England 16.0%. It lies above both limits" in svg
    assert "Of 6 other organisations, 6 lie within their 95% limits." in svg
    assert "WRES 2023" in svg
    assert "Trust RY" not in svg


def test_a_funnel_plot_of_ratios_leaves_out_what_cannot_be_calculated(client: Client) -> None:
    process = Measure.objects.get(slug="wres-3-relative-likelihood")
    ObservationFactory(
        organisation=england(), measure=process, group=Group.BETWEEN, value=Decimal("1.14"), decimals_published=2
    )
    for code, bme in (("RXX", 30), ("RY1", 12), ("RY2", 0)):
        add(trust(code), 2023, (bme, 1_000), (20, 2_000), measure="wres-3-entered-share")
    svg = picture(client, "/wres/organisations/RXX/indicator-3-funnel.svg")
    assert "Trust RXX 3.00. England 1.14. It lies above" in svg
    assert "Of 1 other organisations" not in svg
    assert "Of 1 other organisation, 1 lies within its 95% limits." in svg


def test_a_funnel_plot_of_senior_staff_compares_their_share_with_the_workforce(client: Client) -> None:
    indicator = IndicatorFactory(number=1)
    MeasureFactory(indicator=indicator, slug="wres-1-band-share", kind=MeasureKind.PERCENTAGE)
    MeasureFactory(indicator=indicator, slug="wres-1-workforce-share", kind=MeasureKind.PERCENTAGE)
    # Where most of the workforce are from ethnic minorities, so are many senior staff.
    for organisation, senior, staff in ((england(), 100, 200), (trust(), 200, 400), (trust("RYY"), 40, 80)):
        add(organisation, 2023, (senior, 1_000), (0, 1_000), measure="wres-1-band-share")
        add(organisation, 2023, (staff, 1_000), (0, 1_000), measure="wres-1-workforce-share")
    Observation.objects.filter(measure__slug="wres-1-band-share").update(coverage=UPPER_PART)
    svg = picture(client, "/wres/organisations/RXX/indicator-1-funnel.svg")
    assert "Trust RXX 0.50. England 0.50. It lies within the limits" in svg
    assert "Of 1 other organisation, 1 lies within its 95% limits." in svg


def test_a_spread_has_a_dot_for_each_organisation_and_no_name(client: Client) -> None:
    many()
    svg = picture(client, "/wres/indicators/8-spread.svg")
    assert "Ethnic minority staff: 7 organisations, from 10.0% to 30.0%" in svg
    assert "England 16.0%" in svg
    assert "Trust R" not in svg


def test_few_organisations_are_not_spread(client: Client) -> None:
    for number in range(4):
        add(trust(f"RY{number}"), 2023, (10 + number, 100), (10, 200))
    assert client.get("/wres/indicators/8-spread.svg").status_code == 404


def test_a_spread_is_of_the_latest_year_that_many_have(client: Client) -> None:
    many()
    add(Organisation.objects.get(ods_code="RXX"), 2024, (30, 100), (20, 300))
    assert "all organisations, WRES 2023" in picture(client, "/wres/indicators/8-spread.svg")


def test_england_at_a_glance_says_how_many_organisations_are_held(client: Client) -> None:
    many()
    svg = picture(client, "/wres/organisations/ENG/at-a-glance.svg")
    assert "England at a glance" in svg
    assert "16.0% in 2023. No gap would be: White staff 6.0%. No trend: there is only one year" in svg
    assert "7 organisations" in svg
    assert "organisations" not in picture(client, "/wres/organisations/RXX/at-a-glance.svg?caption=none")


@pytest.mark.parametrize(
    "path",
    [
        *("organisations/{}XX/indicator-8.svg", "organisations/{}XX/indicator-8-funnel.svg"),
        *("indicators/8-spread.svg?example=1", "organisations/{}XX/at-a-glance.svg"),
    ],
)
def test_made_up_charts_say_so_and_mix_with_no_real_ones(client: Client, path: str) -> None:
    many(is_made_up=True)
    made_up = picture(client, f"/wres/{path.format('ZZ')}")
    assert made_up.count("Example data") == 2, "In the picture and in its description"

    many()
    assert picture(client, f"/wres/{path.format('ZZ')}") == made_up
    real = picture(client, f"/wres/{path.format('R').removesuffix('?example=1')}")
    assert "Example data" not in real
    assert "ZZ" not in real


def test_a_picture_says_where_it_is_from(client: Client) -> None:
    many()
    Dataset.objects.update(title="WRES report", publisher="NHS England")
    svg = picture(client, "/wres/organisations/RXX/indicator-8.svg")
    assert "Values from: WRES report, NHS England" in svg
    assert "testserver/wres/organisations/RXX/" in svg
    bare = picture(client, "/wres/organisations/RXX/indicator-8.svg?caption=none")
    assert "Values from" not in bare


def test_a_picture_in_points_is_a_png(client: Client) -> None:
    many()
    for path in ("organisations/RXX/indicator-8", "organisations/RXX/at-a-glance", "indicators/8-spread"):
        response = client.get(f"/wres/{path}.png")
        assert response["Content-Type"] == "image/png"
        assert response.getvalue().startswith(b"\x89PNG")
        assert response["Content-Disposition"].endswith('.png"')


@pytest.mark.parametrize(
    "path",
    [
        *("organisations/RXX/indicator-8.svg", "organisations/RXX/indicator-8-funnel.png", "indicators/8-spread.svg"),
        *("organisations/RXX/at-a-glance.svg", "organisations/NONE/indicator-8.svg", "organisations/NONE.csv"),
        *("organisations/RXX/indicator-0.svg", "indicators/9.csv", "organisations/NONE.docx"),
    ],
)
def test_what_there_is_not_is_not_found(client: Client, path: str) -> None:
    trust()
    assert client.get(f"/wres/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/wres.csv", "/wres/organisations/RXX.csv", "/wres/indicators/8.csv", "/wres/indicators/8-spread.svg"),
        *("/wres/organisations/RXX/indicator-8.svg", "/wres/organisations/RXX/indicator-8-funnel.svg"),
        *("/wres/organisations/RXX/at-a-glance.svg", "/wres/organisations/RXX.docx"),
    ],
)
def test_the_number_of_queries_does_not_grow(client: Client, path: str) -> None:
    own = many()
    few = queries_of(client, path)
    for number in range(10):
        add(trust(f"RZ{number}"), 2023, (10 + number, 100), (10, 200))
        add(own, 2024 + number, (30, 100), (20, 300), measure="wres-3-entered-share")
    assert len(queries_of(client, path)) == len(few)
    assert len(few) <= 25
