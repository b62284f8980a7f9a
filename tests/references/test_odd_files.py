"""Files that are odd in a way that a program or a person really makes: each record is read right, or rejected alone."""

import contextlib
import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from references import FORMATS, RawRecord, Reference, Refused, Unreadable, files, open_file
from tests.support.reference_files import parsed

ODD_FILES = Path(__file__).parent / "odd_files"


def read(name: str) -> list[Reference]:
    return references((ODD_FILES / name).read_bytes())


def references(content: bytes) -> list[Reference]:
    found = list(parsed(content))
    assert all(isinstance(each, Reference) for each in found), found
    return found  # type: ignore[return-value]


def csl(**values: Any) -> bytes:
    return json.dumps([{"title": "A study", "issued": {"date-parts": [[2020]]}, **values}]).encode()


# What is wrong with one record stays with that record


def test_a_record_with_a_link_in_its_summary_is_read_like_its_neighbours() -> None:
    first, second, third = read("href.bib")
    assert [each.year for each in (first, second, third)] == [2020, 2021, 2022]
    assert second.abstract == "Invented. The data are at this address (https://example.org/data)."


NESTED = '{"a":' * 600 + "1" + "}" * 600
ODD_JSON = [
    f'[{{"title": "One", "custom": {NESTED}}}, {{"title": "Two"}}]',
    '[{"title": "One", "custom": NaN, "more": [Infinity, -Infinity, 1e999]}, {"title": "Two"}]',
    f'[{{"title": "One", "number-of-pages": {"9" * 5000}}}, {{"title": "Two"}}]',
    '[{"title": "One", "author": 5, "issued": 5, "note": {}}, {"title": "Two"}]',
    '[{"title": [["One"]], "author": [[], null, {"family": ["x"]}], "DOI": null}, {"title": "Two"}]',
]
EPPI = (
    '{{"CodeSets": [{sets}], "References": [{{"Title": "One", "ItemId": 1, {item}}}, {{"Title": "Two", "ItemId": 2}}]}}'
)
ODD_EPPI = [
    EPPI.format(sets='{"AttributeId": [1], "AttributeName": "x"}', item='"Codes": [{"AttributeId": [1]}]'),
    EPPI.format(sets='{"AttributeId": 1, "AttributeName": "x"}', item='"Codes": [{"AttributeId": {}}]'),
    EPPI.format(sets='{"AttributeId": 1, "AttributeName": "x"}', item='"Codes": 5, "AttributeId": 1'),
    EPPI.format(sets=f'{{"AttributeId": {"9" * 5000}}}, {{"AttributeId": 1}}', item='"Codes": [{"AttributeId": 1}]'),
    EPPI.format(sets='{"AttributeId": 1}', item=f'"Codes": [{{"AttributeId": 1, "more": {NESTED}}}]'),
    EPPI.format(sets='{"AttributeId": 1}', item='"Codes": [{"AttributeId": 1, "AdditionalText": "\\ud800\\u0000"}]'),
    EPPI.format(sets='{"AttributeId": 1}', item='"Authors": 5, "Keywords": [], "DOI": {}, "URL": []'),
]


@pytest.mark.parametrize("text", [*ODD_JSON, *ODD_EPPI])
def test_odd_json_spoils_no_record_but_its_own(text: str) -> None:
    first, second = parsed(text.encode())
    assert isinstance(second, Reference)
    assert second.title == "Two"
    if isinstance(first, Reference):
        assert json.loads(json.dumps(first.as_json(), allow_nan=False)) == first.as_json()
    else:
        raw, reason = first
        assert raw.line == 1
        assert reason == "It is nested too deeply to be a reference."
    for raw in open_file(io.BytesIO(text.encode()), 10**7).records():
        raw.text.encode()  # which the database can store


def test_braces_in_braces_spoil_no_record_but_their_own() -> None:
    nested = r"\emph{" * 2000 + "x" + "}" * 2000
    content = f"@article{{a,\n title = {{{nested}}}\n}}\n@article{{b,\n title = {{Two}}\n}}\n"
    first, second = parsed(content.encode())
    assert second.title == "Two"  # type: ignore[union-attr]
    # What cannot be decoded stays as it was written.
    assert first.title == nested  # type: ignore[union-attr]


