"""Locators lead to their passages, and entries to the words that they were taken from."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import CaseStudyFactory, CitationFactory, FindingFactory, RecommendationFactory, SourceFactory
from tests.factories.workspaces import DocumentTextFactory
from workspaces.locator_words import LONGEST, in_one_locator
from workspaces.models import DocumentText, Excerpt
from workspaces.passages import Locators
from workspaces.placing import place_entries

pytestmark = pytest.mark.django_db

TEXT = """Contents

Adequate time
Figure 1

Evidence Section 1

Skills, learning

Evidence: Training raised knowledge in 12 trials.

Recommendations
Train every manager.

Key sources: a report on training

Evidence Section 2

Adequate time

Evidence: Staff need 30 minutes for each patient with complex needs.

Example: The “Long clinics” of Leeds gave 30 minutes.

Figure 1: Minutes for each patient

1.2.1 A box on rotas

Choice of shifts kept nurses."""


@pytest.fixture
def document() -> DocumentText:
    return DocumentTextFactory(text=TEXT)


def begins(document: DocumentText, locator: str) -> list[str]:
    return [document.words(each.start, each.end)[:20] for each in Locators(document).passages(locator)]


@pytest.mark.parametrize(
    ("locator", "start"),
    [
        ("Section 1, Skills, learning", "Skills, learning"),
        ("Section 1, Skills, learning, Evidence", "Evidence: Training"),
        ("Section 2, Adequate time", "Adequate time\n\nEviden"),
        ("Section 2, Adequate time, Evidence", "Evidence: Staff need"),
        ("Adequate time, “Long clinics”", "Example: The “Long c"),
        ("Figure 1", "Figure 1: Minutes fo"),
        ("1.2.1", "1.2.1 A box on rotas"),
        ("Section 2, page 12", "Evidence Section 2"),
    ],
)
def test_a_locator_leads_to_its_passage(document: DocumentText, locator: str, start: str):
    [found] = begins(document, locator)
    assert found.startswith(start[:20])


def test_several_places_lead_to_each_and_unknown_ones_nowhere(document: DocumentText):
    assert len(begins(document, "Section 1, Key sources; Figure 1")) == 2
    for nowhere in ("Appendix Z", "", ";,;", "(.*+", "page 4", "x" * 250):
        assert begins(document, nowhere) == []


def test_what_of_a_locator_the_text_does_not_show_is_named(document: DocumentText):
    [found] = Locators(document).passages("Section 2, Adequate time, third point")
    assert found.missed == ["third point"]


def test_pages_narrow_a_section_down(document: DocumentText):
    at = TEXT.index("Example:")
    document.outline["pages"] = [{"label": "5", "start": 0}, {"label": "6", "start": at}]
    [found] = Locators(document).passages("Section 2, Adequate time, page 6")
    assert found.start == at
    assert document.locator_of(at - 3, at + 3) == "Section 2, Adequate time, pages 5 and 6"


def test_a_locator_is_never_longer_than_its_field():
    assert len(in_one_locator(["A" * 200, "B" * 200, "C" * 200], "page 12")) <= LONGEST
    assert in_one_locator(["Section 2", "B" * 250, "Time"], "page 12") == "Section 2, Time, page 12"


def test_entries_are_marked_at_their_words_and_once(document: DocumentText):
    source = document.source
    time = {"locator": "Section 2, Adequate time", "source": source}
    entry = RecommendationFactory(statement="Give staff 30 minutes for each patient with complex needs.", **time)
    finding = FindingFactory(statement="Training raised knowledge in trials.", locator="Section 1", source=source)
    CitationFactory(study=finding.study, source=source, locator="References")
    CaseStudyFactory(source=source, locator="Nowhere")

    found = place_entries(document)

    assert sorted(bool(each.passages) for each in found) == [False, False, True, True]
    [excerpt] = Excerpt.objects.of(entry)
    assert excerpt.words == "Evidence: Staff need 30 minutes for each patient with complex needs."
    assert excerpt.locator == "Section 2, Adequate time"
    assert [each.part for each in Excerpt.objects.of(finding.study)] == [f"finding {finding.pk}"]
    assert len(place_entries(document)) == 2


def test_the_command_says_what_it_does_not_find(document: DocumentText):
    RecommendationFactory(source=document.source, locator="Section 2, Adequate time")
    CaseStudyFactory(source=document.source, title="A case", locator="Appendix Z")
    said = StringIO()
    call_command("place_entries", document.source.slug, "--dry-run", stdout=said)
    assert "A case (Appendix Z): No heading, figure, table or line of the text is called so." in said.getvalue()
    assert "1 found, 0 found in part, 1 not found" in said.getvalue()
    assert not Excerpt.objects.exists()
    call_command("place_entries", document.source.slug, stdout=said)
    assert Excerpt.objects.count() == 1
    for slug in ("nothing", SourceFactory().slug):
        with pytest.raises(CommandError):
            call_command("place_entries", slug)
