"""What a reader may ask of search."""

from typing import Any

from lists.facets import FacetField, Value
from lists.filter_sets import ListForm, PageField, SearchField
from pages.search.kinds import KINDS


def kind_values() -> list[Value]:
    """The kinds of entry that are searched."""
    return [Value(kind.name, kind.plural) for kind in KINDS]


class SearchForm(ListForm):
    """The words, the kinds of entry to show and the page."""

    q = SearchField(label="Search", required=False)
    type = FacetField(noun="a kind of entry", required=False)
    page = PageField(label="Page")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["type"]
        kinds.values = kind_values()
