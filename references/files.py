"""Opens a file of references: tells what it is from what it holds, and in which letters it is written."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import BinaryIO

from references import bibtex, csl_json, eppi_reviewer, nbib, pubmed_xml, ris
from references.reference import LONGEST, RawRecord, Reference, Refused, Unreadable

#: Every kind of file that can be read, by the name under which an import remembers it.
FORMATS: dict[str, ModuleType] = {
    "ris": ris,
    "nbib": nbib,
    "bibtex": bibtex,
    "csl-json": csl_json,
    "pubmed-xml": pubmed_xml,
    "eppi-json": eppi_reviewer,
}

#: What people call them.
FORMAT_NAMES = {
    "ris": "RIS",
    "nbib": "PubMed’s nbib",
    "bibtex": "BibTeX",
    "csl-json": "CSL-JSON",
    "pubmed-xml": "PubMed’s XML",
    "eppi-json": "EPPI-Reviewer’s JSON",
}
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-16-le": "UTF-16",
    "cp1252": "Windows-1252",
    "mac-roman": "Mac Roman",
}

PART = 1 << 16
HEAD = 1 << 16

# What other files start with, and what to do with them.
OTHER_FILES = (
    (b"PK\x03\x04", "The file is a zip file, or a Word or Excel file. Unpack it, or export the references as RIS."),
    (b"\x1f\x8b", "The file is compressed (gzip). Unpack it first."),
    (b"BZh", "The file is compressed (bzip2). Unpack it first."),
    (b"7z\xbc\xaf", "The file is compressed (7-Zip). Unpack it first."),
    (b"%PDF", "The file is a PDF. Export the references from a reference manager, for example as RIS."),
    (b"\xd0\xcf\x11\xe0", "The file is an old Word or Excel file. Export the references as RIS."),
    (b"\x89PNG", "The file is a picture."),
    (b"\xff\xd8\xff", "The file is a picture."),
)
NOT_TEXT = "The file is not text, so it holds no references in a format that can be read."
KNOWN = "RIS, BibTeX, CSL-JSON, PubMed’s nbib and XML, and EPPI-Reviewer’s RIS and JSON"


@dataclass(frozen=True)
class OpenedFile:
    """A file of references that can be read.

    Attributes:
        format: A key of :data:`FORMATS`.
        encoding: The name of the encoding, as Python knows it: a key of :data:`ENCODING_NAMES`.
    """

    file: BinaryIO
    format: str
    encoding: str

    def records(self) -> Iterator[RawRecord]:
        """The records, cut from the file one at a time.

        Raises:
            Refused: the file turns out not to be one that can be read safely.
        """
        self.file.seek(0)
        module = FORMATS[self.format]
        if module is pubmed_xml:
            return _bounded(module.cut(self.file))
        if module in (csl_json, eppi_reviewer):
            return _bounded(module.cut(self._parts(), LONGEST))
        return _bounded(module.cut(_lines(self._parts())))

    def _parts(self) -> Iterator[str]:
        """The text in parts, with plain line ends."""
        decoder = codecs.getincrementaldecoder(self.encoding)(errors=LEGACY if self.encoding == "utf-8" else "replace")
        held = ""
        while data := self.file.read(PART):
            text = held + decoder.decode(data)
            # A line may end in two characters, the second of which may come with the next part.
            held = "\r" if text.endswith("\r") else ""
            yield _checked(text.removesuffix("\r") if held else text)
        yield _checked(held + decoder.decode(b"", final=True))


def references(opened: OpenedFile) -> Iterator[Reference | tuple[RawRecord, str]]:
    """The references of a file; instead of one that cannot be read, the record and the reason."""
    for raw in opened.records():
        try:
            yield read(opened.format, raw)
        except Unreadable as error:
            yield raw, str(error)


def read(format_name: str, raw: RawRecord) -> Reference:
    """A record of a format as a reference.

    Raises:
        Unreadable: it is not a record of the format; says why.
    """
    reference: Reference = FORMATS[format_name].read(raw)
    return reference


def opened(file: BinaryIO, largest: int) -> OpenedFile:
    """A file, looked through once for what it is.

    Args:
        file: The file, from its start.
        largest: How many bytes it may have.

    Raises:
        Refused: it is empty, too large, no text, or of no format that can be read; says what to do.
    """
    file.seek(0)
    head = file.read(HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Refused("The file is empty.")
    for start, message in OTHER_FILES:
        if head.startswith(start):
            raise Refused(message)
    encoding = _encoding(file, head, largest)
    text = head.decode(encoding, errors="replace")
    return OpenedFile(file, _format(text), encoding)


# Which format

ALREADY_TOLD = (
    (r"\s*<\?xml[^>]*>\s*<xml>\s*<records>|\s*<xml>\s*<records>", "EndNote’s XML"),
    (r"FN (Clarivate|Thomson|ISI)", "the plain text of Web of Science"),
    (r"%0 ", "EndNote’s tagged text"),
    (r"\s*(<\d+\. ?>\s*)?VN  - Ovid Technologies", "the tagged text of Ovid"),
)


def _format(text: str) -> str:
    """The key of the format of a file that starts so."""
    for pattern, name in ALREADY_TOLD:
        if re.match(pattern, text.lstrip("\ufeff")):
            raise Refused(f"The file is {name}. Export the references as RIS instead.")
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if re.search(r"<(PubmedArticleSet|PubmedArticle|PubmedBookArticle|PubmedBookArticleSet)\b", start):
            return "pubmed-xml"
        raise Refused(f"The file is XML, but not PubMed’s. These can be read: {KNOWN}.")
    if start.startswith(("{", "[")):
        is_eppi = re.search(r'"(CodeSets|ItemId)"\s*:', start) and not re.search(
            r'"(container-title|issued)"\s*:', start
        )
        return "eppi-json" if is_eppi else "csl-json"
    for line in re.split(r"\r\n?|\n", text.lstrip("\ufeff")):
        if ris.START.match(line):
            return "ris"
        if nbib.START.match(line):
            return "nbib"
        if bibtex.ENTRY.match(line):
            return "bibtex"
    raise Refused(f"No reference was found in the file. These can be read: {KNOWN}.")


# Which encoding

#: The name of the way in which bytes that are no UTF-8, in a file that otherwise is, become letters.
LEGACY = "evidence.cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(LEGACY, _as_cp1252)


def _encoding(file: BinaryIO, head: bytes, largest: int) -> str:
    """The encoding: by its mark, by the zeros that UTF-16 is full of, as UTF-8 if it mostly is, or by its accents."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise Refused("The file is in UTF-32, which hardly any program reads. Save it as UTF-8.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _measured(file, largest)
        return "utf-16"
    zeros = (head[0:4096:2].count(0), head[1:4096:2].count(0))
    half = max(len(head[:4096]) // 2, 1)
    if max(zeros) > half * 0.7 and min(zeros) < half * 0.1:
        _measured(file, largest)
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    good, bad, sample = 0, 0, bytearray()
    file.seek(0)
    size = 0
    rest = b""
    while data := file.read(PART * 16):
        size += len(data)
        _check_size(size, largest)
        if b"\0" in data:
            raise Refused(NOT_TEXT)
        if data.isascii() and not rest:
            continue
        data = rest + data
        # What is cut off at the end of a part is looked at with the next.
        rest = data[-3:] if len(data) > 3 else b""
        text = data[: len(data) - len(rest)].decode("utf-8", errors="surrogateescape")
        good += len(re.findall("[\x80-\U0010ffff]", re.sub("[\ud800-\udfff]", "", text))) if not text.isascii() else 0
        faults = re.findall(".?[\udc80-\udcff]+.?", text)
        bad += len(faults)
        if len(sample) < HEAD:
            sample += b" ".join(fault.encode("utf-8", "surrogateescape") for fault in faults)
    if bad <= good:
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) and not bad else "utf-8"
    return "mac-roman" if _likelihood(bytes(sample), "mac-roman") > _likelihood(bytes(sample), "cp1252") else "cp1252"


