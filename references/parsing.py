"""Parses the values that files state: DOIs, PubMed numbers, years, pages and keywords."""

import html
import re
from collections.abc import Sequence
from typing import Any

#: Control characters and lone surrogates, which neither a page nor the database can show.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
DOI = re.compile(r"10\.\d{4,9}/\S+")
DOI_ADDRESS = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s*)+", re.IGNORECASE)
PUBMED_ADDRESS = re.compile(r"^https?://(?:www\.ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,10})/?$")
PMID = re.compile(r"[1-9]\d{0,9}")
YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d|21\d\d)(?!\d)")
MARKUP = re.compile(
    r"</?(?:i|b|em|strong|u|sub|sup|sc|scp|span|p|jats:[a-z-]+|mml:[a-z-]+)(?:\s[^<>]*)?/?>", re.IGNORECASE
)


def one_line(text: Any) -> str:
    """The text on one line, with single spaces and without control characters."""
    return " ".join(CONTROL_CHARACTERS.sub("", str(text)).split())


def plain(text: Any) -> str:
    """The text on one line, without HTML tags and entities."""
    return one_line(html.unescape(MARKUP.sub("", str(text))))


def keywords_in(text: str) -> tuple[str, ...]:
    """The keywords of a list separated by semicolons or, if it has none, by commas."""
    return tuple(filter(None, map(one_line, text.split(";" if ";" in text else ","))))


def keywords_joined(keywords: Sequence[str], between: str = "; ") -> str:
    """The keywords as a text that :func:`keywords_in` splits into the same ones again."""
    if any("," in word for word in keywords):
        return "; ".join(keywords) if len(keywords) > 1 else f"{keywords[0]};"
    return between.join(keywords)


def year_in(text: Any) -> int | None:
    """The first year from 1800 to 2199 in a text such as “2018 Apr 2”."""
    found = YEAR.search(str(text))
    return int(found[1]) if found else None


def doi_in(text: Any) -> str:
    """The DOI, if the text is one, with or without https://doi.org/ before it; otherwise empty."""
    bare = DOI_ADDRESS.sub("", one_line(text)).rstrip(".,;")
    return bare if DOI.fullmatch(bare) else ""


def pmid_in(text: Any) -> str:
    """The PubMed number, if the text is one: bare, after “PMID:” or “PubMed”, or a web address; otherwise empty."""
    bare = one_line(text)
    address = PUBMED_ADDRESS.match(bare)
    bare = address[1] if address else re.sub(r"^(PMID|PubMed):?\s*", "", bare, flags=re.IGNORECASE)
    return bare if PMID.fullmatch(bare) else ""


def address_in(text: Any) -> str:
    """The web address, if the text is one that leads neither to a DOI nor to PubMed; otherwise empty."""
    bare = one_line(text)
    web = re.fullmatch(r"https?://\S+", bare, re.IGNORECASE)
    return bare if web and not doi_in(bare) and not pmid_in(bare) else ""


def page_range(first: str, last: str = "") -> str:
    """Joins a first and a last page to “232-240”; either may be empty or hold the whole range."""
    first, last = (re.sub(r"\s*(?:-{1,3}|[–‐‑])\s*", "-", one_line(page)) for page in (first, last))
    if first and last and first != last and not first.endswith(f"-{last}"):
        return f"{first}-{last}"
    first, _, end = (pages := first or last).partition("-")
    return first if first == end else pages
