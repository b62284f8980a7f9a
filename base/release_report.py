"""The report of an update to a release, in plain text for curators."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from base.release_contents import Content
from base.releases import UNDECIDED, DecidedRow, Decision, Report
from curation.entry_words import EntryTexts, differences, entry_texts, labelled_texts
from curation.models import Status

#: The most rows that are listed of those that need nobody's attention.
MAX_LISTED = 50


def lines_of(report: Report, *, dry_run: bool) -> Iterator[str]:
    """The report, line by line: what was done, then what people have to decide, then what was left as it was."""
    yield f"{report.release}{': what it would do; nothing was written' if dry_run else ''}"
    yield ""
    for decision in Decision:
        rows = report.of(decision)
        if rows and decision not in (Decision.AGREED, Decision.UNCHANGED):
            yield f"{decision.value}: {len(rows):,}"
            shown = rows if decision in (*UNDECIDED, Decision.PROPOSED) else rows[:MAX_LISTED]
            for row in shown:
                yield from _row_lines(row)
            if len(rows) > len(shown):
                yield f"  … and {len(rows) - len(shown):,} more"
            yield ""
    for decision in (Decision.AGREED, Decision.UNCHANGED):
        yield f"{decision.value}: {len(report.of(decision)):,}"
    yield f"Published versions kept: {report.versions:,}"


def _row_lines(row: DecidedRow) -> Iterator[str]:
    yield f"  {row.key}{f': {row.reason}' if row.reason else ''}"
    if row.decision is Decision.UPDATED:
        yield from _changes("", row, row.last, row.new)
    elif row.decision in (Decision.PROPOSED, Decision.WAITING, Decision.LEFT, Decision.DELETED_HERE):
        if row.last is None:
            yield from _changes("here → release: ", row, row.current, row.new)
        else:
            yield from _changes("in the release: ", row, row.last, row.new)
            yield from _changes("here: ", row, row.last, row.current)


def _changes(prefix: str, row: DecidedRow, before: Content | None, after: Content | None) -> Iterator[str]:
    if before and after:
        for difference in differences(_texts(row.key.model, before), _texts(row.key.model, after)):
            yield f"      {prefix}{difference.in_a_line}"


def _texts(model: Any, content: Content) -> EntryTexts:
    """The content in words, with natural keys for the rows that it refers to."""
    texts = entry_texts(model, content, _natural_key, column="name", leave_out=())
    if content["state"]:
        texts.append(labelled_texts("status", "status", [Status(content["state"]["status"]).label]))
        texts.append(labelled_texts("withdrawn_because", "withdrawn because", [content["state"]["withdrawn_because"]]))
    return texts


def _natural_key(model: type[models.Model], values: Iterable[Any]) -> str:
    return ", ".join(str(value) for value in values)
