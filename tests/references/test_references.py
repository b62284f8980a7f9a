"""Files of references: every dialect is read, nothing that is stored gets lost, and what is no such file is refused."""

import contextlib
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from evidence.study_references import FIELDS
from references import Name, Reference, Refused, bibtex, csl_json, ris
from tests.support.reference_files import parsed

FILES = Path(__file__).parent / "reference_files"
SAMPLES = sorted(path for path in FILES.glob("*/*") if path.is_file())
LIMIT = 10_000_000
TITLE = "Health workforce cultural competency interventions: a systematic scoping review"


def read(content: bytes) -> list:
    return list(parsed(content, LIMIT))


def stored(reference: Reference) -> dict[str, object]:
    return {name: getattr(reference, name) for name in FIELDS}


def again(reference: Reference, written: str) -> Reference:
    (found,) = read(written.encode())
    assert isinstance(found, Reference), found
    return found


WRITERS: dict[str, Callable[..., str]] = {
    "ris": lambda reference, label="": ris.write(reference, "key", label),
    "bibtex": lambda reference, label="": bibtex.write(reference, "key", label),
    "csl-json": lambda reference, label="": f"[{csl_json.write(reference, 'key', label)}]",
}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_export_of_each_program_is_read_whole_and_goes_round_without_loss(path: Path) -> None:
    found = read(path.read_bytes())

    assert found
    for reference in found:
        assert isinstance(reference, Reference), reference
        assert reference.title
        assert reference.authors
        assert reference.year
        assert reference.line
        assert "�" not in str(reference)
        assert json.loads(json.dumps(reference.as_json())) == reference.as_json()
        for name, write in WRITERS.items():
            assert stored(again(reference, write(reference))) == stored(reference), name


def test_at_least_three_exports_of_each_format_are_tried() -> None:
    folders = [folder for folder in FILES.iterdir() if folder.is_dir()]
    assert len(folders) == 6
    assert all(len(list(folder.iterdir())) >= 3 for folder in folders)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ris/zotero.ris",
            "ris/endnote.ris",
            "nbib/pubmed-selection.nbib",
            "bibtex/zotero.bib",
            "csl-json/zotero.json",
        ),
        "pubmed-xml/efetch.xml",
    ],
)
def test_the_same_work_reads_the_same_from_every_program(name: str) -> None:
    reference = read((FILES / name).read_bytes())[0]

    assert reference.title == TITLE
    assert [str(author) for author in reference.authors] == [
        "Jongen, Crystal",
        "McCalman, Janya",
        "Bainbridge, Roxanne",
    ]
    assert (reference.year, reference.volume, reference.issue, reference.pages) == (2018, "18", "1", "232")
    assert (reference.doi, reference.pmid, reference.url) == ("10.1186/s12913-018-3001-5", "29609614", "")
    assert reference.journal.lower() == "bmc health services research"


def test_latex_becomes_letters_and_names_their_parts() -> None:
    (reference,) = read((FILES / "bibtex/jabref.bib").read_bytes())

    assert reference.title == "Nurses' views of équité in care – a NHS survey of 50% of wards"
    assert [str(name) for name in reference.authors] == [
        "García-Pérez, Álvaro",
        "Müller, Jörg",
        "van der Berg, Jan, Jr.",
    ]
    assert (reference.journal, reference.pages, reference.issue) == ("Journal of Nursing & Care", "1500-1509", "11–12")
    assert reference.extra["and"] == "others"


def test_what_a_field_of_ours_does_not_hold_stays_with_the_reference() -> None:
    with_codes = read((FILES / "eppi-reviewer/codesets.json").read_bytes())[0]
    from_zotero = read((FILES / "ris/zotero.ris").read_bytes())[0]

    assert [code["AttributeName"] for code in with_codes.extra["Codes"]] == ["INCLUDE on title & abstract", "Workforce"]
    assert from_zotero.extra["SN"] == ["1472-6963"]
    assert from_zotero.keywords == ("Cultural competency", "Health workforce")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "mac-roman"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_letters_and_line_ends_of_any_system_are_told(encoding: str, end: str) -> None:
    lines = ["TY  - JOUR", "AU  - Müller, Jörg", "TI  - Équité et santé à l’hôpital", "ER  - ", ""]
    text = end.join(lines).replace("’", "'" if encoding == "latin-1" else "’")

    (reference,) = read(text.encode(encoding))

    assert str(reference.authors[0]) == "Müller, Jörg"
    assert reference.title.replace("'", "’") == "Équité et santé à l’hôpital"


def test_a_faulty_record_is_rejected_alone_with_its_line_and_the_reason() -> None:
    content = (
        b"@article{a, title={One}}\n@article{b,\n title = {Not closed,\n year = 2001\n@article{c, title={Three}}\n"
    )
    first, (raw, reason), third = read(content)
    assert (first.title, third.title, raw.line) == ("One", "Three", 2)
    assert "not be closed" in reason

    first, (raw, reason), third = read(b'[{"title": "One"},\n{"title": oops},\n{"title": "Three"}]')
    assert (first.title, third.title, raw.line) == ("One", "Three", 2)
    assert "not valid JSON" in reason
    assert "line 2" in reason

    (raw, reason), second = read(b"TI  - Lost its start\nER  - \nTY  - JOUR\nTI  - Two\n")
    assert (raw.line, second.title) == (1, "Two")
    assert "TY" in reason


def test_xml_that_is_cut_off_gives_what_came_before() -> None:
    content = (FILES / "pubmed-xml/efetch.xml").read_bytes()
    first, (raw, reason) = read(content[: content.rindex(b"<Abstract>")])
    assert first.title == TITLE
    assert raw.line > first.line
    assert "nothing after this line" in reason


