"""Parses the values that files state: DOIs, PubMed numbers, years, pages and keywords."""

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

#: Control characters, lone surrogates and marks of byte order, which neither a page nor the database can show.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
#: Characters without a width, which come along where a number is copied from a page.
INVISIBLE = re.compile("[\xad\u200b-\u200f\u2060-\u2064]")
DOI = re.compile(r"10\.\d{4,9}/\S+")
DOI_ADDRESS = re.compile(
    r"^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:urn:|info:)?doi(?:[:/]\s*|\s+))+", re.IGNORECASE
)
DOI_OF_PUBLISHER = re.compile(
    r"^https?://[^/]+/doi/(?:[a-z]+/)*(10\.\d{4,9}/[^?#\s]+?)(?:/(?:full|abstract|pdf|epdf))?(?:[?#].*)?$",
    re.IGNORECASE,
)
PUBMED_ADDRESS = re.compile(
    r"^(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed|pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?pubmed\.gov)/"
    r"(?:\?term=)?(\d{1,10})(?:\[u?id\])?/?(?:[?#&].*)?$",
    re.IGNORECASE,
)
PMID_NAMED = re.compile(r"^(?:PMID|PubMed)(?:\s*(?:ID|number|no\.?))?\s*[:=#]?\s*", re.IGNORECASE)
PMID = re.compile(r"[1-9]\d{0,9}")
PROXY = re.compile(r"proxy|\.idm\.oclc\.org", re.IGNORECASE)
#: The address that a proxy's page for signing in leads on to.
ASKED_FOR = re.compile(r"(?:^|&)q?url=(https?(?::|%3a).*)$", re.IGNORECASE)
PROXIED_HOST = re.compile(
    r"(?:0-)?(.+?)\.(?:[\w-]*proxy[\w-]*(?:\.[\w-]+)+|\w+\.proxy\.openathens\.net|[\w-]+\.idm\.oclc\.org)(?::\d+)?$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d|21\d\d)(?!\d)")
ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+))*\s*/?>"""
MARKUP = re.compile(
    r"</?(?:i|b|em|strong|u|sub|sup|sc|scp|small|font|italic|bold|span|jats:[a-z-]+|mml:[a-z-]+)" + ATTRIBUTES,
    re.IGNORECASE,
)
BREAK = re.compile(r"</?(?:br|p|div|li|jats:(?:p|sec|title|list-item))" + ATTRIBUTES, re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
#: How often programs have been seen to escape what another had escaped.
TIMES_ESCAPED = 3


def one_line(text: Any) -> str:
    """The text on one line in Unicode's normal form C, with single spaces and without control characters."""
    line = str(text)
    if not (line.isascii() and line.isprintable()):
        line = unicodedata.normalize("NFC", CONTROL_CHARACTERS.sub("", line))
    return " ".join(line.split())


def unescaped(text: str) -> str:
    """The text without HTML entities, however often they were escaped."""
    for _ in range(TIMES_ESCAPED if "&" in text else 0):
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def plain(text: Any) -> str:
    """The text on one line, without HTML tags and entities."""
    text = unescaped(str(text))
    return one_line(MARKUP.sub("", BREAK.sub(" ", text)) if "<" in text else text)


def supplied_title(label: str) -> str:
    """What a file of ours has in place of a title that is not stated, without which other programs show no name.

    It is the label in square brackets, as catalogues write what a cataloguer supplied; empty without a label.
    """
    return f"[{label}]" if label else ""


def stated_title(title: str, label: str) -> str:
    """The title of a record; empty where it is what :func:`supplied_title` makes of the record's short title."""
    return "" if title == supplied_title(label) else title


def with_subtitle(title: str, subtitle: str) -> str:
    """A title with its subtitle, unless it has it already."""
    if not title or title.casefold().endswith(subtitle.casefold()):
        return title or subtitle
    return f"{title}{'' if title[-1] in '?!:.' else ':'} {subtitle}"


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
    """The DOI, if the text is one in any form that people paste, such as an address; otherwise empty."""
    bare = unproxied(INVISIBLE.sub("", unescaped(one_line(text))).strip("\"'").lstrip("<(["))
    bare = re.sub(r"\s*\[doi\]\.?$", "", DOI_ADDRESS.sub("", bare), flags=re.IGNORECASE)
    if re.match(r"10\.\d{4,9}(?:/|%2f)", bare, re.IGNORECASE):
        bare = unquote(bare)
    bare = bare.rstrip(".,;")
    for opening, closing in ("()", "[]", "<>"):
        if bare.endswith(closing) and bare.count(closing) > bare.count(opening):
            bare = bare[:-1].rstrip(".,;")
    return bare if DOI.fullmatch(bare) else ""


def doi_in_address(text: Any) -> str:
    """The DOI to which an address leads, or which a publisher's address of the work holds; otherwise empty."""
    found = DOI_OF_PUBLISHER.match(unproxied(one_line(text)))
    return doi_in(text) or (doi_in(unquote(found[1])) if found else "")


def pmid_in(text: Any) -> str:
    """The PubMed number, if the text is one: bare, after “PMID:” or “PubMed”, or a web address; otherwise empty."""
    bare = unproxied(INVISIBLE.sub("", one_line(text)))
    address = PUBMED_ADDRESS.match(bare)
    bare = address[1] if address else re.sub(r"(?:\s*\[(?:pmid|pubmed)\])?[.,;]?$", "", PMID_NAMED.sub("", bare))
    return bare if PMID.fullmatch(bare) else ""


def unproxied(address: str) -> str:
    """A web address without a library's proxy, through which only that library's readers reach it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if parts.scheme.lower() not in ("http", "https"):
        return address
    is_login = parts.path.rstrip("/").lower().endswith("/login") and ASKED_FOR.search(parts.query)
    if not is_login and not PROXY.search(parts.netloc):
        return address
    if asked := ASKED_FOR.search(parts.query):
        # A proxy takes all that follows for the address, unless it is escaped.
        wanted = asked[1] if "://" in asked[1] else unquote(asked[1].partition("&")[0])
        return wanted if wanted.startswith("http") else address
    found = PROXIED_HOST.match(parts.netloc)
    host = found[1] if found else ""
    if "." not in host:
        # A proxy writes a dot as a hyphen and a hyphen as two.
        host = re.sub(r"-(-?)", lambda hyphen: hyphen[1] or ".", host)
    return urlunsplit(parts._replace(netloc=host)) if "." in host else address


def address_in(text: Any) -> str:
    """The web address, if the text is one that leads neither to a DOI nor to PubMed; otherwise empty."""
    bare = unproxied(unescaped(one_line(text)))
    web = re.fullmatch(r"https?://\S+", bare, re.IGNORECASE)
    return bare if web and not doi_in(bare) and not pmid_in(bare) else ""


def page_range(first: str, last: str = "") -> str:
    """Joins a first and a last page to “232-240”; either may be empty or hold the whole range."""
    first, last = (re.sub(r"\s*(?:-{1,3}|[–‐‑])\s*", "-", one_line(page)) for page in (first, last))
    if first and last and first != last and not first.endswith(f"-{last}"):
        return f"{first}-{last}"
    first, _, end = (pages := first or last).partition("-")
    return first if first == end else pages
