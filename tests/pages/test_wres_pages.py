import html
import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from caching import content_version
from evidence.models import PassageKind
from tests.factories import (
    DatasetFactory,
    IndicatorFactory,
    MeasureFactory,
    ObservationFactory,
    OrganisationFactory,
    PassageFactory,
    RecommendationFactory,
    SourceFactory,
    StatisticFactory,
    ThemeFactory,
)
from workforce.models import Comparison, Domain, Group, Indicator, MeasureKind, Organisation, OrganisationKind
from workforce.models.organisations import ENGLAND

pytestmark = pytest.mark.django_db


@pytest.fixture
def england() -> Organisation:
    return OrganisationFactory(ods_code=ENGLAND, name="England (all NHS trusts)", kind=OrganisationKind.NATION)


@pytest.fixture
def indicator() -> Indicator:
    return IndicatorFactory(
        number=2,
        name="Appointment from shortlisting",
        kind=MeasureKind.RELATIVE_LIKELIHOOD,
        comparison=Comparison.WHITE_TO_BME,
        parity=Decimal("1.0"),
    )


def text_of(client: Client, path: str, status: int = 200) -> str:
    """What a page says, in one line, without its markup."""
    response = client.get(path)
    assert response.status_code == status
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def charts_of(client: Client, path: str) -> list[ET.Element]:
    body = client.get(path).content.decode()
    charts = re.findall(r'<svg[^>]*class="app-chart".*?</svg>', body, re.DOTALL)
    return [ET.fromstring(chart) for chart in charts]  # noqa: S314 - our own drawings


# The standard


def test_the_standard_shows_its_indicators_by_domain_with_englands_latest_values(client: Client, england: Organisation):
    share = MeasureFactory(indicator=IndicatorFactory(number=8, domain=Domain.EXPERIENCE), name="Staff who say so")
    for year, group, value in [(2022, Group.BME, 15), (2023, Group.BME, 16.6), (2023, Group.WHITE, 6.7)]:
        ObservationFactory(measure=share, organisation=england, reporting_year=year, group=group, value=value)
    ObservationFactory(measure=share, reporting_year=2024, value=99)
    IndicatorFactory(number=9, domain=Domain.LEADERSHIP, name="Board membership")

    page = text_of(client, "/wres/")

    assert "Staff who say so, 2023: BME 16.6%, White 6.7%" in page
    assert "99%" not in page, "a trust's value is not England's"
    assert "9. Board membership Our sources give no value for England" in page
    assert page.index(Domain.EXPERIENCE.label) < page.index(Domain.LEADERSHIP.label)
    assert Domain.PROCESSES.label not in page, "a domain without indicators has no heading"
    assert 'data-total="2"' in client.get("/wres/").content.decode()


def test_a_headline_is_about_all_staff_and_the_groups_that_the_standard_compares(client: Client, england: Organisation):
    measure = MeasureFactory(name="Staff who say so")
    of_england = {"measure": measure, "organisation": england}
    ObservationFactory(**of_england, reporting_year=2021, value=29, decimals_published=0, note="Printed so.")
    ObservationFactory(**of_england, reporting_year=2023, value=31, coverage="Nurses")
    ObservationFactory(**of_england, reporting_year=2023, value=35, group=Group.OTHER_BLACK)

    page = text_of(client, "/wres/")

    assert "Staff who say so, 2021: BME 29% . Read in" in page
    assert "Printed so." in page
    assert "31.0" not in page
    assert "35.0" not in page


def test_a_headline_gives_a_value_once_and_not_rounded(client: Client, england: Organisation):
    measure = MeasureFactory(name="Relative likelihood", kind=MeasureKind.RELATIVE_LIKELIHOOD)
    for value, decimals in [("1.37", 2), ("1.4", 1), ("1.37", 2), ("1.5", 1)]:
        ObservationFactory(
            measure=measure,
            organisation=england,
            group=Group.BETWEEN,
            value=Decimal(value),
            decimals_published=decimals,
        )
    assert "Relative likelihood, 2023: 1.37, 1.5 . Read in" in text_of(client, "/wres/")


def test_the_standard_says_what_it_is_in_the_words_of_its_source(client: Client, indicator: Indicator):
    there = {"kind": PassageKind.INSET_BOX, "locator": indicator.locator, "source": indicator.source}
    PassageFactory(**there, title="What it is")
    PassageFactory(**there, title="Not yet public", draft=True)
    PassageFactory(**(there | {"locator": "Inset box 1.1.1"}), title="Something else")
    page = text_of(client, "/wres/")
    assert "What it is" in page
    assert "Not yet public" not in page
    assert "Something else" not in page


