"""What a kind of map shows: entries of which list, split by what, and how each part is marked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """How a part is shown: a sign beside its number, and a colour with a pattern; never by colour alone."""

    name: str
    sign: str
    colour: str
    pattern: str = ""  # of those that the template draws; empty for none


@dataclass(frozen=True)
class Split:
    """What the entries of a cell are split by."""

    name: str  # before the name of each part's column in the CSV: “design”
    labels: Mapping[str, str]  # the parts, in order
    columns: Mapping[str, str] = field(default_factory=dict)  # whole names of columns, where they are others

    def column(self, value: str) -> str:
        """The name of a part's column in the CSV."""
        return self.columns.get(value, f"{self.name}_{value}")


@dataclass(frozen=True)
class MapKind:
    """A kind of map."""

    name: str  # of its address and its files
    title: str
    noun: str  # what one of its entries is
    plural: str
    list_name: str  # the name of the address of their list
    splits: tuple[Split, ...]  # in the order of a cell's words
    ring: Split  # that of the pieces around a bubble
    marks: Mapping[str, Mark]  # of the pieces
    ring_key: str  # how the pieces are to be read: “which way their findings point; …”
    letters_of: Split | None = None  # a split that the table of numbers also shows
    letters: Mapping[str, str] = field(default_factory=dict)  # of each of its parts
    # The filter of the list that gives a piece.
    piece_filter: Callable[[str], dict[str, str]] = lambda _: {}
    # The group of columns that everything else is for, so that gaps in it are told to all readers.
    main_group: str = ""
    graded: tuple[str, ...] = ()  # the pieces of entries that are graded, where lacking them is a gap
    surest: tuple[str, ...] = ()  # those of them that are graded well, in the same way
    surest_words: str = ""  # what they are: “of high or moderate certainty”
    picture_note: str = ""  # how a picture is to be read, up to the signs of the pieces
    picture_sources: str = ""  # what the sources are to its entries: “Studies cited in”
