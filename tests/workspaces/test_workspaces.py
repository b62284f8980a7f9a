"""A document comes in with its text, shows what was taken from it, and leaves to nobody else what it says."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as WordDocument

from curation.workflow import NotPossible, open_draft
from evidence import study_merging
from evidence.models import Source
from tests.factories import CaseStudyFactory, RecommendationFactory, SourceFactory, StudyFactory
from tests.factories.workspaces import DocumentTextFactory
from tests.support.people import person, signed_in
from workspaces.admin.forms import DetailsForm
from workspaces.marking import excerpts_of, mark
from workspaces.models import DocumentText, Excerpt

pytestmark = pytest.mark.django_db

TEXT = "Fair rotas in practice\n\nSection 1\n\nChoice of shifts kept nurses.\n\nSection 2\n\nWhat else there is."


@pytest.fixture
def curator() -> User:
    return person("curator", "Curator")


@pytest.fixture
def desk(curator: User) -> Client:
    return signed_in(curator)


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


def says(answer: Any) -> str:
    return answer.content.decode()


def test_a_pasted_document_becomes_a_draft_source_whose_details_are_proposed(desk: Client, curator: User):
    SourceFactory(slug="fair-rotas-in-practice", reference_prefix="FRP", publisher="Health Equity Evidence Centre")
    text = f"{TEXT}\n\nHealth Equity Evidence Centre"
    sent = {"pasted": text, "came_from": "https://example.org/rotas"}

    answer = desk.post(page("workspace-add"), sent, follow=True)

    source = Source.objects.get(slug="fair-rotas-in-practice-2")
    assert (source.title, source.reference_prefix, source.status) == ("Fair rotas in practice", "FRP-A", "draft")
    assert (source.publisher, source.url) == ("Health Equity Evidence Centre", "https://example.org/rotas")
    draft = open_draft(source)
    assert draft is not None
    assert draft.saved_by == curator
    form = answer.context["form"]
    answer = desk.post(
        answer.request["PATH_INFO"],
        {name: form[name].value() or "" for name in form.fields}
        | {"_seen": answer.context["seen"], "slug": "rotas", "title": "Fair rotas", "kind": "guide"},
        follow=True,
    )
    assert answer.redirect_chain == [(page("workspace", "rotas"), 302)]
    assert "Choice of shifts kept nurses." in says(answer)
    draft.refresh_from_db()
    assert draft.snapshot["fields"]["title"] == "Fair rotas"


def test_a_document_sent_twice_comes_in_once(desk: Client):
    token = desk.get(page("workspace-add")).context["once"]
    added: list[Any] = [desk.post(page("workspace-add"), {"pasted": TEXT, "once": token}) for _ in range(2)]
    assert added[0].url == added[1].url
    assert Source.objects.count() == 1
    source = Source.objects.get()
    for _ in range(2):
        answer: Any = desk.post(page("workspace-text", source.slug), {"pasted": f"{TEXT} More.", "once": "1" * 32})
        assert answer.url == page("workspace-changes", source.slug)
    assert DocumentText.objects.count() == 2


def test_an_address_that_is_taken_at_this_moment_is_said(desk: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workspaces.adding.free_slug", lambda title: SourceFactory().slug)
    assert "at this moment" in says(desk.post(page("workspace-add"), {"pasted": TEXT}))
    source = SourceFactory(draft=True)
    form = desk.get(page("workspace-details", source.slug)).context
    sent = {name: form["form"][name].value() or "" for name in form["form"].fields} | {"_seen": form["seen"]}
    monkeypatch.setattr(DetailsForm, "validate_unique", lambda form: None)
    taken = SourceFactory().slug
    assert "at this moment" in says(desk.post(page("workspace-details", source.slug), sent | {"slug": taken}))


def test_details_are_not_saved_over_what_somebody_saved_meanwhile(desk: Client):
    source = SourceFactory(draft=True)
    form = desk.get(page("workspace-details", source.slug)).context
    sent = {name: form["form"][name].value() or "" for name in form["form"].fields} | {"_seen": form["seen"]}
    Source.objects.filter(pk=source.pk).update(title="Saved meanwhile")
    answer = desk.post(page("workspace-details", source.slug), sent)
    assert "Nothing was saved over it" in says(answer)
    source.refresh_from_db()
    assert source.title == "Saved meanwhile"


def test_a_file_comes_in_with_where_it_is_from(desk: Client, curator: User, tmp_path: Any):
    made, source = WordDocument(), SourceFactory()
    made.add_paragraph("Choice of shifts kept nurses.")
    made.save(tmp_path / "rotas.docx")
    file = SimpleUploadedFile("rotas.docx", (tmp_path / "rotas.docx").read_bytes())
    desk.post(page("workspace-text", source.slug), {"file": file, "came_from": "sent by the publisher"})

    text = DocumentText.objects.get(source=source)
    assert (text.kind, text.file_name, text.came_from) == ("word", "rotas.docx", "sent by the publisher")
    assert (text.number, text.added_by, text.text) == (1, curator, "Choice of shifts kept nurses.")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a file, or paste the text."),
        ({"pasted": " \r\n "}, "Choose a file, or paste the text."),
        ({"pasted": "\x00\x01"}, "Null characters are not allowed"),
        ({"pasted": "words", "file": SimpleUploadedFile("a.txt", b"words")}, "not both"),
        ({"file": SimpleUploadedFile("scan.pdf", b"%PDF-1.4 broken")}, "“scan.pdf” was not read."),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "empty"),
        ({"file": SimpleUploadedFile("a.txt", b"words" * 30)}, "larger than"),
        ({"pasted": "words", "came_from": "x" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_lost(desk: Client, sent: Any, said: str, settings: Any):
    settings.DOCUMENT_MAX_BYTES = 100
    answer = desk.post(page("workspace-add"), sent | {"came_from": sent.get("came_from", "our library")})
    assert answer.status_code == 200
    assert said in says(answer)
    assert not Source.objects.exists()
    assert sent.get("came_from", "our library") in says(answer)


def test_the_same_text_does_not_come_in_twice(desk: Client):
    text = DocumentTextFactory()
    answer = desk.post(page("workspace-text", text.source.slug), {"pasted": text.text})
    assert "the text that this document has already" in says(answer)
    assert DocumentText.objects.count() == 1


def test_what_is_taken_is_marked_and_either_side_leads_to_the_other(desk: Client, curator: User):
    text = DocumentTextFactory(text=TEXT)
    entry = RecommendationFactory(source=text.source, title="Let nurses <choose>", draft=True)
    other = CaseStudyFactory(source=text.source, title="Not placed yet")
    at = TEXT.index("Choice")
    excerpt = mark(text, entry, at - 2, at + len("Choice of shifts") + 1, by=curator)

    shown = says(desk.get(page("workspace", text.source.slug)))

    assert f'<mark data-start="{at}">Choice of shifts</mark>' in shown
    assert f'<span data-start="{at + 16}"> kept nurses.</span>' in shown
    key = f"recommendation-{entry.pk}"
    assert f'href="#{key}"' in shown
    assert f'id="{key}"' in shown
    assert f'href="#excerpt-{excerpt.pk}"' in shown
    assert f'id="excerpt-{excerpt.pk}"' in shown
    assert "(draft)" in shown
    assert "Let nurses &lt;choose&gt;" in shown
    assert "<strong>18%</strong>" in shown
    assert other.title in shown.partition("Not marked in the text")[2]


def test_who_added_a_text_can_delete_it_and_its_words_stay(desk: Client, curator: User):
    text = DocumentTextFactory(text=TEXT, added_by=curator)
    excerpt = mark(text, RecommendationFactory(source=text.source), 35, 60, by=curator)
    address = page("workspace-delete-text", text.source.slug)
    assert address in says(desk.get(page("workspace", text.source.slug)))
    assert signed_in(person("cara", "Curator")).post(address, {"document": text.pk}).status_code == 403
    for stale in ("", "0"):
        assert "Delete this text?" in says(desk.post(address, {"document": stale}))
    assert "1 passage is marked" in says(desk.get(address))
    desk.post(address, {"document": text.pk})
    assert not DocumentText.objects.exists()
    excerpt.refresh_from_db()
    assert excerpt.words == TEXT[35:60].strip()
    assert desk.get(address).status_code == 404


def test_words_are_marked_once_and_stay_with_the_entry(curator: User):
    text = DocumentTextFactory(text=TEXT)
    entry = RecommendationFactory(source=text.source, draft=True)
    first = mark(text, entry, 35, 60, by=curator)
    assert mark(text, entry, 35, 60, by=curator) == first
    for start, end in ((5, 5), (9, 2), (-1, 4), (10_000, 10_001), (22, 24)):
        with pytest.raises(NotPossible):
            mark(text, entry, start, end, by=curator)
    text.delete()
    [shown] = excerpts_of(entry)
    assert shown["words"] == TEXT[35:60].strip()
    entry.delete()
    assert not Excerpt.objects.exists()


def test_excerpts_follow_a_study_that_is_merged_and_come_back(curator: User):
    text = DocumentTextFactory(text=TEXT)
    kept, other = (StudyFactory(draft=True) for _ in range(2))
    own, followed = mark(text, kept, 5, 20, by=curator), mark(text, other, 35, 60, by=curator)
    made = study_merging.merge(kept, other, by=curator)
    assert set(Excerpt.objects.of(kept)) == {own, followed}
    assert not Excerpt.objects.of(other).exists()
    study_merging.undo_merge(made, by=curator)
    assert list(Excerpt.objects.of(kept)) == [own]
    assert list(Excerpt.objects.of(other)) == [followed]


def test_a_mark_can_be_taken_away_and_entries_be_found_by_their_locators(desk: Client, curator: User):
    text = DocumentTextFactory(text=TEXT)
    entry = RecommendationFactory(source=text.source, locator="Section 2", statement="Words")
    CaseStudyFactory(source=text.source, title="A case", locator="Appendix Z")
    with CaptureQueriesContext(connection) as queries:
        answer = desk.post(page("workspace-place", text.source.slug), follow=True)
    # Two who find them at the same moment do so one after the other.
    assert any("FOR NO KEY UPDATE" in each["sql"] and "evidence_source" in each["sql"] for each in queries)
    assert "1 of 2 were found" in says(answer)
    assert "A case (Appendix Z)" in says(answer)
    excerpt = Excerpt.objects.of(entry).get()
    other = DocumentTextFactory()
    for slug, key in ((other.source.slug, excerpt.pk), (text.source.slug, "9" * 30), (text.source.slug, "")):
        desk.post(page("workspace-unmark", slug), {"excerpt": key})
        assert Excerpt.objects.of(entry).exists()
    desk.post(page("workspace-unmark", text.source.slug), {"excerpt": excerpt.pk})
    assert not Excerpt.objects.of(entry).exists()


def test_the_desk_and_the_forms_lead_to_the_workspace(desk: Client):
    text = DocumentTextFactory()
    address = page("workspace", text.source.slug)
    for start in (page("index"), page("workspaces"), page("evidence_source_change", text.source.pk)):
        assert address in says(desk.get(start))
    assert page("workspaces") in says(desk.get(page("evidence_source_changelist")))


def test_the_list_of_documents_fetches_no_text_twice(desk: Client):
    text = DocumentTextFactory(text=TEXT)
    address = page("workspaces")
    first = says(desk.get(address))
    assert "0%" in first
    with CaptureQueriesContext(connection) as queries:
        desk.get(address)
    assert not any('"workspaces_documenttext"."text"' in each["sql"] for each in queries)
    mark(text, RecommendationFactory(source=text.source), 0, len(TEXT), by=None)
    assert "100%" in says(desk.get(address))


def test_a_long_text_is_shown_in_parts(desk: Client, curator: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workspaces.taken.PARAGRAPHS_A_PAGE", 3)
    text = DocumentTextFactory(text=TEXT)
    excerpt = mark(text, RecommendationFactory(source=text.source), TEXT.index("What else"), len(TEXT), by=curator)
    address = page("workspace", text.source.slug)
    first = says(desk.get(address))
    assert "<mark" not in first
    assert f'href="?part=2#excerpt-{excerpt.pk}"' in first
    assert "<mark" in says(desk.get(f"{address}?part=2"))
    for odd in ("0", "-1", "99", "x", "²", "9" * 50):
        assert desk.get(address, {"part": odd}).status_code == 200


def test_a_draft_source_goes_with_its_texts(admin_client: Client):
    text = DocumentTextFactory(source=SourceFactory(draft=True))
    admin_client.post(page("evidence_source_delete", text.source.pk), {"post": "yes"})
    assert not DocumentText.objects.exists()
