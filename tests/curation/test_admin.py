import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from curation.admin_base.base import PartAdmin
from curation.admin_base.exports import ExportedList
from curation.models import (
    BulkAction,
    BulkActionEntry,
    Draft,
    Entry,
    LinkCheck,
    PublishedVersion,
    ReleasedRow,
    ReviewComment,
    ReviewEmails,
)
from recommendations.models import AssessedEvidence
from tests import factories
from tests.factories.base import ModelFactory
from tests.support.admin_forms import address

OURS = ("evidence", "workforce", "recommendations")
FACTORIES: dict[type[Model], type[ModelFactory]] = {
    factory._meta.model: factory for factory in (getattr(factories, name) for name in factories.__all__)
}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
OWN_REGISTERED = [model for model in REGISTERED if model._meta.app_label in OURS]

pytestmark = pytest.mark.django_db


def label(model: type[Model]) -> str:
    return model._meta.label


def make(model: type[Model]) -> Model | None:
    """A row of a registered model, if one can be made without knowing the part that it belongs to."""
    if model in FACTORIES:
        return FACTORIES[model]()
    if model is User:
        return User.objects.create_user("reader")
    if model is Group:
        return Group.objects.create(name="readers")
    return None


def test_every_model_of_ours_is_registered():
    models = {model for name in OURS for model in apps.get_app_config(name).get_models()}
    main = {model for model in models if not model._meta.proxy and not hasattr(model, "pgh_tracked_model")}
    # Work on entries is seen on their own pages, and what is kept of actions and links on the desk.
    seen_elsewhere = {Draft, PublishedVersion, ReviewComment, ReleasedRow, BulkAction, BulkActionEntry, LinkCheck}
    # And whether somebody wants e-mails, and what was assessed, on pages of their own.
    assert main - seen_elsewhere - {ReviewEmails, AssessedEvidence} <= set(REGISTERED)


@pytest.mark.parametrize("model", REGISTERED, ids=label)
def test_list_and_search_answer(admin_client: Client, model: type[Model]):
    make(model)
    url = address(model, "changelist")
    assert admin_client.get(url).status_code == 200
    for query in ("train", 'O’Neill "training" 10.1000/x', "0", "%"):
        assert admin_client.get(url, {"q": query}).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=label)
def test_add_page_answers(admin_client: Client, model: type[Model]):
    forbidden = isinstance(admin.site._registry[model], PartAdmin)
    assert admin_client.get(address(model, "add")).status_code == (403 if forbidden else 200)


@pytest.mark.parametrize("model", [*OWN_REGISTERED, User, Group], ids=label)
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_pages_of_a_row_answer(admin_client: Client, model: type[Model], page: str):
    row = make(model)
    assert row is not None
    kept = page == "delete" and (isinstance(row, Entry | User) or isinstance(admin.site._registry[model], PartAdmin))
    assert admin_client.get(address(model, page, row.pk)).status_code == (403 if kept else 200)


@pytest.mark.parametrize("model", OWN_REGISTERED, ids=label)
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_pages_of_a_row_that_is_gone_lead_back(admin_client: Client, model: type[Model], page: str):
    key = "XX" if model._meta.label == "evidence.Country" else 999_999
    assert admin_client.get(address(model, page, key)).status_code == 302


@pytest.mark.parametrize("model", OWN_REGISTERED, ids=label)
def test_every_option_of_every_filter_answers(admin_client: Client, model: type[Model]):
    FACTORIES[model].create_batch(2)
    factories.ThemeFactory(parent=factories.ThemeFactory())
    url = address(model, "changelist")
    assert admin_client.get(url, {"_facets": "True"}).status_code == 200
    changelist = admin_client.get(url).context["cl"]
    for choice in (choice for spec in changelist.filter_specs for choice in spec.choices(changelist)):
        assert admin_client.get(url + choice["query_string"]).status_code == 200, choice


@pytest.mark.parametrize("model", OWN_REGISTERED, ids=label)
def test_every_column_sorts_or_says_that_it_does_not(admin_client: Client, model: type[Model]):
    FACTORIES[model].create_batch(2)
    url = address(model, "changelist")
    for column in range(len(admin_client.get(url).context["cl"].list_display)):
        assert admin_client.get(url, {"o": f"-{column}"}).status_code == 200


