"""Addresses of lists: the query of the page with something added, changed or left out."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict

#: Parameters that mailing and social tools add to links; they are ignored.
IGNORED = re.compile("utm_.*|fbclid|gclid", re.DOTALL)


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


def in_one_order(query: str) -> str:
    """A query as WSGI gives it with its parameters sorted, and without those that mailing and social tools add.

    No list depends on their order: a filter that takes one value refuses several.
    """
    # WSGI gives each byte as a character; bytes that are not percent-encoded are in UTF-8.
    read = QueryDict(query.encode("latin-1"))
    pairs = {(name, value) for name, values in read.lists() for value in values if not IGNORED.fullmatch(name)}
    return urlencode(sorted(pairs))
