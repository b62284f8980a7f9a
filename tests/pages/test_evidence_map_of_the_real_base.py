"""The map of the real base: every cell counts what a reader would count, and opens exactly these studies."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.models import Country, Design, Direction, Framework, Outcome, Population, Study
from lists.list_pages import ListPage
from pages.studies.filters import StudyFilterSet
from recommendations.models import Audience, Recommendation
from tests.support.map_seen import csv_rows, links
from tests.support.pages_seen import text, total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]

ROWS = ["core", "heec-evidence-pack", "rho-race-equality", "rcp-bridging-the-gap", "population", "audience"]
COLUMNS = ["outcome", "design", "country"]
FILTERS = [
    ("theme", "skills"),
    ("theme", "cultural-competency-training"),
    ("theme", "challenging-biases"),
    ("theme", "not-in.core"),
    ("design", "not-stated"),
    ("design", "systematic-review"),
    ("outcome", "staff-knowledge"),
    ("outcome", "patient-outcomes"),
    ("outcome", "not-stated"),
    ("direction", "improved"),
    ("direction", "unclear"),
    ("direction", "not-measured"),
    ("country", "US"),
    ("country", "not-stated"),
    ("population", "ethnic-minority-patients"),
    ("population", "not-stated"),
    ("audience", "pcns"),
    ("audience", "not-stated"),
    ("setting", "general-practice"),
    ("source", "heec-empowering-staff"),
    ("year_from", "2015"),
    ("q", "training"),
]
ONE_VALUE = ("q", "year_from")


def listed(url: str) -> int:
    """How many studies the list has that a cell opens, as its page would say."""
    path, _, query = url.removeprefix("http://testserver").partition("?")
    assert path == "/studies/"
    listing = ListPage(StudyFilterSet(QueryDict(query), queryset=Study.objects.published()), QueryDict(query), "", "")
    assert not listing.errors, (url, listing.errors)
    return listing.total


def counted_by_hand(rows: str, columns: str) -> dict[tuple[str, str], set[Study]]:
    """The studies of each cell, found by looking at each study."""
    found: defaultdict[tuple[str, str], set[Study]] = defaultdict(set)
    for study in Study.objects.published().prefetch_related("themes__parent", "findings__source", "findings__outcome"):
        for row in ["", *values_by_hand(study, rows)]:
            for column in ["", *values_by_hand(study, columns)]:
                found[row, column].add(study)
    return found


def findings_by_hand(study: Study) -> list[Any]:
    return [
        finding
        for finding in study.findings.all()
        if finding.source.is_public and finding.direction != Direction.NOT_MEASURED
    ]


def values_by_hand(study: Study, dimension: str) -> Iterable[str]:
    match dimension:
        case "outcome":
            values = {finding.outcome.slug for finding in findings_by_hand(study)}
        case "design":
            values = {study.design}
        case "country":
            values = {country.code for country in study.countries.all()}
        case "population":
            values = {population.slug for population in study.populations.all()}
        case "audience":
            resting = Recommendation.objects.filter(study_links__study=study).select_related("source")
            values = {each.slug for one in resting if one.is_public for each in one.audiences.all()}
        case framework:
            themes = [theme for theme in study.themes.all() if theme.framework.slug == framework]
            values = {theme.slug for theme in themes} | {theme.parent.slug for theme in themes if theme.parent}
            return values or {f"not-in.{framework}"}
    return values or {"not-stated"}


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("rows", ROWS)
def test_every_cell_counts_what_a_reader_would_count(client: Client, rows: str, columns: str) -> None:
    by_hand = counted_by_hand(rows, columns)
    seen = set()
    for row in csv_rows(client, f"rows={rows}&columns={columns}"):
        place = row["row_value"], row["column_value"]
        studies = by_hand.get(place, set())
        designs = Counter(study.design for study in studies)
        directions: Counter[str] = Counter()
        for study in studies:
            findings = [
                finding
                for finding in findings_by_hand(study)
                if columns != "outcome" or place[1] in ("", finding.outcome.slug)
            ]
            directions.update({finding.direction for finding in findings} or {""})
        assert int(row["studies"]) == len(studies), place
        assert {each: int(row[f"design_{each}"]) for each in Design.values} == {
            each: designs[each] for each in Design.values
        }
        assert {each: int(row[f"direction_{each}"]) for each in Direction.values} == {
            each: directions[each] for each in Direction.values
        }, place
        assert int(row["no_finding_reported"]) == directions[""]
        seen.add(place)
    # Nothing that a reader would count is left out, so that every study is somewhere.
    assert set(by_hand) <= seen
    assert len(by_hand["", ""]) == Study.objects.published().count()


def test_every_value_has_a_row_or_a_column_however_few_studies_it_has(client: Client) -> None:
    themes = {slug for row in csv_rows(client) if (slug := row["row_value"])}
    core = Framework.objects.get(is_core=True)
    assert set(core.themes.values_list("slug", flat=True)) == themes - {"not-in.core"}
    rows = csv_rows(client, "rows=population&columns=country&year_from=2200")
    assert set(Population.objects.values_list("slug", flat=True)) == {row["row_value"] for row in rows} - {""}
    assert set(Country.objects.values_list("code", flat=True)) == {row["column_value"] for row in rows} - {""}
    audiences = {row["row_value"] for row in csv_rows(client, "rows=audience")}
    assert set(Audience.objects.values_list("slug", flat=True)) <= audiences
    outcomes = {row["column_value"] for row in csv_rows(client)}
    assert set(Outcome.objects.values_list("slug", flat=True)) <= outcomes


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("rows", ROWS)
def test_every_cell_opens_exactly_the_studies_that_it_counts(client: Client, rows: str, columns: str) -> None:
    of_map = csv_rows(client, f"rows={rows}&columns={columns}")
    empty = [row for row in of_map if row["studies"] == "0"]
    for row in [row for row in of_map if row["studies"] != "0"] + empty[::20]:
        assert listed(row["url"]) == int(row["studies"]), row["url"]


def test_the_page_of_a_list_says_the_count_that_its_link_starts_with(client: Client) -> None:
    found = links(client)
    for href in sorted(found)[::20]:
        number = re.match(r"\s*(\d+)\s+(study|studies): ", found[href])
        assert number, found[href]
        assert total(client.get(href)) == int(number[1])


@settings(max_examples=15)
@given(
    st.sampled_from(ROWS),
    st.sampled_from(COLUMNS),
    st.lists(st.sampled_from(FILTERS), min_size=1, max_size=4),
    st.data(),
)
def test_cells_and_lists_agree_under_any_filters(
    rows: str, columns: str, filters: list[tuple[str, str]], data: st.DataObject
) -> None:
    pairs = list({(name, value if name not in ONE_VALUE else ""): (name, value) for name, value in filters}.values())
    client = Client()
    query = urlencode([("rows", rows), ("columns", columns), *pairs])
    of_map = csv_rows(client, query)

    whole = next(row for row in of_map if row["part"] == "total")
    assert listed(f"/studies/?{urlencode(pairs)}") == int(whole["studies"]) == listed(whole["url"])
    for row in data.draw(st.lists(st.sampled_from(of_map), min_size=8, max_size=8)):
        assert listed(row["url"]) == int(row["studies"]), (query, row["url"])
    filled = [row for row in of_map if row["studies"] != "0"]
    for row in data.draw(st.lists(st.sampled_from(filled), min_size=6, max_size=6)) if filled else []:
        assert listed(row["url"]) == int(row["studies"]), (query, row["url"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "columns=design",
        "rows=audience&columns=country&theme=skills",
        "theme=patient-led-inclusive-culture&direction=improved",
        "outcome=access&outcome=not-stated&columns=design",
    ],
)
def test_every_direction_opens_exactly_the_studies_that_it_counts(client: Client, query: str) -> None:
    found = links(client, f"cells=numbers&{query}")
    of_directions = [href for href in found if re.match(r"\s*\d+\S? (?!study|studies)", found[href])]
    assert of_directions
    for href in sorted(of_directions)[:: 1 + len(of_directions) // 40]:
        number = re.match(r"\s*(\d+)", found[href])
        assert number
        assert listed(href) == int(number[1]), href


def test_the_page_says_where_the_gaps_are(client: Client) -> None:
    of_map = csv_rows(client)
    of_values = [
        row
        for row in of_map
        if row["part"] == "cell" and row["row_value"] != "not-in.core" and row["column_value"] != "not-stated"
    ]
    empty = sum(row["studies"] == "0" for row in of_values)
    page = text(client.get("/evidence-map/"))
    assert f"{empty} of the {len(of_values)} combinations of theme and outcome have no study." in page

    totals = {row["row"]: int(row["studies"]) for row in of_map if row["part"] == "row total"}
    patients = {
        row["row"]
        for row in of_values
        if row["column_group"] == "Patients" and row["studies"] != "0" and row["part"] == "cell"
    }
    lacking = [
        f"{name} ({number})"
        for name, number in totals.items()
        if number and name not in patients and not name.startswith("None of")
    ]
    assert f"Themes with studies, but none on an outcome for patients: {' '.join(lacking)}" in page
    assert "A count is not an effect" in page


def test_a_cell_says_designs_and_directions_in_words(client: Client) -> None:
    (said,) = (words for words in links(client).values() if "studies: Skills, Staff knowledge." in words)
    assert re.fullmatch(
        r"\s*8 studies: Skills, Staff knowledge\. "
        r"Systematic review: 3, Review \(type not stated\): 3, Design not stated: 2\. Improved: 7, Unclear: 1\.\s*",
        said,
    )


@pytest.mark.parametrize("query", ["", "rows=audience&columns=design", "theme=skills&country=not-stated"])
def test_all_formats_show_the_same_numbers(client: Client, query: str) -> None:
    rows = csv_rows(client, query)
    from_csv = {row["url"].removeprefix("http://testserver"): int(row["studies"]) for row in rows}
    filled = {url: number for url, number in from_csv.items() if number}
    for form in ("bubbles", "numbers"):
        found = links(client, f"cells={form}&{query}")
        on_page = {href: int(re.match(r"\s*(\d+)", said)[1]) for href, said in found.items() if href in from_csv}  # type: ignore[index]
        assert on_page == filled
    svg = ET.fromstring(client.get(f"/evidence-map.svg?{query}").content)  # noqa: S314 - our own drawing
    texts = Counter(each.text for each in svg.iter("{http://www.w3.org/2000/svg}text"))
    numbers = Counter(row["studies"] for row in rows if row["part"] == "cell" and row["studies"] != "0")
    assert {number: texts[number] for number in numbers} == numbers
    for row in rows:
        if row["part"] == "row total":
            name = f"{'– ' if row['row_within'] else ''}{row['row']} ({row['studies']})"
            assert texts[name] == 1, name


def test_the_picture_says_what_it_shows_and_where_it_is_from(client: Client) -> None:
    query = "theme=skills&theme=resources&year_from=2010&rows=core"
    response = client.get(f"/evidence-map.svg?{query}")
    assert response["Content-Type"] == "image/svg+xml"
    assert re.search(
        r'filename="evidence-map-theme-resources-skills-\d{4}-\d\d-\d\d\.svg"', response["Content-Disposition"]
    )
    words = " ".join(
        "".join(each.itertext())
        for each in ET.fromstring(response.content).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
    )
    assert "Evidence map: studies by theme and outcome" in words
    assert "Filters: Theme: Resources or Skills; Published from: 2010." in words
    assert "Source: Equity Evidence, testserver/evidence-map/?theme=resources&theme=skills&year_from=2010" in words
    assert "It is not the size of an effect" in words
    assert re.search(r"\d{1,2} \w+ 20\d\d", words)
    description = ET.fromstring(response.content).findtext("{http://www.w3.org/2000/svg}desc", "")  # noqa: S314
    assert re.search(r"Skills: Staff knowledge \d \(improved \d", description)

    png = client.get(f"/evidence-map.png?{query}")
    assert png["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
