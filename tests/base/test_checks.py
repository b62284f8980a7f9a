"""The guard of the evidence base finds what is wrong."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from base import figures_stated
from base.checks import faults
from base.figures_stated import Figure
from recommendations.models import Certainty
from tests.factories.evidence import (
    CaseStudyFactory,
    CitationFactory,
    FindingFactory,
    PassageFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import RecommendationFactory, RecommendationStudyFactory
from tests.factories.workforce import ObservationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(tmp_path: Path, settings: Any) -> Any:
    """A source whose text states 12 studies and 40%."""
    settings.FIXTURE_DIRS = [tmp_path]
    made = SourceFactory(slug="a-source")
    folder = tmp_path / "a-source"
    folder.mkdir()
    figures_stated.write(
        folder / figures_stated.FILE_NAME, [(Figure(Decimal(12), ""), "Results"), (Figure(Decimal(40), "%"), "Results")]
    )
    return made


def found(check: str) -> list[str]:
    return [fault.message for fault in faults() if fault.check == check]


def test_a_certainty_that_the_source_does_not_state_is_found(source: Any) -> None:
    source.states_certainty = False
    source.save()
    RecommendationFactory(source=source, certainty=Certainty.LOW)

    assert found("unstated_certainty") == [f"“{source}” states no certainty"]


def test_a_published_entry_that_lacks_what_nothing_is_published_without_is_found(source: Any) -> None:
    RecommendationFactory(source=source, certainty_reason="Not stated.", evidence_note="None is linked.")
    RecommendationFactory(source=source, draft=True)

    assert [message for message in found("lacking") if message.startswith("audiences")] == [
        "audiences: Name an audience, or say that the source states none."
    ]


@pytest.mark.parametrize(
    ("statement", "unknown"),
    [
        ("Twelve studies found it in 40% of staff.", []),
        ("12 studies, in 40 per cent.", []),
        ("It was found in 41%.", ["41%"]),
        ("It was found in 12%.", ["12%"]),
        ("Thirteen studies found it.", ["13"]),
        ("From 30 to 40% took part.", ["30%"]),
    ],
)
def test_a_figure_that_no_source_states_is_found(source: Any, statement: str, unknown: list[str]) -> None:
    study = StudyFactory(label="A study", what_was_done="", reservations="")
    CitationFactory(study=study, source=source)
    FindingFactory(study=study, source=source, statement=statement)

    # The factories number what else they make.
    of_finding = [message for message in found("unknown_figures") if message.startswith("statement")]
    assert of_finding == [f"statement: no source of it states {figure}" for figure in unknown]


def test_links_that_the_public_cannot_follow_are_found(source: Any) -> None:
    theme = ThemeFactory(framework__source=source)
    subtheme = ThemeFactory(framework=theme.framework, parent=theme)
    hidden = StudyFactory(draft=True)
    shown = RecommendationFactory(source=source, themes=[subtheme])
    RecommendationStudyFactory(recommendation=shown, study=hidden)
    shown.related.add(RecommendationFactory(source=source, themes=[theme], draft=True, reference=f"{shown.reference}9"))
    CaseStudyFactory(source=source)

    messages = found("broken_links")

    assert f"theme {subtheme.slug} without {theme.slug}, which it is part of" in messages
    assert f"related to {shown.reference}9, which is not public" in messages
    assert "the study is not public" in messages
    assert "the recommendation's source does not cite the study" in messages
    assert "no theme of its source's own framework" in messages


def test_entries_that_say_the_same_are_found(source: Any) -> None:
    for _ in range(2):
        RecommendationFactory(source=source, statement="Trusts should listen.")

    assert len(found("duplicates")) == 1


def test_a_statement_that_is_hard_to_read_is_found(source: Any) -> None:
    RecommendationFactory(
        source=source,
        statement="Organisational accountability infrastructures necessitate institutionalisation of multidimensional "
        "intersectionality considerations throughout interdepartmental decision-making processes internationally.",
    )

    assert len(found("hard_to_read")) == 1


def test_a_study_that_nothing_cites_is_found(source: Any) -> None:
    StudyFactory()

    assert "no source cites it" in found("missing_source")


def test_what_names_no_place_in_its_source_is_found(source: Any) -> None:
    RecommendationFactory(source=source, locator=" ")
    # A web page has no parts to name.
    ObservationFactory(locator="")

    assert found("missing_source").count("no locator") == 1


def test_copied_phrases_are_found_outside_quotation_marks(source: Any, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("Every member of staff should be given the time to listen well to patients.")
    copied = "Staff should be given the time to listen well."
    RecommendationFactory(
        source=source, statement=copied, points="“Should be given the time to listen well to patients”"
    )

    messages = [fault.message for fault in faults(texts) if fault.check == "copied_phrases"]

    assert messages == ["statement: stands in a source too: “staff should be given the time to listen well”"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Health care staff lead a health-care programme.", ["Health care", "health-care"]),
        ("Healthcare staff care for health. Care matters.", []),
        ("During Covid, covid-19 and COVID 19, and COVID-19 and long COVID.", ["Covid", "covid-19", "COVID 19"]),
        ("Fewer black people than white staff were asked, and asian women.", ["black", "white", "asian"]),
        ("Staff of black and Asian backgrounds, black and minority ethnic staff.", ["black", "black"]),
        ("Black, Asian and White staff read the white paper on a black box.", []),
        ("Programs help, and a computer program sorts the programme.", ["Programs"]),
        ("It says “health care for black people” and ‘programs’.", []),
        ("They wrote Health Care After Covid together.", []),
    ],
)
def test_what_the_house_style_writes_otherwise_is_found(source: Any, text: str, wrong: list[str]) -> None:
    RecommendationFactory(source=source, statement=text)
    StudyFactory(title="Health Care After Covid")

    named = [re.search("“(.+)”", message) for message in found("house_style")]
    assert [match[1] for match in named if match] == wrong


def test_the_house_style_holds_in_notes_but_not_in_quotations(source: Any) -> None:
    RecommendationFactory(source=source, curator_note="The guide says no more of health care.")
    PassageFactory(source=source, kind="quotation", text="Health care is for all.")

    assert found("house_style") == ["curator_note: “health care”, for which the house style has healthcare"]


def test_the_command_fails_where_there_is_a_fault(source: Any) -> None:
    StudyFactory()

    with pytest.raises(CommandError, match="missing_source: 1"):
        call_command("check_evidence", verbosity=0)
