"""Studies as a list of references, to paste into a paper or a report."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, NullIf

from evidence.citations import Style, reference_parts
from evidence.models import Study
from files.about_exports import AboutExport
from files.documents import Run
from files.word_files import WordFile

#: The processor takes a few milliseconds for each reference.
MOST = 2_000
BATCH_SIZE = 100


def text_of(studies: QuerySet[Study], style: Style, about: AboutExport) -> Iterator[str]:
    """The references as plain text, one to a paragraph, in parts."""
    yield f"\ufeff{about.title}. References, {style.label} style.\r\n\r\n"
    for number, study in enumerate(_in_order_of(style, studies), start=1):
        yield f"{_numbered(style, number)}{reference_text(study, style)}\r\n\r\n"
    yield "\r\n".join(f"{name}: {text}" for name, text in about.lines()) + "\r\n"


def word_of(
    studies: QuerySet[Study], style: Style, absolute: Callable[[str], str], about: AboutExport
) -> Iterator[bytes]:
    """The references as a Word document, of which there are at most :data:`MOST`; as one part."""
    file = WordFile(about, f"References: {about.title}")
    file.title(about.title, f"References, {style.label} style")
    file.heading("References", 1)
    for number, study in enumerate(_in_order_of(style, studies), start=1):
        file.paragraph([_numbered(style, number), *reference_runs(study, style)])
    file.about(about)
    yield from file.parts()


def reference_text(study: Study, style: Style) -> str:
    """How to cite a study; with our label where its title is not known."""
    return "".join(each if isinstance(each, str) else each.text for each in reference_runs(study, style))


def reference_runs(study: Study, style: Style) -> list[str | Run]:
    """The same, with what the style sets in italics."""
    parts = reference_parts(study, style)
    if not parts:
        cited = f" Cited as {study.cited_as}." if study.cited_as else ""
        return [f"{study.label}.{cited} The source does not state its title."]
    return [Run(text, italic=is_italic) for text, is_italic in parts]


def _numbered(style: Style, number: int) -> str:
    return f"{number}. " if style == Style.VANCOUVER else ""


def _in_order_of(style: Style, studies: QuerySet[Study]) -> Iterator[Study]:
    """The studies in the order of the list, or by author where the style asks for it."""
    if style == Style.HARVARD:
        author = Lower(NullIf("authors", Value(""))).asc(nulls_last=True)
        studies = studies.order_by(author, "year", "title", "pk")
    return studies.defer("search").iterator(chunk_size=BATCH_SIZE)
