"""What readers of files give: the values and organisations that the rows state, with what is wrong with them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workforce.imports.reading.spelling import Unreadable
from workforce.models.wres_imports import RowKind, RowOutcome


class Severity(StrEnum):
    """How bad a problem is: an error must be fixed in the file, a warning answered; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, or looks so."""

    column: str
    text: str
    severity: Severity = Severity.ERROR


@dataclass(slots=True)
class Candidate:
    """A value or an organisation that a file states, and then what it is to what is here.

    Attributes:
        sheet: The sheet that it is on; empty in a CSV file.
        line: The line of the file, or the row of the sheet.
        content: What it says by field, as :class:`workforce.models.WresImportRow` keeps it.
        column: What the file calls the column of its number.
        reason: Why there is nothing to store; empty if there is.
        outcome: What comparing found, under the names of that model too, as ``before`` and ``written_key``.
        pk: The key of its row, once that is saved.
    """

    sheet: str
    line: int
    kind: RowKind
    content: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    column: str = "value"
    reason: str = ""
    outcome: RowOutcome = RowOutcome.NEW
    before: dict[str, Any] = field(default_factory=dict)
    written_key: int | None = None
    pk: int | None = None

    @property
    def is_rejected(self) -> bool:
        return any(problem.severity == Severity.ERROR for problem in self.problems)

    @property
    def has_warning(self) -> bool:
        return any(problem.severity == Severity.WARNING for problem in self.problems)

    @property
    def is_value(self) -> bool:
        """Whether it states a value that can be checked."""
        return self.kind == RowKind.VALUE and not self.is_rejected and self.content.get("value") is not None

    def reject(self, text: str) -> None:
        self.problems.append(Problem(self.column, text))

    def warn(self, text: str) -> None:
        self.problems.append(Problem(self.column, text, Severity.WARNING))


@dataclass(frozen=True)
class Line:
    """A row of a table, its texts by field; the headings are those of the file."""

    sheet: str
    number: int
    texts: dict[str, str]
    unreadable: dict[str, str]
    headings: dict[str, str]

    def text(self, field: str) -> str:
        """The text of a field; empty if the file has no such column. Raises Unreadable."""
        if field in self.unreadable:
            raise Unreadable(self.unreadable[field])
        return self.texts.get(field, "").strip()

    def heading(self, field: str) -> str:
        """What the file calls a field."""
        return self.headings.get(field, field)


@dataclass(frozen=True)
class KnownMeasure:
    """A measure as readers need it."""

    slug: str
    indicator: int
    kind: str
    name: str


@dataclass(frozen=True)
class Known:
    """What readers know of the base: its measures by slug, and its organisations' names by ODS code."""

    measures: dict[str, KnownMeasure]
    names: dict[str, str]
    this_year: int
