import csv
import datetime
import io
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from curation.admin_base.history import history_of
from curation.models import Draft, Status
from evidence.models import CaseStudy, Citation, Country, Direction, Finding, Framework, Source, Study, Theme
from tests.factories import (
    CaseStudyFactory,
    CitationFactory,
    CountryFactory,
    FindingFactory,
    FrameworkFactory,
    OutcomeFactory,
    RecommendationFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.admin_forms import address, errors, filled_in, opened, part, save

pytestmark = pytest.mark.django_db


def change(row: Any) -> str:
    return address(type(row), "change", row.pk)


def listed(client: Client, model: Any, **query: str) -> list[Any]:
    return list(client.get(address(model, "changelist"), query).context["cl"].result_list)


# Publication


def test_address_is_fixed_once_published(admin_client: Client):
    study = StudyFactory()
    assert "slug" not in filled_in(opened(admin_client, change(study)))
    save(admin_client, change(study), slug="another")
    assert Study.objects.get().slug == study.slug
    assert not Draft.objects.exists()


def test_address_of_a_draft_may_change(admin_client: Client):
    study = StudyFactory(draft=True)
    save(admin_client, change(study), slug="another")
    assert Study.objects.get().slug == "another"


# Rules of the database, as errors of the form


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("doi", "10.1000/same", "Another study has this DOI."), ("pmid", "12345", "Another study has this PubMed ID.")],
)
def test_a_second_study_with_the_same_identifier_is_refused(admin_client: Client, field: str, value: str, message: str):
    StudyFactory(**{field: value})
    other = StudyFactory()
    assert errors(save(admin_client, change(other), **{field: value})) == {"__all__": [message]}


def test_a_second_study_with_the_same_address_is_refused(admin_client: Client):
    StudyFactory(slug="same")
    found = errors(save(admin_client, address(Study, "add"), slug="same", label="A study"))
    assert found == {"slug": ["Study with this Slug already exists."]}


def test_more_trials_than_studies_are_refused(admin_client: Client):
    found = errors(save(admin_client, change(StudyFactory(studies_included=3, trials_included=1)), trials_included=4))
    assert found == {"__all__": ["A review cannot include more trials than studies."]}


def test_a_year_that_is_none_is_refused(admin_client: Client):
    assert errors(save(admin_client, change(StudyFactory()), year=20210))


def test_a_theme_cannot_be_part_of_itself(admin_client: Client):
    theme = ThemeFactory()
    assert errors(save(admin_client, change(theme), parent=theme.pk))


def test_a_subtheme_cannot_have_subthemes(admin_client: Client):
    subtheme = ThemeFactory(parent=ThemeFactory())
    found = errors(save(admin_client, change(ThemeFactory(framework=subtheme.framework)), parent=subtheme.pk))
    assert found == {"parent": ["Choose a theme of the first level: subthemes have no subthemes."]}


def test_a_second_core_framework_is_refused(admin_client: Client):
    FrameworkFactory(is_core=True)
    found = errors(save(admin_client, change(FrameworkFactory()), is_core="on"))
    assert found == {"__all__": ["There is a core framework already."]}


def test_a_country_needs_a_code(admin_client: Client):
    assert errors(save(admin_client, address(Country, "add"), code="gb", name="United Kingdom"))


def test_a_number_that_a_source_has_given_away_is_refused(admin_client: Client):
    taken, study = CitationFactory(number=8), StudyFactory()
    new = part(opened(admin_client, change(study)), Citation, 0, source=taken.source_id, number=8, locator="Section 1")
    found = errors(save(admin_client, change(study), **new))
    assert found == {"__all__": ["This source cites another study by this number."]}


def test_a_source_that_entries_are_from_cannot_be_deleted(admin_client: Client):
    case = CaseStudyFactory(draft=True, source__draft=True)
    response = admin_client.get(address(Source, "delete", case.source_id))
    assert "because these depend on it" in response.content.decode()
    response = admin_client.post(address(Source, "delete", case.source_id), {"post": "yes"})
    assert response.status_code == 200
    assert Source.objects.filter(pk=case.source_id).exists()


