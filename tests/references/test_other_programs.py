"""Files that programs exported: every field is read exactly, in whatever letters, and nothing they say gets lost."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from references import Reference, bibtex, csl_json, ris
from references.parsing import plain
from tests.support.reference_files import parsed

FILES = Path(__file__).parent / "exports"
EXPECTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((FILES / "expected.yaml").read_text())
FIELDS = ("title", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "url", "abstract")
WRITERS: dict[str, Callable[[Reference], str]] = {
    "ris": lambda reference: ris.write(reference, "key"),
    "bibtex": lambda reference: bibtex.write(reference, "key"),
    "csl-json": lambda reference: f"[{csl_json.write(reference, 'key')}]",
}
each_export = pytest.mark.parametrize("name", EXPECTED)


def read(content: bytes) -> list[Reference]:
    found = list(parsed(content))
    assert all(isinstance(each, Reference) for each in found), found
    return found  # type: ignore[return-value]


def stated(reference: Reference) -> dict[str, Any]:
    values = {name: getattr(reference, name) for name in FIELDS}
    values |= {"authors": [str(name) for name in reference.authors], "keywords": list(reference.keywords)}
    return {name: value for name, value in values.items() if value}


def test_every_export_is_expected_and_there_are_three_of_each_format() -> None:
    names = [str(path.relative_to(FILES)) for path in sorted(FILES.glob("*/*"))]
    assert names == sorted(EXPECTED)
    for folder in ("ris", "bibtex", "csl-json", "pubmed-xml", "nbib", "eppi-reviewer"):
        assert sum(name.startswith(folder) for name in names) >= 3


@each_export
def test_every_field_is_read_exactly(name: str) -> None:
    assert [stated(reference) for reference in read((FILES / name).read_bytes())] == EXPECTED[name]


@each_export
def test_what_is_written_reads_the_same(name: str) -> None:
    for reference in read((FILES / name).read_bytes()):
        for write in WRITERS.values():
            (again,) = read(write(reference).encode())
            if "eppi-reviewer4" not in reference.keywords:  # in RIS, that is a sign of how names are written
                assert stated(again) == stated(reference)


@each_export
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_letters_and_line_ends_make_no_difference(name: str, encoding: str, end: str) -> None:
    text = (FILES / name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    if name.endswith(("xml", "easypubmed-2021.txt")):
        text = text.replace("encoding='UTF-8'", f"encoding='{encoding.removesuffix('-sig')}'")
        encoded = text.replace("\n", end).encode(encoding, "xmlcharrefreplace")
    else:
        encoded = text.replace("‐", "-").replace("\n", end).encode(encoding, "replace")
    wanted = EXPECTED[name]
    if encoding == "cp1252" and not name.startswith("pubmed-xml"):
        # What the letters of Windows lack, a program that writes them has lost.
        wanted = json.loads(json.dumps(wanted, ensure_ascii=False).encode("cp1252", "replace").decode("cp1252"))

    assert [stated(reference) for reference in read(encoded)] == wanted


#: What stands around numbers and names, what no pages are called, and an author’s place in the list.
SAID_OTHERWISE = frozenset(
    {"http", "https", "dx", "doi", "org", "pubmed", "and", "no", "specified", "first", "additional"}
)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        # Of what kind a work is becomes a word of ours.
        for each in [value[key] for key in value if key != "TypeName"] if isinstance(value, dict) else value:
            yield from leaves(each)
    elif value not in (None, ""):
        yield str(value)


def said(name: str) -> Iterator[str]:
    """Every value that stands in a file, as a simple reading of its format finds it."""
    text = (FILES / name).read_text("utf-8-sig")
    if name.endswith(".json"):
        data = json.loads(text)
        yield from leaves(data.get("References") if isinstance(data, dict) else data)
    elif name.startswith("bibtex"):
        yield from (value.strip("{}") for value in re.findall(r"=\s*\{(.*)\},?$", text, re.MULTILINE))
    else:
        yield from re.findall(r"^(?!TY)[A-Z][A-Z0-9]{1,3} {0,2}-[ \t]+(\S.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in EXPECTED if not name.startswith("pubmed-xml")])
def test_nothing_that_stands_in_a_file_is_lost(name: str) -> None:
    """The records of PubMed's XML are kept whole beside what is read of them, as all are."""
    kept = " ".join(part for each in read((FILES / name).read_bytes()) for part in leaves(each.as_json()))
    words = set(re.findall(r"\w+", plain(bibtex.without_latex(kept)).casefold()))

    for value in said(name):
        lost = set(re.findall(r"\w+", plain(bibtex.without_latex(value)).casefold())) - words
        assert not lost - SAID_OTHERWISE, value
