"""The pages of one recommendation and of one audience, and what stands beside a list."""

import datetime
import re
from decimal import Decimal
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from curation import workflow
from recommendations.models import AudienceKind, Bearing, Kind
from tests.factories.evidence import (
    CaseStudyFactory,
    CitationFactory,
    FindingFactory,
    FrameworkFactory,
    OutcomeFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory, RecommendationStudyFactory
from tests.factories.workforce import IndicatorFactory, MeasureFactory, ObservationFactory, OrganisationFactory
from tests.support.pages_seen import text, total

pytestmark = pytest.mark.django_db


def part(page: str, heading: str, following: str) -> str:
    """What a page says under a heading, which stands in its contents too."""
    return page.rpartition(f" {heading} ")[2].partition(f" {following} ")[0]


# One recommendation


def test_what_was_found_stands_by_outcome_with_its_direction_its_figures_and_its_study(client: Client) -> None:
    study, other = StudyFactory(cited_as="Jongen (2018)"), StudyFactory(cited_as="Chae (2020)")
    knowledge, outcomes = OutcomeFactory(name="Knowledge", position=1), OutcomeFactory(name="Outcomes", position=2)
    FindingFactory(study=study, outcome=outcomes, direction="not-measured", statement="Nobody looked.")
    FindingFactory(study=other, outcome=knowledge, direction="mixed", statement="It rose in some.")
    FindingFactory(
        study=study, outcome=knowledge, statement="It rose.", studies_reporting=8, studies_in_this_direction=7
    )
    FindingFactory(study=study, outcome=knowledge, source=SourceFactory(draft=True), statement="Unpublished words.")

    page = client.get(RecommendationFactory(studies=[study, other]).get_absolute_url())

    shown = text(page)
    assert (
        "Knowledge Improved : 1 study ( Jongen (2018) ) Jongen (2018) : It rose. 7 of 8 studies that report it."
        in shown
    )
    assert "Mixed : 1 study ( Chae (2020) ) Chae (2020) : It rose in some." in shown
    assert shown.index("It rose in some.") < shown.index("Outcomes Not measured : 1 study")
    assert "Unpublished words" not in shown
    assert 'scope="row" role="rowheader">Knowledge<' in page.content.decode()


def test_it_opens_with_what_a_reader_with_a_minute_needs(client: Client) -> None:
    cases = [
        CaseStudyFactory(title="What Leeds did", organisation_name="Leeds Trust", position=1),
        CaseStudyFactory(title="What York did", position=2),
    ]
    step = RecommendationFactory(title="Ask the board", kind=Kind.IMPLEMENTATION_STEP)
    entry = RecommendationFactory(
        audiences=[AudienceFactory(name="trusts")],
        certainty="low",
        certainty_reason="The trials were small. They disagreed.",
        studies=[StudyFactory()],
        case_studies=cases,
        related=[step],
    )

    page = text(client.get(entry.get_absolute_url()))

    assert (
        "For trusts How certain ⊕⊕◯◯ Low certainty of evidence The trials were small. It rests on 1 study . "
        "Who has done it Leeds Trust, What Leeds did and 1 more First step Ask the board Add to my list"
    ) in page
    assert "Why the source gives this level: The trials were small. They disagreed." in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Not graded It rests"),
        ({"certainty_reason": "The guide states none."}, "Not graded The guide states none. It rests"),
        ({"certainty": "low"}, "The source does not say why it gives this level. It rests"),
    ],
)
def test_the_reason_for_a_certainty_is_told_once(client: Client, fields: dict[str, str], words: str) -> None:
    page = text(client.get(RecommendationFactory(studies=[StudyFactory()], **fields).get_absolute_url()))
    assert words in page
    assert page.count("The guide states none.") == len(fields.get("certainty_reason", "")) // 22
    for absent in ("Why it is not graded:", "Why the source gives"):
        assert absent not in page