@pytest.mark.parametrize("model", OWN_REGISTERED, ids=label)
def test_unknown_values_of_filters_do_no_harm(admin_client: Client, model: type[Model]):
    url = address(model, "changelist")
    for name in ("status", "source", "theme", "review", "has_studies", "kind__exact", "p", "o"):
        assert admin_client.get(url, {name: "no such thing"}, follow=True).status_code == 200
    if isinstance(admin.site._registry[model], ExportedList):
        assert admin_client.get(address(model, "export"), {"theme": "none"}, follow=True).status_code == 200


@pytest.mark.parametrize("model", OWN_REGISTERED, ids=label)
def test_lists_take_the_same_queries_whatever_they_list(admin_client: Client, model: type[Model]):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(address(model, "changelist")).status_code == 200
        return len(captured)

    FACTORIES[model].create_batch(2)
    queries()
    few = queries()
    FACTORIES[model].create_batch(4)
    assert queries() == few


@pytest.mark.parametrize("model", OWN_REGISTERED, ids=label)
def test_choices_are_found_by_typing(admin_client: Client, model: type[Model]):
    model_admin = admin.site._registry[model]
    for name in model_admin.get_autocomplete_fields(None):  # type: ignore[arg-type]
        relation: Any = model._meta.get_field(name).remote_field
        FACTORIES[relation.model](**relation.limit_choices_to)
        asked = {"app_label": model._meta.app_label, "model_name": str(model._meta.model_name), "field_name": name}
        for term in ("", "a", "1"):
            response = admin_client.get(reverse("admin:autocomplete"), {**asked, "term": term})
            assert response.status_code == 200
        assert admin_client.get(reverse("admin:autocomplete"), asked).json()["results"]


@pytest.mark.parametrize(
    ("entry", "part"),
    [
        (factories.StudyFactory, factories.FindingFactory),
        (factories.StudyFactory, factories.CitationFactory),
        (factories.RecommendationFactory, factories.RecommendationStudyFactory),
    ],
)
def test_a_form_takes_the_same_queries_however_many_parts_it_shows(
    admin_client: Client, entry: type[ModelFactory], part: type[ModelFactory]
):
    row = entry()
    of = {str(row._meta.model_name): row}

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(address(type(row), "change", row.pk)).status_code == 200
        return len(captured)

    part.create_batch(2, **of)
    queries()
    few = queries()
    part.create_batch(4, **of)
    assert queries() == few


def test_choices_take_the_same_queries_whatever_they_offer(admin_client: Client):
    asked = {"app_label": "evidence", "model_name": "study", "field_name": "themes"}

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(reverse("admin:autocomplete"), asked)
        return len(captured)

    factories.ThemeFactory.create_batch(2)
    few = queries()
    factories.ThemeFactory.create_batch(5)
    assert queries() == few


@pytest.mark.parametrize("model", OWN_REGISTERED, ids=label)
def test_every_long_list_of_choices_is_searched_not_scrolled(model: type[Model]):
    model_admin = admin.site._registry[model]
    fields: list[Any] = [*model._meta.fields, *model._meta.many_to_many]
    relations = {
        field.name
        for field in fields
        if field.remote_field
        and field.editable
        and (not field.many_to_many or field.remote_field.through._meta.auto_created)
    }
    assert relations <= set(model_admin.autocomplete_fields)


def test_first_page_puts_curators_work_first(admin_client: Client):
    response = admin_client.get(reverse("admin:index"))
    page = response.content.decode()
    headings = re.findall(r'<h3 id="app-[^"]+"><a [^>]+>([^<]+)</a></h3>', page)
    assert headings[:3] == ["Recommendations", "Evidence", "Workforce"]
    assert "Equity Evidence curation" in page
    assert "A study, review or report that a source cites as evidence." in page


def test_first_page_of_one_app_answers(admin_client: Client):
    assert admin_client.get(reverse("admin:app_list", args=["evidence"])).status_code == 200


PUBLIC_WHEN_PUBLISHED: list[Callable[..., Any]] = [
    factories.SourceFactory,
    factories.StudyFactory,
    factories.CaseStudyFactory,
    factories.DefinitionFactory,
    factories.ResourceFactory,
    factories.PassageFactory,
    factories.StatisticFactory,
    factories.RecommendationFactory,
]


