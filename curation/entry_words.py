"""What a version of an entry says, in words, and what two versions say differently."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst

from curation.snapshots import Snapshot, content_fields, link_fields, part_relation, referenced_rows

NOT_STATED = "not stated"

#: What each field, link or kind of part says: its name, its label and the texts, one for each thing that it lists.
Words = list[dict[str, Any]]

#: Texts of more pieces together are shown whole: comparing takes the square of their number.
LONGEST_COMPARED = 6_000

# Places in an order say nothing to a reader.
UNSAID = frozenset({"position"})


def words_of(model: type[models.Model], snapshots: Sequence[Snapshot], *, public: bool = False) -> list[Words]:
    """What each snapshot says, in the order of the model's fields, then links, then parts.

    Args:
        model: The model of the entry that they are of.
        snapshots: Any number of them; what they refer to is looked up once for all.
        public: Leaves out what the public may not see of what they refer to.

    Returns::

        [[{"name": "certainty", "label": "Certainty of evidence (GRADE)", "texts": ["Low"], "is_list": False}, …], …]
    """
    names = _Names(model, snapshots, public=public)
    return [_words(model, snapshot, names) for snapshot in snapshots]


def _words(model: Any, snapshot: Snapshot, names: "_Names") -> Words:
    said: Words = []
    for field in content_fields(model):
        if field.name not in UNSAID and field.attname in snapshot["fields"]:
            text = names.value(field, snapshot["fields"][field.attname])
            said.append(_said(field.name, field.verbose_name, [text] if text else [], is_list=False))
    for field in link_fields(model):
        texts = names.linked(field.related_model, snapshot["links"].get(field.name, []))
        said.append(_said(field.name, field.verbose_name, sorted(texts), is_list=True))
    for name in model.part_relations:
        relation = part_relation(model, name)
        rows = sorted(
            snapshot["parts"].get(name, []), key=lambda row: (row.get("position") or 0, row.get("number") or 0)
        )
        texts = [names.part(relation, row) for row in rows if names.shows_part(relation, row)]
        said.append(_said(name, relation.related_model._meta.verbose_name_plural, texts, is_list=True))
    return said


def _said(name: str, label: Any, texts: list[str], *, is_list: bool) -> dict[str, Any]:
    return {"name": name, "label": capfirst(str(label)), "texts": texts, "is_list": is_list}


class _Names:
    """The names of all rows that some snapshots refer to, read in one query a model."""

    def __init__(self, model: Any, snapshots: Iterable[Snapshot], *, public: bool) -> None:
        keys: dict[Any, set[Any]] = defaultdict(set)
        parts: dict[Any, set[Any]] = defaultdict(set)
        for snapshot in snapshots:
            self._note(keys, model, snapshot["fields"])
            for field in link_fields(model):
                keys[field.related_model].update(snapshot["links"].get(field.name, []))
            for name in model.part_relations:
                part = part_relation(model, name).related_model
                for row in snapshot["parts"].get(name, []):
                    self._note(keys, part, row)
                    parts[part].add(row["id"])
        self._rows = referenced_rows(keys, public=public)
        self._public = public

    def _note(self, keys: dict[Any, set[Any]], model: type[models.Model], values: dict[str, Any]) -> None:
        for field in content_fields(model):
            if isinstance(field, models.ForeignKey) and values.get(field.attname) is not None:
                keys[field.related_model].add(values[field.attname])

    def linked(self, related: Any, keys: Iterable[Any]) -> list[str]:
        """The names of linked rows, without those that may not be shown or are gone."""
        found = self._rows.get(related, {})
        return [str(found[key]) for key in keys if key in found]

    def shows_part(self, relation: Any, row: dict[str, Any]) -> bool:
        """Whether all that a part refers to may be shown."""
        return not self._public or all(
            row.get(field.attname) in self._rows.get(field.related_model, {})
            for field in content_fields(relation.related_model)
            if isinstance(field, models.ForeignKey) and field != relation.field and row.get(field.attname) is not None
        )

    def part(self, relation: Any, row: dict[str, Any]) -> str:
        """A part in a line: ``Study: …; bearing: supports``."""
        said = []
        for field in content_fields(relation.related_model):
            value = row.get(field.attname)
            # A choice of zero is of nothing.
            if field == relation.field or field.name in UNSAID or (field.choices and value == 0):
                continue
            if text := self.value(field, value):
                said.append(f"{field.verbose_name!s}: {text}")
        # What follows from the part's values, where its model knows of any.
        said += getattr(relation.related_model, "what_follows", lambda values: [])(row)
        return capfirst("; ".join(said))

    def value(self, field: models.Field, value: Any) -> str:
        """A value in words; empty where nothing is stated."""
        if value in (None, ""):
            return ""
        if isinstance(field, models.ForeignKey):
            row = self._rows.get(field.related_model, {}).get(value)
            return str(row) if row else "something since deleted"
        if isinstance(field, models.BooleanField):
            return "Yes" if value else "No"
        if isinstance(field, models.DateField) and (day := parse_date(str(value))):
            return date_format(day, "j F Y")
        return str(dict(field.flatchoices).get(value, value))


@dataclass(frozen=True)
class Difference:
    """What one field, link or kind of part says in an older and in a newer version.

    Attributes:
        label: What it is called.
        before: The older text, each piece with whether it is gone in the newer.
        after: The newer text, each piece with whether it is new in it.
        removed: What the older lists and the newer does not.
        added: What the newer lists and the older does not.
        is_list: Whether ``removed`` and ``added`` say it, or else ``before`` and ``after``.
    """

    label: str
    before: tuple[tuple[str, bool], ...] = ()
    after: tuple[tuple[str, bool], ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    is_list: bool = False

    @property
    def in_a_line(self) -> str:
        """The difference in words: “certainty: low → moderate”, “themes: + Skills”, or that a long text changed."""
        label = self.label[0].lower() + self.label[1:] if self.label[1:2].islower() else self.label
        if self.is_list:
            changes = [*(f"+ {each}" for each in self.added), *(f"− {each}" for each in self.removed)]
            return f"{label}: {'; '.join(changes)}"
        old, new = ("".join(text for text, _ in side) for side in (self.before, self.after))
        if len(old) + len(new) > 160 or "\n" in old + new:
            return f"{label} {'reworded' if old and new else 'added' if new else 'removed'}"
        return f"{label}: {(old or NOT_STATED).lower() if len(old) < 20 else old} → " + (
            (new or NOT_STATED).lower() if len(new) < 20 else new
        )


def differences(before: Words, after: Words) -> list[Difference]:
    """What two versions say differently, in the order of the newer one."""
    old = {each["name"]: each for each in before}
    found = []
    for new in after:
        was = old.get(new["name"], {"texts": []})
        if was["texts"] == new["texts"]:
            continue
        if new["is_list"]:
            removed = tuple(text for text in was["texts"] if text not in new["texts"])
            added = tuple(text for text in new["texts"] if text not in was["texts"])
            if removed or added:
                found.append(Difference(new["label"], removed=removed, added=added, is_list=True))
        else:
            before_and_after = _marked("".join(was["texts"]), "".join(new["texts"]))
            found.append(Difference(new["label"], *before_and_after))
    return found


def _marked(old: str, new: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """Both texts cut into pieces, each with whether the other lacks it; compared word by word."""
    old_words, new_words = _pieces(old), _pieces(new)
    if len(old_words) + len(new_words) > LONGEST_COMPARED:
        return ((old, True),), ((new, True),)
    before: list[tuple[str, bool]] = []
    after: list[tuple[str, bool]] = []
    for change, i1, i2, j1, j2 in SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():
        if i1 < i2:
            before.append(("".join(old_words[i1:i2]), change != "equal"))
        if j1 < j2:
            after.append(("".join(new_words[j1:j2]), change != "equal"))
    return tuple(before), tuple(after)


def _pieces(text: str) -> list[str]:
    """The words of a text, each with the space after it."""
    pieces: list[str] = []
    for word in text.split(" "):
        pieces += [word, " "]
    return pieces[:-1]
