"""What figures the values of an organisation make."""

from decimal import Decimal
from typing import Any

import pytest

from evidence.proportions import Proportion, Reason, percentage
from workforce.bands import BANDS
from workforce.figures import (
    UPPER_BANDS,
    Basis,
    Figure,
    Figures,
    Lacking,
    Subject,
    disparity_ratios,
    figures_by_indicator,
    signed,
)
from workforce.models import Dataset, Group, Indicator, Measure, MeasureKind, Observation
from workforce.suppression import Hidden, ShownValue

BME, WHITE, BETWEEN, UNKNOWN = Group.BME, Group.WHITE, Group.BETWEEN, Group.UNKNOWN


def dataset(number: int = 1, date: str = "2024", *, is_return: bool = False) -> Dataset:
    return Dataset(pk=number, slug=f"dataset-{number}", publication_date=date, is_return=is_return)


def value(
    measure: str,
    group: str,
    said: str,
    *,
    year: int = 2024,
    counts: tuple[int, int] | None = None,
    responses: int | None = None,
    coverage: str = "",
    of: Dataset | None = None,
    is_hidden: bool = False,
) -> ShownValue:
    """A value of ``wres-2-relative-likelihood``, for example, as the public sees it."""
    number = int(measure.split("-")[1])
    numerator, denominator = counts or (None, responses)
    observation = Observation(
        measure=Measure(slug=measure, indicator=indicator(number), kind=MeasureKind.PERCENTAGE),
        group=group,
        value=Decimal(said),
        decimals_published=len(said.partition(".")[2]),
        reporting_year=year,
        numerator=numerator,
        denominator=denominator,
        coverage=coverage,
        dataset=of or dataset(),
    )
    return ShownValue(observation, Hidden.ALL if is_hidden else None)


def indicator(number: int) -> Indicator:
    return Indicator(pk=number, number=number, new_series_from=2022 if number == 7 else None)


def figures(number: int, *values: ShownValue) -> Figures:
    return figures_by_indicator([indicator(number)], values)[number]


def only(number: int, *values: ShownValue) -> Figure:
    """The one figure that values of one year make."""
    found = figures(number, *values)
    (figure,) = found.of(found.headline)
    return figure


def test_a_ratio_is_calculated_from_counts_and_what_its_source_states_stands_beside_it():
    figure = only(
        2,
        value("wres-2-appointed-share", WHITE, "20.0", counts=(200, 1000)),
        value("wres-2-appointed-share", BME, "12.5", counts=(100, 800)),
        value("wres-2-relative-likelihood", BETWEEN, "1.54"),
    )
    assert (figure.text, figure.stated, figure.basis) == ("1.60", "1.54", Basis.COUNTS)
    assert figure.interval
    assert figure.interval.holds(1.6)


def test_a_ratio_without_counts_is_as_published_or_of_published_percentages():
    shares = (value("wres-3-entered-share", BME, "1.6"), value("wres-3-entered-share", WHITE, "0.8"))
    stated = only(3, *shares, value("wres-3-relative-likelihood", BETWEEN, "2.1"))
    assert (stated.text, stated.basis, stated.interval) == ("2.1", Basis.PUBLISHED, None)
    calculated = only(3, *shares)
    assert (calculated.text, calculated.basis) == ("2.0", Basis.PERCENTAGES)


@pytest.mark.parametrize(
    ("white", "bme", "reason"),
    [((0, 500), (0, 300), Reason.NO_EVENTS), ((5, 500), (0, 300), Reason.NO_EVENTS_IN_ONE)],
)
def test_counts_of_which_no_ratio_can_be_made_say_why(white: tuple[int, int], bme: tuple[int, int], reason: Reason):
    found = figures(
        3,
        value("wres-3-entered-share", WHITE, "0.0", counts=white),
        value("wres-3-entered-share", BME, "0.0", counts=bme),
    )
    assert found.headline is None
    assert [each.reason for each in found.missing] == [reason]


@pytest.mark.parametrize(
    ("bme", "white", "reason"),
    [
        ("0.0", "0.8", Reason.NO_EVENTS_IN_ONE),
        ("0.8", "0.0", Reason.NO_EVENTS_IN_ONE),
        ("0.0", "0.0", Reason.NO_EVENTS),
    ],
)
def test_published_percentages_of_which_one_is_0_make_no_ratio(bme: str, white: str, reason: Reason):
    shares = value("wres-3-entered-share", BME, bme), value("wres-3-entered-share", WHITE, white)
    found = figures(3, *shares)
    assert (found.headline, [each.reason for each in found.missing]) == (None, [reason])