def test_what_is_named_so_comes_first_where_it_is_to_be_chosen(admin_client: Client):
    for name in ("Distributed leadership", "Leadership in teams", "Leadership"):
        ThemeFactory(name=name)
    query = {"app_label": "evidence", "model_name": "study", "field_name": "themes", "term": "leadership"}

    found = admin_client.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [each["text"].partition(" (")[0] for each in found] == [
        "Leadership",
        "Leadership in teams",
        "Distributed leadership",
    ]


def test_every_fault_of_a_form_leads_to_its_field(admin_client: Client):
    study = StudyFactory(draft=True)
    data = filled_in(opened(admin_client, change(study))) | {"label": ""}

    page = admin_client.post(change(study), data).content.decode()

    assert '<a href="#id_label">Label: This field is required.</a>' in page


def test_a_clash_with_what_was_saved_at_the_same_moment_is_named(admin_client: Client, monkeypatch: pytest.MonkeyPatch):
    study = StudyFactory(draft=True)
    data = {**filled_in(opened(admin_client, change(study))), "slug": "same"}
    view = admin.ModelAdmin.changeform_view
    calls = []

    def beaten(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            StudyFactory(slug="same")
            raise IntegrityError
        return view(*args, **kwargs)

    monkeypatch.setattr(admin.ModelAdmin, "changeform_view", beaten)
    assert errors(admin_client.post(change(study), data)) == {"slug": ["Study with this Slug already exists."]}


# Findings


def new_finding(response: Any, index: int = 0, **values: Any) -> dict[str, Any]:
    given = {
        "outcome": OutcomeFactory().pk,
        "direction": Direction.IMPROVED,
        "statement": "Knowledge improved.",
        "source": SourceFactory().pk,
        "locator": "Section 1",
    }
    return part(response, Finding, index, **(given | values))


def test_findings_are_numbered_in_the_order_of_the_form(admin_client: Client):
    study = StudyFactory(draft=True)
    FindingFactory(study=study, position=4, statement="first")
    form = opened(admin_client, change(study))
    added = new_finding(form, 0, statement="second") | new_finding(form, 1, statement="third")
    assert save(admin_client, change(study), **added).status_code == 302
    assert list(study.findings.values_list("statement", "position")) == [("first", 4), ("second", 5), ("third", 6)]


def test_a_finding_may_take_the_place_of_one_that_is_deleted(admin_client: Client):
    finding = FindingFactory(position=1, study__draft=True)
    form = opened(admin_client, change(finding.study))
    added = new_finding(form, 0, statement="new")
    save(admin_client, change(finding.study), **added, **{"findings-0-DELETE": "on"})
    assert list(finding.study.findings.values_list("statement", "position")) == [("new", 1)]


def test_a_finding_that_lacks_something_says_what(admin_client: Client):
    study = StudyFactory()
    added = new_finding(opened(admin_client, change(study)), direction="", statement=" ")
    assert list(errors(save(admin_client, change(study), **added))) == ["direction", "statement"]


def test_findings_of_more_studies_than_a_review_has_are_refused(admin_client: Client):
    study = StudyFactory(studies_included=5)
    added = new_finding(opened(admin_client, change(study)), studies_reporting=6)
    assert errors(save(admin_client, change(study), **added)) == {
        "studies_reporting": ["The review included 5 studies."]
    }


def test_a_review_cannot_shrink_below_its_findings(admin_client: Client):
    finding = FindingFactory(study=StudyFactory(studies_included=20), studies_reporting=12)
    found = errors(save(admin_client, change(finding.study), studies_included=10))
    assert found == {"studies_reporting": ["The review included 10 studies."]}


def test_no_more_studies_point_one_way_than_measured_the_outcome(admin_client: Client):
    study = StudyFactory()
    added = new_finding(opened(admin_client, change(study)), studies_reporting=3, studies_in_this_direction=4)
    found = errors(save(admin_client, change(study), **added))
    assert found == {"__all__": ["No more studies can point this way than measured the outcome."]}


def test_a_new_study_is_saved_with_its_citations_and_findings(admin_client: Client):
    source, form = SourceFactory(), opened(admin_client, address(Study, "add"))
    cited = part(form, Citation, 0, source=source.pk, number=8, locator="Section 1")
    response = save(
        admin_client,
        address(Study, "add"),
        label="Training",
        slug="training",
        design="report",
        **cited,
        **new_finding(form, source=source.pk),
    )
    assert response.status_code == 302
    study = Study.objects.get()
    assert (study.status, study.position) == (Status.DRAFT, 1)
    assert str(study.citations.get()) == f"(8) in {source.short_title}"
    assert study.findings.get().position == 1


# Order


def test_an_entry_without_a_position_comes_last_in_its_source(admin_client: Client):
    source = SourceFactory()
    CaseStudyFactory(source=source, position=7)
    CaseStudyFactory(position=9)
    added = {"title": "New", "slug": "new", "summary": "What was done.", "source": source.pk, "locator": "Page 1"}
    assert save(admin_client, address(CaseStudy, "add"), **added).status_code == 302
    assert CaseStudy.objects.get(slug="new").position == 8


def test_a_position_that_is_given_is_kept(admin_client: Client):
    case = CaseStudyFactory(draft=True, position=7)
    save(admin_client, change(case), position=3)
    case.refresh_from_db()
    assert case.position == 3


def test_a_position_that_is_none_is_complained_of(admin_client: Client):
    assert list(errors(save(admin_client, change(CaseStudyFactory()), position="last"))) == ["position"]


def test_a_subtheme_comes_last_under_its_parent(admin_client: Client):
    parent = ThemeFactory(position=1)
    ThemeFactory(parent=parent, position=4)
    ThemeFactory(framework=parent.framework, position=9)
    added = {"name": "New", "slug": "new", "framework": parent.framework_id, "parent": parent.pk, "locator": "Page 2"}
    save(admin_client, address(Theme, "add"), **added)
    assert Theme.objects.get(slug="new").position == 5


def test_themes_are_added_on_the_form_of_their_framework(admin_client: Client):
    framework = FrameworkFactory()
    added = part(opened(admin_client, change(framework)), Theme, 0, name="Skills", slug="skills", locator="Section 1")
    assert save(admin_client, change(framework), **added).status_code == 302
    assert Framework.objects.get().themes.get().position == 1


# Lists


@pytest.mark.parametrize(
    "pasted",
    [
        *("10.1136/bmj.h3297", "10.1136/BMJ.h3297.", "doi:10.1136/bmj.h3297", "https://doi.org/10.1136/bmj.h3297"),
        *("31048392", "PMID: 31048392", "https://pubmed.ncbi.nlm.nih.gov/31048392/"),
    ],
)
def test_a_study_is_found_by_its_doi_or_pubmed_id(admin_client: Client, pasted: str):
    study = StudyFactory(doi="10.1136/bmj.h3297", pmid="31048392")
    StudyFactory()
    assert listed(admin_client, Study, q=pasted) == [study]
    asked = {"app_label": "evidence", "model_name": "citation", "field_name": "study", "term": pasted}
    suggested = admin_client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["id"] for each in suggested] == [str(study.pk)]


