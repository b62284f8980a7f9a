"""Checks structured data against the vocabulary that schema.org publishes; see docs/decisions/structured-data.md."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

CONTEXT = "https://schema.org"

#: What a plain value must look like to be of a type; each is text in JSON but for the numbers.
PLAIN = {
    "Text": lambda value: isinstance(value, str),
    "URL": lambda value: isinstance(value, str) and bool(re.fullmatch(r"https?://\S+", value)),
    "Date": lambda value: isinstance(value, str) and bool(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value)),
    "DateTime": lambda value: isinstance(value, str) and bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\S+", value)),
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
}


@cache
def vocabulary() -> dict[str, Any]:
    """The types and properties that we may use."""
    return json.loads(Path(__file__).with_name("schema_org.json").read_text())


def faults(document: dict[str, Any]) -> list[str]:
    """What schema.org does not know of a document: types, their properties, and what these may hold."""
    found = [] if document.get("@context") == CONTEXT else ["it does not say that its words are schema.org's"]
    return [*found, *_faults_of({name: value for name, value in document.items() if name != "@context"})]


def _faults_of(node: dict[str, Any]) -> Iterator[str]:
    kind = node.get("@type", "nothing")
    if kind not in vocabulary()["types"]:
        yield f"there is no type {kind}"
        return
    for name, values in node.items():
        # An action's property may say what a program is to put in: “query-input”.
        known = vocabulary()["properties"].get(name.removesuffix("-input"))
        if name == "@type":
            continue
        if known is None or not set(known["domain"]) & types_above(kind):
            yield f"{kind} has no {name}"
            continue
        for value in values if isinstance(values, list) else [values]:
            if value in (None, "", {}):
                yield f"{kind}.{name} is empty"
            elif isinstance(value, dict):
                if not types_above(value.get("@type", "")) & set(known["range"]):
                    yield f"{kind}.{name} may not be {value.get('@type')}, but {known['range']}"
                yield from _faults_of(value)
            elif not any(PLAIN[each](value) for each in known["range"] if each in PLAIN):
                yield f"{kind}.{name} may not be {value!r}, but {known['range']}"


def types_above(kind: str) -> set[str]:
    """A type with all that it is a sort of."""
    return {kind}.union(*(types_above(parent) for parent in vocabulary()["types"].get(kind, ())))
