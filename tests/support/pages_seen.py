"""Reads what a page shows, as a reader of its HTML would."""

import re
from typing import Any

from lxml import html


def total(response: Any) -> int:
    """The number of results that a list page carries."""
    [found] = _page(response).xpath("//@data-total")
    return int(found)


def counts(response: Any) -> dict[tuple[str, str], int]:
    """The count beside each value of each filter."""
    return {
        (each.get("data-filter", ""), each.get("data-value", "")): int(each.get("data-count"))
        for each in _page(response).xpath("//*[@data-count]")
    }


def text(response: Any) -> str:
    """The words of a page, without its markup and its scripts."""
    page = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _page(response: Any) -> Any:
    # Whatever a page says of its encoding, responses are in UTF-8.
    return html.document_fromstring(response.content, parser=html.HTMLParser(encoding="utf-8"))
