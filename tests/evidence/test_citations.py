"""How studies, sources and entries are to be cited."""

import datetime

import pytest
from django.conf import LazySettings

from evidence import citations
from evidence.citations import reference_to_entry, reference_to_list, reference_to_source, reference_to_study
from tests.factories.evidence import SourceFactory, StudyFactory


def test_a_study_is_cited_by_what_is_known_of_it() -> None:
    study = StudyFactory.build(title="Training <b>staff</b> & patients", doi="10.1000/x")

    assert reference_to_study(study) == (
        "Okafor, A. and Lindqvist, P. (2021) ‘Training <b>staff</b> & patients’, Journal of Tests in Health, 12(3), "
        "pp. 101–112. Available at: https://doi.org/10.1000/x."
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"authors": ""}, "Author not stated (2021) ‘Title’"),
        ({"year": None}, "Okafor, A. and Lindqvist, P. (no date) ‘Title’"),
        ({"volume": "", "issue": "", "pages": ""}, "Journal of Tests in Health. Available"),
        ({"authors": "Care Quality Commission", "design": "report"}, "Care Quality Commission (2021) Title"),
    ],
)
def test_what_is_not_stated_is_not_made_up(known: dict[str, object], expected: str) -> None:
    reference = reference_to_study(StudyFactory.build(**{"title": "Title", **known}))

    assert expected in reference
    assert reference.count("Title") == 1
    assert "Preprint" not in reference


def test_a_study_whose_title_is_not_known_cannot_be_cited() -> None:
    assert reference_to_study(StudyFactory.build(title="")) == ""


def test_a_source_is_cited_as_it_asks_to_be() -> None:
    source = SourceFactory.build(title="A brief", authors="Ada Okafor", publication_date="2024-12")

    assert reference_to_source(source) == "Okafor, A. (2024) A brief. Health Equity Evidence Centre."
    source.suggested_citation = "Okafor A. A brief. 2024."
    assert reference_to_source(source) == "Okafor A. A brief. 2024."


@pytest.mark.parametrize(
    ("printed", "cited"),
    [
        ("Dr John Ford", "Ford, J."),
        ("Professor Dame Ada J. Okafor", "Okafor, A.J."),
        ("Sarah-Jane de New", "de New, S.-J."),
        ("Siân O’Neill", "O’Neill, S."),
        ("Ford, John", "Ford, J."),
        ("Ada Okafor\nJohn Ford", "Okafor, A. and Ford, J."),
        ("Care Quality Commission", "Care Quality Commission"),
        ("Public Health England", "Public Health England"),
        ("NHS Race and Health Observatory", "NHS Race and Health Observatory"),
        ("Holdroyd", "Holdroyd"),
    ],
)
def test_authors_are_cited_by_the_family_name_and_organisations_by_their_own(printed: str, cited: str) -> None:
    source = SourceFactory.build(title="A brief", authors=printed, publication_date="2024-12")
    assert reference_to_source(source).startswith(f"{cited} (2024) A brief.")


def test_an_entry_is_cited_in_the_version_that_was_read(settings: LazySettings) -> None:
    def reference() -> str:
        return reference_to_entry("ABC-1: Act", "https://e.org/", datetime.date(2026, 3, 1), datetime.date(2026, 5, 2))

    assert reference() == "Equity Evidence (2026) ABC-1: Act. Available at: https://e.org/ (Accessed: 2 May 2026)."
    settings.SERVICE_OWNER = "A trust"
    assert reference().startswith("A trust (2026) ABC-1: Act, Equity Evidence.")


def test_lists_which_are_without_number_take_no_memory() -> None:
    cached = citations._written.cache_info().currsize
    assert reference_to_list("2 studies", "https://e.org/studies/?q=2", datetime.date(2026, 5, 2)) == (
        "Equity Evidence (2026) 2 studies. Available at: https://e.org/studies/?q=2 (Accessed: 2 May 2026)."
    )
    assert citations._written.cache_info().currsize == cached
