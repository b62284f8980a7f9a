"""What waits for review: by document, whose it is, and by when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from curation import workflow
from curation.admin_base.forms import FutureDateField
from curation.admin_base.pages import admin_address, admin_page
from curation.entry_words import person_name
from curation.models import Draft, Entry
from curation.rights import reviewers_of
from curation.snapshots import name_in
from lists.wording import counted

PAGE_SIZE = 50
#: The most drafts that are sorted by their documents.
LONGEST = 2_000


def types_with(user: Any, action: str) -> list[ContentType]:
    """The kinds of entry with which a person may do something."""
    models = [
        model for model in apps.get_models() if issubclass(model, Entry) and workflow.has_right(user, action, model)
    ]
    return list(ContentType.objects.get_for_models(*models).values())


def waiting_for(user: Any) -> Any:
    """The drafts that a person reviews, in the order in which the desk shows them."""
    return Draft.objects.waiting_for(user, types_with(user, "publish")).defer("snapshot", "started_from")


def documents_of(drafts: Iterable[Draft]) -> dict[Any, Entry]:
    """The documents that the drafts' entries are taken from, by the drafts' keys, where there is one."""
    by_kind: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for draft in drafts:
        by_kind[draft.entry_type_id][draft.entry_id] = draft.pk
    found: dict[Any, Entry] = {}
    for kind, of_entry in by_kind.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        found |= {of_entry[key]: document for key, document in model.documents(of_entry).items()}
    return found


def next_after(draft: Draft, user: Any) -> Any:
    """The entry that a person reviews next: of the same document first; None if nothing else waits for them."""
    waiting = list(waiting_for(user).exclude(pk=draft.pk)[:LONGEST])
    documents = documents_of([draft, *waiting])
    same = (each for each in waiting if draft.pk in documents and documents.get(each.pk) == documents[draft.pk])
    following = next(same, waiting[0] if waiting else None)
    return following.entry if following else None


# The page


@dataclass(frozen=True)
class Shown:
    """What the queue can show."""

    name: str  # in the address
    label: str
    empty: str


SHOWN = (
    Shown("mine", "Mine to review", "There is nothing for you to review."),
    Shown("all", "All", "Nothing waits for review."),
    Shown("overdue", "Overdue", "No review is overdue."),
)


class AssignForm(forms.Form):
    """Whom to ask for the reviews of some drafts, and by when; what is left empty stays as it is."""

    reviewer = forms.ChoiceField(label="Reviewer", required=False)
    due_on = FutureDateField(label="Review by", required=False)

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(key, person_name(person)) for key, person in self.people.items()]
        field: Any = self.fields["reviewer"]
        field.choices = [("", "Leave as it is"), ("nobody", "Whoever comes first"), *named]

    def assign(self, draft: Draft, *, by: Any) -> None:
        """Asks for the review of one draft; raises NotPossible."""
        chosen = self.cleaned_data["reviewer"]
        reviewer = self.people.get(chosen) if chosen else draft.reviewer
        entry: Any = draft.entry
        workflow.assign(entry, by=by, reviewer=reviewer, due_on=self.cleaned_data["due_on"] or draft.due_on)


class Queue:
    """The drafts in review of the kinds that a person may change."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.types = types_with(user, "change")
        publishable = types_with(user, "publish")
        in_review = Draft.objects.in_review().filter(entry_type__in=self.types)
        self.rows = {
            "mine": Draft.objects.waiting_for(user, publishable),
            "all": in_review.order_by(F("due_on").asc(nulls_last=True), "sent_at", "pk"),
            "overdue": in_review.filter(due_on__lt=timezone.localdate()).order_by("due_on", "sent_at", "pk"),
        }

    def by_document(self, show: str) -> list[tuple[Entry | None, list[Draft]]]:
        """The drafts of each document, those that belong to none last; the most urgent documents first."""
        rows = self.rows[show].select_related("sent_by", "reviewer").defer("snapshot", "started_from")
        rows = list(rows.annotate(drafted_fields=F("snapshot__fields"), open_comments=OPEN_COMMENTS)[:LONGEST])
        documents = documents_of(rows)
        groups: dict[Any, list[Draft]] = defaultdict(list)
        for draft in rows:
            groups[documents.get(draft.pk)].append(draft)
        return sorted(groups.items(), key=lambda group: group[0] is None)


OPEN_COMMENTS = Count("comments", filter=Q(comments__answer_to=None, comments__settled_at=None))


def queue_view(request: HttpRequest, site: Any) -> HttpResponse:
    """The queue, where reviewers and days are chosen for many drafts at once."""
    queue = Queue(request.user)
    if not queue.types:
        raise PermissionDenied
    people = {person.pk: person for kind in queue.types for person in reviewers_of(kind.model_class())}
    form = AssignForm(people.values(), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _assign(request, queue, form)
        return HttpResponseRedirect(request.get_full_path())
    show = next((each for each in SHOWN if each.name == request.GET.get("show")), SHOWN[0])
    groups = queue.by_document(show.name)
    document = request.GET.get("document", "")
    flat = [(of, draft) for of, drafts in groups for draft in drafts if document in ("", _key(of))]
    page = Paginator(flat, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": "Waiting for review",
        "shown": show,
        "filters": [{"name": each.name, "label": each.label, "count": queue.rows[each.name].count()} for each in SHOWN],
        "documents": [{"key": _key(of), "name": _name(of), "count": len(drafts)} for of, drafts in groups],
        "document": document,
        "page": page,
        "groups": _groups(page),
        "form": form,
    }
    return admin_page(request, site, "admin/review_queue.html", context)


def _assign(request: HttpRequest, queue: Queue, form: AssignForm) -> None:
    keys = [int(key) for key in request.POST.getlist("draft") if key.isdecimal() and len(key) < 19]
    drafts = list(queue.rows["all"].filter(pk__in=keys).select_related("reviewer"))
    done = 0
    for draft in drafts:
        try:
            form.assign(draft, by=request.user)
            done += 1
        except workflow.NotPossible as error:
            messages.error(request, str(error))
    if done:
        messages.success(request, f"Reviewer and day are set for {counted(done, Draft)}.")
    elif not drafts:
        messages.warning(request, "Tick the drafts that you choose a reviewer or a day for.")


def _key(document: Entry | None) -> str:
    return str(document.pk) if document else "none"


def _name(document: Entry | None) -> str:
    return str(document) if document else "Of no document"


def _groups(page: Any) -> list[dict[str, Any]]:
    """The drafts of a page under their documents: ``name`` and ``items_shown`` of each."""
    prefetch_related_objects([draft for _, draft in page], "entry")
    today = timezone.localdate()
    found: list[dict[str, Any]] = []
    for document, draft in page:
        entry: Any = draft.entry
        if not found or found[-1]["document"] != document:
            found.append({"document": document, "name": _name(document), "items_shown": []})
        name = name_in(entry, draft.drafted_fields) if entry.is_edited_beside else str(entry)
        found[-1]["items_shown"].append(
            {
                "draft": draft,
                "name": name,
                "public_name": str(entry) if name != str(entry) else "",
                "href": admin_address(entry, "review"),
                "kind": entry._meta.verbose_name,
                "is_new": not entry.is_edited_beside,
                "sent_by": person_name(draft.sent_by, "somebody"),
                "reviewer": person_name(draft.reviewer),
                "is_overdue": draft.due_on is not None and draft.due_on < today,
            }
        )
    return found
