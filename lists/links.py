"""Links as templates show them: what is read and where it leads."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, TypedDict

from django.urls import get_script_prefix, reverse


class Link(TypedDict):
    """A link."""

    text: str
    href: str


class HasAddress(Protocol):
    """Anything with a page of its own."""

    def get_absolute_url(self) -> str:
        """The page's address."""


def address(name: str, *args: object) -> str:
    """The address of a page by its name in the URLconf; raises NoReverseMatch. A page has a hundred such links."""
    return _address(get_script_prefix(), name, *args)


@lru_cache(maxsize=10_000)
def _address(_prefix: str, name: str, *args: object) -> str:
    return reverse(name, args=args)


def link(entry: HasAddress, text: str = "") -> Link:
    """A link to the page of ``entry``, with its name unless ``text`` says otherwise."""
    return {"text": text or str(entry), "href": entry.get_absolute_url()}


def links(entries: Iterable[HasAddress]) -> list[Link]:
    """A link to the page of each entry."""
    return [link(entry) for entry in entries]
