"""Every address of the admin, for everybody: who is answered, who is refused, and what came of it."""

import datetime
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from openpyxl import load_workbook

from curation import workflow
from curation.bulk import actions as bulk_actions
from curation.bulk.steps import AddLink
from curation.models import BulkAction, Draft, Status
from curation.snapshots import dry_run
from evidence.imports.reading import read_all, receive
from evidence.models import Study, StudyImport, StudyMerge
from evidence.study_merging import merge
from recommendations.models import Recommendation
from tests import factories
from tests.curation.test_rights import ADMINISTRATORS, EVERYBODY, NOBODY, REVIEWERS, UPLOADERS, WRITERS, somebody
from tests.factories.workspaces import DocumentTextFactory
from workspaces.models import DocumentText

pytestmark = pytest.mark.django_db

STAFF = {"no group", *UPLOADERS}
# Each kind of row, and who sees, adds, changes and deletes it at its own addresses.
ENTRIES = (WRITERS, WRITERS, WRITERS, ADMINISTRATORS)
PARTS = (WRITERS, NOBODY, NOBODY, NOBODY)
# Published ones, that are nobody's own draft.
VOCABULARY = (WRITERS, WRITERS, ADMINISTRATORS, ADMINISTRATORS)
LISTS = (WRITERS, ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS)
KINDS = {
    **dict.fromkeys(("source", "study", "casestudy", "definition", "resource", "passage", "figure"), ENTRIES),
    **dict.fromkeys(("statistic", "recommendation"), ENTRIES),
    **dict.fromkeys(("finding", "citation", "certaintyassessment"), PARTS),
    **dict.fromkeys(("recommendationstudy", "recommendationindicator"), PARTS),
    **dict.fromkeys(("importedrecord", "studymerge", "wresimportrow"), PARTS),
    # Those of somebody else, which only editors may delete, before they are confirmed.
    "studyimport": (WRITERS, WRITERS, WRITERS, REVIEWERS),
    "wresimport": (UPLOADERS, UPLOADERS, NOBODY, REVIEWERS),
    **dict.fromkeys(("country", "setting", "population", "outcome", "framework", "theme", "audience"), VOCABULARY),
    **dict.fromkeys(("synonyms", "organisation", "indicator", "measure", "dataset", "observation"), LISTS),
    "user": (ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS, NOBODY),
    "group": (ADMINISTRATORS, NOBODY, NOBODY, NOBODY),
}
# Who of those four may open an address; the forms of rows are open to whoever sees them.
PAGES = {"changelist": 0, "change": 0, "history": 0, "export": 0, "add": 1, "delete": 3}
# All other addresses.
OTHERS = {
    **dict.fromkeys(("index", "password_change", "password_change_done", "jsi18n", "measure"), STAFF),
    **dict.fromkeys(
        ("app_list", "desk", "bulk-action", "bulk-undo", "autocomplete", "review-queue", "review-emails"), WRITERS
    ),
    **dict.fromkeys(
        ("bulk", "compare", "preview", "restore", "step", "review", "certainty", "certainty_levels"), WRITERS
    ),
    **dict.fromkeys(("merge", "record", "workbook_export", "workbook_import"), WRITERS),
    # Of the texts of documents.
    **dict.fromkeys(("workspaces", "workspace", "workspace-add", "workspace-details", "workspace-text"), WRITERS),
    **dict.fromkeys(("workspace-place", "workspace-unmark", "workspace-changes", "workspace-settle"), WRITERS),
    **dict.fromkeys(("workspace-drafts", "workspace-drafts-done", "workspace-preview"), WRITERS),
    **dict.fromkeys(("workspace-mark", "workspace-take", "workspace-references"), WRITERS),
    # Of a text that somebody else added.
    "workspace-delete-text": ADMINISTRATORS,
    # Of published studies.
    "undo": REVIEWERS,
    # Which answers that a published row is no draft.
    "same": REVIEWERS,
    **dict.fromkeys(("read", "decide", "confirm", "discard", "progress"), WRITERS),
    "answer": REVIEWERS,
    "template": UPLOADERS,
    **dict.fromkeys(
        ("password_change_of_user", "access", "locks", "activity", "activity-csv", "activity-xlsx"), ADMINISTRATORS
    ),
}
# Of an import that somebody else uploaded.
OF_OTHERS_IMPORT = {
    *(f"workforce_wresimport_{page}" for page in ("change", "history", "answer", "confirm", "discard")),
    *(f"workforce_wresimportrow_{page}" for page in ("change", "history")),
    *(f"evidence_studyimport_{page}" for page in ("read", "decide", "confirm", "discard", "progress")),
}
# Open to everybody: what signs them in and out, and what answers that nothing is there.
OPEN = {"login", "logout", "one-time-code", "one-time-codes", "leave", "forgotten-password", "set-password", None}
SENT = {
    "access",
    "answer",
    "bulk",
    "bulk-undo",
    "certainty_levels",
    "confirm",
    "decide",
    "discard",
    "read",
    "restore",
    "step",
    "undo",
    "workspace-mark",
    "workspace-place",
    "workspace-references",
    "workspace-settle",
    "workspace-unmark",
}


