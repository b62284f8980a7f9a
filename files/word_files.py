"""Word documents with the look of the NHS, made so that they pass Word's checks of accessibility.

Headings are Word's own styles, tables repeat their header and have alternative text, lists are lists, and links say
where they lead. A document is made whole in memory, so what asks for one says how much it may hold.
"""

import datetime
import html
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from files.about_exports import AboutExport
from files.documents import Bullets, Document, Heading, Paragraph, Picture, Pictures, Run, Runs, Table, runs_of, text_of
from files.office_texts import for_xml, runs_right_to_left

FONT = "Arial"
BLUE, BLACK, GREY, LINE, WHITE = "005EB8", "212B32", "4C6272", "AEB7BD", "FFFFFF"
#: Of what is looked up rather than read.
SMALL = "Body Text"
#: The size in points, the space before and after it, and the colour of each style.
STYLES = {
    "Normal": (11, 0, 8, BLACK),
    "Title": (26, 0, 6, BLUE),
    "Subtitle": (14, 0, 12, GREY),
    "Heading 1": (20, 24, 8, BLUE),
    "Heading 2": (15, 20, 6, BLUE),
    "Heading 3": (12, 12, 4, BLACK),
    "List Bullet": (11, 0, 8, BLACK),
    SMALL: (9.5, 0, 3, BLACK),
    "Header": (11, 0, 0, BLACK),
    "Footer": (9, 0, 0, GREY),
}
#: The same for a document of a page or two.
COMPACT_STYLES = STYLES | {
    "Normal": (10, 0, 4, BLACK),
    "Title": (20, 0, 4, BLUE),
    "Heading 1": (13, 8, 3, BLUE),
    "List Bullet": (10, 0, 2, BLACK),
    SMALL: (9, 0, 2, BLACK),
}
WIDTH = 17.0  # of the text, in centimetres
TWIPS = 566.93  # to a centimetre

TABLE_OF_CONTENTS = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    r'<w:r><w:instrText xml:space="preserve">TOC \o "1-2" \h \n</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)


