"""EPPI-Reviewer's JSON: a review's items under “References”, with the codes that were given to each."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from references import json_records
from references.csl_json import loaded, showable
from references.reference import (
    Name,
    RawRecord,
    Reference,
    address_in,
    doi_in,
    names,
    one_line,
    page_range,
    plain,
    year_in,
)

NAME = "EPPI-Reviewer (JSON)"

KINDS = {
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


def cut(parts: Iterable[str], longest: int) -> Iterator[RawRecord]:
    """The items of a review, each code with its name, as far as the code sets stand before them.

    Raises:
        Refused: an item or a code set is longer than ``longest``.
    """
    names_of_codes: dict[Any, str] = {}
    for raw in json_records.cut(parts, longest, "CodeSets", lambda text: _learn(text, names_of_codes)):
        yield RawRecord(raw.line, _with_names(raw.text, names_of_codes))


def _learn(code_set: str, names_of_codes: dict[Any, str]) -> None:
    try:
        waiting = [json.loads(code_set, strict=False)]
    except (json.JSONDecodeError, RecursionError):
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "AttributeId" in node:
                names_of_codes[node["AttributeId"]] = one_line(node.get("AttributeName", ""))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _with_names(text: str, names_of_codes: dict[Any, str]) -> str:
    if not names_of_codes or '"AttributeId"' not in text:
        return text
    try:
        item = json.loads(text, strict=False)
    except (json.JSONDecodeError, RecursionError):
        return text
    for code in item.get("Codes") or []:
        if isinstance(code, dict) and code.get("AttributeId") in names_of_codes:
            code["AttributeName"] = names_of_codes[code["AttributeId"]]
    return json.dumps(item, ensure_ascii=False)


def read(raw: RawRecord) -> Reference:
    """An item as a reference.

    Raises:
        Unreadable: it is not JSON.
    """
    item = loaded(raw)

    def text(key: str) -> str:
        value = item.pop(key, "")
        return plain(value) if isinstance(value, str | int | float) else ""

    stated_kind = text("TypeName")
    kind = KINDS.get(stated_kind, "document")
    doi, url = doi_in(item.pop("DOI", "") or ""), one_line(item.pop("URL", "") or "")
    address = address_in(url)
    year = text("Year")
    reference = Reference(
        kind=kind,
        title=text("Title"),
        authors=names(text("Authors").split(";"), Name.family_first),
        year=year_in(year),
        journal=text("ParentTitle"),
        volume=text("Volume"),
        issue=text("Issue"),
        pages=page_range(text("Pages")),
        doi=doi or doi_in(url),
        url=address,
        abstract=text("Abstract"),
        keywords=tuple(filter(None, map(plain, re.split(r"[;\r\n]", str(item.pop("Keywords", "") or ""))))),
        line=raw.line,
    )
    reference.extra = {key: value for key, value in showable(item).items() if value not in (None, "", [], {})}
    if KINDS.get(stated_kind) is None and stated_kind:
        reference.extra["TypeName"] = stated_kind
    if url and not address and doi_in(url) != reference.doi:
        reference.extra["URL"] = url
    return reference
