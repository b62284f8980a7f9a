"""A board paper of a reader's list: the same in a page, in Word and in PDF, whatever is typed."""

import io
import re
from typing import Any

import docx
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from pypdf import PdfReader

from curation.models import Status
from evidence.models import Direction, Retraction, StudyMerge
from files.child_processes import NotDone
from files.documents import Document
from files.pdf_files import as_data
from files.typesetting.typesetter import typeset
from pages.downloads import papers
from pages.my_list import board_paper_page
from pages.my_list.board_paper import Typed, entries_of, paper_of
from pages.my_list.selection import Selection, key_of
from pages.recommendations import offers
from recommendations.models import Bearing, Certainty, Kind, Recommendation
from tests.factories import (
    CaseStudyFactory,
    CitationFactory,
    FindingFactory,
    OutcomeFactory,
    RecommendationFactory,
    RecommendationStudyFactory,
    StudyFactory,
)
from tests.files.test_office_files import HOSTILE
from tests.files.test_pdf_files import ABOUT, MARKUP, text_in
from tests.support.pages_seen import text

pytestmark = pytest.mark.django_db

ADDRESS = "/my-list/board-paper/"
FIELDS = ("title", "question", "asked", "own_words")
#: Letters and signs that come back from a PDF as they went in, with markup of HTML and of the typesetter.
READABLE = st.text("abcXYZ019 .,;:!?#$*_@<>&\"'[](){}=+-/\\~`\n", max_size=120)


@pytest.fixture
def recommendation() -> Recommendation:
    case = CaseStudyFactory(title="How one trust did it", organisation_name="North Trust", place="Leeds")
    made: Recommendation = RecommendationFactory(
        reference="ABC-1",
        title="Train all managers",
        statement="Trusts should train all managers.",
        certainty=Certainty.LOW,
        certainty_reason="The studies are small.",
        case_studies=[case],
    )
    knowledge = OutcomeFactory(name="Staff knowledge")
    for design, retraction, bearing in (
        ("systematic-review", "", Bearing.SUPPORTS),
        ("systematic-review", Retraction.RETRACTED, Bearing.SUPPORTS),
        ("report", "", Bearing.QUESTIONS),
    ):
        study = CitationFactory(study=StudyFactory(design=design, retraction=retraction)).study
        RecommendationStudyFactory(recommendation=made, study=study, bearing=bearing)
        FindingFactory(study=study, outcome=knowledge, direction=Direction.IMPROVED)
    return made


def selection(*entries: Any) -> Selection:
    return Selection(tuple(key_of(each) for each in entries))


def paper(typed: Typed, *entries: Any) -> Document:
    return paper_of(entries_of(selection(*entries)), typed, "https://example.org{}".format, ABOUT)


def ask(client: Client, *entries: Any, **typed: str) -> Any:
    return client.post(ADDRESS, {"list": selection(*entries).signed(), **typed})


def bare(text: str) -> str:
    return "".join(text.split())


def texts_in_page(document: Document) -> list[str]:
    template = engines["jinja2"].from_string(
        '{% from "components/document.jinja" import document %}{{ document(paper) }}'
    )
    tree = html.fromstring(template.render({"paper": document}))
    for each in tree.xpath('//*[@aria-hidden="true"] | //caption'):
        each.drop_tree()
    return [each.text_content() for each in tree.xpath("//h3 | //h4 | //p | //li | //th | //td")]


def texts_in_word(document: Document) -> list[str]:
    opened = docx.Document(io.BytesIO(papers.PAPERS["docx"][0](document, ABOUT)))
    texts = []
    for block in opened.iter_inner_content():
        if hasattr(block, "rows"):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return texts


def text_in_pdf(document: Document) -> str:
    text = text_in(PdfReader(io.BytesIO(typeset(as_data(document, ABOUT)))))
    footer = r"EquityEvidence,31January2026\.Page\dof\d"
    head = "RecommendationCertaintyoftheevidenceWhatitrestson"
    first, *others = re.sub(footer, "", text).split(head)
    return first + head * bool(others) + "".join(others)