def test_what_is_not_stated_is_not_made_up(client: Client) -> None:
    page = text(client.get(RecommendationFactory().get_absolute_url()))
    assert "For Not stated" in page
    assert "Who has done it Not stated First step Not stated" in page
    step = text(client.get(RecommendationFactory(kind=Kind.IMPLEMENTATION_STEP).get_absolute_url()))
    assert "First step" not in step


@pytest.mark.parametrize(("days", "is_told"), [(-1, True), (0, False), (None, False)])
def test_guidance_whose_period_has_ended_may_be_out_of_date(client: Client, days: int | None, is_told: bool) -> None:
    ended = None if days is None else timezone.localdate() + datetime.timedelta(days=days)
    entry = RecommendationFactory(period_ended_on=ended)
    for address in (entry.get_absolute_url(), "/recommendations/"):
        assert ("may be out of date" in text(client.get(address)).lower()) is is_told


@pytest.mark.parametrize("rest", ["/", ".ris", ".txt", "/versions/1/"])
def test_a_reference_in_small_letters_leads_to_the_entry(client: Client, rest: str) -> None:
    workflow.keep_version(RecommendationFactory(reference="ABC-DE-1"))
    RecommendationFactory(reference="ABC-DE-2", draft=True)
    RecommendationFactory(reference="ABC-DE-3", withdrawn=True)
    for typed in ("abc-de-1", "Abc-De-1"):
        response = client.get(f"/recommendations/{typed}{rest}")
        assert (response.status_code, response["Location"]) == (301, f"/recommendations/ABC-DE-1{rest}")
        assert client.get(response["Location"]).status_code == 200
    # What was withdrawn says so at its own address.
    assert client.get(f"/recommendations/abc-de-3{rest}")["Location"] == f"/recommendations/ABC-DE-3{rest}"
    for other in ("abc-de-2", "abc-de-4", "ABC-DE-4", "abc-de-1-"):
        assert client.get(f"/recommendations/{other}{rest}").status_code == 404


def test_many_findings_show_their_numbers_and_fold_their_words_away(client: Client) -> None:
    recommendation = RecommendationFactory(studies=[StudyFactory() for _ in range(12)])
    outcome = OutcomeFactory(name="Knowledge")
    for study in recommendation.studies.all():
        FindingFactory(study=study, outcome=outcome)

    page = client.get(recommendation.get_absolute_url())

    assert "Improved : 12 studies (" in text(page)
    assert page.content.decode().count("Staff knowledge improved in most") == 12


def test_it_starts_with_the_steps_that_it_is_linked_to_and_those_of_its_chapter(client: Client) -> None:
    source = SourceFactory()
    chapter = ThemeFactory(framework=FrameworkFactory(source=source))
    shared = ThemeFactory()  # of another source's framework, so no chapter
    steps = {"source": source, "kind": Kind.IMPLEMENTATION_STEP}
    linked = RecommendationFactory(title="Linked step", statement="Set goals.", themes=[chapter], **steps)
    elsewhere = RecommendationFactory(title="Step of another source", kind=Kind.IMPLEMENTATION_STEP)
    RecommendationFactory(title="Step of the chapter", themes=[chapter], **steps)
    RecommendationFactory(title="Step of another chapter", themes=[shared], **steps)
    RecommendationFactory(title="Unpublished step", themes=[chapter], draft=True, **steps)
    other = RecommendationFactory(title="No step")
    recommendation = RecommendationFactory(source=source, themes=[chapter, shared], related=[linked, elsewhere, other])

    page = text(client.get(recommendation.get_absolute_url()))
    start, related = (
        part(page, "How to start", "WRES indicators it is linked to"),
        part(page, "What is related", "How this entry"),
    )

    assert start.index("Linked step") < start.index("Other steps that the same chapter") < start.index("of the chapter")
    assert "Set goals." in start
    assert "Step of another source" in start
    assert "another chapter" not in page
    assert "Unpublished" not in page
    assert "No step" in related
    assert "step" not in related.replace("No step", "")
    assert "How to start" not in text(client.get(linked.get_absolute_url()))