@pytest.mark.parametrize("factory", PUBLIC_WHEN_PUBLISHED)
def test_only_what_the_public_may_see_is_linked_to(admin_client: Client, factory: Callable[..., Any]):
    def public_link(row: Any) -> str | None:
        context = admin_client.get(address(type(row), "change", row.pk)).context
        return context["absolute_url"] if context["has_absolute_url"] else None

    public = factory()
    assert public_link(public) == public.get_absolute_url()
    for hidden in (factory(draft=True), factory(in_review=True), factory(withdrawn=True)):
        assert public_link(hidden) is None


def test_what_is_published_in_a_draft_source_is_not_linked_to(admin_client: Client):
    row = factories.CaseStudyFactory(source=factories.SourceFactory(draft=True))
    response = admin_client.get(address(type(row), "change", row.pk))
    assert not response.context["has_absolute_url"]


def test_nobody_without_a_right_to_a_list_may_see_or_export_it(client: Client):
    client.force_login(User.objects.create_user("staff", is_staff=True))
    for model in OWN_REGISTERED:
        assert client.get(address(model, "changelist")).status_code == 403
        if isinstance(admin.site._registry[model], ExportedList):
            assert client.get(address(model, "export")).status_code == 403
        row = FACTORIES[model]()
        assert client.get(address(model, "history", row.pk)).status_code == 403


def test_what_the_admin_tells_a_curator_needs_no_cookie_of_its_own(admin_client: Client):
    response = admin_client.post(
        reverse("admin:evidence_setting_add"), {"name": "Wards", "slug": "wards", "description": "", "position": ""}
    )

    assert response.status_code == 302
    assert "messages" not in response.cookies


@pytest.mark.parametrize("page", ["change", "delete"])
def test_an_empty_name_of_a_field_to_link_by_is_refused(admin_client: Client, page: str):
    theme: Any = factories.ThemeFactory()
    assert admin_client.get(address(type(theme), page, theme.pk), {"_to_field": ""}).status_code == 400


# Words


def test_lists_are_headed_by_what_they_list(admin_client: Client):
    page = admin_client.get(address(apps.get_model("recommendations", "Recommendation"), "changelist")).content.decode()
    assert "<h1>Recommendations</h1>" in page
    assert "to change" not in page


def test_apps_of_others_have_plain_names(admin_client: Client):
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert "People who can sign in" in page
    for name in ("Axes", "Otp_Totp", "TOTP", "Access attempts", "Authentication"):
        assert name not in page


@pytest.mark.parametrize(
    ("time", "words"),
    [("2026-01-05T21:44", "5 January 2026, 9:44pm"), ("2026-06-05T08:00", "5 June 2026, 9am")],
)
def test_times_are_written_as_the_nhs_does(admin_client: Client, time: str, words: str):
    at = datetime.datetime.fromisoformat(f"{time}+00:00")
    User.objects.create_user("reader", last_login=at)
    User.objects.create_user("other", date_joined=at)
    page = admin_client.get(address(User, "changelist")).content.decode()
    assert date_format(timezone.localtime(at), "DATETIME_FORMAT") == words
    assert "p.m." not in page


def test_no_template_has_a_form_of_times_of_its_own():
    own = re.compile(r"""date:["'][^"']*[HGPaAi]""")
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    assert not [path.name for path in templates if own.search(path.read_text().replace("DATETIME_FORMAT", ""))]


def test_the_compiled_catalogue_says_what_its_source_does():
    source = Path(settings.BASE_DIR, "locale/en_GB/LC_MESSAGES/django.po").read_text()
    for said, meant in re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"', source, re.MULTILINE):
        assert gettext(said.replace('\\"', '"')) == meant


EXPORTS = [
    "activity-csv",
    "activity-xlsx",
    *(
        str(page.name)
        for model in REGISTERED
        for page in admin.site._registry[model].get_urls()
        if str(getattr(page, "name", "")).endswith("_export")
    ),
]


@pytest.mark.parametrize("name", EXPORTS)
def test_a_list_without_rows_is_exported(admin_client: Client, name: str):
    answer: Any = admin_client.get(reverse(f"admin:{name}"))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content])