def test_page_word_and_pdf_hold_the_same_whatever_is_typed(recommendation: Recommendation) -> None:
    study = CitationFactory(study=StudyFactory(label="What training changed")).study
    others = [RecommendationFactory(title=f"Do thing {n}") for n in range(3)]
    entries = entries_of(selection(recommendation, *others, study))

    @settings(max_examples=15, deadline=None)
    @given(st.tuples(*[READABLE] * 4))
    @example((MARKUP, MARKUP, MARKUP, MARKUP))
    @example(("", "", "", ""))
    def check(given: tuple[str, ...]) -> None:
        form = board_paper_page.PaperForm(dict(zip(FIELDS, given, strict=True)))
        assert form.is_valid()
        document = paper_of(entries, Typed(**form.cleaned_data), "https://example.org{}".format, ABOUT)
        said = [bare(each) for each in document.texts()]

        assert [bare(each) for each in texts_in_page(document)] == said
        assert [bare(each) for each in texts_in_word(document)] == said
        shown = text_in_pdf(document).replace("•", "")
        assert shown == "".join(said)
        for each in given:
            assert bare(each) in shown
        for entry in (recommendation, *others):
            assert f"{bare(entry.title)}{bare(entry.statement)}{entry.reference}" in shown

    check()


def test_it_says_what_a_board_needs(recommendation: Recommendation) -> None:
    typed = Typed(title="Training", question="Shall we?", asked="Agree.", own_words="We train few.")
    texts = list(paper(typed, recommendation).texts())

    assert texts[:7] == [
        "Training",
        *("The question", "Shall we?"),
        *("What is asked of the board", "Agree."),
        *("Our situation", "We train few."),
    ]
    told, certainty, evidence = texts[11:14]
    assert told == "1. Train all managers\nTrusts should train all managers.\nABC-1, reference 1"
    assert certainty == "⊕⊕◯◯ Low\nThe studies are small."
    assert evidence == (
        "2 systematic reviews, 1 of them retracted, and 1 raises doubts.\nImproved: staff knowledge (3)."
    )
    assert "How one trust did it. North Trust (Leeds). For recommendation 1. Reference 2." in texts
    assert any(each.startswith("1. ") for each in texts[texts.index("References") :])


def test_what_is_not_stated_is_not_made_up() -> None:
    entry = RecommendationFactory(certainty=Certainty.HIGH, certainty_reason="", kind=Kind.STATUTORY_DUTY)
    texts = list(paper(Typed(), entry).texts())

    assert texts[0] == "Paper for the board"
    assert "The question" not in texts
    assert f"Statutory duty {entry.reference}, reference 1" in texts[5]
    assert texts[6] == "⊕⊕⊕⊕ High"
    assert texts[7].startswith("No study is linked.")
    assert "its source gives none" in texts[8]
    assert "None is linked to these recommendations." in texts


def test_a_board_is_told_in_few_words_what_supports_it() -> None:
    entry = RecommendationFactory()
    for design, bearing, number in (
        ("review", Bearing.SUPPORTS, 3),
        ("review", Bearing.PARTLY_SUPPORTS, 1),
        ("not-stated", Bearing.SUPPORTS, 1),
        ("report", Bearing.CONTEXT, 2),
    ):
        for _ in range(number):
            study = CitationFactory(study=StudyFactory(design=design)).study
            RecommendationStudyFactory(recommendation=entry, study=study, bearing=bearing)
    of_context = RecommendationStudyFactory(study=study, bearing=Bearing.CONTEXT).recommendation

    texts = list(paper(Typed(), entry, of_context).texts())

    assert "5 studies: 4 reviews, 1 other, and 2 give context." in texts
    assert "No study supports it; 1 gives context." in texts


def test_what_improved_and_what_patients_gained_is_named_however_much_there_is() -> None:
    study = CitationFactory().study
    others = [OutcomeFactory(name=name, group="staff", position=n) for n, name in enumerate("ABCDE")]
    patients = OutcomeFactory(name="Patient outcomes", group="patients", position=10)
    for direction in (Direction.IMPROVED, Direction.UNCLEAR):
        for outcome in (*others, patients):
            FindingFactory(study=study, outcome=outcome, direction=direction)
    texts = paper(Typed(), RecommendationFactory(studies=[study])).texts()

    (evidence,) = [each for each in texts if "Improved" in each]
    assert "Improved: a (1), b (1), c (1), d (1), e (1), patient outcomes (1)." in evidence
    assert "Unclear: a (1), b (1), c (1), patient outcomes (1) and 2 others." in evidence