def _likelihood(sample: bytes, encoding: str) -> int:
    """How well the letters of a sample go together in an encoding: small letters follow letters, signs do not."""
    text = sample.decode(encoding, errors="replace")
    score = 0
    for before, sign, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if sign.isascii():
            continue
        if sign.isalpha():
            score += 1 if sign.islower() or not before.islower() else -2
        elif sign in "’–“”‘—" or sign.isspace():
            score += 1
        elif before.isalpha() and after.isalpha():
            score -= 2
        else:
            score -= 1
    return score


def _measured(file: BinaryIO, largest: int) -> None:
    file.seek(0)
    size = 0
    while data := file.read(PART * 16):
        size += len(data)
        _check_size(size, largest)


def _check_size(size: int, largest: int) -> None:
    if size > largest:
        raise Refused(f"The file is larger than {largest // 1_000_000:,} MB. Export the references in several files.")


# Reading text


def _checked(text: str) -> str:
    if "\0" in text:
        raise Refused(NOT_TEXT)
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _lines(parts: Iterator[str]) -> Iterator[str]:
    """The lines of a text that comes in parts."""
    rest, number = "", 1
    for part in parts:
        lines = (rest + part).split("\n")
        rest = lines.pop()
        for line in lines:
            yield f"{line}\n"
        number += len(lines)
        if len(rest) > LONGEST:
            raise Refused(f"Line {number:,} is longer than any line of a file of references.")
    if rest:
        yield rest


def _bounded(records: Iterator[RawRecord]) -> Iterator[RawRecord]:
    for record in records:
        if len(record.text) > LONGEST:
            raise Refused(f"What starts in line {record.line:,} is longer than any reference.")
        yield record
