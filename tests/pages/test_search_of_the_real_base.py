"""Search on the real base: what its columns hold, and that spellings of the same find the same entries."""

import unicodedata

import pytest
from django.db import connection
from django.db.models import Model

from evidence.models import Finding, Study
from pages.search.engine import Search
from pages.search.entry_types import ENTRY_TYPES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


def test_no_word_of_a_search_column_has_a_sign() -> None:
    signs: dict[str, type[Model]] = {}
    for model in [*(entry_type.model for entry_type in ENTRY_TYPES), Finding]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT unnest(tsvector_to_array(search)) FROM {model._meta.db_table}")  # noqa: S608
            words = [word for (word,) in cursor.fetchall()]
        assert words
        signs |= {word: model for word in words if any(unicodedata.category(sign)[0] in "PSZC" for sign in word)}
    assert signs == {}


@pytest.mark.parametrize(
    "spellings",
    [
        ("“staff networks”", '"staff networks"'),
        ("HIV", "HIV/AIDS"),
        ("covid 19", "covid-19", "COVID19"),
        ("well-being", "wellbeing"),
        ("under-represented", "underrepresented"),
        ("co-production", "coproduction"),
        ("ED&I", "EDI"),
        ("2022-23", "2022/23"),
        ("EP-57", "EP 57"),
        ("midwife", "midwives"),
        ("N.H.S.", "NHS"),
        # Of these PostgreSQL leaves out a word, so curated synonyms join them.
        ("up-to-date", "up to date"),
        ("face-to-face", "face to face"),
        ("follow-up", "follow up"),
        ("day-to-day", "day to day"),
        ("one-to-one", "one to one"),
        ("step-by-step", "step by step"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_spellings_of_the_same_find_the_same_entries(spellings: tuple[str, ...]) -> None:
    first, *others = [Search(spelling).keys() for spelling in spellings]

    assert all(set(other) == set(first) for other in others)


def test_a_reference_is_found_by_its_end() -> None:
    (first,) = Search("EP-57").results((), 0, 1)

    assert str(first.entry.reference) == "HEEC-EP-57"


def test_every_doi_and_pubmed_id_finds_its_study() -> None:
    for study in Study.objects.published():
        for identifier in filter(None, [study.doi and f"https://doi.org/{study.doi}.", study.pmid]):
            assert [result.entry for result in Search(identifier).results(("studies",), 0, 5)] == [study]