@dataclass(frozen=True)
class Address:
    """An address of the admin: its name, the model whose it is, if any, and the page of that model."""

    name: str
    model: type[Model] | None
    page: str

    @property
    def allowed(self) -> set[str]:
        """Who may open it."""
        if self.name in OF_OTHERS_IMPORT:
            return REVIEWERS
        if self.model is not None and self.page in PAGES:
            return KINDS[str(self.model._meta.model_name)][PAGES[self.page]]
        return OTHERS[self.page]


def addresses() -> Iterator[Address]:
    [of_admin] = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin"]
    prefixes = {f"{model._meta.app_label}_{model._meta.model_name}_": model for model in admin.site._registry}

    def names(resolver: Any) -> Iterator[str | None]:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                yield from names(each)
            else:
                yield each.name

    for name in sorted({name for name in names(of_admin) if name not in OPEN} - {None}, key=str):
        text = str(name)
        if text == "auth_user_password_change":
            yield Address(text, None, "password_change_of_user")
            continue
        found = [prefix for prefix in prefixes if text.startswith(prefix)]
        yield Address(text, prefixes[found[0]], text.removeprefix(found[0])) if found else Address(text, None, text)


ADDRESSES = list(addresses())
RIS = b"TY  - JOUR\nTI  - Mentoring of nurses from ethnic minority groups\nPY  - 2020\nER  - \n"


def factory_of(model: type[Model]) -> Any:
    made: list[Any] = [getattr(factories, name) for name in factories.__all__]
    return next(factory for factory in made if factory._meta.model is model)


