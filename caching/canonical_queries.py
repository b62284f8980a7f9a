"""One form for each query, so that the same parameters in another order are the same page."""

import re
from urllib.parse import urlencode

from django.http import QueryDict

#: Parameters that mailing and social tools add to links; pages ignore them.
ADDED_BY_TOOLS = re.compile("utm_.*|fbclid|gclid", re.DOTALL)


#: Parameters whose values stand on the page in the order in which they were asked for: entries to compare.
ORDERED = frozenset({"entry"})


def canonical_query(query: str) -> str:
    """A query as WSGI gives it: sorted, each value once, and without parameters of :data:`ADDED_BY_TOOLS`.

    Those of :data:`ORDERED` keep their values as they are.
    """
    # WSGI gives each byte as a character; bytes that are not percent-encoded are in UTF-8.
    read = QueryDict(query.encode("latin-1"))
    kept = [
        (name, values if name in ORDERED else sorted(set(values)))
        for name, values in sorted(read.lists())
        if not ADDED_BY_TOOLS.fullmatch(name)
    ]
    return urlencode(kept, doseq=True)
