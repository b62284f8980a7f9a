"""RIS, as EndNote, Zotero, Mendeley, RefWorks, Web of Science, Scopus, Covidence, EPPI-Reviewer and others write it."""

import re
from collections.abc import Callable, Iterable, Iterator

from references import parsing
from references.reference import Name, RawRecord, RecordBuffer, Reference, Unreadable, names
from references.retractions import gravest, retraction_note, stated_by_notes, stated_by_types
from references.tagged_lines import TaggedValues, tagged_values

SUFFIX = "ris"
CONTENT_TYPE = "application/x-research-info-systems; charset=utf-8"

START = re.compile(r"\s*TY([ \t]{0,4})-")
END = re.compile(r"\s*ER[ \t]{0,4}-[ \t]*$")
# The standard has two spaces; some programs write one or a tab. Only records that start so are read with LOOSE, since a
# line of an abstract may well start with “UK - ”.
STRICT = re.compile(r"\s?([A-Z][A-Z0-9])  -(?:\s|$)(.*)")
LOOSE = re.compile(r"\s*([A-Z][A-Z0-9])[ \t]{0,4}-(?:\s|$)(.*)")
# A record that lost its TY line may start with any of these tags; other tags between records are headings.
RECORD_TAGS = frozenset({"TI", "T1", "T2", "AU", "A1", "PY", "Y1", "JO", "JF", "AB", "N2", "DO", "UR", "ID"})
# The keyword by which EPPI-Reviewer’s records are known, whose names have no comma.
EPPI_REVIEWER_MARK = re.compile(r"eppi-reviewer\d?", re.IGNORECASE)
VALUE_BREAK = re.compile(r";?\s+(?=https?:|[A-Z0-9]{2}\s+- )|[;,](?=https?:|[A-Z])")
#: The first of these that states a year says when a work was published.
DATES = ("PY", "Y1", "DA")
MAY_HOLD_SEVERAL = frozenset({"DO", "UR", "C3"})
#: “No Specified” as Ovid splits it into a first and a last page.
OVID_NO_PAGES = ("No", "Specified")

#: The types of RIS by those of CSL; the first of each is the one that we write.
RIS_TYPES = {
    "article-journal": ("JOUR", "EJOUR", "INPR", "JFULL"),
    "article-magazine": ("MGZN",),
    "article-newspaper": ("NEWS",),
    "book": ("BOOK", "EBOOK", "EDBOOK"),
    "chapter": ("CHAP", "ECHAP"),
    "report": ("RPRT", "GOVDOC"),
    "thesis": ("THES",),
    "paper-conference": ("CONF", "CPAPER"),
    "webpage": ("ELEC", "WEB"),
    "post-weblog": ("BLOG",),
    "manuscript": ("UNPB",),
    "dataset": ("DATA",),
    "document": ("GEN",),
}
CSL_TYPES = {tag: kind for kind, tags in RIS_TYPES.items() for tag in tags}


def split_records(lines: Iterable[str]) -> Iterator[RawRecord]:
    """Yields the records of a file; a record ends with ER or where the next one starts."""
    buffer, inside = RecordBuffer(), False
    for number, line in enumerate(lines, start=1):
        tag = LOOSE.match(line)
        starts = START.match(line) or (not inside and tag and tag[1] in RECORD_TAGS)
        if buffer and (starts or not (inside or tag)):
            yield buffer.take()
        # Between records programs write headings; a tag right after the end of one still belongs to it.
        if starts or inside or (buffer and tag):
            inside = not END.match(line) and bool(starts or inside)
            buffer.add(number, line)
    if buffer:
        yield buffer.take()


