"""Sets of primary keys are read from the database, and filter it."""

import pytest
from pyroaring import BitMap

from database.key_sets import all_keys, keys_by_value, keys_of, union
from evidence.models import Study
from tests.factories.evidence import CountryFactory, StudyFactory

pytestmark = pytest.mark.django_db


def test_keys_of_rows() -> None:
    studies = [StudyFactory(), StudyFactory()]

    assert keys_of(Study.objects.all()) == BitMap(study.pk for study in studies)
    assert keys_of(Study.objects.none()) == BitMap()
    assert all_keys(Study.objects.all) == BitMap(study.pk for study in studies)
    Study.objects.all().delete()
    assert all_keys(Study.objects.all) == BitMap()


def test_keys_by_value_have_those_without_a_value_under_none() -> None:
    british, american = CountryFactory(code="GB"), CountryFactory(code="US")
    first, second = StudyFactory(countries=[british, american], year=2020), StudyFactory(year=2021)

    assert keys_by_value(Study.objects.all, "countries__code") == {
        "GB": BitMap([first.pk]),
        "US": BitMap([first.pk]),
        None: BitMap([second.pk]),
    }
    assert keys_by_value(Study.objects.all, "year", "design") == {
        (2020, first.design): BitMap([first.pk]),
        (2021, second.design): BitMap([second.pk]),
    }


def test_keys_by_value_are_read_of_some_rows_alone() -> None:
    british = CountryFactory(code="GB")
    first, _, third = StudyFactory(countries=[british]), StudyFactory(countries=[british]), StudyFactory()
    among = BitMap([first.pk, third.pk])

    assert keys_by_value(Study.objects.all, "countries__code", among=among) == {
        "GB": BitMap([first.pk]),
        None: BitMap([third.pk]),
    }
    through = Study.countries.through.objects.all
    assert keys_by_value(through, "country__code", key="study", among=among) == {"GB": BitMap([first.pk])}
    assert all_keys(Study.objects.all, among) == among
    assert keys_by_value(Study.objects.all, "countries__code", among=BitMap()) == {}
    assert all_keys(Study.objects.all, BitMap()) == BitMap()


def test_a_queryset_is_filtered_by_keys() -> None:
    study, _ = StudyFactory(), StudyFactory()

    assert list(Study.objects.filter(pk__in_keys=BitMap([study.pk]))) == [study]
    assert not Study.objects.filter(pk__in_keys=BitMap()).exists()


def test_a_union_of_no_sets_is_empty() -> None:
    assert union([]) == BitMap()
    assert union([BitMap([1]), BitMap([2])]) == BitMap([1, 2])
