"""One form for each query, so that the same filters in another order are the same page."""

import re
from urllib.parse import urlencode

from django.http import QueryDict

#: Parameters that mailing and social tools add to links; pages ignore them.
ADDED_BY_TOOLS = re.compile("utm_.*|fbclid|gclid", re.DOTALL)


def canonical_query(query: str) -> str:
    """A query as WSGI gives it, with its parameters sorted, and without those that :data:`ADDED_BY_TOOLS` matches.

    No list depends on their order: a filter that takes one value refuses several.
    """
    # WSGI gives each byte as a character; bytes that are not percent-encoded are in UTF-8.
    read = QueryDict(query.encode("latin-1"))
    pairs = {(name, value) for name, values in read.lists() for value in values if not ADDED_BY_TOOLS.fullmatch(name)}
    return urlencode(sorted(pairs))
