"""Curators add drafts to lists, which the public sees with the first entry that uses them and not before."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from curation import workflow
from curation.admin_base.vocabulary import VocabularyAdmin
from curation.entry_words import person_name
from curation.models import Draft, PublishedVersion
from curation.snapshots import digest, snapshot_of
from curation.vocabulary.drafts import drafts_used_by
from evidence.models import Country, Finding, Framework, Outcome, Population, Setting, Study, Theme
from recommendations.models import Audience, Recommendation
from tests import factories
from tests.support.admin_forms import address, errors, opened, save
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db

#: What the form of each list is filled in with.
LISTS: dict[type[Model], dict[str, Any]] = {
    Setting: {"name": "Zebra ward", "slug": "zebra"},
    Population: {"name": "Zebra keepers", "slug": "zebra"},
    Outcome: {"name": "Zebra health", "slug": "zebra", "group": "staff"},
    Country: {"name": "Zebraland", "code": "ZZ"},
    Audience: {"name": "Zebra boards", "slug": "zebra", "kind": "role"},
}


def add(who: User, model: type[Model], **values: Any) -> Any:
    """The row that somebody adds on the form of a list."""
    answer = save(signed_in(who), address(model, "add"), **values)
    assert answer.status_code == 302, errors(answer)
    return model._base_manager.latest("pk")


def add_theme(who: User, **values: Any) -> Any:
    """A theme of a new framework, both added by somebody."""
    source = factories.SourceFactory()
    framework = add(who, Framework, name="Zebra framework", slug="zebra-framework", source=source.pk)
    return add(who, Theme, name="Zebra theme", slug="zebra-theme", framework=framework.pk, locator="p 1", **values)


def publish(entry: Any, *, by: User, writer: User) -> PublishedVersion:
    workflow.note_new(entry, writer)
    workflow.send_to_review(entry, by=writer)
    return workflow.publish(entry, by=by, seen=digest(snapshot_of(workflow.refetched(entry))))


def ready(**fields: Any) -> Recommendation:
    """A recommendation that lacks nothing, never published."""
    said = {
        "certainty_reason": "Not graded.",
        "evidence_note": "None.",
        "audience_not_stated": not fields.get("audiences"),
    }
    return factories.RecommendationFactory(draft=True, **said, **fields)


def public_pages(*more: str) -> Iterator[str]:
    """What the public reads where lists are shown, in a browser without anything kept."""
    paths = (
        "/recommendations/",
        "/studies/",
        "/themes/",
        "/audiences/",
        "/sitemap-themes.xml",
        "/sitemap-audiences.xml",
    )
    for path in (*paths, "/search/?q=zebra", "/evidence-map/", "/recommendations.csv", "/studies.csv", *more):
        answer: Any = Client().get(path)
        parts = answer.streaming_content if answer.streaming else [answer.content]
        # A page says again what was searched for.
        yield (
            b"".join(parts).decode().lower().replace("q=zebra", "").replace('value="zebra"', "").replace("“zebra”", "")
        )


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_what_a_curator_adds_to_a_list_is_a_draft_and_an_administrators_is_public(model: Any, cara: User):
    row = add(cara, model, **LISTS[model])
    assert row.is_draft
    assert not model.objects.published().exists()
    row.delete()
    assert not add(person("adam", "Administrator"), model, **LISTS[model]).is_draft


def test_the_public_sees_a_draft_nowhere_and_once_an_entry_with_it_is_published_everywhere(cara: User, rhea: User):
    theme, audience = add_theme(cara), add(cara, Audience, **LISTS[Audience])
    entry = ready(source=theme.framework.source, themes=[theme], audiences=[audience])
    own = ("/themes/zebra-theme/", "/audiences/zebra/")
    assert not any("zebra" in page for page in public_pages())
    assert {Client().get(path).status_code for path in own} == {404}
    assert Client().get("/recommendations/?theme=zebra-theme").status_code == 400
    before = Client().get("/themes/").content

    version = publish(entry, by=rhea, writer=cara)

    assert version.note == "New with it: audience “Zebra boards”; framework “Zebra framework”; theme “Zebra theme”."
    assert {Client().get(path).status_code for path in own} == {200}
    assert Client().get("/themes/").content != before
    seen = list(public_pages(*own))
    assert sum("zebra" in page for page in seen) >= 8


def test_the_outcome_of_a_finding_and_a_themes_parent_are_published_with_the_study(cara: User, rhea: User):
    parent = add_theme(cara)
    part = add(
        cara, Theme, name="Stripes", slug="stripes", framework=parent.framework_id, parent=parent.pk, locator="p 2"
    )
    outcome = add(cara, Outcome, **LISTS[Outcome])
    study = factories.StudyFactory(draft=True, themes=[part])
    citation = factories.CitationFactory(study=study)
    factories.FindingFactory(study=study, outcome=outcome, source=citation.source)
    assert drafts_used_by(Study, snapshot_of(study)) == [parent.framework, parent, part, outcome]
    publish(study, by=rhea, writer=cara)
    assert set(Theme.objects.published()) == {parent, part}
    assert [each.outcome for each in Finding.objects.published()] == list(Outcome.objects.published()) == [outcome]


def test_nobody_publishes_their_own_words_in_a_list(cara: User, rhea: User):
    audience = add(rhea, Audience, **LISTS[Audience])
    entry = ready(audiences=[audience])
    with pytest.raises(workflow.NotPossible, match="You worked on the audience “Zebra boards” yourself"):
        publish(entry, by=rhea, writer=cara)
    assert not Audience.objects.published().exists()
    assert not Recommendation.objects.published().exists()
    workflow.publish(entry, by=person("ravi", "Reviewer"), seen=digest(snapshot_of(workflow.refetched(entry))))
    assert Audience.objects.published().get() == audience


def test_the_page_on_which_an_entry_is_published_says_what_of_lists_comes_with_it(cara: User, rhea: User):
    entry = ready(audiences=[add(cara, Audience, **LISTS[Audience])])
    workflow.note_new(entry, cara)
    workflow.send_to_review(entry, by=cara)
    page = signed_in(rhea).get(address(Recommendation, "review", entry.pk)).content.decode()
    assert "drafts of lists, which are published with it: audience “Zebra boards”." in page


def test_a_preview_shows_drafts_of_lists_as_published_and_leaves_them_drafts(cara: User):
    entry = ready(audiences=[add(cara, Audience, **LISTS[Audience])])
    page = signed_in(cara).get(address(Recommendation, "preview", entry.pk)).content.decode()
    assert "Zebra boards" in page
    assert not Audience.objects.published().exists()


def test_merging_into_a_published_study_publishes_what_comes_with_the_other(cara: User, rhea: User):
    from evidence.study_merging import merge

    kept, other = (
        factories.StudyFactory(),
        factories.StudyFactory(draft=True, settings=[add(cara, Setting, **LISTS[Setting])]),
    )
    merge(kept, other, by=rhea)
    assert Setting.objects.published().get() in kept.settings.all()


# Changing and deleting


def change(who: User, row: Any, name: str) -> bool:
    """Whether somebody changes the name of a row on its form."""
    client, url = signed_in(who), address(type(row), "change", row.pk)
    form = opened(client, url)
    if not form.context_data.get("has_change_permission"):
        assert client.post(url, {**LISTS[type(row)], "name": name, "position": 1}).status_code == 403
    else:
        save(client, url, name=name)
    row.refresh_from_db()
    return bool(row.name == name)


def delete(who: User, row: Any) -> bool:
    """Whether somebody deletes a row."""
    signed_in(who).post(address(type(row), "delete", row.pk), {"post": "yes"})
    return not type(row)._base_manager.filter(pk=row.pk).exists()


def test_a_draft_is_changed_and_deleted_by_who_added_it_and_by_administrators(cara: User, rhea: User):
    row = add(cara, Audience, **LISTS[Audience])
    others = (rhea, person("carl", "Curator"))
    assert [change(who, row, f"By {who}") for who in (cara, *others)] == [True, False, False]
    assert change(person("adam", "Administrator"), row, "By Adam")
    assert row.is_draft
    assert [delete(who, row) for who in (*others, cara)] == [False, False, True]


def test_a_draft_stays_as_it_is_while_an_entry_with_it_is_in_review_and_once_it_is_published(cara: User, rhea: User):
    row = add(cara, Audience, **LISTS[Audience])
    entry = ready(audiences=[row])
    assert change(cara, row, "Before")
    workflow.note_new(entry, cara)
    workflow.send_to_review(entry, by=cara)
    assert not change(cara, row, "In review")
    assert not delete(cara, row)
    workflow.publish(entry, by=rhea, seen=digest(snapshot_of(workflow.refetched(entry))))
    assert not change(cara, row, "Published")
    assert not delete(cara, row)
    assert Audience.objects.published().get().name == "Before"


def test_an_administrator_publishes_a_draft_by_hand_after_what_it_is_part_of(cara: User):
    theme, adam = add_theme(cara), signed_in(person("adam", "Administrator"))
    first = save(adam, address(Theme, "change", theme.pk), is_draft="")
    assert errors(first)["framework"] == ["“Zebra framework” is a draft. Publish it first."]
    for row in (theme.framework, theme):
        assert save(adam, address(type(row), "change", row.pk), is_draft="").status_code == 302
    assert Theme.objects.published().get() == theme


def test_a_draft_that_others_use_is_not_deleted_and_the_page_says_who_does(cara: User):
    row, carl = add(cara, Audience, **LISTS[Audience]), person("carl", "Curator")
    own, others = ready(audiences=[row]), factories.RecommendationFactory()
    workflow.note_new(own, cara)
    with workflow.editing(others, by=carl) as edited:
        edited.audiences.set([row])
    page = signed_in(cara).get(address(Audience, "delete", row.pk)).content.decode()
    assert f"“{others}” ({person_name(carl)})" in page
    assert f"“{own}” (" not in page
    assert not delete(cara, row)
    workflow.discard(others, by=carl)
    assert delete(cara, row)


def test_saving_a_draft_that_is_merged_meanwhile_says_so(cara: User, monkeypatch: pytest.MonkeyPatch):
    row = add(cara, Audience, **LISTS[Audience])
    saved = VocabularyAdmin.save_model

    def late(*args: Any) -> None:
        Audience.objects.all().delete()
        saved(*args)

    monkeypatch.setattr(VocabularyAdmin, "save_model", late)
    values = {**LISTS[Audience], "position": 1}
    answer = signed_in(cara).post(address(Audience, "change", row.pk), values, follow=True)
    assert answer.status_code == 200
    assert "merged into another, or deleted" in answer.content.decode()


# Merging


def merge_into(who: User, row: Any, kept: Any) -> int:
    return int(signed_in(who).post(address(type(row), "same", row.pk), {"kept": kept.pk}).status_code)


def test_a_reviewer_merges_a_draft_into_the_row_that_means_the_same_and_every_use_follows(cara: User, rhea: User):
    outcome, kept = add(cara, Outcome, **LISTS[Outcome]), factories.OutcomeFactory(name="Uptake")
    study = factories.StudyFactory(draft=True)
    finding = factories.FindingFactory(study=study, outcome=outcome)
    workflow.note_new(study, cara)
    published = factories.StudyFactory()
    with workflow.editing(published, by=cara) as row:
        factories.FindingFactory(study=row, outcome=outcome)
    assert merge_into(cara, outcome, kept) == 403
    assert merge_into(rhea, outcome, kept) == 302
    assert list(Outcome.objects.all()) == [kept]
    finding.refresh_from_db()
    assert finding.outcome == kept
    for entry in (study, published):
        snapshot = Draft.objects.of(entry).get().snapshot
        assert [each["outcome_id"] for each in snapshot["parts"]["findings"]] == [kept.pk]
    assert Draft.objects.of(study).get().snapshot == snapshot_of(workflow.refetched(study))


def test_a_draft_is_not_merged_while_an_entry_with_it_is_in_review(cara: User, rhea: User):
    audience, kept = add(cara, Audience, **LISTS[Audience]), factories.AudienceFactory()
    entry = ready(audiences=[audience])
    workflow.note_new(entry, cara)
    workflow.send_to_review(entry, by=cara)
    assert merge_into(rhea, audience, kept) == 200
    assert list(entry.audiences.all()) == [audience]
    workflow.take_back(entry, by=cara)
    assert merge_into(rhea, audience, kept) == 302
    assert LogEntry.objects.filter(change_message="Merged “Zebra boards” into it.", object_id=str(kept.pk)).exists()


def test_an_older_version_that_is_restored_leads_to_the_row_that_was_kept(cara: User, rhea: User):
    audience, kept = add(cara, Audience, **LISTS[Audience]), factories.AudienceFactory()
    entry = ready(audiences=[audience])
    workflow.note_new(entry, cara)
    before = snapshot_of(entry)
    merge_into(rhea, audience, kept)
    workflow.restore(entry, before, by=cara, note="")
    assert list(entry.audiences.all()) == [kept]


def test_what_is_published_or_cannot_be_replaced_is_not_merged(cara: User, rhea: User):
    published, theme, other = factories.ThemeFactory(), add_theme(cara), factories.ThemeFactory()
    factories.ThemeFactory(parent=theme, name="Part", is_draft=True)
    assert merge_into(rhea, published, other) == 302
    assert merge_into(rhea, theme, other) == 200
    assert merge_into(rhea, theme, theme) == 200
    assert Theme.objects.count() == 4
