"""A short document as blocks, whatever it is written as: a page, Word or PDF.

Who has something to say says it once, as these. Texts are plain: no sign in them is markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lists.web_addresses import is_web_address


@dataclass(frozen=True)
class Run:
    """A stretch of text; ``address`` is where it leads, a place in the document if it starts with #.

    It leads nowhere if the address is neither that nor one of a website.
    """

    text: str
    bold: bool = False
    italic: bool = False
    address: str = ""

    def __post_init__(self) -> None:
        if self.address and not self.address.startswith("#") and not is_web_address(self.address):
            object.__setattr__(self, "address", "")


#: What a paragraph is made of.
Runs = str | Sequence[str | Run]


@dataclass(frozen=True)
class Heading:
    """A heading, from 1 downwards."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``small`` is for what is looked up rather than read."""

    kind: ClassVar[str] = "paragraph"
    runs: Runs
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list with bullets."""

    kind: ClassVar[str] = "bullets"
    items: Sequence[Runs]


@dataclass(frozen=True)
class Table:
    """A table with a header; ``description`` is its alternative text, ``widths`` are shares of the page's width."""

    kind: ClassVar[str] = "table"
    description: str
    head: Sequence[str]
    rows: Sequence[Sequence[Runs]]
    widths: Sequence[float]


@dataclass(frozen=True)
class Picture:
    """A picture in points; ``description`` is its alternative text."""

    description: str
    png: bytes


@dataclass(frozen=True)
class Pictures:
    """Pictures beside each other, each half as wide as the page."""

    kind: ClassVar[str] = "pictures"
    items: Sequence[Picture]


Block = Heading | Paragraph | Bullets | Table | Pictures


@dataclass(frozen=True)
class Document:
    """A document from its title downwards; ``header`` stands at the top of each page."""

    title: str
    blocks: Sequence[Block]
    header: str = ""

    def texts(self) -> Iterator[str]:
        """Each of its texts, in order: the title, headings, paragraphs, items and cells."""
        yield self.title
        for block in self.blocks:
            match block:
                case Heading(text):
                    yield text
                case Paragraph(runs):
                    yield text_of(runs)
                case Bullets(items):
                    yield from map(text_of, items)
                case Table():
                    for row in [block.head, *block.rows]:
                        yield from map(text_of, row)


def runs_of(runs: Runs) -> Iterator[Run]:
    """Each stretch of a paragraph."""
    for each in [runs] if isinstance(runs, str) else runs:
        yield each if isinstance(each, Run) else Run(each)


def text_of(runs: Runs) -> str:
    """The text of a paragraph."""
    return "".join(run.text for run in runs_of(runs))