def test_an_indicator_that_it_would_move_stands_with_englands_latest_value(client: Client) -> None:
    measure = MeasureFactory(indicator=IndicatorFactory(number=1), name="Share of the workforce")
    england = OrganisationFactory(ods_code="ENG", name="England", kind="nation")
    for year, value in ((2022, "24.2"), (2023, "26.4")):
        said = {"reporting_year": year, "value": Decimal(value), "note": f"Printed in {year}."}
        ObservationFactory(measure=measure, organisation=england, **said)
    recommendation = RecommendationFactory(indicators=[measure.indicator, IndicatorFactory(number=2)])

    page = text(client.get(recommendation.get_absolute_url()))

    assert "England, WRES 2023, Share of the workforce: BME 26.4% . Printed in 2023." in page
    assert "England : our sources give no value" in page.replace("England:", "England :")
    assert "24.2" not in page
    assert "Printed in 2022." not in page


# Audiences


@pytest.fixture
def everyone() -> dict[str, object]:
    """A PCN audience within all NHS organisations, with NHS leaders beside them and what names each."""
    organisations = AudienceFactory(slug="nhs-organisations", name="NHS organisations", kind=AudienceKind.ALL)
    leaders = AudienceFactory(slug="nhs-leaders", name="NHS leaders", kind=AudienceKind.ALL)
    pcns = AudienceFactory(slug="pcns", name="PCNs", umbrellas=[organisations])
    source = SourceFactory(short_title="Guide")
    RecommendationFactory(source=source, title="Names PCNs", audiences=[pcns], certainty="low")
    RecommendationFactory(source=source, title="For organisations", audiences=[organisations], certainty="low")
    RecommendationFactory(source=source, title="For leaders", audiences=[leaders], certainty="moderate")
    for number in range(6):
        RecommendationFactory(source=source, title=f"For anyone {number}", certainty="low")
    RecommendationFactory(source=source, title="Unpublished", audiences=[organisations], draft=True)
    return {"pcns": pcns}


def test_an_audiences_page_offers_what_is_for_all_and_what_states_no_audience(client: Client, everyone: object) -> None:
    page = client.get("/audiences/pcns/")
    shown = text(page)

    assert total(page) == 1
    assert "1 recommendation is addressed to all NHS organisations, and so to you." in shown
    assert "For organisations" in shown
    assert "1 recommendation is addressed to all NHS leaders. " in shown
    assert "For anyone 4" in shown
    assert "For anyone 5" not in shown
    assert "See all 6" in shown
    assert "Unpublished" not in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "audience=pcns",
            ["1 addressed to all NHS organisations", "1 addressed to all NHS leaders", "6 with no stated audience"],
        ),
        (
            "audience=pcns&certainty=moderate",
            ["1 addressed to all NHS leaders"],
        ),
        ("audience=nhs-leaders", []),
        ("certainty=low", []),
    ],
)
def test_a_list_by_audience_says_what_stands_beside_it(
    client: Client, everyone: object, query: str, expected: list[str]
) -> None:
    page = client.get(f"/recommendations/?{query}")

    assert ("This list has only recommendations that name this audience." in text(page)) == bool(expected)
    for words in expected:
        assert words in text(page)
    assert " 0 addressed" not in text(page)
    assert " 0 with no" not in text(page)


def test_beside_a_list_stands_what_is_addressed_to_wider_audiences(client: Client) -> None:
    systems = AudienceFactory(slug="icss", name="ICSs")
    RecommendationFactory(audiences=[AudienceFactory(slug="icbs", umbrellas=[systems])])
    RecommendationFactory(audiences=[systems])

    assert "1 addressed to ICSs, which take in those that you chose" in text(
        client.get("/recommendations/?audience=icbs")
    )
    assert "take in" not in text(client.get("/recommendations/?audience=icss"))


