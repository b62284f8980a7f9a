"""Importing studies: what is new, matched, conflicting and rejected, and that nothing is written but all together."""

import io
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from caching.working_turns import WorkingTurns
from curation.models import Status
from curation.workflow import NotPossible, editing, send_to_review
from evidence.admin import study_imports
from evidence.imports import batches, reading
from evidence.imports.confirming import confirm, decide, discard
from evidence.imports.matching import MatchFields, StudyIndex, match, normalised
from evidence.imports.reading import read_all, read_some, receive
from evidence.models import Citation, ImportedRecord, ImportState, RecordDecision, RecordOutcome, Study, StudyImport
from evidence.study_references import study_values
from files.child_processes import Busy
from references import Reference, Refused
from tests.factories.evidence import SourceFactory, StudyFactory
from tests.support.admin_forms import address
from tests.support.people import person, signed_in

#: Settings of the session, tables and locks; Django sets the time zone on every connection.
LEFT_ON_CONNECTION = """
    SELECT name FROM pg_settings WHERE source = 'session' AND name <> 'TimeZone'
    UNION ALL SELECT 'advisory lock' FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
    UNION ALL SELECT relname::text FROM pg_class WHERE relpersistence = 't' AND pg_table_is_visible(oid)
"""
REPOSITORY = Path(__file__).resolve().parent.parent.parent
TITLE = "Mentoring of nurses from ethnic minority groups in hospital care"


def ris(*records: dict[str, Any]) -> bytes:
    lines = []
    for record in records:
        lines += ["TY  - JOUR", *(f"{tag}  - {value}" for tag, value in record.items()), "ER  - ", ""]
    return "\n".join(lines).encode()


def imported(content: bytes, by: Any = None) -> StudyImport:
    study_import = receive(io.BytesIO(content), "export.ris", by=by)
    read_all(study_import)
    return study_import


def only(study_import: StudyImport) -> ImportedRecord:
    record: ImportedRecord = study_import.records.get()
    return record


@pytest.fixture
def curator(db: None) -> User:
    return User.objects.create_superuser("curator")


@pytest.mark.django_db
def test_nothing_is_written_before_it_is_confirmed_and_then_all_as_drafts(curator: User) -> None:
    records = [{"TI": f"Study {n} of something", "AU": "Chae, D.", "PY": 2020, "DO": f"10.1000/{n}"} for n in range(3)]
    study_import = imported(ris(*records), curator)

    assert study_import.counts()["new"] == 3
    assert not Study.objects.exists()

    confirm(study_import, by=curator)

    studies = list(Study.objects.order_by("position"))
    assert [study.doi for study in studies] == ["10.1000/0", "10.1000/1", "10.1000/2"]
    assert {study.status for study in studies} == {Status.DRAFT}
    assert studies[0].slug == "chae-2020-study-0-of-something"
    assert studies[0].record_note == "From an imported file of references."
    assert study_import.records.get(number=1).study == studies[0]
    assert study_import.records.get(number=1).original.startswith("TY  - JOUR\nTI  - Study 0")
    assert studies[0].events.count() == 1  # the history knows it
    with pytest.raises(NotPossible):
        confirm(study_import, by=curator)