class Rows:
    """A row of each kind for the addresses that are of one."""

    def __init__(self, root: User) -> None:
        self.root, self._made = root, dict[Any, Any]()

    def of(self, model: type[Model]) -> Any:
        if model not in self._made:
            self._made[model] = self._make(model)
        return self._made[model]

    def _make(self, model: type[Model]) -> Any:
        if model is StudyMerge:
            return merge(factories.StudyFactory(), factories.StudyFactory(), by=self.root)
        if model is StudyImport:
            made = receive(io.BytesIO(RIS), "export.ris", by=self.root)
            read_all(made)
            return made
        if model is BulkAction:
            draft = factories.StudyFactory(draft=True)
            theme = factories.ThemeFactory()
            step = AddLink("themes", "theme")
            looked = bulk_actions.preview(step, Study, [draft.pk], by=self.root, choices={"row": theme})
            return bulk_actions.take(
                step, Study, {row.entry_id: at for row, at in looked}, by=self.root, choices={"row": theme}
            )
        if model is User:
            return User.objects.get_or_create(username="reader")[0]
        if model is Group:
            return Group.objects.get(name="Curator")
        if model is DocumentText:
            older = DocumentTextFactory(source__draft=True)
            return DocumentTextFactory(source=older.source, number=2)
        factory = factory_of(model)
        # What was never published can be deleted, and be sent to review.
        return factory(draft=True) if "draft" in factory._meta.parameters else factory()

    def gone(self, address: Address) -> dict[str, Any]:
        """What the address takes, of rows that do not exist."""
        of = self.arguments(address)
        keys = [999_999 if isinstance(key, int) else "nothing" for key in of.get("args", ())]
        return {"args": keys} if "args" in of else {"kwargs": {"key": 999_999}} if "key" in of.get("kwargs", {}) else of

    def arguments(self, address: Address) -> dict[str, Any]:
        """What the address takes, of the rows."""
        if address.page in ("bulk-action", "bulk-undo"):
            return {"kwargs": {"key": self.of(BulkAction).pk}}
        if address.page == "desk":
            return {"kwargs": {"name": "drafts"}}
        if address.page == "app_list":
            return {"kwargs": {"app_label": "evidence"}}
        if address.page == "password_change_of_user":
            return {"args": [self.of(User).pk]}
        if address.page == "access":
            return {"args": [self.of(User).pk, "unlock"]}
        if address.page == "merge":
            return {"args": [factories.StudyFactory(draft=True).pk, factories.StudyFactory(draft=True).pk]}
        if address.page == "template":
            return {"args": ["wres-return", "csv"]}
        if address.page == "workspace-take":
            return {"args": [self.of(DocumentText).source.slug, "passage"]}
        if address.page.startswith("workspace") and address.page not in ("workspaces", "workspace-add"):
            more = {"workspace-drafts-done": ["0" * 32], "workspace-preview": ["about/"]}
            return {"args": [self.of(DocumentText).source.slug, *more.get(address.page, ())]}
        if address.page == "bulk":
            return {"args": ["send-to-review"]}
        if address.model is None or address.page in {"add", "changelist", "export"} or "workbook" in address.page:
            return {}
        row = self.of(address.model)
        return {"args": [row.pk, "send-to-review"] if address.page == "step" else [row.pk]}


def test_the_table_knows_every_kind_and_every_address():
    assert set(KINDS) == {model._meta.model_name for model in admin.site._registry}
    pages = {each.page for each in ADDRESSES}
    assert pages == set(PAGES) | set(OTHERS)
    assert len(ADDRESSES) >= 250


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.long
def test_every_address_answers_whom_it_may_and_nobody_else(who: str):
    rows, client, user = Rows(User.objects.create_superuser("root")), Client(), somebody(who)
    if user is not None:
        client.force_login(user)
    wrong = []
    for address in ADDRESSES:
        # Outside of what is rolled back, so that it is there for the next.
        url = reverse(f"admin:{address.name}", **rows.arguments(address))
        with dry_run():
            if address.page == "autocomplete":
                url += "?app_label=evidence&model_name=study&field_name=themes"
            if address.page == "measure":
                url += "?text=Some"
            answer = client.post(url) if address.page in SENT else client.get(url)
        asked_to_sign_in = answer.status_code == 302 and answer["Location"].startswith(reverse("admin:login"))
        if who in ("the public", "no staff"):
            refused, expected = asked_to_sign_in, False
        else:
            refused, expected = answer.status_code in (403, 404), who in address.allowed
        # A page that lists what somebody may see is not there for whom it would list nothing.
        if refused == expected or answer.status_code >= 500:
            wrong.append((address.name, answer.status_code, "may" if expected else "may not"))
    assert not wrong


def test_what_is_not_there_is_said_not_to_be(admin_client: Client, admin_user: User):
    rows = Rows(admin_user)
    for address in ADDRESSES:
        url = reverse(f"admin:{address.name}", **rows.gone(address))
        answer = admin_client.post(url) if address.page in SENT else admin_client.get(url)
        assert answer.status_code < 500, address


