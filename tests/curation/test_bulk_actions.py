import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation import workflow
from curation.bulk import actions as bulk_actions
from curation.bulk.actions import states_of
from curation.bulk.steps import AddLink, PlanReview, Publish, RemoveLink, SendToReview
from curation.models import BulkAction, Draft, Status
from evidence.models import CaseStudy, Study
from recommendations.models import Recommendation
from tests.curation.test_desk import drafted
from tests.factories import AudienceFactory, CaseStudyFactory, RecommendationFactory, StudyFactory, ThemeFactory
from tests.support.admin_forms import address
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db

ADD, REMOVE = AddLink("themes", "theme"), RemoveLink("themes", "theme")


@pytest.fixture
def curator() -> User:
    return person("carla", "Curator")


@pytest.fixture
def reviewer() -> User:
    return person("rashid", "Reviewer")


def done(step: Any, entries: list[Any], by: User, **choices: Any) -> BulkAction:
    """The step taken as its page takes it: looked at first."""
    model = type(entries[0])
    looked = bulk_actions.preview(step, model, [entry.pk for entry in entries], by=by, choices=choices)
    seen = {result.entry_id: stands for result, stands in looked}
    return bulk_actions.take(step, model, seen, by=by, choices=choices)


def outcomes(action: BulkAction) -> list[str]:
    return [str(each.outcome) for each in action.entries.order_by("entry_id")]


def standing(entry: Any) -> dict[str, Any]:
    return states_of([type(entry)._base_manager.get(pk=entry.pk)])[entry.pk]


# What the steps do


def test_drafts_are_sent_to_review_and_what_cannot_be_is_told(curator: User):
    new, changed, unchanged = StudyFactory(draft=True), drafted(StudyFactory(), curator), StudyFactory()
    action = done(SendToReview(), [new, changed, unchanged], curator)
    assert outcomes(action) == ["done", "done", "refused"]
    assert "Nothing was changed" in action.entries.get(entry_id=unchanged.pk).message
    assert Draft.objects.in_review().count() == 2


def test_only_what_is_complete_and_others_work_is_published(curator: User, reviewer: User):
    good = drafted(CaseStudyFactory(), curator)
    own = drafted(CaseStudyFactory(), reviewer)
    lacking = drafted(CaseStudyFactory(draft=True), curator)
    CaseStudy.objects.filter(pk=lacking.pk).update(locator=" ")
    for case in (good, lacking):
        workflow.send_to_review(case, by=curator)
    workflow.send_to_review(own, by=reviewer)
    action = done(Publish(), [good, own, lacking], reviewer)
    assert outcomes(action) == ["done", "refused", "refused"]
    assert "somebody else" in action.entries.get(entry_id=own.pk).message
    assert "where in its source" in action.entries.get(entry_id=lacking.pk).message
    good.refresh_from_db()
    assert good.curator_note == "A note."
    assert not action.may_be_undone_by(reviewer)
    with pytest.raises(workflow.NotPossible):
        bulk_actions.undo(action, by=reviewer)


def test_what_changed_since_it_was_looked_at_is_left(curator: User, reviewer: User):
    case = drafted(CaseStudyFactory(), curator)
    workflow.send_to_review(case, by=curator)
    looked = bulk_actions.preview(Publish(), CaseStudy, [case.pk], by=reviewer, choices={})
    workflow.take_back(case, by=curator)
    drafted(case, curator, curator_note="Something else.")
    workflow.send_to_review(case, by=curator)
    seen = {result.entry_id: stands for result, stands in looked}
    action = bulk_actions.take(Publish(), CaseStudy, seen, by=reviewer, choices={})
    assert outcomes(action) == ["refused"]
    assert CaseStudy.objects.get().curator_note == ""


