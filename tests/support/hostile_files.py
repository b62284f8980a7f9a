"""Small files that take far more time or memory to read than they are long, and others that nobody means well with."""

import io
import zipfile
from collections.abc import Callable
from itertools import pairwise

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MEGABYTE = 1_000_000


def workbook(
    rows: str = "", *, sheet: str = "", shared: str | None = None, more: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with the XML of its rows, or of its whole sheet; ``shared`` is that of the texts that cells share."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet or f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{MAIN}" count="0" uniqueCount="0"></sst>',
        **(more or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content if isinstance(content, bytes) else XML + content)
    return file.getvalue()


def cell(reference: str, text: str = "Title") -> str:
    """The XML of a cell with a text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def with_entities(start: str, text: str) -> str:
    """The XML of a text that stands for a thousand million letters."""
    names = "abcdefghi"
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    return f'<!DOCTYPE x [<!ENTITY a "lol">{entities}]>{start.format(text or "&i;")}'


def nested(depth: int) -> str:
    """The XML of elements in elements."""
    return "<x>" * depth + "</x>" * depth


HEAD = f'<row r="1">{cell("A1")}</row>'
SHARED = '<c t="s"><v>0</v></c>'
#: Workbooks, by what is wrong with them.
WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a row 2,000,000,000": lambda: workbook(f'{HEAD}<row r="2000000000">{cell("A2000000000")}</row>'),
    "a row at the end of the sheet": lambda: workbook(f'{HEAD}<row r="1048576">{cell("A1048576")}</row>'),
    "a cell in the last column of many rows": lambda: workbook(
        HEAD + "".join(f'<row r="{number}">{cell(f"XFD{number}")}</row>' for number in range(2, 5_000))
    ),
    "a cell in column ZZZZ": lambda: workbook(f'<row r="1">{cell("ZZZZ1")}</row>'),
    "unclosed mergeCell tags": lambda: workbook(
        sheet=f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells>{"<mergeCell " * 200_000}'
    ),
    "a sheet of spaces": lambda: workbook(HEAD + " " * (95 * MEGABYTE)),
    "shared texts of spaces": lambda: workbook(
        HEAD + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>',
        shared=f'<sst xmlns="{MAIN}"><si><t>{" " * (95 * MEGABYTE)}</t></si></sst>',
    ),
    "many shared texts": lambda: workbook(shared=f'<sst xmlns="{MAIN}">{"<si><t>x</t></si>" * 4_000_000}</sst>'),
    "many empty cells": lambda: workbook(
        HEAD + "".join(f'<row r="{n}">{"<c/>" * 100}</row>' for n in range(2, 100_000))
    ),
    "many empty rows": lambda: workbook(HEAD + "<row/>" * 10_000_000),
    "elements 100,000 deep": lambda: workbook(sheet=f'<worksheet xmlns="{MAIN}">{nested(100_000)}</worksheet>'),
    "many styles": lambda: workbook(more={"xl/styles.xml": _styles(500_000)}),
    "a text that many cells share": lambda: workbook(
        "".join(f'<row r="{n}">{SHARED * 50}</row>' for n in range(1, 1_000)),
        shared=f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>',
    ),
    "billion laughs": lambda: workbook(
        sheet=with_entities(
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{{}}</t></is></c></row>'
            "</sheetData></worksheet>",
            "",
        )
    ),
    "a file of the server": lambda: workbook(
        sheet=f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet xmlns="{MAIN}"><sheetData>'
        f'<row r="1">{cell("A1", "&e;")}</row></sheetData></worksheet>'
    ),
}


def _styles(number: int) -> bytes:
    xfs = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * number
    return f'{XML}<styleSheet xmlns="{MAIN}"><cellXfs count="{number}">{xfs}</cellXfs></styleSheet>'.encode()


def ris(value: str, tag: str = "TI", records: int = 1) -> bytes:
    """Records of RIS with a value."""
    return (f"TY  - JOUR\n{tag}  - {value}\nER  - \n" * records).encode()


def bibtex(title: str, records: int = 1) -> bytes:
    """Entries of BibTeX with a title."""
    return "".join(
        f"@article{{key{number}, title = {{{title}}}, year = {{2020}}}}\n" for number in range(records)
    ).encode()


def pubmed(content: str) -> bytes:
    """A file of PubMed's XML."""
    return f'<?xml version="1.0"?><PubmedArticleSet>{content}</PubmedArticleSet>'.encode()


def article(more: str = "") -> str:
    """A record of PubMed's."""
    return (
        "<PubmedArticle><MedlineCitation><PMID>1234567</PMID><Article><ArticleTitle>A title</ArticleTitle>"
        f"{more}</Article></MedlineCitation></PubmedArticle>"
    )


#: Files of references, by what is wrong with them.
REFERENCES: dict[str, Callable[[], bytes]] = {
    "RIS of one line of 50 MB": lambda: ris("a" * (50 * MEGABYTE)),
    "RIS of a line of 1.9 MB": lambda: ris("a " * 950_000),
    "RIS of 1.9 MB of &": lambda: ris("&" * 1_900_000),
    "RIS of 1.9 MB of <": lambda: ris("<i " * 600_000),
    "RIS of 1.9 MB of attributes": lambda: ris("<i a=" + " a" * 900_000),
    "RIS of an address of spaces": lambda: ris("https://x" + "\u00a0" * 600_000 + "x", "UR"),
    "RIS of 200,000 authors": lambda: ris("A, B;" * 380_000, "AU"),
    "nbib of one line of 50 MB": lambda: b"PMID- 1234567\nTI  - " + b"a" * (50 * MEGABYTE),
    "BibTeX of one line of 50 MB": lambda: bibtex("a" * (50 * MEGABYTE)),
    "BibTeX of unclosed braces": lambda: bibtex("{" * 900_000),
    "BibTeX of braces 400,000 deep": lambda: bibtex("{" * 400_000 + "a" + "}" * 400_000),
    "BibTeX of LaTeX 3,000 deep": lambda: bibtex("\\emph{" * 3_000 + "a" + "}" * 3_000),
    "BibTeX of LaTeX 300,000 deep": lambda: bibtex("\\emph{" * 100_000 + "a" + "}" * 100_000),
    "BibTeX of dollars": lambda: bibtex("$a^" * 300_000),
    "BibTeX of macros": lambda: bibtex("\\'a" * 300_000),
    "BibTeX of links": lambda: bibtex("\\href{a}{" * 100_000),
    "BibTeX of authors": lambda: b"@article{a, title={A}, author={" + b"A and " * 200_000 + b"B}}\n",
    "BibTeX of fields": lambda: b"@article{a, title={A}" + b"".join(b", f%d={x}" % n for n in range(60_000)) + b"}\n",
    "BibTeX of a field again and again": lambda: (
        b"@article{a, title={A}" + b"".join(b", note={x%d}" % n for n in range(30_000)) + b"}\n"
    ),
    "BibTeX of strings": lambda: (
        b"".join(b"@string{s%d = {x}}\n" % n for n in range(20_000))
        + b"".join(b"@article{a%d, title = {A}, year = s%d}\n" % (n, n) for n in range(2_000))
    ),
    "BibTeX of a parent of 1 MB": lambda: (
        b"@article{p0, title={A}, crossref={p}}\n" * 2_000 + b"@book{p, title={" + b"a" * 1_000_000 + b"}}\n"
    ),
    "CSL-JSON 100,000 deep": lambda: b'[{"title": "A", "issued": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]",
    "CSL-JSON of a long number": lambda: b'[{"title": "A", "issued": 1, "x": ' + b"1" * 1_900_000 + b"}]",
    "CSL-JSON of open strings": lambda: b'[{"issued": 1, "x": ' + b'"\\' * 900_000,
    "CSL-JSON of brackets": lambda: b'{"issued": 1, "items": [' + b"[" * 30 * MEGABYTE,
    "EPPI-Reviewer of code sets": lambda: (
        b'{"CodeSets": ['
        + b",".join(b'{"AttributeId": %d, "AttributeName": "x"}' % n for n in range(500_000))
        + b'], "References": [{"ItemId": 1, "Title": "A"}]}'
    ),
    "PubMed of empty elements": lambda: pubmed("<a/>" * 10_000_000),
    "PubMed of empty elements in a record": lambda: pubmed(article("<a/>" * 5_000_000)),
    "PubMed of attributes": lambda: pubmed("<a " + " ".join(f"a{n}=''" for n in range(500_000)) + f"/>{article()}"),
    "PubMed 100,000 deep": lambda: pubmed(article(nested(100_000))),
    "PubMed of small records": lambda: pubmed("<PubmedArticle/>" * 1_000_000),
    "billion laughs": lambda: with_entities("<PubmedArticleSet>{}</PubmedArticleSet>", "").encode(),
    "a file of the server": lambda: (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + pubmed(article("&e;"))[21:]
    ),
}

#: Tables of WRES values, by what is wrong with them.
TABLES: dict[str, Callable[[], bytes]] = {
    "CSV of one cell of 50 MB": lambda: b'organisation,year\n"' + b"a" * (49 * MEGABYTE),
    "CSV of 16,384 columns": lambda: (",".join(["a"] * 16_384) + "\n").encode() * 1_500,
    "CSV of empty cells": lambda: b"," * (20 * MEGABYTE),
    "CSV of empty lines": lambda: b"\n" * (49 * MEGABYTE),
    "CSV of quotation marks": lambda: b'"' * (40 * MEGABYTE),
    "CSV of NUL bytes": lambda: b"organisation,year\n" + b"\0" * MEGABYTE,
    "CSV of wide rows": lambda: (",".join(["a"] * 5_000) + "\n").encode() * 4_000,
}
