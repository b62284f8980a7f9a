"""CSL-JSON, as Zotero, Mendeley and doi.org write it, and what Crossref answers, which is much the same."""

import json
import re
from dataclasses import replace
from typing import Any

from references import json_records, parsing
from references.reference import Name, RawRecord, Reference
from references.retractions import gravest, retraction_note, stated_by_crossref, stated_by_notes

SUFFIX = "json"
CONTENT_TYPE = "application/vnd.citationstyles.csl+json; charset=utf-8"

# Crossref’s own names of types; others are CSL’s already.
CSL_TYPES = {
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


split_records = json_records.split_records


def read(raw: RawRecord) -> Reference:
    """Parses an item; raises :class:`Unreadable` if it is not valid JSON."""
    item = json_records.parse(raw.text, raw.line)

    def text(*keys: str) -> str:
        return next((found for key in keys if (found := parsing.plain(_first(item.pop(key, ""))))), "")

    notes = str(item.get("note", ""))
    noted = NOTED_PMID.search(notes)
    doi, url = parsing.doi_in(item.pop("DOI", "")), parsing.one_line(item.get("URL", ""))
    doi = doi or parsing.doi_in_address(url)
    address = parsing.address_in(url)
    if address or (doi and parsing.doi_in(url).lower() == doi.lower()):
        item.pop("URL", None)
    authors = _list(item.pop("author", []))
    kind = text("type") or "document"
    short_title = parsing.plain(_first(item.get("title-short", "")))
    reference = Reference(
        kind=CSL_TYPES.get(kind, kind),
        title=parsing.stated_title(parsing.with_subtitle(text("title"), text("subtitle")), short_title),
        authors=tuple(name for name in map(_name, authors) if name),
        year=_year(item),
        journal=text("container-title"),
        volume=text("volume"),
        issue=text("issue"),
        pages=parsing.page_range(text("page")) or text("article-number", "number"),
        doi=doi,
        pmid=parsing.pmid_in(item.pop("PMID", "")) or (parsing.pmid_in(noted[1]) if noted else ""),
        url=address,
        abstract=text("abstract"),
        keywords=parsing.keywords_in(text("keyword")),
        language=text("language"),
        retraction=gravest(stated_by_notes(notes.splitlines()), stated_by_crossref(item)),
        line=raw.line,
    )
    reference.extra = without_empty(item)
    if extra := [each for each in map(_extra_of_author, authors) if each]:
        reference.extra["author"] = extra
    return reference


def _extra_of_author(author: Any) -> dict[str, Any]:
    """The keys of an author other than the name’s, with the family name; empty if there are none."""
    if not isinstance(author, dict):
        return {}
    more = {key: value for key, value in clean_strings(author).items() if key not in NAME_PARTS and value}
    return {"family": _first(author.get("family")), **more} if more else {}


def _first(value: Any) -> Any:
    """The text or number, or the first of a list, as Crossref lists titles; empty if it is anything else."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str | int | float) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(author: Any) -> Name | None:
    if not isinstance(author, dict):
        return Name.parsed(_first(author))

    def part(key: str) -> str:
        return parsing.plain(_first(author.get(key)))

    family = " ".join(filter(None, (part("non-dropping-particle"), part("family"))))
    given = " ".join(filter(None, (part("given"), part("dropping-particle"))))
    given = ", ".join(filter(None, (given, part("suffix"))))
    if family and given:
        return Name(family=family, given=given)
    literal = part("literal") or part("name") or family or given
    return Name(literal=literal) if literal else None


def _year(item: dict[str, Any]) -> int | None:
    """The year of publication; removes a date from the item that says no more than the year."""
    for key in ("issued", "published-print", "published", "published-online"):
        issued = item.get(key)
        if not isinstance(issued, dict):
            issued = {"raw": issued} if issued else {}
        parts = _list(next(iter(_list(issued.get("date-parts"))), None))
        stated = parts[0] if parts else issued.get("raw") or issued.get("literal") or ""
        if year := parsing.year_in(stated):
            if issued in ({"date-parts": [[year]]}, {"date-parts": [[str(year)]]}):
                del item[key]
            return year
    return None


def clean_strings(value: Any) -> Any:
    """The JSON value with each of its strings on one line, without control characters."""
    if isinstance(value, dict):
        return {parsing.one_line(key): clean_strings(each) for key, each in value.items()}
    if isinstance(value, list):
        return [clean_strings(each) for each in value]
    return parsing.one_line(value) if isinstance(value, str) else value


def without_empty(item: dict[str, Any]) -> dict[str, Any]:
    """The item without empty values, its strings cleaned."""
    return {key: value for key, value in clean_strings(item).items() if value not in (None, "", [], {})}


def as_item(reference: Reference) -> dict[str, Any]:
    """A reference as a CSL item, without empty values."""
    item = {
        "type": reference.kind,
        "title": reference.title,
        "author": [_write_name(name) for name in reference.authors],
        "issued": {"date-parts": [[reference.year]]} if reference.year else {},
        "container-title": reference.journal,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "URL": reference.url,
        "abstract": reference.abstract,
        "keyword": parsing.keywords_joined(reference.keywords, ", "),
        "language": reference.language,
    }
    return {key: value for key, value in item.items() if value}


def _write_name(name: Name) -> dict[str, str]:
    return {"literal": name.literal} if name.literal else {"family": name.family, "given": name.given}


def write(reference: Reference, key: str, label: str = "") -> str:
    """Formats a reference as a CSL-JSON item."""
    more = {"title-short": label, "note": retraction_note(reference.retraction)}
    named = replace(reference, title=reference.title or parsing.supplied_title(label))
    item = {"id": key, **as_item(named), **{name: value for name, value in more.items() if value}}
    return json.dumps(item, ensure_ascii=False, indent=1)
