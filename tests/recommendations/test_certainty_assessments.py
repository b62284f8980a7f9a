"""Our own assessments of certainty: what the database holds, the sheet and the public page."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from evidence.models import Design, Direction
from recommendations.admin.certainty_sheet import REASONS, sheet_address
from recommendations.grade import COMPONENTS, RATES_DOWN, RATES_UP, Certainty, StartingPoint, Working, explanation_field
from recommendations.models import CertaintyAssessment, Recommendation
from recommendations.starting_points import proposal, proposals
from tests.factories import (
    CertaintyAssessmentFactory,
    FindingFactory,
    OutcomeFactory,
    RecommendationFactory,
    SourceFactory,
    StudyFactory,
)
from tests.recommendations.test_grade import workings
from tests.support.admin_forms import errors, filled_in, opened, part, save

pytestmark = pytest.mark.django_db

PREFIX = "certainty_assessments"


def graded(**fields: Any) -> Recommendation:
    """A recommendation whose source states a moderate level."""
    return RecommendationFactory(
        **{"source": SourceFactory(states_certainty=True), "certainty": Certainty.MODERATE, **fields}
    )


def studied(*designs: str, **fields: Any) -> tuple[Recommendation, Any]:
    """A recommendation with a study of each design, all with a finding on the same outcome."""
    outcome = OutcomeFactory(name="Staff knowledge", slug="staff-knowledge")
    studies = [StudyFactory(design=design, studies_included=None, trials_included=None) for design in designs]
    for study in studies:
        FindingFactory(study=study, outcome=outcome)
    return graded(studies=studies, **fields), outcome


# What the database holds


IMPOSSIBLE = [
    {"importance": 0},
    {"importance": 10},
    {"starts_from": "systematic-review"},
    {"risk_of_bias": 3, "risk_of_bias_because": "Why."},
    {"large_effect": 3, "large_effect_because": "Why."},
    {"dose_response": 2, "dose_response_because": "Why."},
    {"imprecision": 1},
    {"plausible_confounding": 1},
    {"starts_from": "randomised", "large_effect": 1, "large_effect_because": "Why."},
    {"imprecision": 1, "imprecision_because": "Why.", "large_effect": 1, "large_effect_because": "Why."},
    {"coherence": "none"},
    {"confidence_down": 1, "confidence_down_because": "Why."},
    {"starts_from": "qualitative"},
]


@pytest.mark.parametrize("fields", IMPOSSIBLE, ids=str)
def test_the_database_refuses_what_is_against_the_rules(fields: dict[str, Any]):
    with pytest.raises(IntegrityError), transaction.atomic():
        CertaintyAssessmentFactory(**fields)
    unsaved = CertaintyAssessmentFactory.build(
        recommendation=RecommendationFactory(), outcome=OutcomeFactory(), **fields
    )
    with pytest.raises(ValidationError):
        unsaved.full_clean()


def test_qualitative_findings_are_held_to_cerqual():
    judged = dict.fromkeys(("methodological_limitations", "coherence", "adequacy", "relevance"), "none")
    assert CertaintyAssessmentFactory(starts_from="qualitative", **judged).level == Certainty.HIGH
    for wrong in (
        {"coherence": "minor"},
        {"confidence_down": 1, "confidence_down_because": "Why."},
        {"imprecision": 1, "imprecision_because": "Why."},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CertaintyAssessmentFactory(starts_from="qualitative", **{**judged, **wrong})


def test_an_outcome_is_assessed_once_a_recommendation():
    first = CertaintyAssessmentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CertaintyAssessmentFactory(recommendation=first.recommendation, outcome=first.outcome)


# Where it starts


@pytest.mark.parametrize(
    ("studies", "start"),
    [
        ([{"design": Design.RANDOMISED_TRIAL}], StartingPoint.RANDOMISED),
        ([{"design": Design.COHORT}, {"design": Design.CROSS_SECTIONAL}], StartingPoint.NON_RANDOMISED),
        ([{"design": Design.QUALITATIVE}], StartingPoint.QUALITATIVE),
        ([{"design": Design.RANDOMISED_TRIAL}, {"design": Design.COHORT}], None),
        ([{"studies_included": 11, "trials_included": 11}], StartingPoint.RANDOMISED),
        ([{"studies_included": 11, "trials_included": 5}], None),
        ([{"studies_included": 11, "trials_included": None}], None),
        ([{"studies_included": None, "trials_included": None}], None),
        ([{"studies_included": 0, "trials_included": 0}], None),
        ([{"design": Design.NOT_STATED}], None),
        ([], None),
    ],
)
def test_designs_propose_where_to_start(studies: list[dict[str, Any]], start: StartingPoint | None):
    assert proposal([StudyFactory(**fields) for fields in studies]).starts_from == start


def test_a_proposal_tells_of_retractions():
    found = proposal([StudyFactory(cited_as="Okoro (2015)", design=Design.COHORT, retraction="retracted")])
    assert found.designs == ("Okoro (2015) (retracted, cohort study)",)


def test_a_gap_proposes_nothing():
    recommendation, outcome = studied(Design.RANDOMISED_TRIAL)
    gap = OutcomeFactory()
    FindingFactory(study=recommendation.studies.get(), outcome=gap, direction=Direction.NOT_MEASURED, position=9)
    assert set(proposals(recommendation)) == {outcome.pk}


# The sheet


def test_each_studied_outcome_is_offered_and_saved_once_it_has_an_importance(admin_client: Client):
    recommendation, outcome = studied(Design.RANDOMISED_TRIAL, draft=True)
    sheet = sheet_address(recommendation)
    assert save(admin_client, sheet).status_code == 302
    assert not CertaintyAssessment.objects.exists()

    assert save(admin_client, sheet, **{f"{PREFIX}-0-importance": 7}).status_code == 302
    made = CertaintyAssessment.objects.get()
    assert (made.outcome, made.level) == (outcome, Certainty.HIGH)
    assert "Staff knowledge: high certainty ⊕⊕⊕⊕" in admin_client.get(sheet).content.decode()


def test_an_outcome_that_no_study_measured_can_be_assessed_with_a_reason(admin_client: Client):
    recommendation, outcome = graded(draft=True), OutcomeFactory()
    sheet = sheet_address(recommendation)
    entered = {"outcome": outcome.pk, "importance": 5, "starts_from": "non-randomised"}
    entered |= dict.fromkeys([*RATES_DOWN, *RATES_UP, "confidence_down"], 0)
    form = opened(admin_client, sheet)
    refused = save(admin_client, sheet, **part(form, CertaintyAssessment, 0, **entered))
    assert "Say why it starts there." in errors(refused)["starts_from_because"][0]
    entered["starts_from_because"] = "Expert advice."
    assert save(admin_client, sheet, **part(form, CertaintyAssessment, 0, **entered)).status_code == 302
    assert CertaintyAssessment.objects.get().outcome == outcome


def test_what_rates_needs_an_explanation_and_nothing_is_lost(admin_client: Client):
    recommendation, _ = studied(Design.COHORT)
    entered = {f"{PREFIX}-0-importance": 7, f"{PREFIX}-0-imprecision": 2, f"{PREFIX}-0-inconsistency_because": "Mixed."}
    answer = save(admin_client, sheet_address(recommendation), **entered)
    assert errors(answer) == {"imprecision_because": ["Say why: imprecision."]}
    page = answer.content.decode()
    assert "Mixed." in page
    assert "Staff knowledge: very low certainty ⊕◯◯◯" in page


def test_rating_up_what_is_rated_down_is_refused(admin_client: Client):
    recommendation, _ = studied(Design.COHORT)
    entered = {"importance": 7, "imprecision": 1, "imprecision_because": "Few.", "dose_response": 1}
    entered["dose_response_because"] = "More training, more change."
    answer = save(
        admin_client, sheet_address(recommendation), **{f"{PREFIX}-0-{name}": by for name, by in entered.items()}
    )
    assert errors(answer) == {"dose_response": ["Only what nothing rates down can be rated up."]}


def test_another_level_than_the_sources_is_explained_before_it_is_finished(admin_client: Client):
    recommendation, _ = studied(Design.COHORT, draft=True)
    sheet = sheet_address(recommendation)
    entered = {f"{PREFIX}-0-importance": 7, "assessment_finished": "on"}
    [complaint] = errors(save(admin_client, sheet, **entered))["__all__"]
    assert complaint.startswith("The source states: moderate. Our own assessment: low. Say what differs")
    assert save(admin_client, sheet, **entered, assessment_note="No trial was found.").status_code == 302
    assert Recommendation.objects.get().assessment_finished


@pytest.mark.parametrize(
    "fields",
    [{"importance": 4}, {"importance": 7, "large_effect": 1, "large_effect_because": "Twofold."}],
    ids=["no critical outcome", "same level"],
)
def test_without_another_level_there_is_nothing_to_explain(admin_client: Client, fields: dict[str, Any]):
    recommendation, _ = studied(Design.COHORT)
    entered = {f"{PREFIX}-0-{name}": value for name, value in fields.items()}
    answer = save(admin_client, sheet_address(recommendation), **entered, assessment_finished="on")
    assert answer.status_code == 302


def test_nothing_is_not_finished(admin_client: Client):
    answer = save(admin_client, sheet_address(graded()), assessment_finished="on")
    assert errors(answer)["__all__"] == ["No outcome is assessed, so the assessment is not finished."]


def test_judgements_are_copied_to_another_outcome_and_must_be_checked(admin_client: Client):
    recommendation, other = studied(Design.COHORT, draft=True)
    first = CertaintyAssessmentFactory(
        recommendation=recommendation, outcome__name="Trust", imprecision=1, imprecision_because="Few took part."
    )
    sheet = sheet_address(recommendation)
    mark = "(Copied from “Trust”: check.)"

    asked = {f"{PREFIX}-1-copy_from": "0", f"{PREFIX}-1-importance": 6}
    assert save(admin_client, sheet, **asked).status_code == 302

    copy = CertaintyAssessment.objects.get(outcome=other)
    assert (copy.starts_from, copy.imprecision, copy.importance) == (first.starts_from, 1, 6)
    assert copy.imprecision_because == f"Few took part. {mark}"
    [complaint] = errors(save(admin_client, sheet, assessment_finished="on", assessment_note="So."))["__all__"]
    assert complaint.startswith("Some reasons are copied from another outcome.")
    numbers = dict(enumerate(recommendation.certainty_assessments.values_list("outcome", flat=True)))
    place = next(number for number, key in numbers.items() if key == other.pk)
    checked = {f"{PREFIX}-{place}-{name}": getattr(first, name) for name in REASONS} | {"assessment_note": "So."}
    assert save(admin_client, sheet, assessment_finished="on", **checked).status_code == 302


@pytest.mark.parametrize("asked", ["0", "1", "99", "-1", "x", "__prefix__", "٣"])
def test_a_copy_of_what_is_not_there_changes_nothing(admin_client: Client, asked: str):
    recommendation, _ = studied(Design.COHORT, draft=True)

    answer = save(admin_client, sheet_address(recommendation), **{f"{PREFIX}-0-copy_from": asked})

    assert answer.status_code in (200, 302)
    assert not CertaintyAssessment.objects.exists()


def test_every_judgement_has_help_with_an_example(admin_client: Client):
    recommendation, _ = studied(Design.COHORT)

    page = admin_client.get(sheet_address(recommendation)).content.decode()

    # Those of the offered outcome, and of the form for another.
    assert page.count("For example: ") == 2 * len([*RATES_DOWN, *RATES_UP, *COMPONENTS])


def test_an_outcome_can_be_deleted(admin_client: Client):
    assessment = CertaintyAssessmentFactory(recommendation=graded(draft=True))
    sheet = sheet_address(assessment.recommendation)
    assert save(admin_client, sheet, **{f"{PREFIX}-0-DELETE": "on"}).status_code == 302
    assert not CertaintyAssessment.objects.exists()


def test_the_form_of_the_recommendation_leads_to_the_sheet_and_back(admin_client: Client):
    recommendation, _ = studied(Design.COHORT)
    form = f"/admin/recommendations/recommendation/{recommendation.pk}/change/"
    assert sheet_address(recommendation) in admin_client.get(form).content.decode()
    assert form in admin_client.get(sheet_address(recommendation)).content.decode()
    assert save(admin_client, sheet_address(recommendation)).headers["Location"] == form


def test_a_source_level_that_then_differs_must_be_explained_first(admin_client: Client):
    recommendation = graded(certainty=Certainty.LOW, assessment_finished=True)
    CertaintyAssessmentFactory(recommendation=recommendation)
    form = f"/admin/recommendations/recommendation/{recommendation.pk}/change/"
    refused = errors(save(admin_client, form, certainty=Certainty.HIGH))
    assert refused["certainty"][0].startswith("The source states: high. Our own assessment: low.")


def test_the_sheet_is_for_those_who_may_change_recommendations(client: Client):
    recommendation = graded()
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(sheet_address(recommendation)).status_code == 403
    assert client.post(sheet_address(recommendation, "levels")).status_code == 403


def test_who_may_only_look_sees_the_levels(client: Client):
    assessment = CertaintyAssessmentFactory(recommendation=graded())
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(reader)
    page = client.get(sheet_address(assessment.recommendation)).content.decode()
    assert "low certainty ⊕⊕◯◯" in page


def test_an_edit_of_a_published_sheet_waits_for_review_beside_it(admin_client: Client, client: Client):
    recommendation = graded(assessment_finished=True, assessment_note="Trials are few.")
    CertaintyAssessmentFactory(recommendation=recommendation)
    sheet = sheet_address(recommendation)
    entered = {f"{PREFIX}-0-imprecision": 1, f"{PREFIX}-0-imprecision_because": "Few staff took part."}
    assert save(admin_client, sheet, **entered).status_code == 302
    assert "Few staff took part." in admin_client.get(sheet).content.decode()
    public = client.get(recommendation.get_absolute_url()).content.decode()
    assert "Our own assessment: low." in public
    assert "Few staff took part." not in public


def test_every_change_is_in_the_history(admin_client: Client):
    assessment = CertaintyAssessmentFactory(recommendation=graded(draft=True))
    entered = {f"{PREFIX}-0-imprecision": 1, f"{PREFIX}-0-imprecision_because": "Few."}
    save(admin_client, sheet_address(assessment.recommendation), **entered)
    address = f"/admin/recommendations/recommendation/{assessment.recommendation_id}/history/"
    assert "imprecision: Not serious: no change → Serious: down by 1" in admin_client.get(address).content.decode()


# The levels while they are worked out


def test_the_level_shown_while_working_is_the_one_that_follows(admin_client: Client):
    recommendation, _ = studied(Design.COHORT)
    form = filled_in(opened(admin_client, sheet_address(recommendation)))

    @given(workings())
    @hypothesis_settings(max_examples=40)
    def check(working: Working):
        entered = {"importance": 9, "starts_from": working.starts_from, "confidence_down": working.confidence_down}
        entered |= {**working.down, **working.up, **working.concerns}
        changes = {f"{PREFIX}-0-{name}": value for name, value in entered.items()}
        answer = admin_client.post(sheet_address(recommendation, "levels"), {**form, **changes}).json()
        shown = answer["outcomes"][f"{PREFIX}-0"]["level"]
        assert shown.startswith(f"Staff knowledge: {working.level.label.lower()} c")
        assert working.level.symbols in shown
        assert f"Our own assessment: {working.level.label.lower()}." in answer["overall"]

    check()


def test_what_stands_in_the_way_of_a_level_is_said(admin_client: Client):
    recommendation, _ = studied(Design.COHORT, Design.RANDOMISED_TRIAL)
    form = filled_in(opened(admin_client, sheet_address(recommendation)))

    def shown(**entered: Any) -> tuple[str, str]:
        changes = {f"{PREFIX}-0-{name}": value for name, value in entered.items()}
        answer = admin_client.post(sheet_address(recommendation, "levels"), {**form, **changes}).json()
        return answer["outcomes"][f"{PREFIX}-0"]["level"], answer["overall"]

    assert shown() == (
        "Staff knowledge: not assessed; open “Judgements” and give its importance to begin",
        "No outcome is assessed.",
    )
    assert shown(importance=7)[0] == "Staff knowledge: no level yet; say where it starts"
    level, overall = shown(importance=7, starts_from="randomised", dose_response=1)
    assert level == "Staff knowledge: no level. Randomised trials start high, and are not rated up."
    assert overall == "The overall level follows once each assessed outcome has an importance and a level."
    assert "no overall level, since no outcome is critical" in shown(importance=6, starts_from="randomised")[1]


@pytest.mark.parametrize(
    "wrong",
    [{}, {f"{PREFIX}-TOTAL_FORMS": "many"}, {f"{PREFIX}-INITIAL_FORMS": "5", f"{PREFIX}-TOTAL_FORMS": "5"}],
    ids=["nothing", "no number", "more than there are"],
)
def test_a_sheet_that_cannot_be_understood_does_no_harm(admin_client: Client, wrong: dict[str, str]):
    recommendation, _ = studied(Design.COHORT)
    assert admin_client.post(sheet_address(recommendation, "levels"), wrong).status_code in (200, 409)
    odd = {f"{PREFIX}-TOTAL_FORMS": "1", f"{PREFIX}-INITIAL_FORMS": "0"}
    odd |= {f"{PREFIX}-0-{name}": "�x" for name in ("outcome", "importance", "starts_from", "imprecision", "coherence")}
    assert admin_client.post(sheet_address(recommendation, "levels"), odd).status_code == 200
    assert admin_client.get(sheet_address(recommendation, "levels")).status_code == 405
    gone = sheet_address(recommendation, "levels").replace(f"/{recommendation.pk}/", "/999999/")
    assert admin_client.post(gone).status_code == 404


# The public page


def test_the_public_reads_both_levels_and_why_they_differ(client: Client):
    recommendation, outcome = studied(
        Design.COHORT, assessment_finished=True, assessment_note="The source counts reviews as one study."
    )
    CertaintyAssessmentFactory(
        recommendation=recommendation, outcome=outcome, imprecision=1, imprecision_because="Few staff took part."
    )
    page = client.get(recommendation.get_absolute_url()).content.decode()
    assert "The source states: moderate. Our own assessment: very low." in page
    assert "The source counts reviews as one study." in page
    assert "Rated down by 1 for imprecision. Few staff took part." in page
    assert "Critical, 8 of 9" in page
    assert "1 study: cohort study" in page


def test_without_a_critical_outcome_the_page_says_that_there_is_no_overall_level(client: Client):
    recommendation = graded(assessment_finished=True)
    CertaintyAssessmentFactory(recommendation=recommendation, importance=6)
    page = client.get(recommendation.get_absolute_url()).content.decode()
    assert "Our own assessment: no overall level, since no outcome is critical." in page


@pytest.mark.parametrize("hidden", ["unfinished", "draft", "in_review", "withdrawn"])
def test_the_public_never_sees_a_working_before_it_is_finished_and_published(client: Client, hidden: str):
    state = {} if hidden == "unfinished" else {hidden: True}
    recommendation = graded(assessment_finished=hidden != "unfinished", assessment_note="Secret words", **state)
    CertaintyAssessmentFactory(
        recommendation=recommendation, imprecision=1, imprecision_because="Secret words", starts_from_because=""
    )
    other = graded(related=[recommendation])
    for address in (recommendation.get_absolute_url(), other.get_absolute_url(), "/recommendations/", "/"):
        page = client.get(address).content.decode()
        assert "Secret words" not in page
        assert "ur own assessment" not in page


def test_lists_and_exports_keep_to_the_sources_level(client: Client):
    recommendation = graded(assessment_finished=True, assessment_note="It differs.")
    CertaintyAssessmentFactory(recommendation=recommendation)
    assert recommendation.reference in client.get("/recommendations/?certainty=moderate").content.decode()
    assert recommendation.reference not in client.get("/recommendations/?certainty=low").content.decode()
    assert ",Moderate," in client.get("/recommendations.csv").getvalue().decode()


# As files


def test_an_assessment_is_written_to_a_file_and_loaded_again(tmp_path, settings):
    reason = "Few staff took part."
    CertaintyAssessmentFactory(recommendation=graded(), imprecision=1, imprecision_because=reason)
    before = list(CertaintyAssessment.objects.values())
    call_command("write_evidence", to=tmp_path, verbosity=0)
    [path] = tmp_path.glob("*/certainty-assessments.yaml")
    text = path.read_text(encoding="utf-8")
    assert reason in text
    assert "inconsistency" not in text

    settings.FIXTURE_DIRS = [tmp_path]
    CertaintyAssessment.objects.update(imprecision=0, **{explanation_field("imprecision"): ""})
    call_command("load_evidence", overwrite=True, verbosity=0)
    assert list(CertaintyAssessment.objects.values()) == before
