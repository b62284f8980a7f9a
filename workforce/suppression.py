"""Which WRES values are not shown because few people are behind them. Everything public reads values through here.

In an organisation's own figures a count of 1 to less than ``WRES_SMALLEST_COUNT`` people is hidden with its percentage,
and with it what would reveal it by subtraction. A publication can be read by anybody, so what it prints stays; only its
small counts are left out. A count of nobody is shown. See ``docs/decisions/small-numbers.md``.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Expression, ExpressionWrapper, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.lookups import GreaterThan, LessThan

from database.compiled_queries import array_of
from workforce.bands import BY_LABEL
from workforce.models import Dataset, Group, Measure, MeasureKind, Observation, Organisation
from workforce.table_suppression import Cell, Table

#: What stands where a value is not shown.
NOT_SHOWN = "Not shown (small numbers)"
COUNTS = ("numerator", "denominator")


class Hidden(Enum):
    """What of a value is not shown."""

    ALL = "the value and its counts"
    COUNTS = "its counts"


@dataclass(frozen=True, slots=True)
class ShownValue:
    """What the public sees of an observation; without the value if that is not shown."""

    observation: Observation
    hidden: Hidden | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether even the value is not shown."""
        return self.hidden is Hidden.ALL

    @property
    def value(self) -> Decimal | None:
        return None if self.is_hidden else self.observation.value

    @property
    def numerator(self) -> int | None:
        return self.observation.numerator if self.hidden is None else None

    @property
    def denominator(self) -> int | None:
        return self.observation.denominator if self.hidden is None else None

    @property
    def note(self) -> str:
        """The note about it, which may repeat its figures."""
        return "" if self.is_hidden else self.observation.note

    @property
    def number_as_published(self) -> str:
        """The number with the decimals of its publication, or that it is not shown."""
        return NOT_SHOWN if self.is_hidden else self.observation.number_as_published

    @property
    def value_as_published(self) -> str:
        """The number and its unit, or that it is not shown."""
        return NOT_SHOWN if self.is_hidden else self.observation.value_as_published

    # What it is a value of is always shown.

    @property
    def organisation(self) -> Organisation:
        return self.observation.organisation

    @property
    def measure(self) -> Measure:
        return self.observation.measure

    @property
    def coverage(self) -> str:
        return self.observation.coverage

    @property
    def reporting_year(self) -> int:
        return self.observation.reporting_year

    @property
    def data_period(self) -> str:
        return self.observation.data_period

    @property
    def group(self) -> str:
        return self.observation.group

    @property
    def group_name(self) -> str:
        return Group(self.group).label

    @property
    def dataset(self) -> Dataset:
        return self.observation.dataset

    @property
    def decimals_published(self) -> int:
        return self.observation.decimals_published

    @property
    def locator(self) -> str:
        return self.observation.locator


def shown(observations: Iterable[Observation]) -> list[ShownValue]:
    """What the public sees of each observation, in their order.

    They need their ``dataset`` and ``measure``. If some are organisations' own figures, one query reads the counts that
    stand beside them; without such figures there is no query.
    """
    values = list(observations)
    hidden = _hidden_among(values)
    return [ShownValue(each, Hidden.ALL if each.pk in hidden else _hidden_counts(each)) for each in values]


def shown_columns(observations: QuerySet[Observation]) -> dict[str, Expression]:
    """What the public sees of the observations, as expressions for files and ``annotate``.

    They are ``value``, ``numerator``, ``denominator``, ``note``, and ``not_shown``, which says what is left out and is
    empty if nothing is.
    """
    own = observations.filter(dataset__is_return=True).select_related("dataset", "measure")
    hidden = When(pk__in_keys=array_of(_hidden_among(own)), then=None)
    rest = ExpressionWrapper(F("denominator") - F("numerator"), IntegerField())
    is_small = Q(*(_small(each) for each in (*map(F, COUNTS), rest)), _connector=Q.OR)
    counts = When(Q(is_small, ~Q(group=Group.TRUSTS), dataset__is_return=False), then=None)
    return {
        "value": _unless(hidden, field="value"),
        **{each: _unless(hidden, counts, field=each) for each in COUNTS},
        "note": _unless(_instead(hidden, ""), field="note"),
        "not_shown": Case(
            *(_instead(hidden, Hidden.ALL.value), _instead(counts, Hidden.COUNTS.value)),
            default=Value(""),
            output_field=TextField(),
        ),
    }


