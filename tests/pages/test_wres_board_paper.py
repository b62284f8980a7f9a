"""The paper for an organisation's board says where it stands and what works on its gaps, in Word and in PDF."""

import io
from typing import Any

import docx
import pytest
from django.test import Client
from docx.oxml.ns import qn
from pypdf import PdfReader

from curation.models import Status
from files.child_processes import NotDone
from pages.downloads import papers
from recommendations.models import Certainty, Recommendation
from tests.factories.evidence import CaseStudyFactory
from tests.factories.recommendations import RecommendationFactory
from tests.factories.workforce import DatasetFactory
from tests.files.test_pdf_files import text_in
from tests.pages.test_wres_files import add, many, measures, trust
from workforce.models import Indicator, Observation, Organisation

pytestmark = pytest.mark.django_db

__all__ = ["measures"]


def recommendation(**values: Any) -> Recommendation:
    entry: Recommendation = RecommendationFactory(**values)
    entry.indicator_links.create(indicator=Indicator.objects.get(number=8), reason="It is about discrimination.")
    return entry


def word(client: Client, path: str = "/wres/organisations/RXX.docx") -> Any:
    response = client.get(path)
    assert response.status_code == 200
    return docx.Document(io.BytesIO(response.getvalue()))


def texts(document: Any) -> list[str]:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [each.text for each in document.paragraphs] + cells


def test_it_says_where_the_organisation_stands_and_what_works(client: Client) -> None:
    many()
    case = CaseStudyFactory(title="How one trust did it")
    recommendation(title="Act on discrimination", certainty=Certainty.LOW, case_studies=[case])

    document = word(client)
    said = "\n".join(texts(document))

    assert document.paragraphs[0].text == "Workforce race equality: Trust RXX"
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [
        "What is asked of the board",
        "Where we stand",
        "Our widest gaps, and what works on them",
        "8. What indicator 8 measures, WRES 2023",
        "How to read this paper",
        "Sources",
    ]
    assert "30.0% of ethnic minority staff" in said
    assert "The gap is wider than chance alone would make it." in said
    assert "the percentage of ethnic minority staff lies between 21.9 and 39.6% (95% confidence interval)" in said
    assert "Act on discrimination" in said
    assert "⊕⊕◯◯ Low" in said
    assert "How one trust did it" in said
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells][2] == "Beside England"
    by_indicator = {row.cells[0].text[:2]: [cell.text for cell in row.cells[1:]] for row in table.rows[1:]}
    assert by_indicator["3."] == ["No values are held.", "–", "–"]
    assert by_indicator["8."][0].startswith("30.0% of ethnic minority staff, 6.7% of White staff (WRES 2023)")
    assert "Gap: beyond chance" in by_indicator["8."][0]


def test_at_most_three_recommendations_stand_by_a_gap_the_most_certain_first(client: Client) -> None:
    many()
    for number, level in enumerate((Certainty.NOT_GRADED, Certainty.LOW, Certainty.HIGH, Certainty.MODERATE)):
        recommendation(title=f"Do thing {number}", certainty=level)
    told = [each.text for each in word(client).paragraphs if each.text.startswith("Do thing")]
    assert [each[:10] for each in told] == ["Do thing 2", "Do thing 3", "Do thing 1"]


def test_nothing_unpublished_is_in_it(client: Client) -> None:
    many()
    recommendation(title="A draft of ours", status=Status.DRAFT)
    assert "A draft of ours" not in "\n".join(texts(word(client)))
    assert "No recommendation is linked to this indicator." in texts(word(client))


