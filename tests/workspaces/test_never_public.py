"""What a document says, and which words of it entries rest on, is to be had nowhere in public."""

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from base.files import FIXTURE_FILES
from curation import workflow
from tests.factories import CitationFactory, RecommendationFactory, SourceFactory, StudyFactory
from tests.factories.workspaces import DocumentTextFactory
from tests.pages.test_only_published_is_public import all_text
from workspaces.marking import mark
from workspaces.models import DocumentText, Excerpt

pytestmark = pytest.mark.django_db

WORDS = "Zanthoxyl rotas quietly outlast their quondam keepers"
FILE, PLACE, HEADING = "zanthoxyl-brief.pdf", "https://example.org/zanthoxyl-from", "Section 1 Zanthoxyl"


@pytest.fixture
def entries(admin_user: User) -> list[Model]:
    """A published source, a recommendation and a study, all with the words that they rest on."""
    source = SourceFactory()
    text = DocumentTextFactory(source=source, text=f"{HEADING}\n\n{WORDS}.", file_name=FILE, came_from=PLACE)
    entry, study = RecommendationFactory(source=source), StudyFactory()
    CitationFactory(study=study, source=source)
    for each in (source, entry, study):
        mark(text, each, text.text.index(WORDS), len(text.text), by=admin_user)
        workflow.keep_version(each)
    return [source, entry, study]


def test_no_address_export_search_feed_version_or_error_has_it(client: Client, entries: list[Model]):
    own = [each.get_absolute_url() for each in entries]  # type: ignore[attr-defined]
    # The lists and their files are walked in tests/pages/test_only_published_is_public.py.
    asked = [
        *(f"{address}{page}" for address in own for page in ("", "versions/1/", "nothing/")),
        *(f"{address.rstrip('/')}.{suffix}" for address in own for suffix in ("ris", "txt")),
        *(f"/search/?q={word}" for word in ("zanthoxyl", "quondam+keepers")),
        *("/recommendations/?q=zanthoxyl", "/studies/?q=quondam", "/glossary/?q=zanthoxyl", "/sitemap.xml"),
        *("/api/v1/", "/api/v1/schema/", "/api/v1/recommendations/", "/api/v1/studies/", "/api/v1/sources/"),
        *("/api/v1/document-texts/", "/api/v1/excerpts/", "/workspaces/", "/errors/500/", "/recommendations/?theme=x"),
    ]
    told = [
        address
        for address in asked
        if any(words in all_text(client.get(address).getvalue()) for words in (WORDS, FILE, PLACE, HEADING))
    ]
    assert not told


def test_the_admin_sends_whoever_is_not_signed_in_away(client: Client, entries: list[Model]):
    slug = DocumentText.objects.get().source.slug
    for name in ("workspace", "workspace-changes", "workspace-text", "workspace-details"):
        for key in (slug, "nothing"):
            answer = client.get(reverse(f"admin:{name}", args=[key]))
            assert answer.status_code == 302
            assert answer["Location"].startswith(reverse("admin:login"))


def test_no_file_of_the_base_has_it(entries: list[Model], tmp_path: Path):
    call_command("write_evidence", to=tmp_path, stdout=io.StringIO())
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert "zanthoxyl" not in path.read_text(encoding="utf-8").casefold()
    assert not {row._meta.model for file in FIXTURE_FILES for row in file.rows()} & {DocumentText, Excerpt}
