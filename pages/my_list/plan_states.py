"""What a file holds of the list that it was made from, and what has changed in its entries since."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.utils import timezone

from curation.models import PublishedVersion
from curation.public_history import public_histories
from pages.my_list.selection import Selection
from recommendations.models import Recommendation

# Without an age: a plan may be older than an address is good for.
_signer = signing.Signer(salt="pages.my_list.plan_states")


class NotAState(Exception):
    """A text that is no state of ours."""


@dataclass(frozen=True)
class EntryState:
    """A recommendation when a file was made: its names, and its newest version, if there was one."""

    key: str
    reference: str
    title: str
    version: int | None
    published_at: datetime.datetime | None


@dataclass(frozen=True)
class Change:
    """What has changed in an entry since a file was made.

    Attributes:
        what: In words.
        since: The day on which the file was made.
        href: Where all its changes are.
        version_href: Where it stands as it was then; empty if no version was kept.
    """

    what: str
    since: datetime.date
    href: str
    version_href: str


@dataclass(frozen=True)
class PlanState:
    """The recommendations of a list when a file was made of it."""

    worksheet: str
    made_at: datetime.datetime
    entries: tuple[EntryState, ...]

    @classmethod
    def now(cls, worksheet: str, names: Mapping[str, tuple[str, str]]) -> Self:
        """The state of entries, which ``names`` gives by their keys with reference and title."""
        newest = _newest_versions(_by_key(names))
        entries = (EntryState(key, *name, *newest.get(key, (None, None))) for key, name in names.items())
        return cls(worksheet, timezone.now(), tuple(entries))

    @classmethod
    def read(cls, text: str) -> Self:
        """The state that :meth:`signed` gave. Raises NotAState."""
        try:
            worksheet, made_at, entries = _signer.unsign_object(text)
        except (signing.BadSignature, ValueError):
            raise NotAState from None
        at = datetime.datetime.fromisoformat
        of_entries = (
            EntryState(key, reference, title, number, day and at(day)) for key, reference, title, number, day in entries
        )
        return cls(worksheet, at(made_at), tuple(of_entries))

    def signed(self) -> str:
        """The state as a text."""
        entries = [
            [each.key, each.reference, each.title, each.version, each.published_at and each.published_at.isoformat()]
            for each in self.entries
        ]
        return _signer.sign_object([self.worksheet, self.made_at.isoformat(), entries], compress=True)

    @property
    def names(self) -> dict[str, tuple[str, str]]:
        """The references and titles of the entries by their keys."""
        return {each.key: (each.reference, each.title) for each in self.entries}

    def changes(self) -> dict[str, "Change"]:
        """What has changed since in the entries that are still public, by key."""
        rows = _by_key(self.names)
        newest = _newest_versions(rows)
        same = {(key, *version) for key, version in newest.items()}
        changed = {each.key: each for each in self.entries if (each.key, each.version, each.published_at) not in same}
        keys = {rows[key].pk: key for key in changed if key in rows}
        histories = public_histories(Recommendation, list(keys)) if keys else {}
        found = {}
        for pk, key in keys.items():
            then, href = changed[key], rows[key].get_absolute_url()
            since = then.published_at or self.made_at
            what = [words for change in histories.get(pk, ()) if change.at > since for words in change.what]
            if what:
                version_href = f"{href}versions/{then.version}/" if then.version else ""
                found[key] = Change("; ".join(what), timezone.localdate(self.made_at), f"{href}#history", version_href)
        return found


def _by_key(keys: Iterable[str]) -> dict[str, Any]:
    rows = Recommendation.objects.published().only("reference", "title")
    return Selection(tuple(keys)).entries("r", rows)


def _newest_versions(rows: Mapping[str, Any]) -> dict[str, tuple[int, datetime.datetime]]:
    """The number and time of the newest version of each entry that has one, by key."""
    keys = {row.pk: key for key, row in rows.items()}
    kind = ContentType.objects.get_for_model(Recommendation)
    versions = PublishedVersion.objects.filter(entry_type=kind, entry_id__in=keys).order_by("entry_id", "-number")
    columns = versions.distinct("entry_id").values_list("entry_id", "number", "published_at")
    return {keys[pk]: (number, at) for pk, number, at in columns}
