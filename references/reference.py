"""One bibliographic reference, whichever kind of file it came from."""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self

#: How many characters one record may have: the longest real ones have some 100,000.
LONGEST = 2_000_000
#: What neither a page nor the database can show: control characters, and halves of characters.
UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
DOI = re.compile(r"10\.\d{4,9}/\S+")
DOI_ADDRESS = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s*)+", re.IGNORECASE)
PUBMED_ADDRESS = re.compile(r"^https?://(?:www\.ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/(\d{1,10})/?$")
PMID = re.compile(r"[1-9]\d{0,9}")
YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d|21\d\d)(?!\d)")
MARKUP = re.compile(
    r"</?(?:i|b|em|strong|u|sub|sup|sc|scp|span|p|jats:[a-z-]+|mml:[a-z-]+)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
# A family name may start with these in small letters, and with some of them in any.
PARTICLE = re.compile(r"[a-zà-ÿ’'`]+|Van|Von|Der|Den|De|Del|Della|Dos")
WITH_INITIALS = re.compile(r"(.+) ([A-ZÀ-Þ.\-]{1,5})(?: (Jr|Sr|2nd|3rd|4th))?")
# Where one of these stands, the name is a body’s.
OF_A_BODY = re.compile(
    r"\b(of|for|and|the|organi[sz]ation|university|group|institute|department|ministry|committee|council|association"
    r"|society|cent(?:re|er)|agency|foundation|collaboration|college|commission|network|nhs)\b",
    re.IGNORECASE,
)


class Unreadable(Exception):
    """A record that cannot be taken; the message says why, to a curator."""


class Refused(Exception):
    """A file that cannot be taken; the message says why and what to do, to a curator."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record as it stands in a file: the line on which it starts, and its text."""

    line: int
    text: str


class RecordLines:
    """The lines of the record in hand, as a file is read."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._started = self._size = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    def add(self, number: int, line: str) -> None:
        """Takes a further line.

        Raises:
            Refused: there are more than any record has.
        """
        if not self._lines:
            self._started, self._size = number, 0
        self._lines.append(line)
        self._size += len(line)
        if self._size > LONGEST:
            raise Refused(f"What starts in line {self._started:,} is longer than any reference.")

    def taken(self) -> RawRecord:
        """The record, after which the next one may start."""
        record = RawRecord(self._started, "".join(self._lines))
        self._lines = []
        return record


@dataclass(frozen=True, slots=True)
class Name:
    """An author: a family name with what is given before it, or the name of a body as it stands."""

    family: str = ""
    given: str = ""
    literal: str = ""

    def __str__(self) -> str:
        if self.literal:
            return self.literal
        return f"{self.family}, {self.given}" if self.given else self.family

    @classmethod
    def parsed(cls, name: str) -> Self | None:
        """“Chae, Duckhee” in its parts, a name without a comma as it stands; none where there is no name."""
        family, comma, given = (part.strip() for part in one_line(name).strip(" ;,").partition(","))
        if comma and family and given:
            return cls(family=family, given=given)
        return cls(literal=family) if family else None

    @classmethod
    def family_first(cls, name: str) -> Self | None:
        """“van der Berg Jan P” in its parts, the family name first without a comma after it; a body’s as it stands."""
        words = one_line(name).split()
        if "," in name or OF_A_BODY.search(name):
            return cls.parsed(name)
        at = next((place for place, word in enumerate(words) if not PARTICLE.fullmatch(word)), 0) + 1
        return cls(family=" ".join(words[:at]), given=" ".join(words[at:])) if words[at:] else cls.parsed(name)

    @classmethod
    def with_initials(cls, name: str) -> Self | None:
        """“Garcia Lopez MJ Jr” in its parts: all before the initials is the family name."""
        found = WITH_INITIALS.fullmatch(one_line(name))
        if "," in name or not found:
            return cls.parsed(name)
        return cls(family=found[1], given=", ".join(filter(None, found.groups()[1:])))


@dataclass
class Reference:
    """A reference as far as a file gives it; what it does not give is empty.

    Attributes:
        kind: What it is, in the words of CSL: ``article-journal``, ``report``, ``book`` and so on.
        pages: Pages or article number.
        doi: Without an address before it.
        extra: Everything else that the record holds, by the name that its format gives it.
        line: The line of the file on which the record starts; 0 for one that is from no file.
    """

    kind: str = "document"
    title: str = ""
    authors: tuple[Name, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    line: int = 0

    def as_json(self) -> dict[str, Any]:
        """The reference as JSON takes it, without what is empty."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        values["authors"] = [
            {part: value for part in ("family", "given", "literal") if (value := getattr(name, part))}
            for name in self.authors
        ]
        values["keywords"] = list(self.keywords)
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The reference that :meth:`as_json` wrote."""
        authors = tuple(Name(**name) for name in values.get("authors", ()))
        return cls(**{**values, "authors": authors, "keywords": tuple(values.get("keywords", ()))})


def one_line(text: Any) -> str:
    """The text in one line, with single spaces and without what cannot be shown."""
    return " ".join(UNSHOWABLE.sub("", str(text)).split())


def plain(text: Any) -> str:
    """The text without the markup that records have in titles, and with its entities as characters."""
    return one_line(html.unescape(MARKUP.sub("", str(text))))


def names(values: Iterable[str], parse: Callable[[str], Name | None] = Name.parsed) -> tuple[Name, ...]:
    """The authors that a list of names gives."""
    return tuple(name for name in map(parse, values) if name)


def keywords_in(text: str) -> tuple[str, ...]:
    """The keywords that a text lists: by semicolons if it has any, as words may hold commas, or else by commas."""
    return tuple(filter(None, map(one_line, text.split(";" if ";" in text else ","))))


def keywords_joined(keywords: Sequence[str], between: str = "; ") -> str:
    """The keywords as a list that :func:`keywords_in` reads; semicolons part them where a word has a comma."""
    if any("," in word for word in keywords):
        return "; ".join(keywords) if len(keywords) > 1 else f"{keywords[0]};"
    return between.join(keywords)


def year_in(text: Any) -> int | None:
    """The first year in a text such as “2018 Apr 2”, as far as a work can be from it."""
    found = YEAR.search(str(text))
    return int(found[1]) if found else None


def doi_in(text: Any) -> str:
    """The DOI that a text is, with or without an address; empty where it is none."""
    bare = DOI_ADDRESS.sub("", one_line(text)).rstrip(".,;")
    return bare if DOI.fullmatch(bare) else ""


def pmid_in(text: Any) -> str:
    """The PubMed number that a text is: bare, after “PMID:” or “PubMed”, or as an address; empty where it is none."""
    bare = one_line(text)
    address = PUBMED_ADDRESS.match(bare)
    bare = address[1] if address else re.sub(r"^(PMID|PubMed):?\s*", "", bare, flags=re.IGNORECASE)
    return bare if PMID.fullmatch(bare) else ""


def address_in(text: Any) -> str:
    """The web address that a text is; empty where it is none, or only leads to a DOI or to PubMed."""
    bare = one_line(text)
    web = re.fullmatch(r"https?://\S+", bare, re.IGNORECASE)
    return bare if web and not doi_in(bare) and not pmid_in(bare) else ""


def page_range(first: str, last: str = "") -> str:
    """“232-240” of a first and a last page, either of which may be missing or hold both."""
    first, last = (re.sub(r"\s*(?:-{1,3}|[–‐‑])\s*", "-", one_line(page)) for page in (first, last))
    if first and last and first != last and not first.endswith(f"-{last}"):
        return f"{first}-{last}"
    first, _, end = (pages := first or last).partition("-")
    return first if first == end else pages
