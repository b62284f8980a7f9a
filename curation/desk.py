"""The desk: what a curator's work is today, on the admin's first page."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_safe

from curation import link_checks, workflow
from curation.admin_base.addresses import admin_address
from curation.admin_base.filters import ListedFilter
from curation.entry_admin import EntryAdmin, Gap
from curation.models import BulkAction, Draft, DraftState, Entry, LinkCheck, PublishedVersion, Status
from curation.models.entries import DUE_SOON
from lists.query_cache import UnchangedReads
from lists.wording import counted, day_in_words

#: As many of each section stand on the desk; the rest is a link away.
SHOWN = 6
A_PAGE = 50

Item = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A part of the desk that lists work.

    Attributes:
        name: How its address names it.
        heading: What it is called.
        empty: What stands there while there is nothing.
        rows: What it lists, of the desk that it is on.
        item: How a row, with its entry, shows; see :meth:`Desk.section`.
    """

    name: str
    heading: str
    empty: str
    rows: Callable[["Desk"], Any]
    item: Callable[[Any, Any], Item]


@dataclass(frozen=True)
class Waiting:
    """A part of the desk that an app adds: what waits for a person there.

    Attributes:
        heading: What it is called.
        items: What waits for a person, the newest first, :data:`SHOWN` at most; see :meth:`Desk.section`.
    """

    heading: str
    items: Callable[[Any], list[Item]]


#: What apps added; each adds its own where its admin is defined.
WAITING: list[Waiting] = []


