"""Records of retracted, questioned and corrected works, in every kind of file that says so."""

from pathlib import Path
from typing import Any

import pytest

from references import RawRecord, Reference, open_file, read, ris
from references.retractions import NOTICE, stated_by_notes, stated_by_pubmed, stated_by_title

FILES = Path(__file__).parent / "reference_files"


@pytest.mark.parametrize(
    ("name", "notice", "date"),
    [
        ("b05-retracted.nbib", "Invented J Nurs. 2016 May;12(5):300. PMID: 99900002", "2016 May"),
        ("b05-retracted.xml", "Inv Med. 2017. PMID: 99900004", "2017"),
    ],
)
def test_pubmed_names_the_notice(name: str, notice: str, date: str) -> None:
    with (FILES / name).open("rb") as file:
        found = open_file(file, 1_000_000)
        (reference,) = [read(found.format, record) for record in found.records()]

    assert reference.retraction == {"state": "retracted", "notice": notice, "date": date, "by": "PubMed"}


@pytest.mark.parametrize(
    ("types", "links", "state"),
    [
        (["Journal Article"], [], None),
        (["Retracted Publication"], [], "retracted"),
        ([], [("RetractionIn", "J 2020")], "retracted"),
        ([], [("ErratumIn", "J 2019"), ("RetractionIn", "J 2020")], "retracted"),
        ([], [("ExpressionOfConcernIn", "J 2020")], "expression-of-concern"),
        ([], [("EIN", "J 2020")], "corrected"),
        ([], [("CommentIn", "J 2020")], None),
        (["Retraction of Publication"], [("RetractionOf", "J 2014")], NOTICE),
        (["Published Erratum"], [], NOTICE),
        (["Expression of Concern"], [("ECF", "J 2014")], NOTICE),
    ],
)
def test_types_and_links_of_pubmed(types: list[str], links: Any, state: str | None) -> None:
    assert stated_by_pubmed(types, links).get("state") == state


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("RETRACTED: Bias in shortlisting", "retracted"),
        ("[Retracted] Bias in shortlisting", "retracted"),
        ("WITHDRAWN: Bias in shortlisting", "retracted"),
        ("RETRACTED ARTICLE: Bias in shortlisting", "retracted"),
        ("Bias in shortlisting (Retracted article. See vol. 3, 2017)", "retracted"),
        ("Retraction of: Bias in shortlisting", NOTICE),
        ("Retraction: Bias in shortlisting", NOTICE),
        ("Retraction notice to “Bias in shortlisting”", NOTICE),
        ("Expression of concern: Bias in shortlisting", NOTICE),
        ("Erratum to: Bias in shortlisting", NOTICE),
        ("Retracted support: nurses after a merger", None),
        ("Correction of anaemia in older nurses", None),
        ("Why retraction matters", None),
        ("Withdrawn patients and their carers", None),
    ],
)
def test_titles(title: str, state: str | None) -> None:
    assert stated_by_title(title).get("state") == state


@pytest.mark.parametrize(
    ("note", "state", "notice"),
    [
        ("Retraction in: Inv Med. 2017", "retracted", "Inv Med. 2017"),
        ("Retracted", "retracted", None),
        ("Expression of concern in: Inv Med. 2017", "expression-of-concern", "Inv Med. 2017"),
        ("Erratum in: Inv Med. 2017", "corrected", "Inv Med. 2017"),
        ("Cited By :12", None, None),
    ],
)
def test_notes_of_ris(note: str, state: str | None, notice: str | None) -> None:
    record = RawRecord(1, f"TY  - JOUR\nTI  - Bias\nN1  - {note}\nER  - \n")
    found = read("ris", record).retraction
    assert (found.get("state"), found.get("notice")) == (state, notice)


def test_what_is_written_in_ris_is_read_again() -> None:
    stated = {"state": "retracted", "notice": "Inv Med. 2017", "date": "2017"}
    text = ris.write(Reference(title="Bias", retraction=stated), "bias")
    assert read("ris", RawRecord(1, text)).retraction == stated | {"by": "a note in the file"}
    assert stated_by_notes(["Retraction in: notice not stated"]) == {"state": "retracted", "by": "a note in the file"}
