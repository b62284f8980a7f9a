"""The files that lists and entries can be taken away as."""

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
import rispy
from django.test import Client, RequestFactory

from evidence import reference_lists
from evidence.citations import Style
from pages.recommendations.list import FILES
from pages.studies import pages as studies
from recommendations.models import Bearing
from tests.factories.evidence import CaseStudyFactory, CitationFactory, FindingFactory, StudyFactory
from tests.factories.recommendations import AudienceFactory, RecommendationFactory, RecommendationStudyFactory

pytestmark = pytest.mark.django_db


def word(client: Client, address: str) -> Any:
    return docx.Document(io.BytesIO(client.get(address).getvalue()))


def test_a_briefing_says_what_a_board_asks(client: Client) -> None:
    study = StudyFactory(title="Training that works", authors="Chae, Duckhee", retraction="retracted")
    CitationFactory(study=study)
    FindingFactory(study=study, outcome__name="Staff knowledge", direction="improved")
    RecommendationFactory(
        reference="ABC-1",
        title="Train staff",
        statement="Trusts should train staff.",
        points="In work time.",
        certainty="moderate",
        source__states_certainty=True,
        audiences=[AudienceFactory(name="ICBs", slug="icbs")],
        studies=[study, StudyFactory(label="Hidden", draft=True)],
        case_studies=[CaseStudyFactory(title="How Leeds did it"), CaseStudyFactory(title="Hidden", draft=True)],
    )

    document = word(client, "/recommendations.docx?audience=icbs")

    text = "\n".join(each.text for each in document.paragraphs)
    assert document.core_properties.title == "Briefing: 1 recommendation for ICBs"
    assert "ABC-1: Train staff" in text
    assert "Certainty of the evidence: ⊕⊕⊕◯ Moderate" in text
    assert "For: ICBs" in text
    assert "How Leeds did it" in text
    assert "1. Chae D. Training that works." in text
    assert "[Retracted]" in text
    assert "Hidden" not in text
    assert "http://testserver/recommendations/?audience=icbs" in text
    profile, found = ([[cell.text for cell in row.cells] for row in table.rows] for table in document.tables)
    assert profile[1][:2] == ["⊕⊕⊕◯ Moderate", "1"]
    assert found[1] == ["Staff knowledge", "Improved: 1 study, retracted (1)."]


def test_a_list_that_is_too_long_for_word_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    formats = tuple(replace(each, most=1) if each.suffix == "docx" else each for each in FILES.formats)
    monkeypatch.setattr("pages.recommendations.list.FILES", replace(FILES, formats=formats))
    RecommendationFactory(), RecommendationFactory()
    page = client.get("/recommendations/").content.decode()
    view = replace(FILES, formats=formats).view(formats[1])
    answer: Any = view(RequestFactory().get("/recommendations.docx"))

    problem = "Word holds up to 1 recommendations. Add filters to make the list shorter."
    assert (answer.status_code, answer.content.decode()) == (400, problem)
    assert problem in page
    assert "/recommendations.docx" not in page


@pytest.mark.parametrize("suffix", [each.suffix for each in FILES.formats])
def test_an_empty_list_makes_a_file(client: Client, suffix: str) -> None:
    response = client.get(f"/recommendations.{suffix}")
    assert response.status_code == 200
    assert response.getvalue()


@pytest.mark.parametrize("file", studies.FILES.formats, ids=lambda each: each.suffix)
def test_an_empty_list_of_studies_makes_a_file(client: Client, file: Any) -> None:
    response = client.get(f"/studies.{file.suffix}")
    assert response.status_code == 200
    response.getvalue()


def test_a_list_offers_its_files_with_its_filters(client: Client) -> None:
    RecommendationFactory(audiences=[AudienceFactory(slug="icbs")])
    page = client.get("/recommendations/?audience=icbs&page=1").content.decode()
    for each in FILES.formats:
        assert f'href="/recommendations.{each.suffix}?audience=icbs">{each.name}</a>' in page


def test_a_briefing_names_the_references_of_what_only_gives_context_apart(client: Client) -> None:
    entry = RecommendationFactory(studies=[CitationFactory().study])
    for bearing in (Bearing.PARTLY_SUPPORTS, Bearing.CONTEXT):
        study = CitationFactory(study__retraction="corrected").study
        RecommendationStudyFactory(recommendation=entry, study=study, bearing=bearing)
    told = [each.text for each in word(client, "/recommendations.docx").paragraphs]

    place = told.index("Based on references 1, 2 (1 of them corrected).")
    assert told[place + 1] == "For context: reference 3 (corrected)."


def test_references_are_numbered_in_vancouver_and_sorted_by_author_in_harvard(client: Client) -> None:
    for position, (author, title) in enumerate([("Zhu, Li", "Last"), ("", ""), ("Abe, Ken", "<i>First</i> & best?")]):
        CitationFactory(study=StudyFactory(authors=author, title=title, label="Ours", position=position, cited_as="Us"))

    vancouver = client.get("/studies.vancouver.txt").getvalue().decode("utf-8-sig").split("\r\n\r\n")[1:4]
    harvard = client.get("/studies.harvard.txt").getvalue().decode("utf-8-sig").split("\r\n\r\n")[1:4]

    assert [each[:10] for each in vancouver] == ["1. Zhu L. ", "2. Ours. C", "3. Abe K. "]
    assert vancouver[1] == "2. Ours. Cited as Us. The source does not state its title."
    assert "<i>First</i> & best? " in vancouver[2]
    assert [each[:4] for each in harvard] == ["Abe,", "Zhu,", "Ours"]
    paragraphs = [each for each in word(client, "/studies.harvard.docx").paragraphs if each.text.startswith("Abe")]
    assert "<i>First</i> & best?" in paragraphs[0].text
    assert any(run.italic for run in paragraphs[0].runs)


def test_the_reference_to_an_entry_is_read_by_a_reference_manager(client: Client) -> None:
    study = StudyFactory(title="Training that works", year=2021, doi="10.1000/x", slug="training")
    CitationFactory(study=study)
    RecommendationFactory(reference="ABC-1", title="Train staff")
    case = CaseStudyFactory(title="How Leeds did it")

    (of_study,) = rispy.loads(client.get("/studies/training.ris").content.decode())
    (of_recommendation,) = rispy.loads(client.get("/recommendations/ABC-1.ris").content.decode())
    (of_case,) = rispy.loads(client.get(f"/case-studies/{case.slug}.ris").content.decode())

    assert (of_study["title"], of_study["year"], of_study["doi"]) == ("Training that works", "2021", "10.1000/x")
    assert of_recommendation["title"] == "ABC-1: Train staff"
    assert of_recommendation["urls"] == ["http://testserver/recommendations/ABC-1/"]
    assert of_case["title"] == "How Leeds did it"
    text = client.get("/studies/training.txt").content.decode()
    for style in Style:
        assert reference_lists.reference_text(study, style) in text
    assert client.get("/recommendations/ABC-1.txt").content.decode().startswith("Equity Evidence (")
    assert client.get("/recommendations/ABC-2.ris").status_code == 404
    for address in ("/studies/training/", "/recommendations/ABC-1/", f"/case-studies/{case.slug}/"):
        page = client.get(address).content.decode()
        for suffix in ("ris", "txt"):
            assert f'href="{address.rstrip("/")}.{suffix}"' in page