def test_a_theme_takes_in_its_subthemes(admin_client: Client):
    theme = ThemeFactory(slug="skills")
    subtheme = ThemeFactory(parent=theme)
    of_both, of_subtheme, _ = (
        StudyFactory(themes=[theme, subtheme]),
        StudyFactory(themes=[subtheme]),
        StudyFactory(themes=[ThemeFactory()]),
    )
    assert listed(admin_client, Study, theme="skills") == [of_both, of_subtheme]


def test_studies_with_and_without_findings(admin_client: Client):
    finding, bare = FindingFactory(), StudyFactory()
    FindingFactory(study=finding.study, position=99)
    assert listed(admin_client, Study, has_findings="yes") == [finding.study]
    assert listed(admin_client, Study, has_findings="no") == [bare]


def test_studies_by_who_cites_them(admin_client: Client):
    citation = CitationFactory(source__slug="brief", number=8, source__short_title="Evidence brief")
    CitationFactory()
    assert listed(admin_client, Study, source="brief") == [citation.study]
    page = admin_client.get(address(Study, "changelist"), {"source": "brief"}).content.decode()
    assert "(8) in Evidence brief" in page


def test_reviews_that_are_due(admin_client: Client):
    today = timezone.localdate()
    overdue = StudyFactory(review_due_on=today - datetime.timedelta(days=1))
    soon = StudyFactory(review_due_on=today + datetime.timedelta(days=30))
    StudyFactory(review_due_on=today + datetime.timedelta(days=300))
    unset = StudyFactory()
    assert listed(admin_client, Study, review="overdue") == [overdue]
    assert listed(admin_client, Study, review="soon") == [soon]
    assert listed(admin_client, Study, review="unset") == [unset]