def test_no_chart_of_england_is_shown_where_its_values_make_no_figure(client: Client, england: Organisation):
    share = MeasureFactory(indicator=IndicatorFactory(number=8, domain=Domain.EXPERIENCE), slug="wres-8-percentage")
    ObservationFactory(measure=share, organisation=england, group=Group.WHITE)
    chart = "/wres/organisations/ENG/at-a-glance.svg"
    assert chart not in client.get("/wres/").content.decode()
    assert client.get(chart).status_code == 404
    ObservationFactory(measure=share, organisation=england)
    assert chart in client.get("/wres/").content.decode()
    assert client.get(chart).status_code == 200


def test_an_indicator_of_an_unpublished_source_is_nowhere(client: Client):
    IndicatorFactory(number=3, name="Hidden indicator", source=SourceFactory(draft=True))
    assert "Hidden indicator" not in text_of(client, "/wres/")
    assert client.get("/wres/indicators/3/").status_code == 404


@pytest.mark.parametrize("number", ["0", "10", "1234567890123456789012", "two", "٣"])
def test_there_is_no_other_indicator(client: Client, number: str):
    assert client.get(f"/wres/indicators/{number}/").status_code == 404


# One indicator


def test_an_indicator_shows_its_definition_and_how_to_read_it(client: Client, indicator: Indicator):
    page = text_of(client, "/wres/indicators/2/")
    for said in (
        indicator.name,
        indicator.definition,
        indicator.how_to_read,
        indicator.source.title,
        indicator.locator,
        "Parity 1.0",
        "White compared with BME",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("kind", "parity", "said"),
    [
        (MeasureKind.PERCENTAGE, None, "Parity No gap"),
        (MeasureKind.DIFFERENCE, Decimal("0.0"), "Parity 0 percentage points"),
    ],
)
def test_parity_is_said_in_words(client: Client, kind: str, parity: Decimal | None, said: str):
    IndicatorFactory(number=9, kind=kind, parity=parity)
    assert said in text_of(client, "/wres/indicators/9/")


def test_an_indicator_without_values_says_so(client: Client, indicator: Indicator):
    MeasureFactory(indicator=indicator)
    page = text_of(client, "/wres/indicators/2/")
    assert "Our sources give no values for this indicator." in page
    assert charts_of(client, "/wres/indicators/2/") == []


def test_values_stand_in_a_chart_and_a_table_with_where_they_were_published(
    client: Client, indicator: Indicator, england: Organisation
):
    measure = MeasureFactory(indicator=indicator, name="Relative likelihood", slug="wres-2")
    dataset = DatasetFactory(title="A report", publisher="NHS England", publication_date="2023-02-22", note="A note.")
    ObservationFactory(
        measure=measure,
        organisation=england,
        group=Group.BETWEEN,
        value=Decimal("1.5"),
        decimals_published=2,
        dataset=dataset,
        data_period="2021/22",
        numerator=30,
        denominator=1200,
        locator="Table 1",
        note="Printed so.",
    )
    ObservationFactory(
        measure=measure,
        organisation=england,
        group=Group.BETWEEN,
        reporting_year=2024,
        dataset=dataset,
        locator="Table 1",
    )

    page = text_of(client, "/wres/indicators/2/")

    assert "WRES year Value 2023 2021/22 1.50 30 of 1,200 2024 16.6" in page
    assert "Published in: NHS England, 2023 [1] , table 1." in page
    assert "Notes: 2023: Printed so." in page
    assert "[1] A report NHS England, 22 February 2023. A note." in page
    (chart,) = charts_of(client, "/wres/indicators/2/")
    assert chart.findtext("title") == "Relative likelihood, England (all NHS trusts)"
    assert "1.50 in 2023" in chart.findtext("desc", "")
    assert "parity at 1" in chart.findtext("desc", "")


def test_own_figures_of_few_people_stand_in_no_table_and_no_chart(client: Client, indicator: Indicator):
    measure = MeasureFactory(indicator=indicator, slug="wres-2-appointed-share", kind=MeasureKind.PERCENTAGE)
    dataset, trust = DatasetFactory(is_return=True), OrganisationFactory()
    for year, number in ((2022, 40), (2023, 3), (2024, 60)):
        ObservationFactory(
            measure=measure,
            organisation=trust,
            reporting_year=year,
            dataset=dataset,
            value=Decimal(number),
            numerator=number,
            denominator=100,
        )

    page = text_of(client, "/wres/indicators/2/")

    assert "2022 40.0% 40 of 100 2023 Not shown (small numbers) 2024 60.0% 60 of 100" in page
    assert "3.0%" not in page


