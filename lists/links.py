"""Links as templates show them: what is read and where it leads."""

from collections.abc import Iterable
from typing import Protocol, TypedDict


class Link(TypedDict):
    """A link."""

    text: str
    href: str


class HasAddress(Protocol):
    """Anything with a page of its own."""

    def get_absolute_url(self) -> str:
        """The page's address."""


def link(entry: HasAddress, text: str = "") -> Link:
    """A link to the page of ``entry``, with its name unless ``text`` says otherwise."""
    return {"text": text or str(entry), "href": entry.get_absolute_url()}


def links(entries: Iterable[HasAddress]) -> list[Link]:
    """A link to the page of each entry."""
    return [link(entry) for entry in entries]