def test_studies_and_case_studies_of_the_list_support_it(recommendation: Recommendation) -> None:
    study = CitationFactory(study=StudyFactory(label="What training changed", design="cohort")).study
    case = CaseStudyFactory(title="How a city did it", summary="It trained everybody.", organisation_name="")
    texts = list(paper(Typed(), recommendation, study, case).texts())

    supporting = texts[texts.index("Supporting studies") + 1]
    assert supporting.startswith("What training changed. Cohort study. Reference ")
    assert any(
        each.startswith("How a city did it. Organisation not stated") and "It trained everybody." in each
        for each in texts
    )


def test_what_is_no_longer_published_is_left_out_and_told_of(client: Client, recommendation: Recommendation) -> None:
    withdrawn = RecommendationFactory(title="Old advice")
    draft = RecommendationFactory(title="A secret draft", draft=True)
    Recommendation.objects.filter(pk=withdrawn.pk).update(
        status=Status.WITHDRAWN, withdrawn_because="Its figures were wrong."
    )
    page = ask(client, recommendation, withdrawn, draft).content.decode()
    texts = list(paper(Typed(), recommendation, withdrawn, draft).texts())

    assert "Not in the paper" in page
    left_out = [f"{withdrawn}. Withdrawn: Its figures were wrong.", "An entry that is no longer published."]
    assert texts[-2:] == left_out
    assert "secret" not in page
    assert not any("Old advice" in text or "secret" in text for text in texts[:-2])


def test_a_study_that_was_merged_is_told_of_by_the_one_that_was_kept() -> None:
    kept = CitationFactory(study=StudyFactory(label="The kept one")).study
    merged = CitationFactory(
        study=StudyFactory(label="The other one", status=Status.WITHDRAWN, withdrawn_because="Listed twice.")
    ).study
    StudyMerge.objects.create(merged=merged, kept=kept)
    entries = entries_of(selection(merged, kept))

    assert (entries.studies, entries.left_out) == ([kept], [])


@pytest.mark.parametrize(
    ("file", "content_type", "start"),
    [("pdf", "application/pdf", b"%PDF"), ("docx", papers.PAPERS["docx"][1], b"PK")],
)
def test_files_come_for_what_was_typed_and_are_kept_nowhere(
    client: Client, recommendation: Recommendation, file: str, content_type: str, start: bytes
) -> None:
    response = ask(client, recommendation, file=file, title="Our secret plan")

    assert (response.status_code, response["Content-Type"]) == (200, content_type)
    assert response["Content-Disposition"] == f'attachment; filename="board-paper.{file}"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(start)
    assert not response.cookies
    assert not Session.objects.exists()


def test_files_are_made_where_no_case_study_is_linked(client: Client) -> None:
    assert ask(client, RecommendationFactory(), file="docx").status_code == 200


def test_the_form_is_for_the_own_list_and_for_a_shared_one(client: Client, recommendation: Recommendation) -> None:
    assert "There is nothing in your list yet" in client.get(ADDRESS).content.decode()
    client.cookies["my_list"] = selection(recommendation).signed()
    own = client.get(ADDRESS)
    shared = Client().get(ADDRESS, {"list": selection(recommendation).signed()})

    for response in (own, shared):
        assert response["Cache-Control"] == "private, no-cache"
        page = response.content.decode()
        assert "Train all managers" in page
        assert 'data-kept-as="board-paper"' in page
        assert "data-filled" not in page
    assert ADDRESS in client.get("/my-list/").content.decode()


@pytest.mark.parametrize("signed", ["", "forged", "r" * 5_000, "\0"])
def test_a_broken_list_is_told_of(client: Client, signed: str) -> None:
    for response in (client.get(ADDRESS, {"list": signed}), client.post(ADDRESS, {"list": signed, "file": "pdf"})):
        assert response.status_code == 400
        assert "This list cannot be shown" in response.content.decode()


def test_a_text_that_is_too_long_is_told_of_and_nothing_is_lost(client: Client, recommendation: Recommendation) -> None:
    response = ask(client, recommendation, file="pdf", question="q" * 401, asked="Agree <b>all</b>")
    page = response.content.decode()

    assert response.status_code == 400
    assert "The question must be 400 characters or fewer. You typed 401." in page
    assert page.index("There is a problem") < page.index("<h1")
    assert 'href="#question"' in page
    assert "q" * 401 in page
    assert "Agree &lt;b&gt;all&lt;/b&gt;" in page
    assert "data-filled" in page


