"""What the rows and the columns of a map can be."""

from dataclasses import dataclass

from evidence.filters import not_in
from evidence.models import Framework
from lists.facets import NOT_STATED


@dataclass(frozen=True)
class Dimension:
    """Something that entries are sorted by."""

    name: str  # how the address writes it
    label: str  # what the page calls it: “Outcome”
    noun: str  # what one of its values is: “outcome”
    plural: str  # what several are
    without_value: str = NOT_STATED  # the value of its filter for entries that have none of its values
    framework: str = ""  # for themes, the slug of their framework
    facet: str = ""  # the filter of the list that takes its values, if that is not its noun

    @property
    def filter_name(self) -> str:
        return self.facet or self.noun


POPULATION = Dimension("population", "Population", "population", "populations")


def theme_dimensions() -> list[Dimension]:
    """The themes of each published framework, the core one first."""
    frameworks = Framework.objects.published().order_by("-is_core", "position", "name").values_list("slug", "name")
    return [Dimension(slug, f"Themes: {name}", "theme", "themes", not_in(slug), slug) for slug, name in frameworks]