def test_what_stands_beside_a_list_keeps_its_other_filters(client: Client, everyone: object) -> None:
    page = client.get("/recommendations/?audience=pcns&certainty=moderate").content.decode()
    links = re.findall(r'href="\?([^"]+)">1 addressed to all NHS leaders', page)

    assert [QueryDict(unescape(link)).dict() for link in links] == [
        {"audience": "nhs-leaders", "certainty": "moderate"}
    ]


def test_an_audiences_page_tells_what_is_new_or_changed(client: Client) -> None:
    audience, today = AudienceFactory(slug="pcns"), timezone.localdate()
    old, long_ago = datetime.timedelta(days=400), SourceFactory(published_on=datetime.date(2020, 1, 1))
    fields = {"audiences": [audience], "source": long_ago}
    RecommendationFactory(title="Old and as it was", published_on=today - old, **fields)
    RecommendationFactory(title="New last week", published_on=today - datetime.timedelta(days=7), **fields)
    RecommendationFactory(title="Brand new", published_on=today, **fields)
    changed = RecommendationFactory(title="Old title", published_on=today - old, **fields)
    moved = RecommendationFactory(title="Old and moved", published_on=today - old, **fields)
    for row in (changed, moved):
        workflow.keep_version(row)
    changed.title, moved.position = "New title", 999
    for row in (changed, moved):
        row.save()
        workflow.keep_version(row)

    page = text(client.get("/audiences/pcns/"))
    new = page.partition("Recently added")[2].partition("Other recommendations")[0]

    assert re.findall("Brand new Published|New title Changed|New last week Published", new) == [
        *("Brand new Published", "New title Changed", "New last week Published")
    ]
    assert "Old" not in new


def test_home_names_first_what_the_public_could_first_see_last(client: Client) -> None:
    day = datetime.date(2026, 1, 1)
    RecommendationFactory(title="Second", published_on=day, source__published_on=datetime.date(2026, 1, 2))
    RecommendationFactory(title="First", published_on=day, source__published_on=datetime.date(2026, 1, 3))
    RecommendationFactory(title="Third", published_on=day, source__published_on=day)

    new = text(client.get("/")).rpartition("Recently added")[2].partition("Where it comes from")[0]

    assert re.findall("First|Second|Third", new) == ["First", "Second", "Third"]


def test_it_says_how_many_studies_support_it_and_apart_from_these_how_many_do_not(client: Client) -> None:
    entry = RecommendationFactory(studies=[CitationFactory(study__retraction="retracted").study])
    for bearing in (Bearing.PARTLY_SUPPORTS, Bearing.CONTEXT, Bearing.QUESTIONS):
        RecommendationStudyFactory(recommendation=entry, bearing=bearing, study=CitationFactory().study)
    RecommendationStudyFactory(
        recommendation=entry, bearing=Bearing.CONTEXT, study=CitationFactory(study__retraction="corrected").study
    )
    words = "2 studies, 1 of them retracted, and 2 give context, 1 of them corrected, and 1 raises doubts"
    other = RecommendationFactory(related=[entry])

    assert f"It rests on {words} ." in text(client.get(entry.get_absolute_url()))
    assert f"Evidence {words} " in text(client.get("/recommendations/"))
    assert f"Based on {words}" in text(client.get(other.get_absolute_url()))


def test_studies_that_do_not_support_it_are_not_what_it_is_based_on(client: Client) -> None:
    entry = RecommendationFactory()
    for bearing, retraction in ((Bearing.CONTEXT, "retracted"), (Bearing.QUESTIONS, "")):
        study = CitationFactory(study__retraction=retraction).study
        RecommendationStudyFactory(recommendation=entry, bearing=bearing, study=study)
    words = "No study supports it; 1 gives context, retracted, and 1 raises doubts"
    other = RecommendationFactory(related=[entry])
    own, cards, short = (
        text(client.get(address))
        for address in (entry.get_absolute_url(), "/recommendations/", other.get_absolute_url())
    )

    assert f"{words} ." in own
    assert "rests on no study" not in own.lower()
    assert f"Evidence {words} " in cards
    assert words in short
    for page in (own, cards, short):
        assert "Based on" not in page
