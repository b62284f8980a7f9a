"""The files that a short document can be taken away as."""

from collections.abc import Callable

from files import content_types, pdf_files
from files.about_exports import AboutExport
from files.documents import Document
from files.word_files import COMPACT_STYLES, WordFile

#: What a reader is told where a PDF takes too long.
NOT_MADE = "The PDF could not be made just now. Try again in a minute, or choose Word."


def _as_word(paper: Document, about: AboutExport) -> bytes:
    file = WordFile(about, paper.title, COMPACT_STYLES)
    file.write(paper)
    return b"".join(file.parts())


#: The files by the end of their names: how one is made, and its content type.
PAPERS: dict[str, tuple[Callable[[Document, AboutExport], bytes], str]] = {
    "docx": (_as_word, content_types.WORD),
    "pdf": (pdf_files.pdf_of, content_types.PDF),
}