def test_what_a_library_throws_rejects_the_record_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(raw: RawRecord) -> Reference:
        raise KeyError("spec")

    monkeypatch.setattr(FORMATS["ris"], "read", fail)
    with pytest.raises(Unreadable, match="add the study by hand"):
        files.read("ris", RawRecord(7, "TY  - JOUR"))
    assert "line 7" in caplog.text
    assert "KeyError" in caplog.text


def test_what_cutting_a_file_throws_refuses_the_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*given: Any) -> Iterator[RawRecord]:
        yield RawRecord(1, "TY  - JOUR")
        raise KeyError("spec")

    monkeypatch.setattr(FORMATS["ris"], "split_records", fail)
    with pytest.raises(Refused, match="another program"):
        list(parsed(b"TY  - JOUR\n"))
    assert "KeyError" in caplog.text


PIECES = {
    "ris": ["TY  - JOUR\n", "TI  - ", "AU  - ", "DO  - 10.5555%2F", "ER  - \n", "KW  - ", "\ufeff", "UR  - https://"],
    "nbib": ["PMID- 1\n", "TI  - ", "FAU - ", "LID - 10.1/x [doi]", "PT  - ", "      "],
    "bibtex": [
        *("@article{", "@string{", "title = ", "{", "}", '"', ",\n", "\\href{", "\\frac", "\\begin{", "$", "\\verb|"),
        *("crossref = {k}", "author = ", " and ", "\\'", "#", "year = ", "\\end{"),
    ],
    "csl-json": [
        *("[", "{", "}", "]", '"title":', '"author":', '"family":', '"issued":', '"date-parts":', "NaN", "1e999", "-1"),
        *(",", ":", '"x"', "null", "true", '"subtitle":', '"DOI":', '"\\ud800"', '"\\u0000"', '"note":', '"URL":'),
    ],
    "pubmed-xml": [
        *("<PubmedArticleSet>", "<PubmedArticle>", "</PubmedArticle>", "<MedlineCitation>", "<PMID>1</PMID>"),
        *("<Article>", "<ArticleTitle>", "</ArticleTitle>", "&amp;", "&nope;", "<!-- x -->", "<?x y?>", "</Article>"),
        *("</MedlineCitation>", "<x:y>", "<AuthorList><Author/></AuthorList>", "<![CDATA[<]]>"),
    ],
    "eppi-json": [
        *(
            '{"CodeSets":[',
            '"References":[',
            "{",
            "}",
            "]",
            ",",
            '"AttributeId":',
            '"Codes":',
            '"Title":',
            "1",
            "[",
            '"x"',
        ),
        *('"ItemId":1', "{}", "NaN", '"Authors":', '"Year":', '"URL":', '"\\udc00"'),
    ],
}
STARTS = {
    "ris": "TY  - JOUR\n", "nbib": "PMID- 1\n", "bibtex": "@article{", "csl-json": '[{"title": ',
    "pubmed-xml": "<PubmedArticleSet>", "eppi-json": '{"CodeSets":[{"AttributeId":1}],"References":[{"ItemId":1,',
}  # fmt: skip


def read_strictly(format_name: str, content: str) -> list[Reference]:
    """The references of a file by the format's own code, without what catches its failures."""
    module, found = FORMATS[format_name], []
    opened = open_file(io.BytesIO(content.encode()), 10**7)
    for raw in opened.records():
        assert raw.text.encode()
        with contextlib.suppress(Unreadable):
            found.append(module.read(raw))
    return found


@pytest.mark.parametrize("format_name", FORMATS)
@settings(deadline=None)
@given(data=st.data())
def test_no_file_of_any_format_raises_anything_but_refused_and_unreadable(
    format_name: str, data: st.DataObject
) -> None:
    pieces = st.one_of(st.sampled_from(PIECES[format_name]), st.text(max_size=5))
    content = STARTS[format_name] + "".join(data.draw(st.lists(pieces, max_size=25)))
    with contextlib.suppress(Refused):
        for reference in read_strictly(format_name, content):
            said = json.dumps(reference.as_json(), allow_nan=False, ensure_ascii=False)
            assert "\\u0000" not in said
            said.encode()
            assert unicodedata.is_normalized("NFC", said)