class Desk:
    """What a person may work on, and what there is to do.

    Attributes:
        kinds: The kinds of entries that they may change, each with its admin; without any they have no desk.
    """

    def __init__(self, request: HttpRequest, site: Any) -> None:
        self.request = request
        self.user: Any = request.user
        registered = sorted(site._registry.items(), key=lambda each: getattr(each[1], "index_position", 0))
        self.kinds: dict[Any, EntryAdmin] = {
            model: model_admin
            for model, model_admin in registered
            if issubclass(model, Entry) and workflow.has_right(request.user, "change", model)
        }
        # Counts of whole tables, which are the same for everybody.
        self._reads = UnchangedReads()
        types = ContentType.objects.get_for_models(*self.kinds)
        self._types = {kind.pk: model for model, kind in types.items()}
        self._publishable = [
            kind.pk for model, kind in types.items() if workflow.has_right(self.user, "publish", model)
        ]

    # What there is

    def drafts(self) -> Any:
        """Open drafts of what the person may change, without what they say."""
        return (
            Draft.objects.filter(entry_type__in=self._types)
            .select_related("saved_by", "sent_by", "decided_by")
            .defer("snapshot", "started_from")
        )

    def my_drafts(self) -> Any:
        """Those that the person worked on and that nobody reviews now: first what was sent back, then the newest."""
        sent_back_first = Case(When(reason="", then=Value(1)), default=Value(0))
        mine = self.drafts().with_contributor(self.user).filter(state=DraftState.DRAFT)
        return mine.order_by(sent_back_first, "-saved_at", "-pk")

    def waiting_for_me(self) -> Any:
        """Those that the person may review, the oldest first."""
        others = self.drafts().in_review().filter(entry_type__in=self._publishable).without_contributor(self.user)
        return others.order_by("sent_at", "pk")

    def in_review_by_others(self) -> Any:
        """Those of the person's that wait for somebody else, the oldest first."""
        return self.drafts().in_review().with_contributor(self.user).order_by("sent_at", "pk")

    def published(self) -> Any:
        """What was published, the newest first."""
        versions = PublishedVersion.objects.filter(entry_type__in=self._types).order_by("-published_at", "-pk")
        return versions.select_related("published_by").defer("snapshot", "words")

    # How it shows

    def section(self, section: Section, rows: Any) -> list[Item]:
        """Rows of a section with their entries, which are read in one query a kind.

        Returns::

            [{"name": "HEEC-ES-1 Train staff", "href": "/admin/…", "kind": "recommendation", "says": "sent …",
              "reason": "…", "tag": "draft", "tag_text": "Draft"}, …]
        """
        return self.sections([(section, list(rows))])[section.name]

    def sections(self, wanted: list[tuple[Section, list[Any]]]) -> dict[str, list[Item]]:
        """The same for several sections at once."""
        keys: dict[Any, set[Any]] = defaultdict(set)
        for _, rows in wanted:
            for row in rows:
                keys[self._types[row.entry_type_id]].add(row.entry_id)
        entries = {model: model._base_manager.in_bulk(some) for model, some in keys.items()}
        found: dict[str, list[Item]] = {}
        for section, rows in wanted:
            pairs = ((row, entries[self._types[row.entry_type_id]].get(row.entry_id)) for row in rows)
            found[section.name] = [
                {**named(entry), **section.item(row, entry)} for row, entry in pairs if entry is not None
            ]
        return found

    def context(self) -> dict[str, Any]:
        """The whole desk.

        Returns::

            {
                "sections": [{"name": …, "heading": …, "empty": …, "total": 14, "all": "/admin/…", "items": […]}, …],
                "due": {"overdue": […], "soon": […], "items": […]},
                "gaps": [{"text": "Studies without findings", "count": 3, "href": "/admin/…?…"}, …],
                "links": {"broken": 2, "moved": 5, "checked": datetime, "items": […]},
                "waiting": [{"heading": "Imported …", "items_waiting": [{"name": …, "href": …, "says": …}, …]}, …],
                "undoable": [BulkAction, …],
            }
        """
        newest = [(section, list(section.rows(self)[: SHOWN + 1])) for section in SECTIONS]
        items = self.sections(newest)
        sections = []
        for section, rows in newest:
            # Mostly all of a section is on the desk, and need not be counted.
            total = len(rows) if len(rows) <= SHOWN else section.rows(self).count()
            sections.append(
                {
                    "name": section.name,
                    "heading": section.heading,
                    "empty": section.empty,
                    "total": total,
                    "all": reverse("admin:desk", args=[section.name]),
                    "items": items[section.name][:SHOWN],
                }
            )
        return {
            "sections": sections,
            "due": self.due(),
            "gaps": self.gaps(),
            "links": self.links(SHOWN),
            "waiting": [{"heading": each.heading, "items_waiting": each.items(self.user)} for each in WAITING],
            "undoable": list(BulkAction.objects.that_can_be_undone_by(self.user)[:SHOWN]),
        }

    def due(self) -> dict[str, Any]:
        """What is to be checked against its source: how much of each kind, and what is most overdue.

        Returns::

            {"overdue": [{"text": "3 studies", "href": …}, …], "soon": […], "items": [{"name": …, "says": …}, …]}
        """
        today = timezone.localdate()
        counts: dict[str, list[Item]] = {"overdue": [], "soon": []}
        queries: list[Any] = []
        for model in self.kinds:
            rows = model._base_manager.order_by()
            planned = rows.filter(status=Status.PUBLISHED, review_due_on__lte=today + DUE_SOON)
            found = self._reads.get(
                ("desk: due", model, today),
                partial(
                    planned.aggregate,
                    overdue=Count("pk", filter=Q(review_due_on__lt=today)),
                    soon=Count("pk", filter=Q(review_due_on__gte=today)),
                ),
            )
            for name, some in counts.items():
                if found[name]:
                    query = {"status__exact": Status.PUBLISHED.value, "review": name}
                    some.append({"text": counted(found[name], model), "href": list_address(model, query)})
            queries.append(
                rows.filter(status=Status.PUBLISHED, review_due_on__lt=today)
                .annotate(kind_at=Value(len(queries)))
                .values_list("kind_at", "pk", "review_due_on")
            )
        models = list(self.kinds)
        longest = list(queries[0].union(*queries[1:], all=True).order_by("review_due_on", "kind_at", "pk")[:SHOWN])
        keys: dict[Any, list[Any]] = defaultdict(list)
        for place, key, _ in longest:
            keys[models[place]].append(key)
        entries = {model: model._base_manager.in_bulk(some) for model, some in keys.items()}
        items = [
            {**named(entries[models[place]][key]), "says": f"was due on {day_in_words(day)}"}
            for place, key, day in longest
        ]
        return {**counts, "items": items}

    def gaps(self) -> list[dict[str, Any]]:
        """What published entries lack: how many lack it, and the list of exactly these."""
        return [
            {
                "text": gap.text,
                "count": self._reads.get(("desk: gap", model, gap.text), in_list(model_admin, gap).count),
                "href": list_address(model, gap.query),
            }
            for model, model_admin in self.kinds.items()
            for gap in model_admin.gaps
        ]

    def links(self, most: int | None = None) -> dict[str, Any]:
        """The addresses that lead nowhere or elsewhere, with the entries that point to them.

        Returns::

            {"broken": 2, "moved": 5, "checked": datetime | None, "items": [{"address": …, "says": …, "entries": […]}],
             "moves": […]}
        """
        found = list(LinkCheck.objects.broken()) + list(LinkCheck.objects.moved())
        entries = link_checks.entries_with(check.address for check in found)
        items: dict[str, list[Item]] = {"broken": [], "moved": []}
        for check in found:
            mine = [entry for entry in entries.get(check.address, []) if type(entry) in self.kinds]
            if mine:
                since = ""
                if check.failing_since:
                    since = f"since {day_in_words(timezone.localdate(check.failing_since))}"
                items[check.state].append(
                    {
                        "address": check.address,
                        "says": ", ".join(filter(None, [check.problem.rstrip("."), since])),
                        "moved_to": check.moved_to,
                        "entries": [named(entry) for entry in mine],
                    }
                )
        newest = LinkCheck.objects.order_by("-checked_at").values_list("checked_at", flat=True).first()
        return {
            "broken": len(items["broken"]),
            "moved": len(items["moved"]),
            "checked": newest,
            "items": items["broken"][:most],
            "moves": items["moved"][:most],
        }


