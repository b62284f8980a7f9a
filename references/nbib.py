"""MEDLINE as PubMed saves it (nbib): tags of up to four letters, values that go on in lines with six spaces before."""

import re
from collections.abc import Iterable, Iterator

from references import parsing
from references.reference import Name, RawRecord, RecordBuffer, Reference, Unreadable, names
from references.retractions import LINKS, stated_by_pubmed
from references.tagged_lines import TaggedValues, tagged_values

START = re.compile(r"PMID *- ")
TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) *-(?: |$)(.*)")
DOI = re.compile(r"(\S+) \[doi\]$")


def split_records(lines: Iterable[str]) -> Iterator[RawRecord]:
    """Yields the records of a file; each starts with its PubMed number."""
    buffer = RecordBuffer()
    for number, line in enumerate(lines, start=1):
        if START.match(line) and buffer:
            yield buffer.take()
        if buffer or line.strip():
            buffer.add(number, line)
    if buffer:
        yield buffer.take()


def read(raw: RawRecord) -> Reference:
    """Parses a record; raises :class:`Unreadable` if it has no PubMed number."""
    values = TaggedValues(tagged_values(raw.text, TAG))
    pmid = parsing.pmid_in(values.first("PMID"))
    if not pmid:
        raise Unreadable("It does not start with a PubMed number (“PMID- 12345678”).")
    doi = ""
    for tag in ("LID", "AID"):
        for value in list(values.peek(tag)):
            found = DOI.match(value)
            stated = parsing.doi_in(found[1]) if found else ""
            doi = doi or stated
            if stated and stated == doi:
                values.remove(tag, value)
    full, short = values.all("FAU"), values.all("AU")
    authors = names(full) or names(short, Name.with_initials)
    title, book = values.first("TI"), values.first("BTI", "CTI")
    dated = values.first("DP")
    year = parsing.year_in(dated) or next(filter(None, map(parsing.year_in, values.peek("DEP"))), None)
    reference = Reference(
        kind="book" if book and not title else "chapter" if book else "article-journal",
        title=without_full_stop(parsing.plain(title or book)),
        authors=authors + tuple(Name(literal=parsing.plain(body)) for body in values.all("CN")),
        year=year,
        journal=parsing.plain((book if title else "") or values.first("JT") or values.first("TA")),
        volume=values.first("VI"),
        issue=values.first("IP"),
        pages=parsing.page_range(values.first("PG")),
        doi=doi,
        pmid=pmid,
        abstract=parsing.plain(values.first("AB")),
        keywords=tuple(map(parsing.plain, values.all("OT", "MH"))),
        language=values.first("LA"),
        retraction=stated_by_pubmed(
            values.peek("PT"), [(tag, note) for tag in LINKS for note in values.peek(tag) if tag.isupper()]
        ),
        line=raw.line,
    )
    reference.extra = values.remaining
    if full and short:
        reference.extra["AU"] = short
    if dated and dated != str(reference.year):
        reference.extra["DP"] = [dated]
    return reference


def without_full_stop(title: str) -> str:
    """The title without the full stop that PubMed adds."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title