@pytest.mark.parametrize(
    ("record", "outcome", "said"),
    [
        ({"TI": "Anything at all", "DO": "https://doi.org/10.1000/ABC"}, "conflicting", "another title"),
        ({"TI": TITLE, "DO": "https://doi.org/10.1000/ABC"}, "matched", ""),
        ({"TI": TITLE, "N1": "PMID: 123456"}, "matched", ""),
        ({"TI": TITLE, "DO": "10.1000/abc", "PY": 2001}, "conflicting", "another year"),
        ({"TI": TITLE, "DO": "10.1000/abc", "AU": "Other, A."}, "conflicting", "another first author"),
        ({"TI": TITLE, "DO": "10.1000/other", "N1": "PMID: 123456"}, "conflicting", "another DOI"),
        ({"TI": TITLE.upper() + ".", "AU": "García, M", "PY": 2019}, "matched", ""),
        ({"TI": TITLE.replace("nurses", "nurse"), "AU": "Garcia, Maria", "PY": 2018}, "matched", ""),
        ({"TI": TITLE, "AU": "Garcia, Maria", "PY": 2005}, "conflicting", "another year"),
        ({"TI": TITLE, "AU": "Garcia, Maria"}, "conflicting", "year cannot be compared"),
        ({"TI": TITLE, "AU": "Other, A.", "PY": 2005}, "new", ""),
        ({"TI": TITLE, "AU": "García, María", "PY": 2018, "DO": "10.1000/other"}, "conflicting", "another DOI"),
        ({"TI": f"{TITLE[:-5]}homes", "AU": "García, María", "PY": 2018}, "conflicting", "almost this title"),
        ({"TI": "Quite another subject of research", "AU": "García, María", "PY": 2018}, "new", ""),
        ({"TI": "A title for what had none", "AU": "Lee, K.", "PY": 2010}, "conflicting", "without a title"),
        ({"AU": "Nobody, N."}, "rejected", "no title"),
    ],
)
@pytest.mark.django_db
def test_a_record_is_told_by_its_numbers_and_else_by_title_author_and_year(
    record: dict[str, Any], outcome: str, said: str
) -> None:
    StudyFactory(title=TITLE, authors="García, María", year=2018, doi="10.1000/abc", pmid="123456", journal="")
    StudyFactory(title="", authors="", cited_as="Lee and colleagues (2010)", year=2010)

    found = only(imported(ris(record)))

    assert (found.outcome, said in found.reason) == (outcome, True), found.reason


