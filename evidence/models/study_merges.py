"""Studies that turned out to be one and the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from curation.groups import VIEW
from curation.history import track
from evidence.models.studies import Study


@track()
class StudyMerge(models.Model):
    """That a study is the same as another, which has all its links from then on; undoing it deletes this row."""

    group_rights = VIEW

    merged = models.OneToOneField(
        Study, on_delete=models.CASCADE, related_name="merged_into", help_text="The study that was withdrawn."
    )
    kept = models.ForeignKey(
        Study, on_delete=models.PROTECT, related_name="merges", help_text="The study that has its links now."
    )
    merged_at = models.DateTimeField(auto_now_add=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    undo = models.JSONField(
        default=dict, editable=False, encoder=DjangoJSONEncoder, help_text="What is needed to undo it."
    )

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = "merge of studies"
        verbose_name_plural = "merges of studies"
        constraints = [
            models.CheckConstraint(condition=~models.Q(merged=models.F("kept")), name="evidence_studymerge_two_studies")
        ]

    def __str__(self) -> str:
        return f"“{self.merged}” into “{self.kept}”"


def kept_instead_of(study: Any) -> Any:
    """The study that an address leads to where the study was merged away; none where it was not."""
    return kept_instead_of_each([study]).get(study.pk)


def kept_instead_of_each(studies: Iterable[Any]) -> dict[int, Study]:
    """The same of many studies, by the keys of those that were merged away."""
    first = {study.pk for study in studies}
    next_of: dict[int, Study] = {}
    unread = first
    while unread:
        merges = StudyMerge.objects.filter(merged__in=unread).select_related("kept")
        found = {merge.merged_id: merge.kept for merge in merges}
        next_of |= found
        unread = {study.pk for study in found.values()} - next_of.keys()
    return {pk: _last(next_of, pk) for pk in first & next_of.keys()}


def _last(next_of: Mapping[int, Study], pk: int) -> Study:
    """The study at the end of the merges from this key, or where they begin again."""
    seen = set()
    while pk in next_of and pk not in seen:
        seen.add(pk)
        study = next_of[pk]
        pk = study.pk
    return study