@pytest.mark.parametrize("who", ["no group", "WRES lead"])
@pytest.mark.long
def test_whoever_may_not_see_a_row_does_not_learn_whether_there_is_one(who: str):
    rows, client, user = Rows(User.objects.create_superuser("root")), Client(), somebody(who)
    if user is not None:
        client.force_login(user)
    told = []
    for address in ADDRESSES:
        sees_rows = address.model is not None and who in KINDS[str(address.model._meta.model_name)][0]
        if sees_rows or who in address.allowed or address.page in ("autocomplete", "measure"):
            continue
        seen = set()
        for arguments in (rows.arguments(address), rows.gone(address)):
            url = reverse(f"admin:{address.name}", **arguments)
            with dry_run():
                answer = client.post(url) if address.page in SENT else client.get(url)
            seen.add((answer.status_code, answer.headers.get("Location", "").replace(url, "")))
        if len(seen) > 1:
            told.append((address.name, seen))
    assert not told


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_public_address_of_any_row_is_not_to_be_had(who: str):
    client, user, draft = Client(), somebody(who), factories.StudyFactory(draft=True)
    if user is not None:
        client.force_login(user)
    answer = client.get(f"/admin/r/{ContentType.objects.get_for_model(draft).pk}/{draft.pk}/")
    assert answer.status_code in (302, 404)
    assert draft.slug not in answer.headers.get("Location", "")


# What comes of it


@dataclass(frozen=True)
class Desk:
    """Who is at work, and two studies and a recommendation of each standing to work on."""

    client: Client
    who: str
    root: User

    def send(self, name: str, *args: Any, **entered: Any) -> None:
        answer = self.client.post(reverse(f"admin:{name}", args=args), entered)
        assert answer.status_code < 500


def merges_drafts(desk: Desk) -> bool:
    kept, other = factories.StudyFactory(draft=True), factories.StudyFactory(draft=True)
    desk.send("evidence_study_merge", kept.pk, other.pk)
    return StudyMerge.objects.exists()


def merges_published_studies(desk: Desk) -> bool:
    kept, other = factories.StudyFactory(), factories.StudyFactory()
    desk.send("evidence_study_merge", kept.pk, other.pk)
    return StudyMerge.objects.exists()


def undoes_a_merge(desk: Desk) -> bool:
    made = merge(factories.StudyFactory(), factories.StudyFactory(), by=desk.root)
    desk.send("evidence_studymerge_undo", made.pk)
    return not StudyMerge.objects.exists()


def uploads_studies(desk: Desk) -> bool:
    desk.send("evidence_studyimport_add", file=SimpleUploadedFile("export.ris", RIS))
    return StudyImport.objects.exists()


def imports_studies_of_another(desk: Desk) -> bool:
    made = receive(io.BytesIO(RIS), "export.ris", by=desk.root)
    read_all(made)
    desk.send("evidence_studyimport_confirm", made.pk)
    # What comes in is a draft, whoever brings it in.
    assert not Study.objects.filter(status=Status.PUBLISHED).exists()
    return Study.objects.exists()


def discards_an_import_of_another(desk: Desk) -> bool:
    made = receive(io.BytesIO(RIS), "export.ris", by=desk.root)
    desk.send("evidence_studyimport_discard", made.pk)
    return not StudyImport.objects.exclude(state="discarded").exists()


def bulk(desk: Desk, step: str, entry: Any, **entered: Any) -> bool:
    name = f"{entry._meta.app_label}_{entry._meta.model_name}_bulk"
    looked = bulk_actions.preview(
        next(each for each in admin.site._registry[type(entry)].bulk_steps if each.name == step),  # type: ignore[attr-defined]
        type(entry),
        [entry.pk],
        by=desk.root,
        choices=entered,
    )
    entered = {key: getattr(value, "pk", value) for key, value in entered.items()}
    desk.send(name, step, entry=[f"{row.entry_id}:{at}" for row, at in looked], confirm="yes", **entered)
    return BulkAction.objects.filter(entries__outcome="done").exists()


