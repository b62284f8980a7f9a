"""Entries are taken from the marked words of a document, with their place and their words."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curation.admin_base.once import new_token
from curation.models import Draft, Status
from curation.snapshots import digest
from curation.workflow import publish, send_to_review
from evidence.imports.reading import read_all
from evidence.models import Citation, Finding, Study, StudyImport
from recommendations.models import Recommendation
from tests.factories import AudienceFactory, RecommendationFactory, StudyFactory, ThemeFactory
from tests.factories.evidence import CitationFactory, OutcomeFactory
from tests.factories.workspaces import DocumentTextFactory
from tests.support.people import person, signed_in
from workspaces.adding import add_text, read_pasted
from workspaces.models import DocumentText, Excerpt
from workspaces.taken import finding_part
from workspaces.taking.kinds import FINDING, KINDS

pytestmark = pytest.mark.django_db

ADVISED = "Every trust should let its ward managers plan rotas six weeks ahead."
STUDIED = "A cohort study by Okafor and colleagues (2019) asked 412 nurses 🩺 and found that 38% fewer left (12)."
DEFINED = "Self-rostering: staff enter the shifts they want, and the ward settles what is left."
TEXT = f"""Section 1: Rotas

{ADVISED}

{STUDIED}

Case study 3: Rotas at Elm Park

Elm Park changed its rotas in 2021.

{DEFINED}

References

