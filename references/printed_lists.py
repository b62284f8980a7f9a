"""Reference lists as documents print them, numbered as in Vancouver's style or by author and year as in Harvard's."""

import re
from collections.abc import Iterator
from typing import Any

from references.reference import Name

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_NUMBERED = re.compile(r"^\s*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)]?)\s+(?=\S)")
_YEAR = r"(?:19|20)\d\d"
_BY_YEAR = re.compile(
    rf"^(?P<authors>.{{2,1000}}?),?\s*\((?P<year>{_YEAR})[a-z]?(?:,[^)]*)?\)\s*[.,:]?\s*(?P<rest>.+)$"
)
_QUOTED = re.compile(r"^[‘“'\"](?P<title>.+?)[’”'\"](?:[.,]|\s|$)\s*(?P<rest>.*)$")
# A question may go on; it ends where a journal with its volume follows.
_SENTENCE = re.compile(r"^(?P<title>.+?(?:\.|[?!](?=\s+[^.,]{2,200},\s*\d)))(?:\s+(?P<rest>.*))?$")
_VANCOUVER = re.compile(
    rf"^(?P<authors>[^.]{{2,1000}}?)\.\s+(?P<title>.+?)(?P<mark>[.?!])\s+(?P<journal>[^.;]{{2,200}}?)[.,;]?\s+(?P<year>{_YEAR})\b"
    r"(?:[^;:]{0,20};\s*(?P<volume>[\w]+)?\s*(?:\((?P<issue>[^)]{1,20})\))?(?::\s*(?P<pages>[\w–-]+))?)?"
)
_IN_JOURNAL = re.compile(
    r"^(?P<journal>[^,.]{2,200}?),\s*(?:vol\.?\s*)?(?P<volume>\d+)\s*(?:\((?P<issue>[^)]{1,20})\))?"
    r"(?:,\s*(?:pp?\.\s*)?(?P<pages>[A-Za-z]?\d+(?:\s?[–-]\s?[A-Za-z]?\d+)?))?"
)
_FAMILY_AND_INITIALS = re.compile(r"([^,;&]+?),\s*((?:[A-Z]\.?[\s-]?)+)(?:,|;|&|\band\b|$)\s*(?:and\b|&)?\s*")
_OTHERS = re.compile(r",?\s*\bet al\b\.?", re.IGNORECASE)
#: The parts of a reference that are named as in CSL-JSON.
_NAMED = {"journal": "container-title", "volume": "volume", "issue": "issue", "pages": "page"}


def entries_of(text: str) -> list[tuple[str, str]]:
    """The number, where there is one, and the words of each reference in a list; all words of the list are in one."""
    lines = [line.strip() for line in text.splitlines()]
    said = [line for line in lines if line]
    if sum(bool(_NUMBERED.match(line)) for line in said) * 3 >= len(said) > 0:
        return [_numbered(each) for each in _from_number_to_number(said)]
    if "" in lines[1:-1]:
        return [("", " ".join(each.split())) for each in re.split(r"\n\s*\n", text) if each.strip()]
    return [("", each) for each in said]


def _from_number_to_number(lines: list[str]) -> Iterator[str]:
    """The lines of each reference as one; a number that does not follow the one before is a part of its reference."""
    last, collected = 0, ""
    for line in lines:
        number = int(next(filter(None, found.groups()))) if (found := _NUMBERED.match(line)) else 0
        if last < number <= last + 20:
            if collected:
                yield collected
            last, collected = number, line
        else:
            collected = f"{collected} {line}".strip()
    if collected:
        yield collected


def _numbered(entry: str) -> tuple[str, str]:
    found = _NUMBERED.match(entry)
    return (next(filter(None, found.groups())), entry[found.end() :]) if found else ("", entry)


def item_of(words: str, number: str = "") -> dict[str, Any]:
    """A reference as CSL-JSON, with all its words as a note; what is not understood is in the note alone."""
    item: dict[str, Any] = {"note": words}
    if number:
        item["citation-number"] = number
    if doi := _DOI.search(words):
        item["DOI"] = doi[0].rstrip(".,;)")
    if pmid := re.search(r"\bPMID:?\s*(\d{1,10})\b", words):
        item["PMID"] = pmid[1]
    plain = re.sub(r"\s*(?:https?://\S+|\bdoi:?\s*10\.\S+|\bPMID:?\s*\d+\.?)", "", words, flags=re.IGNORECASE).strip()
    return {**item, **(_by_author_and_year(plain) or _vancouver(plain))}


def _by_author_and_year(words: str) -> dict[str, Any]:
    found = _BY_YEAR.match(words)
    if not found:
        return {}
    titled = _QUOTED.match(found["rest"]) or _SENTENCE.match(found["rest"])
    title, rest = (titled["title"], titled["rest"] or "") if titled else (found["rest"], "")
    placed = _IN_JOURNAL.match(rest)
    return {
        **_dated(found["year"], title.rstrip("."), "article-journal" if placed else "document"),
        **({"author": authors} if (authors := _authors(found["authors"])) else {}),
        **(_place(placed) if placed else {}),
    }


def _vancouver(words: str) -> dict[str, Any]:
    found = _VANCOUVER.match(words)
    if not found:
        return {}
    title = found["title"] + ("" if found["mark"] == "." else found["mark"])
    return {
        **_dated(found["year"], title, "article-journal" if found["volume"] else "document"),
        **({"author": authors} if (authors := _authors(found["authors"])) else {}),
        **_place(found),
    }


def _dated(year: str, title: str, kind: str) -> dict[str, Any]:
    return {"type": kind, "title": title.strip(), "issued": {"date-parts": [[int(year)]]}}


def _place(found: re.Match[str]) -> dict[str, str]:
    said = found.groupdict()
    return {name: said[group].strip(" .,") for group, name in _NAMED.items() if said.get(group)}


def _authors(words: str) -> list[dict[str, str]]:
    """The names of “Jongen C, McCalman J” and of “Jongen, C., McCalman, J. and Bainbridge, R.”."""
    words = _OTHERS.sub("", words).strip(" .,")
    found = [(each[1].strip(), each[2].strip()) for each in _FAMILY_AND_INITIALS.finditer(f"{words}.")]
    if found and not _FAMILY_AND_INITIALS.sub("", f"{words}.").strip(" .,"):
        return [{"family": family, "given": given} for family, given in found]
    names = (Name.with_initials(each) for each in re.split(r",\s*|\s+and\s+|\s*&\s*", words))
    return [_csl(name) for name in names if name]


def _csl(name: Name) -> dict[str, str]:
    return {"literal": name.literal} if name.literal else {"family": name.family, "given": name.given}
