"""What was taken from a document's text: its pieces, marked or not, and the share of its words that is taken."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import prefetch_related_objects

from curation.admin_base.pages import admin_address
from evidence.models import Finding, Source, SourcedEntry
from workspaces.models import DocumentText, Excerpt
from workspaces.models.excerpts import ExcerptQuerySet

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
# Columns that say nothing of what the source says.
_NOT_SAID = {"locator", "reference", "curator_note", "withdrawn_because", "record_note"}
#: The most of a text that one page shows.
CHARACTERS_A_PAGE = 250_000
PARAGRAPHS_A_PAGE = 5_000


@dataclass(frozen=True)
class Piece:
    """A run of text that the same excerpts cover."""

    start: int
    text: str
    covering: tuple[Any, ...] = ()  # excerpts, the outermost first
    begins: tuple[Any, ...] = ()  # those of which it is the first piece
    ends: tuple[Any, ...] = ()  # those of which it is the last


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph of the text."""

    start: int
    level: int  # of a heading; 0 for a paragraph
    pieces: list[Piece]

    @property
    def tag(self) -> str:
        """Its element, below the page's own headings."""
        return f"h{min(self.level + 2, 6)}" if self.level else "p"


def blocks(document: DocumentText, excerpts: Sequence[Any], start: int = 0, end: int | None = None) -> Iterator[Block]:
    """The paragraphs between two offsets, cut where excerpts begin and end: each as it stands in the text."""
    levels = {each.start: each.level for each in document.sections}
    lines = document.paragraphs(start, end)
    covering: dict[int, list[Any]] = defaultdict(list)
    starts = [first for first, _ in lines]
    for each in sorted(excerpts, key=lambda each: (each.start, -each.end, each.pk)):
        place = max(0, bisect_left(starts, each.start + 1) - 1)
        for number in range(place, bisect_left(starts, each.end)):
            if lines[number][1] > each.start:
                covering[number].append(each)
    last = {each.pk: number for number, some in covering.items() for each in some}
    begun: set[Any] = set()
    for number, (first, after) in enumerate(lines):
        own = covering[number]
        pieces = list(
            _pieces(document.text, first, after, own, begun, {each.pk for each in own if last[each.pk] == number})
        )
        yield Block(first, levels.get(first, 0), pieces)


def _pieces(
    text: str, first: int, after: int, excerpts: list[Any], begun: set[Any], ending: set[Any]
) -> Iterator[Piece]:
    cuts = {first, after, *(at for each in excerpts for at in (each.start, each.end) if first < at < after)}
    for start, end in pairwise(sorted(cuts)):
        covering = tuple(each for each in excerpts if each.start < end and each.end > start)
        begins = tuple(each for each in covering if each.pk not in begun)
        begun.update(each.pk for each in begins)
        ends = tuple(each for each in covering if each.pk in ending and (each.end <= end or end == after))
        yield Piece(start, text[start:end], covering, begins, ends)