def test_values_that_different_reports_of_a_publisher_give_lead_to_each(
    client: Client, indicator: Indicator, england: Organisation
):
    measure = MeasureFactory(indicator=indicator)
    for year, slug in ((2022, "first"), (2023, "second")):
        ObservationFactory(
            measure=measure, organisation=england, reporting_year=year, dataset=DatasetFactory(slug=slug)
        )
    page = client.get("/wres/indicators/2/").content.decode()
    table = page.partition("<tbody")[2].partition("</tbody>")[0]
    assert table.index('href="#dataset-first"') < table.index('href="#dataset-second"')
    # The list of indicators leads to where its value was read.
    assert 'href="/wres/indicators/2/#dataset-second"' in client.get("/wres/").content.decode()


def test_england_stands_first_then_regions_then_all_others_by_name(
    client: Client, indicator: Indicator, england: Organisation
):
    measure = MeasureFactory(indicator=indicator, name="Relative likelihood")
    others = [("B trust", "trust"), ("A group", "ccg"), ("North region", "region"), ("Nation B", "nation")]
    for organisation in (england, *(OrganisationFactory(name=name, kind=kind) for name, kind in others)):
        for year in (2022, 2023):
            ObservationFactory(measure=measure, organisation=organisation, reporting_year=year)

    page = text_of(client, "/wres/indicators/2/")

    names = ["England (all NHS trusts) Relative", "NHS regions", "North region (2 values, 2022 to 2023)"]
    names += ["Trusts and other organisations A group (2", "B trust (2", "Nation B (2"]
    assert sorted(names, key=page.index) == names
    # There may be hundreds of trusts.
    titles = [chart.findtext("title", "") for chart in charts_of(client, "/wres/indicators/2/")]
    assert titles == ["Relative likelihood, England (all NHS trusts)"]


def test_a_measure_with_values_of_one_year_has_no_chart(client: Client, indicator: Indicator, england: Organisation):
    measure = MeasureFactory(indicator=indicator)
    for group in (Group.BME, Group.WHITE):
        ObservationFactory(measure=measure, organisation=england, group=group)
    assert charts_of(client, "/wres/indicators/2/") == []


def test_publications_that_agree_share_a_row_and_others_stand_below(
    client: Client, indicator: Indicator, england: Organisation
):
    measure = MeasureFactory(indicator=indicator, kind=MeasureKind.PERCENTAGE)
    both = {"bme": 14, "white": 6}
    for name, of_groups in {"First": both, "Second": both, "Third": {"bme": 13}}.items():
        dataset = DatasetFactory(slug=name.lower(), title=name, publisher=name, publication_date="")
        for group, value in of_groups.items():
            said = {"group": group, "value": value, "decimals_published": 0, "dataset": dataset}
            ObservationFactory(measure=measure, organisation=england, **said)

    page = text_of(client, "/wres/indicators/2/")
    assert "WRES year BME White Published in 2023 14% 6% First [1] ; Second [2] 2023 13% Not stated Third [3]" in page


def test_publications_that_agree_share_a_row_though_one_alone_says_when_its_data_are_from(
    client: Client, indicator: Indicator, england: Organisation
):
    measure = MeasureFactory(indicator=indicator)
    for name, period in {"First": "2018/19", "Second": ""}.items():
        dataset = DatasetFactory(slug=name.lower(), title=name, publisher=name, publication_date="")
        ObservationFactory(
            measure=measure, organisation=england, dataset=dataset, data_period=period, locator="Table 1"
        )

    page = text_of(client, "/wres/indicators/2/")
    assert "Published in: First [1] , table 1, 2018/19; Second [2] , table 1." in page
    assert page.count("2023 16.6") == 1


def test_groups_in_different_tables_of_a_publication_share_a_row(
    client: Client, indicator: Indicator, england: Organisation
):
    measure, dataset = MeasureFactory(indicator=indicator), DatasetFactory(publisher="HSJ", publication_date="")
    for group, value, locator in [(Group.BME, 14, "Table 1"), (Group.WHITE, 6, "Table 2")]:
        said = {"group": group, "value": value, "locator": locator}
        ObservationFactory(measure=measure, organisation=england, dataset=dataset, **said)

    page = text_of(client, "/wres/indicators/2/")
    assert "WRES year BME White 2023 14.0 6.0 Published in: HSJ [1] , table 1, table 2." in page


