"""What a snapshot holds comes back whole, whatever happened to the entry since."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from curation.entry_words import DELETED, differences, value_in_words, words_of
from curation.snapshots import (
    DoesNotFit,
    apply_snapshot,
    check_constraints,
    digest,
    dry_run,
    snapshot_of,
    snapshots_of,
    with_contents,
)
from evidence.models import Finding, Source, Study
from recommendations.models import Recommendation
from tests.factories import (
    FindingFactory,
    OutcomeFactory,
    RecommendationFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
parts = st.lists(st.tuples(texts, st.sampled_from(["improved", "mixed", "worsened"])), max_size=4)


class AnyStudy(TestCase):
    @settings(max_examples=25)
    @given(before=parts, after=parts, label=texts, themes=st.sets(st.integers(0, 2)), others=st.sets(st.integers(0, 2)))
    def test_what_is_put_back_is_what_was_there(
        self, before: Any, after: Any, label: str, themes: set[int], others: set[int]
    ) -> None:
        known = ThemeFactory.create_batch(3)
        study = StudyFactory(draft=True, themes=[known[n] for n in themes])
        outcome, source = OutcomeFactory(), SourceFactory()

        def write(findings: Any) -> None:
            study.findings.all().delete()
            for position, (statement, direction) in enumerate(findings, start=1):
                FindingFactory(
                    study=study,
                    position=position,
                    statement=statement,
                    direction=direction,
                    outcome=outcome,
                    source=source,
                )

        write(before)
        was = snapshot_of(study)
        assert snapshots_of(Study.objects.all()) == {study.pk: was}
        write(after)
        study.label = label
        study.save()
        study.themes.set([known[n] for n in others])
        now = snapshot_of(Study.objects.get())

        apply_snapshot(Study.objects.get(), was)
        assert snapshot_of(Study.objects.get()) == was
        apply_snapshot(Study.objects.get(), now)
        assert snapshot_of(Study.objects.get()) == now
        assert (digest(was) == digest(now)) == (was == now)


pytestmark = pytest.mark.django_db


def test_findings_change_places() -> None:
    study = StudyFactory()
    first, second = (FindingFactory(study=study, position=n) for n in (1, 2))
    content = snapshot_of(study)
    for row in content["parts"]["findings"]:
        row["position"] = 3 - row["position"]

    apply_snapshot(study, content)
    check_constraints()

    assert list(study.findings.order_by("position")) == [second, first]


def test_what_is_tried_is_undone() -> None:
    study = StudyFactory(label="Before")
    with dry_run():
        Study.objects.update(label="After")
        FindingFactory(study=study)
        assert Study.objects.get().label == "After"
    assert Study.objects.get().label == "Before"
    assert not Finding.objects.exists()


def test_a_snapshot_that_refers_to_what_is_gone_says_so() -> None:
    finding = FindingFactory()
    study, outcome = finding.study, finding.outcome
    content = snapshot_of(study)
    finding.delete()
    outcome.delete()
    with pytest.raises(DoesNotFit, match="The outcome that it refers to was deleted"):
        apply_snapshot(study, content)


def test_many_are_read_in_few_queries(django_assert_num_queries: Any) -> None:
    def read() -> None:
        for row in with_contents(Recommendation.objects.all()):
            snapshot_of(row)

    theme = ThemeFactory()
    RecommendationFactory.create_batch(2, themes=[theme], studies=[StudyFactory()])
    with django_assert_num_queries(10):
        read()
    RecommendationFactory.create_batch(4, themes=[theme], studies=[StudyFactory()])
    with django_assert_num_queries(10):
        read()


def test_many_are_read_at_once_as_one_by_one(django_assert_num_queries: Any) -> None:
    theme = ThemeFactory()
    RecommendationFactory.create_batch(2, themes=[ThemeFactory(), theme], studies=[StudyFactory(), StudyFactory()])
    RecommendationFactory(period_ended_on=datetime.date(2030, 1, 31))
    rows = Recommendation.objects.order_by("-pk")
    with django_assert_num_queries(10):
        found = snapshots_of(rows)
    assert list(found.items()) == [(row.pk, snapshot_of(row)) for row in rows]


def test_a_difference_is_said_in_words() -> None:
    theme, study = ThemeFactory(name="Skills"), StudyFactory(label="A review")
    row = RecommendationFactory(
        certainty="low", source__states_certainty=True, statement="Trusts should train staff in equity."
    )
    was = snapshot_of(row)
    row.certainty, row.statement = "moderate", "Trusts should train all staff in equity."
    row.save()
    row.themes.add(theme)
    row.study_links.create(study=study, bearing="supports", note="In 3 of 4.")
    now = snapshot_of(Recommendation.objects.get(pk=row.pk))

    before, after = words_of(Recommendation, [was, now])
    found = {each.label: each for each in differences(before, after)}

    assert found["Certainty of evidence (GRADE)"].in_a_line == "certainty of evidence (GRADE): low → moderate"
    assert found["Themes"].added == ("Skills",)
    assert found["Studies it rests on"].added == ("Study: A review; bearing: Supports; note: In 3 of 4.",)
    assert ("all ", True) in found["Statement"].after or ("all", True) in found["Statement"].after
    assert set(found) == {"Certainty of evidence (GRADE)", "Themes", "Studies it rests on", "Statement"}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("title", "", ""),
        ("title", "Train staff", "Train staff"),
        ("certainty", "very-low", "Very low"),
        ("audience_not_stated", False, "No"),
        ("position", 0, "0"),
        ("period_ended_on", "2026-01-05", "5 January 2026"),
        ("period_ended_on", datetime.date(2026, 1, 5), "5 January 2026"),
        ("source", 1, "The guide"),
        ("source", 2, DELETED),
        ("source", None, ""),
    ],
)
def test_a_value_is_said_in_words(field: str, value: Any, expected: str) -> None:
    column: Any = Recommendation._meta.get_field(field)

    assert (
        value_in_words(column, value, lambda model, key: "The guide" if (model, key) == (Source, 1) else None)
        == expected
    )
