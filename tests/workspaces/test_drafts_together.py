"""A document's drafts are sent, previewed, published and sent back as one, by the rules that hold for each alone."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curation import workflow
from curation.models import Draft, PublishedVersion, Status
from curation.snapshots import snapshot_of
from curation.vocabulary.drafts import drafts_used_by_each
from evidence.models import CaseStudy, Source, Study, Theme
from recommendations.models import Recommendation
from tests.curation.test_desk import drafted
from tests.factories import (
    AudienceFactory,
    CaseStudyFactory,
    CitationFactory,
    RecommendationFactory,
    RecommendationStudyFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db


class Brief:
    """A document that is new with all that stands in it, and changes to a case study that was published before."""

    def __init__(self, by: User) -> None:
        self.source = SourceFactory(draft=True, slug="brief", short_title="The brief")
        self.study = StudyFactory(draft=True, label="Champions on wards", what_was_done="Wards were followed.")
        CitationFactory(study=self.study, source=self.source)
        self.advice = RecommendationFactory(
            draft=True,
            source=self.source,
            title="Name a champion",
            audiences=[AudienceFactory()],
            certainty_reason="The brief states none.",
        )
        RecommendationStudyFactory(recommendation=self.advice, study=self.study)
        for entry in self.new:
            workflow.note_new(entry, by)

    @property
    def new(self) -> list[Any]:
        return [self.source, self.study, self.advice]

    def statuses(self) -> list[str]:
        return [type(each).objects.get(pk=each.pk).status for each in self.new]


@pytest.fixture
def curator() -> User:
    return person("carla", "Curator")


@pytest.fixture
def brief(curator: User) -> Brief:
    return Brief(curator)


PAGE = "/admin/workspaces/brief/drafts/"


def boxes(client: Client) -> list[str]:
    return re.findall(r'name="entry" value="([^"]+)"', client.get(PAGE).content.decode())


def take(client: Client, step: str, entries: list[str], **entered: str) -> Any:
    """The step as its page takes it: what is ticked, then what it asks for."""
    asked = client.post(PAGE, {"step": step, "entry": entries}).content.decode()
    token = re.search(r'name="once" value="(\w+)"', asked)
    assert token, asked
    given = {"review_due_on": "2100-01-01", "rest": "none", "note": "", "reason": "", **entered}
    sent = {"step": step, "entry": entries, "once": token[1], "confirm": "1", **given}
    return client.post(PAGE, sent, follow=True), sent


def test_a_new_document_is_sent_and_published_in_the_right_order(brief: Brief, curator: User):
    cara, rita = signed_in(curator), signed_in(person("rita", "Reviewer"))
    names = [each.partition("=")[0] for each in boxes(cara)]
    assert names == [f"{each._meta.label_lower}:{each.pk}" for each in brief.new]
    take(cara, "send-to-review", boxes(cara), note="All of the brief")
    assert {draft.note for draft in Draft.objects.in_review()} == {"All of the brief"}
    assert brief.statuses() == ["in-review"] * 3
    # Whatever order a browser sends them in.
    done, _ = take(rita, "publish", boxes(rita)[::-1])
    assert brief.statuses() == ["published"] * 3
    assert "Done (3)" in done.content.decode()


def test_what_each_lacks_is_what_would_still_be_missing_then(brief: Brief, curator: User):
    page = signed_in(curator).get(PAGE).content.decode()
    # That its study is not published yet is no lack where both are published.
    assert "The public does not see" not in page
    assert "Rests on" in page
    Study.objects.filter(pk=brief.study.pk).update(what_was_done="")
    assert "Say what was reviewed, tried or measured." in signed_in(curator).get(PAGE).content.decode()
    assert brief.statuses() == ["draft"] * 3


def test_all_or_nothing_is_published_unless_the_rest_may_be(brief: Brief, curator: User):
    cara, rita = signed_in(curator), signed_in(person("rita", "Reviewer"))
    Study.objects.filter(pk=brief.study.pk).update(what_was_done="")
    take(cara, "send-to-review", boxes(cara))
    page = take(rita, "publish", boxes(rita))[0].content.decode()
    assert "Nothing was done" in page
    assert brief.statuses() == ["in-review"] * 3
    page = take(rita, "publish", boxes(rita), rest="leave")[0].content.decode()
    assert brief.statuses() == ["published", "in-review", "in-review"]
    # The recommendation rests on the study.
    assert "Not possible (2)" in page


def test_nobody_publishes_what_they_wrote_or_did_not_see(brief: Brief):
    rita = person("rita", "Reviewer")
    Draft.objects.get(entry_id=brief.advice.pk, entry_type__model="recommendation").contributors.add(rita)
    client = signed_in(rita)
    for each in brief.new:
        workflow.send_to_review(each, by=Draft.objects.of(each).first().contributors.first())
    seen = boxes(client)
    # Somebody changes one after it was read.
    Source.objects.filter(pk=brief.source.pk).update(short_title="Another")
    page = take(client, "publish", seen, rest="leave")[0].content.decode()
    assert "It was changed since you opened it" in page
    assert "You worked on this yourself" in page
    assert Recommendation.objects.get(pk=brief.advice.pk).status == "in-review"
    assert Source.objects.get(pk=brief.source.pk).status == "in-review"


def test_a_study_is_not_published_before_its_document(brief: Brief, curator: User):
    cara, rita = signed_in(curator), signed_in(person("rita", "Reviewer"))
    take(cara, "send-to-review", boxes(cara))
    only = [each for each in boxes(rita) if each.startswith("evidence.study")]
    page = take(rita, "publish", only)[0].content.decode()
    assert "The public cannot see it before" in page
    assert brief.statuses()[1] == "in-review"


def test_a_form_that_is_sent_twice_is_carried_out_once(brief: Brief, curator: User):
    cara = signed_in(curator)
    first, sent = take(cara, "send-to-review", boxes(cara))
    again = cara.post(PAGE, sent, follow=True)
    assert "Done (3)" in again.content.decode()
    assert again.redirect_chain == first.redirect_chain


def test_the_preview_shows_drafts_that_lead_to_one_another(brief: Brief, curator: User, client: Client):
    changed = drafted(CaseStudyFactory(source=brief.source, title="Rotas"), curator, title="Fair rotas")
    cara = signed_in(curator)
    seen = cara.post(PAGE, {"step": "preview", "entry": boxes(cara)}, follow=True)
    assert seen.redirect_chain[-1][0] == f"/admin/workspaces/brief/preview{brief.source.get_absolute_url()}"
    below = "/admin/workspaces/brief/preview"
    page = seen.content.decode()
    assert f'href="{below}{brief.advice.get_absolute_url()}' in page
    advice = cara.get(f"{below}{brief.advice.get_absolute_url()}").content.decode()
    assert f'href="{below}{brief.study.get_absolute_url()}' in advice
    assert "Fair rotas" in cara.get(f"{below}{changed.get_absolute_url()}").content.decode()
    listed = cara.get(f"{below}/recommendations/?q=champion")
    assert "Name a champion" in listed.content.decode()
    assert "no-store" in listed["Cache-Control"]
    # Nothing of it is public, or stays.
    for each in (brief.source, brief.study, brief.advice):
        assert client.get(each.get_absolute_url()).status_code == 404
    assert brief.statuses() == ["draft"] * 3
    assert CaseStudy.objects.get(pk=changed.pk).title == "Rotas"
    assert "Name a champion" not in client.get("/recommendations/?q=champion").content.decode()


@pytest.mark.parametrize("path", ["admin/", "nowhere/", "recommendations.csv"])
def test_a_preview_of_what_is_no_page_leads_back(brief: Brief, curator: User, path: str):
    cara = signed_in(curator)
    cara.post(PAGE, {"step": "preview", "entry": boxes(cara)})
    assert cara.get(f"/admin/workspaces/brief/preview/{path}").status_code in (200, 302)


def test_hostile_forms_are_answered(brief: Brief, curator: User):
    cara = signed_in(curator)
    for sent in (
        {},
        {"entry": ["x", "evidence.study:1=", "=", "evidence.study:99999999999999999999=a"]},
        {"entry": boxes(cara), "step": "fly"},
        {"entry": boxes(cara), "step": "publish", "confirm": "1", "once": "\x00", "rest": "maybe"},
        {"entry": boxes(cara), "step": "send-back", "confirm": "1", "reason": " "},
    ):
        assert cara.post(PAGE, sent).status_code in (200, 302)
    assert brief.statuses() == ["draft"] * 3
    assert cara.get(f"{PAGE}done/{'a' * 32}/")["Location"] == PAGE
    assert cara.get("/admin/workspaces/none/drafts/").status_code == 404
    lead = signed_in(person("lea", "WRES lead"))
    assert lead.get(PAGE).status_code == 403


def test_the_page_reads_each_kind_once(brief: Brief, curator: User):
    cara = signed_in(curator)
    workflow.note_new(CaseStudyFactory(draft=True, source=brief.source), curator)
    with CaptureQueriesContext(connection) as few:
        cara.get(PAGE)
    for _ in range(5):
        workflow.note_new(CaseStudyFactory(draft=True, source=brief.source), curator)
    with CaptureQueriesContext(connection) as more:
        cara.get(PAGE)
    assert len(more) <= len(few) + 5 * 5


@pytest.fixture
def theme(brief: Brief) -> Theme:
    """A draft of the list of themes that two drafts of the document use, with its draft of a framework."""
    row = ThemeFactory(name="Champions", slug="champions", framework__name="The wheel", is_draft=True)
    type(row.framework)._base_manager.update(is_draft=True)
    for each in (brief.study, brief.advice):
        each.themes.add(row)
        Draft.objects.of(each).update(snapshot=snapshot_of(workflow.refetched(each)))
    return row


def test_drafts_of_lists_are_named_previewed_and_published_with_the_first_that_uses_them(
    brief: Brief, theme: Theme, curator: User, client: Client
):
    cara, rita = signed_in(curator), signed_in(person("rita", "Reviewer"))
    named = "framework “The wheel”; theme “Champions”"
    assert cara.get(PAGE).content.decode().count(f"published with it: {named}") == 2
    cara.post(PAGE, {"step": "preview", "entry": boxes(cara)})
    shown = cara.get(f"/admin/workspaces/brief/preview{brief.advice.get_absolute_url()}").content.decode()
    assert "Champions" in shown
    assert cara.get("/admin/workspaces/brief/preview/themes/champions/").status_code == 200
    assert not Theme.objects.published().exists()

    take(cara, "send-to-review", boxes(cara))
    asked = rita.post(PAGE, {"step": "publish", "entry": boxes(rita)}).content.decode()
    assert f"published with the first that uses them: {named}" in asked
    take(rita, "publish", boxes(rita))
    assert brief.statuses() == ["published"] * 3
    assert list(Theme.objects.published()) == [theme]
    notes = [PublishedVersion.objects.of(each).get().note for each in brief.new]
    assert [named in note for note in notes] == [False, True, False]
    assert "Champions" in client.get(brief.advice.get_absolute_url()).content.decode()


def test_a_draft_of_a_list_stays_one_where_no_entry_that_uses_it_can_be_published(
    brief: Brief, theme: Theme, curator: User
):
    cara, rita = signed_in(curator), signed_in(person("rita", "Reviewer"))
    Study.objects.filter(pk=brief.study.pk).update(what_was_done="")
    take(cara, "send-to-review", boxes(cara))
    take(rita, "publish", boxes(rita), rest="leave")
    assert brief.statuses() == ["published", "in-review", "in-review"]
    assert not Theme.objects.published().exists()


def test_drafts_of_lists_are_read_once_for_all_entries(brief: Brief, theme: Theme):
    studies = [brief.study, *(StudyFactory(draft=True, themes=[theme]) for _ in range(4)), StudyFactory(draft=True)]
    contents = {each.pk: snapshot_of(workflow.refetched(each)) for each in studies}
    with CaptureQueriesContext(connection) as few:
        drafts_used_by_each(Study, {brief.study.pk: contents[brief.study.pk]})
    with CaptureQueriesContext(connection) as more:
        found = drafts_used_by_each(Study, contents)
    assert len(more) == len(few)
    assert found == {each.pk: [theme.framework, theme] for each in studies[:-1]} | {studies[-1].pk: []}


def test_a_study_that_only_changes_beside_it_cite_the_document_comes_after_it(brief: Brief, curator: User):
    study = StudyFactory(label="Known before")
    CitationFactory(study=study)
    with workflow.editing(study, by=curator) as row:
        row.citations.create(source=brief.source, locator="p 3")
    cara, rita = signed_in(curator), signed_in(person("rita", "Reviewer"))
    names = [each.partition("=")[0] for each in boxes(cara)]
    assert names.index(f"evidence.study:{study.pk}") > names.index(f"evidence.source:{brief.source.pk}")
    take(cara, "send-to-review", boxes(cara))
    page = take(rita, "publish", boxes(rita)[::-1])[0].content.decode()
    assert "Done (4)" in page
    assert set(study.citations.values_list("source__status", flat=True)) == {Status.PUBLISHED}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_the_same_drafts_at_once_one_does_and_the_other_is_told():
    curator = person("carla", "Curator")
    brief = Brief(curator)
    cara = signed_in(curator)
    take(cara, "send-to-review", boxes(cara))
    reviewers = [signed_in(person(name, "Reviewer")) for name in ("rita", "rolf")]
    seen = [boxes(each) for each in reviewers]
    ready = threading.Barrier(2)

    def published(number: int) -> str:
        try:
            ready.wait(timeout=20)
            answer, _ = take(reviewers[number], "publish", seen[number])
            assert answer.status_code == 200
            return str(answer.content.decode())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(published, range(2)))
    assert sorted("Done (3)" in page for page in pages) == [False, True]
    assert brief.statuses() == ["published"] * 3
    assert [PublishedVersion.objects.filter(entry_id=each.pk).count() for each in brief.new] == [1] * 3


def test_they_are_sent_back_with_one_reason(brief: Brief, curator: User):
    cara, rita = signed_in(curator), signed_in(person("rita", "Reviewer"))
    take(cara, "send-to-review", boxes(cara))
    take(rita, "send-back", boxes(rita), reason="Name the pages")
    assert brief.statuses() == [Status.DRAFT] * 3
    assert {draft.reason for draft in Draft.objects.all()} == {"Name the pages"}
    assert (
        reverse("admin:workspace-drafts", args=["brief"])
        in cara.get(reverse("admin:evidence_source_change", args=[brief.source.pk])).content.decode()
    )