def test_a_published_ratio_of_0_is_no_figure():
    found = figures(3, value("wres-3-relative-likelihood", BETWEEN, "0.00"))
    assert (found.headline, [each.reason for each in found.missing]) == (None, [Reason.NO_EVENTS_IN_ONE])


def test_indicator_3_has_bme_staff_first_and_indicators_2_and_4_white_ones():
    for number, measure, first in ((2, "appointed", WHITE), (3, "entered", BME), (4, "accessed", WHITE)):
        of_groups = {WHITE: ("2.0", (20, 1000)), BME: ("1.0", (10, 1000))}
        figure = only(
            number,
            *(
                value(f"wres-{number}-{measure}-share", group, said, counts=counts)
                for group, (said, counts) in of_groups.items()
            ),
        )
        assert figure.one
        assert figure.one.text == f"{of_groups[first][0]}%"
        assert figure.value == pytest.approx(2 if first == WHITE else 0.5)


def test_a_percentage_has_white_staff_beside_it_even_from_another_publication():
    figure = only(
        8,
        value("wres-8-percentage", BME, "16.6", counts=(166, 1000)),
        value("wres-8-percentage", WHITE, "6.7", of=dataset(2)),
    )
    assert figure.other
    assert (figure.text, figure.other.text) == ("16.6", "6.7%")
    assert figure.interval
    assert [each.slug for each in figure.datasets] == ["dataset-1"]
    assert [each.slug for each in figure.publications] == ["dataset-1", "dataset-2"]


def test_counts_of_one_publication_do_not_replace_the_ratio_of_another():
    figure = only(
        2,
        value("wres-2-relative-likelihood", BETWEEN, "1.90", of=dataset(1)),
        value("wres-2-appointed-share", WHITE, "20.0", counts=(200, 1000), of=dataset(2)),
        value("wres-2-appointed-share", BME, "12.5", counts=(100, 800), of=dataset(2)),
    )
    assert (figure.text, [each.slug for each in figure.publications]) == ("1.60", ["dataset-2"])
    assert [(each.text, each.datasets[0].slug) for each in figure.also] == [("1.90", "dataset-1")]


def test_the_counts_of_a_percentage_are_calculated_from_the_responses():
    figure = only(
        5,
        value("wres-5-percentage", BME, "30.0", responses=1000),
        value("wres-5-percentage", WHITE, "20.0", counts=(60, 300)),
    )
    assert figure.one
    assert figure.other
    assert figure.one.proportion == Proportion(300, 1000)
    assert (figure.one.is_count_calculated, figure.other.is_count_calculated) == (True, False)
    assert figure.interval == percentage(Proportion(300, 1000)).interval  # type: ignore[union-attr]
    hidden = figures(5, value("wres-5-percentage", BME, "1.0", responses=300, is_hidden=True))
    assert [(each.reason, each.one) for each in hidden.missing] == [(Lacking.HIDDEN, None)]


def test_what_only_rounds_another_value_is_no_disagreement():
    found = only(
        2,
        value("wres-2-relative-likelihood", BETWEEN, "1.37", of=dataset(1)),
        value("wres-2-relative-likelihood", BETWEEN, "1.4", of=dataset(2, "2023")),
    )
    assert found.also == ()
    assert len(found.datasets) == 2


def test_publications_that_disagree_both_stand_the_one_with_counts_first():
    found = only(
        8,
        value("wres-8-percentage", BME, "16.6", of=dataset(1, "2025")),
        value("wres-8-percentage", BME, "15.0", counts=(150, 1000), of=dataset(2, "2023")),
    )
    assert found.text == "15.0"
    assert [each.text for each in found.also] == ["16.6"]


def test_a_board_is_compared_with_the_workforce_of_indicator_1_and_its_stated_sign_is_not_trusted():
    figure = only(
        9,
        value("wres-9-board-share", BME, "15.4", counts=(2, 13)),
        value("wres-9-difference", BME, "7.7"),
        value("wres-1-workforce-share", BME, "23.1"),
    )
    assert figure.subject == Subject.BOARD_DIFFERENCE
    assert (figure.text, figure.stated) == ("−7.7", "+7.7")
    assert figure.interval
    assert figure.interval.holds(0), "2 of 13 may well be chance"