def _unless(*cases: When, field: str) -> Case:
    kind: Any = Observation._meta.get_field(field)
    return Case(*cases, default=field, output_field=kind)


def _instead(when: When, text: str) -> When:
    return When(when.condition, then=Value(text))


def _small(count: Any) -> Q:
    return Q(GreaterThan(count, 0), LessThan(count, settings.WRES_SMALLEST_COUNT))


def _hidden_counts(observation: Observation) -> Hidden | None:
    """Whether the counts of a publication's value are left out."""
    if observation.dataset.is_return or observation.group == Group.TRUSTS:
        return None
    is_small = is_of_few(observation.numerator, observation.denominator, settings.WRES_SMALLEST_COUNT)
    return Hidden.COUNTS if is_small else None


def is_of_few(numerator: int | None, denominator: int | None, smallest: int) -> bool:
    """Whether few people are affected, few are not, or few are in the group at all."""
    rest = None if numerator is None or denominator is None else denominator - numerator
    return any(0 < (each or 0) < smallest for each in (numerator, denominator, rest))


def _hidden_among(observations: Iterable[Observation]) -> set[int]:
    """The keys of the organisations' own figures that are not shown, among those and others of the same years."""
    own = [each for each in observations if each.dataset.is_return]
    if not own:
        return set()
    return hidden_keys(map(Count._make, _beside(own).values_list(*Count.lookups())), settings.WRES_SMALLEST_COUNT)


def _beside(own: Iterable[Observation]) -> QuerySet[Observation]:
    """All values that decide whether these are shown, in the order of organisations and years."""
    organisations = {each.organisation_id for each in own}
    years = {each.reporting_year for each in own}
    indicators = {each.measure.indicator_id for each in own}
    wanted = Q(measure__indicator__in=indicators) | Q(measure__slug__in=WORKFORCE)
    if not any(map(_depends_on_bands, own)):
        wanted &= ~Q(measure__slug=BANDS)
    counted = Observation.objects.filter(wanted, organisation__in=organisations, reporting_year__in=years)
    return counted.order_by("organisation_id", "reporting_year")


def _depends_on_bands(observation: Observation) -> bool:
    if observation.measure.slug in WORKFORCE:
        return bool(observation.coverage) or observation.group not in PARTS
    return observation.measure.slug.startswith("wres-1-")


class Count(NamedTuple):
    """The figures of an observation, as they are stored."""

    key: int
    organisation: int
    year: int
    measure: str
    indicator: int
    kind: str
    coverage: str
    group: str
    value: Decimal
    numerator: int | None
    denominator: int | None
    dataset: int
    is_return: bool

    @property
    def affected(self) -> int | None:
        """How many people are affected, as stated or as the figure tells."""
        if self.kind == MeasureKind.COUNT:
            return int(self.value)
        if self.numerator is None and self.denominator is not None and self.kind == MeasureKind.PERCENTAGE:
            return round(self.value * self.denominator / 100)
        return self.numerator

    @staticmethod
    def lookups() -> tuple[str, ...]:
        """Where each is found from an observation."""
        return (
            *("pk", "organisation_id", "reporting_year", "measure__slug", "measure__indicator__number"),
            *("measure__kind", "coverage", "group", "value", "numerator", "denominator"),
            *("dataset_id", "dataset__is_return"),
        )


BANDS = "wres-1-band-share"
#: Both are about all staff of an organisation.
WORKFORCE = ("wres-1-workforce-share", "wres-9-workforce-share")
STAFF = (BANDS, *WORKFORCE)
BOARD, *PARTS_OF_BOARD = ("wres-9-board-share", "wres-9-voting-board-share", "wres-9-executive-board-share")
#: The groups that add up to all staff.
PARTS = (Group.WHITE, Group.BME, Group.UNKNOWN, Group.NOT_STATED, Group.NOT_DECLARED)
_REST = "rest"
_WHOLE = ""


def hidden_keys(counts: Iterable[Count], smallest: int) -> set[int]:
    """The keys of the organisations' own figures that are not shown; the counts by organisation and year."""
    if smallest < 2:  # no count is below it
        return set()
    by_year = groupby(counts, key=lambda each: (each.organisation, each.year))
    return {key for _, of_year in by_year for key in _Year(list(of_year), smallest).hidden()}