BILLION_LAUGHS = (
    b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    b"<PubmedArticleSet><PubmedArticle>&b;</PubmedArticle></PubmedArticleSet>"
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"PK\x03\x04" + b"\0" * 100, "zip"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"%PDF-1.7", "PDF"),
        (b"TY  - JOUR\nTI  - A\0B\nER  - \n", "not text"),
        (bytes(range(256)) * 20, "not text"),
        (b"title,year\nA study,2001\n", "No reference was found"),
        (b"<html><body>Sign in</body></html>", "not PubMed’s"),
        (b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\n", "RIS instead"),
        (BILLION_LAUGHS, "not safe"),
        (b"TY  - JOUR\nTI  - " + b"x" * 2_100_000, "longer than any"),
        (b"TY  - JOUR\n" + b"AB  - more\n" * 200_000, "longer than any"),
        (b'[{"title": "' + b"x" * 2_100_000, "longer than any"),
        (b"TY  - JOUR\nER  - \n" * 600_000, "larger than"),
    ],
)
def test_what_is_no_file_of_references_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read(content)


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 100_000, b'[{"title": ' + b"[" * 50_000 + b"}]"])
def test_nesting_without_end_does_no_harm(data: bytes) -> None:
    assert not [found for found in read(data) if isinstance(found, Reference)]


# Whatever a study says

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)


def tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text.replace("\ufeff", "")).split())


TEXT = WORDS.map(tidy).filter(bool)
# Signs that stand for something else in one of the formats are none of a plain record's.
PLAIN = TEXT.filter(lambda text: not any(sign in text for sign in "<>&;{}\\"))
NAMES = st.builds(
    lambda family, given: Name(family=family, given=given) if given else Name(literal=family),
    st.from_regex(r"[A-ZÀ-Þ][a-zß-ö’-]{1,12}( [A-Z][a-z]{1,8})?", fullmatch=True),
    st.from_regex(r"([A-Z][a-zß-ö]{1,8}(, Jr)?)?", fullmatch=True),
)
REFERENCES = st.builds(
    Reference,
    kind=st.sampled_from(["article-journal", "report", "document"]),
    title=PLAIN,
    authors=st.lists(NAMES, max_size=4).map(tuple),
    year=st.none() | st.integers(1800, 2199),
    journal=PLAIN,
    volume=st.from_regex(r"[0-9]{0,3}", fullmatch=True),
    issue=st.from_regex(r"([0-9]{1,3}( Suppl [0-9])?)?", fullmatch=True),
    pages=st.from_regex(r"([eS]?[0-9]{1,5}(-[eS]?[0-9]{1,5})?)?", fullmatch=True).filter(
        lambda pages: len(set(pages.split("-"))) == len(pages.split("-"))
    ),
    doi=st.from_regex(r"(10\.[0-9]{4,9}/[A-Za-z0-9_()/:-]{1,30}[A-Za-z0-9])?", fullmatch=True),
    pmid=st.from_regex(r"([1-9][0-9]{0,9})?", fullmatch=True),
    url=st.from_regex(r"(https://example\.org/[a-z0-9_%&?=#~-]{0,20})?", fullmatch=True),
)


@pytest.mark.parametrize("name", WRITERS)
@given(reference=REFERENCES)
def test_whatever_a_study_says_goes_round_without_loss(name: str, reference: Reference) -> None:
    assert stored(again(reference, WRITERS[name](reference))) == stored(reference)


@pytest.mark.parametrize("name", WRITERS)
@given(label=PLAIN)
def test_a_title_that_is_not_stated_has_a_name_in_other_programs_and_none_here(name: str, label: str) -> None:
    written = WRITERS[name](Reference(), label)
    assert "[" in written.partition("title" if name != "ris" else "TI")[2]
    assert again(Reference(), written).title == ""
    # A title of its own stays, also in brackets, as those that are translated are.
    assert again(Reference(), WRITERS[name](Reference(title="[A title]"), f"{label} x")).title == "[A title]"


@given(st.text(max_size=60))
def test_latex_says_what_was_written(text: str) -> None:
    printable = tidy("".join(sign for sign in text if sign.isprintable()))
    assert bibtex.without_latex(bibtex.with_latex(printable)) == printable


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"TY  - JOUR\n", b"@article{", b"[{", b"PMID- 1\n", b"<PubmedArticleSet>"):
        with contextlib.suppress(Refused):
            read(start + content)


def test_other_programs_read_what_is_written() -> None:
    (reference, *_) = read((FILES / "ris/endnote.ris").read_bytes())

    (as_ris,) = rispy.loads(ris.write(reference, "key"))
    assert (as_ris["title"], as_ris["year"], as_ris["doi"]) == (TITLE, "2018", reference.doi)
    assert as_ris["authors"] == [str(name) for name in reference.authors]
    (entry,) = bibtexparser.parse_string(bibtex.write(reference, "key")).entries  # type: ignore[attr-defined]
    assert entry["title"] == TITLE
    assert entry["author"] == "Jongen, Crystal and McCalman, Janya and Bainbridge, Roxanne"


@pytest.mark.parametrize("pages", ["99-106", "99–106"])
def test_pages_go_into_fields_of_their_own_whichever_dash_is_between_them(pages: str) -> None:
    record = ris.write(Reference(pages=pages), "key")
    assert "SP  - 99\n" in record.replace("\r", "")
    assert "EP  - 106\n" in record.replace("\r", "")
