"""A program: reads a document's file in a process of its own; says what it holds, or why it cannot be read, as JSON."""

import io
import json
import zipfile

from workspaces.reading import pdf, plain_text, web_page, word
from workspaces.reading.document import Document, Refused

NO_DOCUMENT = "It is neither a PDF nor a Word document (.docx), a saved web page (.html) or text."
OLD_WORD = "It is an old Word file (.doc), or an Excel file. Save it as .docx or PDF."
DAMAGED = "It is damaged or too complicated to read. Save it again as another kind of file, or paste its text."
#: The first bytes of files that are none of ours.
_OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"II*\x00", b"MM\x00*", b"{\\rtf")


def run(given: bytes) -> bytes:
    """What a file says, told by what it holds rather than by its name."""
    try:
        return json.dumps(_read(given).as_json()).encode()
    except Refused as error:
        return json.dumps({"refused": str(error)}).encode()
    except MemoryError:
        raise
    except Exception:  # libraries fail in many ways at what is damaged or hostile
        return json.dumps({"refused": DAMAGED}).encode()


def _read(given: bytes) -> Document:
    if b"%PDF-" in given[:1024]:
        return pdf.read(given)
    if given.startswith(b"PK\x03\x04"):
        if "word/document.xml" not in zipfile.ZipFile(io.BytesIO(given)).namelist():
            raise Refused(NO_DOCUMENT)
        return word.read(given)
    if given.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(OLD_WORD)
    if given.startswith(_OTHERS):
        raise Refused(NO_DOCUMENT)
    head = given[:4096].lower()
    if b"<html" in head or b"<!doctype html" in head or b"<body" in head:
        return web_page.read(given)
    return plain_text.read(_decoded(given))


def _decoded(given: bytes) -> str:
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if given.startswith(start):
            return given.decode(encoding, "replace")
    if b"\x00" in given:
        raise Refused(NO_DOCUMENT)
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError:
        return given.decode("cp1252", "replace")
