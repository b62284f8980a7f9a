"""Counts the studies of every cell at once, in the database.

A study may have several themes and several findings, and is to be counted once in a cell whatever its findings. So its
rows and its columns are listed first, each once, and only then brought together: what is left to do is to count.
That takes one statement, which Django's queries cannot say; they give the parts that it is put together from, so that
what is public and what the filters leave is decided where it always is.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat

from evidence.filters import AudienceFilter
from evidence.models import Study, Theme
from pages.evidence_map.dimensions import OUTCOME, Dimension
from pages.evidence_map.filters import EvidenceMapFilterSet

#: The row or column of all studies.
ALL = ""
#: In place of a direction: no finding points anywhere.
NO_FINDING = ""


def group_key(group: str) -> str:
    """The column of all outcomes of a group; no outcome's own slug has a colon."""
    return f"group:{group}"


@dataclass
class Tally:
    """The studies of one cell: how many there are of each design, and how many have a finding in each direction.

    The designs add up to the number of studies; the directions may not, since a study can point several ways.
    """

    designs: dict[str, int] = field(default_factory=dict)
    directions: dict[str, int] = field(default_factory=dict)

    @property
    def studies(self) -> int:
        """How many studies there are."""
        return sum(self.designs.values())


@dataclass(frozen=True)
class Sql:
    """A part of a statement with its parameters."""

    text: str
    params: tuple[Any, ...] = ()

    @classmethod
    def of(cls, *querysets: QuerySet[Any]) -> Self:
        """The rows of the querysets, which list as many values each; the same row comes once."""
        parts = [queryset.order_by().query.sql_with_params() for queryset in querysets]
        text = " UNION ".join(f"({text})" for text, _ in parts)
        # What is put together was written by Django, with its parameters apart.
        distinct = f"SELECT DISTINCT * FROM ({text}) AS listed"  # noqa: S608
        return cls(distinct, tuple(each for _, more in parts for each in more))


STATEMENT = """
WITH chosen (study, design) AS MATERIALIZED ({chosen}),
row_value (study, key) AS MATERIALIZED ({rows}),
in_row (study, design, key) AS MATERIALIZED (
    SELECT study, design, key FROM chosen JOIN row_value USING (study)
    UNION ALL
    SELECT study, design, %s FROM chosen
    WHERE NOT EXISTS (SELECT FROM row_value WHERE row_value.study = chosen.study)
),
finding (study, outcome, outcome_group, direction) AS MATERIALIZED ({findings}),
pointing_anywhere (study, direction) AS MATERIALIZED (
    SELECT DISTINCT study, direction FROM chosen JOIN finding USING (study)
    UNION ALL
    SELECT study, '' FROM chosen WHERE NOT EXISTS (SELECT FROM finding WHERE finding.study = chosen.study)
),
column_value (study, key) AS MATERIALIZED ({columns}),
in_column (study, design, key) AS MATERIALIZED (
    SELECT study, design, key FROM chosen JOIN column_value USING (study)
    UNION ALL
    SELECT study, design, %s FROM chosen
    WHERE NOT EXISTS (SELECT FROM column_value WHERE column_value.study = chosen.study)
),
pointing (study, key, direction) AS MATERIALIZED ({pointing})
SELECT in_row.key, in_column.key, 'design', in_row.design, count(*)
FROM in_row JOIN in_column USING (study) GROUP BY in_row.key, in_column.key, in_row.design
UNION ALL
SELECT key, '', 'design', design, count(*) FROM in_row GROUP BY key, design
UNION ALL
SELECT '', key, 'design', design, count(*) FROM in_column GROUP BY key, design
UNION ALL
SELECT '', '', 'design', design, count(*) FROM chosen GROUP BY design
UNION ALL
SELECT in_row.key, pointing.key, 'direction', direction, count(*)
FROM in_row JOIN pointing USING (study) GROUP BY in_row.key, pointing.key, direction
UNION ALL
SELECT key, '', 'direction', direction, count(*)
FROM in_row JOIN pointing_anywhere USING (study) GROUP BY key, direction
UNION ALL
SELECT '', key, 'direction', direction, count(*) FROM pointing GROUP BY key, direction
UNION ALL
SELECT '', '', 'direction', direction, count(*) FROM pointing_anywhere GROUP BY direction
"""

