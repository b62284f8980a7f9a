import re
from xml.etree import ElementTree as ET

import pytest

from pages.wres.charts import NHS_BLUE, Point, Series, indicator_chart

BME = Series(
    "BME", (Point(2016, 17.7, "17.7"), Point(2021, 22.4, "22.4"), Point(2022, 24.2, "24.2"), Point(2023, 26.4, "26.4"))
)
WHITE = Series("White", (Point(2022, 6.2, "6.2"), Point(2023, 6.7, "6.7")))


def drawn(*series: Series, **options) -> ET.Element:
    chart = indicator_chart(series, title="Share of the workforce", **options)
    assert chart is not None
    return ET.fromstring(chart)  # noqa: S314 - our own drawing


def texts(root: ET.Element) -> list[str]:
    return [element.text for element in root.iter("text") if element.text]


def lines_between_points(root: ET.Element) -> list[str]:
    """The lines of the series, each with how many values it joins; a path of one value draws nothing."""
    return [
        path.attrib["d"]
        for path in root.iter("path")
        if path.get("stroke") == NHS_BLUE and path.get("stroke-width") == "3" and "L" in path.attrib["d"]
    ]


def test_no_values_make_no_chart():
    assert indicator_chart([], title="Empty") is None
    assert indicator_chart([Series("BME", ())], title="Empty") is None


def test_every_value_is_written_as_it_was_published():
    root = drawn(Series("Black", (Point(2022, 35, "35"), Point(2023, 39.3, "39.3"))), unit="%")
    assert {"35%", "39.3%"} <= set(texts(root))


def test_years_without_a_value_stand_on_the_axis_and_are_not_joined():
    root = drawn(BME, unit="%")
    assert [text for text in texts(root) if re.fullmatch(r"20\d\d", text)] == [str(year) for year in range(2016, 2024)]
    (line,) = lines_between_points(root)
    assert line.count("L") == 2, "2021 to 2023 are joined, and 2016 stands alone"


def test_values_of_single_years_are_points_without_lines():
    root = drawn(Series("Board", (Point(2016, 7.1, "7.1"), Point(2022, 14, "14"))))
    assert lines_between_points(root) == []
    assert len([path for path in root.iter("path") if path.get("fill") == NHS_BLUE]) == 2


def test_a_line_joins_only_values_that_share_a_publication():
    places = [{"a"}, {"a", "b"}, {"b"}, {"c"}]
    points = [Point(2020 + at, at, str(at), frozenset(place)) for at, place in enumerate(places)]
    (line,) = lines_between_points(drawn(Series("BME", tuple(points))))
    assert line.count("L") == 2, "2020 to 2022 are joined, and 2023 stands alone"


@pytest.mark.parametrize(("first", "is_marked"), [(None, False), (2021, False), (2022, True), (2024, False)])
def test_a_line_tells_a_new_series_from_the_old(first: int | None, is_marked: bool):
    points = tuple(Point(year, 70, "70") for year in (2021, 2022, 2023))
    root = drawn(Series("BME", points), new_series_from=first)
    assert ("New series" in "".join(root.itertext())) == is_marked
    assert ("A new series begins in 2022." in root.findtext("desc", "")) == is_marked


def test_two_values_of_one_year_are_not_joined():
    points = (Point(2022, 14, "14"), Point(2022, 13, "13"))
    assert lines_between_points(drawn(Series("BME", points))) == []


def test_values_out_of_order_are_joined_in_the_order_of_years():
    forwards, backwards = drawn(WHITE), drawn(Series("White", WHITE.points[::-1]))
    assert lines_between_points(forwards) == lines_between_points(backwards) != []
    assert backwards.findtext("desc") == "White: 6.2 in 2022, 6.7 in 2023."


def test_parity_is_drawn_only_where_there_is_one():
    likelihood = Series("White to BME", (Point(2022, 1.54, "1.54"),))
    with_parity, without = drawn(likelihood, parity=1.0), drawn(likelihood)
    assert "Parity" in texts(with_parity)
    assert [line for line in with_parity.iter("line") if line.get("stroke-dasharray")]
    assert "Parity" not in texts(without)
    assert not [line for line in without.iter("line") if line.get("stroke-dasharray")]


def test_parity_is_in_view_when_all_values_lie_on_one_side_of_it():
    root = drawn(Series("Difference", (Point(2022, -7.5, "-7.5"), Point(2023, -4.3, "-4.3"))), parity=0.0)
    assert {"Parity", "0"} <= set(texts(root))


def test_several_series_are_named_and_differ_in_shape_as_well_as_colour():
    root = drawn(BME, WHITE, unit="%")
    assert {"BME", "White"} <= set(texts(root))
    marks = {(path.get("fill"), path.attrib["d"]) for path in root.iter("path") if path.get("fill")}
    assert len({colour for colour, _ in marks}) == len({shape for _, shape in marks}) == 2


def test_one_series_is_not_named_in_the_drawing():
    assert "BME" not in texts(drawn(BME))


def test_over_many_years_the_numbers_stand_without_their_unit():
    root = drawn(Series("BME", tuple(Point(year, 20, "20.0") for year in range(2016, 2026))), unit="%")
    assert texts(root).count("20.0") == 10


def test_a_unit_in_words_is_said_in_the_description_only():
    root = drawn(Series("BME", (Point(2023, -4.3, "-4.3"),)), unit=" percentage points")
    assert "-4.3" in texts(root)
    assert "-4.3 percentage points in 2023" in root.findtext("desc", "")


def test_a_reader_who_does_not_see_it_gets_every_value():
    root = drawn(BME, WHITE, unit="%", parity=0.0)
    assert root.attrib["role"] == "img"
    assert root.findtext("title") == "Share of the workforce"
    assert root.findtext("desc") == (
        "BME: 17.7% in 2016, 22.4% in 2021, 24.2% in 2022, 26.4% in 2023. "
        "White: 6.2% in 2022, 6.7% in 2023. A dashed line marks parity at 0."
    )
    labelled = {root.attrib["aria-labelledby"], root.attrib["aria-describedby"]}
    assert labelled == {element.attrib["id"] for element in root.iter() if "id" in element.attrib}


@pytest.mark.parametrize("name", ["style", "onclick", "onload"])
def test_nothing_in_it_needs_a_looser_content_security_policy(name: str):
    root = drawn(BME, WHITE, unit="%", parity=0.0)
    assert not [element for element in root.iter() if name in element.attrib]
    assert not [element for element in root.iter() if element.tag in ("script", "style", "image", "foreignObject")]


def test_it_takes_the_width_of_its_place():
    root = drawn(BME)
    assert "width" not in root.attrib
    assert "height" not in root.attrib
    assert root.attrib["viewBox"].startswith("0 0 600 ")


def test_two_charts_on_a_page_share_no_name():
    ids = [element.attrib["id"] for one in (BME, WHITE) for element in drawn(one).iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) == 4


def test_what_a_name_says_is_text_and_never_markup():
    root = drawn(Series("<b>Black & Asian</b>", (Point(2023, 1, "1"),)), WHITE)
    assert "<b>Black & Asian</b>" in texts(root)
