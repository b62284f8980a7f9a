"""The base model of the lists that entries are described with, such as themes, audiences and outcomes."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from curation.models.entries import NaturalKeyModel


class VocabularyQuerySet(models.QuerySet[Any]):
    """Rows of a list that entries are described with."""

    def published(self) -> Self:
        """Those that the public may see."""
        return self.filter(is_draft=False)


class VocabularyModel(NaturalKeyModel):
    """A row of a list that entries are described with.

    Whoever may not publish these lists adds drafts, which are published with the first entry that uses them; see
    :mod:`curation.vocabulary`.
    """

    is_draft = models.BooleanField(
        "draft",
        default=False,
        db_default=False,
        help_text="The public does not see a draft. It is published with the first entry that uses it.",
    )

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish", "merge")

    @property
    def is_public(self) -> bool:
        return not self.is_draft

    @classmethod
    def stand_ins(cls, keys: Iterable[Any]) -> dict[Any, Any]:
        return VocabularyMerge.stand_ins(cls, keys)


class VocabularyMerge(models.Model):
    """That a draft row of a list was the same as another, which older drafts and versions then lead to."""

    list_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    merged_id = models.PositiveBigIntegerField(help_text="The key of the draft, which was deleted.")
    merged_name = models.CharField(max_length=150)
    kept_id = models.PositiveBigIntegerField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["list_type", "merged_id"], name="curation_vocabulary_merged_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_type}: {self.merged_name}"

    @classmethod
    def stand_ins(cls, model: type[models.Model], keys: Iterable[Any]) -> dict[Any, Any]:
        """For the keys of rows of a list that were merged into another: the key of that other."""
        kind = ContentType.objects.get_for_model(model)
        found: dict[Any, Any] = {}
        asked = set(keys)
        # A row that was kept may have been merged into a third since.
        while asked:
            made = dict(cls.objects.filter(list_type=kind, merged_id__in=asked).values_list("merged_id", "kept_id"))
            found |= made
            asked = set(made.values()) - set(found)
        return {key: _last(found, key) for key in found}


def _last(kept_instead: dict[Any, Any], key: Any) -> Any:
    while key in kept_instead:
        key = kept_instead[key]
    return key