def test_what_is_about_boards_or_trusts_is_not_said_of_staff(
    client: Client, indicator: Indicator, england: Organisation
):
    leadership = IndicatorFactory(number=9, domain=Domain.LEADERSHIP)
    of_boards = {"measure": MeasureFactory(indicator=leadership), "organisation": england, "dataset": DatasetFactory()}
    of_trusts = of_boards | {"measure": MeasureFactory(indicator=indicator), "group": Group.TRUSTS}
    for values in (of_boards, of_trusts):
        ObservationFactory(**values, numerator=9)
        ObservationFactory(**values, coverage="Acute trusts")

    assert "BME All 2023 16.6% 9 people Acute trusts 2023 16.6%" in text_of(client, "/wres/indicators/9/")
    assert "Value All 2023 16.6 9 trusts Acute trusts 2023 16.6" in text_of(client, "/wres/indicators/2/")


def test_parts_of_the_staff_stand_apart(client: Client, indicator: Indicator, england: Organisation):
    measure = MeasureFactory(indicator=indicator, name="Share of a band", kind=MeasureKind.PERCENTAGE)
    of_england = {"measure": measure, "organisation": england, "dataset": DatasetFactory(), "decimals_published": 0}
    for year in (2022, 2023):
        ObservationFactory(**of_england, coverage="Managers", reporting_year=year, value=year - 2000)
    ObservationFactory(**of_england, value=40, note="Printed so.")
    ObservationFactory(**of_england, coverage="Nurses", value=60, group=Group.UNKNOWN)

    page = text_of(client, "/wres/indicators/2/")

    assert "WRES year BME All staff 2023 40% Managers 2022 22% 2023 23%" in page
    assert "Notes: All staff, 2023: Printed so." in page
    assert "WRES year Ethnicity unknown Nurses 2023 60%" in page
    (chart,) = charts_of(client, "/wres/indicators/2/")
    assert chart.findtext("title") == "Share of a band, Managers, England (all NHS trusts)"
    assert "The chart is about: managers." in page


def test_a_note_is_said_once_for_all_the_values_that_it_is_about(
    client: Client, indicator: Indicator, england: Organisation
):
    measure = MeasureFactory(indicator=indicator)
    for year, group, note in [
        *((2021, Group.BME, "Both."), (2021, Group.WHITE, "Both."), (2022, Group.BME, "Both.")),
        *((2023, Group.BME, "One."), (2023, Group.WHITE, "")),
    ]:
        ObservationFactory(measure=measure, organisation=england, reporting_year=year, group=group, note=note)
    assert "Notes: 2021; 2022: Both. 2023, BME: One." in text_of(client, "/wres/indicators/2/")


def test_a_note_names_the_publication_if_another_gives_the_same_without_it(
    client: Client, indicator: Indicator, england: Organisation
):
    measure = MeasureFactory(indicator=indicator)
    first, second = DatasetFactory(title="First"), DatasetFactory(title="Second")
    for year, group, value, dataset, note in [
        *((2021, Group.BME, 14, first, "All."), (2021, Group.WHITE, 6, first, "All.")),
        *((2021, Group.BME, 13.8, second, ""),),
        *((2022, Group.BME, 15, first, ""), (2022, Group.BME, 15.2, second, "Part.")),
        *((2022, Group.WHITE, 7, second, ""),),
        *((2023, Group.BME, 16, first, "All."), (2023, Group.BME, 16.5, second, "All.")),
    ]:
        said = {"reporting_year": year, "group": group, "value": value, "dataset": dataset, "note": note}
        ObservationFactory(measure=measure, organisation=england, **said)
    assert "Notes: 2021 [1]; 2023: All. 2022, BME [2]: Part." in text_of(client, "/wres/indicators/2/")


