"""Studies that turned out to be one and the same."""

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
    seen = set()
    while (merge := StudyMerge.objects.filter(merged=study).select_related("kept").first()) and study.pk not in seen:
        seen.add(study.pk)
        study = merge.kept
    return study if seen else None
