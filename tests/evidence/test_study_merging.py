"""Two studies that are one: every link moves, nothing is lost, and it can be undone."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from curation import workflow
from curation.editing.versions import restore, versions_of
from curation.models import Status
from curation.snapshots import digest, snapshot_of
from curation.workflow import NotPossible
from evidence import study_merging
from evidence.models import Design, Retraction, Study, StudyMerge
from evidence.study_merging import merge, undo_merge
from tests.factories.evidence import (
    CaseStudyFactory,
    CitationFactory,
    FindingFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory, RecommendationStudyFactory
from tests.support.admin_forms import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> User:
    return User.objects.create_superuser("reviewer")


def links(study: Any) -> dict[str, Any]:
    return {
        "findings": sorted(study.findings.values_list("statement", "position")),
        "citations": sorted(study.citations.values_list("source", "number", "locator")),
        "recommendations": sorted(study.recommendations.values_list("reference", flat=True)),
        "case studies": sorted(study.case_studies.values_list("slug", flat=True)),
        "themes": sorted(study.themes.values_list("slug", flat=True)),
        "fields": (study.title, study.doi, study.year, study.status),
    }


@pytest.fixture
def pair() -> tuple[Study, Study]:
    """Two studies with links of their own, and some that only one study can have."""
    shared, theme = SourceFactory(), ThemeFactory(slug="shared")
    kept = StudyFactory(title="", doi="", year=2018, themes=[theme])
    other = StudyFactory(title="A title", doi="10.1000/abc", year=2019, themes=[theme, ThemeFactory(slug="own")])
    for study, number in ((kept, None), (other, 7)):
        CitationFactory(source=shared, study=study, number=number)
        FindingFactory(study=study, position=1, statement=f"Found in {study.slug}")
    CitationFactory(study=other)
    RecommendationFactory(reference="A-1", source__reference_prefix="A", studies=[kept, other])
    RecommendationFactory(reference="B-1", source__reference_prefix="B", studies=[other])
    CaseStudyFactory(slug="case", studies=[other])
    return kept, other


def test_every_link_moves_and_what_both_have_stays_once(pair: tuple[Study, Study], reviewer: User) -> None:
    kept, other = pair

    merge(kept, other, by=reviewer, taken=["title", "year"])

    kept, other = Study.objects.get(pk=kept.pk), Study.objects.get(pk=other.pk)
    found = links(kept)
    assert found["fields"] == ("A title", "10.1000/abc", 2019, Status.PUBLISHED)
    assert set(found["findings"]) == {(f"Found in {kept.slug}", 1), (f"Found in {other.slug}", 2)}
    assert len(found["citations"]) == 2
    assert 7 in {number for _, number, _ in found["citations"]}
    assert found["recommendations"] == ["A-1", "B-1"]
    assert found["case studies"] == ["case"]
    assert found["themes"] == ["own", "shared"]
    assert (other.status, other.doi) == (Status.WITHDRAWN, "")
    assert not any(links(other)[name] for name in ("findings", "citations", "recommendations", "case studies"))


def test_undoing_it_gives_back_each_its_own(pair: tuple[Study, Study], reviewer: User) -> None:
    kept, other = pair
    before = [links(study) for study in pair]

    made = merge(kept, other, by=reviewer, taken=["title"])
    undo_merge(made, by=reviewer)

    assert [links(Study.objects.get(pk=study.pk)) for study in pair] == before
    assert not StudyMerge.objects.exists()


def test_any_field_is_taken_and_given_back(reviewer: User) -> None:
    values: dict[str, Any] = {name: name[:10] for name in study_merging.FIELDS}
    values |= {
        "year": 1999,
        "studies_included": 9,
        "trials_included": 4,
        "participants": 50,
        "design": Design.REPORT,
        "pmid": "123",
    }
    values |= {"retraction": Retraction.CORRECTED}
    values |= {"url": "https://example.org/it", "period_ended_on": datetime.date(2024, 12, 31)}
    kept, other = StudyFactory(), StudyFactory(**values)

    def fields(study: Study) -> dict[str, Any]:
        return {name: getattr(Study.objects.get(pk=study.pk), name) for name in study_merging.FIELDS}

    before = [fields(study) for study in (kept, other)]

    merge(kept, other, by=reviewer, taken=study_merging.FIELDS)
    assert fields(kept) == values

    undo_merge(StudyMerge.objects.get(), by=reviewer)
    assert [fields(study) for study in (kept, other)] == before


def test_its_address_leads_to_the_one_that_is_kept(pair: tuple[Study, Study], reviewer: User, client: Client) -> None:
    kept, other = pair
    merge(kept, other, by=reviewer)

    response = client.get(other.get_absolute_url())

    assert (response.status_code, response["Location"]) == (301, kept.get_absolute_url())


def test_a_draft_that_was_merged_away_is_not_told_of(reviewer: User, client: Client) -> None:
    kept, draft = StudyFactory(), StudyFactory(draft=True)
    merge(kept, draft, by=reviewer)

    assert client.get(draft.get_absolute_url()).status_code == 404


def test_published_studies_need_a_reviewer() -> None:
    curator = User.objects.create_user("curator")
    curator.user_permissions.add(Permission.objects.get(codename="change_study"))
    with pytest.raises(NotPossible):
        merge(StudyFactory(), StudyFactory(draft=True), by=curator)

    merge(StudyFactory(draft=True), StudyFactory(draft=True), by=curator)


def test_nobody_publishes_their_own_work_by_merging_it(reviewer: User) -> None:
    kept, written = StudyFactory(), StudyFactory(draft=True, reservations="Not reviewed.")
    workflow.note_new(written, reviewer)

    with pytest.raises(NotPossible, match="somebody else has to review it"):
        merge(kept, written, by=reviewer)

    kept.refresh_from_db()
    assert kept.reservations != "Not reviewed."


def test_a_study_is_merged_once_and_not_with_itself(reviewer: User) -> None:
    kept, other = StudyFactory(), StudyFactory()
    with pytest.raises(NotPossible):
        merge(kept, kept, by=reviewer)
    merge(kept, other, by=reviewer)
    with pytest.raises(NotPossible):
        merge(kept, other, by=reviewer)


def test_it_is_done_and_undone_in_the_admin_with_both_histories(admin_client: Client) -> None:
    kept, other = StudyFactory(label="The kept one", title="One"), StudyFactory(label="The other", title="Two")
    chosen = {"action": "merge_chosen", "_selected_action": [kept.pk, other.pk]}
    page = admin_client.post(address(Study, "changelist"), chosen, follow=True)
    assert "The other" in page.content.decode()

    page = admin_client.post(page.redirect_chain[-1][0], {"title": "other"}, follow=True)

    made = StudyMerge.objects.get()
    kept.refresh_from_db()
    assert (kept.title, made.merged) == ("Two", other)
    assert "Undo the merge" in page.content.decode()
    assert "“The other”" in admin_client.get(address(Study, "history", kept.pk)).content.decode()
    admin_client.post(reverse("admin:evidence_studymerge_undo", args=[made.pk]))
    other.refresh_from_db()
    assert other.status == Status.PUBLISHED


def test_the_page_shows_what_both_say_before_one_hides_the_other(admin_client: Client) -> None:
    kept, other = StudyFactory(), StudyFactory()
    row = RecommendationFactory(reference="A-1", source__reference_prefix="A")
    RecommendationStudyFactory(recommendation=row, study=kept, bearing="supports", note="It helps.")
    RecommendationStudyFactory(recommendation=row, study=other, bearing="questions", note="It may not help.")

    page = admin_client.get(reverse("admin:evidence_study_merge", args=[kept.pk, other.pk])).content.decode()

    assert all(words in page for words in ("It helps.", "It may not help.", "Supports", "Raises doubts"))


def published(row: Any, author: User, reviewer: User) -> None:
    workflow.send_to_review(row, by=author)
    with workflow.shown_as_drafted(row, workflow.open_draft(row)):
        seen = digest(snapshot_of(workflow.refetched(row)))
    workflow.publish(row, by=reviewer, seen=seen)


def test_drafts_and_versions_follow_a_merge(reviewer: User) -> None:
    author = User.objects.create_superuser("author")
    kept, other = StudyFactory(), StudyFactory()
    case, rests = (
        CaseStudyFactory(studies=[other]),
        RecommendationFactory(certainty_reason="None.", evidence_note="None."),
    )
    rests.audiences.add(AudienceFactory())
    RecommendationStudyFactory(recommendation=rests, study=kept, note="")
    RecommendationStudyFactory(recommendation=rests, study=other, note="What the other says.")
    for row in (case, rests):
        workflow.keep_version(row)
        with workflow.editing(row, by=author) as drafted:
            drafted.title = "Changed"
            drafted.save()

    merge(kept, other, by=reviewer)
    assert {version.snapshot["links"]["studies"][0] for version in versions_of(case)[:1]} == {kept.pk}
    for row in (case, rests):
        published(row, author, reviewer)

    assert list(case.studies.all()) == [kept]
    assert list(rests.study_links.values_list("study", "note")) == [(kept.pk, "What the other says.")]
    oldest = versions_of(case)[-1]
    assert oldest.snapshot["links"]["studies"] == [other.pk]
    restore(case, oldest, by=author)
    published(case, author, reviewer)
    assert list(case.studies.all()) == [kept]


def test_merges_are_undone_the_last_one_first(reviewer: User) -> None:
    first, second, third = (StudyFactory(label=label) for label in ("One", "Two", "Three"))
    FindingFactory(study=first, statement="Found in one")
    earlier = merge(second, first, by=reviewer)
    later = merge(third, second, by=reviewer)

    with pytest.raises(NotPossible, match="Undo a later merge first: “Two” into “Three”"):
        undo_merge(earlier, by=reviewer)

    undo_merge(later, by=reviewer)
    undo_merge(earlier, by=reviewer)
    assert [study.findings.count() for study in (first, second, third)] == [1, 0, 0]


def test_what_waits_for_review_is_not_merged_and_what_was_merged_has_no_steps(reviewer: User) -> None:
    author = User.objects.create_superuser("author")
    kept, waiting = StudyFactory(), StudyFactory(draft=True, label="Waiting")
    workflow.note_new(waiting, author)
    workflow.send_to_review(waiting, by=author)
    for pair in ((kept, waiting), (waiting, StudyFactory(draft=True))):
        with pytest.raises(NotPossible, match="“Waiting” waits for review"):
            merge(*pair, by=reviewer)

    workflow.take_back(waiting, by=author)
    made = merge(kept, waiting, by=reviewer)
    gone = workflow.refetched(waiting)
    assert workflow.steps_open_to(author, gone, workflow.open_draft(gone)) == []
    with pytest.raises(NotPossible, match="was merged into"):
        workflow.send_to_review(waiting, by=author)

    undo_merge(made, by=reviewer)
    back = workflow.refetched(waiting)
    assert workflow.steps_open_to(author, back, workflow.open_draft(back)) == ["send-to-review"]


@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_the_public_loses_no_study_to_one_that_it_does_not_see(reviewer: User, state: str) -> None:
    kept, other = StudyFactory(**{state: True}), StudyFactory()

    with pytest.raises(NotPossible, match="the public would not see it"):
        merge(kept, other, by=reviewer)


def test_who_wrote_what_is_merged_in_does_not_review_it(reviewer: User) -> None:
    author = User.objects.create_superuser("author")
    kept, own = StudyFactory(draft=True), StudyFactory(draft=True)
    workflow.note_new(kept, author)
    workflow.note_new(own, reviewer)

    merge(kept, own, by=author, taken=["label"])

    assert workflow.is_own_work(reviewer, workflow.open_draft(kept))
