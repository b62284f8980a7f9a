"""Opens a file of references: detects its format and encoding, and reads its records."""

import codecs
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import BinaryIO

from references import bibtex, csl_json, eppi_reviewer, nbib, pubmed_xml, ris
from references.reference import MAX_RECORD_LENGTH, RawRecord, Reference, Refused, Unreadable

logger = logging.getLogger(__name__)

#: The module that reads each format, by the key that an import is saved with.
FORMATS: dict[str, ModuleType] = {
    "ris": ris,
    "nbib": nbib,
    "bibtex": bibtex,
    "csl-json": csl_json,
    "pubmed-xml": pubmed_xml,
    "eppi-json": eppi_reviewer,
}

#: The formats’ names on pages.
FORMAT_NAMES = {
    "ris": "RIS",
    "nbib": "PubMed’s nbib",
    "bibtex": "BibTeX",
    "csl-json": "CSL-JSON",
    "pubmed-xml": "PubMed’s XML",
    "eppi-json": "EPPI-Reviewer’s JSON",
}
ENCODING_NAMES = {
    **dict.fromkeys(("utf-8", "utf-8-sig"), "UTF-8"),
    **dict.fromkeys(("utf-16", "utf-16-be", "utf-16-le"), "UTF-16"),
    "cp1252": "Windows-1252",
    "mac-roman": "Mac Roman",
}

#: What a curator reads of a record that fails in a way that nobody thought of.
UNEXPECTED = "It could not be read, though it looks like a reference. Correct it in the file, or add the study by hand."

CHUNK = 1 << 16
HEAD_SIZE = 1 << 16

