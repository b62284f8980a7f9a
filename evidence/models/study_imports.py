"""Imports of studies from files: what a file held, what it would change, and what a curator decides."""

from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from curation.groups import VIEW
from curation.history import track
from curation.models.entries import closed_set
from evidence.models.sources import Source
from evidence.models.studies import Retraction, Study
from references.retractions import is_graver


class ImportState(models.TextChoices):
    """How far an import has come."""

    READING = "reading", "Being read"
    READY = "ready", "Ready to be confirmed"
    CONFIRMED = "confirmed", "Imported"
    DISCARDED = "discarded", "Discarded"


class RecordOutcome(models.TextChoices):
    """What a record of a file is to the studies that are there."""

    UNREAD = "unread", "Not read yet"
    NEW = "new", "New"
    MATCHED = "matched", "Matched"
    CONFLICTING = "conflicting", "Conflicting"
    REJECTED = "rejected", "Rejected"


class RecordDecision(models.TextChoices):
    """What a curator decides on a record."""

    UNDECIDED = "", "Not decided"
    SAME = "same", "It is that study"
    TAKE_NOTICE = "take-notice", "It is that study: take its notice"
    LEAVE_NOTICE = "leave-notice", "It is that study: leave the notice out"
    NEW = "new", "It is a study of its own"
    LEAVE_OUT = "leave-out", "Leave it out"


