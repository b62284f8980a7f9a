"""Reads PDFs: text in the order of their columns, without running heads; headings by their outline."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import quantiles
from typing import Any

from workspaces.reading.document import Document, Refused, Writer, plain
from workspaces.reading.plain_text import level_of

#: More are refused before they are read.
MOST_PAGES = 1_500
ENCRYPTED = "It is protected with a password. Save a copy without one, or copy its text and paste it."
SCANNED = (
    "Its pages are pictures without text, as a scanner makes them. Have its text recognised (OCR) and save it again, "
    "or paste the text."
)
#: So many lines at the top and at the foot of a page may be running heads.
EDGE = 2
_PAGE_NUMBER = re.compile(r"^\W*(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile(r"^(?:[•▪●○◦‣·–-]|\d{1,2}[.)]|\(?[a-z]\))\s")
#: A line that is shorter than this share of the usual ones ends its paragraph.
SHORT = 0.72


def read(given: bytes) -> Document:
    """The document in a PDF."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(given))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused(ENCRYPTED)
    if len(reader.pages) > MOST_PAGES:
        raise Refused(f"It has {len(reader.pages):,} pages, and {MOST_PAGES:,} is the most. Add the part you work on.")
    pages = [_lines(page.extract_text()) for page in reader.pages]
    if not any(pages):
        raise Refused(SCANNED)
    document = Document("pdf")
    document.title, document.authors, document.date = _details(reader)
    writer = Writer(document)
    outlined = _outlined(reader)
    hyphenated = _hyphenated(pages)
    labels = reader.page_labels
    for number, lines in enumerate(_without_running_heads(pages)):
        writer.page(labels[number] or str(number + 1))
        _write_page(writer, lines, outlined.get(number, []), bool(outlined), hyphenated)
    return writer.done()


def _lines(text: str) -> list[str]:
    # A soft hyphen at the end of a line is an ordinary one there.
    kept = re.sub("\u00ad(?=\\s*\n)", "-", text)
    return [line for line in plain(kept).split("\n") if line]


def _without_running_heads(pages: list[list[str]]) -> Iterator[list[str]]:
    """The pages without the lines at their edges that many of them share, and without page numbers."""
    edges = Counter(line for lines in pages for line in {_numberless(each) for each in _edges(lines)})
    often = max(3, len(pages) // 4)
    running = {line for line, count in edges.items() if count >= often}
    for lines in pages:
        kept = list(lines)
        for place in (0, -1):
            for _ in range(EDGE):
                if kept and (_numberless(kept[place]) in running or _PAGE_NUMBER.match(kept[place])):
                    kept.pop(place)
        yield kept


def _edges(lines: list[str]) -> list[str]:
    return [*lines[:EDGE], *lines[EDGE:][-EDGE:]]


def _numberless(line: str) -> str:
    return _DIGITS.sub("#", line).casefold()


def _write_page(
    writer: Writer, lines: list[str], outlined: list[tuple[str, int]], has_outline: bool, hyphenated: set[str]
) -> None:
    """Writes a page's paragraphs, with headings from the outline or, without one, the short lines that stand alone."""
    levels = {_key(title): level for title, level in outlined}
    usual = quantiles(map(len, lines), n=10)[-2] if len(lines) > 1 else 0
    held: list[str] = []

    def flush() -> None:
        text = _joined(held, hyphenated)
        is_alone = len(held) == 1 and 0 < len(text.split()) <= 10 and text[0].isalnum() and text[-1].isalnum()
        if is_alone and not has_outline and any(map(str.isalpha, text)):
            writer.heading(text, level_of(text))
        else:
            writer.paragraph(text)
        held.clear()

    for line in lines:
        if (level := levels.pop(_key(line), 0)) > 0:
            flush()
            writer.heading(line, level)
            continue
        if _BULLET.match(line):
            flush()
        held.append(line)
        if len(line) < SHORT * usual and not line.endswith("-"):
            flush()
    flush()


def _key(title: str) -> str:
    return re.sub(r"\W+", "", title).casefold()


def _joined(lines: Iterable[str], hyphenated: set[str]) -> str:
    """The lines as one; a word that a line's end divides is whole again, unless it has a hyphen elsewhere too."""
    text = ""
    for line in lines:
        if re.search(r"\S-$", text) and line[:1].islower():
            first, second = text[:-1].split()[-1], line.split()[0]
            word = f"{first}-{second}".strip(".,;:()").casefold()
            text = (text if word in hyphenated else text[:-1]) + line
        else:
            text = f"{text} {line}" if text else line
    return text


def _hyphenated(pages: list[list[str]]) -> set[str]:
    """The words that are written with a hyphen within a line."""
    found = (re.findall(r"\w+(?:-\w+)+", line.casefold()) for lines in pages for line in lines)
    return {word for words in found for word in words}


def _outlined(reader: Any) -> dict[int, list[tuple[str, int]]]:
    """The headings of the outline, with their levels, by the page that each is on."""
    found: dict[int, list[tuple[str, int]]] = {}

    def add(items: list[Any], level: int) -> None:
        for item in items:
            if isinstance(item, list):
                add(item, level + 1)
            elif (number := reader.get_destination_page_number(item)) is not None and item.title:
                found.setdefault(number, []).append((item.title, level))

    try:
        add(reader.outline, 1)
    except Exception:  # an outline that is broken is as good as none
        return {}
    return found


def _details(reader: Any) -> tuple[str, str, str]:
    """What the file says of its title, authors and date."""
    said = reader.metadata
    if said is None:
        return "", "", ""
    authors = "\n".join(filter(None, (each.strip() for each in re.split(r"[;,]| and ", said.author or ""))))
    try:
        date = said.creation_date.date().isoformat() if said.creation_date else ""
    except ValueError:
        date = ""
    return said.title or "", authors, date