def test_a_board_without_a_workforce_has_its_share_alone():
    found = figures(9, value("wres-9-board-share", BME, "18"))
    assert found.headline == Subject.BOARD_SHARE


def test_a_published_difference_stands_where_its_sides_are_not_known():
    figure = only(9, value("wres-9-difference", BME, "-0.64"))
    assert (figure.text, figure.basis, figure.one) == ("−0.64", Basis.PUBLISHED, None)


def of_bands(labels: tuple[str, ...], events: int, people: int, group: Group = BME, **more: Any) -> list[ShownValue]:
    said = f"{100 * events / people:.1f}"
    return [
        value("wres-1-band-share", group, said, counts=(events, people), coverage=label, **more) for label in labels
    ]


def workforce(events: int, people: int) -> ShownValue:
    return value("wres-1-workforce-share", BME, f"{100 * events / people:.1f}", counts=(events, people))


def test_the_upper_bands_are_one_share_beside_the_whole_workforce():
    figure = only(1, *of_bands(UPPER_BANDS, 5, 100), workforce(400, 2000))
    assert figure.subject == Subject.SENIOR_DIFFERENCE
    assert figure.text == "−15.0"
    assert figure.one
    assert figure.one.proportion
    assert figure.one.proportion.people == 100 * len(UPPER_BANDS)


def test_bands_with_nobody_in_them_may_be_left_out_if_the_others_are_the_whole_workforce():
    labels = tuple(band.label for band in BANDS if band.label != UPPER_BANDS[-1])
    bands = of_bands(labels, 10, 100)
    whole = 100 * len(labels)
    assert only(1, *bands, workforce(whole // 10, whole)).subject == Subject.SENIOR_DIFFERENCE
    lacking = figures(1, *bands, workforce(whole // 10, whole + 100))
    assert lacking.headline == Subject.WORKFORCE_SHARE
    assert [each.reason for each in lacking.missing] == [Lacking.SOME_BANDS]


def test_a_hidden_band_hides_the_upper_bands():
    hidden = of_bands(UPPER_BANDS[:1], 5, 100, is_hidden=True)
    found = figures(1, *hidden, *of_bands(UPPER_BANDS[1:], 5, 100), workforce(400, 2000))
    assert found.headline == Subject.WORKFORCE_SHARE
    assert [each.reason for each in found.missing] == [Lacking.HIDDEN]


def test_hidden_values_make_no_figure_and_reveal_nothing():
    found = figures(
        3,
        value("wres-3-entered-share", BME, "1.0", counts=(3, 300), is_hidden=True),
        value("wres-3-entered-share", WHITE, "1.0", counts=(10, 1000)),
    )
    assert found.headline is None
    (missing,) = found.missing
    assert (missing.reason, missing.one) == (Lacking.HIDDEN, None)


def test_values_from_after_a_break_are_told_from_earlier_ones():
    found = figures(7, *(value("wres-7-percentage", BME, "50.0", year=year) for year in (2021, 2022)))
    assert [each.is_new_series for each in found.of(Subject.PERCENTAGE)] == [False, True]


def test_values_of_other_groups_or_of_parts_of_the_staff_make_no_figure():
    found = figures(
        6,
        value("wres-6-percentage", Group.OTHER_BLACK, "32.8"),
        value("wres-6-percentage", BME, "31.2", coverage="Nurses"),
    )
    assert (found.headline, found.has_values) == (None, True)


def test_disparity_ratios_compare_the_parts_of_the_pay_bands():
    every = tuple(band.label for band in BANDS)
    ratios = disparity_ratios([*of_bands(every, 10, 100), *of_bands(every, 80, 100, WHITE)])
    assert [round(each.value, 3) for each in ratios.values()] == [1.0, 1.0, 1.0]  # type: ignore[union-attr]
    lacking = [*of_bands(every[1:], 10, 100), *of_bands(every[1:], 80, 100, WHITE)]
    assert disparity_ratios(lacking) == {}
    assert len(disparity_ratios(lacking, 100 * len(every[1:]))) == 3, "nobody is in the band that is left out"
    assert disparity_ratios([*lacking, *of_bands(every[:1], 1, 9, is_hidden=True)], 100 * len(every[1:])) == {}


@pytest.mark.parametrize(("number", "said"), [(2.06, "+2.1"), (-7.5, "−7.5"), (0.0, "0.0"), (-0.01, "0.0")])
def test_a_difference_is_written_with_its_sign(number: float, said: str):
    assert signed(number, 1) == said
