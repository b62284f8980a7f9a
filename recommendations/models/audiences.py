"""Whom recommendations are addressed to."""

from typing import Self

from django.db import models
from django.db.models import Q

from curation.history import track, track_links
from curation.models import VocabularyModel, VocabularyQuerySet
from curation.models.entries import NaturalKeyManager, closed_set
from lists.links import address


class AudienceKind(models.TextChoices):
    """The kind of an audience."""

    ORGANISATION = "organisation", "Organisations"
    ROLE = "role", "Roles"
    ALL = "all", "Everyone"


class AudienceQuerySet(VocabularyQuerySet):
    """Questions asked of audiences."""

    def by_kind(self) -> Self:
        """Organisations first, then roles, then everyone, by position."""
        kinds = enumerate(AudienceKind.values)
        place = models.Case(*(models.When(kind=kind, then=models.Value(n)) for n, kind in kinds))
        return self.order_by(place, "position", "name")


@track()
class Audience(VocabularyModel):
    """Those whom a source asks to act."""

    slug = models.SlugField(max_length=80, unique=True, help_text="Used in addresses. Do not change once published.")
    name = models.CharField(max_length=120, unique=True, help_text="As in “for …”: “PCNs”, “clinicians”.")
    full_name = models.CharField(max_length=150, blank=True, help_text="Where the name is short for something.")
    kind = models.CharField(max_length=20, choices=AudienceKind)
    description = models.TextField(blank=True, help_text="Who they are, in a sentence.")
    umbrellas = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="members",
        help_text="Wider audiences that include this one. Its page also offers recommendations for them.",
    )
    position = models.PositiveIntegerField(default=0, help_text="Its place in lists. Lower numbers come first.")

    objects = NaturalKeyManager.from_queryset(AudienceQuerySet)()

    class Meta(VocabularyModel.Meta):
        ordering = ["position", "name"]
        constraints = [
            closed_set("kind", AudienceKind),
            models.CheckConstraint(condition=~Q(name=""), name="recommendations_audience_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("audience", self.slug)


track_links(Audience, "umbrellas")
