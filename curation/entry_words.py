"""What a version of an entry says, in words, and what two versions say differently."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst

from curation.snapshots import Snapshot, content_fields, link_fields, part_relation, referenced_rows

#: Stands where a value is empty.
NOT_STATED = "not stated"
#: Stands for a row that a foreign key refers to and that is gone.
DELETED = "something since deleted"

#: Gives the name of a row of a model by its key; None where it was deleted or may not be shown.
NameOf = Callable[[type[models.Model], Any], str | None]

#: The texts of each field, link and kind of part of an entry; see :func:`words_of`.
EntryTexts = list[dict[str, Any]]

#: Texts of more pieces together are shown whole: comparing takes the square of their number.
LONGEST_COMPARED = 6_000

#: Only say in which order rows stand.
ORDER_FIELDS = frozenset({"position"})


def value_in_words(field: models.Field, value: Any, name_of: NameOf) -> str:
    """The value of a column, as it is in Python or in JSON, in words; empty where nothing is stated."""
    if value in (None, ""):
        return ""
    if isinstance(field, models.ForeignKey):
        return DELETED if (name := name_of(field.related_model, value)) is None else name
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, models.DateField) and (day := parse_date(str(value)[:10])):
        return date_format(day, "j F Y")
    return str(dict(field.flatchoices).get(value, value))


def person_name(user: Any, otherwise: str = "") -> str:
    """The name of a user; ``otherwise`` for None."""
    return str(user.get_full_name() or user.get_username()) if user else otherwise


def words_of(model: type[models.Model], snapshots: Sequence[Snapshot], *, public: bool = False) -> list[EntryTexts]:
    """What each snapshot of an entry says, in the order of the model's fields, then links, then parts.

    With ``public``, without what the public may not see. The rows that they refer to are read once for all.

    Returns::

        [[{"name": "certainty", "label": "Certainty of evidence (GRADE)", "texts": ["Low"], "is_list": False}, …], …]
    """
    rows = referenced_rows(referenced_keys(model, snapshots), public=public)

    def name_of(of: type[models.Model], key: Any) -> str | None:
        row = rows.get(of, {}).get(key)
        return None if row is None else str(row)

    return [entry_texts(model, snapshot, name_of, public=public) for snapshot in snapshots]


def entry_texts(
    model: Any,
    content: Mapping[str, Any],
    name_of: NameOf,
    *,
    public: bool = False,
    column: str = "attname",
    leave_out: Iterable[str] = ORDER_FIELDS,
) -> EntryTexts:
    """What a snapshot of an entry says, or content like it whose keys are another attribute of the fields, ``column``.

    With ``public``, without parts that refer to what ``name_of`` does not name; always without the fields to leave out.
    """
    texts = [
        labelled_texts(field.name, field.verbose_name, [value_in_words(field, content["fields"][name], name_of)])
        for field in content_fields(model)
        if field.name not in leave_out and (name := getattr(field, column)) in content["fields"]
    ]
    for field in link_fields(model):
        linked = (name_of(field.related_model, key) for key in content["links"].get(field.name, []))
        names = sorted(name for name in linked if name is not None)
        texts.append(labelled_texts(field.name, field.verbose_name, names, is_list=True))
    for part_name in model.part_relations:
        part: Any = part_relation(model, part_name).related_model
        rows = content["parts"].get(part_name, [])
        rows = sorted(rows, key=lambda row: (row.get("position") or 0, row.get("number") or 0))
        if public:
            rows = [row for row in rows if not _refers_to_unnamed(part, row, name_of, column)]
        in_words = [_part_in_words(part, row, name_of, column) for row in rows]
        texts.append(labelled_texts(part_name, part._meta.verbose_name_plural, in_words, is_list=True))
    return texts


def labelled_texts(name: str, label: Any, texts: Iterable[str], *, is_list: bool = False) -> dict[str, Any]:
    """The texts of a field, link or kind of part, without empty ones, as :func:`words_of` gives them."""
    return {"name": name, "label": capfirst(str(label)), "texts": [text for text in texts if text], "is_list": is_list}


def _part_in_words(part: Any, row: Mapping[str, Any], name_of: NameOf, column: str) -> str:
    """A part in a line: ``Study: …; bearing: supports``."""
    texts = []
    for field in content_fields(part):
        value = row.get(getattr(field, column))
        # A choice of zero is of nothing.
        if field.name in ORDER_FIELDS or (field.choices and value == 0):
            continue
        if text := value_in_words(field, value, name_of):
            texts.append(f"{field.verbose_name!s}: {text}")
    # What follows from the part's values, where its model knows of any.
    texts += getattr(part, "what_follows", lambda values: [])(row)
    return capfirst("; ".join(texts))


def _refers_to_unnamed(part: Any, row: Mapping[str, Any], name_of: NameOf, column: str) -> bool:
    return any(
        name_of(field.related_model, key) is None
        for field in content_fields(part)
        if isinstance(field, models.ForeignKey) and (key := row.get(getattr(field, column))) is not None
    )


def referenced_keys(
    model: Any, snapshots: Iterable[Snapshot], *, with_links: bool = True
) -> dict[type[models.Model], set[Any]]:
    """The keys of the rows that snapshots of an entry refer to, by model; ``with_links``, by many-to-many too."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)

    def add_foreign_keys(of: type[models.Model], values: Mapping[str, Any]) -> None:
        for field in content_fields(of):
            if isinstance(field, models.ForeignKey) and values.get(field.attname) is not None:
                keys[field.related_model].add(values[field.attname])

    for snapshot in snapshots:
        add_foreign_keys(model, snapshot["fields"])
        for field in link_fields(model) if with_links else ():
            keys[field.related_model].update(snapshot["links"].get(field.name, []))
        for name in model.part_relations:
            for row in snapshot["parts"].get(name, []):
                add_foreign_keys(part_relation(model, name).related_model, row)
    return keys


