"""The pages of sources and themes."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.factories.evidence import (
    CitationFactory,
    PassageFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.pages_seen import text

pytestmark = pytest.mark.django_db


def test_a_passage_on_a_themes_page_names_its_own_source(client: Client) -> None:
    theme = ThemeFactory()
    subtheme = ThemeFactory(framework=theme.framework, parent=theme)
    PassageFactory(source__title="Another document", locator="Box 3", text="Quoted words", kind="quotation").themes.add(
        subtheme
    )

    page = client.get(theme.get_absolute_url())

    assert "Another document , Box 3" in text(page)
    assert "<blockquote><p>Quoted words</p>" in page.content.decode().replace("\n", "")


@pytest.mark.parametrize("date", ["2024-02-30", "0000-05"])
def test_a_date_that_there_is_not_is_refused_and_breaks_no_page(client: Client, date: str) -> None:
    source = SourceFactory(publication_date=date)

    with pytest.raises(ValidationError, match=f"The calendar has no {date}"):
        source.full_clean()
    assert date in text(client.get(source.get_absolute_url()))


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2024-12-18", "18 December 2024"),
        ("2025-07", "July 2025"),
        ("2025", "2025"),
        ("2024-02-29", "29 February 2024"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(date: str, words: str) -> None:
    source = SourceFactory(publication_date=date)

    source.full_clean()
    assert source.publication_date_in_words == words


def test_a_theme_without_a_recommendation_says_so_and_shows_its_evidence(client: Client) -> None:
    theme = ThemeFactory(slug="champions")
    StudyFactory(themes=[theme], label="Champions in hostels")

    page = text(client.get("/themes/champions/"))

    assert "None of our sources makes a recommendation on this theme" in page
    assert "Champions in hostels" in page


def test_a_study_known_from_an_unpublished_source_alone_is_not_public(client: Client) -> None:
    study = StudyFactory()
    CitationFactory(study=study, source=SourceFactory(draft=True))

    assert client.get(study.get_absolute_url()).status_code == 404
    CitationFactory(study=study, source=SourceFactory())
    assert client.get(study.get_absolute_url()).status_code == 200


def test_a_theme_counts_each_entry_once_however_many_of_its_subthemes_it_has(client: Client) -> None:
    top = ThemeFactory(name="Skills")
    subthemes = [ThemeFactory(framework=top.framework, parent=top, name=name) for name in ("First part", "Other part")]
    StudyFactory(themes=[top, *subthemes])
    StudyFactory(themes=[subthemes[0]])

    page = text(client.get("/themes/"))

    assert "Skills 0 recommendations, 2 studies" in page
    assert "First part 0 recommendations, 2 studies" in page
    assert "Other part 0 recommendations, 1 study" in page


@pytest.mark.parametrize(
    ("cited_as", "authors", "year", "said"),
    [
        (
            "Duckhee and colleagues",
            "Chae, Duckhee\nKim, J",
            2020,
            "Duckhee and colleagues (by Chae and others, 2020)",
        ),
        ("Barceló and colleagues", "Barceló, N\nTang, L", 2019, "Barceló and colleagues (published 2019)"),
        ("Jongen and colleagues (2018)", "Jongen, C\nBainbridge, R", 2018, "Jongen and colleagues (2018)"),
        ("Williams and colleagues (2018)", "Li, W", 2018, "Williams and colleagues (2018) (by Li)"),
        ("A trial of 12018 nurses by Li", "Li, W", 2018, "A trial of 12018 nurses by Li (published 2018)"),
        ("The rapid review", "NHS Observatory", None, "The rapid review (by NHS Observatory)"),
        ("West et al.", "", None, "West et al."),
        ("", "Chae, Duckhee", 2020, ""),
    ],
)
def test_a_study_is_named_as_its_source_does_and_as_its_record_does(
    client: Client, cited_as: str, authors: str, year: int | None, said: str
) -> None:
    study = StudyFactory(cited_as=cited_as, authors=authors, year=year)

    assert study.cited_as_in_full == said
    assert f"Cited as {said or 'Not stated'}" in text(client.get(study.get_absolute_url()))


def test_a_study_without_a_title_says_what_its_reference_files_hold(client: Client) -> None:
    page = text(client.get(StudyFactory(title="").get_absolute_url()))
    assert "The files below hold what is known of it." in page
    assert "Download what is known of it for a reference manager" in page

    assert "Download the reference for a reference manager" in text(
        client.get(StudyFactory(title="Ours").get_absolute_url())
    )
