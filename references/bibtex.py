"""BibTeX, as Zotero, Mendeley, Scopus, Google Scholar and others write it."""

import logging
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from references import parsing
from references.bodies import with_whole_bodies
from references.reference import ORGANISATION_WORDS, Name, RawRecord, RecordBuffer, Reference, Unreadable
from references.retractions import gravest, retraction_note, stated_by_notes, stated_by_types

SUFFIX = "bib"
CONTENT_TYPE = "application/x-bibtex; charset=utf-8"

# A curator reads about an invalid record in our own words.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
logger = logging.getLogger(__name__)

ENTRY = re.compile(r"\s*@\s*(\w+)\s*([{(])")
STRING = re.compile(r"\s*@\s*string\s*[{(]\s*([^\s=]+)\s*=", re.IGNORECASE)
KEY = re.compile(r"\s*@\s*\w+\s*[{(]\s*([^\s,]+)")
CROSSREF = re.compile(r'\b(?:crossref|xref)\s*=\s*[{"]?\s*([^\s{}",]+)', re.IGNORECASE)
#: The types of works whose parts refer to them.
PARENT_TYPES = frozenset({"book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "periodical"})
INHERITED = frozenset({"publisher", "editor", "volume", "series", "address", "location", "isbn", "issn", "language"})
#: The fields that tell one work from another.
TELLING = frozenset(
    {"title", "subtitle", "author", "year", "date", "journal", "journaltitle", "booktitle", "volume", "number", "issue"}
    | {"pages", "doi", "pmid", "eprint", "crossref"}
)
#: In characters. What a whole work says is repeated with each of its parts, and a long one would be so a thousandfold.
LONGEST_PARENT = 20_000
BRACKETS = re.compile(r"\\.|[{}]")
# A value that is a bare word refers to an @string.
BARE_WORD = re.compile(r"[=#]\s*([A-Za-z][\w:.+/-]*)\s*(?=[,#})\n])")

#: The types of entries by those of CSL; the first of each is the one that we write.
ENTRY_TYPES = {
    "article-journal": ("article",),
    "book": ("book",),
    "chapter": ("inbook", "incollection"),
    "paper-conference": ("inproceedings", "conference"),
    "report": ("techreport", "report"),
    "thesis": ("phdthesis", "mastersthesis", "thesis"),
    "manuscript": ("unpublished",),
    "webpage": ("misc", "online"),
    "dataset": ("misc", "dataset"),
    "document": ("misc",),
}
CSL_TYPES = {entry_type: kind for kind, entry_types in ENTRY_TYPES.items() for entry_type in entry_types}


def split_records(lines: Iterable[str]) -> Iterator[RawRecord]:
    """Yields the entries of a file, each with the @string definitions that it uses; skips comments and preambles."""
    strings: dict[str, str] = {}
    parents: dict[str, str] = {}
    # Records wait here until the parent of the first is read, which BibTeX has stand below its parts.
    waiting: deque[tuple[RawRecord, str]] = deque()
    for raw in _split_blocks(lines):
        opening = ENTRY.match(raw.text)
        kind = opening[1].lower() if opening else ""
        if kind == "string":
            if len(raw.text) <= LONGEST_PARENT and (named := STRING.match(raw.text)):
                strings[named[1].lower()] = raw.text
        elif kind not in ("comment", "preamble"):
            used = {word.lower() for word in BARE_WORD.findall(raw.text)} & strings.keys() if strings else set()
            record = RawRecord(raw.line, "".join(strings[name] for name in sorted(used)) + raw.text)
            if kind in PARENT_TYPES and len(record.text) <= LONGEST_PARENT and (key := KEY.match(raw.text)):
                parents[key[1].lower()] = record.text
            crossref = CROSSREF.search(raw.text)
            waiting.append((record, crossref[1].strip().lower() if crossref else ""))
            while waiting and (not waiting[0][1] or waiting[0][1] in parents):
                yield _with_parent(*waiting.popleft(), parents)
    while waiting:
        yield _with_parent(*waiting.popleft(), parents)


def _with_parent(record: RawRecord, key: str, parents: dict[str, str]) -> RawRecord:
    return RawRecord(record.line, f"{record.text}\n{parents[key]}") if key in parents else record


def _split_blocks(lines: Iterable[str]) -> Iterator[RawRecord]:
    buffer, depth, closing = RecordBuffer(), 0, "}"
    for number, line in enumerate(lines, start=1):
        opening = ENTRY.match(line)
        # An entry that starts a line while another is open: the other was never closed.
        if opening and (not buffer or line.startswith("@")):
            if buffer:
                yield buffer.take()
            depth, closing = 0, "}" if opening[2] == "{" else ")"
        elif not buffer:
            continue
        buffer.add(number, line)
        depth += sum({"{": 1, "}": -1}.get(bracket, 0) for bracket in BRACKETS.findall(line))
        if depth <= 0 and line.rstrip().endswith(closing):
            yield buffer.take()
    if buffer:
        yield buffer.take()


def read(raw: RawRecord) -> Reference:
    """Parses an entry; raises :class:`Unreadable` if it is not valid BibTeX."""
    # It takes long to load, and only imports need it.
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware

    library = _with_repeated_fields(parse_string(raw.text, parse_stack=[]))
    for middleware in (ResolveStringReferencesMiddleware(True), RemoveEnclosingMiddleware(True)):
        library = middleware.transform(library)
    if not library.entries:
        raise Unreadable(_fault(library))
    entry, *parents = library.entries
    values = {field.key.lower(): str(field.value) for field in entry.fields}
    whole = (values.get("crossref") or values.get("xref") or "").lower()
    for parent in (each for each in parents if each.key.lower() == whole):
        _inherit(values, {field.key.lower(): str(field.value) for field in parent.fields}, entry.entry_type.lower())

    def text(*keys: str) -> str:
        return next((found for key in keys if (found := parsing.plain(without_latex(values.pop(key, ""))))), "")

    stated_type = entry.entry_type.lower()
    kind = CSL_TYPES.get(stated_type, "document")
    doi, url = _unescape_address(values.pop("doi", "")), _unescape_address(values.get("url", ""))
    address = parsing.address_in(url)
    doi = parsing.doi_in(doi) or parsing.doi_in_address(url)
    if address or (doi and parsing.doi_in(url) == doi):
        values.pop("url", None)
    dates = ("year", "date", "early access date")
    dated = text(*(key for key in dates if parsing.year_in(without_latex(values.get(key, ""))))) or text(*dates)
    note = parsing.pmid_in(values["note"]) if values.get("note", "").upper().startswith("PMID") else ""
    if note:
        values.pop("note")
    short_title = parsing.plain(without_latex(values.get("shorttitle", "")))
    types = [without_latex(values.get(key, "")) for key in ("type", "document_type")]
    reference = Reference(
        kind=kind,
        title=parsing.stated_title(parsing.with_subtitle(text("title"), text("subtitle")), short_title),
        authors=tuple(_names(values.pop("author", ""), values)),
        year=parsing.year_in(dated),
        journal=text("journal", "journaltitle", "booktitle"),
        volume=text("volume"),
        issue=text("number", "issue"),
        pages=parsing.page_range(text("pages")) or text("article-number", "art_number", "eid"),
        doi=doi,
        pmid=parsing.pmid_in(text("pmid", "pubmed_id", "pubmedid")) or _eprint(values) or note,
        url=address,
        abstract=text("abstract"),
        keywords=parsing.keywords_in(text("keywords", "author_keywords")),
        language=text("language", "langid"),
        retraction=gravest(stated_by_notes([without_latex(values.get("note", ""))]), stated_by_types(types)),
        line=raw.line,
    )
    reference.extra = {key: parsing.one_line(value) for key, value in values.items() if parsing.one_line(value)}
    reference.extra["key"] = parsing.one_line(entry.key)
    if ENTRY_TYPES[kind][0] != stated_type:
        reference.extra["entry type"] = stated_type
    if dated and dated != str(reference.year):
        reference.extra["dated"] = dated
    return reference


def _with_repeated_fields(library: Any) -> Any:
    """The library with entries that have a field twice, unless it differs and says what the work is.

    What is said again in other words is kept under a name with a number: Scopus repeats who paid for a study.
    """
    from bibtexparser.library import Library
    from bibtexparser.model import DuplicateFieldKeyBlock, Entry

    blocks: list[Any] = []
    for block in library.blocks:
        entry = block.ignore_error_block if isinstance(block, DuplicateFieldKeyBlock) else None
        blocks.append(_unrepeated(entry) or block if isinstance(entry, Entry) else block)
    return Library(blocks)


def _unrepeated(entry: Any) -> Any:
    fields: dict[str, Any] = {}
    for each in entry.fields:
        name, number = each.key.lower(), 1
        while each.key.lower() in fields and _bare(fields[each.key.lower()]) != _bare(each):
            if name in TELLING:
                return None
            number += 1
            each.key = f"{name}-{number}"
        fields.setdefault(each.key.lower(), each)
    entry.fields = list(fields.values())
    return entry


def _bare(field: Any) -> str:
    return parsing.one_line(str(field.value).strip('{}"'))


def _eprint(values: dict[str, str]) -> str:
    """Removes and returns the PubMed number that biblatex has as an electronic print."""
    kind = next((key for key in ("eprinttype", "archiveprefix") if key in values), "")
    if not kind or values[kind].strip().lower() not in ("pmid", "pubmed", "medline"):
        return ""
    if found := parsing.pmid_in(values.get("eprint", "")):
        del values["eprint"], values[kind]
    return found


def _inherit(values: dict[str, str], parent: dict[str, str], entry_type: str) -> None:
    """Adds to a part of a work what it has from the whole, as BibTeX does for a crossref."""
    title = "journal" if entry_type == "article" else "booktitle"
    if not values.keys() & {"journal", "journaltitle", "booktitle"} and (
        found := parent.get(title) or parent.get("title")
    ):
        values[title] = found
    if not values.keys() & {"year", "date"}:
        values |= {key: parent[key] for key in ("year", "date") if key in parent}
    for key in INHERITED & parent.keys():
        values.setdefault(key, parent[key])


def _fault(library: Any) -> str:
    fault = type(library.failed_blocks[0]).__name__ if library.failed_blocks else ""
    if fault == "DuplicateFieldKeyBlock":
        return "It has the same field twice, so which is meant is not clear."
    return "It is not well-formed BibTeX: a bracket or quotation mark may not be closed, or a comma may be missing."


def _names(authors: str, values: dict[str, str]) -> Iterator[Name]:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    authors = parsing.unescaped(" ".join(authors.split()))
    if ";" in authors and not re.search(r"\band\b", authors, re.IGNORECASE):
        authors = authors.replace(";", " and ")
    try:
        people = split_multiple_persons_names(authors)
    except ValueError:
        people = [authors]
    for person, is_body in with_whole_bodies(people):
        if is_body:
            yield Name(literal=without_latex(person))
        elif person.lower() == "others":
            values["and"] = "others"
        elif person.startswith("{") and person.endswith("}") and _is_one_group(person):
            if literal := without_latex(person):
                yield Name(literal=literal)
        elif name := _parts(person):
            yield name


def _is_one_group(text: str) -> bool:
    depth = 0
    for found in BRACKETS.finditer(text):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end() == len(text)
    return False


def _parts(person: str) -> Name | None:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if "," not in person and ORGANISATION_WORDS.search(person):
        return Name.parsed(without_latex(person))
    try:
        parts = parse_single_name_into_parts(person, strict=False)
    except ValueError:
        return Name.parsed(without_latex(person))
    family = without_latex(" ".join([*parts.von, *parts.last]))
    given = ", ".join(filter(None, (without_latex(" ".join(parts.first)), without_latex(" ".join(parts.jr)))))
    if family and given:
        return Name(family=family, given=given)
    return Name(literal=family or given) if family or given else None


LINK = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
UNESCAPED = re.compile(r"(?<!\\)([%&#_])")
MATH = re.compile(r"(?<!\\)\$(?!\s)([^$]*?)(?<![\s\\])\$|(?<!\\)\$")
MATH_SIGNS = re.compile(r"[\\^_<>=]")


def without_latex(text: str) -> str:
    """The text with LaTeX's macros, formulas and accents as characters, and without braces.

    LaTeX that cannot be decoded without losing words stays as it was written.
    """
    text = LINK.sub(r"\2 (\1)", MATH.sub(_math, text))
    if "\\" in text or "~" in text or "$" in text:
        # It takes long to load, and only imports need it.
        from references.latex import decoded_latex, letters, letters_in

        # Some files do not escape LaTeX's special characters.
        escaped = UNESCAPED.sub(r"\\\1", text)
        try:
            decoded = decoded_latex(escaped)
        except Exception:
            logger.warning("LaTeX could not be decoded.", exc_info=True)
            return parsing.one_line(text)
        text = decoded if letters_in(escaped) <= letters(decoded) else text
    else:
        text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
        text = text.replace("{", "").replace("}", "")
    return parsing.one_line(text)


def _math(found: re.Match[str]) -> str:
    """A formula as it stands; a dollar sign that is none of a formula's is escaped, as in “$5 and US$10”."""
    content = found[1]
    if content is None:
        return r"\$"
    if MATH_SIGNS.search(content) or not content[:1].isdigit() or content.isdigit():
        return found[0]
    return found[0].replace("$", r"\$")


def _unescape_address(text: str) -> str:
    """A DOI or web address without backslashes and braces."""
    return parsing.one_line(re.sub(r"\\(?:url|href)?|[{}]", "", text))


ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "%&#_$"},
}


