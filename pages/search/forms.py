"""The form of search."""

from typing import Any

from lists.facets import FacetField, Value
from lists.filter_sets import ListForm, PageField, SearchField
from pages.search.entry_types import ENTRY_TYPES


class SearchForm(ListForm):
    """The words, the types of entries to show and the page."""

    q = SearchField(label="Search", required=False)
    type = FacetField(noun="a kind of entry", required=False)
    page = PageField(label="Page")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types: Any = self.fields["type"]
        types.values = [Value(entry_type.name, entry_type.plural) for entry_type in ENTRY_TYPES]
