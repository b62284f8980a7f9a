"""The desk: a curator's work to do, on the admin index."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Value, When, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_safe

from caching.query_cache import QueryCache
from curation import link_checks, workflow
from curation.admin_base.filters import ListedFilter
from curation.admin_base.pages import admin_address, admin_page
from curation.entry_admin import EntryAdmin, Gap
from curation.entry_words import person_name
from curation.models import BulkAction, Draft, DraftState, Entry, LinkCheck, PublishedVersion, Status
from curation.models.entries import DUE_SOON
from curation.snapshots import name_in, referenced_rows
from lists.wording import counted, day_in_words

#: The most items of a section on the desk; each section has a page of its own with all.
MAX_SHOWN = 6
PAGE_SIZE = 50

Item = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A section of the desk that lists drafts or published versions."""

    name: str  # in its address
    heading: str
    empty: str  # shown if there are no rows
    rows: Callable[["Desk"], Any]
    item: Callable[[Any], Item]  # from a row; see Desk.items


@dataclass(frozen=True)
class Waiting:
    """A section of the desk that another app adds, with what waits for a user there."""

    heading: str
    items: Callable[[Any], list[Item]]  # of a user, newest first, at most MAX_SHOWN; see Desk.items


#: Apps add their sections here, in their admin module.
WAITING: list[Waiting] = []