@pytest.mark.parametrize(("new_series_from", "lines"), [(None, 2), (2022, 1), (2024, 2)])
def test_no_line_crosses_a_break_in_the_series(
    client: Client, indicator: Indicator, england: Organisation, new_series_from: int | None, lines: int
):
    indicator.new_series_from, indicator.comparability = new_series_from, "Counted in another way."
    indicator.save()
    dataset, measure = DatasetFactory(), MeasureFactory(indicator=indicator)
    for year in (2021, 2022, 2023):
        ObservationFactory(measure=measure, organisation=england, reporting_year=year, dataset=dataset)
    (chart,) = charts_of(client, "/wres/indicators/2/")
    joined = [path.attrib["d"] for path in chart.iter("path") if path.get("stroke-width") == "3"]
    assert sum(path.count("L") for path in joined) == lines
    assert "What cannot be compared: Counted in another way." in text_of(client, "/wres/indicators/2/")


def test_a_table_says_where_a_new_series_begins(client: Client, indicator: Indicator):
    indicator.new_series_from = 2022
    indicator.save()
    measure, dataset = MeasureFactory(indicator=indicator), DatasetFactory()
    trust, other = OrganisationFactory(), OrganisationFactory()
    for organisation, year in [(trust, 2021), (trust, 2022), (trust, 2023), (other, 2022)]:
        ObservationFactory(measure=measure, organisation=organisation, reporting_year=year, dataset=dataset)

    page = text_of(client, "/wres/indicators/2/")

    assert "2021 16.6 From 2022: do not compare with earlier years 2022 16.6 2023 16.6" in page
    assert page.count("From 2022") == 1


def test_a_trust_that_publishes_its_own_values_is_not_named_again(client: Client, indicator: Indicator):
    trust = OrganisationFactory(name="A trust")
    ObservationFactory(measure__indicator=indicator, organisation=trust, dataset__publisher="A trust", numerator=9)
    page = text_of(client, "/wres/indicators/2/")
    assert "16.6 9 people" in page
    assert "Published in: Own report, 2024 [1] ." in page


def test_parity_is_not_drawn_for_a_measure_of_another_kind(client: Client, england: Organisation):
    indicator = IndicatorFactory(number=9, kind=MeasureKind.DIFFERENCE, parity=Decimal("0.0"))
    share = MeasureFactory(indicator=indicator, kind=MeasureKind.PERCENTAGE)
    for year in (2022, 2023):
        ObservationFactory(measure=share, organisation=england, reporting_year=year)
    (chart,) = charts_of(client, "/wres/indicators/9/")
    assert "parity" not in chart.findtext("desc", "")


def test_measures_without_values_are_named(client: Client, indicator: Indicator, england: Organisation):
    ObservationFactory(measure=MeasureFactory(indicator=indicator, name="The one held"), organisation=england)
    MeasureFactory(indicator=indicator, name="The one not held")
    assert "Our sources give no values for: The one not held" in text_of(client, "/wres/indicators/2/")


def test_made_up_values_do_not_show(client: Client, indicator: Indicator):
    ObservationFactory(measure__indicator=indicator, organisation__is_made_up=True)
    assert "Our sources give no values for this indicator." in text_of(client, "/wres/indicators/2/")


def test_recommendations_that_speak_to_it_show_with_the_reason_if_published(client: Client, indicator: Indicator):
    RecommendationFactory(title="Mentor staff", indicators=[indicator, IndicatorFactory(number=9)])
    RecommendationFactory(title="Draft advice", indicators=[indicator], draft=True)
    RecommendationFactory(title="Hidden advice", indicators=[indicator], source=SourceFactory(draft=True))
    page = text_of(client, "/wres/indicators/2/")
    assert "Mentor staff" in page
    assert "Both are about promotion." in page
    assert "Not graded" in page
    assert "Draft advice" not in page
    assert "Hidden advice" not in page


def test_an_indicator_to_which_nothing_speaks_says_so(client: Client, indicator: Indicator):
    assert "No recommendation here is linked to this indicator." in text_of(client, "/wres/indicators/2/")


def test_published_statistics_that_quote_it_show(client: Client, indicator: Indicator):
    shown = StatisticFactory(label="Figure on appointments", indicators=[indicator])
    StatisticFactory(label="Draft figure", indicators=[indicator], draft=True)
    body = client.get("/wres/indicators/2/").content.decode()
    assert f'href="/statistics/#{shown.slug}"' in body
    assert "Draft figure" not in body


# Statistics