def waiting() -> Any:
    author = User.objects.create_user("author")
    author.groups.add(Group.objects.get(name="Curator"))
    row = factories.CaseStudyFactory(draft=True)
    workflow.note_new(row, author)
    workflow.send_to_review(row, by=author)
    row.refresh_from_db()
    return row


def sends_many_to_review(desk: Desk) -> bool:
    row = factories.StudyFactory(draft=True)
    workflow.note_new(row, desk.root)
    return bulk(desk, "send-to-review", row)


def publishes_many(desk: Desk) -> bool:
    row = waiting()
    took = bulk(desk, "publish", row)
    assert took == (type(row).objects.get(pk=row.pk).status == Status.PUBLISHED)
    return took


def plans_reviews_of_many(desk: Desk) -> bool:
    return bulk(desk, "plan-review", factories.StudyFactory(), review_due_on=datetime.date(2100, 1, 1))


def links_many(desk: Desk) -> bool:
    study, theme = factories.StudyFactory(), factories.ThemeFactory()
    took = bulk(desk, "add-theme", study, row=theme)
    # The public sees none of it before it was reviewed.
    assert not study.themes.exists()
    return took and Draft.objects.of(study).exists()


def undoes_others_bulk_action(desk: Desk) -> bool:
    action = Rows(desk.root).of(BulkAction)
    desk.send("bulk-undo", action.pk)
    return bool(action.entries.filter(outcome="undone").exists())


def undoes_own_bulk_action(desk: Desk) -> bool:
    action = Rows(User.objects.filter(username=desk.who.replace(" ", "-")).first() or desk.root).of(BulkAction)
    desk.send("bulk-undo", action.pk)
    return bool(action.entries.filter(outcome="undone").exists())


def takes_a_list_away(desk: Desk) -> bool:
    factories.RecommendationFactory()
    found = desk.client.get(reverse("admin:recommendations_recommendation_workbook_export"))
    return found.status_code == 200 and found.content.startswith(b"PK")


def changes_by_workbook(desk: Desk) -> bool:
    row = factories.RecommendationFactory(title="As it was")
    root = Client()
    root.force_login(desk.root)
    file = root.get(reverse("admin:recommendations_recommendation_workbook_export")).content
    url = reverse("admin:recommendations_recommendation_workbook_import")
    changed = SimpleUploadedFile("a.xlsx", edited(file, "As it was", "As it is"))
    shown = desk.client.post(url, {"workbook": changed})
    if shown.status_code == 200:
        desk.client.post(url, {"previewed": shown.context["previewed"]})
    assert Recommendation.objects.get(pk=row.pk).title == "As it was"
    return Draft.objects.of(row).exists()


def edited(file: bytes, old: str, new: str) -> bytes:
    book = load_workbook(io.BytesIO(file))
    for sheet in book:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.value == old:
                    cell.value = new
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


EFFECTS: dict[Callable[[Desk], bool], set[str]] = {
    merges_drafts: WRITERS,
    merges_published_studies: REVIEWERS,
    undoes_a_merge: REVIEWERS,
    uploads_studies: WRITERS,
    imports_studies_of_another: REVIEWERS,
    discards_an_import_of_another: REVIEWERS,
    sends_many_to_review: WRITERS,
    publishes_many: REVIEWERS,
    plans_reviews_of_many: REVIEWERS,
    links_many: WRITERS,
    undoes_own_bulk_action: WRITERS,
    undoes_others_bulk_action: NOBODY,
    takes_a_list_away: WRITERS,
    changes_by_workbook: WRITERS,
}


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_done_to_many_entries_is_done_by_whom_it_may(who: str):
    client, user = Client(), somebody(who)
    if user is not None:
        client.force_login(user)
    desk, done = Desk(client, who, User.objects.create_superuser("root")), set()
    for effect in EFFECTS:
        with dry_run():
            if effect(desk):
                done.add(effect)
    assert done == {effect for effect, allowed in EFFECTS.items() if who in allowed}
