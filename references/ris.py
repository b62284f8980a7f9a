"""RIS, as EndNote, Zotero, Mendeley, RefWorks, Web of Science, Scopus, Covidence, EPPI-Reviewer and others write it."""

import re
from collections.abc import Callable, Iterable, Iterator

from references.reference import (
    Name,
    RawRecord,
    RecordLines,
    Reference,
    Unreadable,
    address_in,
    doi_in,
    names,
    one_line,
    page_range,
    plain,
    pmid_in,
    year_in,
)
from references.tagged_lines import TaggedValues, tagged_values

NAME = "RIS"
SUFFIX = "ris"
CONTENT_TYPE = "application/x-research-info-systems; charset=utf-8"

START = re.compile(r"\s*TY([ \t]{0,4})-")
END = re.compile(r"\s*ER[ \t]{0,4}-[ \t]*$")
# The standard has two spaces. One program writes one, another a tab; only their records may have tags so loose, since
# a line of a summary may well start with “UK - ”.
STRICT = re.compile(r"\s?([A-Z][A-Z0-9])  -(?:\s|$)(.*)")
LOOSE = re.compile(r"\s*([A-Z][A-Z0-9])[ \t]{0,4}-(?:\s|$)(.*)")
# With any of these a record can start that lost its first line; whatever else stands between records is the program's.
SAID_OF_A_WORK = frozenset({"TI", "T1", "T2", "AU", "A1", "PY", "Y1", "JO", "JF", "AB", "N2", "DO", "UR", "ID"})
# The mark of EPPI-Reviewer, which writes names without a comma.
BY_EPPI_REVIEWER = re.compile(r"eppi-reviewer\d?", re.IGNORECASE)
PARTS = re.compile(r";?\s+(?=https?:|[A-Z0-9]{2}\s+- )|[;,](?=https?:|[A-Z])")
SEVERAL_IN_ONE = frozenset({"DO", "UR", "C3"})
#: What Ovid splits into a first and a last page where it knows of none.
NO_PAGES = ("No", "Specified")

KINDS = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "INPR": "article-journal",
    "JFULL": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "RPRT": "report",
    "GOVDOC": "report",
    "THES": "thesis",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "ELEC": "webpage",
    "WEB": "webpage",
    "BLOG": "post-weblog",
    "UNPB": "manuscript",
    "DATA": "dataset",
    "GEN": "document",
}
TAGS = {kind: tag for tag, kind in reversed(KINDS.items())}


def cut(lines: Iterable[str]) -> Iterator[RawRecord]:
    """The records of a file, whatever stands between them; a record ends where the next one starts, if not before."""
    kept, inside = RecordLines(), False
    for number, line in enumerate(lines, start=1):
        tag = LOOSE.match(line)
        starts = START.match(line) or (not inside and tag and tag[1] in SAID_OF_A_WORK)
        if kept and (starts or not (inside or tag)):
            yield kept.taken()
        # Between records programs write headings; a tag right after the end of one still belongs to it.
        if starts or inside or (kept and tag):
            inside = not END.match(line) and bool(starts or inside)
            kept.add(number, line)
    if kept:
        yield kept.taken()


def read(raw: RawRecord) -> Reference:
    """A record as a reference.

    Raises:
        Unreadable: it does not start as a RIS record does.
    """
    start = START.match(raw.text)
    if not start:
        raise Unreadable("It does not start with a “TY” line, which says what kind of work a record is of.")
    # EndNote writes a keyword a line.
    values = TaggedValues(tagged_values(raw.text, STRICT if start[1] == "  " else LOOSE), a_line_each=("KW",))
    stated_kind = values.first("TY").upper()
    kind = KINDS.get(stated_kind, "document")
    values.all("ER", "")
    title = values.first("TI", "T1", "CT", *(["BT"] if kind == "book" else []))
    first, last = values.first("SP"), values.first("EP")
    pages = page_range(*(("", "") if (first, last) == NO_PAGES else (first, last))) or values.first("AR", "C7")
    dated = values.first("PY", "Y1", "DA")
    keywords = tuple(map(plain, values.all("KW")))
    marks = tuple(filter(BY_EPPI_REVIEWER.fullmatch, keywords))
    authors = names(values.all("AU", "A1"), Name.family_first if marks else Name.parsed)
    reference = Reference(
        kind=kind,
        title=plain(title),
        authors=authors,
        year=year_in(dated),
        journal=plain(values.first("T2", "JF", "JO", "BT", "JA", "J2")),
        volume=values.first("VL"),
        issue=values.first("IS", "CP"),
        pages=pages,
        doi=_taken(values, doi_in, "DO", "DI", "M3", "L3", "UR", "N1"),
        pmid=_pmid(values),
        url=_taken(values, address_in, "UR", "L2"),
        abstract=plain(values.first("AB", "N2")),
        keywords=tuple(word for word in keywords if word not in marks),
        language=values.first("LA"),
        line=raw.line,
    )
    reference.extra = values.left
    if marks:
        reference.extra["KW"] = list(marks)
    if TAGS.get(kind) != stated_kind:
        reference.extra["TY"] = [stated_kind]
    if dated and dated != str(reference.year):
        reference.extra.setdefault("dated", [dated])
    return reference


def _taken(values: TaggedValues, meaning: Callable[[str], str], *tags: str) -> str:
    for tag in tags:
        for value in values.seen(tag):
            if found := meaning(value):
                values.drop(tag, value)
                return found
    # Some programs put several addresses into one line, or the next tag after a number or an address.
    for tag in tags:
        for value in values.seen(tag) if tag in SEVERAL_IN_ONE else ():
            for part in PARTS.split(value):
                if found := meaning(part):
                    values.drop(tag, value, one_line(value.replace(part, "", 1)).strip(" ,;"))
                    return found
    return ""


def _pmid(values: TaggedValues) -> str:
    """The PubMed number: EndNote's accession number, Zotero's custom field, anyone's note or address."""
    from_pubmed = any(re.search(r"pubmed|medline", base, re.IGNORECASE) for base in values.seen("DB"))
    if from_pubmed and (found := _taken(values, pmid_in, "AN")):
        if values.seen("DB") == ["PubMed"]:
            values.drop("DB", "PubMed")
        return found
    if found := _taken(
        values, lambda value: pmid_in(value) if not value.isdigit() else "", "AN", "C2", "C3", "N1", "M2", "UR"
    ):
        return found
    return _taken(values, lambda value: pmid_in(value) if re.fullmatch(r"\d{7,8}", value) else "", "C2")


def write(reference: Reference, key: str, label: str = "") -> str:
    """A reference as a RIS record."""
    first, _, last = reference.pages.partition("-")
    if not (first and last) or "-" in last:
        first, last = reference.pages, ""
    lines = [
        ("TY", TAGS.get(reference.kind, "GEN")),
        *(("AU", str(name)) for name in reference.authors),
        ("TI", reference.title),
        ("ST", label),
        ("PY", reference.year),
        ("T2", reference.journal),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("SP", first),
        ("EP", last),
        ("DO", reference.doi),
        *([("DB", "PubMed"), ("AN", reference.pmid)] if reference.pmid else []),
        ("UR", reference.url),
        ("AB", reference.abstract),
        *(("KW", keyword) for keyword in reference.keywords),
        ("LA", reference.language),
        ("ID", key),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n\r\n"
