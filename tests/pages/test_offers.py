"""What a recommendation without case studies or steps of its own is offered, with the words of the real base."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.models import CaseStudy, Theme
from pages.recommendations.detail import RECOMMENDATION, detail_page
from pages.recommendations.offers import MOST
from recommendations.models import Kind, Recommendation
from tests.factories import CaseStudyFactory, RecommendationFactory, SourceFactory, ThemeFactory
from tests.support.pages_seen import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]

TITLE = "Keep guide dogs welcome on wards"


def offered(entry: Recommendation, what: str = "offered_cases") -> list[str]:
    """The titles of what a recommendation is offered."""
    found = RECOMMENDATION.first(entry.reference)
    assert found
    return [each["text"] for each in detail_page(found, str)[what]]


@pytest.fixture
def theme() -> Theme:
    """A theme without subthemes."""
    return ThemeFactory(name="Assistance dogs")


def test_trauma_informed_care_is_offered_what_another_source_has_on_it(client: Client) -> None:
    page = text(client.get("/recommendations/HEEC-ES-4/"))
    for words in (
        "A similar case From a related recommendation: The Canadian EQUIP project: Interprofessional training to "
        "address trauma and violence and 1 more",
        "From a related recommendation: HEEC-EP-6 Develop trauma-informed care with experts by experience",
        "About the same theme: Trauma-informed care",
        "No case study is linked to this here. These are close to it:",
    ):
        assert words in page
    assert "Who has done it" not in page


def test_a_comparison_names_what_is_offered_as_its_page_does(client: Client) -> None:
    action = RecommendationFactory(title="Meet a guide dog", kind=Kind.INDIVIDUAL_ACTION)
    other = RecommendationFactory(related=[action], case_studies=[CaseStudyFactory(title="Dogs in Leeds")])
    entry = Recommendation.objects.get(reference="HEEC-ES-4")
    page = text(client.get(f"/compare/?entry=HEEC-ES-4&entry={other.reference}"))
    cases, steps = page.partition("How others did it")[2].split("How to start")
    case = (
        "A similar case: The Canadian EQUIP project: Interprofessional training to address trauma and violence "
        "(from a related recommendation)"
    )
    assert cases.index("No case study is linked") < cases.index(case) < cases.index("Dogs in Leeds")
    assert "A related step: Meet a guide dog (related action for individuals)" in steps
    assert cases.count("A similar case") == len(offered(entry))
    assert steps.count("A related step") == 1 + len(offered(entry, "offered_steps"))


def test_one_with_its_own_is_offered_none(theme: Theme) -> None:
    own, other = (CaseStudyFactory(title=f"{TITLE}, part {n}", themes=[theme]) for n in (1, 2))
    entry = RecommendationFactory(title=TITLE, themes=[theme], case_studies=[own])
    assert offered(entry) == []
    entry.case_studies.clear()
    assert offered(entry) == [own.title, other.title]


@pytest.mark.parametrize(
    ("shares_theme", "is_linked", "title", "is_offered"),
    [
        (True, False, "Guide dogs on a ward", True),
        (True, False, "Dogs in a car park", False),
        (False, False, "Guide dogs on a ward", False),
        (False, True, "Guide dogs on a ward", True),
        (True, True, "Dogs in a car park", True),
        (False, True, "Parking", False),
    ],
)
def test_it_needs_a_tie_and_words_in_common(
    theme: Theme, shares_theme: bool, is_linked: bool, title: str, is_offered: bool
) -> None:
    case = CaseStudyFactory(title=title, summary="One.", themes=[theme] if shares_theme else [])
    related = RecommendationFactory(case_studies=[case] if is_linked else [])
    entry = RecommendationFactory(title=TITLE, statement="Do.", themes=[theme], related=[related])
    assert offered(entry) == ([title] if is_offered else [])


def test_a_theme_with_subthemes_is_too_broad(theme: Theme) -> None:
    CaseStudyFactory(title=TITLE, themes=[theme])
    entry = RecommendationFactory(title=TITLE, themes=[theme])
    assert offered(entry) == [TITLE]
    ThemeFactory(framework=theme.framework, parent=theme)
    assert offered(entry) == []


def test_numbers_and_references_are_no_words(theme: Theme) -> None:
    CaseStudyFactory(title="Zebra-QX 7, 1948", summary="One.", themes=[theme])
    source = SourceFactory(reference_prefix="ZEBRA-QX")
    entry = RecommendationFactory(
        source=source, reference="ZEBRA-QX-7", title="Do it by 1948", statement="Do.", themes=[theme]
    )
    assert offered(entry) == []


def test_the_closest_come_first_and_few_come_at_all(theme: Theme) -> None:
    titles = ["Guide dogs welcome on wards", *(f"Guide dogs in place {n}" for n in range(4)), "Wards with dogs"]
    for title in reversed(titles):
        CaseStudyFactory(title=title, summary="One.", themes=[theme])
    found = offered(RecommendationFactory(title=TITLE, statement="Do.", themes=[theme]))
    assert len(found) <= MOST
    assert found[0] == titles[0]


@pytest.mark.parametrize("what", ["case", "source of case", "related", "theme"])
def test_nothing_comes_from_or_by_what_is_not_public(theme: Theme, what: str) -> None:
    hidden = {"draft": True}
    source = SourceFactory(**hidden if what == "source of case" else {})
    of_theme = ThemeFactory(framework__source=SourceFactory(**hidden)) if what == "theme" else theme
    case = CaseStudyFactory(
        title=TITLE, source=source, themes=[] if what == "related" else [of_theme], **hidden if what == "case" else {}
    )
    related = RecommendationFactory(
        case_studies=[case] if what == "related" else [], **hidden if what == "related" else {}
    )
    entry = RecommendationFactory(title=TITLE, themes=[of_theme], related=[related])
    assert offered(entry) == []


def test_steps_are_those_of_related_recommendations_or_of_the_theme(theme: Theme) -> None:
    step = RecommendationFactory(title="Welcome guide dogs on all wards", kind=Kind.IMPLEMENTATION_STEP, themes=[theme])
    entry = RecommendationFactory(title=TITLE, themes=[theme])
    assert offered(entry, "offered_steps") == [step.title]
    # What is related itself comes before, and a step or action needs none.
    action = RecommendationFactory(title="Meet a dog", kind=Kind.INDIVIDUAL_ACTION, related=[entry], themes=[theme])
    assert offered(entry, "offered_steps") == [action.title]
    assert offered(action, "offered_steps") == []
    entry.related.add(step)
    assert offered(entry, "offered_steps") == []


def test_a_related_action_is_told_once(client: Client) -> None:
    action = RecommendationFactory(title="Meet a guide dog", kind=Kind.INDIVIDUAL_ACTION, statement="Ask to meet one.")
    page = text(client.get(RecommendationFactory(related=[action]).get_absolute_url()))
    assert page.count("Ask to meet one.") == 1
    assert "A related step Related action for individuals: Meet a guide dog" in page
    assert "What is related" not in page


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=100),
    themes=st.sets(st.integers(0, 72), max_size=5),
    related=st.sets(st.integers(0, 248), max_size=6),
)
def test_whatever_it_says_it_is_offered_few_public_entries_that_have_a_tie_to_it(
    title: str, themes: set[int], related: set[int]
) -> None:
    all_themes = list(Theme.objects.published().order_by("pk"))
    all_entries = list(Recommendation.objects.order_by("pk"))
    entry = RecommendationFactory(title=f"{title} trauma and data"[:150])
    entry.themes.set([all_themes[n] for n in themes])
    entry.related.set([all_entries[n] for n in related])

    found = RECOMMENDATION.first(entry.reference)
    assert found
    page: dict[str, Any] = detail_page(found, str)
    entry.delete()

    cases = page["offered_cases"]
    assert len(cases) <= MOST
    tied = CaseStudy.objects.published().filter(recommendations__in=[all_entries[n] for n in related])
    themed = CaseStudy.objects.published().filter(themes__in=[all_themes[n] for n in themes])
    ties = {each.get_absolute_url() for each in (*tied, *themed)}
    assert {each["href"] for each in cases} <= ties
    assert len({each["href"] for each in cases}) == len(cases)
