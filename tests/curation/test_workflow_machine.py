"""Any sequence of edits and steps, by anyone, loses no version, publishes nothing unreviewed and shows no draft."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.forms import modelform_factory
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from curation import workflow
from curation.editing.versions import restore, versions_of
from curation.models import Draft, Entry, PublishedVersion, ReviewComment, Status
from curation.review.comments import WHOLE, CommentsForm
from curation.snapshots import Snapshot, digest, snapshot_of
from curation.vocabulary.merging import CannotMerge, merge_draft
from curation.workbooks.changes import compare, drafted_contents, save
from curation.workbooks.files import CellFormat, SheetRow
from evidence import study_merging
from evidence.imports.confirming import confirm
from evidence.models import Study, StudyMerge, Theme
from recommendations.models import Recommendation
from tests.factories import (
    AudienceFactory,
    CitationFactory,
    ImportedRecordFactory,
    RecommendationFactory,
    SourceFactory,
    StudyFactory,
    StudyImportFactory,
    ThemeFactory,
)

NAMES = ("cara", "carl", "rhea", "ravi")
people = st.sampled_from(NAMES)
words = st.sampled_from(["Train staff", "Give time", "Share data", "Ask patients", "Mentor colleagues"])
#: Titles that nobody takes for one another.
IMPORTED = ("Anonymous applications", "Coaching of midwives")
which = st.integers(0, 5)


@dataclass
class Known:
    """What the test knows of an entry."""

    row: Any
    saved: set[str]  # the titles that it was saved with
    public: str | None = None  # the title that the public may see
    workers: set[str] = field(default_factory=set)  # who worked on what is not decided yet
    in_review: Snapshot | None = None  # as it was sent to review
    merged_into: "Known | None" = None
    was_saved: bool = False

    @property
    def name(self) -> str:
        """The field with the title."""
        return "label" if isinstance(self.row, Study) else "title"

    @property
    def title(self) -> str:
        return str(getattr(self.row, self.name))

    def drafted(self) -> Any:
        """The row as its draft has it; only within the dry run."""
        return workflow.refetched(self.row)


def base() -> list[Entry]:
    """Recommendations and studies, of each one that is published and one that is new; a new one uses a new theme."""
    source = SourceFactory()
    ready = {"certainty_reason": "Not graded.", "evidence_note": "None.", "audiences": [AudienceFactory()]}
    study, new_study = StudyFactory(label="A as published"), StudyFactory(label="B as drafted", draft=True)
    theme = ThemeFactory(is_draft=True)
    for each in (study, new_study):
        CitationFactory(source=source, study=each)
    rows: list[Entry] = [
        RecommendationFactory(source=source, title="C as published", studies=[study], **ready),
        RecommendationFactory(
            source=source, title="D as drafted", studies=[new_study], draft=True, themes=[theme], **ready
        ),
        study,
        new_study,
    ]
    for row in rows[::2]:
        workflow.keep_version(row)
    for row in rows[1::2]:
        workflow.note_new(row, User.objects.get(username="cara"))
    return rows


class Curation(RuleBasedStateMachine):
    """Two curators and two reviewers at work on a few entries; each title ends with the name of who wrote it."""

    rows: list[Entry]
    users: dict[str, User]

    def __init__(self) -> None:
        super().__init__()
        self.block: Any = transaction.atomic()
        self.block.__enter__()
        self.known: list[Known] = []
        self.comments: list[int] = []
        for row in self.rows:
            entry = Known(workflow.refetched(row), set())
            entry.saved.add(entry.title)
            if entry.row.status == Status.PUBLISHED:
                entry.public = entry.title
            else:
                entry.workers.add("cara")
            self.known.append(entry)
        self.seen_by_public = {entry.public for entry in self.known}
        self.merges: list[tuple[StudyMerge, list[tuple[Known, str | None]]]] = []
        self.touched: list[Known] = []
        self.is_changed = False
        self.who = ""

    def teardown(self) -> None:
        try:
            self.no_version_is_lost()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def no_version_is_lost(self) -> None:
        for entry in self.known:
            if entry.was_saved:
                versions = versions_of(entry.row)
                assert entry.saved <= {version.snapshot["fields"][entry.name] for version in versions}

    def _take(self, who: str, step: Callable[[], Any], *entries: Known) -> bool:
        """Takes a step; returns whether it was possible."""
        self.who = who
        try:
            with transaction.atomic():
                step()
        except workflow.NotPossible:
            return False
        self.touched, self.is_changed = list(entries), True
        return True

    def _entry(self, n: int) -> Known:
        return self.known[n % len(self.known)]

    def _study(self, n: int) -> Known:
        studies = [entry for entry in self.known if isinstance(entry.row, Study)]
        return studies[n % len(studies)]

    # Edits

    def _edited(self, entry: Known, who: str, title: str) -> None:
        entry.saved, entry.was_saved = entry.saved | {title}, True
        entry.workers = entry.workers | {who} if workflow.open_draft(entry.row) else set()

    @rule(n=which, who=people, title=words, also=st.booleans())
    def edit(self, n: int, who: str, title: str, also: bool) -> None:
        entry, title = self._entry(n), f"{title} by {who}"
        changed: list[bool] = []

        def step() -> None:
            with workflow.editing(entry.row, by=self.users[who]) as row:
                before = snapshot_of(row)
                setattr(row, entry.name, title)
                row.what_was_done = "Studies were reviewed."
                row.save()
                if isinstance(row, Recommendation):
                    row.study_links.all().delete()
                    if also:
                        row.study_links.create(study_id=self.rows[2].pk, bearing="supports")
                changed.append(snapshot_of(workflow.refetched(row)) != before)

        if self._take(who, step, entry) and changed[0]:
            self._edited(entry, who, title)

    @rule(n=st.integers(0, 1), who=people, title=words)
    def workbook(self, n: int, who: str, title: str) -> None:
        entry, title = self.known[n], f"{title} by {who}"
        cell_format = CellFormat(Recommendation, ["title"])
        form = modelform_factory(Recommendation, fields=["title"])
        ((row, content, _),) = drafted_contents(Recommendation.objects.filter(pk=entry.row.pk))
        sheet = [SheetRow(2, cell_format.row_key(row.pk, content), {"title": title})]
        changes = compare(sheet, cell_format, lambda _: form)
        if changes[0].is_written:
            data = [change.as_json() for change in changes]
            assert self._take(who, lambda: save(data, cell_format, lambda _: form, by=self.users[who], note=""), entry)
            self._edited(entry, who, title)

    @rule(n=which, who=people, version=which)
    def restore(self, n: int, who: str, version: int) -> None:
        entry = self._entry(n)
        versions = versions_of(entry.row)
        chosen = versions[version % len(versions)]
        before = self._drafts(entry)
        if self._take(who, lambda: restore(entry.row, chosen, by=self.users[who]), entry) and (
            before != self._drafts(entry)
        ):
            self._edited(entry, who, chosen.snapshot["fields"][entry.name])

    def _drafts(self, entry: Known) -> tuple[int, Any]:
        return Draft.objects.of(entry.row).count(), getattr(workflow.open_draft(entry.row), "saved_at", None)

    @rule(who=people)
    def import_a_study(self, who: str) -> None:
        number = sum(isinstance(entry.row, Study) for entry in self.known) - 2
        if number == len(IMPORTED):
            return
        title = f"{IMPORTED[number]} by {who}"
        study_import = StudyImportFactory(source=self.known[0].row.source, locator="p 1")
        values = {"title": title, "what_was_done": "Studies were reviewed."}
        record = ImportedRecordFactory(study_import=study_import, values=values, reference={"title": title})
        if self._take(who, lambda: confirm(study_import, by=self.users[who])):
            record.refresh_from_db()
            assert record.study is not None
            self.known.append(Known(record.study, {title}, workers={who}, was_saved=True))

    # Lists

    @rule(n=st.integers(0, 1), who=people)
    def use_a_new_theme(self, n: int, who: str) -> None:
        entry = self.known[n]
        theme = ThemeFactory(is_draft=True)

        def step() -> None:
            with workflow.editing(entry.row, by=self.users[who]) as row:
                row.themes.add(theme)

        if self._take(who, step, entry):
            self._edited(entry, who, self._drafted(entry)[1])

    @rule(n=which, m=which)
    def merge_themes(self, n: int, m: int) -> None:
        themes = list(Theme.objects.order_by("pk"))
        if themes:
            with suppress(CannotMerge):
                merge_draft(themes[n % len(themes)], themes[m % len(themes)], by=self.users["cara"])

    @rule(n=which)
    def delete_a_theme(self, n: int) -> None:
        if drafts := list(Theme.objects.filter(is_draft=True).order_by("pk")):
            drafts[n % len(drafts)].delete()

    # Merges

    @rule(n=which, m=which, who=people, taken=st.sampled_from([["label"], []]))
    def merge(self, n: int, m: int, who: str, taken: list[str]) -> None:
        kept, other = self._study(n), self._study(m)
        title = self._label(other if taken else kept)
        merges: list[StudyMerge] = []
        before = [(each, each.public) for each in self.known]

        def step() -> None:
            merges.append(study_merging.merge(kept.row, other.row, by=self.users[who], taken=taken))

        if self._take(who, step, *self.known):
            assert kept.in_review is None
            assert other.in_review is None
            self.merges.append((merges[0], before))
            other.public, other.merged_into = None, kept
            if kept.public is not None:
                kept.public = title
            else:
                kept.workers |= other.workers | {who}
                kept.saved, kept.was_saved = kept.saved | {title}, True

    def _label(self, entry: Known) -> str:
        return str(workflow.refetched(entry.row).label)

    @rule(n=which, who=people)
    def undo_merge(self, n: int, who: str) -> None:
        if not self.merges:
            return
        made, before = self.merges[n % len(self.merges)]
        kept, other = (next(each for each in self.known if each.row == row) for row in (made.kept, made.merged))
        if self._take(who, lambda: study_merging.undo_merge(made, by=self.users[who]), *self.known):
            self.merges.remove((made, before))
            was = {each.row.pk: public for each, public in before if isinstance(each.row, Study)}
            other.public, other.merged_into = was[other.row.pk], None
            if kept.public is not None:
                kept.public = self._label(kept)
            else:
                kept.workers.add(who)

    # Steps

    @rule(n=which, who=people)
    def send_to_review(self, n: int, who: str) -> None:
        entry = self._entry(n)
        if self._take(who, lambda: workflow.send_to_review(entry.row, by=self.users[who]), entry):
            entry.workers.add(who)
            entry.in_review = self._drafted(entry)[0]

    def _drafted(self, entry: Known) -> tuple[Snapshot, str]:
        """What the draft of an entry holds, and its title."""
        with workflow.shown_as_drafted(workflow.refetched(entry.row), workflow.open_draft(entry.row)):
            row = workflow.refetched(entry.row)
            return snapshot_of(row), getattr(row, entry.name)

    @rule(n=which, who=people)
    def take_back(self, n: int, who: str) -> None:
        entry = self._entry(n)
        if self._take(who, lambda: workflow.take_back(entry.row, by=self.users[who]), entry):
            entry.in_review = None

    @rule(n=which, who=people, reason=st.sampled_from(["No", ""]))
    def send_back(self, n: int, who: str, reason: str) -> None:
        entry = self._entry(n)
        if self._take(who, lambda: workflow.send_back(entry.row, by=self.users[who], reason=reason), entry):
            entry.in_review = None
            assert reason or ReviewComment.objects.filter(draft=workflow.open_draft(entry.row)).open()

    @rule(n=which, who=people, reviewer=people)
    def assign(self, n: int, who: str, reviewer: str) -> None:
        entry, asked = self._entry(n), self.users[reviewer]
        if self._take(who, lambda: workflow.assign(entry.row, by=self.users[who], reviewer=asked), entry):
            assert reviewer.startswith("r")
            assert reviewer not in entry.workers

    @rule(n=which, who=people, settles=st.booleans())
    def comment(self, n: int, who: str, settles: bool) -> None:
        draft = workflow.open_draft(self._entry(n).row)
        if draft is None:
            return
        said = {f"settle-{each.pk}": "on" for each in ReviewComment.objects.filter(draft=draft) if settles}
        form = CommentsForm(draft, {"comment-": f"Asked by {who}", **said}, on=[WHOLE])
        assert form.is_valid()
        form.save(by=self.users[who])
        self.comments.append(ReviewComment.objects.latest("pk").pk)

    @rule(n=which, who=people)
    def discard(self, n: int, who: str) -> None:
        entry = self._entry(n)
        if self._take(who, lambda: workflow.discard(entry.row, by=self.users[who]), entry):
            entry.workers, entry.in_review = set(), None

    @rule(n=which, who=people)
    def withdraw(self, n: int, who: str) -> None:
        entry = self._entry(n)
        if self._take(who, lambda: workflow.withdraw(entry.row, by=self.users[who], reason="Doubts"), entry):
            entry.public = None

    @rule(n=which, who=people)
    def publish(self, n: int, who: str) -> None:
        entry = self._entry(n)
        draft = workflow.open_draft(entry.row)
        if draft is None or not draft.is_in_review:
            return
        snapshot, title = self._drafted(entry)
        if self._take(who, lambda: workflow.publish(entry.row, by=self.users[who], seen=digest(snapshot)), entry):
            assert who not in entry.workers
            entry.public, entry.workers, entry.in_review = title, set(), None

    @invariant()
    def the_public_sees_what_was_published_and_nothing_else(self) -> None:
        if not self.is_changed:
            return
        self.is_changed = False
        seen = {(Study, *each) for each in Study.objects.published().values_list("pk", "label")}
        seen |= {(Recommendation, *each) for each in Recommendation.objects.published().values_list("pk", "title")}
        assert seen == {(type(each.row), each.row.pk, each.public) for each in self.known if each.public is not None}
        new = {title for *_, title in seen} - self.seen_by_public
        assert not new or self.who.startswith("r")
        assert not any(title.endswith(f"by {self.who}") for title in new), f"{self.who} published their own words."
        self.seen_by_public |= new

    @invariant()
    def a_draft_of_a_list_is_public_with_the_first_entry_that_uses_it_and_not_before(self) -> None:
        assert not Recommendation.objects.published().filter(themes__is_draft=True).exists()
        published_with = {
            key for version in PublishedVersion.objects.all() for key in version.snapshot["links"].get("themes", [])
        }
        assert set(Theme.objects.published().values_list("pk", flat=True)) <= published_with

    @invariant()
    def nobody_changes_what_waits_for_review(self) -> None:
        for entry in self.touched:
            if entry.in_review is not None:
                assert workflow.refetched(entry.row).status != Status.DRAFT
                now = self._drafted(entry)[0]
                # What it links to may be merged meanwhile.
                assert now["fields"] == entry.in_review["fields"]
                assert isinstance(entry.row, Recommendation) or now == entry.in_review

    @invariant()
    def nobody_is_asked_to_review_their_own_work(self) -> None:
        own = Draft.contributors.through._default_manager.filter(draft=OuterRef("pk"), user=OuterRef("reviewer"))
        assert not Draft.objects.filter(Exists(own)).exists()

    @invariant()
    def no_comment_is_lost(self) -> None:
        assert ReviewComment.objects.filter(pk__in=self.comments).count() == len(self.comments)

    @invariant()
    def who_was_merged_away_has_no_steps(self) -> None:
        for entry in self.known:
            if entry.merged_into is not None:
                row = workflow.refetched(entry.row)
                assert row.status == Status.WITHDRAWN
                assert workflow.open_draft(row) is None
                assert workflow.steps_open_to(self.users["rhea"], row, None) == []

    @invariant()
    def the_newest_version_is_what_the_public_reads(self) -> None:
        for entry in self.touched:
            if entry.public is not None:
                newest = PublishedVersion.objects.newest_of(entry.row)
                assert newest is not None
                assert newest.snapshot == snapshot_of(workflow.refetched(entry.row))
        self.touched = []


@pytest.mark.django_db
@pytest.mark.long
def test_any_sequence_of_steps() -> None:
    for name in NAMES:
        group = Group.objects.get(name="Curator" if name.startswith("c") else "Reviewer")
        User.objects.create_user(name, is_staff=True).groups.add(group)
    Curation.users = {user.username: user for user in User.objects.filter(username__in=NAMES)}
    Curation.rows = base()
    run_state_machine_as_test(Curation, settings=settings(max_examples=100, stateful_step_count=8))
