"""Nobody does in the admin what their group may not: every page and step, for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from curation import workflow
from curation.models import Draft, Entry, PublishedVersion, ReviewComment, Status
from curation.snapshots import digest, dry_run, snapshot_of
from evidence.models import CaseStudy, Study, Theme
from recommendations.models import Audience, Recommendation
from tests.factories import (
    AudienceFactory,
    CaseStudyFactory,
    CitationFactory,
    RecommendationFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.admin_forms import address, filled_in, opened
from tests.support.people import person

pytestmark = pytest.mark.django_db

EVERYBODY = ("the public", "no staff", "no group", "WRES lead", "Curator", "Reviewer", "Administrator")
WRITERS = {"Curator", "Reviewer", "Administrator"}
REVIEWERS = {"Reviewer", "Administrator"}
ADMINISTRATORS = {"Administrator"}
UPLOADERS = {"WRES lead", *WRITERS}
NOBODY: set[str] = set()


def somebody(who: str) -> User | None:
    if who == "the public":
        return None
    return person(who.replace(" ", "-"), who if who in UPLOADERS else "", is_staff=who != "no staff")


def study(**fields: Any) -> Study:
    row = StudyFactory(**fields)
    CitationFactory(study=row)
    return row


def recommendation(**fields: Any) -> Recommendation:
    ready = {"certainty_reason": "Not graded.", "evidence_note": "None."}
    return RecommendationFactory(audiences=[AudienceFactory()], **ready, **fields)


MAKE: dict[type[Entry], Callable[..., Any]] = {
    Study: study,
    CaseStudy: CaseStudyFactory,
    Recommendation: recommendation,
}


@dataclass(frozen=True)
class Scene:
    """A published entry, one that waits for review, and who is at the door."""

    client: Client
    who: User | None
    published: Any
    waiting: Any

    @property
    def model(self) -> Any:
        return type(self.published)

    def step(self, row: Any, step: str, **entered: Any) -> Any:
        seen = digest(snapshot_of(type(row)._base_manager.get(pk=row.pk)))
        due = "2100-01-01"
        data = {"seen": seen, "review_due_on": due, "reason": "Because", "note": "So", "step": step} | entered
        page = ["review", row.pk] if step in ("publish", "send-back", "comment") else ["step", row.pk, step]
        return self.client.post(address(self.model, *page), data)

    def fresh(self, row: Any) -> Any:
        return type(row)._base_manager.get(pk=row.pk)


@pytest.fixture(params=list(MAKE), ids=lambda model: model.__name__)
def scene(request: pytest.FixtureRequest, who: str) -> Scene:
    model = request.param
    author = User.objects.create_user("author", is_staff=True)
    author.groups.add(Group.objects.get(name="Curator"))
    published, waiting = MAKE[model](), MAKE[model](draft=True)
    workflow.keep_version(published)
    workflow.note_new(waiting, author)
    workflow.send_to_review(waiting, by=author)
    waiting.refresh_from_db()
    client, user = Client(), somebody(who)
    if user is not None:
        client.force_login(user)
    return Scene(client, user, published, waiting)


def edit(scene: Scene) -> bool:
    """Whether an edit of the published entry was kept beside it."""
    name = "label" if scene.model is Study else "title"
    form = opened(scene.client, address(scene.model, "change", scene.published.pk))
    if form.status_code != 200:
        assert form.status_code in (302, 403)
        data = {name: "Changed", "_seen": digest(snapshot_of(scene.published))}
    elif "adminform" in form.context_data and form.context_data["has_change_permission"]:
        data = filled_in(form) | {name: "Changed"}
    else:
        return False
    scene.client.post(address(scene.model, "change", scene.published.pk), data)
    assert getattr(scene.fresh(scene.published), name) != "Changed"
    return Draft.objects.of(scene.published).exists()


def add(scene: Scene) -> bool:
    return bool(scene.client.get(address(scene.model, "add")).status_code == 200)


def publish(scene: Scene) -> bool:
    scene.step(scene.waiting, "publish")
    return bool(scene.fresh(scene.waiting).status == Status.PUBLISHED)


def send_back(scene: Scene) -> bool:
    scene.step(scene.waiting, "send-back")
    return bool(scene.fresh(scene.waiting).status == Status.DRAFT)


def comment(scene: Scene) -> bool:
    scene.step(scene.waiting, "comment", **{"comment-": "Which page?"})
    return ReviewComment.objects.filter(written_by=scene.who).exists()


def ask_a_reviewer(scene: Scene) -> bool:
    draft = Draft.objects.of(scene.waiting).get()
    reviewer = person("asked", "Reviewer")
    scene.client.post(reverse("admin:review-queue"), {"draft": [draft.pk], "reviewer": reviewer.pk})
    draft.refresh_from_db()
    return bool(draft.reviewer == reviewer)


def take_back_others_work(scene: Scene) -> bool:
    scene.step(scene.waiting, "take-back")
    return bool(scene.fresh(scene.waiting).status == Status.DRAFT)


def withdraw(scene: Scene) -> bool:
    scene.step(scene.published, "withdraw")
    return bool(scene.fresh(scene.published).status == Status.WITHDRAWN)


def confirm(scene: Scene) -> bool:
    scene.step(scene.published, "confirm")
    return scene.fresh(scene.published).reviewed_on is not None


def restore(scene: Scene) -> bool:
    row = scene.published
    name = "label" if scene.model is Study else "title"
    setattr(row, name, "By another path")
    row.save()
    scene.client.post(address(scene.model, "restore", row.pk), {"version": "version-1"})
    return Draft.objects.of(row).exists()


def preview(scene: Scene) -> bool:
    return bool(scene.client.get(address(scene.model, "preview", scene.waiting.pk)).status_code == 200)


def history(scene: Scene) -> bool:
    return bool(scene.client.get(address(scene.model, "history", scene.waiting.pk)).status_code == 200)


def compare(scene: Scene) -> bool:
    asked = {"old": "version-1", "new": "version-1"}
    return bool(scene.client.get(address(scene.model, "compare", scene.published.pk), asked).status_code == 200)


def look(scene: Scene) -> bool:
    found = [scene.client.get(address(scene.model, "change", row.pk)) for row in (scene.published, scene.waiting)]
    return {answer.status_code for answer in found} == {200}


def browse(scene: Scene) -> bool:
    return bool(scene.client.get(address(scene.model, "changelist")).status_code == 200)


def delete_published(scene: Scene) -> bool:
    scene.client.post(address(scene.model, "delete", scene.published.pk), {"post": "yes"})
    return not scene.model._base_manager.filter(pk=scene.published.pk).exists()


def delete_draft(scene: Scene) -> bool:
    scene.client.post(address(scene.model, "delete", scene.waiting.pk), {"post": "yes"})
    return not scene.model._base_manager.filter(pk=scene.waiting.pk).exists()


def set_status_by_hand(scene: Scene) -> bool:
    data = {"status": "published", "published_on": "2026-01-01", "_seen": digest(snapshot_of(scene.waiting))}
    scene.client.post(address(scene.model, "change", scene.waiting.pk), data)
    return bool(scene.fresh(scene.waiting).status == Status.PUBLISHED)


ACTIONS: dict[Callable[[Scene], bool], set[str]] = {
    browse: WRITERS,
    look: WRITERS,
    history: WRITERS,
    compare: WRITERS,
    preview: WRITERS,
    add: WRITERS,
    edit: WRITERS,
    restore: WRITERS,
    publish: REVIEWERS,
    send_back: REVIEWERS,
    comment: WRITERS,
    ask_a_reviewer: REVIEWERS,
    withdraw: REVIEWERS,
    confirm: REVIEWERS,
    delete_draft: ADMINISTRATORS,
    delete_published: NOBODY,
    take_back_others_work: NOBODY,
    set_status_by_hand: NOBODY,
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_does_what_their_group_may_and_no_more(scene: Scene, who: str):
    done = set()
    before = PublishedVersion.objects.count()
    for action in ACTIONS:
        with dry_run():
            if action(scene):
                done.add(action)
            published = PublishedVersion.objects.count() - before
            assert published == (action is publish and action in done), action
    assert done == {action for action, allowed in ACTIONS.items() if who in allowed}


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_public_of_lists_only_administrators_change_and_others_add_drafts(who: str):
    client, user = Client(), somebody(who)
    if user is not None:
        client.force_login(user)
    rows: list[Model] = [ThemeFactory(), AudienceFactory()]
    for row in rows:
        sees = client.get(address(type(row), "changelist")).status_code == 200
        adds = client.get(address(type(row), "add")).status_code == 200
        data = {"name": "Changed"}
        if who in ADMINISTRATORS:
            data |= filled_in(opened(client, address(type(row), "change", row.pk)))
        client.post(address(type(row), "change", row.pk), data | {"name": "Changed"})
        row.refresh_from_db()
        assert (sees, adds, getattr(row, "name") == "Changed") == (  # noqa: B009
            who in WRITERS,
            who in WRITERS,
            who in ADMINISTRATORS,
        )
    assert Theme.objects.count() == Audience.objects.count() == 1


@pytest.mark.parametrize("who", EVERYBODY)
def test_accounts_are_the_administrators(who: str):
    client, user = Client(), somebody(who)
    if user is not None:
        client.force_login(user)
    sees = client.get(reverse("admin:auth_user_changelist")).status_code == 200
    assert sees is (who in ADMINISTRATORS)


def test_an_administrator_makes_nobody_a_superuser():
    client, adam, other = Client(), somebody("Administrator"), User.objects.create_user("other", is_staff=True)
    assert adam is not None
    client.force_login(adam)
    for user in (adam, other):
        url = reverse("admin:auth_user_change", args=[user.pk])
        data = filled_in(opened(client, url))
        permission = [str(each.pk) for each in Group.objects.get(name="Administrator").permissions.all()[:1]]
        changed = {
            "date_joined_0": "2026-01-01",
            "date_joined_1": "00:00",
            "is_superuser": "on",
            "first_name": "Ada",
            "user_permissions": permission,
        }
        assert client.post(url, data | changed).status_code == 302
        user.refresh_from_db()
        assert (user.first_name, user.is_superuser, user.user_permissions.count()) == ("Ada", False, 0)
