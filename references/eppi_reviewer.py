"""EPPI-Reviewer's JSON: a review's items under “References”, with the codes that were given to each."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from references import json_records, parsing
from references.csl_json import without_empty
from references.reference import Name, RawRecord, Reference, Unreadable, names
from references.retractions import stated_by_notes

CSL_TYPES = {
    "Journal, Article": "article-journal",
    "Report": "report",
    "Book, Whole": "book",
    "Book, Chapter": "chapter",
    "Dissertation": "thesis",
    "Conference Proceedings": "paper-conference",
    "Document From Internet Site": "webpage",
    "Web Site": "webpage",
    "Research project": "document",
    "Generic": "document",
}


def split_records(parts: Iterable[str], max_length: int) -> Iterator[RawRecord]:
    """Yields the items of a review; codes get their names if the file has the code sets before the items."""
    code_names: dict[Any, str] = {}
    collect = partial(_collect_code_names, code_names)
    for raw in json_records.split_records(parts, max_length, "CodeSets", collect):
        yield RawRecord(raw.line, _add_code_names(code_names, raw.text))


def _collect_code_names(code_names: dict[Any, str], code_set: str) -> None:
    try:
        waiting = [json_records.parse(code_set)]
    except Unreadable:
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(code := node.get("AttributeId"), int | str):
                code_names[code] = parsing.one_line(node.get("AttributeName", ""))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _add_code_names(code_names: dict[Any, str], text: str) -> str:
    if not code_names or '"AttributeId"' not in text:
        return text
    try:
        item = json_records.parse(text)
    except Unreadable:
        return text
    codes = item.get("Codes")
    for code in codes if isinstance(codes, list) else ():
        known = code.get("AttributeId") if isinstance(code, dict) else None
        if isinstance(known, int | str) and known in code_names:
            code["AttributeName"] = code_names[known]
    return parsing.CONTROL_CHARACTERS.sub("", json.dumps(item, ensure_ascii=False))


def read(raw: RawRecord) -> Reference:
    """Parses an item; raises :class:`Unreadable` if it is not valid JSON."""
    item = json_records.parse(raw.text, raw.line)

    def text(key: str) -> str:
        value = item.pop(key, "")
        return parsing.plain(value) if isinstance(value, str | int | float) else ""

    stated_type = text("TypeName")
    kind = CSL_TYPES.get(stated_type, "document")
    doi, url = parsing.doi_in(item.pop("DOI", "") or ""), parsing.one_line(item.pop("URL", "") or "")
    address = parsing.address_in(url)
    year = text("Year")
    keywords = item.pop("Keywords") if isinstance(item.get("Keywords"), str) else ""
    reference = Reference(
        kind=kind,
        title=text("Title"),
        authors=names(text("Authors").split(";"), Name.family_first),
        year=parsing.year_in(year),
        journal=text("ParentTitle"),
        volume=text("Volume"),
        issue=text("Issue"),
        pages=parsing.page_range(text("Pages")),
        doi=doi or parsing.doi_in_address(url),
        url=address,
        abstract=text("Abstract"),
        keywords=tuple(filter(None, map(parsing.plain, re.split(r"[;\r\n]", keywords)))),
        retraction=stated_by_notes(str(item.get("Comments") or "").splitlines()),
        line=raw.line,
    )
    reference.extra = without_empty(item)
    if stated_type and stated_type not in CSL_TYPES:
        reference.extra["TypeName"] = stated_type
    if url and not address and parsing.doi_in(url) != reference.doi:
        reference.extra["URL"] = url
    return reference
