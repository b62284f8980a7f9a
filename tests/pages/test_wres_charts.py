import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from pages.wres.charts.data import (
    Chart,
    Funnel,
    FunnelPoint,
    Glance,
    GlanceRow,
    Point,
    Series,
    Spread,
    SpreadRow,
    Trend,
)
from pages.wres.charts.drawing import SVG, Caption, picture_of, png_of, svg_of
from pages.wres.charts.style import GREY, NHS_BLUE, TEXT

BME = Series(
    "BME", (Point(2016, 17.7, "17.7"), Point(2021, 22.4, "22.4"), Point(2022, 24.2, "24.2"), Point(2023, 26.4, "26.4"))
)
WHITE = Series("White", (Point(2022, 6.2, "6.2"), Point(2023, 6.7, "6.7")))


def drawn(*series: Series, **options) -> ET.Element:
    chart = svg_of(Trend("Share of the workforce", series, **options))
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
    assert svg_of(Trend("Empty", ())) is None
    assert svg_of(Trend("Empty", (Series("BME", ()),))) is None


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


def test_a_series_with_two_last_values_is_named_once():
    twice = Series("BME", (Point(2022, 14, "14"), Point(2023, 13, "13"), Point(2023, 15, "15")))
    assert texts(drawn(twice, WHITE)).count("BME") == 1


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


# Trends with intervals, with others beside them, and of the staff survey

COUNTED = Series("BME", (Point(2022, 15.1, "15.1", low=12.0, high=18.25), Point(2023, 14.9, "14.9", low=11, high=19)))
BESIDE = Series("England", (Point(2021, 16.7, "16.7"), Point(2022, 16.6, "16.6")), is_beside=True)


def bars(root: ET.Element) -> list[ET.Element]:
    return [line for line in root.iter("line") if line.get("stroke") == NHS_BLUE and line.get("stroke-width") == "10"]


def test_an_interval_is_a_bar_and_is_said():
    root = drawn(COUNTED, unit="%")
    assert len(bars(root)) == 2
    assert "15.1% (95% confidence interval 12.0 to 18.2) in 2022" in root.findtext("desc", "")
    assert bars(drawn(BME, unit="%")) == []


def test_an_interval_that_reaches_far_does_not_flatten_the_values():
    wide = Series("Ratio", (Point(2022, 2, "2.00", low=0.1, high=900), Point(2023, 1, "1.00", low=0.5, high=2)))
    root = drawn(wide, parity=1.0)
    numbers = [float(text) for text in texts(root) if re.fullmatch(r"[0-9.]+", text) and not text.startswith("20")]
    assert max(numbers) <= 10
    assert "0.10 to 900.00" in root.findtext("desc", "")


def test_what_stands_beside_has_a_name_and_no_numbers():
    root = drawn(BME, WHITE, BESIDE, unit="%")
    assert {"BME", "White", "England"} <= set(texts(root))
    assert not {"16.7%", "16.7", "16.6%", "16.6"} & set(texts(root))
    assert "England: 16.7% in 2021, 16.6% in 2022." in root.findtext("desc", "")
    assert [path for path in root.iter("path") if path.get("stroke-dasharray", "1,0") not in ("1,0", "")]


def test_no_line_crosses_a_break_in_the_series():
    points = tuple(Point(year, 70, "70") for year in (2020, 2021, 2022, 2023))
    one, other = lines_between_points(drawn(Series("BME", points), new_series_from=2022))
    assert one.count("L") == other.count("L") == 1


def test_the_axis_says_which_survey_a_year_has():
    assert "WRES year" in texts(drawn(BME))
    root = drawn(BME, is_of_survey=True)
    assert "WRES year (survey of the autumn before)" in texts(root)
    assert "staff survey of the autumn before" in root.findtext("desc", "")


