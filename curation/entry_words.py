"""What a version of an entry says, in words, and what two versions say differently."""

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

#: The name of the row of a model that a foreign key or link refers to; None where it is gone or may not be shown.
NameOf = Callable[[type[models.Model], Any], str | None]

#: The texts of each field, link and kind of part of an entry; see :func:`words_of`.
EntryTexts = list[dict[str, Any]]

#: Texts of more pieces together are shown whole: comparing takes the square of their number.
LONGEST_COMPARED = 6_000

#: Only say in which order rows stand.
ORDER_FIELDS = frozenset({"position"})


def value_in_words(field: models.Field, value: Any, name_of: NameOf) -> str:
    """The value of a column in words; empty where nothing is stated.

    Args:
        field: The column's field.
        value: The value, as it is in Python or in JSON.
        name_of: Names what a foreign key refers to.
    """
    if value in (None, ""):
        return ""
    if isinstance(field, models.ForeignKey):
        name = name_of(field.related_model, value)
        return DELETED if name is None else name
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, models.DateField) and (day := parse_date(str(value)[:10])):
        return date_format(day, "j F Y")
    return str(dict(field.flatchoices).get(value, value))


def names_in(rows: Mapping[type[models.Model], Mapping[Any, models.Model]]) -> NameOf:
    """Names the rows that :func:`~curation.snapshots.referenced_rows` read."""

    def name_of(model: type[models.Model], key: Any) -> str | None:
        row = rows.get(model, {}).get(key)
        return None if row is None else str(row)

    return name_of


def words_of(model: type[models.Model], snapshots: Sequence[Snapshot], *, public: bool = False) -> list[EntryTexts]:
    """What each snapshot says, in the order of the model's fields, then links, then parts.

    Args:
        model: The model of the entry that they are of.
        snapshots: Any number of them; what they refer to is looked up once for all.
        public: Leaves out what the public may not see of what they refer to.

    Returns::

        [[{"name": "certainty", "label": "Certainty of evidence (GRADE)", "texts": ["Low"], "is_list": False}, …], …]
    """
    name_of = names_in(referenced_rows(_referenced_keys(model, snapshots), public=public))
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
    """What a snapshot says, or the same content with its columns named otherwise.

    Args:
        model: The model of the entry that it is of.
        content: Its ``fields``, ``links`` and ``parts``.
        name_of: Names what they refer to.
        public: Leaves out the parts that refer to what ``name_of`` does not name.
        column: The attribute of a field that names its column in the content.
        leave_out: The entry's fields to leave out.
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
        in_words = [
            _part_in_words(part, row, name_of, column)
            for row in rows
            if not (public and _refers_to_unnamed(part, row, name_of, column))
        ]
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


def _referenced_keys(model: Any, snapshots: Iterable[Snapshot]) -> dict[type[models.Model], set[Any]]:
    """The keys of all rows that some snapshots refer to, by model."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)

    def add_foreign_keys(of: type[models.Model], values: Mapping[str, Any]) -> None:
        for field in content_fields(of):
            if isinstance(field, models.ForeignKey) and values.get(field.attname) is not None:
                keys[field.related_model].add(values[field.attname])

    for snapshot in snapshots:
        add_foreign_keys(model, snapshot["fields"])
        for field in link_fields(model):
            keys[field.related_model].update(snapshot["links"].get(field.name, []))
        for name in model.part_relations:
            for row in snapshot["parts"].get(name, []):
                add_foreign_keys(part_relation(model, name).related_model, row)
    return keys


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
