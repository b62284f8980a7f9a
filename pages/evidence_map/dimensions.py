"""What the rows and the columns of the map can be."""

from dataclasses import dataclass

from evidence.filters import not_in
from evidence.models import Framework
from lists.facets import NOT_STATED


@dataclass(frozen=True)
class Dimension:
    """Something that studies are sorted by."""

    name: str  # how the address writes it
    label: str  # what the page calls it: “Outcome”
    noun: str  # what one of its values is: “outcome”; also the filter of the list of studies that takes its values
    plural: str  # what several are
    without_value: str = NOT_STATED  # the value of that filter for studies that have none of its values
    framework: str = ""  # for themes, the slug of their framework


POPULATION = Dimension("population", "Population", "population", "populations")
AUDIENCE = Dimension("audience", "Audience of the recommendations", "audience", "audiences")

OUTCOME = Dimension("outcome", "Outcome", "outcome", "outcomes")
DESIGN = Dimension("design", "Design", "design", "designs")
COUNTRY = Dimension("country", "Country", "country", "countries")

COLUMNS = (OUTCOME, DESIGN, COUNTRY)


def row_dimensions() -> list[Dimension]:
    """What rows can be: the themes of each published framework, the core one first, populations and audiences."""
    frameworks = Framework.objects.published().order_by("-is_core", "position", "name").values_list("slug", "name")
    themes = [Dimension(slug, f"Themes: {name}", "theme", "themes", not_in(slug), slug) for slug, name in frameworks]
    return [*themes, POPULATION, AUDIENCE]