@pytest.mark.parametrize(("step", "most"), [(ADD, 20), (SendToReview(), 31), (Publish(), 40)])
def test_an_entry_takes_few_queries(curator: User, reviewer: User, step: Any, most: int):
    def queries(number: int) -> int:
        ready = {"audiences": [AudienceFactory()], "certainty_reason": "Not graded.", "evidence_note": "None."}
        rows = [RecommendationFactory(studies=[StudyFactory()], **ready) for _ in range(number)]
        if step is not ADD:
            rows = [drafted(row, curator) for row in rows]
        if isinstance(step, Publish):
            for row in rows:
                workflow.send_to_review(row, by=curator)
        choices = {"row": ThemeFactory()} if step is ADD else {}
        by = reviewer if isinstance(step, Publish) else curator
        with CaptureQueriesContext(connection) as made:
            action = bulk_actions.take(step, Recommendation, {row.pk: None for row in rows}, by=by, choices=choices)
        assert outcomes(action) == ["done"] * number
        return len(made)

    queries(1)
    assert queries(6) - queries(1) <= 5 * most


def test_looking_at_what_would_happen_changes_nothing(curator: User):
    study = StudyFactory(draft=True)
    before = standing(study)
    bulk_actions.preview(SendToReview(), Study, [study.pk, 999_999], by=curator, choices={})
    assert standing(study) == before
    assert not BulkAction.objects.exists()


def test_a_theme_is_added_to_drafts_themselves_and_beside_what_is_published(curator: User):
    parent = ThemeFactory()
    theme = ThemeFactory(parent=parent, framework=parent.framework)
    new, public, has = StudyFactory(draft=True), StudyFactory(), StudyFactory(themes=[parent, theme])
    action = done(ADD, [new, public, has], curator, row=theme)
    assert outcomes(action) == ["done", "done", "nothing"]
    assert set(new.themes.all()) == {parent, theme}
    assert not public.themes.exists()
    assert Draft.objects.of(public).get().snapshot["links"]["themes"] == sorted([parent.pk, theme.pk])


def test_a_theme_stays_while_a_part_of_it_is_carried(curator: User):
    parent = ThemeFactory()
    theme = ThemeFactory(parent=parent, framework=parent.framework)
    study = StudyFactory(draft=True, themes=[parent, theme])
    assert outcomes(done(REMOVE, [study], curator, row=parent)) == ["refused"]
    assert outcomes(done(REMOVE, [study], curator, row=theme)) == ["done"]
    assert outcomes(done(REMOVE, [study], curator, row=parent)) == ["done"]


def test_an_audience_that_is_named_is_no_longer_not_stated(curator: User):
    entry = RecommendationFactory(draft=True, audience_not_stated=True)
    client = signed_in(curator)
    url = address(Recommendation, "bulk", "add-audience")
    audience = AudienceFactory()
    looked = client.post(url, {"entry": entry.pk, "row": audience.pk})
    client.post(url, {"entry": looked.context["seen"], "row": audience.pk, "confirm": "1"})
    entry.refresh_from_db()
    assert list(entry.audiences.all()) == [audience]
    assert not entry.audience_not_stated


def test_the_day_of_the_next_check_needs_the_right_to_publish(curator: User, reviewer: User):
    study, draft = StudyFactory(), StudyFactory(draft=True)
    day = timezone.localdate() + datetime.timedelta(days=40)
    assert outcomes(done(PlanReview(), [study], curator, review_due_on=day)) == ["refused"]
    action = done(PlanReview(), [study, draft], reviewer, review_due_on=day)
    assert outcomes(action) == ["done", "refused"]
    study.refresh_from_db()
    assert (study.review_due_on, study.reviewed_on) == (day, None)
    bulk_actions.undo(action, by=reviewer)
    study.refresh_from_db()
    assert study.review_due_on is None


# Undoing


@pytest.mark.parametrize("state", ["new", "new with draft", "changed", "sent back", "untouched", "withdrawn"])
@pytest.mark.parametrize("step", ["send", "add", "remove", "discarding"])
def test_undoing_leaves_each_entry_as_it_was(curator: User, reviewer: User, state: str, step: str):
    theme, other = ThemeFactory(), ThemeFactory()
    kind = {"new": {"draft": True}, "new with draft": {"draft": True}, "withdrawn": {"withdrawn": True}}.get(state, {})
    case = CaseStudyFactory(themes=[theme], **kind)
    if state in ("new with draft", "changed", "sent back"):
        drafted(case, person("dora", "Curator"))
    if state == "sent back":
        workflow.send_to_review(case, by=curator)
        workflow.send_back(case, by=reviewer, reason="Give the page.")
    if step == "discarding":
        # Removing it again brings a draft back to what is published.
        with workflow.editing(case, by=curator) as row:
            row.themes.add(other)
    before = standing(case)
    chosen, chosen_row = {
        "send": (SendToReview(), {}),
        "add": (ADD, {"row": other}),
        "remove": (REMOVE, {"row": theme}),
        "discarding": (REMOVE, {"row": other}),
    }[step]
    action = done(chosen, [case], reviewer, **chosen_row)
    if outcomes(action) == ["done"]:
        assert standing(case) != before
        bulk_actions.undo(action, by=reviewer)
        assert outcomes(action) == ["undone"]
    assert standing(case) == before or _same_but_for_an_empty_draft(standing(case), before)