def test_what_a_source_does_not_state_shows_as_such(admin_client: Client):
    CaseStudyFactory(place="")
    assert "not stated" in admin_client.get(address(CaseStudy, "changelist")).content.decode()


def test_counts_in_lists_do_not_multiply(admin_client: Client):
    study = StudyFactory()
    for position in (1, 2, 3):
        FindingFactory(study=study, position=position)
    for _ in range(2):
        RecommendationFactory(studies=[study])
    row = listed(admin_client, Study)[0]
    assert (row.finding_count, row.recommendationstudy_count) == (3, 2)


def test_a_study_shows_what_rests_on_it(admin_client: Client):
    study = StudyFactory()
    recommendation = RecommendationFactory(studies=[study])
    case = CaseStudyFactory(studies=[study])
    page = admin_client.get(change(study)).content.decode()
    assert f'<a href="{change(recommendation)}">{recommendation}</a>' in page
    assert f'<a href="{change(case)}">{case}</a>' in page


def test_themes_of_the_same_name_are_told_apart(admin_client: Client):
    theme = ThemeFactory(name="Leadership", framework__name="The guide")
    asked = {"app_label": "evidence", "model_name": "study", "field_name": "themes", "term": "Leadership"}
    choices = admin_client.get("/admin/autocomplete/", asked).json()["results"]
    assert choices == [{"id": str(theme.pk), "text": "Leadership (The guide)"}]
    assert "Leadership (The guide)" in admin_client.get(change(StudyFactory(themes=[theme]))).content.decode()


def test_a_filter_by_what_there_is_not_says_so(admin_client: Client):
    study = StudyFactory(themes=[ThemeFactory()])
    for page in ("changelist", "export"):
        response = admin_client.get(address(Study, page), {"theme": "gone\x00"}, follow=True)
        assert "There is no theme “gone" in response.content.decode()
        assert list(response.context["cl"].result_list) == [study]


# Export


def exported(response: Any) -> list[dict[str, str]]:
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_exported_studies_are_those_of_the_list(admin_client: Client):
    theme = ThemeFactory(name="Skills", slug="skills")
    study = StudyFactory(themes=[theme], countries=[CountryFactory(code="GB"), CountryFactory(code="US")], doi="")
    FindingFactory(study=study, outcome__name="Staff knowledge")
    StudyFactory()
    response = admin_client.get(address(Study, "export"), {"theme": "skills"})
    [row] = exported(response)
    assert row["label"] == study.label
    assert row["countries"] == "United Kingdom; United States"
    assert row["findings"] == "Staff knowledge: improved"
    assert (row["design"], row["status"], row["doi"]) == ("Systematic review", "Published", "")
    assert response["Content-Type"] == "text/csv"
    assert response["Content-Disposition"] == f'attachment; filename="studies-{timezone.localdate():%Y-%m-%d}.csv"'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", " ="])
def test_exported_cells_are_no_formulas(admin_client: Client, start: str):
    StudyFactory(title=f"{start}HYPERLINK(A1)", themes=[ThemeFactory(name=f"{start}1+1")])
    [row] = exported(admin_client.get(address(Study, "export")))
    assert row["title"] == f"'{start}HYPERLINK(A1)"
    assert row["themes"] == f"'{start}1+1"


def test_export_takes_the_same_queries_whatever_it_holds(admin_client: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address(Study, "export")).getvalue()
        return len(captured)

    def add() -> None:
        for _ in range(3):
            finding = FindingFactory(study__themes=[ThemeFactory()])
            CitationFactory(study=finding.study)

    add()
    few = queries()
    add()
    assert queries() == few