@track(exclude=("records_read", "records_written"))
class StudyImport(models.Model):
    """A file of references, from its upload until its studies are in the base."""

    file_name = models.CharField(max_length=250)
    format = models.CharField(max_length=20, help_text="The kind of file, told from what it holds.")
    encoding = models.CharField(max_length=20, help_text="The letters in which it is written.")
    size = models.PositiveBigIntegerField("size in bytes")
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.READING, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    compared_since = models.DateTimeField(null=True, editable=False, help_text="When comparing with studies began.")
    records_total = models.PositiveIntegerField(default=0)
    records_read = models.PositiveIntegerField(default=0)
    records_written = models.PositiveIntegerField(default=0)
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="study_imports",
        help_text="A document that cites all of these studies, if there is one.",
    )
    locator = models.CharField(
        max_length=250, blank=True, help_text="Where the document cites them, for example “References”."
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "import of studies"
        verbose_name_plural = "imports of studies"
        constraints = [closed_set("state", ImportState)]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page on which a curator looks through it; the public sees nothing of it."""
        return reverse("admin:evidence_studyimport_change", args=[self.pk])

    def counts(self) -> dict[str, int]:
        counted = dict(self.records.order_by().values_list("outcome").annotate(n=models.Count("pk")))
        return {outcome.value: counted.get(outcome.value, 0) for outcome in RecordOutcome}


#: In place of SAME where a record has a graver notice than the study.
ON_NOTICES = (RecordDecision.TAKE_NOTICE, RecordDecision.LEAVE_NOTICE)
#: The decisions that a record of each outcome offers.
OFFERED = {
    RecordOutcome.NEW: (RecordDecision.LEAVE_OUT,),
    RecordOutcome.MATCHED: (RecordDecision.NEW, RecordDecision.LEAVE_OUT),
    RecordOutcome.CONFLICTING: (RecordDecision.SAME, *ON_NOTICES, RecordDecision.NEW, RecordDecision.LEAVE_OUT),
}


class ImportedRecordQuerySet(models.QuerySet[Any]):
    """Questions asked of imported records."""

    def undecided(self) -> Self:
        """Conflicts on which nobody decided yet."""
        return self.filter(outcome=RecordOutcome.CONFLICTING, decision=RecordDecision.UNDECIDED)

    def making_studies(self) -> Self:
        """Those that become studies of their own: new, or decided to be, and not left out."""
        new = models.Q(outcome=RecordOutcome.NEW) & ~models.Q(decision=RecordDecision.LEAVE_OUT)
        return self.filter(new | models.Q(decision=RecordDecision.NEW))

    def _of_the_same(self) -> Self:
        """Those that are of the study, or of the earlier record, that they are compared with."""
        matched = models.Q(outcome=RecordOutcome.MATCHED, decision=RecordDecision.UNDECIDED)
        is_same = [RecordDecision.SAME, *ON_NOTICES]
        return self.filter(matched | models.Q(outcome=RecordOutcome.CONFLICTING, decision__in=is_same))

    def of_known_studies(self) -> Self:
        """Those that are of a study that is there, and not left out."""
        return self._of_the_same().filter(study__isnull=False)

    def adding_to_studies(self) -> Self:
        """Those of them that have something to add."""
        takes_notice = models.Q(decision=RecordDecision.TAKE_NOTICE)
        return self.of_known_studies().filter(~models.Q(fills=[]) | takes_notice)

    def with_graver_notice(self) -> Self:
        """Those that tell of a graver notice than the study has: a retraction of what is marked as corrected."""
        pairs = combinations(Retraction.values, 2)
        graver = (models.Q(values__retraction=stated, study__retraction=here) for stated, here in pairs)
        return self.filter(reduce(or_, graver))

    def repeating_others(self) -> Self:
        """Those that say again what an earlier record of the file is of."""
        return self._of_the_same().filter(repeats__isnull=False)

    def offering(self, decision: RecordDecision) -> Self:
        """Those on which a curator may decide so; a decision can be taken back on any that offers one."""
        outcomes = [each for each, offered in OFFERED.items() if not decision or decision in offered]
        offering = self.filter(outcome__in=outcomes)
        if decision in ON_NOTICES:
            return offering.with_graver_notice()
        if decision == RecordDecision.SAME:
            return offering.exclude(study=None, repeats=None).exclude(pk__in=self.with_graver_notice().values("pk"))
        return offering


class ImportedRecord(models.Model):
    """One record of a file: what it says, what it is, and what becomes of it."""

    group_rights = VIEW

    study_import = models.ForeignKey(StudyImport, on_delete=models.CASCADE, related_name="records")
    number = models.PositiveIntegerField(help_text="Its place in the file.")
    line = models.PositiveIntegerField(help_text="The line on which it starts.")
    original = models.TextField(help_text="The record as it stands in the file.")
    reference = models.JSONField(default=dict, blank=True, help_text="What was read from it.")
    values = models.JSONField(default=dict, blank=True, help_text="What of it can be stored of a study.")
    fills = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        help_text="The empty fields of the study that it fills.",
    )
    outcome = models.CharField(max_length=20, choices=RecordOutcome, default=RecordOutcome.UNREAD)
    reason = models.TextField(blank=True)
    study = models.ForeignKey(Study, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported_records")
    other_studies = ArrayField(models.BigIntegerField(), default=list, blank=True)
    repeats = models.PositiveIntegerField(
        null=True, blank=True, help_text="The number of the earlier record that it is of."
    )
    decision = models.CharField(max_length=20, choices=RecordDecision, default=RecordDecision.UNDECIDED, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # By what later records of the same file are found to be of the same work.
    doi = models.CharField(max_length=200, blank=True)
    pmid = models.CharField(max_length=10, blank=True)
    title_keys = ArrayField(models.TextField(), default=list, blank=True)

    objects = models.Manager.from_queryset(ImportedRecordQuerySet)()

    class Meta:
        ordering = ["study_import", "number"]
        constraints = [
            closed_set("outcome", RecordOutcome),
            closed_set("decision", RecordDecision),
            models.UniqueConstraint(fields=["study_import", "number"], name="evidence_importedrecord_number"),
        ]
        indexes = [
            models.Index(fields=["study_import", "outcome", "number"], name="evidence_imported_outcome"),
            models.Index(fields=["study_import", "doi"], name="evidence_imported_doi"),
            models.Index(fields=["study_import", "pmid"], name="evidence_imported_pmid"),
            GinIndex(fields=["title_keys"], name="evidence_imported_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"Record {self.number}: {self.reference.get('title') or 'no title'}"

    @property
    def offered(self) -> list[RecordDecision]:
        """The decisions that a curator may take on it."""
        nothing = self.study_id is None and self.repeats is None
        offered = OFFERED.get(RecordOutcome(self.outcome), ())
        left_out = {RecordDecision.SAME} if nothing or self.has_graver_notice else set()
        left_out |= set() if self.has_graver_notice else {*ON_NOTICES}
        return [each for each in offered if each not in left_out]

    @property
    def has_graver_notice(self) -> bool:
        """Whether it tells of a graver notice than the study has, which has one."""
        here = self.study.retraction if self.study else ""
        return bool(here) and is_graver(self.values.get("retraction", ""), here)