def test_percentages_stay_below_100_and_ratios_above_0():
    high = drawn(Series("White", (Point(2022, 91, "91"), Point(2023, 97, "97"))), unit="%")
    assert "100%" in texts(high)
    assert "125%" not in texts(high)
    low = drawn(Series("Ratio", (Point(2022, 9.5, "9.5"), Point(2023, 0.2, "0.2"))), parity=1.0)
    assert not [text for text in texts(low) if text.startswith(("-", "−"))]


def test_made_up_values_are_said_to_be():
    root = drawn(BME, is_made_up=True)
    assert "Example data" in texts(root)
    assert root.findtext("desc", "").startswith("Example data. ")
    assert "Example data" not in "".join(drawn(BME).itertext())


# Funnel plots

OTHERS = tuple(FunnelPoint(size, 15 + size % 7) for size in range(20, 4000, 20))


def funnel(own: FunnelPoint, **options) -> ET.Element:
    given = {"others": OTHERS, "size_title": "Staff who answered", "unit": "%", **options}
    chart = svg_of(Funnel("A funnel", 16.0, "England 16.0%", own, "Ours 30.0%", **given))
    assert chart is not None
    return ET.fromstring(chart)  # noqa: S314 - our own drawing


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (17.0, "It lies within the limits of what chance alone would do."),
        (19.0, "It lies above the 95% limits, but within the 99.8% limits."),
        (30.0, "It lies above both limits of what chance alone would do."),
        (2.0, "It lies below both limits of what chance alone would do."),
    ],
)
def test_a_funnel_plot_says_where_the_organisation_lies(value: float, said: str):
    description = funnel(FunnelPoint(900, value)).findtext("desc", "")
    assert said in description
    # 16 ± 1.96 and 3.09 × √(16 × 84 / 900)
    assert "the 95% limits are 13.6% to 18.4%, and the 99.8% limits 12.2% to 19.8%." in description


def test_a_funnel_plot_names_one_organisation_and_no_other():
    root = funnel(FunnelPoint(900, 30.0))
    assert "Ours 30.0%" in texts(root)
    assert "England16.0%" in "".join(root.itertext())
    assert "Staff who answered" in texts(root)
    dots = [path for path in root.iter("path") if path.get("fill") == GREY]
    assert len(dots) == len(OTHERS)


def test_a_funnel_plot_of_ratios_has_the_limits_of_each_precision():
    others = (FunnelPoint(4.0, 3.0), FunnelPoint(50.0, 0.9))
    root = funnel(FunnelPoint(25.0, 1.5), others=others, is_ratio=True, unit="", size_title="Few → many")
    # 16 × e^(±1.96 / 5)
    assert "the 95% limits are 10.81 to 23.68" in root.findtext("desc", "")
    assert "Few → many" in texts(root)
    assert "people" not in root.findtext("desc", "")


def test_one_organisation_alone_is_no_funnel():
    chart = Funnel("A funnel", 16.0, "England 16.0%", FunnelPoint(9, 1.0), "Ours", (), "Staff")
    assert svg_of(chart) is None


# The spread of organisations


def spread(*rows: SpreadRow, **options) -> ET.Element:
    chart = svg_of(Spread("A spread", rows, **options))
    assert chart is not None
    return ET.fromstring(chart)  # noqa: S314 - our own drawing


@pytest.mark.parametrize("number", [5, 210, 2_000])
def test_each_organisation_is_a_dot_whatever_their_number(number: int):
    values = tuple(16 + (place * 37 % 101) / 10 for place in range(number))
    root = spread(SpreadRow("BME", values, 15.6, "England 15.6%"), unit="%")
    dots = [path for path in root.iter("path") if path.get("fill") == NHS_BLUE]
    assert len(dots) == number
    assert "England 15.6%" in texts(root)
    assert f"BME: {number:,} organisations, from 16.0% to " in root.findtext("desc", "")


def test_a_spread_says_its_middle_half():
    root = spread(SpreadRow("", (1.0, 2.0, 3.0, 4.0, 5.0)), is_ratio=True, parity=1.0)
    assert root.findtext("desc") == (
        "5 organisations, from 1.00 to 5.00, half of them between 2.00 and 4.00. The middle one has 3.00. "
        "A dashed line marks parity at 1."
    )


