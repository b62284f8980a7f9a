"""The recommendation map: how many recommendations there are for whom on what, how certain, and where none are."""

from collections.abc import Sequence
from functools import cached_property

from pages.maps.counting import Sets, among
from pages.maps.dimensions import POPULATION, Dimension, theme_dimensions
from pages.maps.filters import MapFilterSet
from pages.maps.kinds import MapKind, Mark, Split
from recommendations.filters import RecommendationFilterSet
from recommendations.models import Certainty

AUDIENCE = Dimension("audience", "Audience", "audience", "audiences")
KIND = Dimension("kind", "Kind", "kind", "kinds")
SOURCE = Dimension("source", "Source", "source", "sources")
SETTING = Dimension("setting", "Setting", "setting", "settings")
INDICATOR = Dimension("indicator", "WRES indicator", "WRES indicator", "WRES indicators", facet="indicator")

CERTAINTIES = Split("certainty", dict(Certainty.choices))

MARKS = {
    Certainty.HIGH.value: Mark("high", "H", "#00401e"),
    Certainty.MODERATE.value: Mark("moderate", "M", "#007f3b", "diagonals"),
    Certainty.LOW.value: Mark("low", "L", "#d9a300", "dots"),
    Certainty.VERY_LOW.value: Mark("very-low", "VL", "#b10e1e", "crosses"),
    Certainty.NOT_GRADED.value: Mark("not-graded", "NG", "#aeb7bd", "bars"),
}

RECOMMENDATION_MAP = MapKind(
    name="recommendation-map",
    title="Recommendation map",
    noun="recommendation",
    plural="recommendations",
    list_name="recommendations",
    splits=(CERTAINTIES,),
    ring=CERTAINTIES,
    marks=MARKS,
    ring_key="how certain the evidence for them is",
    graded=tuple(each.value for each in Certainty if each != Certainty.NOT_GRADED),
    surest=(Certainty.HIGH.value, Certainty.MODERATE.value),
    surest_words="of high or moderate certainty",
    piece_filter=lambda certainty: {"certainty": certainty},
    picture_note="The number in a cell is how many recommendations there are, each counted once. It does not say how "
    "much they matter. Certainty is not priority. Shaded cells have no recommendation. Below the number is how many "
    "there are of each certainty of evidence",
    picture_sources="Recommendations from",
)


class RecommendationMapFilterSet(RecommendationFilterSet, MapFilterSet):
    """What is on the recommendation map and how it is laid out."""

    map_kind = RECOMMENDATION_MAP

    # The map itself makes use of it where rows or columns are themes; see MapTable.
    also_theme = None  # type: ignore[assignment]  # how a FilterSet is told to leave one out

    class Meta(RecommendationFilterSet.Meta):
        pass

    @cached_property
    def row_dimensions(self) -> Sequence[Dimension]:
        return [*self._themes, AUDIENCE, KIND, SOURCE, SETTING, POPULATION, INDICATOR]

    @cached_property
    def column_dimensions(self) -> Sequence[Dimension]:
        return [AUDIENCE, *self._themes, KIND, SOURCE, SETTING, POPULATION, INDICATOR]

    @cached_property
    def _themes(self) -> list[Dimension]:
        return self._cache.get(theme_dimensions, theme_dimensions)

    def sets(self) -> Sets:
        columns = self.sets_of(self.column_dimension)
        certainties = among(self.keys, self.facet_keys("certainty"))
        return Sets(self.sets_of(self.row_dimension), columns, {CERTAINTIES.name: certainties})
