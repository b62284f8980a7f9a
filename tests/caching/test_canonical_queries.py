"""One form for each query, which asks for the same."""

from urllib.parse import urlencode

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from caching.canonical_queries import canonical_query

PAIRS = st.lists(st.tuples(st.sampled_from(["entry", "q", "theme"]), st.text(max_size=5)))


@given(PAIRS)
def test_names_in_another_order_are_the_same_query_and_values_keep_theirs(pairs: list[tuple[str, str]]) -> None:
    query = canonical_query(urlencode(pairs))
    assert {**QueryDict(query)} == {**QueryDict(urlencode(pairs))}
    assert canonical_query(query) == query
    backwards = sorted(pairs, key=lambda pair: pair[0], reverse=True)
    assert canonical_query(urlencode(backwards)) == query


def test_what_tools_add_is_left_out() -> None:
    assert canonical_query("utm_source=mail&q=a&fbclid=x&gclid=y") == "q=a"
