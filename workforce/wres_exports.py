"""WRES values as CSV files to take away."""

from collections.abc import Callable, Iterator

from django.db.models import (
    Case,
    DecimalField,
    Expression,
    FloatField,
    Func,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Sqrt
from django.urls import reverse

from evidence.proportions import Z_95
from files import csv_files
from files.csv_columns import Column, in_a_row, label
from workforce.models import Group, MeasureKind, Observation
from workforce.models.organisations import ENGLAND
from workforce.suppression import WORKFORCE, shown_columns

#: In the order of indicators and organisations.
ORDER = (
    *("measure__indicator__number", "measure__position", "organisation__name", "organisation_id"),
    *("coverage", "reporting_year", "group", "pk"),
)


def csv(observations: QuerySet[Observation], absolute: Callable[[str], str]) -> Iterator[bytes]:
    """WRES values as CSV, one a row, in parts; ``absolute`` makes a whole address of a path.

    ``value`` has the decimals that its publication prints. ``not_shown`` says what is left out of small numbers.
    ``interval_low`` and ``interval_high`` are calculated: the 95% confidence interval of a percentage with counts. The
    share of the whole workforce has none, since everybody is counted.
    """
    shown = shown_columns(observations)
    low, high = _interval(shown["numerator"], shown["denominator"])
    england = absolute(reverse("wres-organisation", args=[ENGLAND]))
    columns: dict[str, Column] = {
        "organisation": "organisation__name",
        "ods_code": "organisation__ods_code",
        "indicator": "measure__indicator__number",
        "indicator_name": "measure__indicator__name",
        "measure": "measure__name",
        "coverage": "coverage",
        "reporting_year": "reporting_year",
        "data_period": "data_period",
        "group": label("group", Group.choices),
        "value": Func(shown["value"], "decimals_published", function="round", output_field=DecimalField()),
        "unit": label("measure__kind", MeasureKind.choices),
        "numerator": shown["numerator"],
        "denominator": shown["denominator"],
        "interval_low": low,
        "interval_high": high,
        "not_shown": shown["not_shown"],
        "note": shown["note"],
        "comparability": "measure__indicator__comparability",
        "dataset": "dataset__title",
        "dataset_publisher": "dataset__publisher",
        "dataset_address": "dataset__url",
        "dataset_locator": "locator",
        "is_own_figures": _yes_or_no("dataset__is_return"),
        "is_made_up": _yes_or_no("dataset__is_made_up"),
        "url": in_a_row(Value(england.removesuffix(f"{ENGLAND}/")), "organisation__ods_code", Value("/")),
    }
    return csv_files.csv_of(observations.order_by(*ORDER), columns)


def _yes_or_no(field: str) -> Case:
    return Case(When(**{field: True}, then=Value("yes")), default=Value("no"), output_field=TextField())


def _interval(numerator: Expression, denominator: Expression) -> tuple[Expression, Expression]:
    """The ends of the Wilson interval, as :func:`evidence.proportions.percentage` has them."""
    events, people = (Cast(count, FloatField()) for count in (numerator, denominator))
    middle = (events + Z_95**2 / 2) / (people + Z_95**2)
    reach = Z_95 * Sqrt(events * (people - events) / people + Z_95**2 / 4) / (people + Z_95**2)
    is_counted = Q(measure__kind=MeasureKind.PERCENTAGE, numerator__isnull=False, denominator__gt=0)
    is_sample = ~Q(measure__slug__in=WORKFORCE) & ~Q(group=Group.TRUSTS)
    return _per_cent(is_counted & is_sample, middle - reach), _per_cent(is_counted & is_sample, middle + reach)


def _per_cent(when: Q, share: Expression) -> Expression:
    # To three decimals, as many as a value may have.
    kind = DecimalField(max_digits=6, decimal_places=3)
    return Case(When(when, then=Cast(100 * share, kind)), default=None, output_field=kind)
