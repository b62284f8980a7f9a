"""The maps of the real base: every cell counts what a reader would count, and opens exactly these entries."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.text import capfirst
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.models import Country, Design, Direction, Framework, Outcome, Population, Setting, Source, Study
from lists.filter_sets import ListFilterSet
from lists.list_pages import ListPage
from pages.studies.filters import StudyFilterSet
from recommendations.filters import RecommendationFilterSet
from recommendations.models import Audience, Certainty, Kind, Recommendation
from tests.support import map_seen
from tests.support.pages_seen import text, total

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]

ONE_VALUE = ("q", "year_from", "changed_since")

STUDY_FILTERS = [
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
    ("changed_since", "2026-01-01"),
    ("q", "training"),
]
RECOMMENDATION_FILTERS = [
    ("theme", "skills"),
    ("theme", "cultural-competency-training"),
    ("theme", "challenging-biases"),
    ("theme", "not-in.core"),
    ("audience", "pcns"),
    ("audience", "icbs"),
    ("audience", "not-stated"),
    ("certainty", "moderate"),
    ("certainty", "not-graded"),
    ("kind", "recommendation"),
    ("kind", "statutory-duty"),
    ("source", "heec-empowering-staff"),
    ("source", "rho-race-equality"),
    ("indicator", "1"),
    ("indicator", "not-stated"),
    ("setting", "hospitals"),
    ("setting", "not-stated"),
    ("population", "ethnic-minority-patients"),
    ("population", "not-stated"),
    ("changed_since", "2026-01-01"),
    ("q", "training"),
]


def themes_by_hand(entry: Any, framework: str) -> set[str]:
    themes = [theme for theme in entry.themes.all() if theme.framework.slug == framework]
    values = {theme.slug for theme in themes} | {theme.parent.slug for theme in themes if theme.parent}
    return values or {f"not-in.{framework}"}


def findings_by_hand(study: Study) -> list[Any]:
    return [
        finding
        for finding in study.findings.all()
        if finding.source.is_public and finding.direction != Direction.NOT_MEASURED
    ]


def study_values(study: Study, dimension: str) -> Iterable[str]:
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
            return themes_by_hand(study, framework)
    return values or {"not-stated"}


def study_parts(study: Study, columns: str, column: str) -> set[str]:
    findings = [each for each in findings_by_hand(study) if columns != "outcome" or column in ("", each.outcome.slug)]
    directions = {f"direction_{each.direction}" for each in findings} or {"no_finding_reported"}
    return {f"design_{study.design}", *directions}


def recommendation_values(entry: Recommendation, dimension: str) -> Iterable[str]:
    match dimension:
        case "kind":
            return {entry.kind}
        case "source":
            return {entry.source.slug}
        case "audience" | "setting" | "population":
            values = {each.slug for each in getattr(entry, f"{dimension}s").all()}
        case "indicator":
            values = {str(each.number) for each in entry.indicators.all() if each.source.is_public}
        case framework:
            return themes_by_hand(entry, framework)
    return values or {"not-stated"}


@dataclass(frozen=True)
class Map:
    """A map, and how somebody would count its entries who reads each of them."""

    name: str
    noun: str
    plural: str
    filterset: type[ListFilterSet]
    layouts: list[tuple[str, str]]  # pairs of rows and columns to look at
    filters: list[tuple[str, str]]
    fetched: tuple[str, ...]  # what is read with each entry
    values: Callable[[Any, str], Iterable[str]]  # those that an entry has of a dimension
    parts: Callable[[Any, str, str], set[str]]  # the columns of the CSV that count it, in a column of the map
    part_names: list[str]  # all such columns
    queries: list[str]  # layouts and filters whose pages are looked at

    @property
    def model(self) -> Any:
        return self.filterset._meta.model

    def csv_rows(self, client: Client, query: str = "") -> list[dict[str, str]]:
        return map_seen.csv_rows(client, query, self.name)

    def links(self, client: Client, query: str = "") -> dict[str, str]:
        return map_seen.links(client, query, self.name)

    def listed(self, url: str) -> int:
        """How many entries the list has that a cell opens, as its page would say."""
        path, _, query = url.removeprefix("http://testserver").partition("?")
        assert path == f"/{self.plural}/"
        filterset = self.filterset(QueryDict(query), queryset=self.model.objects.published())
        listing = ListPage(filterset, QueryDict(query), "", "")
        assert not listing.errors, (url, listing.errors)
        return listing.total


EVIDENCE = Map(
    "evidence-map",
    "study",
    "studies",
    StudyFilterSet,
    list(
        product(
            ["core", "heec-evidence-pack", "rho-race-equality", "rcp-bridging-the-gap", "population", "audience"],
            ["outcome", "design", "country"],
        )
    ),
    STUDY_FILTERS,
    ("themes__parent", "themes__framework", "findings__source", "findings__outcome", "countries", "populations"),
    study_values,
    study_parts,
    [
        *(f"design_{each}" for each in Design.values),
        *(f"direction_{each}" for each in Direction.values),
        "no_finding_reported",
    ],
    [
        "",
        "columns=design",
        "rows=audience&columns=country&theme=skills",
        "theme=patient-led-inclusive-culture&direction=improved",
        "outcome=access&outcome=not-stated&columns=design",
    ],
)
RECOMMENDATIONS = Map(
    "recommendation-map",
    "recommendation",
    "recommendations",
    RecommendationFilterSet,
    [
        ("core", "audience"),
        ("heec-evidence-pack", "kind"),
        ("rcp-bridging-the-gap", "indicator"),
        ("audience", "core"),
        ("kind", "source"),
        ("source", "setting"),
        ("setting", "population"),
        ("population", "audience"),
        ("indicator", "rho-race-equality"),
    ],
    RECOMMENDATION_FILTERS,
    ("source", "themes__parent", "themes__framework", "audiences", "settings", "populations", "indicators__source"),
    recommendation_values,
    lambda entry, columns, column: {f"certainty_{entry.certainty}"},
    [f"certainty_{each}" for each in Certainty.values],
    [
        "",
        "columns=kind",
        "rows=audience",
        "rows=indicator&columns=rho-race-equality&theme=skills",
        "theme=challenging-biases&certainty=not-graded",
    ],
)
MAPS = [EVIDENCE, RECOMMENDATIONS]
each_map = pytest.mark.parametrize("of", MAPS, ids=lambda of: of.name)
each_layout = pytest.mark.parametrize(
    ("of", "rows", "columns"),
    [(of, *layout) for of in MAPS for layout in of.layouts],
    ids=lambda value: getattr(value, "name", value),
)


def counted_by_hand(of: Map, rows: str, columns: str) -> dict[tuple[str, str], set[Any]]:
    """The entries of each cell, found by looking at each."""
    found: defaultdict[tuple[str, str], set[Any]] = defaultdict(set)
    for entry in of.model.objects.published().prefetch_related(*of.fetched):
        for row in ["", *of.values(entry, rows)]:
            for column in ["", *of.values(entry, columns)]:
                found[row, column].add(entry)
    return found


@each_layout
def test_every_cell_counts_what_a_reader_would_count(client: Client, of: Map, rows: str, columns: str) -> None:
    by_hand = counted_by_hand(of, rows, columns)
    seen = set()
    for row in of.csv_rows(client, f"rows={rows}&columns={columns}"):
        place = row["row_value"], row["column_value"]
        entries = by_hand.get(place, set())
        parts = Counter(part for entry in entries for part in of.parts(entry, columns, place[1]))
        assert int(row[of.plural]) == len(entries), place
        assert {name: int(row[name]) for name in of.part_names} == {name: parts[name] for name in of.part_names}, place
        seen.add(place)
    # Nothing that a reader would count is left out, so that every entry is somewhere.
    assert set(by_hand) <= seen
    assert len(by_hand["", ""]) == of.model.objects.published().count()


def test_every_value_has_a_row_or_a_column_however_few_entries_it_has(client: Client) -> None:
    def values(of: Map, side: str, query: str = "") -> set[str]:
        return {value for row in of.csv_rows(client, query) if (value := row[f"{side}_value"])}

    def slugs(model: Any) -> set[str]:
        return set(model.objects.values_list("slug", flat=True))

    core = set(Framework.objects.get(is_core=True).themes.values_list("slug", flat=True))
    assert core == values(EVIDENCE, "row") - {"not-in.core"} == values(RECOMMENDATIONS, "row") - {"not-in.core"}
    none = "rows=population&columns=country&year_from=2200"
    assert slugs(Population) == values(EVIDENCE, "row", none)
    assert set(Country.objects.values_list("code", flat=True)) == values(EVIDENCE, "column", none)
    assert slugs(Audience) <= values(EVIDENCE, "row", "rows=audience")
    assert slugs(Outcome) <= values(EVIDENCE, "column")
    none = "rows=population&columns=setting&q=qqxxzz"
    assert slugs(Population) == values(RECOMMENDATIONS, "row", none)
    assert slugs(Setting) == values(RECOMMENDATIONS, "column", none)
    assert set(Kind.values) == values(RECOMMENDATIONS, "row", "rows=kind&columns=source")
    assert slugs(Source) == values(RECOMMENDATIONS, "column", "rows=kind&columns=source")
    assert slugs(Audience) <= values(RECOMMENDATIONS, "column")
    assert set("123456789") <= values(RECOMMENDATIONS, "row", "rows=indicator")


@each_layout
def test_every_cell_opens_exactly_what_it_counts(client: Client, of: Map, rows: str, columns: str) -> None:
    of_map = of.csv_rows(client, f"rows={rows}&columns={columns}")
    empty = [row for row in of_map if row[of.plural] == "0"]
    for row in [row for row in of_map if row[of.plural] != "0"] + empty[::20]:
        assert of.listed(row["url"]) == int(row[of.plural]), row["url"]


@each_map
def test_the_page_of_a_list_says_the_count_that_its_link_starts_with(client: Client, of: Map) -> None:
    found = of.links(client)
    for href in sorted(found)[::20]:
        number = re.match(rf"\s*(\d+)\s+({of.noun}|{of.plural}): ", found[href])
        assert number, found[href]
        assert total(client.get(href)) == int(number[1])


@each_map
@settings(max_examples=15)
@given(data=st.data())
def test_cells_and_lists_agree_under_any_filters(of: Map, data: st.DataObject) -> None:
    rows, columns = data.draw(st.sampled_from(of.layouts))
    filters = data.draw(st.lists(st.sampled_from(of.filters), min_size=1, max_size=4))
    pairs = list({(name, value if name not in ONE_VALUE else ""): (name, value) for name, value in filters}.values())
    client = Client()
    query = urlencode([("rows", rows), ("columns", columns), *pairs])
    of_map = of.csv_rows(client, query)

    whole = next(row for row in of_map if row["part"] == "total")
    assert of.listed(f"/{of.plural}/?{urlencode(pairs)}") == int(whole[of.plural]) == of.listed(whole["url"])
    for row in data.draw(st.lists(st.sampled_from(of_map), min_size=8, max_size=8)):
        assert of.listed(row["url"]) == int(row[of.plural]), (query, row["url"])
    filled = [row for row in of_map if row[of.plural] != "0"]
    for row in data.draw(st.lists(st.sampled_from(filled), min_size=6, max_size=6)) if filled else []:
        assert of.listed(row["url"]) == int(row[of.plural]), (query, row["url"])


@pytest.mark.parametrize(
    ("of", "query"),
    [(of, query) for of in MAPS for query in of.queries],
    ids=lambda value: getattr(value, "name", value),
)
def test_every_piece_opens_exactly_what_it_counts(client: Client, of: Map, query: str) -> None:
    found = of.links(client, f"cells=numbers&{query}")
    of_pieces = [href for href in found if re.match(rf"\s*\d+\S* (?!{of.noun}|{of.plural})", found[href])]
    assert of_pieces
    for href in sorted(of_pieces)[:: 1 + len(of_pieces) // 40]:
        number = re.match(r"\s*(\d+)", found[href])
        assert number
        assert of.listed(href) == int(number[1]), href


def test_the_page_says_where_the_gaps_are(client: Client) -> None:
    of_map = EVIDENCE.csv_rows(client)
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
    (said,) = (words for words in EVIDENCE.links(client).values() if "studies: Skills, Staff knowledge." in words)
    assert re.fullmatch(
        r"\s*8 studies: Skills, Staff knowledge\. "
        r"Systematic review: 4, Scoping review: 2, Design not stated: 2\. Improved: 7, Unclear: 1\.\s*",
        said,
    )


@pytest.mark.parametrize(
    ("of", "query"),
    [
        (EVIDENCE, ""),
        (EVIDENCE, "rows=audience&columns=design"),
        (EVIDENCE, "theme=skills&country=not-stated"),
        (RECOMMENDATIONS, ""),
        (RECOMMENDATIONS, "rows=indicator&columns=rho-race-equality"),
        (RECOMMENDATIONS, "theme=skills&audience=not-stated"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_all_formats_show_the_same_numbers(client: Client, of: Map, query: str) -> None:
    rows = of.csv_rows(client, query)
    from_csv = {row["url"].removeprefix("http://testserver"): int(row[of.plural]) for row in rows}
    filled = {url: number for url, number in from_csv.items() if number}
    for form in ("bubbles", "numbers"):
        found = of.links(client, f"cells={form}&{query}")
        on_page = {href: int(re.match(r"\s*(\d+)", said)[1]) for href, said in found.items() if href in from_csv}  # type: ignore[index]
        assert on_page == filled
    svg = ET.fromstring(client.get(f"/{of.name}.svg?{query}").content)  # noqa: S314 - our own drawing
    texts = Counter(each.text for each in svg.iter("{http://www.w3.org/2000/svg}text"))
    numbers = Counter(row[of.plural] for row in rows if row["part"] == "cell" and row[of.plural] != "0")
    assert {number: texts[number] for number in numbers} == numbers
    for row in rows:
        if row["part"] == "row total":
            name = f"{'– ' if row['row_within'] else ''}{capfirst(row['row'])} ({row[of.plural]})"
            assert texts[name] == 1, name


def test_the_recommendation_map_says_what_is_missing_and_how_certain_the_rest_is(client: Client) -> None:
    of_map = RECOMMENDATIONS.csv_rows(client)
    of_values = [
        row
        for row in of_map
        if row["part"] == "cell" and row["row_value"] != "not-in.core" and row["column_value"] != "not-stated"
    ]
    empty = sum(row["recommendations"] == "0" for row in of_values)
    page = text(client.get("/recommendation-map/"))
    assert f"{empty} of the {len(of_values)} combinations of theme and audience have no recommendation." in page
    assert "Certainty is not priority" in page
    ungraded = [
        f"{row['column']} ({row['recommendations']})"
        for row in of_map
        if row["part"] == "column total"
        and row["column_value"] != "not-stated"
        and row["recommendations"] == row["certainty_not-graded"] != "0"
    ]
    assert f"Audiences with recommendations, but none that is graded: {' '.join(ungraded[:12])}" in page
    unsure = [
        f"{row['column']} ({row['recommendations']})"
        for row in of_map
        if row["part"] == "column total"
        and row["column_value"] != "not-stated"
        and row["recommendations"] != "0"
        and row["certainty_high"] == row["certainty_moderate"] == "0"
    ]
    lacking = "Audiences with recommendations, but none of high or moderate certainty:"
    assert f"{lacking} {' '.join(unsure[:12])}" in page
    said = " ".join(RECOMMENDATIONS.links(client).values())
    assert "2 recommendations: Skills, ICBs. Moderate: 1, Very low: 1." in said


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