class Desk:
    """The desk of the request's user; ``admins`` holds the admin of each kind of entry that they may change."""

    def __init__(self, request: HttpRequest, site: Any) -> None:
        self.user: Any = request.user
        registered = sorted(site._registry.items(), key=lambda each: getattr(each[1], "index_position", 0))
        self.admins: dict[Any, EntryAdmin] = {
            model: model_admin
            for model, model_admin in registered
            if issubclass(model, Entry) and workflow.has_right(self.user, "change", model)
        }
        # Counts are the same for everybody.
        self._cache = QueryCache()
        types = ContentType.objects.get_for_models(*self.admins)
        self._types = list(types.values())
        self._publishable = [kind for each, kind in types.items() if workflow.has_right(self.user, "publish", each)]

    # Querysets

    def drafts(self) -> Any:
        """Drafts of entries that the user may change, without their content."""
        drafts = Draft.objects.filter(entry_type__in=self._types).defer("snapshot", "started_from")
        drafts = drafts.annotate(drafted_fields=F("snapshot__fields"))
        return drafts.select_related("saved_by", "sent_by", "decided_by", "reviewer")

    def my_drafts(self) -> Any:
        """The user's drafts that are not in review: those sent back first, then the newest."""
        sent_back_first = Case(When(reason="", then=Value(1)), default=Value(0))
        mine = self.drafts().opened().with_contributor(self.user).filter(state=DraftState.DRAFT)
        return mine.order_by(sent_back_first, "-saved_at", "-pk")

    def waiting_for_me(self) -> Any:
        """The drafts that the user reviews: first what they were asked for, then the oldest."""
        return self.drafts().waiting_for(self.user, self._publishable)

    def in_review(self) -> Any:
        """The user's drafts that are in review, oldest first."""
        return self.drafts().in_review().with_contributor(self.user).order_by("sent_at", "pk")

    def published(self) -> Any:
        versions = PublishedVersion.objects.filter(entry_type__in=self._types).order_by("-published_at", "-pk")
        return versions.select_related("published_by").defer("snapshot", "words")

    # Template context

    def items(self, wanted: list[tuple[Section, list[Any]]]) -> dict[str, list[Item]]:
        """The items for some rows of each section, by its name, with one query for each kind of entry.

        Returns::

            {"drafts": [{"name": "HEEC-ES-1 Train staff", "href": "/admin/…", "kind": "recommendation",
                         "says": "sent …", "reason": "…", "tag": "draft", "tag_text": "Draft",
                         "public_name": "HEEC-ES-1 Train all staff", where it is another}, …], …}
        """
        # Of drafts and published versions together, which both have an entry.
        prefetch_related_objects([row for _, rows in wanted for row in rows], "entry")
        return {
            section.name: [entry_item(row.entry) | section.item(row) for row in rows if row.entry is not None]
            for section, rows in wanted
        }

    def context(self) -> dict[str, Any]:
        """The whole desk.

        Returns::

            {"sections": [{"name": …, "heading": …, "empty": …, "total": 14, "all": "/admin/…", "items": […]}, …],
             "due": {"overdue": […], "soon": […], "items": […]},
             "gaps": [{"text": "Studies without findings", "count": 3, "href": "/admin/…?…"}, …],
             "links": {"broken": 2, "moved": 5, "checked": datetime, "items": […]},
             "waiting": [{"heading": "Imported …", "items_waiting": [{"name": …, "href": …, "says": …}, …]}, …],
             "undoable": [BulkAction, …]}
        """
        newest = [(section, list(section.rows(self)[: MAX_SHOWN + 1])) for section in SECTIONS]
        items = self.items(newest)
        sections = []
        for section, rows in newest:
            total = len(rows) if len(rows) <= MAX_SHOWN else section.rows(self).count()
            shown = {"all": reverse("admin:desk", args=[section.name]), "items": items[section.name][:MAX_SHOWN]}
            sections.append(vars(section) | {"total": total, **shown})
        return {
            "sections": sections,
            "due": self.due(),
            "gaps": self.gaps(),
            "links": self.links(MAX_SHOWN),
            "waiting": [{"heading": each.heading, "items_waiting": each.items(self.user)} for each in WAITING],
            "undoable": list(BulkAction.objects.that_can_be_undone_by(self.user)[:MAX_SHOWN]),
        }

    def due(self) -> dict[str, Any]:
        """The reviews that are due: counts for each kind of entry, and the most overdue entries.

        Returns::

            {"overdue": [{"text": "3 studies", "href": …}, …], "soon": […], "items": [{"name": …, "says": …}, …]}
        """
        today = timezone.localdate()
        numbers = {
            "overdue": Count("pk", filter=Q(review_due_on__lt=today)),
            "soon": Count("pk", filter=Q(review_due_on__gte=today)),
        }
        counts: dict[str, list[Item]] = {name: [] for name in numbers}
        queries: list[Any] = []
        for place, model in enumerate(self.admins):
            published = model._base_manager.order_by().filter(status=Status.PUBLISHED)
            planned = published.filter(review_due_on__lte=today + DUE_SOON)
            found = self._cache.get(("desk: due", model, today), partial(planned.aggregate, **numbers))
            for name, some in counts.items():
                if found[name]:
                    query = {"status__exact": Status.PUBLISHED.value, "review": name}
                    some.append({"text": counted(found[name], model), "href": list_address(model, query)})
            overdue = published.filter(review_due_on__lt=today).annotate(kind_at=Value(place))
            queries.append(overdue.values_list("kind_at", "pk", "review_due_on"))
        models = list(self.admins)
        longest = list(queries[0].union(*queries[1:], all=True).order_by("review_due_on", "kind_at", "pk")[:MAX_SHOWN])
        keys: dict[Any, set[Any]] = defaultdict(set)
        for place, key, _ in longest:
            keys[models[place]].add(key)
        entries = referenced_rows(keys)
        items = [
            entry_item(entries[models[place]][key]) | {"says": f"was due on {day_in_words(day)}"}
            for place, key, day in longest
        ]
        return {**counts, "items": items}

    def gaps(self) -> list[dict[str, Any]]:
        """The gaps in published entries, with counts and links to the filtered lists."""
        return [
            {
                "text": gap.text,
                "count": self._cache.get(("desk: gap", model, gap.text), in_list(model_admin, gap).count),
                "href": list_address(model, gap.query),
            }
            for model, model_admin in self.admins.items()
            for gap in model_admin.gaps
        ]

    def links(self, most: int | None = None) -> dict[str, Any]:
        """The broken and moved addresses in entries of the user, at most ``most`` of each.

        Returns::

            {"broken": 2, "moved": 5, "checked": datetime | None, "items": [{"address": …, "says": …, "entries": […]}],
             "moves": […]}
        """
        found = list(LinkCheck.objects.broken()) + list(LinkCheck.objects.moved())
        entries = link_checks.entries_with(check.address for check in found)
        items: dict[str, list[Item]] = {"broken": [], "moved": []}
        for check in found:
            mine = [entry_item(entry) for entry in entries.get(check.address, []) if type(entry) in self.admins]
            if mine:
                says = [check.problem.rstrip(".")] if check.problem else []
                if check.failing_since:
                    says.append(f"since {day_in_words(timezone.localdate(check.failing_since))}")
                item = {"address": check.address, "says": ", ".join(says), "moved_to": check.moved_to, "entries": mine}
                items[check.state].append(item)
        newest = LinkCheck.objects.order_by("-checked_at").values_list("checked_at", flat=True).first()
        counts = {state: len(some) for state, some in items.items()}
        return {**counts, "checked": newest, "items": items["broken"][:most], "moves": items["moved"][:most]}