def read(raw: RawRecord) -> Reference:
    """Parses a record; raises :class:`Unreadable` if it has no TY line."""
    start = START.match(raw.text)
    if not start:
        raise Unreadable("It does not start with a “TY” line, which says what kind of work a record is of.")
    # EndNote writes a keyword a line.
    values = TaggedValues(tagged_values(raw.text, STRICT if start[1] == "  " else LOOSE), one_per_line=("KW",))
    stated_type = values.first("TY").upper()
    kind = CSL_TYPES.get(stated_type, "document")
    values.all("ER", "")
    title = values.first("TI", "T1", "CT", *(["BT"] if kind == "book" else []))
    first, last = values.first("SP"), values.first("EP")
    pages = "" if (first, last) == OVID_NO_PAGES else parsing.page_range(first, last)
    dated = _take(values, _dated, *DATES) or values.first(*DATES)
    keywords = tuple(map(parsing.plain, values.all("KW")))
    notes = stated_by_notes([*values.peek("N1"), *values.peek("M1")])
    retraction = gravest(notes, stated_by_types(values.peek("M3")))
    marks = tuple(filter(EPPI_REVIEWER_MARK.fullmatch, keywords))
    doi = _take(values, parsing.doi_in, "DO", "DI", "M3", "L3", "UR", "N1")
    doi = doi or next(filter(None, map(parsing.doi_in_address, values.peek("UR"))), "")
    reference = Reference(
        kind=kind,
        title=parsing.stated_title(parsing.plain(title), parsing.plain(next(iter(values.peek("ST")), ""))),
        authors=names(_people(values), Name.family_first if marks else Name.parsed),
        year=parsing.year_in(dated),
        journal=parsing.plain(values.first("T2", "JF", "JO", "BT", "JA", "J2")),
        volume=values.first("VL"),
        issue=values.first("IS", "CP"),
        pages=pages or values.first("AR", "C7"),
        doi=doi,
        pmid=_pmid(values),
        url=_take(values, parsing.address_in, "UR", "L2"),
        abstract=parsing.plain(values.first("AB", "N2")),
        keywords=tuple(word for word in keywords if word not in marks),
        language=values.first("LA"),
        retraction=retraction,
        line=raw.line,
    )
    reference.extra = values.remaining
    if marks:
        reference.extra["KW"] = list(marks)
    if RIS_TYPES[kind][0] != stated_type:
        reference.extra["TY"] = [stated_type]
    if dated and dated != str(reference.year):
        reference.extra.setdefault("dated", [dated])
    return reference


def _dated(text: str) -> str:
    return text if parsing.year_in(text) else ""


def _people(values: TaggedValues) -> list[str]:
    """The authors, also where several are on one line."""
    lines = map(parsing.unescaped, values.all("AU", "A1"))
    return [name for line in lines for name in line.split(";")]


def _take(values: TaggedValues, parse: Callable[[str], str], *tags: str) -> str:
    """Removes and returns the first value of the tags that ``parse`` recognises; empty if there is none."""
    for tag in tags:
        for value in values.peek(tag):
            if found := parse(value):
                values.remove(tag, value)
                return found
    # Some programs put several values, or the next tag too, on one line.
    for tag in tags:
        for value in values.peek(tag) if tag in MAY_HOLD_SEVERAL else ():
            for part in VALUE_BREAK.split(value):
                if found := parse(part):
                    values.remove(tag, value, parsing.one_line(value.replace(part, "", 1)).strip(" ,;"))
                    return found
    return ""


def _pmid(values: TaggedValues) -> str:
    """Removes and returns the PubMed number: from EndNote's AN, Zotero's C2, a note or an address."""
    from_pubmed = any(re.search(r"pubmed|medline", base, re.IGNORECASE) for base in values.peek("DB"))
    if from_pubmed and (found := _take(values, parsing.pmid_in, "AN")):
        if values.peek("DB") == ["PubMed"]:
            values.remove("DB", "PubMed")
        return found
    if found := _take(
        values, lambda value: parsing.pmid_in(value) if not value.isdigit() else "", "AN", "C2", "C3", "N1", "M2", "UR"
    ):
        return found
    return _take(values, lambda value: parsing.pmid_in(value) if re.fullmatch(r"\d{7,8}", value) else "", "C2")


def write(reference: Reference, key: str, label: str = "") -> str:
    """Formats a reference as a RIS record."""
    first, _, last = reference.pages.replace("–", "-").partition("-")
    if not (first and last) or "-" in last:
        first, last = reference.pages, ""
    lines = [
        ("TY", RIS_TYPES.get(reference.kind, ("GEN",))[0]),
        *(("AU", str(name)) for name in reference.authors),
        ("TI", reference.title or parsing.supplied_title(label)),
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
        ("N1", retraction_note(reference.retraction)),
        ("ID", key),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n\r\n"
