"""Reads Word documents: headings by their styles."""

import io
import re
import zipfile
from typing import Any

from workspaces.reading.document import Document, Refused, Writer

#: What a document may unpack to.
MOST_BYTES = 300_000_000
_HEADING = re.compile(r"^Heading (\d)$")


def read(given: bytes) -> Document:
    """The document in a .docx file."""
    import docx

    if sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(given)).infolist()) > MOST_BYTES:
        raise Refused("It unpacks to more than a document holds. Save it again, without its pictures.")
    word = docx.Document(io.BytesIO(given))
    details = word.core_properties
    document = Document("word", title=details.title or "", authors=_lines(details.author or ""))
    # The day on which the file was saved is none on which it was published.
    writer = Writer(document)
    for each in word.iter_inner_content():
        if hasattr(each, "rows"):
            for row in each.rows:
                writer.paragraph(" | ".join(_cells(row)))
            continue
        name = each.style.name if each.style is not None else ""
        if name == "Title":
            document.title = each.text.strip() or document.title
        level = 1 if name == "Title" else int(found[1]) + 1 if (found := _HEADING.match(name or "")) else 0
        if level:
            writer.heading(each.text, level)
        else:
            writer.paragraph(each.text)
    return writer.done()


def _cells(row: Any) -> list[str]:
    """The texts of a row; cells that were joined count once."""
    texts: list[str] = []
    last = None
    for cell in row.cells:
        if cell._tc is not last:
            texts.append(" ".join(cell.text.split()))
        last = cell._tc
    return texts


def _lines(authors: str) -> str:
    return "\n".join(filter(None, (each.strip() for each in authors.split(";"))))
