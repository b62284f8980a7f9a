"""A preview shows the public page as it would be, to those alone who may see the entry, and leaves no trace."""

from typing import Any

import pytest
from django.test import Client

from curation import workflow
from evidence.models import Citation
from tests import factories
from tests.support.admin_forms import address
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db

#: Each kind of entry, with a field that its public page shows.
KINDS = {
    "RecommendationFactory": "title",
    "StudyFactory": "label",
    "CaseStudyFactory": "title",
    "SourceFactory": "title",
    "DefinitionFactory": "term",
    "ResourceFactory": "title",
    "PassageFactory": "title",
    "FigureFactory": "title",
    "StatisticFactory": "label",
}
WORDS = "Words of a draft"


def preview(client: Client, entry: Any) -> Any:
    return client.get(address(type(entry), "preview", entry.pk))


def main(response: Any) -> str:
    """What the page itself says, without its frame."""
    return str(response.content.decode().partition("<main")[2].partition("</main>")[0])


def public_address(entry: Any) -> str:
    return str(entry.get_absolute_url() if hasattr(entry, "get_absolute_url") else entry.source.get_absolute_url())


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_is_seen_as_it_would_be_and_by_nobody_else(client: Client, kind: str):
    entry = getattr(factories, kind)(draft=True, **{KINDS[kind]: WORDS})
    where = public_address(entry)
    before = client.get(where)
    curator = signed_in(person("carla", "Curator"))
    seen = preview(curator, entry)
    assert seen.status_code == 200
    page = seen.content.decode()
    assert WORDS in main(seen)
    assert "Preview." in page
    assert "no-store" in seen["Cache-Control"]
    after = client.get(where)
    assert (after.status_code, WORDS in after.content.decode()) == (before.status_code, False)
    entry.refresh_from_db()
    assert (entry.status, entry.published_on) == ("draft", None)


@pytest.mark.parametrize("kind", KINDS)
def test_changes_are_seen_before_the_public_sees_them(client: Client, kind: str):
    entry = getattr(factories, kind)()
    curator = person("carla", "Curator")
    with workflow.editing(entry, by=curator) as row:
        setattr(row, KINDS[kind], WORDS)
        row.save()
    where = public_address(entry)
    before = main(client.get(where))
    assert WORDS in main(preview(signed_in(curator), entry))
    # Read twice, since the second answer may come from what was remembered.
    for _ in range(2):
        after = client.get(where)
        assert WORDS not in after.content.decode()
        assert main(after) == before


def test_lists_remember_nothing_of_a_preview(client: Client):
    theme = factories.ThemeFactory(slug="skills")
    entry = factories.RecommendationFactory(draft=True, title=WORDS, themes=[theme])
    shown = factories.RecommendationFactory(source=entry.source, themes=[theme])

    def listed() -> str:
        return client.get("/recommendations/", {"theme": "skills"}).content.decode()

    assert 'data-total="1"' in listed()
    preview(signed_in(person("carla", "Curator")), entry)
    assert 'data-total="1"' in listed()
    assert WORDS not in listed()
    assert shown.title in listed()


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_needs_the_right_to_see_the_entry(client: Client, kind: str):
    entry = getattr(factories, kind)(draft=True)
    assert preview(signed_in(person("olga")), entry).status_code == 403
    assert preview(client, entry).status_code == 302


@pytest.mark.parametrize("kind", ["CaseStudyFactory", "PassageFactory", "RecommendationFactory", "StatisticFactory"])
def test_an_entry_of_an_unpublished_source_can_be_previewed(kind: str):
    source = factories.SourceFactory(draft=True)
    entry = getattr(factories, kind)(draft=True, source=source, **{KINDS[kind]: WORDS})
    assert WORDS in main(preview(signed_in(person("carla", "Curator")), entry))
    source.refresh_from_db()
    assert source.status == "draft"


def test_a_study_that_only_unpublished_sources_cite_can_be_previewed():
    study = factories.StudyFactory(draft=True, label=WORDS)
    citation: Citation = factories.CitationFactory(study=study, source__draft=True)
    seen = preview(signed_in(person("carla", "Curator")), study)
    assert seen.status_code == 200
    assert WORDS in main(seen)
    citation.source.refresh_from_db()
    assert citation.source.status == "draft"


@pytest.mark.parametrize("kind", ["PassageFactory", "FigureFactory"])
def test_what_stands_on_a_later_page_of_its_source_is_previewed_there(kind: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pages.sources.contents.ENTRIES_A_PAGE", 2)
    source = factories.SourceFactory()
    factories.StatisticFactory.create_batch(5, source=source, position=1)
    entry = getattr(factories, kind)(draft=True, source=source, position=99, **{KINDS[kind]: WORDS})
    assert WORDS in main(preview(signed_in(person("carla", "Curator")), entry))
