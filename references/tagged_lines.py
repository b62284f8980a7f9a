"""What RIS and MEDLINE files share: records made of lines that start with a tag."""

import re
from collections.abc import Container, Iterable, Iterator

from references.reference import one_line


class TaggedValues:
    """The values of a record by tag; what is taken is gone, so that what is left is everything else."""

    def __init__(self, tagged: Iterable[tuple[str, str]], a_line_each: Container[str] = ()) -> None:
        """Takes the values in.

        Args:
            tagged: Each tag with its value.
            a_line_each: Tags each line of whose values is a value of its own.
        """
        self._values: dict[str, list[str]] = {}
        for tag, value in tagged:
            for part in value.splitlines() if tag in a_line_each else [value]:
                if cleaned := one_line(part):
                    self._values.setdefault(tag, []).append(cleaned)

    def all(self, *tags: str) -> list[str]:
        """Takes every value of the tags, those of the first tag first."""
        return [value for tag in tags for value in self._values.pop(tag, [])]

    def first(self, *tags: str) -> str:
        """Takes the first value of the first of the tags that there is; the others stay."""
        for tag in tags:
            if tag in self._values:
                value, *others = self._values.pop(tag)
                if others:
                    self._values[tag] = others
                return value
        return ""

    def seen(self, tag: str) -> list[str]:
        """The values of a tag, which stay."""
        return self._values.get(tag, [])

    def drop(self, tag: str, value: str, rest: str = "") -> None:
        """Takes one value of a tag, or all of it but a rest."""
        values = self._values[tag]
        values[values.index(value) : values.index(value) + 1] = [rest] if rest else []
        if not values:
            del self._values[tag]

    @property
    def left(self) -> dict[str, list[str]]:
        """What nobody took."""
        return self._values


def tagged_values(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The tags of a record with their values; a line without a tag goes on with the line before it."""
    tag, parts = "", [""]
    for line in text.splitlines():
        if found := pattern.match(line):
            yield tag, "\n".join(parts)
            tag, parts = found[1], [found[2]]
        else:
            parts.append(line)
    yield tag, "\n".join(parts)
