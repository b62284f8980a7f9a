"""Addresses of lists: the query of the page with something added, changed or left out."""

from collections.abc import Mapping

from django.http import QueryDict


def with_changes(query: QueryDict, changes: Mapping[str, str]) -> str:
    """The query with each of ``changes`` in place of whatever it had under that name; an empty value leaves it out.

    The page number is left out too, since another list has other pages; ask for it to have it.
    """
    changed = query.copy()
    for name, value in {"page": "", **changes}.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return _encoded(changed)


def without_value(query: QueryDict, name: str, value: str) -> str:
    """The query without one value of one filter, on its first page."""
    changed = query.copy()
    changed.setlist(name, [each for each in changed.getlist(name) if each != value])
    changed.pop("page", None)
    return _encoded(changed)


def _encoded(query: QueryDict) -> str:
    """The query as it follows a path: with its question mark, or ``?`` alone, which leads to the whole list."""
    for name in [name for name, values in query.lists() if not any(values)]:
        del query[name]
    return f"?{query.urlencode()}"
