"""Looking up a study's record: what is proposed and taken, what is not, and what services answer wrongly."""

import io
import json
from typing import Any

import pytest
from django.test import Client

from curation import workflow
from curation.models import Draft
from evidence.models import Study
from references import record_lookup
from tests.factories import StudyFactory
from tests.support.admin_forms import address
from tests.support.people import person, signed_in
from tests.support.record_services import Answer, crossref, pubmed, record_services

DOI = "10.1000/mentoring.1"
TITLE = "Mentoring of nurses: a randomised trial"


def bare(**fields: Any) -> Study:
    """A draft that says no more than a number."""
    empty: dict[str, Any] = dict.fromkeys(("title", "authors", "journal", "volume", "issue", "pages", "doi"), "")
    study: Study = StudyFactory(**{**empty, "year": None, "draft": True, **fields})
    return study


def page_of(study: Study) -> str:
    return address(Study, "record", study.pk)


def looked_up(client: Client, study: Study, **numbers: str) -> Any:
    return client.post(page_of(study), {"look_up": "Look up", **numbers})


def taken(client: Client, study: Study, answer: Any, *fields: str) -> Any:
    return client.post(page_of(study), {"take": "1", "found": answer.context["signed"], "field": fields}, follow=True)


@pytest.fixture
def curator(db: None, settings: Any) -> Client:
    settings.RECORD_LOOKUPS = True
    settings.ERROR_REPORT_EMAIL = "desk@example.org"
    return signed_in(person("curator", "Curator"))


def test_what_crossref_says_is_proposed_and_only_what_is_ticked_is_taken(curator: Client, settings: Any) -> None:
    study = bare(year=2020)
    with record_services(crossref()) as (settings.CROSSREF_ADDRESS, asked):
        answer = looked_up(curator, study, doi=f"https://doi.org/{DOI}")

    assert asked == ["/works/10.1000%2Fmentoring.1 EquityEvidence-record-lookup/1.0 (mailto:desk@example.org)"]
    rows = {row["label"]: row for row in answer.context["found"][0].rows()}
    assert rows["title"]["value"] == TITLE
    assert rows["title"]["is_proposed"]
    assert (rows["year"]["now"], rows["year"]["value"], rows["year"]["is_proposed"]) == (2020, 2021, False)
    assert not Draft.objects.exists()

    page = taken(curator, study, answer, "crossref-title", "crossref-authors", "crossref-abstract", "crossref-slug")
    study.refresh_from_db()
    assert (study.title, study.authors, study.year, study.journal) == (TITLE, "Okafor, Ada", 2020, "")
    assert study.abstract == "Background Nurses & midwives were mentored."
    assert study.record_note.startswith("Title, authors, abstract: Crossref, ")
    assert "Taken from the record: title, authors, abstract." in page.content.decode()


def test_a_published_study_gets_a_draft_beside_it(curator: Client, settings: Any) -> None:
    study = bare(draft=False, title=TITLE)
    with record_services(pubmed()) as (settings.PUBMED_ADDRESS, asked):
        answer = looked_up(curator, study, pmid="30000001")
    taken(curator, study, answer, "pubmed-journal", "pubmed-pmid")

    assert asked[0].startswith("/efetch.fcgi?db=pubmed&id=30000001&retmode=xml&tool=EquityEvidence&email=desk%40")
    study.refresh_from_db()
    assert study.pmid == ""
    assert Draft.objects.get().snapshot["fields"]["pmid"] == "30000001"


def test_a_draft_that_does_not_fit_any_more_is_said_in_words(curator: Client) -> None:
    study = bare(draft=False, doi=DOI, title=TITLE)
    workflow.keep_version(study)
    with workflow.editing(study, by=person("carl", "Curator")) as row:
        row.doi = "10.1000/other"
        row.save()
    bare(doi="10.1000/other")
    answer = curator.get(page_of(study))
    assert answer.status_code == 200
    assert "The draft cannot be shown" in answer.content.decode()


def test_the_record_of_another_work_is_named_and_nothing_is_ticked(curator: Client, settings: Any) -> None:
    study = bare(title="Report cards on heart bypass surgery in New York")
    with record_services(crossref()) as (settings.CROSSREF_ADDRESS, _):
        answer = looked_up(curator, study, doi=DOI)

    page = answer.content.decode()
    assert f"It is of another work than the title of this study: “{TITLE}”" in page
    assert " checked" not in page


