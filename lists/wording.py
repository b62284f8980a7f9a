"""Names, numbers, dates and lists as sentences write them."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

#: First words that keep their capital within a sentence.
PROPER = ("Indigenous",)


def midsentence(name: str) -> str:
    """A name as it stands within a sentence: “Staff knowledge” as “staff knowledge”, “LGBTQ+ people” as it is."""
    first = name.partition(" ")[0]
    return name if first in PROPER or first[1:] != first[1:].lower() else name[:1].lower() + name[1:]


def first_sentence(text: str) -> str:
    """The first sentence of a text; all of its first line where no other sentence follows there."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return re.split(r"(?<=[.!?])\s+(?=[A-Z“‘])", line, maxsplit=1)[0]


def counted(number: int, model: Any) -> str:
    """A number of a model's rows: “1 study”, “2 studies”."""
    return f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}"


def join_with_or(words: Sequence[str]) -> str:
    """The words as an alternative: “ICBs, PCNs or trusts”."""
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def paragraphs_and_lists(text: str) -> list[str | list[str]]:
    """Split the lines of a text into paragraphs and lists: ``["It had 2 parts:", ["one", "two"]]``.

    Lines are list items if they follow a line that ends in a colon, or if no line of the text ends as a sentence does.
    A list whose first item starts in lower case ends before a line that does not.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and not any(line[-1] in ".:?!" for line in lines):
        return [lines]
    parts: list[str | list[str]] = []
    items: list[str] | None = None
    for line in lines:
        is_item = items is not None and not line.endswith(":")
        if items and items[0][0].islower() and not line[0].islower():
            is_item = False
        if items is not None and is_item:
            if not items:
                parts.append(items)
            items.append(line)
        else:
            parts.append(line)
            items = [] if line.endswith(":") else None
    return parts


def day_in_words(day: datetime.date) -> str:
    """A day as the NHS writes it: “18 December 2024”."""
    return f"{day.day} {day:%B %Y}"


def value_in_words(value: Any) -> str:
    """What a filter was given, as the page writes it."""
    return day_in_words(value) if isinstance(value, datetime.date) else str(value)
