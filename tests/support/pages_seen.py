"""Reads what a page shows, as a reader of its HTML would."""

import re
from html.parser import HTMLParser
from typing import Any


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.total: int | None = None
        self.counts: dict[tuple[str, str], int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if (total := attributes.get("data-total")) is not None:
            assert self.total is None, "a list page has one total"
            self.total = int(total)
        if (count := attributes.get("data-count")) is not None:
            self.counts[attributes["data-filter"] or "", attributes["data-value"] or ""] = int(count)


def total(response: Any) -> int:
    """The number of results that a list page carries."""
    seen = _seen(response)
    assert seen.total is not None
    return seen.total


def counts(response: Any) -> dict[tuple[str, str], int]:
    """The count beside each value of each filter."""
    return _seen(response).counts


def text(response: Any) -> str:
    """The words of a page, without its markup and its scripts."""
    page = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _seen(response: Any) -> _Seen:
    seen = _Seen()
    seen.feed(response.content.decode())
    return seen
