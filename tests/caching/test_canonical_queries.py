"""One form for each query, which asks for the same."""

from urllib.parse import urlencode

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from caching.canonical_queries import canonical_query

PAIRS = st.lists(st.tuples(st.sampled_from(["entry", "q", "theme"]), st.text(max_size=5)))


@given(PAIRS)
def test_parameters_in_another_order_are_the_same_query_but_entries_to_compare(pairs: list[tuple[str, str]]) -> None:
    query = canonical_query(urlencode(pairs))
    found, asked = QueryDict(query), QueryDict(urlencode(pairs))
    assert {name: set(found.getlist(name)) for name in found} == {name: set(asked.getlist(name)) for name in asked}
    assert found.getlist("entry") == asked.getlist("entry")
    assert canonical_query(query) == query
    entries = [pair for pair in pairs if pair[0] == "entry"]
    others = [pair for pair in reversed(pairs) if pair[0] != "entry"]
    assert canonical_query(urlencode([*others, *entries, *others])) == query


def test_what_tools_add_is_left_out() -> None:
    assert canonical_query("utm_source=mail&q=a&fbclid=x&gclid=y") == "q=a"
