import csv
import io
from typing import Any

import pytest
from django.test import Client

from curation.models import Draft, Status
from recommendations.models import Audience, Bearing, Certainty, Recommendation, RecommendationIndicator
from recommendations.models import RecommendationStudy as Link
from tests.factories import (
    AudienceFactory,
    CaseStudyFactory,
    IndicatorFactory,
    RecommendationFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.admin_forms import address, errors, opened, part, save

pytestmark = pytest.mark.django_db

ADD = "/admin/recommendations/recommendation/add/"


def change(row: Any) -> str:
    return address(type(row), "change", row.pk)


def listed(client: Client, **query: str) -> list[Any]:
    return list(client.get(address(Recommendation, "changelist"), query).context["cl"].result_list)


def entered(**values: Any) -> dict[str, Any]:
    """What a curator enters at the least."""
    return {"title": "Train staff", "statement": "Trusts should train staff.", "locator": "Box 1"} | values


# References


def test_a_recommendation_gets_the_next_reference_of_its_source(admin_client: Client):
    source = SourceFactory(reference_prefix="HEEC-ES")
    for number in (2, 10):
        RecommendationFactory(source=source, reference=f"HEEC-ES-{number}")
    RecommendationFactory(reference="HEEC-ES-X-99", source__reference_prefix="HEEC-ES-X")
    assert save(admin_client, ADD, **entered(source=source.pk)).status_code == 302
    made = Recommendation.objects.get(reference="HEEC-ES-11")
    assert (made.status, made.certainty) == (Status.DRAFT, Certainty.NOT_GRADED)


def test_the_first_recommendation_of_a_source_is_its_number_1(admin_client: Client):
    source = SourceFactory(reference_prefix="RCP-BG")
    save(admin_client, ADD, **entered(source=source.pk))
    assert Recommendation.objects.get().reference == "RCP-BG-1"


def test_a_reference_that_is_given_is_kept(admin_client: Client):
    source = SourceFactory(reference_prefix="RCP-BG")
    save(admin_client, ADD, **entered(source=source.pk, reference="RCP-BG-7"))
    assert Recommendation.objects.get().reference == "RCP-BG-7"


def test_without_a_source_only_the_source_is_asked_for(admin_client: Client):
    assert errors(save(admin_client, ADD, **entered())) == {"source": ["This field is required."]}


def test_a_reference_that_is_taken_is_refused(admin_client: Client):
    other = RecommendationFactory()
    found = errors(save(admin_client, ADD, **entered(source=other.source_id, reference=other.reference)))
    assert found == {"reference": ["Recommendation with this Reference already exists."]}


def test_a_reference_with_another_prefix_is_refused(admin_client: Client):
    source = SourceFactory(reference_prefix="RCP-BG")
    found = errors(save(admin_client, ADD, **entered(source=source.pk, reference="HEEC-ES-1")))
    assert found == {"reference": ["References of this source start with RCP-BG-."]}


def test_a_reference_that_is_none_is_refused(admin_client: Client):
    found = errors(save(admin_client, ADD, **entered(source=SourceFactory().pk, reference="number one")))
    assert "Use the source’s prefix and a number: HEEC-ES-1." in found["reference"]


def test_the_reference_is_fixed_once_published(admin_client: Client):
    row = RecommendationFactory()
    save(admin_client, change(row), reference=f"{row.source.reference_prefix}-999", title="New title")
    content = Draft.objects.get().snapshot["fields"]
    assert (content["reference"], content["title"]) == (row.reference, "New title")


# Certainty, publication and links


def test_a_level_that_the_source_does_not_state_is_refused(admin_client: Client):
    source = SourceFactory(states_certainty=False, title="The guide")
    found = errors(save(admin_client, ADD, **entered(source=source.pk, certainty=Certainty.HIGH)))
    assert found == {"certainty": ["“The guide” states no GRADE certainty: choose “Not graded”."]}


def test_a_recommendation_is_added_with_everything_it_links_to(admin_client: Client):
    form = opened(admin_client, ADD)
    source, theme, audience = SourceFactory(), ThemeFactory(), AudienceFactory()
    case, other = CaseStudyFactory(), RecommendationFactory()
    studies = StudyFactory.create_batch(2)
    links = part(form, Link, 0, study=studies[0].pk, bearing=Bearing.SUPPORTS)
    links |= part(form, Link, 1, study=studies[1].pk, bearing=Bearing.QUESTIONS, note="It found no change.")
    links |= part(form, RecommendationIndicator, 0, indicator=IndicatorFactory(number=7).pk, reason="Promotion")
    values = entered(
        source=source.pk,
        themes=[theme.pk],
        audiences=[audience.pk],
        case_studies=[case.pk],
        related=[other.pk],
        **links,
    )
    assert save(admin_client, ADD, **values).status_code == 302
    made = Recommendation.objects.get(source=source)
    assert [(link.study, link.bearing, link.position) for link in made.study_links.all()] == [
        (studies[0], Bearing.SUPPORTS, 1),
        (studies[1], Bearing.QUESTIONS, 2),
    ]
    assert made.indicator_links.get().indicator.number == 7
    assert [*made.themes.all(), *made.audiences.all(), *made.case_studies.all(), *made.related.all()] == [
        theme,
        audience,
        case,
        other,
    ]


def test_a_study_is_linked_once(admin_client: Client):
    study = StudyFactory()
    row = RecommendationFactory(studies=[study])
    again = part(opened(admin_client, change(row)), Link, 0, study=study.pk, bearing=Bearing.CONTEXT)
    assert "Please correct the duplicate data for study." in errors(save(admin_client, change(row), **again))["__all__"]


def test_a_link_to_an_indicator_needs_a_reason(admin_client: Client):
    row = RecommendationFactory()
    added = part(opened(admin_client, change(row)), RecommendationIndicator, 0, indicator=IndicatorFactory().pk)
    assert errors(save(admin_client, change(row), **added)) == {"reason": ["This field is required."]}


# Lists


def test_the_list_is_in_document_order(admin_client: Client):
    later, sooner = SourceFactory(position=2), SourceFactory(position=1)
    rows = [
        RecommendationFactory(source=sooner, position=1),
        RecommendationFactory(source=sooner, position=2),
        RecommendationFactory(source=later, position=1),
    ]
    assert listed(admin_client) == rows


def test_certainty_shows_in_words_and_symbols(admin_client: Client):
    RecommendationFactory(certainty=Certainty.LOW)
    assert "Low ⊕⊕◯◯" in admin_client.get(address(Recommendation, "changelist")).content.decode()


def test_what_is_linked_to_nothing_can_be_found(admin_client: Client):
    bare = RecommendationFactory()
    full = RecommendationFactory(
        studies=StudyFactory.create_batch(2),
        indicators=[IndicatorFactory()],
        themes=[ThemeFactory()],
        audiences=[AudienceFactory()],
    )
    for name in ("has_studies", "has_themes", "has_indicators"):
        assert listed(admin_client, **{name: "no"}) == [bare]
        assert listed(admin_client, **{name: "yes"}) == [full]
    assert listed(admin_client, audiences__isnull="True") == [bare]


def test_audiences_show_how_much_is_addressed_to_them(admin_client: Client):
    audience, _ = AudienceFactory(), AudienceFactory()
    for _ in range(3):
        RecommendationFactory(audiences=[audience])
    rows = admin_client.get(address(Audience, "changelist")).context["cl"].result_list
    assert [row.recommendation_audiences_count for row in rows] == [3, 0]


def test_links_have_no_place_on_the_first_page(admin_client: Client):
    page = admin_client.get("/admin/").content.decode()
    assert address(Link, "changelist") not in page
    assert address(Recommendation, "changelist") in page


def test_exported_recommendations_are_those_of_the_list(admin_client: Client):
    study = StudyFactory(label="A review")
    row = RecommendationFactory(
        draft=True,
        statement="=1+1",
        certainty=Certainty.VERY_LOW,
        studies=[study],
        audiences=[AudienceFactory(name="trusts"), AudienceFactory(name="ICBs")],
        indicators=[IndicatorFactory(number=2, name="Shortlisting")],
    )
    RecommendationFactory()
    response = admin_client.get(address(Recommendation, "export"), {"status__exact": "draft"})
    [exported] = csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline=""))
    assert exported["reference"] == row.reference
    assert exported["statement"] == "'=1+1"
    assert exported["certainty"] == "Very low"
    assert exported["audiences"] == "trusts; ICBs"
    assert exported["studies"] == "A review"
    assert exported["wres_indicators"] == "Indicator 2: Shortlisting"
    assert exported["status"] == "Draft"
    assert exported["source"] == row.source.title
