"""References to works and to entries here, written by a processor of the Citation Style Language."""

import datetime
import html
import json
import re
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from evidence.models import Source, Study
from evidence.study_references import reference_of
from references.csl_json import as_item
from references.reference import ORGANISATION_WORDS


class Style(models.TextChoices):
    """A style of references."""

    #: Cite Them Right's, as many British universities and journals ask for.
    HARVARD = "harvard", "Harvard"
    #: Numbered in the order of citation, as most medical journals ask for.
    VANCOUVER = "vancouver", "Vancouver"


#: Each as the processor finds it.
FILES_OF_STYLES = {
    Style.HARVARD: "harvard-cite-them-right",
    Style.VANCOUVER: str(Path(__file__).parent / "styles/vancouver.csl"),
}

# A person’s name as documents print it: “Dr John Ford”, “Sarah de New”.
PERSON = re.compile(
    r"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Mx|Sir|Dame|Lord|Lady|Baroness)\.? )*"
    r"(?P<given>[^\W\d_][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*)*?) (?P<family>(?:[a-z’']+ )*[^\W\d_][\w’'-]*)"
)
# With one of these words it is an organisation’s, whatever else it looks like.
WORDS_OF_BODIES = re.compile(
    r"\b(health|england|scotland|wales|britain|uk|trust|fund|royal|services?|board|observatory|office|team|alliance)\b",
    re.IGNORECASE,
)

# The processor keeps notes in the style while it writes.
_one_at_a_time = threading.Lock()


def reference_to_study(study: Study, style: Style = Style.HARVARD) -> str:
    """How to cite a study, with what became of it; empty where its title is not known, since our label is not one."""
    return "".join(text for text, _ in reference_parts(study, style))


def reference_parts(study: Study, style: Style) -> list[tuple[str, bool]]:
    """The same in stretches, each with whether the style sets it in italics."""
    if not study.title:
        return []
    notice = [(f" [{study.get_retraction_display()}]", False)] if study.retraction else []
    return [*_parts(study_as_csl(study), style), *notice]


def reference_to_source(source: Source) -> str:
    """How to cite a source document: as it asks to be cited, or else from what it states."""
    return source.suggested_citation or reference(
        {
            "type": "report",
            "title": source.title,
            "author": [_author(name) for name in source.authors.splitlines()] or [{"literal": source.publisher}],
            "publisher": source.publisher,
            "issued": _date_parts(source.publication_date),
            "URL": source.url,
        }
    )


def _author(name: str) -> dict[str, str]:
    """An author of a source, as it is printed, in CSL-JSON: “Dr John Ford”, “Ford, John” or an organisation’s name."""
    if ORGANISATION_WORDS.search(name) or WORDS_OF_BODIES.search(name):
        return {"literal": name}
    if person := PERSON.fullmatch(name):
        return person.groupdict()
    family, _, given = (part.strip() for part in name.partition(","))
    return {"family": family, "given": given} if given else {"literal": name}


def reference_to_entry(title: str, address: str, version: datetime.date, read_on: datetime.date) -> str:
    """How to cite an entry of this service, in the version that was read."""
    return reference(_entry(title, address, version, read_on))


def _entry(title: str, address: str, version: datetime.date, read_on: datetime.date) -> dict[str, Any]:
    return {
        "type": "webpage",
        "title": title,
        "author": [{"literal": settings.SERVICE_OWNER or settings.SERVICE_NAME}],
        "container-title": settings.SERVICE_NAME if settings.SERVICE_OWNER else "",
        "issued": _date_parts(version.isoformat()),
        "accessed": _date_parts(read_on.isoformat()),
        "URL": address,
    }


def study_as_csl(study: Study) -> dict[str, Any]:
    """A study as an item of CSL-JSON for the style, with what is known of it and nothing else."""
    item = as_item(reference_of(study))
    if item["type"] == "article-journal" and not (study.volume or study.pages):
        # The style would call it a preprint.
        item["type"] = "article-magazine"
    return item


def reference_to_list(title: str, address: str, read_on: datetime.date) -> str:
    """How to cite a list of this service, as it was on a day."""
    # Lists are too many to be cached: each search and each reader's list has its own address.
    written = _written.__wrapped__(_as_json(_entry(title, address, version=read_on, read_on=read_on)), Style.HARVARD)
    return "".join(text for text, _ in written)


def reference(item: dict[str, Any]) -> str:
    """An item of CSL-JSON as a line of a reference list, in plain text."""
    return "".join(text for text, _ in _parts(item, Style.HARVARD))


def _parts(item: dict[str, Any], style: Style) -> tuple[tuple[str, bool], ...]:
    return _written(_as_json(item), style)


def _as_json(item: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in item.items() if value}, sort_keys=True)


# The processor writes italics as HTML, and leaves signs of HTML in what it is given as they are.
_HIDE = str.maketrans("<>&", "\ue000\ue001\ue002")
_SHOW = str.maketrans("\ue000\ue001\ue002", "<>&")


@lru_cache(maxsize=4096)
def _written(item_as_json: str, style: Style) -> tuple[tuple[str, bool], ...]:
    # It takes long to load, and only pages of entries need it.
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    item = {"id": "item", **json.loads(item_as_json.translate(_HIDE))}
    if style == Style.HARVARD:
        # Without an author the processor would write the title twice.
        item.setdefault("author", [{"literal": "Author not stated"}])
    with _one_at_a_time:
        bibliography = CitationStylesBibliography(_style(style), CiteProcJSON([item]), formatter.html)
        bibliography.register(Citation([CitationItem("item")]))
        written = re.sub(r"\s+", " ", html.unescape(str(bibliography.bibliography()[0]))).strip()
    parts = re.split(r"</?i>", re.sub(r"</?b>", "", written))
    # A sentence ends once: “Does it work?” needs no full stop.
    texts = [re.sub(r"([?!])\.", r"\1", part.translate(_SHOW)) for part in parts]
    return tuple((text, place % 2 == 1) for place, text in enumerate(texts) if text)


@cache
def _style(style: Style) -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(FILES_OF_STYLES[style], locale="en-GB", validate=False)


def _date_parts(date: str) -> dict[str, Any]:
    """“2024-12” as CSL-JSON writes it; empty where none is stated."""
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else {}
