"""The tables that keep what people did; each is a source of the list of all activity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, TextChoices, Value

from curation.log_entries import EXPORTED
from curation.models import BulkAction, Draft, DraftState, Entry, PublishedVersion

Expression = Any
NOTHING = Value("")


class Kind(TextChoices):
    """What somebody did, to filter by."""

    SIGN_INS = "sign-ins", "Sign-ins"
    FAILURES = "failures", "Failed sign-ins"
    ACCOUNTS = "accounts", "Accounts and rights"
    DRAFTS = "drafts", "Drafts saved"
    REVIEW = "review", "Review and publication"
    MANY = "many", "Actions on many entries"
    IMPORTS = "imports", "Imports"
    LISTS = "lists", "Lists that entries choose from"
    DELETIONS = "deletions", "Deletions"
    EXPORTS = "exports", "Lists exported"


@dataclass(frozen=True)
class Source:
    """A table, or some of its rows, each of which says that somebody did something."""

    rows: Callable[[], QuerySet]  # those whose time is set, in no order
    at: str  # the column of the time, which has an index where there are many rows
    kinds: Mapping[Kind, Callable[[], Q]]  # which of the rows are of each kind
    words: Callable[[str, str], str]  # what was done, from ``act`` and ``details``
    by: str = ""  # the foreign key of who did it
    by_name: str = ""  # or the column of their user name
    nobody: str = "the system"  # who it was where nobody is named
    entry: tuple[str, str] | None = None  # the columns of the type and the key of the row that it was done with
    is_row: bool = False  # it was done with the row itself
    name: Expression = NOTHING  # what the row was called then; the present name where that is empty
    act: Expression = NOTHING
    details: Expression = NOTHING


def _event_model() -> Any:
    return Draft._meta.get_field("events").related_model


def _steps(time: str) -> QuerySet:
    """The first event of a draft with each value of a time; further ones changed something else."""
    events = _event_model().objects
    earlier = {name: OuterRef(name) for name in ("pgh_obj", time)}
    return events.filter(~Exists(events.filter(**earlier, pgh_id__lt=OuterRef("pgh_id"))), **{f"{time}__isnull": False})


def with_reason(text: str, reason: str) -> str:
    """A sentence, with the reason that was given."""
    return f"{text}: {reason}" if reason else f"{text}."


def _decided(state: str, reason: str) -> str:
    return with_reason("Sent back" if state == DraftState.DRAFT else "Discarded the draft", reason)


def _host(address: str) -> str:
    """An address as PostgreSQL writes it, without the size of its network."""
    return address.partition("/")[0] or "an unknown address"


def _log_words(flag: str, message: str) -> str:
    if int(flag) == DELETION:
        return "Deleted."
    return LogEntry(action_flag=int(flag), change_message=message).get_change_message() or "Changed."


def _entry_types() -> list[int]:
    kinds = [model for model in apps.get_models() if issubclass(model, Entry)]
    return [each.pk for each in ContentType.objects.get_for_models(*kinds).values()]


def _account_types() -> list[int]:
    return [each.pk for each in ContentType.objects.get_for_models(User, Group).values()]


def _of_accounts() -> Q:
    # What has no row is an address that was unlocked.
    return Q(content_type__isnull=True) | Q(content_type__in=_account_types())


def _of_entries() -> Q:
    return Q(content_type__in=_entry_types())


def _deletions() -> Q:
    return Q(action_flag=DELETION, content_type__isnull=False) & ~Q(content_type__in=_account_types())


def _of_lists() -> Q:
    others = Q(content_type__isnull=False) & ~Q(content_type__in=[*_account_types(), *_entry_types()])
    return others & ~Q(action_flag=DELETION) & ~Q(change_message=EXPORTED)


def _logged() -> QuerySet:
    """Django's own log, without the forms of entries: their drafts say the same, and what came of them."""
    forms_of_entries = _of_entries() & Q(change_message__startswith="[") & ~Q(action_flag=DELETION)
    return LogEntry.objects.exclude(forms_of_entries)


def step_of_file(model: type[Model], words: str, at: str, by: str) -> Source:
    """The source of a step with uploaded files, such as their import."""
    rows = model._default_manager.filter(**{f"{at}__isnull": False})
    return Source(rows.all, at, {Kind.IMPORTS: Q}, lambda *_: words, by=by, is_row=True, name=F("file_name"))


OF_ENTRY = ("entry_type", "entry_id")

#: Apps add theirs here, in their admin module.
SOURCES: list[Source] = [
    Source(
        AccessLog.objects.all,
        "attempt_time",
        {Kind.SIGN_INS: Q},
        lambda _, address: f"Signed in from {_host(address)}.",
        by_name="username",
        nobody="somebody without an account",
        details=F("ip_address"),
    ),
    Source(
        AccessFailureLog.objects.all,
        "attempt_time",
        {Kind.FAILURES: Q},
        lambda _, address: f"Failed to sign in from {_host(address)}.",
        by_name="username",
        # What was typed for a name may be a password.
        nobody="a name without an account",
        details=F("ip_address"),
    ),
    Source(
        _logged,
        "action_time",
        {
            Kind.ACCOUNTS: _of_accounts,
            Kind.REVIEW: lambda: _of_entries() & Q(action_flag=CHANGE) & ~Q(change_message=EXPORTED),
            Kind.LISTS: _of_lists,
            Kind.DELETIONS: _deletions,
            Kind.EXPORTS: lambda: Q(change_message=EXPORTED),
        },
        _log_words,
        by="user",
        entry=("content_type", "object_id"),
        name=F("object_repr"),
        act=F("action_flag"),
        details=F("change_message"),
    ),
    Source(
        lambda: _steps("saved_at"),
        "saved_at",
        {Kind.DRAFTS: Q},
        lambda _, note: with_reason("Saved a draft", note),
        by="saved_by",
        entry=OF_ENTRY,
        details=F("note"),
    ),
    Source(
        lambda: _steps("sent_at"),
        "sent_at",
        {Kind.REVIEW: Q},
        lambda _, note: with_reason("Sent to review", note),
        by="sent_by",
        entry=OF_ENTRY,
        details=F("note"),
    ),
    Source(
        # What was published has a version.
        lambda: _steps("decided_at").exclude(state=DraftState.PUBLISHED),
        "decided_at",
        {Kind.REVIEW: Q},
        _decided,
        by="decided_by",
        entry=OF_ENTRY,
        act=F("state"),
        details=F("reason"),
    ),
    Source(
        PublishedVersion.objects.all,
        "published_at",
        {Kind.REVIEW: Q},
        lambda number, note: with_reason(f"Published version {number}", note),
        by="published_by",
        entry=OF_ENTRY,
        act=F("number"),
        details=F("note"),
    ),
    Source(
        BulkAction.objects.all,
        "done_at",
        {Kind.MANY: Q},
        lambda _, summary: with_reason("Did with many entries", summary),
        by="by",
        name=F("summary"),
        details=F("summary"),
    ),
    Source(
        lambda: BulkAction.objects.filter(undone_at__isnull=False),
        "undone_at",
        {Kind.MANY: Q},
        lambda _, summary: with_reason("Undid with many entries", summary),
        by="by",
        name=F("summary"),
        details=F("summary"),
    ),
]
