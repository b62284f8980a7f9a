"""What every entry of the evidence base has in common: its state of publication, its source and its place in it."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils import timezone

#: How far ahead curators plan what is to be checked again.
DUE_SOON = datetime.timedelta(days=90)


class Status(models.TextChoices):
    """Where an entry stands between a curator's first draft and the public."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


def closed_set(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    """A constraint that holds ``field`` to the values of ``choices``, or to none where ``blank``."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}), name=f"%(app_label)s_%(class)s_{field}_known"
    )


def not_blank(field: str) -> models.CheckConstraint:
    """A constraint that ``field`` says something."""
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=f"%(app_label)s_%(class)s_{field}_stated")


class EntryQuerySet(models.QuerySet[Any]):
    """Questions that are asked of every kind of entry."""

    def published(self) -> Self:
        """What the public may see."""
        return self.filter(status=Status.PUBLISHED)

    def withdrawn(self) -> Self:
        """What the public could see and now reads only the reason of."""
        return self.filter(status=Status.WITHDRAWN, published_on__isnull=False)

    def overdue(self) -> Self:
        """Published ones that should have been checked against their source by now."""
        return self.filter(status=Status.PUBLISHED, review_due_on__lt=timezone.localdate())

    def due_soon(self) -> Self:
        """Published ones that are to be checked within the next months, and are not overdue."""
        today = timezone.localdate()
        return self.filter(status=Status.PUBLISHED, review_due_on__gte=today, review_due_on__lte=today + DUE_SOON)


_rows_by_natural_key: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("rows_by_natural_key", default=None)


@contextmanager
def remembered_natural_keys() -> Iterator[None]:
    """Looks each natural key up once only; for loading, where thousands of links name the same few rows."""
    token = _rows_by_natural_key.set({})
    try:
        yield
    finally:
        _rows_by_natural_key.reset(token)


class NaturalKeyManager(models.Manager[Any]):
    """A manager whose fixtures name a row by the fields that ``model.natural_key_fields`` lists."""

    def get_by_natural_key(self, *values: Any) -> Any:
        """The row with these natural key values.

        Raises:
            DoesNotExist: no row has them.
        """
        remembered = _rows_by_natural_key.get()
        key = (self.model, *values)
        if remembered is not None and key in remembered:
            return remembered[key]
        row = self.get(**dict(zip(self.model.natural_key_lookups(), values, strict=True)))
        if remembered is not None:
            remembered[key] = row
        return row


class NaturalKeyModel(models.Model):
    """A model whose rows are named in fixtures by words, never by database numbers."""

    natural_key_fields: tuple[str, ...] = ("slug",)
    # The relations to rows that belong to a row alone: those of an entry are edited, reviewed and published with it.
    part_relations: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def natural_key_lookups(cls) -> tuple[str, ...]:
        """The lookups behind :attr:`natural_key_fields`; a dotted path becomes a double underscore."""
        return tuple(field.replace(".", "__") for field in cls.natural_key_fields)

    def natural_key(self) -> tuple[Any, ...]:
        """The values that name this row in fixtures."""
        values = []
        for path in self.natural_key_fields:
            value: Any = self
            for attribute in path.split("."):
                value = getattr(value, attribute)
            values.append(value)
        return tuple(values)


@dataclass(frozen=True)
class Lacking:
    """Something that an entry must say before it is published: in which field, and what."""

    field: str
    message: str


class Entry(NaturalKeyModel):
    """A row of the evidence base from its first draft on; only published ones are public."""

    status = models.CharField(
        max_length=20,
        choices=Status,
        default=Status.DRAFT,
        db_index=True,
        help_text="Only published entries can be seen by the public.",
    )
    published_on = models.DateField(
        null=True, blank=True, help_text="The day this entry was first published here. Needed before it is public."
    )
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="The day a reviewer last checked this entry against its source."
    )
    review_due_on = models.DateField(null=True, blank=True, help_text="The day by which it should be checked again.")
    withdrawn_because = models.TextField(
        blank=True, help_text="Kept with the entry, which the public no longer sees. Needed to withdraw."
    )
    period_ended_on = models.DateField(
        null=True,
        blank=True,
        help_text="For guidance with a stated period: its last day. From then on the page says “may be out of date”.",
    )
    curator_note = models.TextField(
        "curator’s note",
        blank=True,
        help_text="Shown to the public. Say here where a source disagrees with what it cites, or words differ.",
    )

    # The fields that point outside, each with what comes before its value in a web address: "" where it is one itself.
    web_addresses: ClassVar[Mapping[str, str]] = {}

    # Deleted with the entry, which was never published then.
    drafts = GenericRelation("curation.Draft", content_type_field="entry_type", object_id_field="entry_id")

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            closed_set("status", Status),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_on__isnull=False),
                name="%(app_label)s_%(class)s_published_has_date",
                violation_error_message="A published entry needs the day on which it was published.",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | ~Q(withdrawn_because=""),
                name="%(app_label)s_%(class)s_withdrawn_has_reason",
                violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
            ),
        ]

    @property
    def is_public(self) -> bool:
        """Whether the public may see this entry."""
        return self.status == Status.PUBLISHED

    @property
    def was_public(self) -> bool:
        """Whether the public could once see this entry, which is now withdrawn."""
        return self.status == Status.WITHDRAWN and self.published_on is not None

    @property
    def is_edited_beside(self) -> bool:
        """Whether what the row says is or was public, so that changes are kept beside it until they are reviewed."""
        return self.status in (Status.PUBLISHED, Status.WITHDRAWN)

    def lacking(self) -> list["Lacking"]:
        """What a reader would miss if the entry were published as it stands, field by field."""
        return []

    def prerequisites(self) -> models.QuerySet[Any]:
        """The entries that must be published too before the public sees this one; a preview shows them as published."""
        return type(self)._base_manager.none()

    @property
    def may_be_out_of_date(self) -> bool:
        """Whether the period that the entry speaks of has ended."""
        return self.period_ended_on is not None and self.period_ended_on < timezone.localdate()
