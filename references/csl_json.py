"""CSL-JSON, as Zotero, Mendeley and doi.org write it, and what Crossref answers, which is much the same."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from references import json_records
from references.reference import (
    Name,
    RawRecord,
    Reference,
    Unreadable,
    address_in,
    doi_in,
    keywords_in,
    keywords_joined,
    one_line,
    page_range,
    plain,
    pmid_in,
    year_in,
)

NAME = "CSL-JSON"
SUFFIX = "json"
CONTENT_TYPE = "application/vnd.citationstyles.csl+json; charset=utf-8"

# Crossref has words of its own.
KINDS = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
    "posted-content": "manuscript",
    "monograph": "book",
    "edited-book": "book",
    "other": "document",
}
NAME_PARTS = frozenset(
    {"family", "given", "literal", "name", "suffix", "non-dropping-particle", "dropping-particle", "sequence"}
)
NOTED_PMID = re.compile(r"^PMID:\s*(\d+)\s*$", re.IGNORECASE | re.MULTILINE)


def cut(parts: Iterable[str], longest: int) -> Iterator[RawRecord]:
    """The items of a file.

    Raises:
        Refused: an item is longer than ``longest``.
    """
    return json_records.cut(parts, longest)


def loaded(raw: RawRecord) -> dict[str, Any]:
    """A record as JSON has it.

    Raises:
        Unreadable: it is not JSON; says where.
    """
    try:
        item: dict[str, Any] = json.loads(raw.text, strict=False)
    except json.JSONDecodeError as error:
        line = raw.line + error.lineno - 1
        raise Unreadable(f"It is not valid JSON: {error.msg.lower()} (line {line}, character {error.colno}).") from None
    except RecursionError:
        raise Unreadable("It is nested too deeply to be a reference.") from None
    return item


def read(raw: RawRecord) -> Reference:
    """An item as a reference.

    Raises:
        Unreadable: it is not JSON.
    """
    item = loaded(raw)

    def text(*keys: str) -> str:
        return next((found for key in keys if (found := plain(_first(item.pop(key, ""))))), "")

    noted = NOTED_PMID.search(str(item.get("note", "")))
    doi, url = doi_in(item.pop("DOI", "")), one_line(item.get("URL", ""))
    doi = doi or doi_in(url)
    address = address_in(url)
    if address or (doi and doi_in(url).lower() == doi.lower()):
        item.pop("URL", None)
    authors = _list(item.pop("author", []))
    kind = text("type") or "document"
    reference = Reference(
        kind=KINDS.get(kind, kind),
        title=text("title"),
        authors=tuple(name for name in map(_name, authors) if name),
        year=_year(item),
        journal=text("container-title"),
        volume=text("volume"),
        issue=text("issue"),
        pages=page_range(text("page")) or text("article-number", "number"),
        doi=doi,
        pmid=pmid_in(item.pop("PMID", "")) or (pmid_in(noted[1]) if noted else ""),
        url=address,
        abstract=text("abstract"),
        keywords=keywords_in(text("keyword")),
        language=text("language"),
        line=raw.line,
    )
    reference.extra = {key: value for key, value in showable(item).items() if value not in (None, "", [], {})}
    if besides := [each for each in map(_besides_the_name, authors) if each]:
        reference.extra["author"] = besides
    return reference


def _besides_the_name(author: Any) -> dict[str, Any]:
    """What an item says of an author, with the family name, where it says more than a name and a place in the list."""
    if not isinstance(author, dict):
        return {}
    more = {key: value for key, value in showable(author).items() if key not in NAME_PARTS and value}
    return {"family": _first(author.get("family")), **more} if more else {}


def _first(value: Any) -> Any:
    """Crossref gives lists of titles; the first is the title."""
    if isinstance(value, list):
        return value[0] if value else ""
    return "" if value is None or isinstance(value, dict) else value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(author: Any) -> Name | None:
    if not isinstance(author, dict):
        return Name.parsed(str(author))

    def part(key: str) -> str:
        return one_line(author.get(key) or "")

    family = " ".join(filter(None, (part("non-dropping-particle"), part("family"))))
    given = " ".join(filter(None, (part("given"), part("dropping-particle"))))
    given = ", ".join(filter(None, (given, part("suffix"))))
    if family and given:
        return Name(family=family, given=given)
    literal = part("literal") or part("name") or family or given
    return Name(literal=literal) if literal else None


def _year(item: dict[str, Any]) -> int | None:
    """The year of publication; the date stays where it says more."""
    for key in ("issued", "published-print", "published", "published-online"):
        issued = item.get(key)
        if not isinstance(issued, dict):
            issued = {"raw": issued} if issued else {}
        parts = _list(_first(issued.get("date-parts") or []))
        stated = parts[0] if parts else issued.get("raw") or issued.get("literal") or ""
        if year := year_in(stated):
            if issued in ({"date-parts": [[year]]}, {"date-parts": [[str(year)]]}):
                del item[key]
            return year
    return None


def showable(value: Any) -> Any:
    """The value as the database can keep it."""
    if isinstance(value, dict):
        return {one_line(key): showable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [showable(each) for each in value]
    return one_line(value) if isinstance(value, str) else value


def as_item(reference: Reference) -> dict[str, Any]:
    """A reference as an item, with what is known of it and nothing else."""
    item = {
        "type": reference.kind,
        "title": reference.title,
        "author": [_written(name) for name in reference.authors],
        "issued": {"date-parts": [[reference.year]]} if reference.year else {},
        "container-title": reference.journal,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "URL": reference.url,
        "abstract": reference.abstract,
        "keyword": keywords_joined(reference.keywords, ", "),
        "language": reference.language,
    }
    return {key: value for key, value in item.items() if value}


def _written(name: Name) -> dict[str, str]:
    return {"literal": name.literal} if name.literal else {"family": name.family, "given": name.given}


def write(reference: Reference, key: str, label: str = "") -> str:
    """A reference as an item of a list."""
    item = {"id": key, **as_item(reference), **({"title-short": label} if label else {})}
    return json.dumps(item, ensure_ascii=False, indent=1)
