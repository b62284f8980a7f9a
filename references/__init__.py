"""References in the files of other programs: RIS, BibTeX, CSL-JSON, PubMed's formats and EPPI-Reviewer's."""

from references.files import ENCODING_NAMES, FORMAT_NAMES, FORMATS, KNOWN, OpenedFile, open_file, read
from references.reference import Name, RawRecord, Reference, Refused, Unreadable

__all__ = [
    "ENCODING_NAMES", "FORMATS", "FORMAT_NAMES", "KNOWN", "Name", "OpenedFile", "RawRecord", "Reference", "Refused",
    "Unreadable", "open_file", "read",
]  # fmt: skip