def test_statistics_show_what_their_source_states(client: Client):
    theme, indicator = ThemeFactory(), IndicatorFactory(number=8)
    statistic = StatisticFactory(
        label="Unfilled positions",
        slug="unfilled",
        value_as_stated="over 110,000",
        period="2023/24",
        counted="Secondary care.",
        origin="",
        reference_number="5",
        locator="Current challenges",
        curator_note="The summary says over 100,000.",
        themes=[theme, ThemeFactory(framework__source__draft=True, name="Hidden theme")],
        indicators=[indicator],
    )
    page = text_of(client, "/statistics/")
    for said in (
        statistic.source.title,
        "Unfilled positions: over 110,000",
        "Period 2023/24",
        "Who or what is counted Secondary care.",
        "Not stated whose figure it is",
        "Reference in the source 5",
        "Where in the source Current challenges",
        "The summary says over 100,000.",
        theme.name,
        indicator.name,
    ):
        assert said in page
    assert "Hidden theme" not in page
    assert 'id="unfilled"' in client.get("/statistics/").content.decode()


def test_statistics_that_are_not_published_do_not_show(client: Client):
    StatisticFactory(label="Draft figure", draft=True)
    StatisticFactory(label="Reviewed figure", in_review=True)
    StatisticFactory(label="Withdrawn figure", withdrawn=True)
    StatisticFactory(label="Hidden figure", source=SourceFactory(draft=True))
    page = text_of(client, "/statistics/")
    assert "figure" not in page.lower().replace("figures from our sources", "")
    assert "No statistics have been published yet." in page
    assert 'data-total="0"' in client.get("/statistics/").content.decode()


def test_statistics_stand_by_source_in_the_order_of_the_document(client: Client):
    first, second = SourceFactory(position=1), SourceFactory(position=2)
    StatisticFactory(label="Figure C", source=second, position=1)
    StatisticFactory(label="Figure B", source=first, position=2)
    StatisticFactory(label="Figure A", source=first, position=1)
    page = text_of(client, "/statistics/")
    assert re.findall(r"(?<!Report an error in )Figure [ABC]", page) == ["Figure A", "Figure B", "Figure C"]
    assert 'data-total="3"' in client.get("/statistics/").content.decode()


# How many questions the pages ask the database


def fill(indicator: Indicator) -> None:
    """Adds one of everything that the pages show."""
    organisation, _ = Organisation.objects.get_or_create(
        ods_code=ENGLAND, defaults={"name": "England", "kind": OrganisationKind.NATION}
    )
    for measure in (MeasureFactory(indicator=indicator), MeasureFactory(indicator=indicator)):
        ObservationFactory(measure=measure, organisation=organisation, dataset__source=SourceFactory())
        ObservationFactory(measure=measure, dataset__source=SourceFactory())
    RecommendationFactory(indicators=[indicator])
    StatisticFactory(indicators=[indicator], themes=[ThemeFactory()])
    PassageFactory(kind=PassageKind.INSET_BOX, locator=indicator.locator, source=indicator.source)


@pytest.mark.parametrize(("path", "queries"), [("/wres/", 12), ("/wres/indicators/2/", 21), ("/statistics/", 3)])
def test_pages_ask_the_same_number_of_questions_whatever_they_show(
    client: Client, indicator: Indicator, path: str, queries: int
):
    for _ in range(3):
        fill(indicator)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        # Where a transaction has written, the version of the content is read again for each thing that is cached.
        assert len([each for each in captured if each["sql"] != content_version.READ]) == queries


@pytest.mark.parametrize("path", ["/wres/", "/wres/indicators/2/", "/statistics/"])
def test_pages_carry_no_inline_style(client: Client, indicator: Indicator, path: str):
    fill(indicator)
    assert not re.search(r"<[^>]*\sstyle=", client.get(path).content.decode())


def test_sources_and_measures_of_the_same_position_stay_apart(client: Client) -> None:
    first, second = SourceFactory(position=0), SourceFactory(position=0)
    for position, source in enumerate((first, second, first)):
        StatisticFactory(source=source, position=position)
    indicator = IndicatorFactory(number=1)
    measures = [MeasureFactory(indicator=indicator, position=0) for _ in range(2)]
    england = OrganisationFactory(ods_code=ENGLAND, name="England", kind=OrganisationKind.NATION)
    for organisation in (england, OrganisationFactory(name="Same"), OrganisationFactory(name="Same")):
        for measure in measures:
            ObservationFactory(organisation=organisation, measure=measure)

    statistics = client.get("/statistics/").content.decode()
    values = client.get("/wres/indicators/1/").content.decode()

    assert statistics.count(f'id="{first.slug}"') == 1
    assert values.count(f'id="{measures[0].slug}"') == 1
    assert values.count("Same (2 values, 2023)") == 2
