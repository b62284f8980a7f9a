"""Which entries a reader has collected, as a short text that is signed: for a cookie, and for an address to share.

Each entry is nine characters: a letter for its kind, and the first 48 bits of the SHA-256 of its reference or slug in
base 64. So two hundred fit into an address, and the same entry has the same key in any copy of the base. Among a
million entries of a kind the chance that any two share a key is 1 in 560. ``static/js/my-list.js`` makes the same key
of the address of an entry.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.core import signing
from django.db.models import QuerySet

from database.name_digests import NameDigest, digest_of
from evidence.models import CaseStudy, Study
from recommendations.models import Recommendation

#: The kinds of entry that a list may hold by their letters, each with the column that names an entry in its address.
KINDS: dict[str, tuple[Any, str]] = {"r": (Recommendation, "reference"), "s": (Study, "slug"), "c": (CaseStudy, "slug")}
MOST_ENTRIES = 200
#: An address that was shared is good for so many seconds: three years, as long as a plan may run.
GOOD_FOR = 3 * 365 * 24 * 60 * 60

_KEY = re.compile(f"[{''.join(KINDS)}][A-Za-z0-9_-]{{8}}")
_signer = signing.TimestampSigner(salt="pages.my_list")


class NotAList(Exception):
    """A text that is no list of ours; the message says why, for the reader."""


class IsFull(Exception):
    """A list would hold more than :data:`MOST_ENTRIES`."""


def key_of(entry: Any) -> str:
    """The key of an entry."""
    letter, column = next((letter, column) for letter, (model, column) in KINDS.items() if isinstance(entry, model))
    digest = digest_of(getattr(entry, column))
    return letter + base64.urlsafe_b64encode(bytes.fromhex(digest)).decode()


def signed_list(entries: Iterable[Any]) -> str:
    """A list of these entries as a text for an address."""
    return Selection(tuple(key_of(each) for each in entries)).signed()


@dataclass(frozen=True)
class Selection:
    """The keys of entries, in the reader's order, each once."""

    keys: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """The selection that :meth:`signed` gave. Raises NotAList."""
        try:
            keys = _signer.unsign(text, max_age=GOOD_FOR)
        except signing.SignatureExpired:
            raise NotAList("The address of this list is more than three years old.") from None
        except signing.BadSignature:
            raise NotAList("The address of this list is not complete, or was changed.") from None
        return cls(tuple(dict.fromkeys(_KEY.findall(keys))))

    def signed(self) -> str:
        """The selection as a text for an address or a cookie."""
        return _signer.sign("".join(self.keys))

    def with_keys(self, keys: Iterable[str]) -> Self:
        """The selection with more keys at its end. Raises IsFull, and ValueError for what is no key."""
        added = tuple(dict.fromkeys((*self.keys, *keys)))
        if not all(_KEY.fullmatch(key) for key in added):
            raise ValueError("That is no key of an entry.")
        if len(added) > MOST_ENTRIES:
            raise IsFull
        return type(self)(added)

    def without(self, key: str) -> Self:
        """The selection without a key."""
        return type(self)(tuple(each for each in self.keys if each != key))

    def moved(self, key: str, by: int) -> Self:
        """The selection with a key moved by so many places, as far as there are any."""
        if key not in self.keys:
            return self
        place = max(0, self.keys.index(key) + by)
        rest = self.without(key).keys
        return type(self)((*rest[:place], key, *rest[place:]))

    def of_kind(self, letter: str) -> Self:
        """The entries of the kind with this letter alone."""
        return type(self)(tuple(key for key in self.keys if key[0] == letter))

    def entries(self, letter: str, rows: QuerySet[Any]) -> dict[str, Any]:
        """Those of the rows, all of the kind with this letter, that are selected, by their keys."""
        _, column = KINDS[letter]
        digests = {_hex_of(key): key for key in self.keys if key[0] == letter}
        found = rows.annotate(key=NameDigest(column)).filter(key__in=digests) if digests else ()
        return {digests[row.key]: row for row in found}


def _hex_of(key: str) -> str:
    return base64.urlsafe_b64decode(key[1:]).hex()
