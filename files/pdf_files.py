"""PDF documents, tagged for screen readers (PDF/UA), typeset by Typst in a process of its own.

See docs/decisions/board-papers.md.
"""

import json
from dataclasses import asdict
from math import ceil
from typing import Any

from files.about_exports import AboutExport
from files.child_processes import ChildProgram
from files.documents import Block, Bullets, Document, Heading, Paragraph, Pictures, Run, Runs, Table, runs_of, text_of
from files.office_texts import for_xml, runs_right_to_left
from files.turns import DOCUMENTS
from lists.wording import day_in_words

#: The longest that one document may take. Two pages take a tenth of a second, 200 recommendations some two seconds.
SECONDS = 30

#: About as many characters as a page holds, as measured; see docs/decisions/board-papers.md.
CHARACTERS_A_PAGE = 3_600

_typeset = ChildProgram("files.typesetting.typesetter", seconds=SECONDS, megabytes=4_000, turns=DOCUMENTS)


def pdf_of(document: Document, about: AboutExport) -> bytes:
    """A document as PDF. Raises :class:`files.child_processes.NotDone`."""
    return _typeset(json.dumps(as_data(document, about)).encode())


def about_how_many_pages(document: Document) -> int:
    """How many pages a document takes, from the length of its texts: one more or less, and hardly ever that."""
    return ceil(sum(map(len, document.texts())) / CHARACTERS_A_PAGE)


def as_data(document: Document, about: AboutExport) -> dict[str, Any]:
    """What the typesetter and its template take."""
    return {
        "title": for_xml(document.title),
        "author": about.service,
        "day": about.made_on.isoformat(),
        "header": for_xml(document.header),
        "footer": f"{about.service}, {day_in_words(about.made_on)}",
        "blocks": [_block(each) for each in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": for_xml(text), "level": level}
        case Paragraph(runs, small):
            return {"kind": "paragraph", "small": small, **_text(runs)}
        case Bullets(items):
            return {"kind": "bullets", "items": [_text(each) for each in items]}
        case Table(_, head, rows, widths):
            cells = [_text(each) for row in rows for each in row]
            return {"kind": "table", "head": [for_xml(each) for each in head], "cells": cells, "widths": list(widths)}
        case Pictures(items):
            pictures = [{"bytes": list(each.png), "description": for_xml(each.description)} for each in items]
            return {"kind": "pictures", "items": pictures}


def _text(runs: Runs) -> dict[str, Any]:
    stretches = [asdict(Run(for_xml(run.text), run.bold, run.italic, for_xml(run.address))) for run in runs_of(runs)]
    return {"runs": stretches, "rtl": runs_right_to_left(text_of(runs))}