@pytest.mark.django_db
def test_a_record_that_stands_twice_in_a_file_is_one_study(curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    record = {"TI": TITLE, "AU": "García, María", "PY": 2018}
    other = {"TI": "Something else that was studied once", "PY": 2001}
    for at_a_time in (1, 500):
        monkeypatch.setattr(batches, "RECORDS_AT_A_TIME", at_a_time)
        study_import = receive(io.BytesIO(ris(record, other, record)), "export.ris", by=curator)
        while reading.read_some(study_import, at_a_time):
            pass
        assert study_import.records.get(number=3).reason == "The same as record 1 of this file."

    confirm(study_import, by=curator)

    assert Study.objects.count() == 2
    assert study_import.records.get(number=1).study == study_import.records.get(number=3).study


@pytest.mark.django_db
def test_an_abstract_comes_with_the_study_the_longer_of_two(curator: User) -> None:
    record = {"TI": TITLE, "AU": "Chae, D.", "PY": 2020, "DO": "10.1000/1"}
    said = ["In brief.", "The whole abstract of the study."]

    confirm(imported(ris(*({**record, "AB": each} for each in said)), curator), by=curator)

    assert Study.objects.get().abstract == said[1]


@pytest.mark.django_db
def test_a_match_fills_what_is_empty_and_leaves_what_is_not(curator: User) -> None:
    study = StudyFactory(draft=True, title=TITLE, doi="10.1000/abc", journal="", volume="3", year=None, pmid="")
    study_import = imported(ris({"TI": TITLE.upper(), "DO": "10.1000/abc", "T2": "A journal", "VL": "9", "PY": 2018}))

    confirm(study_import, by=curator)

    study.refresh_from_db()
    assert (study.title, study.journal, study.volume, study.year) == (TITLE, "A journal", "3", 2018)
    assert "From “export.ris”" not in study.label
    assert "Year, journal: from an imported file of references." in study.record_note


@pytest.mark.django_db
def test_a_match_with_a_published_study_becomes_a_draft_beside_it(curator: User) -> None:
    study = StudyFactory(title=TITLE, doi="10.1000/abc", journal="")
    confirm(imported(ris({"TI": TITLE, "DO": "10.1000/abc", "T2": "A journal"})), by=curator)

    study.refresh_from_db()
    assert study.journal == ""


@pytest.mark.django_db
def test_conflicts_wait_for_a_curator(curator: User) -> None:
    study = StudyFactory(draft=True, title=TITLE, doi="10.1000/abc", journal="")
    records = [
        {"TI": "Another work with a slip in its number", "DO": "10.1000/abc", "T2": "A"},
        {"TI": "And yet another title", "DO": "10.1000/abc", "T2": "B"},
        {"TI": "The third of them", "DO": "10.1000/abc", "T2": "C"},
    ]
    study_import = imported(ris(*records))
    with pytest.raises(NotPossible, match="3 are left"):
        confirm(study_import, by=curator)

    for number, decision in enumerate((RecordDecision.NEW, RecordDecision.SAME, RecordDecision.LEAVE_OUT), start=1):
        decide(study_import, decision, study_import.records.filter(number=number), by=curator)
    confirm(study_import, by=curator)

    study.refresh_from_db()
    assert study.journal == "B"
    new = Study.objects.get(title="Another work with a slip in its number")
    assert new.doi == ""
    assert "DOI is another study’s" in new.record_note
    assert not Study.objects.filter(title="The third of them").exists()


@pytest.mark.django_db
def test_a_study_that_was_added_meanwhile_is_not_doubled(curator: User) -> None:
    study_import = imported(ris({"TI": TITLE, "AU": "García, M", "PY": 2018}, {"TI": "Something else entirely here"}))
    StudyFactory(title=TITLE, authors="García, María", year=2018)

    with pytest.raises(NotPossible, match="compared again"):
        confirm(study_import, by=curator)
    study_import.refresh_from_db()
    assert study_import.counts()["matched"] == 1

    confirm(study_import, by=curator)
    assert Study.objects.filter(title=TITLE).count() == 1


@pytest.mark.django_db
def test_each_study_is_cited_by_the_document_that_was_chosen(curator: User) -> None:
    study_import = imported(ris({"TI": TITLE}, {"TI": "Something else entirely here"}))
    study_import.source, study_import.locator = SourceFactory(), "References"
    study_import.save()

    confirm(study_import, by=curator)

    assert Citation.objects.filter(source=study_import.source, locator="References").count() == 2


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_leaves_nothing(settings: Any) -> None:
    settings.STUDY_IMPORT_MAX_RECORDS = 2
    for content in (b"nothing", ris(*[{"TI": "One"}] * 3)):
        with pytest.raises(Refused):
            receive(io.BytesIO(content), "export.ris", by=None)
    assert not StudyImport.objects.exists()


@pytest.mark.django_db
def test_what_is_discarded_cannot_be_imported(curator: User) -> None:
    study_import = imported(ris({"TI": TITLE}))
    discard(study_import)
    with pytest.raises(NotPossible):
        confirm(study_import, by=curator)


def chae(key: int, title: str) -> MatchFields:
    return MatchFields.of_values(key, {"title": title, "authors": "Chae", "year": 2020})


WORDS = st.lists(st.text("abdeghiklmnoprstu", min_size=4, max_size=9), min_size=6, max_size=14, unique=True)


def test_a_slip_is_found_where_a_group_of_words_is_too_small() -> None:
    title = "aaaa aaaab aaaba aaab aaba aabd aaaaa aaaaaa aaaaaaaa"
    known = StudyIndex([chae(1, title)])
    assert match(chae(0, title.replace("aaaab", "aaxab")), known).key == 1


@given(WORDS, st.data())
def test_a_slip_of_the_pen_hides_no_study(words: list[str], data: st.DataObject) -> None:
    title = " ".join(words)
    at = data.draw(st.sampled_from([place for place, sign in enumerate(title) if sign != " "]))
    slip = title[:at] + data.draw(st.sampled_from(["x", "y", ""])) + title[at + 1 :]
    known = StudyIndex([chae(1, title)])

    assert match(chae(0, slip.upper()), known).key == 1


def test_titles_are_compared_without_capitals_accents_and_punctuation() -> None:
    assert normalised("Naïve – a Review: “Health-care” in Ångström’s") == "naive a review healthcare in angstroms"


@pytest.mark.parametrize(
    ("record", "outcome", "said"),
    [
        ({"TI": " ".join(f"word{n:05}" for n in range(500))}, "rejected", "longer than 2,000 characters"),
        ({"TI": " ".join(f"word{n:05}" for n in range(150))}, "new", ""),
        ({"TI": "x" * 1_900}, "new", ""),
        ({"TI": TITLE, "DO": "10.1000/" + "x" * 500}, "new", "DOI is longer than 200"),
        ({"TI": TITLE, "AU": "x" * 200_000}, "new", "authors is longer than 100,000"),
        ({"TI": TITLE, "VL": "9" * 50}, "new", "volume is longer than 20"),
        ({"TI": TITLE, "UR": "https://example.org/x?accountid=14888"}, "new", "one library’s account"),
        ({"TI": TITLE, "UR": "https://example.org/x?a=1&custid=s123"}, "new", "“custid”"),
    ],
)
@pytest.mark.django_db
def test_what_the_base_cannot_hold_is_named_and_stops_no_import(
    curator: User, record: dict[str, Any], outcome: str, said: str
) -> None:
    study_import = imported(ris(record, {"TI": "A study of usual length"}))

    first, second = study_import.records.order_by("number")
    assert (first.outcome, second.outcome) == (outcome, "new")
    assert said in first.reason
    confirm(study_import, by=curator)
    assert Study.objects.filter(title="A study of usual length").exists()


@pytest.mark.django_db
def test_whatever_fails_on_a_record_rejects_that_record(
    curator: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_at_first(reference: Reference) -> Any:
        if reference.title == "One":
            raise KeyError("spec")
        return study_values(reference)

    monkeypatch.setattr(reading, "study_values", fail_at_first)
    study_import = imported(ris({"TI": "One"}, {"TI": "A second study"}))
    assert [each.outcome for each in study_import.records.order_by("number")] == ["rejected", "new"]
    assert "add the study by hand" in study_import.records.get(number=1).reason
    assert "KeyError" in caplog.text


# In the admin


@pytest.mark.django_db
def test_an_import_goes_from_upload_to_report_in_the_admin(admin_client: Client) -> None:
    assert "Import studies" in admin_client.get(address(Study, "changelist")).content.decode()
    file = SimpleUploadedFile("refs.ris", ris({"TI": TITLE, "PY": 2018}, {"PY": 2001}))
    page = admin_client.post(address(StudyImport, "add"), {"file": file}, follow=True)
    study_import = StudyImport.objects.get()
    assert "Continue" in page.content.decode()

    page = admin_client.post(f"{study_import.get_absolute_url().removesuffix('change/')}read/", follow=True)
    shown = page.content.decode()
    assert "New (1)" in shown
    assert "Rejected (1)" in shown
    assert "It has no title." in admin_client.get(f"{study_import.get_absolute_url()}?show=rejected").content.decode()

    base = study_import.get_absolute_url().removesuffix("change/")
    admin_client.post(f"{base}confirm/")
    study_import.refresh_from_db()
    assert study_import.state == ImportState.CONFIRMED
    assert Study.objects.get().title == TITLE
    assert admin_client.get(f"{base}progress/").json() == {"done": 1, "total": 2}


@pytest.mark.django_db
def test_while_others_read_files_the_page_is_told_to_wait(
    admin_client: Client, admin_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    study_import = receive(io.BytesIO(ris({"TI": TITLE})), "refs.ris", by=admin_user)
    read = f"{study_import.get_absolute_url().removesuffix('change/')}read/"
    monkeypatch.setattr(study_imports, "read_some", Mock(side_effect=Busy))
    told = admin_client.post(read, headers={"Accept": "application/json"}).json()
    assert told == {"done": 0, "total": 1, "is_left": True, "pause": study_imports.SECONDS_WHILE_BUSY}
    assert "Other files are being read" in admin_client.post(read, follow=True).content.decode()
    monkeypatch.undo()
    assert admin_client.post(read, headers={"Accept": "application/json"}).json()["pause"] == 0


@pytest.mark.django_db
def test_what_fails_while_records_are_read_leaves_the_request_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request gives its turn at work back while it waits for the program that reads, and has it again after."""
    study_import = receive(io.BytesIO(ris({"TI": TITLE})), "refs.ris", by=None)
    monkeypatch.setattr(reading, "_save_read", Mock(side_effect=DatabaseError))
    turns = WorkingTurns(1)
    with turns.taken():
        # The error holds on to where it happened, so nothing is ended by being forgotten.
        with pytest.raises(DatabaseError) as error:
            read_some(study_import)
        assert not turns._free.acquire(blocking=False)
        del error


@pytest.mark.django_db
def test_several_records_are_decided_on_at_once_in_the_admin(admin_client: Client) -> None:
    study_import = imported(ris(*({"TI": f"Study number {n} of something", "PY": 2000 + n} for n in range(3))))
    StudyFactory(title=TITLE, doi="10.1000/abc")
    first, _, third = study_import.records.order_by("number")
    base = study_import.get_absolute_url().removesuffix("change/")
    leave_out = {"decision": "leave-out", "show": "new"}

    page = admin_client.post(f"{base}decide/", {**leave_out, "record": [first.pk, third.pk]}, follow=True)
    assert "Decided on 2 records." in page.content.decode()
    page = admin_client.post(f"{base}decide/", leave_out, follow=True)
    assert "Tick the records first." in page.content.decode()
    page = admin_client.post(f"{base}decide/", {"decision": "nonsense", "record": first.pk}, follow=True)
    assert "That is no decision" in page.content.decode()
    assert list(study_import.records.order_by("number").values_list("decision", flat=True)) == [
        "leave-out", "", "leave-out",
    ]  # fmt: skip

    admin_client.post(f"{base}decide/", {"decision": "", "record": first.pk})
    admin_client.post(f"{base}confirm/")
    assert set(study_import.records.values_list("study__title", flat=True)) == {
        None, "Study number 0 of something", "Study number 1 of something",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_record_that_must_be_left_is_named_before_and_after(admin_client: Client, curator: User) -> None:
    study = StudyFactory(title=TITLE, doi="10.1000/abc", journal="")
    with editing(study, by=curator) as row:
        row.reservations = "Few studies."
        row.save()
    send_to_review(study, by=curator)
    study_import = imported(ris({"TI": TITLE, "DO": "10.1000/abc", "T2": "A journal"}))

    assert "waits for review" in admin_client.get(study_import.get_absolute_url()).content.decode()
    base = study_import.get_absolute_url().removesuffix("change/")
    page = admin_client.post(f"{base}confirm/", follow=True).content.decode()
    assert "Record 1 was left: Nothing was added to" in page


@pytest.mark.django_db
def test_a_bad_file_is_named_in_the_form(admin_client: Client) -> None:
    page = admin_client.post(address(StudyImport, "add"), {"file": SimpleUploadedFile("a.zip", b"PK\x03\x04")})
    assert "The file is a zip file" in page.content.decode()
    page = admin_client.post(address(StudyImport, "add"), {"source": SourceFactory().pk})
    assert "Say where the document cites them." in page.content.decode()


@pytest.mark.django_db
def test_only_who_may_add_studies_imports(client: Client) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    client.force_login(user)
    study_import = imported(ris({"TI": TITLE}))
    base = study_import.get_absolute_url().removesuffix("change/")

    assert client.get(address(StudyImport, "add")).status_code == 403
    assert client.get(study_import.get_absolute_url()).status_code == 403
    for step in ("read", "decide", "confirm", "discard"):
        assert client.post(f"{base}{step}/").status_code == 403
    assert not Study.objects.exists()


@pytest.mark.django_db
def test_only_who_uploaded_a_file_and_reviewers_decide_on_it() -> None:
    made = imported(ris({"TI": TITLE}), person("other", "Curator"))
    curator, reviewer = signed_in(person("curator", "Curator")), signed_in(person("reviewer", "Reviewer"))
    base = made.get_absolute_url().removesuffix("change/")

    page = curator.get(made.get_absolute_url()).content.decode()
    assert "Only other, a reviewer or an administrator can import it." in page
    assert "Import them" not in page
    for step in ("read", "progress", "decide", "confirm", "discard", "delete"):
        assert curator.post(f"{base}{step}/").status_code == 403
    assert not Study.objects.exists()

    reviewer.post(f"{base}confirm/")
    assert Study.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("group", ["Curator", "Administrator"])
@pytest.mark.django_db
def test_an_import_is_deleted_with_its_records_which_are_counted(
    group: str, django_assert_max_num_queries: Any
) -> None:
    user = person("curator", group)
    made = receive(io.BytesIO(ris(*({"TI": f"Study {n}"} for n in range(300)))), "export.ris", by=user)
    client = signed_in(user)

    page = client.get(address(StudyImport, "delete", made.pk))
    assert "Imported records: 300" in text_of(page)
    assert "Record 7" not in text_of(page)

    with django_assert_max_num_queries(30):
        client.post(address(StudyImport, "delete", made.pk), {"post": "yes"})
    assert not StudyImport.objects.exists()
    assert not ImportedRecord.objects.exists()


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_imports_and_the_other_is_told() -> None:
    curator = User.objects.create_superuser("curator")
    study_import = imported(ris({"TI": TITLE}, {"TI": "Champions on wards and what they say"}))
    ready = threading.Barrier(2)

    def confirmed(_: int) -> str:
        try:
            ready.wait(timeout=20)
            confirm(StudyImport.objects.get(pk=study_import.pk), by=curator)
        except NotPossible as told:
            return str(told)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(confirmed, range(2)))
    assert told[0] == ""
    assert told[1] != ""
    assert Study.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_progress_that_has_to_wait_is_given_up_and_leaves_the_connection_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study_import = imported(ris({"TI": TITLE}))
    own = connections["default"].copy()
    monkeypatch.setattr(type(own), "copy", lambda self: own)
    with batches.progress_outside_transaction(study_import) as save_progress:
        with transaction.atomic():
            StudyImport.objects.select_for_update().get(pk=study_import.pk)
            save_progress(1)
        study_import.refresh_from_db()
        assert study_import.records_written == 0

        save_progress(2)
        study_import.refresh_from_db()
        assert study_import.records_written == 2
        with own.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_no_setting_and_no_lock_outlives_an_import_on_any_connection(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gets a connection from the pool next must find it as a new one is."""
    left: list[list[Any]] = []
    wrapper_type: Any = type(connections["default"])
    give_back = wrapper_type._close

    def look_at(wrapper: Any) -> None:
        if wrapper.connection is not None:
            left.append(wrapper.connection.execute(LEFT_ON_CONNECTION).fetchall())
        give_back(wrapper)

    connection.close()
    monkeypatch.setattr(wrapper_type, "_close", look_at)
    study = StudyFactory(title="Champions for inclusion on hospital wards", doi="10.1000/abc", journal="")
    file = SimpleUploadedFile("refs.ris", ris({"TI": TITLE}, {"TI": study.title, "DO": study.doi, "T2": "A journal"}))
    admin_client.post(address(StudyImport, "add"), {"file": file})
    base = StudyImport.objects.get().get_absolute_url().removesuffix("change/")
    for step in ("read", "confirm"):
        admin_client.post(f"{base}{step}/")
        connection.close()

    assert StudyImport.objects.get().state == ImportState.CONFIRMED
    assert len(left) == 3  # two requests, and the progress of the second
    assert left == [[]] * 3


# Killed at any moment

KILLED = """
import os, signal, sys
sys.path.insert(0, {repository!r})
import django
django.setup()
from django.db import connection
from evidence.imports import batches, confirming, reading
from evidence.models import StudyImport
from django.contrib.auth.models import User

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

batches.RECORDS_AT_A_TIME = 3
step, at = {step!r}, {at!r}
if step == "receive":
    StudyImport.save = die
    with open({file!r}, "rb") as file:
        reading.receive(file, "export.ris", by=None)
else:
    study_import = StudyImport.objects.get()
    if step == "read":
        reading._save_read, save = (lambda batch: (save(batch), die())), reading._save_read
        reading.read_all(study_import)
    elif at == "the end":
        StudyImport.save = die
        confirming.confirm(study_import, by=User.objects.get())
    else:
        confirming.confirm(study_import, by=User.objects.get(), progress=lambda done, total: done >= at and die())
"""


def killed(step: str, at: Any = 0, file: str = "") -> None:
    code = KILLED.format(repository=str(REPOSITORY), step=step, at=at, file=file)
    name = connection.settings_dict["NAME"]
    from psycopg.conninfo import make_conninfo

    environment = {
        **os.environ,
        "DATABASE_URL": make_conninfo(os.environ["DATABASE_URL"], dbname=name),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_an_import_leaves_all_or_nothing(tmp_path: Path) -> None:
    curator = User.objects.create_superuser("curator")
    file = tmp_path / "export.ris"
    subjects = ["mentoring", "stigma", "champions", "literacy", "trauma", "retention", "advocacy", "culture", "games"]
    file.write_bytes(ris(*({"TI": f"{subject} {subject} in {subject} wards", "PY": 2001} for subject in subjects)))

    killed("receive", file=str(file))
    assert not StudyImport.objects.exists()
    assert not ImportedRecord.objects.exists()

    study_import = receive(io.BytesIO(file.read_bytes()), "export.ris", by=curator)
    killed("read")
    assert study_import.records.filter(outcome=RecordOutcome.UNREAD).count() == 9
    read_all(study_import)
    assert study_import.counts()["new"] == 9

    for at in (3, 6, 9, "the end"):
        killed("confirm", at)
        assert not Study.objects.exists()
        assert not study_import.records.exclude(study=None).exists()
    confirm(study_import, by=curator)
    assert Study.objects.count() == 9