# The first bytes of other files, and the error message for each.
OTHER_FILE_SIGNATURES = (
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
    """A file of references whose format and encoding are known."""

    file: BinaryIO
    format: str  # a key of FORMATS
    encoding: str  # a key of ENCODING_NAMES

    def records(self) -> Iterator[RawRecord]:
        """Yields the records, one in memory at a time; raises :class:`Refused` if one cannot be read safely."""
        self.file.seek(0)
        module = FORMATS[self.format]
        if module is pubmed_xml:
            return _checked(module.split_records(self.file))
        if module in (csl_json, eppi_reviewer):
            return _checked(module.split_records(self._chunks(), MAX_RECORD_LENGTH))
        return _checked(module.split_records(_lines(self._chunks())))

    def _chunks(self) -> Iterator[str]:
        """Yields the decoded text in chunks, with plain line ends."""
        decoder = codecs.getincrementaldecoder(self.encoding)(
            errors=AS_CP1252 if self.encoding == "utf-8" else "replace"
        )
        held = ""
        while data := self.file.read(CHUNK):
            text = held + decoder.decode(data)
            # The \n of a \r\n may come with the next chunk.
            held = "\r" if text.endswith("\r") else ""
            yield _normalise_newlines(text.removesuffix("\r") if held else text)
        yield _normalise_newlines(held + decoder.decode(b"", final=True))


def read(format_name: str, raw: RawRecord) -> Reference:
    """Parses a record of a format; raises :class:`Unreadable` with the reason if it cannot, whatever went wrong."""
    try:
        reference: Reference = FORMATS[format_name].read(raw)
    except Unreadable:
        raise
    except Exception as error:
        logger.exception("A record in %s could not be read (line %s).", format_name, raw.line)
        raise Unreadable(UNEXPECTED) from error
    return reference


def open_file(file: BinaryIO, max_bytes: int) -> OpenedFile:
    """Detects format and encoding; raises :class:`Refused` if the file is empty, too large or of no known format."""
    file.seek(0)
    head = file.read(HEAD_SIZE)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise Refused("The file is empty.")
    for start, message in OTHER_FILE_SIGNATURES:
        if head.startswith(start):
            raise Refused(message)
    file.seek(0, os.SEEK_END)
    if file.tell() > max_bytes:
        raise Refused(f"The file is larger than {max_bytes // 1_000_000:,} MB. Export the references in several files.")
    encoding = _encoding(file, head)
    return OpenedFile(file, _format(head.decode(encoding, errors="replace")), encoding)


# Which format

UNSUPPORTED_FORMATS = (
    (r"\s*<\?xml[^>]*>\s*<xml>\s*<records>|\s*<xml>\s*<records>", "EndNote’s XML"),
    (r"FN (Clarivate|Thomson|ISI)", "the plain text of Web of Science"),
    (r"%0 ", "EndNote’s tagged text"),
    (r"\s*(<\d+\. ?>\s*)?VN  - Ovid Technologies", "the tagged text of Ovid"),
)


def _format(text: str) -> str:
    """The key of the format of a file whose start is ``text``."""
    for pattern, name in UNSUPPORTED_FORMATS:
        if re.match(pattern, text.lstrip("\ufeff")):
            raise Refused(f"The file is {name}. Export the references as RIS instead.")
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if re.search(r"<(PubmedArticleSet|PubmedArticle|PubmedBookArticle|PubmedBookArticleSet)\b", start):
            return "pubmed-xml"
        raise Refused(f"The file is XML, but not PubMed’s. These can be read: {KNOWN}.")
    if start.startswith(("{", "[")):
        is_csl = re.search(r'"(container-title|issued)"\s*:', start)
        return "eppi-json" if re.search(r'"(CodeSets|ItemId)"\s*:', start) and not is_csl else "csl-json"
    for line in re.split(r"\r\n?|\n", text.lstrip("\ufeff")):
        for key, first_line in (("ris", ris.START), ("nbib", nbib.START), ("bibtex", bibtex.ENTRY)):
            if first_line.match(line):
                return key
    raise Refused(f"No reference was found in the file. These can be read: {KNOWN}.")


# Which encoding

#: A codec error handler that decodes bytes which are not UTF-8 as Windows-1252.
AS_CP1252 = "evidence.cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(AS_CP1252, _as_cp1252)


def _encoding(file: BinaryIO, head: bytes) -> str:
    """Guesses the encoding: from a byte order mark, UTF-16's zero bytes, valid UTF-8 sequences or accented letters."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise Refused("The file is in UTF-32, which hardly any program reads. Save it as UTF-8.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = (head[0:4096:2].count(0), head[1:4096:2].count(0))
    half = max(len(head[:4096]) // 2, 1)
    if max(zeros) > half * 0.7 and min(zeros) < half * 0.1:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    good, bad, sample = 0, 0, bytearray()
    file.seek(0)
    rest = b""
    while data := file.read(CHUNK * 16):
        if b"\0" in data:
            raise Refused(NOT_TEXT)
        if data.isascii() and not rest:
            continue
        data = rest + data
        # A character may be split between two chunks.
        rest = data[-3:] if len(data) > 3 else b""
        text = data[: len(data) - len(rest)].decode("utf-8", errors="surrogateescape")
        good += len(re.findall("[\x80-\U0010ffff]", re.sub("[\ud800-\udfff]", "", text))) if not text.isascii() else 0
        faults = re.findall(".?[\udc80-\udcff]+.?", text)
        bad += len(faults)
        if len(sample) < HEAD_SIZE:
            sample += b" ".join(fault.encode("utf-8", "surrogateescape") for fault in faults)
    if bad <= good:
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) and not bad else "utf-8"
    return "mac-roman" if _likelihood(bytes(sample), "mac-roman") > _likelihood(bytes(sample), "cp1252") else "cp1252"


def _likelihood(sample: bytes, encoding: str) -> int:
    """A score of how likely an encoding is: lower-case letters follow letters, symbols do not."""
    text = sample.decode(encoding, errors="replace")
    score = 0
    for before, sign, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if sign.isascii():
            continue
        if sign.isalpha():
            score += 1 if sign.islower() or not before.islower() else -2
        elif sign in "’–“”‘—" or sign.isspace():
            score += 1
        else:
            score -= 2 if before.isalpha() and after.isalpha() else 1
    return score


# Reading text


def _normalise_newlines(text: str) -> str:
    if "\0" in text:
        raise Refused(NOT_TEXT)
    # Files that were joined have marks of byte order between them.
    return text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")


def _lines(parts: Iterator[str]) -> Iterator[str]:
    """Yields the lines of a text that comes in chunks."""
    rest, number = "", 1
    for part in parts:
        lines = (rest + part).split("\n")
        rest = lines.pop()
        for line in lines:
            yield f"{line}\n"
        number += len(lines)
        if len(rest) > MAX_RECORD_LENGTH:
            raise Refused(f"Line {number:,} is longer than any line of a file of references.")
    if rest:
        yield rest


def _checked(records: Iterator[RawRecord]) -> Iterator[RawRecord]:
    """The records, with every failure to find the next one as :class:`Refused`."""
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except Refused:
            raise
        except Exception as error:
            logger.exception("A file could not be cut into records.")
            raise Refused(
                "The file could not be read. Export the references again, or from another program."
            ) from error
        if len(record.text) > MAX_RECORD_LENGTH:
            raise Refused(f"What starts in line {record.line:,} is longer than any reference.")
        yield record
