"""Drafts of entries, and their published versions."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from curation.history import track, track_links
from curation.models.entries import Entry, closed_set
from curation.rights import reviewers_of


class DraftState(models.TextChoices):
    """The state of a draft."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Discarded"


#: The states of a draft that is being worked on.
OPEN = (DraftState.DRAFT, DraftState.IN_REVIEW)


class OfEntry(models.Model):
    """A row that refers to an entry of any model."""

    entry_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    entry_id = models.PositiveBigIntegerField()
    entry = GenericForeignKey("entry_type", "entry_id")

    class Meta:
        abstract = True


class OfEntryQuerySet(models.QuerySet[Any]):
    """Rows that refer to entries."""

    def of(self, entry: Entry) -> Any:
        return self.filter(entry_type=ContentType.objects.get_for_model(type(entry)), entry_id=entry.pk)


class DraftQuerySet(OfEntryQuerySet):
    """Drafts."""

    def open(self) -> Any:
        """Those in an open state; an entry has at most one."""
        return self.filter(state__in=OPEN)

    def in_review(self) -> Any:
        return self.filter(state=DraftState.IN_REVIEW)

    def waiting_for(self, user: Any, types: Any) -> Any:
        """Those in review that a person who may publish entries of some types reviews: first what they were asked for.

        What somebody else was asked for is left to them, as long as they may still review it.
        """
        others = self.in_review().filter(entry_type__in=types).without_contributor(user)
        left_to_others = Q(pk__in=[])
        for kind in types:
            able = reviewers_of(kind.model_class()).exclude(pk=user.pk).order_by()
            left_to_others |= Q(entry_type=kind, reviewer__in=able)
        asked = models.Case(models.When(reviewer=user.pk, then=0), default=1)
        return others.exclude(left_to_others).order_by(asked, models.F("due_on").asc(nulls_last=True), "sent_at", "pk")

    def sent_back(self) -> Any:
        """Those that a reviewer sent back and that were not sent to review again."""
        return self.filter(state=DraftState.DRAFT).exclude(reason="")

    def in_hand(self) -> Any:
        """Those that are being written and were not sent back."""
        return self.filter(state=DraftState.DRAFT, reason="")

    def opened(self) -> Any:
        """Those that somebody saved or sent to review; not those that an import made and nobody opened yet."""
        return self.exclude(saved_at=None, sent_at=None)

    def with_contributor(self, user: Any) -> Any:
        """Those that the user worked on."""
        return self.filter(models.Exists(_contributions(user)))

    def without_contributor(self, user: Any) -> Any:
        """Those that the user did not work on."""
        return self.filter(~models.Exists(_contributions(user)))


def _contributions(user: Any) -> Any:
    return Draft.contributors.through._default_manager.filter(draft=models.OuterRef("pk"), user=user.pk)


def _index_of_events(*fields: str) -> models.Index:
    """An index of the events of drafts by a time, for the page of all activity; most have no such time."""
    time = fields[-1].removeprefix("-")
    name = f"curation_draftevent_{'by_' if len(fields) > 1 else ''}{time}"[:30]
    return models.Index(fields=fields, condition=Q(**{f"{time}__isnull": False}), name=name)


@track(
    indexes=(
        models.Index(fields=["entry_type", "entry_id"], name="curation_draftevent_entry"),
        *(_index_of_events(f"-{step}_at") for step in ("saved", "sent", "decided")),
        *(_index_of_events(f"{step}_by", f"-{step}_at") for step in ("saved", "sent", "decided")),
    )
)
class Draft(OfEntry):
    """The work on a new entry, or on changes to a published one, from the first save to publication."""

    state = models.CharField(max_length=20, choices=DraftState, default=DraftState.DRAFT)
    snapshot = models.JSONField(
        encoder=DjangoJSONEncoder,
        help_text="The entry as it was last saved. Until it is first published its own row says the same.",
    )
    started_from = models.JSONField(
        null=True,
        encoder=DjangoJSONEncoder,
        help_text="The published entry as it was when work began. Empty for an entry that never was.",
    )
    contributors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", help_text="Who worked on it: they do not review it."
    )
    note = models.TextField("what changes, and why", blank=True, help_text="The notes of all who wrote one.")
    notes = models.JSONField(default=dict, db_default={}, blank=True, help_text="The note of each person, by key.")
    reason = models.TextField(blank=True, help_text="Why it was sent back or discarded.")
    started_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(null=True, help_text="When somebody last saved it; empty where only an import did.")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True, help_text="When it was last sent to review.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, help_text="When it was sent back, published or discarded.")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who was asked to review it; never somebody who worked on it.",
    )
    assigned_at = models.DateTimeField(null=True, help_text="When that reviewer was asked.")
    due_on = models.DateField(null=True, help_text="The day by which it should be reviewed.")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        default_permissions = ()
        constraints = [
            closed_set("state", DraftState),
            models.UniqueConstraint(
                fields=["entry_type", "entry_id"], condition=Q(state__in=OPEN), name="curation_draft_one_open"
            ),
        ]
        indexes = [models.Index(fields=["entry_type", "entry_id"], name="curation_draft_entry")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.entry}"

    def note_of(self, user: Any) -> str:
        """What one person wrote about the changes."""
        return str(self.notes.get(str(user.pk), ""))

    def add_note(self, by: Any, note: str) -> None:
        """Puts the note of a person, None for a release of the base, in place of their earlier one.

        An empty note takes that back.
        """
        notes = {**self.notes, str(by.pk if by else ""): note}
        self.notes = {key: said for key, said in notes.items() if said}
        self.note = "\n".join(dict.fromkeys(self.notes.values()))

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_in_review(self) -> bool:
        return self.state == DraftState.IN_REVIEW

    @property
    def was_sent_back(self) -> bool:
        return self.state == DraftState.DRAFT and bool(self.reason)


track_links(Draft, "contributors")


class PublishedVersionQuerySet(OfEntryQuerySet):
    """Published versions."""

    def newest_of(self, entry: Entry) -> "PublishedVersion | None":
        """The last version of an entry; None where none was kept."""
        return self.of(entry).order_by("-number").first()


class PublishedVersion(OfEntry):
    """An entry as it was published, with an address of its own."""

    number = models.PositiveIntegerField(help_text="1 for the first, and so on.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, help_text="What changed, and why, as the public may read it.")
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    words = models.JSONField(
        encoder=DjangoJSONEncoder, help_text="What it said, in words that later changes elsewhere do not touch."
    )
    changed = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        help_text="The columns, links and parts in which it differs from the version before it; none in the first.",
    )
    withdrawn_at = models.DateTimeField(
        null=True, help_text="When the entry was withdrawn, if this was the newest version then."
    )

    objects = PublishedVersionQuerySet.as_manager()

    class Meta:
        ordering = ["entry_type", "entry_id", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["entry_type", "entry_id", "number"], name="curation_version_number_unique")
        ]
        indexes = [
            models.Index(fields=["-published_at"], name="curation_version_newest"),
            models.Index(fields=["published_by", "-published_at"], name="curation_version_by"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.entry}"

    def get_absolute_url(self) -> str:
        """The address of this version; only entries with a page of their own have one."""
        entry: Any = self.entry
        return f"{entry.get_absolute_url()}versions/{self.number}/"