# Where columns are outcomes, a study is in those that it has findings on, and points another way in each…
OUTCOMES = "SELECT DISTINCT study, outcome FROM finding"
POINTING_BY_OUTCOME = """
    SELECT DISTINCT study, outcome, direction FROM chosen JOIN finding USING (study)
    UNION ALL
    SELECT study, %s, '' FROM chosen WHERE NOT EXISTS (SELECT FROM finding WHERE finding.study = chosen.study)
"""
GROUPS = """
UNION ALL
SELECT '', outcome_group, 'design', design, count(*)
FROM (SELECT DISTINCT study, outcome_group, design FROM chosen JOIN finding USING (study)) AS in_group
GROUP BY outcome_group, design
"""
# … and otherwise it points the same way in all of its columns.
POINTING = "SELECT study, key, direction FROM in_column JOIN pointing_anywhere USING (study)"


def tallies(filterset: EvidenceMapFilterSet) -> dict[tuple[str, str], Tally]:
    """The tally of each row and column that have studies in common, :data:`ALL` of either included.

    Studies without a value are in the row or column that the dimension names for them.
    """
    counted: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    for row, column, kind, value, number in _counts(filterset):
        tally = counted[row, column]
        (tally.designs if kind == "design" else tally.directions)[value] = number
    return dict(counted)


def _counts(filterset: EvidenceMapFilterSet) -> Iterator[tuple[str, str, str, str, int]]:
    """Row, column, “design” or “direction”, which one, and how many studies."""
    rows, columns = filterset.row_dimension, filterset.column_dimension
    by_outcome = columns == OUTCOME
    studies = Study.objects.filter(pk__in=filterset.qs.order_by().values("pk"))
    chosen = Sql.of(studies.values_list("pk", "design"))
    row_values = Sql.of(*_values(filterset, rows))
    column_values = Sql(OUTCOMES) if by_outcome else Sql.of(*_values(filterset, columns))
    findings = Sql.of(_findings(filterset))
    pointing = Sql(POINTING_BY_OUTCOME, (columns.without_value,)) if by_outcome else Sql(POINTING)
    statement = STATEMENT.format(
        chosen=chosen.text,
        rows=row_values.text,
        findings=findings.text,
        columns=column_values.text,
        pointing=pointing.text,
    )
    params = (
        *(*chosen.params, *row_values.params, rows.without_value),
        *(*findings.params, *column_values.params, columns.without_value),
        *pointing.params,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement + GROUPS if by_outcome else statement, params)
        yield from cursor.fetchall()


def _values(filterset: EvidenceMapFilterSet, dimension: Dimension) -> list[QuerySet[Any]]:
    """Study and value of a dimension other than outcomes; a study with a subtheme has its theme as well."""
    if dimension.framework:
        links = Theme.studies.through.objects.filter(theme__framework__slug=dimension.framework)
        return [
            links.values_list("study", "theme__slug"),
            links.filter(theme__parent__isnull=False).values_list("study", "theme__parent__slug"),
        ]
    each = filterset.facet_filters[dimension.filter_name]
    if isinstance(each, AudienceFilter):
        return [each.links(recommendation__audiences__isnull=False).values_list("study", each.path)]
    return [Study.objects.filter(**{f"{each.path}__isnull": False}).values_list("pk", each.path)]


def _findings(filterset: EvidenceMapFilterSet) -> QuerySet[Any]:
    """The findings that the filters leave: study, outcome, its group and direction."""
    each: Any = filterset.facet_filters[OUTCOME.filter_name]
    group = Concat(Value(group_key("")), "outcome__group", output_field=CharField())
    findings: QuerySet[Any] = each.findings(filterset.chosen)
    return findings.values_list("study", "outcome__slug", group, "direction")