def test_the_record_of_another_number_is_not_proposed(curator: Client, settings: Any) -> None:
    study = bare()
    with record_services(crossref(DOI="10.1000/other")) as (settings.CROSSREF_ADDRESS, _):
        answer = looked_up(curator, study, doi=DOI)

    assert "It answered with the record of another number: 10.1000/other." in answer.content.decode()
    assert not answer.context["has_rows"]


def test_a_proposal_is_for_one_study_as_it_was_then(curator: Client, settings: Any) -> None:
    study, other = bare(), bare()
    with record_services(crossref()) as (settings.CROSSREF_ADDRESS, _):
        answer = looked_up(curator, study, doi=DOI)

    assert "no longer here" in taken(curator, other, answer, "crossref-title").content.decode()
    Study.objects.filter(pk=study.pk).update(title="Another title")
    assert "The title was changed meanwhile." in taken(curator, study, answer, "crossref-title").content.decode()
    StudyFactory(doi=DOI.upper())
    assert "Another study has the DOI" in taken(curator, study, answer, "crossref-doi").content.decode()
    assert "Nothing was ticked" in taken(curator, study, answer).content.decode()
    forged = curator.post(page_of(study), {"take": "1", "found": "W10:x:y", "field": "crossref-title"})
    assert "no longer here" in forged.content.decode()
    assert Study.objects.get(pk=study.pk).authors == ""


@pytest.mark.parametrize("numbers", [{}, {"doi": "nonsense"}, {"pmid": "x" * 300}, {"doi": "10.1/" + "x" * 10_000}])
def test_without_a_number_nobody_is_asked(curator: Client, settings: Any, numbers: dict[str, str]) -> None:
    settings.CROSSREF_ADDRESS = settings.PUBMED_ADDRESS = "http://nobody.invalid"
    answer = looked_up(curator, bare(), **numbers)

    assert answer.context["form"].errors
    assert not answer.context["found"]


def test_it_is_off_unless_switched_on(curator: Client, settings: Any) -> None:
    settings.RECORD_LOOKUPS = False
    settings.CROSSREF_ADDRESS = "http://nobody.invalid"
    study = bare()

    assert "switched off" in curator.get(page_of(study)).content.decode()
    assert not looked_up(curator, study, doi=DOI).context["found"]


def said(answer: Answer, service: str = "crossref") -> dict[str, Any]:
    """What the program makes of an answer."""
    with record_services(answer) as (base, _):
        given = {"service": service, "address": f"{base}/works/1", "agent": "tests"}
        (line,) = record_lookup.stream(io.BytesIO(json.dumps(given).encode()))
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.mark.parametrize(
    ("answer", "service", "problem"),
    [
        ((404, b"Resource not found.", ""), "crossref", record_lookup.NOT_FOUND),
        ((400, b"bad id", ""), "pubmed", record_lookup.NOT_FOUND),
        ((200, b"<PubmedArticleSet></PubmedArticleSet>", ""), "pubmed", record_lookup.NOT_FOUND),
        ((503, b"", ""), "crossref", "It answers with an error (503). Try again later."),
        ((429, b"", ""), "crossref", "It asked to be left alone for a while. Try again later."),
        ((302, b"", "http://169.254.169.254/latest/"), "crossref", "It leads to another address, which is not asked."),
        ((200, b"x" * 2_000_001, ""), "crossref", "Its answer is longer than any record."),
        ((200, b"<html>Sorry</html>", ""), "crossref", record_lookup.NO_RECORD),
        ((200, b'{"message": []}', ""), "crossref", record_lookup.NO_RECORD),
        ((200, b"[" * 100_000, ""), "crossref", record_lookup.NO_RECORD),
        ((200, b"\xff\xfe\x00", ""), "pubmed", record_lookup.NO_RECORD),
        ((200, b"", ""), "pubmed", record_lookup.NO_RECORD),
    ],
)
def test_a_wrong_answer_is_said_in_words(answer: Answer, service: str, problem: str) -> None:
    assert said(answer, service) == {"problem": problem}


def test_a_service_that_is_not_there_is_said_in_words() -> None:
    with record_services(crossref()) as (gone, _):
        pass
    given = {"service": "crossref", "address": f"{gone}/works/1", "agent": "tests"}
    (line,) = record_lookup.stream(io.BytesIO(json.dumps(given).encode()))

    assert json.loads(line) == {"problem": "It cannot be reached just now. Try again later."}