def _same_but_for_an_empty_draft(now: dict[str, Any], before: dict[str, Any]) -> bool:
    """Whether a draft with nothing in it is all that is left."""
    return {**now, "draft": None} == before


def test_what_was_changed_since_is_left_and_told(curator: User):
    theme = ThemeFactory()
    kept, undone = StudyFactory(draft=True), StudyFactory(draft=True)
    action = done(ADD, [kept, undone], curator, row=theme)
    drafted(kept, curator, label="Another label")
    bulk_actions.undo(action, by=curator)
    assert outcomes(action) == ["kept", "undone"]
    kept.refresh_from_db()
    assert kept.label == "Another label"
    assert (kept.themes.count(), undone.themes.count()) == (1, 0)
    with pytest.raises(workflow.NotPossible):
        bulk_actions.undo(action, by=curator)


def test_undoing_needs_the_rights_that_doing_needed(curator: User, reviewer: User):
    study = StudyFactory(draft=True)
    action = done(SendToReview(), [study], curator)
    with pytest.raises(workflow.NotPossible):
        bulk_actions.undo(action, by=reviewer)
    curator.groups.clear()
    bulk_actions.undo(action, by=User.objects.get(pk=curator.pk))
    assert outcomes(action) == ["kept"]
    study.refresh_from_db()
    assert study.status == Status.IN_REVIEW


def test_undoing_is_offered_for_a_week(curator: User):
    action = done(SendToReview(), [StudyFactory(draft=True)], curator)
    assert list(BulkAction.objects.that_can_be_undone_by(curator)) == [action]
    BulkAction.objects.update(done_at=timezone.now() - datetime.timedelta(days=8))
    assert not BulkAction.objects.that_can_be_undone_by(curator).exists()
    with pytest.raises(workflow.NotPossible):
        bulk_actions.undo(action, by=curator)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from([ADD, REMOVE]), min_size=1, max_size=4), published=st.booleans())
def test_undoing_all_steps_from_the_last_leaves_the_content_as_it_was(curator: User, steps: list[Any], published: bool):
    theme = ThemeFactory()
    study = StudyFactory(draft=not published, themes=[ThemeFactory()])
    before = standing(study)["content"]
    actions = [done(step, [study], curator, row=theme) for step in steps]
    for action in reversed(actions):
        bulk_actions.undo(action, by=curator)
    assert standing(study)["content"] == before
    assert "kept" not in [outcome for action in actions for outcome in outcomes(action)]


# The pages


def chosen(client: Client, action: str, entries: list[Any]) -> Any:
    return client.post(
        address(type(entries[0]), "changelist"),
        {"action": action, "_selected_action": [entry.pk for entry in entries]},
    )


def test_an_action_is_looked_at_then_done_then_undone(curator: User):
    client = signed_in(curator)
    ready, unchanged = StudyFactory(draft=True, label="Ready study"), StudyFactory(label="Unchanged study")
    looked = chosen(client, "send-to-review", [ready, unchanged])
    page = looked.content.decode()
    assert "Ready study" in page
    assert "Nothing was changed since it was published." in page
    assert looked.context["can_be_done"] == 1

    url = address(Study, "bulk", "send-to-review")
    report = client.post(url, {"entry": looked.context["seen"], "confirm": "1"}, follow=True)
    assert "Sent to review" in report.content.decode()
    ready.refresh_from_db()
    assert ready.status == Status.IN_REVIEW

    action = BulkAction.objects.get()
    assert action in client.get(reverse("admin:index")).context["desk"]["undoable"]
    client.post(reverse("admin:bulk-undo", args=[action.pk]))
    ready.refresh_from_db()
    assert ready.status == Status.DRAFT
    assert not client.get(reverse("admin:index")).context["desk"]["undoable"]


