"""Headline figures that sources quote."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Prefetch, Q

from curation.history import track, track_links
from curation.models.entries import NaturalKeyManager, not_blank
from evidence.models import SourcedEntry, Theme
from evidence.models.sourced_entries import SourcedEntryQuerySet
from lists.links import address
from lists.text_search import search_column
from workforce.models.wres import Indicator


class StatisticQuerySet(SourcedEntryQuerySet):
    """Questions asked of statistics."""

    def with_links(self) -> Self:
        return self.select_related("source").prefetch_related(
            Prefetch("themes", Theme.objects.published(), to_attr="public_themes"),
            Prefetch("indicators", Indicator.objects.published(), to_attr="public_indicators"),
        )


@track(exclude=("search",))
class Statistic(SourcedEntry):
    """A headline figure that a source quotes; figures of several sources are never merged."""

    told_fields = {
        "label": "Name",
        "value_as_stated": "Value",
        "period": "Time",
        "counted": "What is counted",
        "origin": "",
        "curator_note": "",
        "locator": "Place in the source",
    }
    told_links = ("themes", "indicators")

    slug = models.SlugField(max_length=120, unique=True, help_text="Used in addresses. Do not change once published.")
    label = models.CharField(
        max_length=250, help_text="What is counted, for example “NHS positions that are unfilled”."
    )
    value_as_stated = models.CharField(max_length=80, help_text="As the source prints it, for example “over 110,000”.")
    value = models.DecimalField(
        max_digits=16, decimal_places=3, null=True, blank=True, help_text="The number, for sorting and checking."
    )
    value_upper = models.DecimalField(
        "upper value", max_digits=16, decimal_places=3, null=True, blank=True, help_text="For a range: its upper end."
    )
    unit = models.CharField(max_length=40, blank=True, help_text="For example %, people, minutes.")
    period = models.CharField(
        max_length=60, blank=True, help_text="As stated, for example 2023/24. Empty if not stated."
    )
    counted = models.TextField(blank=True, help_text="Exactly who or what is counted, and what it is compared with.")
    origin = models.CharField(
        max_length=250,
        blank=True,
        help_text="Who the figure is from, as the source says. Leave empty if it does not say.",
    )
    reference_number = models.CharField(
        max_length=20, blank=True, help_text="The number by which the source cites the figure’s origin."
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="statistics")
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="statistics")
    search = search_column(A=["label"], B=["counted"], C=["origin", "period"])

    # Set by with_links().
    public_themes: list[Theme]
    public_indicators: list[Indicator]

    objects = NaturalKeyManager.from_queryset(StatisticQuerySet)()

    class Meta(SourcedEntry.Meta):
        ordering = ["source__position", "position", "label"]
        indexes = [GinIndex(fields=["search"], name="workforce_statistic_search")]
        constraints = [
            *SourcedEntry.Meta.constraints,
            not_blank("value_as_stated"),
            models.CheckConstraint(
                condition=Q(value_upper__isnull=True) | Q(value__isnull=False, value__lte=models.F("value_upper")),
                name="workforce_statistic_range_in_order",
                violation_error_message="The upper value cannot be lower than the value.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value_as_stated}"

    def get_absolute_url(self) -> str:
        return f"{address('statistics')}#{self.slug}"


track_links(Statistic, "themes", "indicators")
