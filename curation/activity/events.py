"""The list of all activity: newest first, filtered, a page or a batch at a time.

Each source gives its newest rows before a place in the list, by an index, and the newest of all of these are taken. So
a page takes as long at the end of a million rows as at the beginning.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst

from curation.activity.sources import SOURCES, Kind, Source
from curation.entry_words import DELETED, person_name
from curation.snapshots import referenced_rows

_COLUMNS = ("act_at", "act_source", "act_key", "act_who", "act_act", "act_type", "act_of", "act_name", "act_details")
_ORDER = ("-act_at", "-act_source", "-act_key")


@dataclass(frozen=True)
class Place:
    """A place in the list: after the row with this time, source and key."""

    at: datetime.datetime
    source: int
    key: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.source}~{self.key}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that an address names; None if it names none."""
        time, _, rest = text.partition("~")
        source, _, key = rest.partition("~")
        numbers = all(each.isascii() and each.isdecimal() and len(each) < 19 for each in (source, key))
        try:
            at = parse_datetime(time)
            if at is None or at.tzinfo is None or not numbers:
                return None
            # As the database reads it, for which the last hours of the calendar may be too late.
            return cls(at.astimezone(datetime.UTC), int(source), int(key))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Asked:
    """Which rows of the list somebody wants to see."""

    person: User | None = None
    kind: Kind | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    about: tuple[tuple[int, int], ...] | None = None  # types and keys of entries or accounts


@dataclass(frozen=True)
class Event:
    """That somebody did something."""

    place: Place
    who: str
    user_name: str
    what: str
    about: str
    about_kind: str
    about_model: Any  # and the key, for a link
    about_key: str

    @property
    def at(self) -> datetime.datetime:
        """When."""
        return self.place.at


def events_of(asked: Asked, before: Place | None, number: int) -> list[Event]:
    """So many rows of the list, newest first, from a place on."""
    branches = [_branch(source, asked, before) for source in enumerate(SOURCES)]
    parts = [each.order_by(*_ORDER)[:number] for each in branches if each is not None]
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True).order_by(*_ORDER)[:number] if parts[1:] else parts[0]
    return list(_described(list(rows)))


def in_batches(asked: Asked, most: int, size: int = 2_000) -> Iterator[list[Event]]:
    """The same in batches, as many as are asked for in all."""
    place, left = None, most
    while left > 0 and (batch := events_of(asked, place, min(size, left))):
        yield batch
        place, left = batch[-1].place, left - len(batch)


def _branch(numbered: tuple[int, Source], asked: Asked, before: Place | None) -> QuerySet | None:
    """The rows of a source that are asked for; None if it has none of these."""
    number, source = numbered
    if (asked.kind and asked.kind not in source.kinds) or (asked.about is not None and source.entry is None):
        return None
    rows = source.rows().order_by().annotate(act_at=F(source.at))
    if asked.kind:
        rows = rows.filter(source.kinds[asked.kind]())
    if asked.person:
        by = {source.by: asked.person} if source.by else {source.by_name: asked.person.get_username()}
        rows = rows.filter(**by)
    if asked.about is not None:
        rows = rows.filter(_is_about(source, asked.about))
    if asked.since:
        rows = rows.filter(**{f"{source.at}__gte": _moment(asked.since, datetime.time.min)})
    if asked.until:
        rows = rows.filter(**{f"{source.at}__lte": _moment(asked.until, datetime.time.max)})
    if before is not None:
        rows = rows.filter(_is_before(number, source, before))
    return rows.annotate(**_columns(number, source)).values_list(*_COLUMNS)


def _columns(number: int, source: Source) -> dict[str, Any]:
    who: Any = F(f"{source.by}_id") if source.by else None
    if source.by_name:
        who = Subquery(User.objects.filter(username=OuterRef(source.by_name)).values("pk")[:1])
    type_of, key_of = (F(f"{source.entry[0]}_id"), F(source.entry[1])) if source.entry else (Value(None), Value(""))
    if source.is_row:
        type_of, key_of = Value(ContentType.objects.get_for_model(source.rows().model).pk), F("pk")
    return {
        "act_source": Value(number, IntegerField()),
        "act_key": Cast("pk", BigIntegerField()),
        "act_who": Cast(who, BigIntegerField()),
        "act_act": Cast(source.act, TextField()),
        "act_type": Cast(type_of, IntegerField()),
        "act_of": Cast(key_of, TextField()),
        "act_name": Cast(source.name, TextField()),
        "act_details": Cast(source.details, TextField()),
    }


def _is_about(source: Source, wanted: tuple[tuple[int, int], ...]) -> Q:
    assert source.entry is not None  # noqa: S101  # the others were left out
    found = Q(pk__in=[])
    for type_of, key in wanted:
        found |= Q(**{source.entry[0]: type_of, source.entry[1]: key})
    return found


def _is_before(number: int, source: Source, place: Place) -> Q:
    """Whether a row comes after a place in the list: at an earlier time, or further down among those of the time."""
    if number != place.source:
        return Q(**{f"{source.at}__{'lte' if number < place.source else 'lt'}": place.at})
    return Q(**{f"{source.at}__lte": place.at}) & ~Q(**{source.at: place.at, "pk__gte": place.key})


def _moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, time))


def _described(rows: list[Any]) -> Iterator[Event]:
    """The rows in words, with the names of people and of what was worked on, read in a query for each model."""
    users = User.objects.in_bulk({row[3] for row in rows if row[3]})
    names = _names(rows)
    for at, number, key, who, act, type_of, of, name, details in rows:
        source, user = SOURCES[number], users.get(who)
        model = ContentType.objects.get_for_id(type_of).model_class() if type_of else None
        yield Event(
            place=Place(at, number, key),
            who=person_name(user, f"a former user ({who})" if who else source.nobody),
            user_name=user.get_username() if user else "",
            what=source.words(act, details or ""),
            about=name or names.get((type_of, of), DELETED if of else ""),
            about_kind=capfirst(str(model._meta.verbose_name)) if model else "",
            about_model=model,
            about_key=of or "",
        )


def _names(rows: list[Any]) -> dict[tuple[int, str], str]:
    keys: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row[6] and not row[7]:
            keys[row[5]].add(row[6])
    models = {type_of: ContentType.objects.get_for_id(type_of).model_class() for type_of in keys}
    found = referenced_rows({model: keys[type_of] for type_of, model in models.items() if model})
    return {
        (type_of, str(key)): str(row) for type_of, model in models.items() if model for key, row in found[model].items()
    }