def test_a_step_that_asks_something_asks_first(curator: User):
    client, study = signed_in(curator), StudyFactory(draft=True)
    asked = chosen(client, "add-theme", [study])
    assert not asked.context["seen"]
    url = address(Study, "bulk", "add-theme")
    for row in ("", "none", 999_999):
        wrong = client.post(url, {"entry": study.pk, "row": row, "confirm": "1"})
        assert wrong.context["form"].errors["row"]
    theme = ThemeFactory()
    looked = client.post(url, {"entry": study.pk, "row": theme.pk})
    client.post(url, {"entry": looked.context["seen"], "row": theme.pk, "confirm": "1"})
    assert list(study.themes.all()) == [theme]


def test_nothing_is_done_to_what_was_not_looked_at(curator: User):
    client, study = signed_in(curator), StudyFactory(draft=True)
    client.post(address(Study, "bulk", "send-to-review"), {"entry": study.pk, "confirm": "1"})
    study.refresh_from_db()
    assert study.status == Status.DRAFT


def test_lists_offer_what_the_person_may_do_and_never_to_delete(curator: User, reviewer: User, admin_client: Client):
    StudyFactory(draft=True)

    def offered(client: Client) -> set[str]:
        form = client.get(address(Study, "changelist")).context["action_form"]
        return {name for name, _ in form.fields["action"].choices if name}

    assert offered(signed_in(curator)) == {"send-to-review", "add-theme", "remove-theme", "merge_chosen"}
    assert offered(signed_in(reviewer)) - offered(signed_in(curator)) == {"publish", "plan-review"}
    assert "delete_selected" not in offered(admin_client)


def test_addresses_of_actions_are_closed_to_others(curator: User, client: Client):
    study = StudyFactory(draft=True)
    action = done(SendToReview(), [study], curator)
    outsider = signed_in(person("olga"))
    assert outsider.get(reverse("admin:bulk-action", args=[action.pk])).status_code == 404
    assert outsider.post(address(Study, "bulk", "send-to-review"), {"entry": study.pk}).status_code == 403
    outsider.post(reverse("admin:bulk-undo", args=[action.pk]))
    assert outcomes(action) == ["done"]
    inside = signed_in(curator)
    assert inside.post(address(Study, "bulk", "publish"), {"entry": study.pk}).status_code == 403
    assert inside.post(address(Study, "bulk", "none"), {"entry": study.pk}).status_code == 404
    assert inside.post(address(Study, "bulk", "send-to-review"), {"entry": "x:y"}).status_code == 302
    assert inside.get(address(Study, "bulk", "send-to-review")).status_code == 405
    assert inside.get(reverse("admin:bulk-action", args=[999_999])).status_code == 404
    assert client.get(reverse("admin:bulk-action", args=[action.pk])).status_code == 302


def test_no_more_are_taken_at_once_than_can_be_locked(curator: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("curation.bulk.pages.MAX_ENTRIES", 1)
    client = signed_in(curator)
    response = chosen(client, "send-to-review", StudyFactory.create_batch(2, draft=True))
    assert response.status_code == 302
    assert "at most" in client.get(response["Location"]).content.decode()


def test_the_way_back_leads_to_no_other_site(curator: User):
    url = address(Study, "bulk", "send-to-review")
    for back in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        page = signed_in(curator).post(url, {"entry": StudyFactory(draft=True).pk, "back": back})
        assert page.context["back"] == address(Study, "changelist")


def test_a_form_that_is_sent_twice_is_carried_out_once(curator: User):
    study = StudyFactory(draft=True)
    client, page = signed_in(curator), address(Study, "bulk", "send-to-review")
    shown = client.post(page, {"entry": f"{study.pk}:"}).context
    sent = {"entry": shown["seen"], "once": shown["once"], "confirm": "1"}
    first, again = client.post(page, sent), client.post(page, sent)
    assert again["Location"] == first["Location"]
    assert list(BulkAction.objects.get().entries.values_list("outcome", flat=True)) == ["done"]
