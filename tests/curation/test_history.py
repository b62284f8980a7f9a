"""The history is kept by triggers, whatever writes, at a cost that grows in step with the rows."""

import time

import pghistory
import pgtrigger
import pytest
from django.db import connection, transaction

from evidence.models import Study
from tests.factories import FindingFactory, StudyFactory

pytestmark = pytest.mark.django_db


def kept(study: Study) -> list[tuple[str, str | None]]:
    """The label of each change to a study that is kept, with who made it."""
    events = study.events.select_related("pgh_context").order_by("pgh_id")  # type: ignore[attr-defined]
    return [(each.label, each.pgh_context and each.pgh_context.metadata.get("by")) for each in events]


def test_each_change_is_kept_with_its_context() -> None:
    study = StudyFactory(label="First")
    with pghistory.context(by="Carla"):
        Study.objects.filter(pk=study.pk).update(label="Second")
        with pghistory.context(by="Rhea"):
            Study.objects.filter(pk=study.pk).update(label="Third")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_study SET label = 'Fourth' WHERE id = %s", [study.pk])
    # One context takes in those within it, and the last word on it is Rhea's.
    assert kept(study) == [("First", None), ("Second", "Rhea"), ("Third", "Rhea"), ("Fourth", "Rhea")]


def test_a_trigger_that_is_ignored_keeps_nothing() -> None:
    study = StudyFactory(label="First")
    with pgtrigger.ignore("evidence.Study:update_update"):
        Study.objects.filter(pk=study.pk).update(label="Second")
    Study.objects.filter(pk=study.pk).update(label="Third")
    assert kept(study) == [("First", None), ("Third", None)]


#: The columns that state something, or have to.
COPIED = (
    "study_id, source_id, outcome_id, statement, direction, locator, effect_measure, effect_unit, effect_p, follow_up"
)
COPIES = f"""
    INSERT INTO evidence_finding ({COPIED}, position)
    SELECT {COPIED}, position + number
    FROM evidence_finding, generate_series(1, %s) AS number
"""  # noqa: S608 - our own names


def test_time_grows_in_step_with_the_rows() -> None:
    FindingFactory()

    def seconds(rows: int) -> float:
        """How long so many new findings take, whose constraints wait for the end of the transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(COPIES, [rows])
            transaction.set_rollback(True)
            return time.perf_counter() - began

    # The least of several turns, since other work on the machine only ever adds to it.
    turns = [(seconds(2_000), seconds(16_000)) for _ in range(4)]
    few, many = (min(times) for times in zip(*turns, strict=True))
    # In step it is eight times as long; with a subtransaction rolled back for each row, more than twenty-five.
    assert many < 16 * few
