"""Makes the reference list of a document an import of studies, to match with those that are here."""

import io
import json
import re

from evidence.imports.reading import receive
from evidence.models import StudyImport
from references import Refused
from references.printed_lists import entries_of, item_of
from workspaces.models import DocumentText
from workspaces.models.document_texts import Section

_HEADING = re.compile(r"\b(?:references|bibliography|works cited|reference list|endnotes)\b", re.IGNORECASE)


def reference_lists(document: DocumentText) -> list[tuple[int, Section]]:
    """The sections that are reference lists by their heading, each with its number among all."""
    return [(number, each) for number, each in enumerate(document.sections) if _HEADING.search(each.heading)]


def import_of(document: DocumentText, section: Section, user: object) -> StudyImport:
    """The import of a section's references; each keeps all of its words, understood or not. Raises Refused."""
    text = document.text[section.start + len(section.heading) : section.end]
    items = [item_of(words, number) for number, words in entries_of(text)]
    if not items:
        raise Refused("The section holds no references.")
    name = f"{section.heading[:80]} of {document.source.short_title or document.source}.json"
    made = receive(io.BytesIO(json.dumps(items, ensure_ascii=False).encode()), name, by=user)
    made.source = document.source
    made.locator = document.locator_of(section.start, section.end)
    made.save(update_fields=["source", "locator"])
    return made