def test_it_passes_the_rules_of_accessibility_of_word(client: Client) -> None:
    many()
    recommendation()
    document = word(client)

    assert document.core_properties.title == "Workforce race equality: Trust RXX"
    (table,) = document.tables
    assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert not list(document.element.iter(qn("w:gridSpan"), qn("w:vMerge")))
    levels = [int(each.style.name[-1]) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert all(below <= above + 1 for above, below in zip([0, *levels], levels, strict=False))
    # A paragraph without a text has a picture.
    assert all(each.text.strip() or list(each._p.iter(qn("w:drawing"))) for each in document.paragraphs)
    pictures = list(document.element.iter(qn("wp:docPr")))
    assert len(pictures) == 1
    assert "Ethnic minority staff: 30.0%" in pictures[0].get("descr")
    assert len({each.get("id") for each in pictures}) == len(pictures)


def test_two_pictures_stand_beside_each_other_each_with_its_text(client: Client) -> None:
    many()
    own = Organisation.objects.get(ods_code="RXX")
    for year in (2022, 2023):
        add(own, year, (50, 500), (20, 900), measure="wres-3-entered-share")
    document = word(client)
    drawn = [each for each in document.paragraphs if list(each._p.iter(qn("w:drawing")))]
    assert [len(list(each._p.iter(qn("w:drawing")))) for each in drawn] == [2]
    descriptions = [each.get("descr") for each in document.element.iter(qn("wp:docPr"))]
    assert descriptions[0].startswith("Chart. 3. ")
    assert descriptions[1].startswith("Chart. 8. ")
    assert len(document.inline_shapes) == 2
    assert sum(shape.width.cm for shape in document.inline_shapes) <= 17


def test_example_data_say_so_on_each_page(client: Client) -> None:
    many(is_made_up=True)
    document = word(client, "/wres/organisations/ZZXX.docx")
    assert document.sections[0].header.paragraphs[0].text == "Example data"
    assert any(each.startswith("Example data. ") for each in texts(document))
    pages = PdfReader(io.BytesIO(client.get("/wres/organisations/ZZXX.pdf").getvalue())).pages
    assert all("Example data" in page.extract_text() for page in pages)

    many()
    real = word(client)
    assert not real.sections[0].header.paragraphs[0].text
    assert "Example data" not in "".join(texts(real))


def test_word_and_pdf_say_the_same(client: Client) -> None:
    many()
    recommendation()
    pdf = text_in(PdfReader(io.BytesIO(client.get("/wres/organisations/RXX.pdf").getvalue())))
    for each in texts(word(client)):
        assert "".join(each.split()) in pdf


def test_an_organisation_without_values_has_a_paper_that_says_so(client: Client) -> None:
    trust()
    said = texts(word(client))
    assert said.count("No values are held.") == Indicator.objects.count()
    assert "No figure about all staff compares the groups, so we cannot say where the gaps are." in said


def test_where_no_gap_is_beyond_chance_it_says_whose(client: Client) -> None:
    add(trust(), 2023, (20, 100), (60, 300))
    assert "No figure that we hold shows a gap to the disadvantage of ethnic minority staff beyond chance." in texts(
        word(client)
    )


def test_small_numbers_are_not_in_it(client: Client) -> None:
    own = trust()
    add(own, 2023, (3, 100), (30, 300), dataset=DatasetFactory(is_return=True))
    said = "\n".join(texts(word(client)))
    assert "3.0%" not in said
    assert "small numbers" in said


def test_it_names_the_publications_of_its_figures(client: Client) -> None:
    own = trust()
    for number in range(14):
        add(own, 2015 + number, (30, 100), (20, 300), dataset=DatasetFactory(title=f"Report {number:02}"))
    said = "\n".join(texts(word(client)))
    assert "Report 00. NHS England, March 2024." in said
    assert "Report 12" not in said
    assert "And 2 others, which are on the page of the organisation." in said


def test_a_hostile_name_stays_a_text(client: Client) -> None:
    many()
    hostile = "<w:p>& “Trust” \x0b]]> =1+1"
    Organisation.objects.filter(ods_code="RXX").update(name=hostile)
    Observation.objects.update(data_period="<b>")
    assert "<w:p>& “Trust”" in word(client).paragraphs[0].text
    assert client.get("/wres/organisations/RXX.pdf").status_code == 200
    assert client.get("/wres/organisations/RXX/indicator-8.svg").status_code == 200


def test_a_pdf_that_cannot_be_made_is_told_of(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> bytes:
        raise NotDone

    many()
    monkeypatch.setitem(papers.PAPERS, "pdf", (refuse, "application/pdf"))
    response = client.get("/wres/organisations/RXX.pdf")
    assert response.status_code == 503
    assert "choose Word" in response.content.decode()
