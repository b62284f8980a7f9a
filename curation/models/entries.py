"""The base models of entries and of other rows of the evidence base."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

#: How far ahead curators plan reviews.
DUE_SOON = datetime.timedelta(days=90)


class Status(models.TextChoices):
    """The state of an entry between a curator's first draft and publication."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


def closed_set(field: str, choices: type[models.TextChoices], *, blank: bool = False) -> models.CheckConstraint:
    """A constraint that ``field`` has one of the values of ``choices`` or, with ``blank``, is empty."""
    values = [*choices.values, ""] if blank else choices.values
    known = Q(**{f"{field}__in": values})
    return models.CheckConstraint(condition=known, name=f"%(app_label)s_%(class)s_{field}_known")


def not_blank(field: str) -> models.CheckConstraint:
    """A constraint that ``field`` is not empty."""
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=f"%(app_label)s_%(class)s_{field}_stated")


class EntryQuerySet(models.QuerySet[Any]):
    """Entries of a kind."""

    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def withdrawn(self) -> Self:
        """What the public could see once; its page now shows only the reason."""
        return self.filter(status=Status.WITHDRAWN, published_on__isnull=False)

    def with_public_from(self) -> Self:
        """Published entries, each with the day since which the public can see it as ``public_from``."""
        return self.annotate(public_from=F("published_on"))

    def overdue(self) -> Self:
        return self.filter(status=Status.PUBLISHED, review_due_on__lt=timezone.localdate())

    def due_soon(self) -> Self:
        """Published ones whose review is due within :data:`DUE_SOON`, but not overdue."""
        today = timezone.localdate()
        return self.filter(status=Status.PUBLISHED, review_due_on__gte=today, review_due_on__lte=today + DUE_SOON)


class NaturalKeyManager(models.Manager[Any]):
    """A manager that finds rows by the fields in ``model.natural_key_fields``."""

    def get_by_natural_key(self, *values: Any) -> Any:
        """The row with this natural key; raises DoesNotExist if there is none."""
        return self.get(**dict(zip(self.model.natural_key_lookups(), values, strict=True)))


class NaturalKeyModel(models.Model):
    """A model whose rows have natural keys in fixtures."""

    natural_key_fields: tuple[str, ...] = ("slug",)
    # The reverse relations to rows that belong to one row; an entry's parts are edited and published with it.
    part_relations: ClassVar[tuple[str, ...]] = ()
    # The columns that the files of the base leave out.
    kept_out_of_files: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def natural_key_lookups(cls) -> tuple[str, ...]:
        """The lookups behind :attr:`natural_key_fields`; a dotted path becomes a double underscore."""
        return tuple(field.replace(".", "__") for field in cls.natural_key_fields)

    @classmethod
    def stand_ins(cls, keys: Iterable[Any]) -> dict[Any, Any]:
        """For the keys of rows that were merged into another: the key of that other."""
        return {}

    def natural_key(self) -> tuple[Any, ...]:
        """The values of :attr:`natural_key_fields`."""
        return tuple(attrgetter(path)(self) for path in self.natural_key_fields)


@dataclass(frozen=True)
class Lacking:
    """A requirement for publication that an entry does not meet."""

    field: str
    message: str


class Entry(NaturalKeyModel):
    """A row of the evidence base that is drafted, reviewed and published; only published ones are public."""

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
        blank=True, help_text="Why it was withdrawn. The public sees this on the entry’s page."
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

    # The fields with web addresses, each with a prefix for its values: "" where the value is an address itself.
    web_addresses: ClassVar[Mapping[str, str]] = {}

    # What the public is told changes of: columns, each with what it is called there ("" for its verbose name), and
    # many-to-many relations.
    told_fields: ClassVar[Mapping[str, str]] = {}
    told_links: ClassVar[tuple[str, ...]] = ()

    # Deletes them with the entry, which is possible only if it was never published.
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
        return self.status == Status.PUBLISHED

    @property
    def was_public(self) -> bool:
        """Whether the public could once see this entry, which is now withdrawn."""
        return self.status == Status.WITHDRAWN and self.published_on is not None

    @property
    def is_edited_beside(self) -> bool:
        """Whether the row is or was public, so that changes are made in a draft and not in the row."""
        return self.status in (Status.PUBLISHED, Status.WITHDRAWN)

    @property
    def closed_because(self) -> str:
        """Why nobody may work on the entry, such as that another stands for it; empty if they may."""
        return ""

    def lacking(self) -> list["Lacking"]:
        """The requirements for publication that the entry does not meet."""
        return []

    def cautions(self) -> list[str]:
        """What a curator should know before the entry is published, such as that a study was retracted."""
        return []

    def prerequisites(self) -> models.QuerySet[Any]:
        """The entries that must be published too before the public sees this one."""
        return type(self)._base_manager.none()

    @property
    def may_be_out_of_date(self) -> bool:
        return self.period_ended_on is not None and self.period_ended_on < timezone.localdate()
