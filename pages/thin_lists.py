"""Where a list that leaves its reader with little leads: to the lists of other kinds, and to what states nothing."""

from django.http import QueryDict

from evidence.filters import CaseStudyFilterSet, ResourceFilterSet
from lists.facets import NOT_STATED
from lists.filter_sets import ListFilterSet
from lists.links import address
from lists.list_pages import ListPage
from lists.query_strings import with_changes
from recommendations.filters import RecommendationFilterSet

#: A list with fewer results than this leads on.
ENOUGH = 10

#: What decides what is in each list, by the name of its address; the list of studies adds its own.
LISTS: dict[str, type[ListFilterSet]] = {
    "recommendations": RecommendationFilterSet,
    "case-studies": CaseStudyFilterSet,
    "resources": ResourceFilterSet,
}

#: The filters that mean the same in every list. The audience of a study is that of the recommendations that rest on it.
SHARED = ("q", "theme", "source", "setting", "population")

#: Filters by what many entries do not state. The list of recommendations deals with audiences itself.
SELDOM_STATED = ("setting", "population", "country")


def leads_on(listing: ListPage) -> list[dict[str, str]]:
    """Links from a list with few results, or none, to what else its filters find; empty where nothing is filtered.

    Returns::

        [{"text": "2 studies concerning people who are homeless", "href": "/studies/?population=…"},
         {"text": "241 recommendations state no setting", "href": "?setting=not-stated"}, …]
    """
    if listing.total >= ENOUGH or not listing.tags:
        return []
    return [*_of_other_kinds(listing), *_without_value(listing)]


def _of_other_kinds(listing: ListPage) -> list[dict[str, str]]:
    """The lists of other kinds that the filters in use leave something in, longest first."""
    found: list[tuple[int, dict[str, str]]] = []
    for name, filterset in LISTS.items():
        model = filterset._meta.model
        if model is listing.filterset._meta.model:
            continue
        words = model._meta
        query = _shared_query(listing.valid_query, filterset())
        other = ListPage(filterset(query), query, words.verbose_name, words.verbose_name_plural)
        if other.tags and other.total:
            found.append((other.total, {"text": other.heading, "href": f"{address(name)}{other.export_query}"}))
    return [link for _, link in sorted(found, key=lambda each: -each[0])]


def _shared_query(query: QueryDict, other: ListFilterSet) -> QueryDict:
    """Those filters of a query, and those of their values, that another list has too."""
    shared = QueryDict(mutable=True)
    for name in SHARED:
        if values := query.getlist(name):
            known = {each.value for each in other.facet_values(name)} if name in other.facet_filters else values
            shared.setlist(name, [value for value in values if value in known])
    return shared


def _without_value(listing: ListPage) -> list[dict[str, str]]:
    """What would be in the list if it asked for what states no setting, for example, instead of for one."""
    found = []
    for facet in listing.filterset.facets:
        none = next((each for each in facet.options if each.value == NOT_STATED), None)
        if facet.name in SELDOM_STATED and facet.selected and none and none.count and not none.is_selected:
            says = f"{listing.noun} states" if none.count == 1 else f"{listing.plural} state"
            href = with_changes(listing.valid_query, {facet.name: NOT_STATED})
            found.append({"text": f"{none.count:,} {says} no {facet.label.lower()}", "href": href})
    return found
