"""Any sequence of edits and steps, by anyone, loses no version, publishes nothing unreviewed and shows no draft."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from curation import workflow
from curation.editing.versions import versions_of
from curation.models import Draft, PublishedVersion, Status
from curation.snapshots import digest, snapshot_of
from recommendations.models import Recommendation
from tests.factories import AudienceFactory, RecommendationFactory, StudyFactory

NAMES = ("cara", "carl", "rhea", "ravi")
people = st.sampled_from(NAMES)
words = st.sampled_from(["Train staff", "Give time", "Share data", "Ask patients", "Mentor colleagues"])


class Curation(RuleBasedStateMachine):
    """Two curators and two reviewers at work on one entry that is published and on one that is new."""

    def __init__(self) -> None:
        super().__init__()
        self.block: Any = transaction.atomic()
        self.block.__enter__()
        self.people = {user.username: user for user in User.objects.filter(username__in=NAMES)}
        ready = {"certainty_reason": "Not graded.", "evidence_note": "None.", "audiences": [AudienceFactory()]}
        published = RecommendationFactory(title="As published", **ready)
        workflow.keep_version(published)
        new = RecommendationFactory(title="As drafted", draft=True, **ready)
        workflow.note_new(new, self.people["cara"])
        self.rows = [published, new]
        self.study = StudyFactory()
        # What each entry was saved with, what the public may see of it, and who worked on what is not yet decided.
        self.saved: list[set[str]] = [{"As published"}, {"As drafted"}]
        self.public: list[str | None] = ["As published", None]
        self.workers: list[set[str]] = [set(), {"cara"}]

    def teardown(self) -> None:
        self.no_version_is_lost()
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def no_version_is_lost(self) -> None:
        for row, saved in zip(self.rows, self.saved, strict=True):
            assert saved <= {version.snapshot["fields"]["title"] for version in versions_of(row)}

    @rule(n=st.integers(0, 1), who=people, title=words, links=st.booleans())
    def edit(self, n: int, who: str, title: str, links: bool) -> None:
        try:
            with workflow.editing(self.rows[n], by=self.people[who]) as row:
                before = snapshot_of(row)
                row.title = title
                row.save()
                row.study_links.all().delete()
                if links:
                    row.study_links.create(study=self.study, bearing="supports")
                changed = snapshot_of(Recommendation.objects.get(pk=row.pk)) != before
        except workflow.NotPossible:
            return
        if changed:
            self.saved[n].add(title)
            self._worked(n, who)

    def _worked(self, n: int, who: str) -> None:
        open_now = workflow.open_draft(self.rows[n])
        self.workers[n] = self.workers[n] | {who} if open_now else set()

    @rule(n=st.integers(0, 1), who=people)
    def send_to_review(self, n: int, who: str) -> None:
        self._try(n, who, lambda: workflow.send_to_review(self.rows[n], by=self.people[who]), works=True)

    @rule(n=st.integers(0, 1), who=people)
    def take_back(self, n: int, who: str) -> None:
        self._try(n, who, lambda: workflow.take_back(self.rows[n], by=self.people[who]))

    @rule(n=st.integers(0, 1), who=people)
    def send_back(self, n: int, who: str) -> None:
        self._try(n, who, lambda: workflow.send_back(self.rows[n], by=self.people[who], reason="No"))

    @rule(n=st.integers(0, 1), who=people)
    def discard(self, n: int, who: str) -> None:
        if self._try(n, who, lambda: workflow.discard(self.rows[n], by=self.people[who])):
            self.workers[n] = set()

    @rule(n=st.integers(0, 1), who=people)
    def withdraw(self, n: int, who: str) -> None:
        if self._try(n, who, lambda: workflow.withdraw(self.rows[n], by=self.people[who], reason="Doubts")):
            self.public[n] = None

    @rule(n=st.integers(0, 1), who=people)
    def publish(self, n: int, who: str) -> None:
        draft = workflow.open_draft(self.rows[n])
        with workflow.shown_as_drafted(Recommendation.objects.get(pk=self.rows[n].pk), draft):
            row = Recommendation.objects.get(pk=self.rows[n].pk)
            title, seen = row.title, digest(snapshot_of(row))
        was_in_review = draft is not None and draft.is_in_review
        if self._try(n, who, lambda: workflow.publish(self.rows[n], by=self.people[who], seen=seen)):
            assert was_in_review
            assert who.startswith("r")
            assert who not in self.workers[n]
            self.public[n], self.workers[n] = title, set()

    @rule(n=st.integers(0, 1), who=people, which=st.integers(0, 5))
    def restore(self, n: int, who: str, which: int) -> None:
        versions = versions_of(self.rows[n])
        chosen = versions[which % len(versions)]
        row = self.rows[n]
        before = Draft.objects.of(row).count(), getattr(workflow.open_draft(row), "saved_at", None)
        if self._try(n, who, lambda: workflow.restore(row, chosen.snapshot, by=self.people[who], note="Restored")):
            after = Draft.objects.of(row).count(), getattr(workflow.open_draft(row), "saved_at", None)
            if before != after:
                self._worked(n, who)

    def _try(self, n: int, who: str, step: Any, works: bool = False) -> bool:
        try:
            step()
        except workflow.NotPossible:
            return False
        if works:
            self.workers[n].add(who)
        return True

    @invariant()
    def the_public_sees_what_was_published_and_nothing_else(self) -> None:
        seen = dict(Recommendation.objects.published().values_list("pk", "title"))
        assert seen == {row.pk: title for row, title in zip(self.rows, self.public, strict=True) if title is not None}

    @invariant()
    def the_newest_version_is_what_the_public_reads(self) -> None:
        for row in Recommendation.objects.filter(status=Status.PUBLISHED):
            assert PublishedVersion.objects.of(row).order_by("-number")[0].snapshot == snapshot_of(row)


@pytest.mark.django_db
def test_any_sequence_of_steps() -> None:
    for name in NAMES:
        group = Group.objects.get(name="Curator" if name.startswith("c") else "Reviewer")
        User.objects.create_user(name, is_staff=True).groups.add(group)
    run_state_machine_as_test(Curation, settings=settings(max_examples=100, stateful_step_count=8, deadline=None))