class Shares:
    """How much of a text is taken, in words."""

    def __init__(self, document: DocumentText, excerpts: Iterable[Any]) -> None:
        self._words = [match.start() for match in _WORD.finditer(document.text)]
        # How many words before each are taken.
        self._before = [0] * (len(self._words) + 1)
        taken = bytearray(len(self._words))
        for each in excerpts:
            first, after = self._places(each.start, each.end)
            taken[first:after] = b"\x01" * (after - first)
        for place, is_taken in enumerate(taken):
            self._before[place + 1] = self._before[place] + is_taken

    def of(self, start: int, end: int) -> int:
        """The share between two offsets, as a whole percentage: 0 only if nothing is taken, 100 only if all is."""
        first, after = self._places(start, end)
        taken, words = self._before[after] - self._before[first], after - first
        if taken in (0, words):
            return 100 if taken else 0
        return min(99, max(1, round(100 * taken / words)))

    def _places(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_left(self._words, start)
        return first, max(first, bisect_left(self._words, end))


@lru_cache(maxsize=1_000)
def share_of(digest: str, spans: frozenset[tuple[int, int]]) -> int:
    """The share of the text with a digest that these spans take; a text is fetched for it once, since it stays."""
    document = DocumentText.objects.filter(digest=digest)[:1].get()
    return Shares(document, [Excerpt(start=start, end=end) for start, end in spans]).of(0, len(document.text))


@dataclass
class Taken:
    """An entry that was taken from the text, with its excerpts in the text's order."""

    entry: Any
    excerpts: list[Any] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the page calls it in its anchors."""
        return f"{self.entry._meta.model_name}-{self.entry.pk}"

    @property
    def name(self) -> str:
        return str(self.entry)

    @property
    def kind(self) -> str:
        return str(self.entry._meta.verbose_name)

    @property
    def status(self) -> str:
        return str(self.entry.get_status_display())

    @property
    def href(self) -> str:
        """The address of its form."""
        return admin_address(self.entry)


def taken_from(document: DocumentText) -> list[Taken]:
    """The entries with excerpts in a text, in its order, with one query for each kind."""
    return _by_entry(Excerpt.objects.in_text(document))


def left_with_older_texts(document: DocumentText) -> list[Taken]:
    """The entries with excerpts in older texts, whose words the text does not have."""
    return _by_entry(Excerpt.objects.of_older_texts(document).order_by("start", "pk"))


def _by_entry(rows: ExcerptQuerySet) -> list[Taken]:
    excerpts = list(rows.select_related("marked_by"))
    prefetch_related_objects(excerpts, "entry")
    found: dict[Any, Taken] = {}
    for each in excerpts:
        # The entry of an excerpt may be deleted round its signals.
        if each.entry is not None:
            found.setdefault((each.entry_type_id, each.entry_id), Taken(each.entry)).excerpts.append(each)
    return list(found.values())


@dataclass(frozen=True)
class Place:
    """Where an entry, or a part of it, says that it stands in its source."""

    entry: Any
    part: str  # as Excerpt.part
    locator: str
    words: str  # of the entry, to tell its paragraph by

    @property
    def name(self) -> str:
        return f"{self.entry}, {self.part}" if self.part else str(self.entry)

    @property
    def href(self) -> str:
        return admin_address(self.entry)

    @property
    def kind(self) -> str:
        return str(self.entry._meta.verbose_name)


def places(source: Source) -> Iterator[Place]:
    """Every place in a source that an entry names, kind by kind: of studies, that of their citation and findings."""
    for relation in Source._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and issubclass(model, SourcedEntry):
            for entry in model._base_manager.filter(source=source).order_by("position", "pk"):
                yield Place(entry, "", entry.locator, _words_of(entry))
    for citation in source.citations.select_related("study").order_by("number", "pk"):
        yield Place(citation.study, "", citation.locator, _words_of(citation.study))
    for finding in Finding.objects.filter(source=source).select_related("study").order_by("study", "position", "pk"):
        yield Place(finding.study, finding_part(finding), finding.locator, _words_of(finding))


def finding_part(finding: Finding) -> str:
    """How an excerpt of a finding names its part of the study."""
    return f"finding {finding.pk}"


def _words_of(row: Any) -> str:
    fields = (each for each in row._meta.concrete_fields if each.get_internal_type() in ("TextField", "CharField"))
    said = (getattr(row, each.attname) for each in fields if not each.choices and each.name not in _NOT_SAID)
    return " ".join(filter(None, said))


def not_marked(source: Source) -> list[Place]:
    """The places of a source that no excerpt shows in its text."""
    marked = set(Excerpt.objects.filter(document__source=source).values_list("entry_type_id", "entry_id", "part"))
    found = list(places(source))
    types = ContentType.objects.get_for_models(*{type(each.entry) for each in found})
    return [each for each in found if (types[type(each.entry)].pk, each.entry.pk, each.part) not in marked]


@dataclass(frozen=True)
class Part:
    """As much of a long text as one page shows."""

    number: int
    start: int
    end: int


def parts(document: DocumentText) -> list[Part]:
    """The parts of a text that are shown on a page each; of most texts there is one."""
    cuts, starts, paragraphs = [0], {each.start for each in document.sections}, 0
    section = 0
    for start, end in document.paragraphs():
        section = start if start in starts else section
        paragraphs += 1
        if end - cuts[-1] > CHARACTERS_A_PAGE or paragraphs > PARAGRAPHS_A_PAGE:
            # Where the last section began; where none did, at the paragraph.
            cut = section if section > cuts[-1] else start
            cuts += [cut] if cut > cuts[-1] else []
            paragraphs = 0
    spans = pairwise([*cuts, len(document.text)])
    return [Part(number, start, end) for number, (start, end) in enumerate(spans, start=1)]