#: A text in pieces, each with whether the other version lacks it.
Marked = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Difference:
    """What one field, link or kind of part says differently in an older and in a newer version."""

    label: str
    before: Marked = ()
    after: Marked = ()
    removed: tuple[str, ...] = ()  # instead of the texts, if it is a list
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
        old, new = ((text or NOT_STATED).lower() if len(text) < 20 else text for text in (old, new))
        return f"{label}: {old} → {new}"


def differences(before: EntryTexts, after: EntryTexts) -> list[Difference]:
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
            found.append(Difference(new["label"], *_marked("".join(was["texts"]), "".join(new["texts"]))))
    return found


def _marked(old: str, new: str) -> tuple[Marked, Marked]:
    before: list[tuple[str, bool]] = []
    after: list[tuple[str, bool]] = []
    for is_same, was, now in _changes(old, new):
        if was:
            before.append((was, not is_same))
        if now:
            after.append((now, not is_same))
    return tuple(before), tuple(after)


def in_one_text(old: str, new: str) -> list[tuple[str, str]]:
    """Two texts as one, in pieces: each with whether it is ``same``, ``removed`` or ``added``.

    What was reworded is one removed piece and one added, though a single space in between is the same.
    """
    found: list[tuple[str, str]] = []
    was = now = ""
    for is_same, removed, added in [*_changes(old, new), (True, "", "")]:
        if is_same and (was or now) and removed == " ":
            was, now = was + " ", now + " "
            continue
        if not is_same:
            was, now = was + removed, now + added
            continue
        found += [(text, kind) for text, kind in ((was, "removed"), (now, "added"), (removed, "same")) if text]
        was = now = ""
    return found


def _changes(old: str, new: str) -> list[tuple[bool, str, str]]:
    """The pieces of two texts in order: whether they are the same in both, the old one and the new one."""
    old_words, new_words = (re.split("( )", text) for text in (old, new))
    if len(old_words) + len(new_words) > LONGEST_COMPARED:
        return [(old == new, old, new)]
    compared = SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes()
    return [
        (change == "equal", "".join(old_words[i1:i2]), "".join(new_words[j1:j2])) for change, i1, i2, j1, j2 in compared
    ]
