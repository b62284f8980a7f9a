"""One form for each query, so that the same parameters in another order are the same page."""

import re
from operator import itemgetter
from urllib.parse import urlencode

from django.http import QueryDict

#: Parameters that mailing and social tools add to links; pages ignore them.
ADDED_BY_TOOLS = re.compile("utm_.*|fbclid|gclid", re.DOTALL)


def canonical_query(query: str) -> str:
    """A query as WSGI gives it, sorted by the names of its parameters, and without those of :data:`ADDED_BY_TOOLS`.

    The values of one name stay as they were asked for: recommendations are compared in that order.
    """
    # WSGI gives each byte as a character; bytes that are not percent-encoded are in UTF-8.
    read = QueryDict(query.encode("latin-1"))
    kept = [(name, values) for name, values in read.lists() if not ADDED_BY_TOOLS.fullmatch(name)]
    return urlencode(sorted(kept, key=itemgetter(0)), doseq=True)
