"""PubMed's XML, as its downloads and its E-utilities give it."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from references import parsing
from references.nbib import without_full_stop
from references.reference import Name, RawRecord, Reference, Refused, Unreadable
from references.retractions import stated_by_pubmed

RECORDS = ("PubmedArticle", "PubmedBookArticle")
# No network access, no DTD and no entity expansion.
#: Far more than a record has, or what stands between two.
MOST_ELEMENTS = 200_000
SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def split_records(file: BinaryIO) -> Iterator[RawRecord]:
    """Yields the records of a file; raises :class:`Refused` at XML entities, which only attacks define."""
    # It takes long to load, and only imports need it.
    from lxml import etree

    checked, elements = False, 0
    try:
        for event, element in etree.iterparse(file, events=("start", "end"), **SAFE):
            if not checked:
                _refuse_entities(element)
                checked = True
            elements += 1
            if elements > 2 * MOST_ELEMENTS:  # each has a start and an end
                raise Refused(f"Line {element.sourceline:,} has more elements than any reference.")
            if event == "end" and element.tag in RECORDS:
                elements = 0
                yield RawRecord(element.sourceline or 0, etree.tostring(element, encoding="unicode", with_tail=False))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        # What follows a syntax error cannot be read; the records before it can.
        yield RawRecord(line, f"<!-- {parsing.one_line(error.msg)} -->")


def _refuse_entities(root: Any) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise Refused("The file defines abbreviations of its own (XML entities), which is not safe to read.")


def read(raw: RawRecord) -> Reference:
    """Parses a record; raises :class:`Unreadable` at a syntax error or if it has no PubMed number."""
    if raw.text.startswith("<!--"):
        raise Unreadable(
            "From here on the file is not well-formed XML, so nothing after this line could be read. "
            "It may have been cut off while it was downloaded."
        )
    from lxml import etree

    root = etree.fromstring(raw.text, etree.XMLParser(**SAFE))
    citation = next(root.iterchildren("MedlineCitation", "BookDocument"), None)
    pmid = parsing.pmid_in(_text(citation, "PMID"))
    if citation is None or not pmid:
        raise Unreadable("The record has no PubMed number.")
    article, book = citation.find("Article"), citation.find("Book")
    holder = citation if article is None else article
    title = _text(holder, "ArticleTitle") or _text(holder, "VernacularTitle")
    book_title = _text(book, "BookTitle")
    journal = "Journal/JournalIssue"
    dates = (f"{journal}/PubDate", "Book/PubDate", "ArticleDate")
    years = (_text(holder, f"{path}/Year") or _text(holder, f"{path}/MedlineDate") for path in dates)
    reference = Reference(
        kind="article-journal" if book is None else "chapter" if title else "book",
        title=without_full_stop(title or book_title),
        authors=tuple(_authors(holder if holder.find("AuthorList") is not None else book)),
        year=parsing.year_in(" ".join(filter(None, years))),
        journal=_text(holder, "Journal/Title") or _text(holder, "Journal/ISOAbbreviation") or (title and book_title),
        volume=_text(holder, f"{journal}/Volume") or _text(book, "Volume"),
        issue=_text(holder, f"{journal}/Issue"),
        pages=parsing.page_range(_text(holder, "Pagination/MedlinePgn"))
        or parsing.page_range(_text(holder, "Pagination/StartPage"), _text(holder, "Pagination/EndPage")),
        doi=_doi(root, holder),
        pmid=pmid,
        abstract=" ".join(
            f"{part.get('Label')}: {_all_text(part)}" if part.get("Label") else _all_text(part)
            for part in holder.findall("Abstract/AbstractText")
        ),
        keywords=tuple(
            _all_text(each)
            for path in ("KeywordList/Keyword", "MeshHeadingList/*/DescriptorName")
            for each in citation.findall(path)
        ),
        language=_text(holder, "Language"),
        retraction=stated_by_pubmed(
            [_all_text(each) for each in holder.findall("PublicationTypeList/PublicationType")],
            [(each.get("RefType", ""), _notice(each)) for each in root.iter("CommentsCorrections")],
        ),
        line=raw.line,
    )
    reference.extra = {
        "publication types": [_all_text(each) for each in holder.findall("PublicationTypeList/PublicationType")],
        "ids": {
            each.get("IdType", ""): parsing.one_line(each.text or "")
            for each in root.findall("PubmedData/ArticleIdList/ArticleId")
        },
    }
    return reference


def _authors(holder: Any) -> Iterator[Name]:
    for author in holder.findall("AuthorList/Author") if holder is not None else ():
        body, family = _text(author, "CollectiveName"), _text(author, "LastName")
        if family:
            given = _text(author, "ForeName") or _text(author, "Initials")
            yield Name(family=family, given=", ".join(filter(None, (given, _text(author, "Suffix")))))
        elif body:
            yield Name(literal=body)


def _notice(link: Any) -> str:
    source, pmid = _text(link, "RefSource"), _text(link, "PMID")
    return ". ".join(filter(None, (source.rstrip("."), f"PMID: {pmid}" if pmid else "")))


def _doi(root: Any, holder: Any) -> str:
    stated = [each.text for each in holder.findall("ELocationID") if each.get("EIdType") == "doi"]
    listed = root.findall("PubmedData/ArticleIdList/ArticleId") + root.findall("PubmedBookData/ArticleIdList/ArticleId")
    stated += [each.text for each in listed if each.get("IdType") == "doi"]
    return next((found for found in map(parsing.doi_in, (each or "" for each in stated)) if found), "")


def _text(element: Any, path: str) -> str:
    found = element.find(path) if element is not None else None
    return _all_text(found) if found is not None else ""


def _all_text(element: Any) -> str:
    return parsing.plain("".join(element.itertext()))