def with_latex(text: str) -> str:
    """The text with LaTeX's special characters escaped; accented letters stay, which today's programs read."""
    escaped = "".join(ESCAPES.get(sign, sign) for sign in text)
    # Two of these in a row are a ligature in LaTeX.
    return re.sub(r"([-`'?!])(?=[-`'])", r"\1{}", escaped)


def write(reference: Reference, key: str, label: str = "") -> str:
    """Formats a reference as an entry."""
    pages = with_latex(reference.pages)
    journal = "booktitle" if reference.kind in ("chapter", "paper-conference") else "journal"
    fields = {
        "author": " and ".join(map(_write_name, reference.authors)),
        "title": with_latex(reference.title or parsing.supplied_title(label)),
        "shorttitle": with_latex(label),
        "year": str(reference.year or ""),
        journal: with_latex(reference.journal),
        "volume": with_latex(reference.volume),
        "number": with_latex(reference.issue),
        "pages": pages.replace("-", "--") if pages.count("-") == 1 else pages,
        "doi": _escape_address(reference.doi),
        "pmid": reference.pmid,
        "url": _escape_address(reference.url),
        "abstract": with_latex(reference.abstract),
        "keywords": with_latex(parsing.keywords_joined(reference.keywords)),
        "language": with_latex(reference.language),
        "note": with_latex(retraction_note(reference.retraction)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    entry_type = ENTRY_TYPES.get(reference.kind, ("misc",))[0]
    return f"@{entry_type}{{{key},\n{lines}}}\n\n"


def _escape_address(address: str) -> str:
    return re.sub(r"([%&#_{}\\])", r"\\\1", address)


def _write_name(name: Name) -> str:
    if name.literal:
        return f"{{{with_latex(name.literal)}}}"
    # Braces keep a comma or “and” from splitting the name.
    parts = (with_latex(part) for part in (name.family, name.given))
    family, given = (f"{{{part}}}" if re.search(r",|\band\b", part, re.IGNORECASE) else part for part in parts)
    return f"{family}, {given}"