class WordFile:
    """A document that is being written, from top to bottom.

    python-docx gives its styles, settings and package. The text is put together as XML, since the library takes
    milliseconds for each paragraph of a long document.
    """

    def __init__(
        self,
        about: AboutExport,
        title: str,
        styles: Mapping[str, tuple[float, float, float, str]] = STYLES,
        *,
        landscape: bool = False,
    ) -> None:
        # It takes long to load, and few processes ever need it.
        import docx
        from docx.enum.section import WD_ORIENT

        self._document: Any = docx.Document()
        self._styles = styles
        self._ids = {name: self._document.styles[name].style_id for name in STYLES}
        self._parts: list[str] = []
        self._links: dict[str, str] = {}  # the relationships to web addresses, by the address
        self._bookmarks = 0
        self._pictures = 0
        self._follows_table = False
        self._contents: int | None = None  # the place of the contents among the parts
        self._headings: list[tuple[int, str, str]] = []  # level, text and bookmark
        self._set_up(about, title)
        if landscape:
            section = self._document.sections[0]
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width

    def _set_up(self, about: AboutExport, title: str) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Cm

        document = self._document
        for name, (size, before, after, colour) in self._styles.items():
            _set_style(document.styles[name], size, before, after, colour)
        language = document.styles.element.find(".//" + qn("w:lang"))
        language.set(qn("w:val"), "en-GB")
        for setting in document.settings.element.iter(qn("w:compatSetting")):
            if setting.get(qn("w:name")) == "compatibilityMode":
                # Or else Word opens it as a document of an old version.
                setting.set(qn("w:val"), "15")
        properties = document.core_properties
        properties.title, properties.author = for_xml(title)[:255], about.service
        properties.last_modified_by, properties.comments = about.service, ""
        properties.language, properties.subject = "en-GB", for_xml(about.address)[:255]
        properties.created = properties.modified = datetime.datetime.combine(about.made_on, datetime.time())
        section = document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        footer = section.footer.paragraphs[0]
        footer.add_run(f"{about.service}, {about.made_on:%d %B %Y}".replace(" 0", " ") + ". Page ")
        _add_field(footer, "PAGE", "1")
        footer.add_run(" of ")
        _add_field(footer, "NUMPAGES", "1")

    def title(self, text: str, below: str) -> None:
        """The title, and a line below it."""
        self.paragraph(text, style="Title")
        self.paragraph(below, style="Subtitle")

    def contents(self) -> None:
        """A list of the headings that follow, of the two upper levels, each with a link to it."""
        self._contents = len(self._parts)

    def heading(self, text: str, level: int, *, listed: bool = True) -> None:
        """A heading, from 1 downwards; ``listed`` says whether the contents have it, if it is of an upper level."""
        bookmark = ""
        if listed and level < 3:
            bookmark = f"_Toc{len(self._headings) + 1}"
            self._headings.append((level, text, bookmark))
        self.paragraph(text, f"Heading {level}", bookmark)

    def paragraph(self, runs: Runs, style: str = "Normal", bookmark: str = "") -> None:
        """A paragraph; ``bookmark`` is what links within the document lead to it by."""
        before = '<w:spacing w:before="200"/>' if self._follows_table and style in ("Normal", SMALL) else ""
        self._follows_table = False
        start = end = ""
        if bookmark:
            self._bookmarks += 1
            start = f'<w:bookmarkStart w:id="{self._bookmarks}" w:name="{bookmark}"/>'
            end = f'<w:bookmarkEnd w:id="{self._bookmarks}"/>'
        way = "<w:bidi/>" if runs_right_to_left(text_of(runs)) else ""
        properties = f'<w:pPr><w:pStyle w:val="{self._ids[style]}"/>{way}{before}</w:pPr>'
        self._parts.append(f"<w:p>{properties}{start}{self._runs(runs)}{end}</w:p>")

    def bullets(self, items: Iterable[Runs]) -> None:
        """A list with bullets."""
        for item in items:
            self.paragraph(item, "List Bullet")

    def table(
        self,
        description: str,
        head: Sequence[str],
        rows: Sequence[Sequence[Runs]],
        widths: Sequence[float],
        style: str = "Normal",
        room: int = 80,
    ) -> None:
        """A table; ``description`` is its alternative text, ``widths`` are in centimetres.

        ``room`` is what is free above and below a text, in twentieths of a point.
        """
        twips = [round(width * TWIPS) for width in widths]
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in ("top", "bottom", "insideH")
        )
        inner = {"top": room, "left": 80, "bottom": room, "right": 80}
        margins = "".join(f'<w:{side} w:w="{space}" w:type="dxa"/>' for side, space in inner.items())
        columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in twips)
        text = _attribute(description)
        named = f'<w:pStyle w:val="{self._ids[style]}"/>'
        self._parts.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar><w:tblLook w:val="0020" '
            f'w:firstRow="1"/><w:tblCaption w:val="{text}"/><w:tblDescription w:val="{text}"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>"
        )
        for number, cells in enumerate([head, *rows]):
            is_head = number == 0
            self._parts.append(f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * is_head}</w:trPr>")
            for runs, width in zip(cells, twips, strict=True):
                fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{BLUE}"/>' if is_head else ""
                text = self._run(Run(str(runs), bold=True), WHITE) if is_head else self._runs(runs)
                self._parts.append(
                    f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>'
                    f'<w:p><w:pPr>{named}<w:spacing w:before="0" w:after="0"/></w:pPr>{text}</w:p></w:tc>'
                )
            self._parts.append("</w:tr>")
        self._parts.append("</w:tbl>")
        self._follows_table = True

    def pictures(self, pictures: Iterable[Picture]) -> None:
        """Pictures beside each other, each half as wide as the text."""
        drawn = (f"<w:r><w:drawing>{self._drawing(each)}</w:drawing></w:r>" for each in pictures)
        self._parts.append(f"<w:p>{''.join(drawn)}</w:p>")
        self._follows_table = False

    def _drawing(self, picture: Picture) -> str:
        from docx.shared import Cm
        from lxml import etree

        self._pictures += 1
        drawn = self._document.part.new_pic_inline(io.BytesIO(picture.png), width=Cm(WIDTH / 2 - 0.1))
        drawn.docPr.set("id", f"{self._pictures}")
        drawn.docPr.set("name", f"Picture {self._pictures}")
        drawn.docPr.set("descr", for_xml(picture.description))
        return etree.tostring(drawn, encoding="unicode")

    def header(self, text: str) -> None:
        """What stands at the top of each page."""
        self._document.sections[0].header.paragraphs[0].add_run(for_xml(text)).bold = True

    def write(self, document: Document) -> None:
        """All of a document."""
        if document.header:
            self.header(document.header)
        self.paragraph(document.title, "Title")
        for block in document.blocks:
            match block:
                case Heading(text, level):
                    self.heading(text, level)
                case Paragraph(runs, small):
                    self.paragraph(runs, SMALL if small else "Normal")
                case Bullets(items):
                    self.bullets(items)
                case Table(description, head, rows, widths):
                    whole = WIDTH / sum(widths)
                    self.table(description, head, rows, [each * whole for each in widths], SMALL, room=40)
                case Pictures(items):
                    self.pictures(items)

    def about(self, about: AboutExport) -> None:
        """What the document says of itself, under a heading of its own."""
        self.heading("About this document", 1)
        for name, text in about.lines():
            runs = [Run(text, address=text)] if text == about.address else [text]
            self.paragraph([Run(f"{name}: ", bold=True), *runs])

    def parts(self) -> Iterator[bytes]:
        """The bytes of the document, as one part."""
        if self._contents is not None:
            self._parts.insert(self._contents, self._contents_list())
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        body = parse_xml(f"<w:body {nsdecls('w', 'r')}>{''.join(self._parts)}</w:body>")
        # The last element of the document has the size of its pages.
        last = self._document.element.body[-1]
        for element in list(body):
            last.addprevious(element)
        for address, key in self._links.items():
            self._document.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, key, is_external=True)
        file = io.BytesIO()
        self._document.save(file)
        yield file.getvalue()

    def _runs(self, runs: Runs) -> str:
        return "".join(self._link(each) if each.address else self._run(each) for each in runs_of(runs))

    @staticmethod
    def _run(run: Run, colour: str = "", underlined: bool = False) -> str:
        properties = "<w:b/>" * run.bold + "<w:i/>" * run.italic
        properties += f'<w:color w:val="{colour}"/>' if colour else ""
        properties += '<w:u w:val="single"/>' if underlined else ""
        properties += "<w:rtl/>" if runs_right_to_left(run.text) else ""
        text = html.escape(for_xml(run.text), quote=False).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'

    def _link(self, run: Run) -> str:
        text = self._run(run, BLUE, underlined=True)
        if run.address.startswith("#"):
            return f'<w:hyperlink w:anchor="{_attribute(run.address[1:])}">{text}</w:hyperlink>'
        key = self._links.setdefault(for_xml(run.address), f"link{len(self._links) + 1}")
        return f'<w:hyperlink r:id="{key}">{text}</w:hyperlink>'

    def _contents_list(self) -> str:
        """The contents as Word itself would write them, so that it need not ask whether to update them.

        Without the numbers of pages, which only Word knows.
        """
        entries = []
        last = len(self._headings) - 1
        for place, (level, text, bookmark) in enumerate(self._headings):
            start = TABLE_OF_CONTENTS if place == 0 else ""
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if place == last else ""
            properties = f'<w:pPr><w:spacing w:after="60"/><w:ind w:left="{450 * (level - 1)}"/></w:pPr>'
            entries.append(f"<w:p>{properties}{start}{self._link(Run(text, address=f'#{bookmark}'))}{end}</w:p>")
        return "".join(entries)


def _set_style(style: Any, size: float, before: float, after: float, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.bold = style.name.startswith(("Heading", "Title"))
    style.font.italic = False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    fonts = style.element.rPr.rFonts
    # The fonts of a theme would go before those that are named.
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    border = style.element.find(".//" + qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)
    if style.name == "Subtitle":
        spacing = style.element.rPr.find(qn("w:spacing"))
        if spacing is not None:
            style.element.rPr.remove(spacing)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _attribute(text: str) -> str:
    """A text as the value of an attribute in XML."""
    return html.escape(for_xml(text).replace("\n", " "))


def _add_field(paragraph: Any, instruction: str, shown: str) -> None:
    field = _element("w:fldSimple", instr=instruction)
    from docx.oxml import OxmlElement

    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