def test_two_groups_stand_on_one_scale_and_differ_in_shape():
    root = spread(SpreadRow("BME", (20.0, 22.0, 24.0)), SpreadRow("White", (10.0, 11.0, 12.0)), unit="%")
    marks = {(path.get("fill"), path.attrib["d"]) for path in root.iter("path") if path.get("fill") in (NHS_BLUE, TEXT)}
    assert len(marks) == 2
    assert {"BME", "White"} <= set(texts(root))


def test_values_that_are_all_alike_are_drawn():
    assert spread(SpreadRow("", (7.0,) * 9), unit="%")


def test_a_single_dot_is_no_spread():
    assert svg_of(Spread("A spread", (SpreadRow("BME", (7.0,)),))) is None


# At a glance

ROWS = (
    GlanceRow(
        "3. Formal disciplinary process", "Closer to parity since 2016", Point(2023, 1.03, "1.03"),
        Point(2016, 1.56, "1.56"), 1.0, "Equally likely", "18 organisations", is_ratio=True,
    ),
    GlanceRow(
        "8. Discrimination", "No trend: there is only one year to go by", Point(2023, 16.6, "16.6"), None, 6.7,
        "White staff 6.7%", "1 organisation", unit="%",
    ),
    GlanceRow("9. Board", "No values are held", None, None, None, "", "0 organisations"),
)  # fmt: skip


def test_a_glance_has_a_row_for_each_indicator_with_its_numbers():
    chart = svg_of(Glance("England at a glance", ROWS))
    assert chart is not None
    root = ET.fromstring(chart)  # noqa: S314 - our own drawing
    shown = set(texts(root))
    assert {"1.56 in 2016", "1.03 in 2023", "16.6% in 2023", "White staff 6.7%", "No values are held"} <= shown
    assert {row.name for row in ROWS} <= shown
    assert root.findtext("desc") == (
        "3. Formal disciplinary process: 1.56 in 2016, 1.03 in 2023. No gap would be: Equally likely. "
        "Closer to parity since 2016. 18 organisations. "
        "8. Discrimination: 16.6% in 2023. No gap would be: White staff 6.7%. "
        "No trend: there is only one year to go by. 1 organisation. "
        "9. Board: No values are held. 0 organisations."
    )


def test_a_glance_without_any_value_is_not_drawn():
    assert svg_of(Glance("Nothing", ROWS[2:])) is None


# Pictures to take away

CAPTION = Caption("Discrimination, <Example> & Trust", ("Values from: a report.", "Drawn on 1 June 2026."))


@pytest.mark.parametrize(
    "chart",
    [
        Trend("Trend", (BME, WHITE)),
        Funnel("Funnel", 16.0, "England", FunnelPoint(9, 1.0), "Ours", OTHERS, "Staff"),
        Spread("Spread", (SpreadRow("BME", (1.0, 2.0)),)),
        Glance("Glance", ROWS),
    ],
    ids=lambda chart: chart.title,
)
def test_a_picture_says_what_it_is_and_where_it_is_from(chart: Chart):
    picture = picture_of(replace(chart, is_made_up=True), CAPTION)
    assert picture is not None
    root = ET.fromstring(picture)  # noqa: S314 - our own drawing
    assert root.tag == f"{SVG}svg"
    said = "".join(root.itertext())
    assert all(each in said for each in ("Example data", "Discrimination, <Example> & Trust", *CAPTION.notes))
    assert root.findtext(f"{SVG}title") == chart.title
    assert root.findtext(f"{SVG}desc", "").startswith("Example data. ")
    png = png_of(picture)
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20], "big")
    assert width >= 1_500, "It is sharp over the width of a printed page"


def test_a_picture_of_nothing_is_not_drawn():
    assert picture_of(Trend("Empty", ()), CAPTION) is None