def entry_item(entry: Any) -> Item:
    """The name, admin address and kind of an entry, for an item."""
    return {"name": str(entry), "href": admin_address(entry), "kind": str(entry._meta.verbose_name)}


def list_address(model: Any, query: dict[str, str]) -> str:
    """The address of a kind's filtered list in the admin."""
    return f"{admin_address(model, 'changelist')}?{urlencode(query)}"


def in_list(model_admin: EntryAdmin, gap: Gap) -> QuerySet:
    """The rows that the admin's list shows for a gap's query."""
    rows: QuerySet = model_admin.model._base_manager.order_by()
    filters = {
        each.parameter_name: each
        for each in model_admin.list_filter
        if isinstance(each, type) and issubclass(each, ListedFilter)
    }
    for name, value in gap.query.items():
        rows = filters[name].narrowed(rows, value) if name in filters else rows.filter(**{name: value})
    return rows


def _who_and_when(what: str, by: Any, at: Any) -> str:
    return f"{what} by {person_name(by, 'a command')}, {ago(at)}" if at else ""


def _tag(entry: Any) -> str:
    return "Changes" if entry.is_edited_beside else "New"


def _named_as_drafted(draft: Any) -> Item:
    """The name of a draft beside what the public sees, with the public one, where they differ."""
    entry = draft.entry
    name = name_in(entry, draft.drafted_fields) if entry.is_edited_beside else str(entry)
    return {"name": name, "public_name": str(entry)} if name != str(entry) else {}


def _my_draft(draft: Draft) -> Item:
    named = _named_as_drafted(draft)
    if draft.was_sent_back:
        says = _who_and_when("sent back", draft.decided_by, draft.decided_at)
        return {**named, "tag": "sent-back", "tag_text": "Sent back", "says": says, "reason": draft.reason}
    says = _who_and_when("saved", draft.saved_by, draft.saved_at)
    return {**named, "tag": "draft", "tag_text": _tag(draft.entry), "says": says}


def _in_review(draft: Draft) -> Item:
    entry: Any = draft.entry
    says = [_who_and_when("sent", draft.sent_by, draft.sent_at)]
    if draft.reviewer:
        says.append(f"{person_name(draft.reviewer)} was asked")
    if draft.due_on:
        says.append(f"due on {day_in_words(draft.due_on)}")
    told = {"tag": "in-review", "tag_text": _tag(entry), "says": ", ".join(says), "note": draft.note}
    return _named_as_drafted(draft) | told | {"href": admin_address(entry, "review")}


def _version(version: PublishedVersion) -> Item:
    by = f" by {person_name(version.published_by)}" if version.published_by_id else ""
    says = f"version {version.number}{by}, {day_in_words(timezone.localdate(version.published_at))}"
    tag = "New" if version.number == 1 else "Changed"
    return {"tag": "published", "tag_text": tag, "says": says, "note": version.note}


def ago(at: Any) -> str:
    """How long ago a time was, in its largest unit."""
    return f"{timesince(at, depth=1)} ago"


SECTIONS = (
    Section("drafts", "My drafts", "You have no open drafts.", Desk.my_drafts, _my_draft),
    Section(
        "to-review", "Waiting for my review", "There is nothing for you to review.", Desk.waiting_for_me, _in_review
    ),
    Section("in-review", "My work in review", "None of your work is waiting for review.", Desk.in_review, _in_review),
    Section("published", "Recently published", "Nothing has been published yet.", Desk.published, _version),
)


def desk_of(request: HttpRequest, site: Any) -> dict[str, Any] | None:
    """The desk's context; None for a user who may change no entries."""
    desk = Desk(request, site)
    return desk.context() if desk.admins else None


@require_safe
def section_view(request: HttpRequest, name: str, site: Any) -> HttpResponse:
    """All of one section of the desk, in pages."""
    desk = Desk(request, site)
    if not desk.admins:
        raise PermissionDenied
    if name == "links":
        return admin_page(request, site, "admin/desk_links.html", {"title": "Links", "links": desk.links()})
    section = next((each for each in SECTIONS if each.name == name), None)
    if section is None:
        raise Http404(f"The desk has no section “{name}”.")
    page = Paginator(section.rows(desk), PAGE_SIZE).get_page(request.GET.get("page"))
    items = desk.items([(section, list(page))])[section.name]
    context = {"title": section.heading, "section": section, "page": page, "items": items}
    return admin_page(request, site, "admin/desk_section.html", context)