@dataclass(frozen=True)
class _Year:
    """The counts of one organisation and year."""

    counts: list[Count]
    smallest: int

    def hidden(self) -> set[int]:
        staff = [each for each in self.counts if each.measure in STAFF]
        cells = _hidden_staff(staff, self.smallest)
        of_staff = {each.key for each in staff if each.is_return and _cell(each) in cells}
        of_staff |= self._unlisted(staff, is_any_hidden=bool(cells))
        hidden = of_staff | set(self._shares(cells)) | set(self._board())
        indicators = {each.indicator for each in self.counts if each.key in hidden}
        if any(row == _WHOLE for row, _ in cells):
            indicators |= {1, 9}
        return hidden | set(self._others(indicators))

    def _own(self, *measures: str) -> list[Count]:
        return [each for each in self.counts if each.is_return and each.measure in measures]

    def _unlisted(self, staff: list[Count], *, is_any_hidden: bool) -> set[int]:
        """Parts of the staff that are no band, and groups within others: nobody knows what they add up to."""
        unlisted = [each for each in staff if each.is_return and not _is_part(each)]
        hides = is_any_hidden or any(self._is_small(each) for each in unlisted)
        return {each.key for each in unlisted} if hides else set()

    def _shares(self, hidden_staff: set[Cell]) -> Iterator[int]:
        """Indicators 2 to 8: White and BME staff stand apart, so that neither tells the other."""
        repeated = {
            (each.group, each.numerator) for each in self._own(*WORKFORCE) if (_WHOLE, each.group) in hidden_staff
        }
        shares = [each for each in self.counts if each.is_return and _is_of_processes_or_experience(each)]
        for _, of_measure in groupby(sorted(shares, key=lambda each: each.measure), key=lambda each: each.measure):
            values = list(of_measure)
            small = {
                (each.coverage, each.group)
                for each in values
                if self._is_small(each) or (each.group, each.denominator) in repeated
            }
            stand_apart = all(not each.coverage and each.group in PARTS for each in values)
            for each in values:
                if (each.coverage, each.group) in small or (small and not stand_apart):
                    yield each.key

    def _board(self) -> Iterator[int]:
        """A board, its voting members and its executive members, which are parts of it."""
        whole = {each.group: each for each in self._own(BOARD)}
        for measure in (BOARD, *PARTS_OF_BOARD):
            members = self._own(measure)
            if any(self._is_small(each) or self._is_small_beside(each, whole) for each in members):
                yield from (each.key for each in members)

    def _others(self, indicators: Container[int]) -> Iterator[int]:
        """Ratios, differences and numbers beside something hidden, or beside a small number of their measure."""
        others = [each for each in self.counts if each.is_return and not _is_share(each)]
        of_all = {(each.measure, each.coverage): each.affected for each in others if each.group == Group.ALL}
        small = {
            each.measure
            for each in others
            if self._is_small(each) or self._leaves_few(each, of_all.get((each.measure, each.coverage)))
        }
        yield from (each.key for each in others if each.indicator in indicators or each.measure in small)

    def _leaves_few(self, part: Count, whole: int | None) -> bool:
        """Whether few are left of a whole without the part."""
        return whole is not None and part.affected is not None and 0 < whole - part.affected < self.smallest

    def _is_small(self, count: Count) -> bool:
        return is_of_few(count.affected, count.denominator, self.smallest)

    def _is_small_beside(self, part: Count, wholes: Mapping[str, Count]) -> bool:
        """Whether few of a group are in the whole without being in the part."""
        whole = wholes.get(part.group)
        return whole is not None and self._leaves_few(part, whole.affected)


def _is_share(count: Count) -> bool:
    """Whether a figure is decided on by its own counts, not by those of others."""
    return count.measure in (*STAFF, BOARD, *PARTS_OF_BOARD) or _is_of_processes_or_experience(count)


def _is_of_processes_or_experience(count: Count) -> bool:
    return 2 <= count.indicator <= 8 and count.kind == MeasureKind.PERCENTAGE


def _cell(count: Count) -> Cell:
    return _WHOLE if count.measure in WORKFORCE else count.coverage, count.group


def _is_part(count: Count) -> bool:
    """Whether it is of a group that adds up with others, in a band or in the whole workforce."""
    is_listed = not count.coverage or (count.measure == BANDS and count.coverage in BY_LABEL)
    return is_listed and count.group in PARTS


def _hidden_staff(staff: Iterable[Count], smallest: int) -> set[Cell]:
    """The bands and groups whose staff are not shown; all staff are the band “”.

    Datasets that state the same cell hide it together, so this goes on until none hides another.
    """
    parts = [each for each in staff if _is_part(each)]
    datasets = {each.dataset for each in parts if each.is_return}
    hidden: set[Cell] = set()
    while True:
        found = {cell for dataset in datasets for cell in _StaffTable.of(parts, dataset, smallest).hidden(hidden)}
        if found <= hidden or len(datasets) == 1:
            return hidden | found
        hidden |= found


