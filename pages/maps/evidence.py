"""The evidence map: how many studies there are on what, of which designs, which way they point, and where none are."""

from collections.abc import Sequence
from functools import cached_property
from itertools import product
from typing import Any

from evidence.models import Design, Direction, OutcomeGroup, Retraction, notices_in_words
from lists.facets import NOT_STATED
from pages.maps.counting import ALL, Sets, among, united
from pages.maps.dimensions import POPULATION, Dimension, theme_dimensions
from pages.maps.filters import MapFilterSet
from pages.maps.kinds import MapKind, Mark, Split
from pages.studies.filters import StudyFilterSet

AUDIENCE = Dimension("audience", "Audience of the recommendations", "audience", "audiences")
OUTCOME = Dimension("outcome", "Outcome", "outcome", "outcomes")
DESIGN = Dimension("design", "Design", "design", "designs")
COUNTRY = Dimension("country", "Country", "country", "countries")

#: In place of a direction: no finding points anywhere.
NO_FINDING = ""

DESIGNS = Split("design", dict(Design.choices))
#: Which way studies point; a study that points several ways is in each, one that points nowhere in the last.
DIRECTIONS = Split(
    "direction", {**dict(Direction.choices), NO_FINDING: "No finding reported"}, {NO_FINDING: "no_finding_reported"}
)
#: How many were retracted, questioned or corrected; most have no notice.
NOTICES = Split("notice", dict(Retraction.choices))

MARKS = {
    Direction.IMPROVED.value: Mark("improved", "↑", "#00703c"),
    Direction.MIXED.value: Mark("mixed", "↕", "#5694ca", "diagonals"),
    Direction.NO_DIFFERENCE.value: Mark("no-difference", "=", "#425563", "lines"),
    Direction.WORSENED.value: Mark("worsened", "↓", "#b10e1e", "crosses"),
    Direction.UNCLEAR.value: Mark("unclear", "?", "#d9a300", "dots"),
    Direction.NOT_MEASURED.value: Mark("not-measured", "×", "#aeb7bd", "bars"),
    NO_FINDING: Mark("no-finding", "○", "#d8dde0"),
}
SHORT_DESIGNS = {
    Design.SYSTEMATIC_REVIEW.value: "SR",
    Design.SCOPING_REVIEW.value: "ScR",
    Design.REVIEW.value: "Rev",
    Design.RANDOMISED_TRIAL.value: "RCT",
    Design.COHORT.value: "Coh",
    Design.CROSS_SECTIONAL.value: "XS",
    Design.QUALITATIVE.value: "Qual",
    Design.MIXED_METHODS.value: "MM",
    Design.QUALITY_IMPROVEMENT.value: "QI",
    Design.EVALUATION.value: "Eval",
    Design.CASE_STUDIES.value: "Case",
    Design.REPORT.value: "Rep",
    Design.NOT_STATED.value: "NS",
}


def _filter_of_direction(direction: str) -> dict[str, str]:
    return {"outcome": NOT_STATED} if direction == NO_FINDING else {"direction": direction}


EVIDENCE_MAP = MapKind(
    name="evidence-map",
    title="Evidence map",
    noun="study",
    plural="studies",
    list_name="studies",
    splits=(DESIGNS, DIRECTIONS, NOTICES),
    ring=DIRECTIONS,
    marks=MARKS,
    ring_key="which way their findings point; a study that points several ways is in each",
    letters_of=DESIGNS,
    letters=SHORT_DESIGNS,
    main_group=OutcomeGroup.PATIENTS.label,
    piece_filter=_filter_of_direction,
    picture_note="The number in a cell is how many studies there are, each counted once. It is not the size of an "
    "effect, nor how sure we can be. Shaded cells have no study. Below the number is how many point which way; a study "
    "can point several ways",
    picture_sources="Studies cited in",
)


def group_key(group: str) -> str:
    """The column of all outcomes of a group; no outcome's own slug has a colon."""
    return f"group:{group}"


class EvidenceMapFilterSet(StudyFilterSet, MapFilterSet):
    """What is on the evidence map and how it is laid out."""

    map_kind = EVIDENCE_MAP

    # The map itself makes use of it where rows are themes; see MapTable.
    also_theme = None  # type: ignore[assignment]  # how a FilterSet is told to leave one out

    class Meta(StudyFilterSet.Meta):
        pass

    @cached_property
    def row_dimensions(self) -> Sequence[Dimension]:
        return [*self._cache.get(theme_dimensions, theme_dimensions), POPULATION, AUDIENCE]

    column_dimensions = (OUTCOME, DESIGN, COUNTRY)

    @property
    def column_groups(self) -> dict[str, str]:
        if self.column_dimension != OUTCOME:
            return {}
        return {group.label: group_key(group) for group in OutcomeGroup}

    def sets(self) -> Sets:
        """What the map counts.

        Where columns are outcomes, a study may point another way in each, and those of a group are a column as well.
        """
        findings = among(self.keys, self._findings())
        directions = united((direction, having) for (_, direction), having in findings.items())
        without_finding = self.keys.difference(*directions.values())
        directions[NO_FINDING] = without_finding
        if self.column_dimension == OUTCOME:
            groups = self.column_groups
            group_of = {each.value: groups[each.group] for each in self.values(OUTCOME) if each.group in groups}
            columns = united((outcome, having) for (outcome, _), having in findings.items())
            columns |= united((group_of[outcome], having) for outcome, having in columns.items())
            columns |= {OUTCOME.without_value: without_finding, ALL: self.keys}
            ways = findings | {(OUTCOME.without_value, NO_FINDING): without_finding}
        else:
            columns = self.sets_of(self.column_dimension)
            ways = {(column, way): columns[column] & directions[way] for column, way in product(columns, directions)}
        ways |= {(ALL, way): having for way, having in directions.items()}
        splits = {DESIGNS.name: among(self.keys, self.facet_keys(DESIGN.noun)), NOTICES.name: self.notices}
        return Sets(self.sets_of(self.row_dimension), columns, splits, {DIRECTIONS.name: ways})

    def _findings(self) -> Any:
        """The studies that have each outcome and direction together, of the findings that the filters leave."""
        finding_filter: Any = self.facet_filters[OUTCOME.noun]
        return finding_filter.matching_findings(self.facet_keys(OUTCOME.noun), self.chosen)

    @property
    def pieces_shown(self) -> list[str]:
        return [way for way in MARKS if self.asks_for_gaps or way != Direction.NOT_MEASURED]

    @property
    def asks_for_gaps(self) -> bool:
        """Whether the reader asked for findings of “not measured”, which count for nothing otherwise."""
        return Direction.NOT_MEASURED in self.chosen["direction"]

    @property
    def summary_note(self) -> str:
        return notices_in_words({notice: len(having) for notice, having in self.notices.items()})
