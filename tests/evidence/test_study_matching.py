"""Which study a record is of: two works are never taken for one without a curator, and nothing passes between them."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from curation.workflow import editing, send_to_review
from evidence.imports.confirming import confirm, decide
from evidence.imports.matching import MatchFields, StudyIndex, differing_words, match, normalised
from evidence.imports.reading import read_all, receive
from evidence.models import ImportedRecord, RecordDecision, Study, StudyImport
from tests.factories.evidence import StudyFactory

ODD_FILES = Path(__file__).parent.parent / "references" / "odd_files"


def imported(name: str) -> StudyImport:
    study_import = receive(io.BytesIO((ODD_FILES / name).read_bytes()), name, by=None)
    read_all(study_import)
    return study_import


def ris(*records: dict[str, Any]) -> StudyImport:
    lines = (line for each in records for line in ["TY  - JOUR", *(f"{tag}  - {each[tag]}" for tag in each), "ER  - "])
    study_import = receive(io.BytesIO("\n".join(lines).encode()), "found.ris", by=None)
    read_all(study_import)
    return study_import


def record(study_import: StudyImport, number: int) -> ImportedRecord:
    found: ImportedRecord = study_import.records.get(number=number)
    return found


@pytest.fixture
def curator(db: None) -> User:
    return User.objects.create_superuser("curator")


VALUES = {"authors": "Quaye, Esi", "year": 2021}
DOI = {"doi": "10.5555/same"}
SUBJECT = "disciplinary processes among minority ethnic midwives in the maternity units of large hospitals"
COMPANIONS = [
    (f"Experiences of {SUBJECT}: a qualitative study", f"Experiences of {SUBJECT}: a quantitative study"),
    (f"Experiences of {SUBJECT}. Part I", f"Experiences of {SUBJECT}. Part II"),
    (f"Experiences of {SUBJECT}: phase 1", f"Experiences of {SUBJECT}: phase 2"),
    (f"Experiences of {SUBJECT} in England", f"Experiences of {SUBJECT} in Wales"),
    (f"Male staff and {SUBJECT}", f"Female staff and {SUBJECT}"),
    (f"Views of trainers on {SUBJECT}", f"Views of trainees on {SUBJECT}"),
    (f"Views of trainer and {SUBJECT}", f"Views of trainee and {SUBJECT}"),
    (f"Typical {SUBJECT}", f"Atypical {SUBJECT}"),
    (f"Ethnic {SUBJECT}", f"Ethic {SUBJECT}"),
    (f"Pre-test of {SUBJECT}", f"Post-test of {SUBJECT}"),
    *(
        (f"Experiences of {SUBJECT}", f"{notice} Experiences of {SUBJECT}")
        for notice in ("Erratum:", "Correction to:", "Retraction notice to", "Reply to", "Comment on", "Re:")
    ),
    *(
        (f"Experiences of {SUBJECT}", f"Experiences of {SUBJECT}: {ending}")
        for ending in ("protocol", "a follow-up", "reply", "authors' response", "an update", "pilot study")
    ),
]
SPELLINGS = [
    (f"Organisation of {SUBJECT} and in paediatric programmes", f"Organization of {SUBJECT} and in pediatric programs"),
    (f"Health care and {SUBJECT}", f"Healthcare and {SUBJECT}"),
    (f"Nurses & midwives in care centres and {SUBJECT}", f"Nurses and midwives in care centers and {SUBJECT}"),
    ("Naïve – a review: “long-term” care", "Naive, a review: longterm care"),
    ("RETRACTED: Bias in shortlisting of consultants", "Bias in shortlisting of consultants"),
]


def assert_kept_apart(title: str, other: str, **numbers: str) -> None:
    for first, second in ((title, other), (other, title)):
        known = StudyIndex([MatchFields.of_values(1, {**VALUES, **numbers, "title": first})])
        found = match(MatchFields.of_values(0, {**VALUES, **numbers, "title": second}), known)
        assert found.key is None or found.doubt


@pytest.mark.parametrize(("title", "other"), COMPANIONS)
def test_a_companion_is_never_taken_for_the_study(title: str, other: str) -> None:
    assert_kept_apart(title, other)


@pytest.mark.parametrize(("title", "other"), [each for each in COMPANIONS if each[0].startswith("Experiences")])
def test_the_number_of_the_study_on_its_companion_is_doubted(title: str, other: str) -> None:
    assert_kept_apart(title, other, **DOI)


@pytest.mark.parametrize(("title", "other"), SPELLINGS)
def test_the_same_title_in_another_spelling_is_the_same(title: str, other: str) -> None:
    known = StudyIndex([MatchFields.of_values(1, {**VALUES, "title": title})])
    found = match(MatchFields.of_values(0, {**VALUES, "title": other}), known)
    assert (found.key, found.doubt) == (1, "")


def test_the_words_that_differ_are_named() -> None:
    assert differing_words(normalised("A study in England"), normalised("The study in Wales")) == ("england", "wales")
    assert differing_words("one two", "one") == ("two", "")


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ({"volume": "4", "pages": "55-63"}, {"volume": "5", "pages": "55-63"}, "another volume"),
        ({"volume": "4", "pages": "55-63"}, {"volume": "4", "pages": "71-80"}, "other pages"),
        ({"volume": "4", "pages": "55-63"}, {"volume": "4", "pages": "55", "journal": "Inv Care"}, ""),
        (
            {"volume": "4", "pages": "e55"},
            {"volume": "4", "pages": "55", "journal": "Other Letters"},
            "another journal",
        ),
        ({"volume": "4", "pages": "55-63"}, {"volume": "5"}, "another volume"),
        ({}, {"journal": "Proceedings of an invented meeting"}, "another journal"),
        ({**DOI, "volume": "4"}, {**DOI, "volume": "5"}, ""),
        (
            {**DOI, "volume": "4", "pages": "1"},
            {**DOI, "volume": "4", "pages": "9"},
            "other pages",
        ),
        ({"journal": ""}, {"design": "report", "journal": ""}, ""),
        ({}, {"design": "report", "journal": ""}, "one is a report"),
        ({"design": "report"}, {"design": "report", "year": 2022}, "another year"),
        ({}, {"year": 2022}, ""),
    ],
)
def test_the_place_where_a_work_stands_tells_it_from_others(
    own: dict[str, Any], other: dict[str, Any], said: str
) -> None:
    title = "Staff networks and retention of healthcare assistants"
    known = MatchFields.of_values(1, {**VALUES, "title": title, "journal": "Invented Care", **own})
    wanted = MatchFields.of_values(0, {**VALUES, "title": title, "journal": "Invented Care", **other})
    found = match(wanted, StudyIndex([known]))
    assert found.key == 1
    assert bool(said) == bool(found.doubt)
    assert said in found.doubt


def test_two_studies_with_one_title_leave_the_choice_to_a_curator() -> None:
    known = [MatchFields.of_values(key, {**VALUES, "title": "Staff networks and retention"}) for key in (1, 2)]
    found = match(MatchFields.of_values(0, {**VALUES, "title": "Staff networks and retention"}), StudyIndex(known))
    assert (found.key, found.others) == (1, (2,))
    assert "More than one study" in found.doubt


def test_the_study_itself_comes_before_its_companions() -> None:
    title = f"Experiences of {SUBJECT}. Part "
    known = StudyIndex([MatchFields.of_values(key, {**VALUES, "title": f"{title}{'I' * key}"}) for key in (1, 2)])
    found = match(MatchFields.of_values(0, {**VALUES, "title": f"{title}II"}), known)
    assert (found.key, found.doubt) == (2, "")


def test_a_title_of_two_words_does_not_tell_a_work() -> None:
    known = StudyIndex([MatchFields.of_values(1, {**VALUES, "title": "Speaking up"})])
    assert "short" in match(MatchFields.of_values(0, {**VALUES, "title": "Speaking up"}), known).doubt


@pytest.mark.django_db
def test_companions_in_one_file_are_offered_as_studies_of_their_own(curator: User) -> None:
    study_import = imported("companions.ris")
    counts = study_import.counts()
    total = study_import.records_total
    assert counts["new"] + counts["conflicting"] == total
    conflicts = study_import.records.filter(outcome="conflicting")
    assert all("almost this title" in each.reason for each in conflicts)

    decide(study_import, RecordDecision.NEW, conflicts, by=curator)
    confirm(study_import, by=curator)
    assert Study.objects.count() == total
    quantitative = Study.objects.get(title__contains="quantitative")
    assert quantitative.pages == "25-41"


@pytest.mark.django_db
def test_nothing_of_a_companion_is_written_into_the_study(curator: User) -> None:
    confirm(imported("companion-first.ris"), by=curator)
    second = imported("companion-second.ris")
    assert "quantitative" in record(second, 1).reason
    decide(second, RecordDecision.NEW, second.records.all(), by=curator)
    confirm(second, by=curator)

    first, other = Study.objects.order_by("position")
    assert (first.doi, first.pages, first.volume) == ("", "", "")
    assert other.doi == "10.5555/invmid.2021.0777"


@pytest.mark.django_db
def test_every_matched_record_can_be_a_study_of_its_own(curator: User) -> None:
    known = {"TI": "Staff networks and retention of assistants", "AU": "Quaye, Esi", "PY": 2021}
    StudyFactory(draft=True, title=known["TI"], authors="Quaye, Esi", year=2021, doi="", journal="")
    study_import = ris({**known, "DO": "10.5555/own"}, {**known, "DO": "10.5555/own"})
    assert study_import.counts()["matched"] == 2

    decide(study_import, RecordDecision.NEW, study_import.records.filter(number=1), by=curator)
    decide(study_import, RecordDecision.LEAVE_OUT, study_import.records.filter(number=2), by=curator)
    confirm(study_import, by=curator)

    assert sorted(Study.objects.values_list("doi", flat=True)) == ["", "10.5555/own"]
    assert record(study_import, 1).study == Study.objects.get(doi="10.5555/own")


@pytest.mark.django_db
def test_a_repeated_record_can_be_a_study_of_its_own_or_be_left_out(curator: User) -> None:
    same = {"TI": "Staff networks and retention of assistants", "AU": "Quaye, Esi", "PY": 2021}
    study_import = ris(same, {**same, "VL": 7}, {**same, "IS": 3})
    assert [each.repeats for each in study_import.records.order_by("number")] == [None, 1, 1]
    decide(study_import, RecordDecision.NEW, study_import.records.filter(number=2), by=curator)
    decide(study_import, RecordDecision.LEAVE_OUT, study_import.records.filter(number=3), by=curator)
    confirm(study_import, by=curator)

    assert sorted(Study.objects.values_list("volume", "issue")) == [("", ""), ("7", "")]
    assert record(study_import, 3).study is None


@pytest.mark.django_db
def test_a_decision_that_a_record_does_not_offer_changes_nothing(curator: User) -> None:
    study_import = ris({"TI": "Staff networks and retention of assistants", "AU": "Quaye, Esi", "PY": 2021})
    assert decide(study_import, RecordDecision.SAME, study_import.records.all(), by=curator) == 0


@pytest.mark.django_db
def test_of_two_records_of_one_study_all_that_either_states_is_kept(curator: User) -> None:
    study_import = imported("poor-then-rich.ris")
    assert study_import.counts()["matched"] == 1
    confirm(study_import, by=curator)

    study = Study.objects.get()
    assert (study.doi, study.pmid, study.journal) == ("10.5555/cas.2019.4", "99911111", "Invented Care")
    assert (study.volume, study.issue, study.pages) == ("4", "2", "55-63")
    assert study.authors == "Castellanos, Paz\nIto, Kenji"


@pytest.mark.django_db
def test_a_third_record_is_known_by_what_the_second_states(curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    poor = {"TI": "Staff networks and retention of assistants", "AU": "Quaye, Esi", "PY": 2021}
    third = {"TI": "Staff networks", "DO": "10.5555/x", "VL": 9}
    monkeypatch.setattr("evidence.imports.batches.RECORDS_AT_A_TIME", 1)
    study_import = ris(poor, {**poor, "DO": "10.5555/x"}, third)
    assert record(study_import, 3).repeats == 1
    confirm(study_import, by=curator)
    assert (Study.objects.get().doi, Study.objects.get().volume) == ("10.5555/x", "9")


@pytest.mark.django_db
def test_two_records_of_one_file_that_differ_are_a_conflict() -> None:
    same = {"TI": "Staff networks and retention of assistants", "AU": "Quaye, Esi", "PY": 2021, "VL": 7}
    study_import = ris(same, {**same, "VL": 8})
    assert record(study_import, 2).reason == "Record 1 of this file has the same title, but another volume."


@pytest.mark.django_db
def test_a_study_in_review_is_named_and_left_and_the_others_come_in(curator: User) -> None:
    study = StudyFactory(
        title="Antiracist training programs: A scoping review", doi="10.5555/cpr", journal="", year=2024
    )
    with editing(study, by=curator) as row:
        row.reservations = "Few studies."
        row.save()
    send_to_review(study, by=curator)
    study_import = ris(
        {"TI": study.title, "DO": study.doi, "PY": 2024, "VL": 99, "T2": "A journal"},
        {"TI": "A wholly new invented study that should come in", "PY": 2024},
    )

    left = confirm(study_import, by=curator)

    assert Study.objects.filter(title__startswith="A wholly new").exists()
    assert [each.number for each in left] == [1]
    assert str(study) in left[0].reason
    assert "waits for review" in record(study_import, 1).reason


@pytest.mark.django_db
def test_a_number_of_another_study_is_not_filled_in(curator: User) -> None:
    first = StudyFactory(
        draft=True,
        title="Staff networks and retention",
        authors="Quaye, Esi",
        year=2021,
        doi="10.5555/a",
        pmid="",
        volume="",
    )
    StudyFactory(draft=True, title="Other work", doi="", pmid="1234")
    study_import = ris(
        {"TI": first.title, "AU": "Quaye, Esi", "PY": 2021, "DO": "10.5555/a", "N1": "PMID: 1234", "VL": 3}
    )
    decide(study_import, RecordDecision.SAME, study_import.records.all(), by=curator)
    confirm(study_import, by=curator)

    first.refresh_from_db()
    assert (first.pmid, first.volume) == ("", "3")
