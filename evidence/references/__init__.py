"""References in the files of other programs: RIS, BibTeX, CSL-JSON, PubMed's formats and EPPI-Reviewer's."""

from evidence.references.files import FORMATS, KNOWN, OpenedFile, opened, read, references
from evidence.references.reference import Name, RawRecord, Reference, Refused, Unreadable

__all__ = [
    "FORMATS",
    "KNOWN",
    "Name",
    "OpenedFile",
    "RawRecord",
    "Reference",
    "Refused",
    "Unreadable",
    "opened",
    "read",
    "references",
]