def named(entry: Any) -> Item:
    """An entry as the desk names it."""
    return {"name": str(entry), "href": admin_address(entry), "kind": str(entry._meta.verbose_name)}


def list_address(model: Any, query: dict[str, str]) -> str:
    """The admin's list of a kind, filtered."""
    options = model._meta
    return f"{reverse(f'admin:{options.app_label}_{options.model_name}_changelist')}?{urlencode(query)}"


def in_list(model_admin: EntryAdmin, gap: Gap) -> QuerySet:
    """The rows that the admin's list shows for the query of a gap."""
    rows: QuerySet = model_admin.model._base_manager.order_by()
    filters = {
        each.parameter_name: each
        for each in model_admin.list_filter
        if isinstance(each, type) and issubclass(each, ListedFilter)
    }
    for name, value in gap.query.items():
        rows = filters[name].narrowed(rows, value) if name in filters else rows.filter(**{name: value})
    return rows


def who(person: Any) -> str:
    """What a person is called; nobody in particular for what a command did."""
    return str(person.get_full_name() or person.get_username()) if person else "a command"


def _my_draft(draft: Draft, entry: Any) -> Item:
    if draft.was_sent_back:
        says = f"sent back by {who(draft.decided_by)}" + (f", {ago(draft.decided_at)}" if draft.decided_at else "")
        return {"tag": "sent-back", "tag_text": "Sent back", "says": says, "reason": draft.reason}
    saved = f"saved by {who(draft.saved_by)}, {ago(draft.saved_at)}" if draft.saved_at else ""
    return {"tag": "draft", "tag_text": "Changes" if entry.is_edited_beside else "New", "says": saved}


def _in_review(draft: Draft, entry: Any) -> Item:
    sent = f"sent by {who(draft.sent_by)}, {ago(draft.sent_at)}" if draft.sent_at else ""
    tag = "Changes" if entry.is_edited_beside else "New"
    return {"tag": "in-review", "tag_text": tag, "says": sent, "note": draft.note}


def _version(version: PublishedVersion, entry: Any) -> Item:
    by = f" by {who(version.published_by)}" if version.published_by_id else ""
    says = f"version {version.number}{by}, {day_in_words(timezone.localdate(version.published_at))}"
    return {
        "tag": "published",
        "tag_text": "New" if version.number == 1 else "Changed",
        "says": says,
        "note": version.note,
    }


def ago(at: Any) -> str:
    """How long ago something was, in its largest unit."""
    return f"{timesince(at, depth=1)} ago"


SECTIONS = (
    Section("drafts", "My drafts", "You have no open drafts.", Desk.my_drafts, _my_draft),
    Section("to-review", "Waiting for my review", "Nothing waits for your review.", Desk.waiting_for_me, _in_review),
    Section(
        "in-review",
        "In review by others",
        "Nothing of yours waits for a reviewer.",
        Desk.in_review_by_others,
        _in_review,
    ),
    Section("published", "Recently published", "Nothing was published yet.", Desk.published, _version),
)


def desk_of(request: HttpRequest, site: Any) -> dict[str, Any] | None:
    """The desk of who asks; none for who may change no entries."""
    desk = Desk(request, site)
    return desk.context() if desk.kinds else None


@require_safe
def section_view(request: HttpRequest, name: str, site: Any) -> HttpResponse:
    """All of one section of the desk, page by page."""
    desk = Desk(request, site)
    if not desk.kinds:
        raise PermissionDenied
    if name == "links":
        return _page(request, site, "admin/desk_links.html", {"title": "Links", "links": desk.links()})
    section = next((each for each in SECTIONS if each.name == name), None)
    if section is None:
        raise Http404(f"The desk has no section “{name}”.")
    page = Paginator(section.rows(desk), A_PAGE).get_page(request.GET.get("page"))
    context = {"title": section.heading, "section": section, "page": page, "items": desk.section(section, page)}
    return _page(request, site, "admin/desk_section.html", context)


def _page(request: HttpRequest, site: Any, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = site.name
    return TemplateResponse(request, template, {**site.each_context(request), **context})
