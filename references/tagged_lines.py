"""Reads records made of lines that start with a tag, as RIS and MEDLINE files have them."""

import re
from collections.abc import Container, Iterable, Iterator

from references import parsing


class TaggedValues:
    """A record’s values by tag. Reading a value removes it, so that what remains is what no reader knew."""

    def __init__(self, tagged: Iterable[tuple[str, str]], one_per_line: Container[str] = ()) -> None:
        """Stores pairs of tag and value; for tags in ``one_per_line`` each line is a value of its own."""
        self._values: dict[str, list[str]] = {}
        for tag, value in tagged:
            for part in value.splitlines() if tag in one_per_line else [value]:
                if cleaned := parsing.one_line(part):
                    self._values.setdefault(tag, []).append(cleaned)

    def all(self, *tags: str) -> list[str]:
        """Removes and returns every value of the tags."""
        return [value for tag in tags for value in self._values.pop(tag, [])]

    def first(self, *tags: str) -> str:
        """Removes and returns one value: the first of the first tag that has any."""
        tag = next((tag for tag in tags if tag in self._values), None)
        if tag is None:
            return ""
        value = self._values[tag][0]
        self.remove(tag, value)
        return value

    def peek(self, tag: str) -> list[str]:
        """The values of a tag, without removing them."""
        return self._values.get(tag, [])

    def remove(self, tag: str, value: str, rest: str = "") -> None:
        """Removes one value of a tag, or replaces it with ``rest``."""
        values = self._values[tag]
        values[values.index(value) : values.index(value) + 1] = [rest] if rest else []
        if not values:
            del self._values[tag]

    @property
    def remaining(self) -> dict[str, list[str]]:
        return self._values


def tagged_values(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yields the tags of a record with their values; a line without a tag continues the value before it."""
    tag, parts = "", [""]
    for line in text.splitlines():
        if found := pattern.match(line):
            yield tag, "\n".join(parts)
            tag, parts = found[1], [found[2]]
        else:
            parts.append(line)
    yield tag, "\n".join(parts)
