"""References to works and to entries here, written by a processor of the Citation Style Language."""

import datetime
import json
import re
import threading
from functools import cache, lru_cache
from typing import Any

from django.conf import settings

from evidence.models import Source, Study
from evidence.study_references import reference_of
from references.csl_json import as_item
from references.reference import ORGANISATION_WORDS

#: Cite Them Right's Harvard style, as many British universities and journals ask for.
STYLE = "harvard-cite-them-right"

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


def reference_to_study(study: Study) -> str:
    """How to cite a study, with what became of it; empty where its title is not known, since our label is not one."""
    notice = f" [{study.get_retraction_display()}]" if study.retraction else ""
    return f"{reference(study_as_csl(study))}{notice}" if study.title else ""


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
    return reference(
        {
            "type": "webpage",
            "title": title,
            "author": [{"literal": settings.SERVICE_OWNER or settings.SERVICE_NAME}],
            "container-title": settings.SERVICE_NAME if settings.SERVICE_OWNER else "",
            "issued": _date_parts(version.isoformat()),
            "accessed": _date_parts(read_on.isoformat()),
            "URL": address,
        }
    )


def study_as_csl(study: Study) -> dict[str, Any]:
    """A study as an item of CSL-JSON for the style, with what is known of it and nothing else."""
    item = as_item(reference_of(study))
    if item["type"] == "article-journal" and not (study.volume or study.pages):
        # The style would call it a preprint.
        item["type"] = "article-magazine"
    return item


def reference(item: dict[str, Any]) -> str:
    """An item of CSL-JSON as a line of a reference list, in plain text."""
    return _written(json.dumps({name: value for name, value in item.items() if value}, sort_keys=True))


@lru_cache(maxsize=4096)
def _written(item_as_json: str) -> str:
    # It takes long to load, and only pages of entries need it.
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    # Without an author the processor would write the title twice.
    item = {"id": "item", "author": [{"literal": "Author not stated"}], **json.loads(item_as_json)}
    with _one_at_a_time:
        bibliography = CitationStylesBibliography(_style(), CiteProcJSON([item]), formatter.plain)
        bibliography.register(Citation([CitationItem("item")]))
        return re.sub(r"\s+", " ", str(bibliography.bibliography()[0])).strip()


@cache
def _style() -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(STYLE, locale="en-GB", validate=False)


def _date_parts(date: str) -> dict[str, Any]:
    """“2024-12” as CSL-JSON writes it; empty where none is stated."""
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else {}
