"""The report of an update to a release, in plain text for curators."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.text import capfirst

from base.release_contents import Content
from base.releases import UNDECIDED, DecidedRow, Decision, Report
from curation.entry_words import UNSAID, Words, differences
from curation.models import Status
from curation.snapshots import content_fields, link_fields, part_relation

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
    elif row.decision in (Decision.PROPOSED, Decision.WAITING, Decision.LEFT):
        if row.last is None:
            yield from _changes("here → release: ", row, row.current, row.new)
        else:
            yield from _changes("in the release: ", row, row.last, row.new)
            yield from _changes("here: ", row, row.last, row.current)
    elif row.decision is Decision.DELETED_HERE:
        yield from _changes("in the release: ", row, row.last, row.new)


def _changes(prefix: str, row: DecidedRow, before: Content | None, after: Content | None) -> Iterator[str]:
    if before and after:
        for difference in differences(_words(row.key.model, before), _words(row.key.model, after)):
            yield f"      {prefix}{difference.in_a_line}"


def _words(model: Any, content: Content) -> Words:
    """The content in words, as :func:`curation.entry_words.differences` compares it, with natural keys for rows."""
    words = [
        _word(field.name, field.verbose_name, [_value(field, content["fields"].get(field.name))])
        for field in content_fields(model)
    ]
    for field in link_fields(model):
        named = [_key(each) for each in content["links"].get(field.name, [])]
        words.append(_word(field.name, field.verbose_name, named, is_list=True))
    for name in model.part_relations:
        part = part_relation(model, name).related_model
        named = [_part(part, row) for row in content["parts"].get(name, [])]
        words.append(_word(name, part._meta.verbose_name_plural, named, is_list=True))
    if content["state"]:
        words.append(_word("status", "status", [Status(content["state"]["status"]).label]))
        words.append(_word("withdrawn_because", "withdrawn because", [content["state"]["withdrawn_because"]]))
    return words


def _word(name: str, label: Any, texts: list[str], *, is_list: bool = False) -> dict[str, Any]:
    return {"name": name, "label": capfirst(str(label)), "texts": [text for text in texts if text], "is_list": is_list}


def _part(part: type[models.Model], row: dict[str, Any]) -> str:
    fields = [field for field in content_fields(part) if field.name in row and field.name not in UNSAID]
    named = ((field, _value(field, row[field.name])) for field in fields)
    return "; ".join(f"{field.verbose_name!s}: {value}" for field, value in named if value)


def _value(field: models.Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(field, models.ForeignKey):
        return _key(value)
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    return str(dict(field.flatchoices).get(value, value))


def _key(values: list[Any]) -> str:
    return ", ".join(str(value) for value in values)