def test_who_may_see_a_list_may_export_it(client: Client):
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_study"))
    client.force_login(reader)
    study = StudyFactory()
    assert [row["slug"] for row in exported(client.get(address(Study, "export")))] == [study.slug]
    page = client.get(change(study)).content.decode()
    assert study.label in page


# History


def test_history_tells_what_changed_and_who_changed_it(client: Client):
    curator = User.objects.create_superuser("ada", first_name="Ada", last_name="Okafor")
    client.force_login(curator)
    study = StudyFactory(draft=True, label="Old label", reservations="")
    theme, other = ThemeFactory(name="Skills"), ThemeFactory(name="Roles")
    finding = FindingFactory(study=study, position=1, outcome__name="Staff knowledge", direction=Direction.UNCLEAR)
    save(
        client,
        change(study),
        label="New label",
        reservations="Most studies were small, " * 10,
        _note="A wider look.",
        themes=[theme.pk, other.pk],
        **{"findings-0-direction": Direction.MIXED},
    )
    save(client, change(study), themes=[theme.pk])

    page = client.get(address(Study, "history", study.pk)).content.decode()
    for expected in (
        "Ada Okafor",
        "Label: Old label → New label",
        "A wider look.",
        "Reservations rewritten",
        "Theme “Skills” added",
        "Theme “Roles” removed",
        "Direction: ",
    ):
        assert expected.lower() in page.lower(), expected

    # What one form changed stands together.
    saves = [{change.what: change for change in save.changes} for save in history_of(study) if save.who == "Ada Okafor"]
    first, second = sorted(saves, key=len, reverse=True)
    assert list(second) == ["Theme “Roles” removed"]
    [found] = [change for what, change in first.items() if what.startswith("Finding")]
    assert found.what == f"Finding “Staff knowledge, {finding.source}”: direction"
    assert (found.old, found.new) == ("Unclear", "Mixed")
    assert first["Reservations"].is_long


def test_history_outlives_what_it_names():
    theme = ThemeFactory(name="Skills")
    study = StudyFactory(themes=[theme])
    study.themes.clear()
    key, _ = theme.pk, theme.delete()
    said = [change.what for save in history_of(study) for change in save.changes]
    assert f"Theme “something since deleted ({key})” added" in said


def test_history_says_yes_and_no(admin_client: Client):
    source = SourceFactory(draft=True, states_certainty=False)
    save(admin_client, change(source), states_certainty="on")
    assert (history_of(source)[0].changes[0].old, history_of(source)[0].changes[0].new) == ("no", "yes")


def test_history_names_who_is_gone(client: Client):
    curator = User.objects.create_superuser("ada")
    client.force_login(curator)
    study = StudyFactory(draft=True, label="Old label")
    save(client, change(study), label="New label")
    key = curator.pk
    assert history_of(study)[0].who == "ada"
    curator.delete()
    assert history_of(study)[0].who == f"a former user ({key})"


def test_history_of_a_draft_made_by_a_command():
    study = StudyFactory()
    assert [(save.who, save.changes[0].what) for save in history_of(study)] == [("the system", "Added")]


def test_history_shows_what_is_empty_as_not_stated(client: Client):
    client.force_login(User.objects.create_superuser("ada"))
    case = CaseStudyFactory(draft=True, place="London", country=None)
    save(client, change(case), place="", country=CountryFactory(code="GB").pk)
    changes = {change.what: (change.old, change.new) for change in history_of(case)[0].changes}
    assert changes == {"Place": ("London", "not stated"), "Country": ("not stated", "United Kingdom")}


def test_history_takes_the_same_queries_whatever_it_tells(admin_client: Client):
    study = StudyFactory()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(address(Study, "history", study.pk))
        return len(captured)

    study.themes.add(ThemeFactory())
    FindingFactory(study=study, position=1)
    # Which number a model has is looked up once for each process.
    queries()
    few = queries()
    study.themes.add(*ThemeFactory.create_batch(3))
    for position in (2, 3):
        FindingFactory(study=study, position=position)
    assert queries() == few
