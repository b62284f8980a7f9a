"""Records of retracted, questioned and corrected works, in every kind of file that says so."""

import json
from pathlib import Path
from typing import Any

import pytest

from references import RawRecord, Reference, bibtex, csl_json, open_file, read, ris
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
        ("RETRACTED: Bias (Retracted article. See vol. 12, pg. 3, 2017)", "retracted"),
        ("Bias in shortlisting (Retracted)", "retracted"),
        ("__RETRACTED ARTICLE: Bias in shortlisting__", "retracted"),
        ("REMOVED: Bias in shortlisting", "retracted"),
        ("Bias in shortlisting (Retraction of vol 12, pg 3, 2015)", NOTICE),
        ("Bias in shortlisting (vol 12, pg 3, 2015)", NOTICE),
        ("Author Correction: Bias in shortlisting", NOTICE),
        ("Correction for Okoro et al., Bias in shortlisting", NOTICE),
        ("Correction to: Bias in shortlisting", NOTICE),
        ("Statement of Retraction: Bias in shortlisting", NOTICE),
        ("Editorial expression of concern: Bias in shortlisting", NOTICE),
        ("Withdrawal: Bias in shortlisting", NOTICE),
        ("Why scientists cite papers (retracted or not)", None),
        ("Retracción de artículos y su ética [Retraction of articles and its ethics]", None),
        ("Retraction of the tongue in newborns", None),
        ("Correction for multiple testing in staff surveys", None),
        ("Withdrawn: how isolated nurses describe their shifts", None),
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
        ("RETRACTED", "retracted", None),
        ("Retracted publication", "retracted", None),
        ("Retracted Article. See vol. 19, pg. 25, 2017", "retracted", "vol. 19, pg. 25, 2017"),
        ("RETRACTED: Inv Med. 2017", "retracted", "Inv Med. 2017"),
        (
            "Inv Med. 2015 Jan;1(2):3. Retraction in: Inv Med. 2017. Comment in: Inv Med. 2016.",
            "retracted",
            "Inv Med. 2017.",
        ),
        ("Erratum in: Inv Med. 2016. Retraction in (RIN): Inv Med. 2017", "retracted", "Inv Med. 2017"),
        ("The authors retracted their claim in 2019.", None, None),
        ("This article was not retracted.", None, None),
        ("Retracted: no", None, None),
        ("RETRACTED: no", None, None),
        ("retracted support after a merger", None, None),
        ("The editor describes an erratum in the appendix.", None, None),
        ("Discusses the retraction in 2010 of another study", None, None),
        ("Doi, J., An effect (2008) Retraction in: Inv Med, 97, p. 16", None, None),
        ("Export Date: 3 May 2021. References: Doe, J., A cell. , Retraction in: Inv Med, 97, p. 16", None, None),
        (f"{'Doe, J., Another work, pp. 1-2; ' * 50}Roe, R., A cell. , Retraction in: Inv Med, 97", None, None),
    ],
)
def test_notes_of_ris(note: str, state: str | None, notice: str | None) -> None:
    record = RawRecord(1, f"TY  - JOUR\nTI  - Bias\nN1  - {note}\nER  - \n")
    found = read("ris", record).retraction
    assert (found.get("state"), found.get("notice")) == (state, notice)


@pytest.mark.parametrize(
    ("record", "kind", "state"),
    [
        ("TY  - JOUR\nTI  - Bias\nM3  - Article; Retracted Publication\nER  - \n", "ris", "retracted"),
        ("TY  - JOUR\nTI  - Bias\nM3  - Retracted\nER  - \n", "ris", "retracted"),
        ("TY  - JOUR\nTI  - Bias\nM3  - Erratum\nER  - \n", "ris", NOTICE),
        ("TY  - JOUR\nTI  - Bias\nM3  - Article\nER  - \n", "ris", None),
        ("TY  - JOUR\nTI  - Bias\nM3  - 10.5555/retracted\nER  - \n", "ris", None),
        ("@article{a, title={Bias}, type={Article; Retracted Publication}}", "bibtex", "retracted"),
        ("@article{a, title={Bias}, document_type={Retracted}}", "bibtex", "retracted"),
        ("@article{a, title={Bias}, note={Cited by: 3; authors retracted a claim}}", "bibtex", None),
        ('{"title": "Bias", "updated-by": [{"type": "retraction", "DOI": "10.5555/r"}]}', "csl-json", "retracted"),
        ('{"title": "Bias", "update-to": [{"type": "retraction", "DOI": "10.5555/b"}]}', "csl-json", NOTICE),
        ('{"title": "Bias", "update-to": [{"type": "new_version", "DOI": "10.5555/b"}]}', "csl-json", None),
        ('{"title": "Bias", "updated-by": ["?", {"type": 3}, {}]}', "csl-json", None),
        ('{"Title": "Bias", "Comments": "Retraction in: Inv Med. 2017"}', "eppi-json", "retracted"),
    ],
)
def test_types_and_updates_that_files_state(record: str, kind: str, state: str | None) -> None:
    assert read(kind, RawRecord(1, record)).retraction.get("state") == state


def test_crossref_names_the_gravest_update_with_its_day() -> None:
    item = {
        "title": "Bias",
        "updated-by": [
            {"type": "correction", "DOI": "10.5555/c", "updated": {"date-time": "2004-03-06T00:00:00Z"}},
            {"type": "retraction", "DOI": "10.5555/r", "updated": {"date-time": "2010-02-06T00:00:00Z"}},
        ],
    }
    found = read("csl-json", RawRecord(1, json.dumps(item))).retraction
    assert found == {
        "state": "retracted",
        "notice": "https://doi.org/10.5555/r",
        "date": "2010-02-06",
        "by": "Crossref",
    }


@pytest.mark.parametrize(("kind", "module"), [("ris", ris), ("bibtex", bibtex), ("csl-json", csl_json)])
@pytest.mark.parametrize("state", ["retracted", "expression-of-concern", "corrected"])
@pytest.mark.parametrize("notice", ["Inv Med. 2017", ""])
def test_what_is_written_is_read_again(kind: str, module: Any, state: str, notice: str) -> None:
    stated = {"state": state} | ({"notice": notice, "date": "2017"} if notice else {})
    text = module.write(Reference(title="Bias", retraction=stated), "bias")
    assert read(kind, RawRecord(1, text)).retraction == stated | {"by": "a note in the file"}


def test_a_notice_that_is_not_known_is_not_made_up() -> None:
    assert stated_by_notes(["Retraction in: notice not stated"]) == {"state": "retracted", "by": "a note in the file"}