12. Okafor A, Lind P. Choice of shifts and leaving: a cohort study. J Ward Leadersh. 2019;4(2):11-19.
doi:10.5555/rotas.2019
13. Something that nobody can tell apart
"""


@pytest.fixture
def curator() -> User:
    return person("curator", "Curator")


@pytest.fixture
def client(curator: User) -> Client:
    return signed_in(curator)


@pytest.fixture
def document() -> DocumentText:
    return DocumentTextFactory(text=TEXT)


def address(document: DocumentText, page: str = "workspace", *more: str) -> str:
    return reverse(f"admin:{page}", args=[document.source.slug, *more])


def place(document: DocumentText, words: str) -> dict[str, Any]:
    start = document.text.index(words)
    return {"document": document.pk, "start": start, "end": start + len(words)}


def opened(client: Client, document: DocumentText, kind: str, words: str, **more: Any) -> Any:
    response = client.get(address(document, "workspace-take", kind), {**place(document, words), **more})
    assert response.status_code == 200
    return response.context["forms"]


def took(client: Client, document: DocumentText, kind: str, words: str, /, **fields: Any) -> Any:
    return client.post(address(document, "workspace-take", kind), {**place(document, words), **fields})


def recommendation(**fields: Any) -> dict[str, Any]:
    said = {"title": "Plan rotas early", "statement": "Plan rotas 6 weeks ahead.", "locator": "Section 1"}
    return {"kind": "recommendation", "certainty": "not-graded", **said, **fields}


def test_a_recommendation_is_a_draft_with_its_words(client: Client, document: DocumentText, curator: User):
    assert opened(client, document, "recommendation", ADVISED).main["locator"].value() == "Section 1"
    response = took(client, document, "recommendation", ADVISED, **recommendation())
    made = Recommendation.objects.get()
    excerpt = Excerpt.objects.get()
    assert response.url == f"{address(document)}?at={excerpt.start}#excerpt-{excerpt.pk}"
    assert (made.status, made.source, made.reference) == (
        Status.DRAFT,
        document.source,
        f"{document.source.reference_prefix}-1",
    )
    assert list(Draft.objects.of(made).get().contributors.all()) == [curator]
    assert (excerpt.words, excerpt.entry, excerpt.locator) == (ADVISED, made, "Section 1")


def test_sent_twice_makes_one_entry(client: Client, document: DocumentText):
    shown = client.get(address(document, "workspace-take", "recommendation"), place(document, ADVISED))
    token = shown.content.decode().partition('name="once" value="')[2][:32]
    pages: list[Any] = [
        took(client, document, "recommendation", ADVISED, **recommendation(), once=token) for _ in range(2)
    ]
    assert pages[0].url == pages[1].url
    assert Recommendation.objects.count() == Excerpt.objects.count() == 1


def test_a_study_sent_twice_is_not_told_to_be_here_already(client: Client, document: DocumentText):
    fields = study_fields(OutcomeFactory(), slug="choice-of-shifts", once="0" * 32)
    pages: list[Any] = [took(client, document, "study", STUDIED, **fields) for _ in range(2)]
    assert [page.status_code for page in pages] == [302, 302]
    assert Study.objects.count() == 1


def test_two_entries_from_the_same_words_may_say_the_same_in_one_field(client: Client, document: DocumentText):
    for title in ("Plan rotas early", "Let managers plan"):
        took(client, document, "recommendation", ADVISED, **recommendation(title=title), once=new_token())
    assert Recommendation.objects.count() == Excerpt.objects.count() == 2


def test_no_text_comes_in_between_the_words_and_their_entry(client: Client, document: DocumentText):
    with CaptureQueriesContext(connection) as queries:
        took(client, document, "recommendation", ADVISED, **recommendation())
    said = [each["sql"] for each in queries]
    held = next(place for place, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql and "evidence_source" in sql)
    assert any('FROM "workspaces_documenttext"' in sql for sql in said[held : held + 2])


def test_choices_carry_over_until_they_are_cleared(client: Client, document: DocumentText):
    theme, audience = ThemeFactory(), AudienceFactory()
    fields = recommendation(themes=[theme.pk], audiences=[audience.pk], certainty_reason="It grades nothing.")
    took(client, document, "recommendation", ADVISED, **fields)
    forms = opened(client, document, "recommendation", DEFINED)
    assert (forms.main["themes"].value(), forms.main["audiences"].value()) == ([theme.pk], [audience.pk])
    assert forms.main["certainty_reason"].value() == "It grades nothing."
    assert opened(client, document, "passage", DEFINED).main["themes"].value() == [theme.pk]
    assert not opened(client, document, "recommendation", DEFINED, carry="no").main["themes"].value()


def test_a_study_that_is_cited_is_proposed_with_the_bearing_of_the_last(client: Client, document: DocumentText):
    study = CitationFactory(source=document.source, number=12).study
    fields = {"rests-on-study": study.pk, "rests-on-bearing": "context"}
    took(client, document, "recommendation", ADVISED, **recommendation(), **fields)
    assert [(each.study, each.bearing) for each in Recommendation.objects.get().study_links.all()] == [
        (study, "context")
    ]
    [(_, link)] = opened(client, document, "recommendation", STUDIED).parts
    assert (link["study"].value(), link["bearing"].value()) == (study.pk, "context")


def test_names_numbers_and_terms_are_proposed_and_no_prose(client: Client, document: DocumentText):
    study = opened(client, document, "study", STUDIED)
    found = [study.main[name].value() for name in ("cited_as", "year", "design")]
    assert found == ["Okafor and colleagues (2019)", 2019, "cohort"]
    assert {part.name: form for part, form in study.parts}["citation"]["number"].value() == 12
    outcome, _ = OutcomeFactory(name="Fewer left"), OutcomeFactory(name="Sickness")
    assert dict(opened(client, document, "study", STUDIED).parts)[FINDING]["outcome"].value() == outcome.pk
    assert opened(client, document, "definition", DEFINED).main["term"].value() == "Self-rostering"
    case = opened(client, document, "case-study", "Elm Park changed its rotas in 2021.").main
    assert (case["title"].value(), case["label"].value()) == ("Rotas at Elm Park", "3")
    for kind in KINDS:
        words = ADVISED if kind.name != "finding" else STUDIED
        shown = opened(client, document, kind.name, words)
        assert not any(words in str(form.initial) for form in shown.checked)


def study_fields(outcome: Any, **fields: Any) -> dict[str, Any]:
    return {
        "label": "Choice of shifts: 412 nurses",
        "cited_as": "Okafor and colleagues (2019)",
        "year": "2019",
        "design": "cohort",
        "what_was_done": "Nurses were asked.",
        "citation-number": "12",
        "citation-locator": "Section 1",
        "finding-outcome": outcome.pk,
        "finding-direction": "improved",
        "finding-statement": "38% fewer left.",
        "finding-locator": "Section 1",
        **fields,
    }


def test_a_study_comes_with_its_citation_and_findings(client: Client, document: DocumentText):
    outcome = OutcomeFactory()
    took(client, document, "study", STUDIED, **study_fields(outcome))
    study = Study.objects.get()
    assert (study.slug, study.status) == ("choice-of-shifts-412-nurses", Status.DRAFT)
    assert [(each.number, each.source) for each in study.citations.all()] == [(12, document.source)]
    # Another finding is about the study that was taken last, without a choice.
    assert opened(client, document, "finding", ADVISED).main["study"].value() == study.pk
    second = {"study": study.pk, "outcome": outcome.pk, "direction": "mixed", "statement": "Some stayed."}
    took(client, document, "finding", ADVISED, **second, locator="Section 1")
    found = Finding.objects.order_by("position")
    assert [(each.statement, each.position) for each in found] == [("38% fewer left.", 1), ("Some stayed.", 2)]
    assert len(Draft.objects.of(study).get().snapshot["parts"]["findings"]) == 2
    assert set(Excerpt.objects.values_list("part", flat=True)) == {"", *(f"finding {each.pk}" for each in found)}


def test_a_study_that_may_be_here_is_named_before_another_is_made(client: Client, document: DocumentText):
    here = StudyFactory(cited_as="Okafor and colleagues (2019)", year=2019, design="cohort")
    fields = study_fields(OutcomeFactory())
    response = took(client, document, "study", STUDIED, **fields)
    assert f"{here.label} (Okafor and colleagues (2019), 2019, cohort study)" in " ".join(
        response.content.decode().split()
    )
    assert Study.objects.count() == 1
    took(client, document, "study", STUDIED, **fields, told=str(here.pk))
    assert Study.objects.count() == 2


def test_a_finding_of_what_waits_for_review_is_refused_with_what_was_entered(
    client: Client, document: DocumentText, curator: User
):
    outcome = OutcomeFactory()
    took(client, document, "study", STUDIED, **study_fields(outcome))
    study = Study.objects.get()
    send_to_review(study, by=curator)
    fields = {"study": study.pk, "outcome": outcome.pk, "direction": "mixed", "statement": "Some stayed."}
    response = took(client, document, "finding", ADVISED, **fields, locator="Section 1")
    assert "waits for review" in response.content.decode()
    assert response.context["forms"].main["statement"].value() == "Some stayed."
    assert Finding.objects.count() == 1


def test_words_are_added_to_an_entry_that_is_here(client: Client, document: DocumentText):
    entry = RecommendationFactory(source=document.source)
    response = client.get(address(document, "workspace-take", "words"), place(document, DEFINED))
    key, name = response.context["words_form"].fields["entry"].choices[0]
    assert entry.title in name
    took(client, document, "words", DEFINED, entry=key)
    assert [(each.entry, each.words) for each in Excerpt.objects.all()] == [(entry, DEFINED)]
    assert took(client, document, "words", DEFINED, entry="999-1-").status_code == 200


@pytest.mark.parametrize(
    ("described", "words"),
    [
        (
            {"words": "  every TRUST should let its\nward managers plan"},
            "Every trust should let its ward managers plan",
        ),
        ({"section": "0", "first": "A cohort", "last": "left (12)."}, STUDIED),
        ({"first": "Self-rostering", "last": "what is left."}, DEFINED),
    ],
)
def test_words_can_be_described_instead_of_marked(
    client: Client, document: DocumentText, described: dict[str, str], words: str
):
    response: Any = client.post(address(document, "workspace-mark"), {"kind": "passage", **described})
    query = {name: int(values[0]) for name, values in parse_qs(urlsplit(response.url).query).items()}
    assert document.text[query["start"] : query["end"]] == words
    assert query["document"] == document.pk


def test_words_that_are_not_there_are_said_and_kept(client: Client, document: DocumentText):
    response = client.post(address(document, "workspace-mark"), {"kind": "passage", "words": "No such words, ever"})
    assert "do not stand there" in response.content.decode()
    assert response.context["described"]["words"] == "No such words, ever"


@pytest.mark.parametrize(
    "hostile",
    [
        {"start": "0", "end": "99999999999999999999"},
        {"start": "-1", "end": "5"},
        {"start": "9", "end": "3"},
        {"start": "９", "end": "١٢"},
        {"start": "999999", "end": "9999999"},
        {"document": "x", "start": "", "end": ""},
        {"document": "0", "start": "1", "end": "1"},
    ],
)
def test_hostile_places_are_refused(client: Client, document: DocumentText, hostile: dict[str, str]):
    for kind in ("recommendation", "words"):
        for send in (client.get, client.post):
            response: Any = send(address(document, "workspace-take", kind), {"title": "\x00", **hostile})
            assert (response.status_code, response.url) == (302, address(document))
    response = client.post(address(document, "workspace-mark"), {"kind": "passage", **hostile})
    assert response.status_code == 200
    assert not Excerpt.objects.exists()


def test_null_characters_and_huge_input_are_errors_of_fields(client: Client, document: DocumentText):
    response = took(client, document, "recommendation", ADVISED, **recommendation(title="x" * 9_000, statement="\x00"))
    assert set(response.context["forms"].main.errors) == {"title", "statement"}
    fields = study_fields(OutcomeFactory(), **{"citation-number": "9" * 40, "finding-outcome": "abc", "year": "1e9"})
    response = took(client, document, "study", STUDIED, **fields)
    assert response.status_code == 200
    assert not Excerpt.objects.exists()


def test_the_text_of_another_document_is_not_taken_for_this_one(client: Client, document: DocumentText):
    other = DocumentTextFactory(text="Other words of another document altogether.")
    fields = {**recommendation(), **place(other, "Other words")}
    client.post(address(document, "workspace-take", "recommendation"), fields)
    assert Excerpt.objects.get().document == document


def test_words_follow_to_a_text_that_came_meanwhile(client: Client, document: DocumentText, curator: User):
    newer = add_text(document.source, read_pasted(f"Foreword\n\nNew.\n\n{TEXT.replace(DEFINED, '')}"), by=curator)
    took(client, document, "recommendation", ADVISED, **recommendation())
    excerpt = Excerpt.objects.get()
    assert (excerpt.document, newer.text[excerpt.start : excerpt.end]) == (newer, ADVISED)
    response = took(client, document, "recommendation", DEFINED, **recommendation(statement="Kept."))
    assert "newer text" in response.content.decode()
    assert response.context["forms"].main["statement"].value() == "Kept."
    assert Excerpt.objects.count() == 1


def test_figures_and_copied_words_are_said_while_typing_and_after_saving(client: Client, document: DocumentText):
    text = "Let its ward managers plan rotas six weeks ahead, for 55% of them."
    typed = client.post(reverse("admin:measure"), {"text": text, **place(document, ADVISED)}).json()["advice"]
    assert typed == [
        "Not in the marked words: 55%.",
        "Copied from the document: “let its ward managers plan rotas six weeks ahead”.",
    ]
    response = took(client, document, "recommendation", ADVISED, **recommendation(statement=text))
    shown = client.get(response.url).content.decode()
    assert all(f"Statement: {each}" in shown for each in typed)
    entry = f"recommendations.recommendation-{Recommendation.objects.get().pk}"
    assert client.post(reverse("admin:measure"), {"text": text, "entry": entry}).json()["advice"] == typed


@pytest.mark.parametrize(
    "entry", ["", "a.b-1", "auth.user-1", "evidence.study-999999999999999999999", "evidence.study-x"]
)
def test_advice_on_what_is_not_there_is_none(client: Client, entry: str):
    assert client.post(reverse("admin:measure"), {"text": "5 of 9", "entry": entry}).json()["advice"] == []


def test_who_may_not_see_a_text_is_not_told_what_it_says(document: DocumentText):
    lead = signed_in(person("lead", "WRES lead"))
    assert lead.post(reverse("admin:measure"), {"text": ADVISED, **place(document, ADVISED)}).json()["advice"] == []
    assert lead.get(address(document, "workspace-take", "passage"), place(document, ADVISED)).status_code == 403
    assert lead.post(address(document, "workspace-mark"), {"kind": "passage"}).status_code == 403
    assert lead.post(address(document, "workspace-references"), {"section": "0"}).status_code == 403


def test_a_reference_list_becomes_an_import(client: Client, document: DocumentText):
    number = [each.heading for each in document.sections].index("References")
    assert f'name="section" value="{number}"' in client.get(address(document)).content.decode()
    response: Any = client.post(address(document, "workspace-references"), {"section": number})
    made = StudyImport.objects.get()
    assert response.url == made.get_absolute_url()
    assert (made.source, made.locator) == (document.source, "References")
    read_all(made)
    first, second = made.records.order_by("number")
    assert {name: first.values[name] for name in ("title", "authors", "year", "doi", "pages")} == {
        "title": "Choice of shifts and leaving: a cohort study",
        "authors": "Okafor, A\nLind, P",
        "year": 2019,
        "doi": "10.5555/rotas.2019",
        "pages": "11-19",
    }
    assert (second.outcome, json.loads(second.original)["note"]) == ("rejected", "Something that nobody can tell apart")


def test_a_reference_list_sent_twice_is_one_import(client: Client, document: DocumentText):
    number = [each.heading for each in document.sections].index("References")
    shown = client.get(address(document)).content.decode()
    token = shown.partition('name="once" value="')[2][:32]
    for _ in range(2):
        client.post(address(document, "workspace-references"), {"section": number, "once": token})
    assert StudyImport.objects.count() == 1


@pytest.mark.parametrize("section", ["", "x", "99", "-1"])
def test_a_section_that_is_not_there_is_no_import(client: Client, document: DocumentText, section: str):
    response = client.post(address(document, "workspace-references"), {"section": section})
    assert (response.status_code, StudyImport.objects.exists()) == (302, False)


def test_published_studies_keep_new_findings_as_a_draft(client: Client, document: DocumentText, curator: User):
    study = StudyFactory()
    fields = {"study": study.pk, "outcome": OutcomeFactory().pk, "direction": "mixed", "statement": "Some stayed."}
    for _ in range(2):
        took(client, document, "finding", STUDIED, **fields, locator="Section 1", once="0" * 32)
    assert not Finding.objects.filter(study=study).exists()
    assert not Citation.objects.filter(study=study, source=document.source).exists()
    draft = Draft.objects.of(study).get()
    assert json.dumps(draft.snapshot).count("Some stayed.") == 1
    assert Excerpt.objects.get().entry == study
    send_to_review(study, by=curator)
    publish(study, by=person("rhea", "Reviewer"), seen=digest(draft.snapshot))
    assert Excerpt.objects.get().part == finding_part(study.findings.get())
    # The words hold a number, and nobody said that the document cites the study by it.
    assert study.citations.get(source=document.source).number is None
