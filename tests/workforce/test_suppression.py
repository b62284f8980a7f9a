"""Small numbers are not shown, and nobody can work them out from what is shown."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.factories import DatasetFactory, IndicatorFactory, MeasureFactory, ObservationFactory
from workforce.bands import BANDS
from workforce.models import Group, Observation
from workforce.suppression import Count, Hidden, ShownValue, hidden_keys, shown, shown_columns

SMALLEST = 5
GROUPS = (Group.WHITE, Group.BME, Group.UNKNOWN)
LABELS = [band.label for band in BANDS[:6]]
#: Many small numbers and zeros, as in small organisations.
PEOPLE = st.one_of(st.integers(0, 6), st.integers(0, 60))
Staff = dict[str, dict[str, int]]


def counted(measure: str, group: str, numerator: int | None, denominator: int | None, key: int, **values: Any) -> Count:
    share = Decimal(100 * numerator / denominator).quantize(Decimal("0.1")) if numerator and denominator else Decimal(0)
    made = Count(
        *(key, 1, 2024, measure, int(measure.split("-")[1]), "percentage", "", group, share, numerator, denominator),
        *(1, True),
    )
    return made._replace(**values)


def staff_counts(bands: Staff, workforce: dict[str, int], total: int, others: dict[str, int]) -> Iterator[Count]:
    """The figures of indicator 1; ``others`` are the staff of each band who are in no stated group."""
    keys = count()
    for band, groups in bands.items():
        people = sum(groups.values()) + others[band]
        for group, number in groups.items():
            yield counted("wres-1-band-share", group, number, people, next(keys), coverage=band)
    for group, number in workforce.items():
        yield counted("wres-1-workforce-share", group, number, total, next(keys))


@st.composite
def staff(draw: st.DrawFn) -> tuple[Staff, dict[str, int], int, dict[str, int]]:
    labels = LABELS[: draw(st.integers(1, len(LABELS)))]
    groups = [str(group) for group in GROUPS[: draw(st.integers(2, 3))]]
    bands = {label: {group: draw(PEOPLE) for group in groups} for label in labels}
    others = {label: draw(st.sampled_from([0, 0, 3, 20])) for label in labels}
    in_no_band = {group: draw(st.sampled_from([0, 0, 0, 2, 30])) for group in groups}
    workforce = {group: sum(each[group] for each in bands.values()) + in_no_band[group] for group in groups}
    rest = draw(st.sampled_from([0, 0, 7]))
    return bands, workforce, sum(workforce.values()) + sum(others.values()) + rest, others


def possible(unknown: list[tuple[str, str]], sums: Iterable[tuple[dict[tuple[str, str], int], int]]) -> Iterator[tuple]:
    """Each unknown number with the least and the most that it can be, if all sums hold."""
    place = {cell: position for position, cell in enumerate(unknown)}
    sums = list(sums)
    matrix = [[signs.get(cell, 0) for cell in unknown] for signs, _ in sums] or [[0] * len(unknown)]
    totals = [total for _, total in sums] or [0]
    for cell in unknown:
        ends = []
        for sign in (1, -1):
            goal = [sign if position == place[cell] else 0 for position in range(len(unknown))]
            found = linprog(goal, A_eq=matrix, b_eq=totals, bounds=(0, None))
            ends.append(sign * found.fun if found.status == 0 else float("inf"))
        yield cell, *ends


def attack(figures: list[Count], hidden: set[int]) -> Iterator[tuple[tuple[str, str], int, float, float]]:
    """What somebody can tell who knows that bands and groups add up, of each small number that is not shown.

    They are also told where nobody is left over, which is more than they know.
    """
    truth = {(each.coverage, each.group): each.numerator or 0 for each in figures}
    seen = {(each.coverage, each.group) for each in figures if each.key not in hidden}
    totals = {each.coverage: each.denominator or 0 for each in figures}
    told_totals = {row for row, _ in seen}
    rows, groups = list(totals), {group for _, group in truth}
    for row in rows:
        truth[row, "rest"] = totals[row] - sum(truth.get((row, group), 0) for group in groups)
        truth[row, "total"] = totals[row]
    bands = [row for row in rows if row]
    columns = [*groups, "rest", "total"]
    if "" in rows:
        for column in columns:
            truth["rest", column] = truth["", column] - sum(truth[row, column] for row in bands)
    told = seen | {(row, "total") for row in told_totals}
    told |= {cell for cell, number in truth.items() if "rest" in cell and not number}
    unknown = [cell for cell in truth if cell not in told]

    def known(signs: dict[tuple[str, str], int]) -> tuple[dict[tuple[str, str], int], int]:
        of_unknown = {cell: sign for cell, sign in signs.items() if cell not in told}
        return of_unknown, -sum(sign * truth[cell] for cell, sign in signs.items() if cell in told)

    sums = [
        known({(row, column): 1 for column in (*groups, "rest")} | {(row, "total"): -1})
        for row in {row for row, _ in truth}
    ]
    if "" in rows:
        sums += [known({(row, column): 1 for row in (*bands, "rest")} | {("", column): -1}) for column in columns]
    for cell, least, most in possible(unknown, sums):
        if 0 < truth[cell] < SMALLEST and cell[0] != "rest" and cell[1] != "total":
            yield cell, truth[cell], least, most


@given(staff())
def test_no_hidden_number_of_staff_can_be_worked_out(table: tuple[Staff, dict[str, int], int, dict[str, int]]) -> None:
    figures = list(staff_counts(*table))

    hidden = hidden_keys(figures, SMALLEST)

    assert {each.key for each in figures if 0 < (each.numerator or 0) < SMALLEST} <= hidden
    for cell, truth, least, most in attack(figures, hidden):
        assert most - least > 0.5, (cell, truth, least, most)


@given(staff())
def test_nothing_is_hidden_without_small_numbers(table: tuple[Staff, dict[str, int], int, dict[str, int]]) -> None:
    bands, _, total, others = table
    raised = {label: {group: 9 + number for group, number in groups.items()} for label, groups in bands.items()}
    figures = staff_counts(raised, {}, total, dict.fromkeys(others, 0))

    assert hidden_keys(figures, SMALLEST) == set()


@given(staff(), st.randoms(use_true_random=False))
def test_the_same_is_hidden_in_whatever_order_figures_come(
    table: tuple[Staff, dict[str, int], int, dict[str, int]], chance: Random
) -> None:
    figures = list(staff_counts(*table))
    shuffled = sorted(figures, key=lambda _: chance.random())

    assert hidden_keys(shuffled, SMALLEST) == hidden_keys(figures, SMALLEST)


def hidden_of(*figures: Count) -> set[int]:
    return hidden_keys(figures, SMALLEST)


def test_a_share_of_few_people_is_hidden_and_with_it_the_ratio_that_tells_it_beside_the_other_group() -> None:
    white = counted("wres-3-entered-share", Group.WHITE, 25, 2_000, 1)
    bme = counted("wres-3-entered-share", Group.BME, 4, 300, 2)
    ratio = counted("wres-3-relative-likelihood", Group.BETWEEN, None, None, 3, kind="relative-likelihood")

    assert hidden_of(white, bme, ratio) == {2, 3}
    assert hidden_of(white, bme._replace(numerator=5), ratio) == set()


def test_all_but_a_few_tells_of_a_few() -> None:
    assert hidden_of(counted("wres-4-accessed-share", Group.BME, 48, 50, 1)) == {1}


def test_nobody_is_shown() -> None:
    assert hidden_of(counted("wres-3-entered-share", Group.BME, 0, 300, 1)) == set()


def test_where_all_staff_stand_beside_the_groups_all_are_hidden_together() -> None:
    white = counted("wres-6-percentage", Group.WHITE, 60, 300, 1)
    bme = counted("wres-6-percentage", Group.BME, 3, 20, 2)

    assert hidden_of(white, bme, counted("wres-6-percentage", Group.ALL, 63, 320, 3)) == {1, 2, 3}
    assert hidden_of(white, bme, counted("wres-7-percentage", Group.ALL, 163, 320, 3)) == {2}


def test_a_board_is_hidden_with_its_difference_from_the_workforce() -> None:
    figures = (
        counted("wres-9-board-share", Group.WHITE, 11, 13, 1),
        counted("wres-9-board-share", Group.BME, 2, 13, 2),
        counted("wres-9-workforce-share", Group.BME, 700, 3_000, 3),
        counted("wres-9-difference", Group.BETWEEN, None, None, 4, kind="percentage-point-difference"),
    )

    assert hidden_of(*figures) == {1, 2, 4}


def test_voting_members_are_hidden_where_they_tell_how_few_do_not_vote() -> None:
    board = counted("wres-9-board-share", Group.BME, 8, 20, 1)
    voting = counted("wres-9-voting-board-share", Group.BME, 6, 14, 2)

    assert hidden_of(board, voting) == {2}
    assert hidden_of(board, voting._replace(numerator=8)) == set()


def test_a_workforce_hides_another_group_than_bme_and_what_repeats_that() -> None:
    figures = (
        counted("wres-1-workforce-share", Group.WHITE, 800, 903, 1),
        counted("wres-1-workforce-share", Group.BME, 100, 903, 2),
        counted("wres-1-workforce-share", Group.UNKNOWN, 3, 903, 3),
        counted("wres-9-workforce-share", Group.BME, 100, 903, 4),
        counted("wres-3-entered-share", Group.BME, 7, 100, 5),
        counted("wres-3-entered-share", Group.WHITE, 7, 800, 6),
    )

    assert hidden_of(*figures) == {1, 3, 6}


def test_a_percentage_of_a_stated_number_of_people_is_small_as_its_count_would_be() -> None:
    responses = counted("wres-5-percentage", Group.BME, None, 8, 1, value=Decimal("12.5"))
    board = counted("wres-9-board-share", Group.BME, None, 15, 2, value=Decimal("6.7"))
    many = counted("wres-6-percentage", Group.BME, None, 800, 3, value=Decimal("12.5"))

    assert hidden_of(responses, board, many) == {1, 2}


def test_a_small_number_hides_the_numbers_beside_it() -> None:
    def number(value: int, group: str, key: int) -> Count:
        return counted("wres-3-entered-number", group, None, None, key, kind="count", value=Decimal(value))

    white, everybody = number(97, Group.WHITE, 1), number(100, Group.ALL, 2)
    assert hidden_of(number(3, Group.BME, 0), white, everybody) == {0, 1, 2}
    assert hidden_of(white, everybody) == {1, 2}
    assert hidden_of(white, everybody._replace(value=Decimal(120))) == set()
    assert hidden_of(counted("wres-1-band-percentage", Group.BME, 2, 50, 3)) == {3}


def test_another_dataset_that_repeats_a_number_does_not_show_it() -> None:
    bme = counted("wres-2-appointed-share", Group.BME, 3, 60, 1)
    repeated = counted("wres-1-band-share", Group.BME, 3, 60, 2, coverage=LABELS[0])
    again = repeated._replace(key=3, dataset=2, numerator=None, denominator=None, value=Decimal(5))

    assert hidden_of(bme, bme._replace(key=4, dataset=2, numerator=None, denominator=None)) == {1, 4}
    assert hidden_of(repeated, again) == {2, 3}


def test_a_number_in_a_publication_is_not_chosen_to_hide_another() -> None:
    white, bme, unknown = (
        counted("wres-1-workforce-share", group, number, 903, key)
        for key, (group, number) in enumerate([(Group.WHITE, 800), (Group.BME, 100), (Group.UNKNOWN, 3)])
    )
    published = bme._replace(key=9, dataset=2, is_return=False)

    assert hidden_of(white, bme, unknown, published) == {0, 2}


def test_the_number_that_counts_as_small_can_be_set() -> None:
    figure = counted("wres-3-entered-share", Group.BME, 4, 300, 1)

    assert hidden_keys([figure], 0) == set()
    assert hidden_keys([figure], 1) == set()
    assert hidden_keys([figure], 4) == set()
    assert hidden_keys([figure], 5) == {1}


def observation(numerator: int | None, denominator: int | None = 300, **values: object) -> Observation:
    made = ObservationFactory(numerator=numerator, denominator=denominator, **values)
    return Observation.objects.select_related("measure", "dataset").get(pk=made.pk)


@pytest.fixture
def entered() -> Observation:
    measure = MeasureFactory(
        slug="wres-3-entered-share", indicator=IndicatorFactory(number=3), kind="percentage", name="Entered"
    )
    return observation(4, measure=measure, dataset=DatasetFactory(is_return=True), note="4 of 300.")


@pytest.mark.django_db
class TestShown:
    def test_own_figures_of_few_people_are_not_shown(self, entered: Observation) -> None:
        (value,) = shown([entered])

        assert (value.value, value.numerator, value.denominator, value.note) == (None, None, None, "")
        assert value.value_as_published == "Not shown (small numbers)"

    def test_a_publication_keeps_its_value_without_its_small_counts(self, entered: Observation) -> None:
        published = observation(4, measure=entered.measure, note="As printed.", value=Decimal("1.3"))

        (value,) = shown([published])

        assert value == ShownValue(published, Hidden.COUNTS)
        assert (value.value_as_published, value.numerator, value.denominator) == ("1.3%", None, None)
        assert value.note == "As printed."

    def test_trusts_are_no_people(self) -> None:
        (value,) = shown([observation(3, 200, group=Group.TRUSTS)])

        assert (value.numerator, value.denominator) == (3, 200)

    def test_what_is_not_asked_for_decides_too(self, entered: Observation) -> None:
        everybody = observation(
            60, 900, measure=entered.measure, dataset=entered.dataset, group=Group.ALL,
            organisation=entered.organisation,
        )  # fmt: skip

        assert [each.is_hidden for each in shown([everybody])] == [True]

    def test_publications_are_shown_without_a_query(self, django_assert_num_queries) -> None:
        published = observation(166, 1_000)

        with django_assert_num_queries(0):
            assert shown([published]) == [ShownValue(published)]

    def test_files_say_the_same_as_pages(self, entered: Observation) -> None:
        observation(4, measure=entered.measure)
        observation(166, 1_000)
        rows = Observation.objects.select_related("measure", "dataset").order_by("pk")
        columns = shown_columns(rows)

        assert list(
            rows.annotate(**{f"shown_{name}": each for name, each in columns.items()}).values_list(
                *(f"shown_{name}" for name in columns)
            )
        ) == [
            (value.value, value.numerator, value.denominator, value.note, value.hidden.value if value.hidden else "")
            for value in shown(rows)
        ]

    def test_nothing_is_hidden_where_it_is_turned_off(self, entered: Observation, settings) -> None:
        settings.WRES_SMALLEST_COUNT = 0

        assert shown([entered]) == [ShownValue(entered)]
        columns = shown_columns(Observation.objects.all())
        assert Observation.objects.values_list(columns["numerator"]).get() == (4,)