@dataclass(frozen=True)
class _StaffTable:
    """The staff by band and group as one dataset states them; where it states nothing, as others do."""

    cells: Mapping[Cell, int]
    totals: Mapping[str, int]  # of each band
    published: frozenset[Cell]  # in publications, with their counts
    smallest: int

    @classmethod
    def of(cls, parts: Iterable[Count], dataset: int, smallest: int) -> "_StaffTable":
        # A later one takes the place of an earlier one.
        in_order = sorted(parts, key=lambda each: (each.is_return, each.dataset == dataset, each.dataset))
        totals = {_cell(each)[0]: each.denominator for each in in_order if each.denominator is not None}
        cells = {}
        for each in in_order:
            row, group = _cell(each)
            count = each.numerator
            if count is None and row in totals:
                count = round(each.value * totals[row] / 100)
            if count is not None:
                cells[row, group] = count
        published = frozenset(
            _cell(each)
            for each in parts
            if not each.is_return and each.numerator is not None and not 0 < each.numerator < smallest
        )
        return cls(cells, totals, published, smallest)

    def hidden(self, known: set[Cell]) -> set[Cell]:
        """The cells to hide, given some that another dataset hides."""
        of_whole = self._hidden_of({cell for cell in self.cells if cell[0] == _WHOLE}, known)
        bands = {cell for cell in self.cells if cell[0] != _WHOLE}
        return of_whole | self._hidden_of(bands, known | of_whole)

    def _hidden_of(self, cells: set[Cell], known: set[Cell]) -> set[Cell]:
        """The cells to hide among those of the whole, or those of bands."""
        rows = {row for row, _ in cells}
        remainders = {(row, _REST): self._remainder(row) for row in rows}
        if any(count is None for count in remainders.values()):
            small = self._small({cell: self.cells[cell] for cell in cells}) | (known & cells)
            return cells if small else set()
        counts = {cell: self.cells[cell] for cell in cells}
        counts |= {cell: count for cell, count in remainders.items() if count}
        added: set[str] = set()
        if _WHOLE not in rows:
            counts, added = self._with_whole(counts)
        small = self._small(counts) | (known & counts.keys())
        if not small:
            return set()
        table = Table(
            counts,
            total=_WHOLE if added else None,
            added=added,
            never_shown={cell for cell in counts if cell not in self.cells},
            always_shown=self.published,
            # What the standard is about is shown rather than what stands beside it.
            kept={Group.BME},
        )
        return table.hidden(small - self.published) & cells

    def _remainder(self, row: str) -> int | None:
        """The staff of a band whom no group of it holds; None if that cannot be told."""
        if row not in self.totals:
            return None
        count = self.totals[row] - sum(count for (of_row, _), count in self.cells.items() if of_row == row)
        return count if count >= 0 else None

    def _with_whole(self, bands: dict[Cell, int]) -> tuple[dict[Cell, int], set[str]]:
        """The bands with the whole workforce, and with whom no band holds; and the groups that so add up.

        Where bands hold more staff than the whole workforce nothing can be subtracted.
        """
        whole = {group: count for (row, group), count in self.cells.items() if row == _WHOLE}
        remainder = self._remainder(_WHOLE) if whole else None
        if remainder is None:
            return bands, set()
        in_no_band = {group: count - _in_column(bands, group) for group, count in whole.items()}
        rows = {row for row, _ in bands}
        rest = self.totals[_WHOLE] - sum(self.totals[row] for row in rows) - sum(in_no_band.values())
        if min(rest, *in_no_band.values()) < 0:
            return bands, set()
        more = {(_REST, group): count for group, count in (in_no_band | {_REST: rest}).items() if count}
        more |= {(_WHOLE, group): count for group, count in (whole | {_REST: remainder}).items() if count}
        return bands | more, set(whole)

    def _small(self, counts: Mapping[Cell, int]) -> set[Cell]:
        # Who is in no band is nobody's figure: bands and the whole workforce may be of different days.
        return {cell for cell, count in counts.items() if 0 < count < self.smallest and cell[0] != _REST}


def _in_column(cells: Mapping[Cell, int], group: str) -> int:
    return sum(count for (_, of_group), count in cells.items() if of_group == group)
