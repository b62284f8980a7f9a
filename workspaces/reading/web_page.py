"""Reads web pages that were saved to disk."""

import re
from collections.abc import Iterator
from typing import Any

from workspaces.reading.document import Document, Refused, Writer

_LEFT_OUT = {
    *("script", "style", "template", "noscript", "svg", "iframe", "object", "head", "nav", "form", "button", "select"),
    *("header", "footer", "aside", "dialog"),
}
_BLOCKS = {
    *("p", "div", "section", "article", "main", "body", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody"),
    *("tfoot", "tr", "blockquote", "pre", "figure", "figcaption", "address", "details", "summary", "hr", "html", "td"),
    *("th", "caption", "center"),
}
_HEADING = re.compile(r"^h([1-6])$")
_DAY = re.compile(r"^\d{4}(?:-\d\d(?:-\d\d)?)?")
_AUTHORS = ("citation_author", "author", "dc.creator", "dcterms.creator")
_DATES = ("citation_publication_date", "article:published_time", "dc.date", "dcterms.date", "dcterms.issued", "date")


def read(given: bytes) -> Document:
    """The document that a page shows, without its navigation."""
    from lxml import html

    try:
        page = html.document_fromstring(given, parser=html.HTMLParser(no_network=True, encoding=_encoding(given)))
    except (ValueError, html.etree.LxmlError):
        raise Refused("It is a web page that cannot be read. Copy its text, and paste it.") from None
    document = Document("web-page", title=_text(page.find(".//title")))
    document.authors = "\n".join(_meta(page, _AUTHORS))
    document.date = next((day[0] for each in _meta(page, _DATES) if (day := _DAY.match(each.replace("/", "-")))), "")
    writer = Writer(document)
    mains = page.findall(".//main") or page.findall(".//article")
    for kind, text in _runs(mains[0] if len(mains) == 1 else page):
        if heading := _HEADING.match(kind):
            writer.heading(text, int(heading[1]))
        else:
            writer.paragraph(text)
    return writer.done()


def _runs(root: Any) -> Iterator[tuple[str, str]]:
    """The text between the starts and ends of blocks, each with the tag of its block; nested as deeply as they are."""
    from lxml import etree

    held: list[str] = []
    inside = ["p"]
    skipped = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        is_block = tag in _BLOCKS or bool(_HEADING.match(tag))
        if event == "start":
            if is_block and not skipped:
                yield inside[-1], " ".join("".join(held).split())
                held = []
                inside.append(tag)
            skipped += tag in _LEFT_OUT
            held += [element.text or ""] if not skipped else []
            held += ["\n"] if tag == "br" else []
            continue
        if event == "end":
            skipped -= tag in _LEFT_OUT
            if is_block and not skipped:
                yield inside.pop(), " ".join("".join(held).split())
                held = []
        if not skipped and element is not root:
            held.append(element.tail or "")
    yield "p", " ".join("".join(held).split())


def _meta(page: Any, names: tuple[str, ...]) -> list[str]:
    """What the page says under the first of the names that it has."""
    said: dict[str, list[str]] = {}
    for each in page.iter("meta"):
        name = (each.get("name") or each.get("property") or "").lower()
        if content := " ".join((each.get("content") or "").split()):
            said.setdefault(name, []).append(content)
    return next((said[name] for name in names if name in said), [])


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _encoding(given: bytes) -> str | None:
    """UTF-8 where it is that; else what the page says itself."""
    try:
        given.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"
