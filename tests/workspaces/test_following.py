"""A new text of a document keeps what entries rest on: by itself where the words are the same, else as work to do."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import RecommendationFactory
from tests.factories.workspaces import DocumentTextFactory
from tests.support.people import person, signed_in
from workspaces import following
from workspaces.adding import add_text, read_pasted
from workspaces.following import changes, unsettled
from workspaces.marking import mark
from workspaces.models import DocumentText, Excerpt

pytestmark = pytest.mark.django_db

SAME = "Choice of shifts kept nurses in their posts."
MOVED = "Mentoring helped midwives to lead."
CHANGED = "Interpreters should be booked for every patient who wants one, at all hours."
GONE = "Posters changed nothing whatsoever."
OLD = f"Section 1\n\n{SAME}\n\n{MOVED}\n\nSection 2\n\n{CHANGED}\n\n{GONE}"
NEW = (
    "Foreword\n\nWhat is new.\n\nSection 1\n\nChoice of shifts\nkept nurses in their posts.\n\n"
    f"Section 2\n\n{MOVED}\n\nInterpreters should be booked for every family who wants one, at all hours."
)


@pytest.fixture
def curator() -> User:
    return person("curator", "Curator")


@pytest.fixture
def excerpts(curator: User) -> dict[str, Excerpt]:
    """What rests on each of the four, before and after the new text came in."""
    text = DocumentTextFactory(text=OLD)
    made = {}
    for words in (SAME, MOVED, CHANGED, GONE):
        entry = RecommendationFactory(source=text.source)
        made[words] = mark(text, entry, OLD.index(words), OLD.index(words) + len(words), by=curator)
    add_text(text.source, read_pasted(NEW), by=curator)
    for each in made.values():
        each.refresh_from_db()
    return made


def newest(excerpts: dict[str, Excerpt]) -> DocumentText:
    return DocumentText.objects.get(number=2)


def test_words_that_stay_follow_and_others_are_told(excerpts: dict[str, Excerpt]):
    assert [each.change for each in excerpts.values()] == ["unchanged", "moved", "changed", "gone"]
    assert [each.document and each.document.number for each in excerpts.values()] == [2, 2, 1, 1]
    assert excerpts[SAME].words == "Choice of shifts\nkept nurses in their posts."
    assert NEW[excerpts[MOVED].start : excerpts[MOVED].end] == MOVED
    assert excerpts[MOVED].locator == "Section 2"
    assert excerpts[GONE].words == GONE


def test_each_change_is_settled_once(excerpts: dict[str, Excerpt], curator: User):
    browser, slug = signed_in(curator), newest(excerpts).source.slug
    page, settle = (reverse(f"admin:workspace-{name}", args=[slug]) for name in ("changes", "settle"))
    shown = browser.get(page).content.decode()
    assert "1 unchanged, 1 moved, 1 changed, 1 gone" in shown
    assert "<del>patient</del>" in shown
    assert "<ins>family</ins>" in shown
    assert [each.excerpt for each in unsettled(newest(excerpts))] == [excerpts[CHANGED], excerpts[GONE]]
    browser.post(settle, {"excerpt": excerpts[GONE].pk, "keep": "1"})
    browser.post(settle, {"excerpt": excerpts[CHANGED].pk, "keep": "1"})
    browser.post(settle, {"excerpt": excerpts[GONE].pk, "leave": "1"})
    assert "Nothing is left to settle." in browser.get(page).content.decode()
    for key in (excerpts[GONE].pk, "", "x", "9" * 40):
        assert "settled already" in browser.post(settle, {"excerpt": key}, follow=True).content.decode()
    excerpts[CHANGED].refresh_from_db()
    assert (excerpts[CHANGED].document, excerpts[CHANGED].settled_by) == (newest(excerpts), curator)
    assert excerpts[CHANGED].words.endswith("every family who wants one, at all hours.")
    # What was left with its old words is still told.
    workspace = browser.get(reverse("admin:workspace", args=[slug]))
    assert [each.entry for each in workspace.context["on_older_texts"]] == [excerpts[GONE].entry]
    assert "Resting on an older text" in workspace.content.decode()


def test_a_third_text_takes_up_what_the_second_left(excerpts: dict[str, Excerpt], curator: User):
    third = add_text(newest(excerpts).source, read_pasted(OLD), by=curator)
    assert set(Excerpt.objects.values_list("document__number", flat=True)) == {3}
    assert not unsettled(third)


def added(old: DocumentText, new: DocumentText) -> str:
    """What the comparison marks as new."""
    return "".join(text for each in changes(old, new) or [] for text, is_new in each.after if is_new)


def test_the_two_texts_are_compared_as_far_as_a_page_can_show(
    excerpts: dict[str, Excerpt], monkeypatch: pytest.MonkeyPatch
):
    new = newest(excerpts)
    old = DocumentText.objects.get(number=1)
    assert "What is new." in added(old, new)
    assert "family" in added(old, new)
    assert changes(new, new) == []
    # Whatever is left once so many words were compared is shown as a whole.
    monkeypatch.setattr(following, "MOST_PAIRS", 0)
    assert CHANGED.replace("patient", "family") in added(old, new)
    monkeypatch.setattr(following, "MOST_PARAGRAPHS", 2)
    assert changes(old, new) is None
    page = reverse("admin:workspace-changes", args=[new.source.slug])
    shown = signed_in(person("rhea", "Reviewer")).get(f"{page}?texts").content.decode()
    assert "too long to compare" in shown
    assert "They say the same" not in shown


def test_whole_texts_are_compared_only_where_they_are_asked_for(
    excerpts: dict[str, Excerpt], curator: User, monkeypatch: pytest.MonkeyPatch
):
    asked: list[DocumentText] = []
    monkeypatch.setattr("workspaces.admin.versions.changes", lambda old, new: asked.extend([old, new]))
    browser, page = signed_in(curator), reverse("admin:workspace-changes", args=[newest(excerpts).source.slug])
    assert 'href="?texts#texts"' in browser.get(page).content.decode()
    assert not asked
    browser.get(f"{page}?texts")
    assert asked


def test_an_older_text_is_fetched_once_for_all_that_rests_on_it(curator: User):
    text = DocumentTextFactory(text=OLD)
    for words in (SAME, MOVED, CHANGED, GONE):
        mark(text, RecommendationFactory(source=text.source), OLD.index(words), OLD.index(words) + 9, by=curator)
    with CaptureQueriesContext(connection) as queries:
        add_text(text.source, read_pasted(NEW), by=curator)
    joined = [each["sql"] for each in queries if '"workspaces_excerpt"' in each["sql"]]
    assert not any('"workspaces_documenttext"."text"' in sql for sql in joined)


def test_a_document_with_one_text_has_no_changes_to_show(admin_client: Client):
    text = DocumentTextFactory()
    assert admin_client.get(reverse("admin:workspace-changes", args=[text.source.slug])).status_code == 404