@pytest.mark.parametrize(
    ("number", "length", "typed", "said"),
    [
        (
            9,
            900,
            {},
            "9 entries make about 3 pages. A board paper is best with one or two. That is 8 entries or fewer, so",
        ),
        (9, 900, {"asked": "Agree."}, "9 entries and what you typed make about 3 pages."),
        (8, 700, {"own_words": "x" * 1500}, "8 entries and what you typed make about 3 pages."),
        (
            8,
            1000,
            {},
            "8 entries make about 3 pages. A board paper is best with one or two. You could first remove some",
        ),
    ],
)
def test_it_says_what_could_make_a_long_paper_shorter(
    client: Client, number: int, length: int, typed: dict[str, str], said: str
) -> None:
    page = text(ask(client, *[RecommendationFactory(statement="x" * length) for _ in range(number)], **typed))

    assert said in page
    assert ("You could shorten what you typed." in page) == ("own_words" in typed)
    assert ("remove some from the list" in page) == ("own_words" not in typed)


def test_no_pages_are_counted_while_what_was_typed_is_too_long(client: Client) -> None:
    for length in (10, 1500):
        page = text(ask(client, *[RecommendationFactory(statement="x" * length) for _ in range(8)], title="t" * 151))
        assert "There is a problem" in page
        assert "one or two pages" not in page
        assert "make about" not in page


def test_hostile_texts_survive(client: Client, recommendation: Recommendation) -> None:
    # A browser sends no half of a surrogate pair.
    for hostile in [*(each for each in HOSTILE if each != "\ud800"), "\0" * 150, "😀" * 150, "\u202e" * 150, "x" * 150]:
        document = docx.Document(io.BytesIO(ask(client, recommendation, file="docx", title=hostile).content))
        assert document.core_properties.title
        page = ask(client, recommendation, file="", title=hostile)
        assert page.status_code == 200


def test_another_site_cannot_ask(client: Client, recommendation: Recommendation) -> None:
    data = {"list": selection(recommendation).signed(), "file": "docx"}
    assert client.post(ADDRESS, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(ADDRESS, data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(ADDRESS, data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_pdf_that_cannot_be_made_is_told_of(
    client: Client, recommendation: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> bytes:
        raise NotDone

    monkeypatch.setitem(papers.PAPERS, "pdf", (refuse, "application/pdf"))
    response = ask(client, recommendation, file="pdf", title="Kept")
    assert response.status_code == 503
    assert "Try again in a minute, or choose Word." in response.content.decode()
    assert 'value="Kept"' in response.content.decode()


def test_many_entries_ask_no_more_of_the_database(client: Client) -> None:
    def queries(entries: list[Recommendation]) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(client, *entries)
        return len(captured)

    study = CitationFactory().study
    entries = [RecommendationFactory(studies=[study], case_studies=[CaseStudyFactory()]) for _ in range(20)]
    assert queries(entries[:2]) == queries(entries) <= 14
    # Each of the first eight is asked for similar case studies, and for what it is related to.
    related = RecommendationFactory()
    without = [RecommendationFactory(studies=[study], related=[related]) for _ in range(20)]
    assert queries(without[:8]) == queries(without) <= 14 + 2 * 8


def test_what_is_withdrawn_while_similar_case_studies_are_looked_for_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    withdrawn, kept = RecommendationFactory(), RecommendationFactory()
    cases = [CaseStudyFactory(title="The secret one", draft=True), CaseStudyFactory(title="The public one")]
    entries = entries_of(selection(withdrawn, kept))
    Recommendation.objects.filter(pk=withdrawn.pk).update(status=Status.WITHDRAWN, withdrawn_because="Wrong.")
    offered = [{"slug": each.slug} for each in cases]
    monkeypatch.setattr(offers.Pool, "closest", lambda *_: offered)

    said = " ".join(paper_of(entries, Typed(), "https://example.org{}".format, ABOUT).texts())

    assert re.search(r"The public one\..* Similar to recommendation 2\.", said)
    assert "secret" not in said
