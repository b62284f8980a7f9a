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
    page = _page(response)
    # Options of filters show theirs in brackets; the kinds of results of a search are links.
    of_options = {
        (box.get("name"), box.get("value")): int(re.search(r"\((\d+) ", box.getparent().text_content())[1])  # type: ignore[index]
        for box in page.xpath("//label/input[@type='checkbox']")
    }
    of_kinds = {(each.get("data-filter"), each.get("data-value")): each for each in page.xpath("//*[@data-count]")}
    return of_options | {key: int(each.get("data-count")) for key, each in of_kinds.items()}


def text(response: Any) -> str:
    """The words of a page, without its markup and its scripts."""
    page = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _page(response: Any) -> Any:
    # Whatever a page says of its encoding, responses are in UTF-8.
    return html.document_fromstring(response.content, parser=html.HTMLParser(encoding="utf-8"))
