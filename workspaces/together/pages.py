"""The pages of a document's drafts: the list of them, each step with them, and what was done."""

from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from curation import workflow
from curation.admin_base.forms import FutureDateField, NoteField
from curation.admin_base.once import new_token, once, sent_before
from curation.admin_base.pages import admin_address, admin_page
from curation.editing.preview import public_page
from curation.models import Draft
from curation.vocabulary.drafts import in_words
from evidence.models import Source
from workspaces.together.drafts import OpenDraft, assess, chosen_from, drafts_of, lists_of
from workspaces.together.preview import preview_address, previewed
from workspaces.together.steps import STEPS, Together, take

#: The most drafts in one step: each is locked until all are done.
MAX_TOGETHER = 200
#: Where a session keeps which drafts are previewed, by document.
PREVIEWED = "drafts_previewed"

TICKED = {"all": "all", "draft": "those that are drafts", "in-review": "those in review", "none": "none"}


class TogetherForm(forms.Form):
    """What a step asks for."""

    note = NoteField(
        label="What changes, and why",
        required=False,
        help_text="A sentence for the reviewer, kept with each. After publication, the public can read it in their "
        "history.",
    )
    reason = NoteField(label="Why", help_text="Say what needs to change before they can be published.")
    review_due_on = FutureDateField(
        label="Check again by", help_text="The day by which somebody should compare them with the document again."
    )
    rest = forms.ChoiceField(
        label="If some are not possible",
        choices=[("none", "Leave all as they are"), ("leave", "Do the others")],
        initial="none",
        widget=forms.RadioSelect,
    )

    def __init__(self, step: Together, data: Any = None) -> None:
        super().__init__(data, initial={"review_due_on": timezone.localdate() + workflow.REVIEW_AFTER})
        self.fields = {name: field for name, field in self.fields.items() if name in step.asks}


def _source_or_404(request: HttpRequest, slug: str) -> Source:
    if not workflow.has_right(request.user, "change", Source):
        raise PermissionDenied
    return get_object_or_404(Source, slug=slug)


def together_address(source: Source) -> str:
    """The address of the page of a document's drafts."""
    return reverse("admin:workspace-drafts", args=[source.slug])


@require_http_methods(["GET", "HEAD", "POST"])
def together_view(request: HttpRequest, slug: str, site: Any) -> HttpResponse:
    """The drafts of a document, to be ticked; by POST, a step with those that are."""
    source = _source_or_404(request, slug)
    if request.method == "POST":
        return _step_posted(request, source, site)
    drafts = drafts_of(source, request.user)
    ticked = request.GET.get("tick", "all")
    context = {
        "title": f"Drafts of {source.short_title or source}",
        "rows": _rows(request, drafts, ticked),
        "ticked": [{"text": text, "href": f"?tick={name}", "is_now": name == ticked} for name, text in TICKED.items()],
        "too_many": len(drafts) > MAX_TOGETHER,
        "most": MAX_TOGETHER,
        "steps": [step for step in STEPS.values() if workflow.has_right(request.user, step.right, Source)],
    }
    return _page(request, site, source, "together", context)


def _rows(request: HttpRequest, drafts: list[OpenDraft], ticked: str) -> list[dict[str, Any]]:
    """The rows of the list; of more than can be done at once, only the first say what they lack."""
    try:
        assess(drafts[:MAX_TOGETHER])
    except workflow.NotPossible as error:
        messages.warning(request, f"What they lack cannot be said: {error}")
    names = {each.key: each.name for each in drafts}
    lists = lists_of(drafts)
    worked_on = Draft.objects.filter(pk__in=[each.draft.pk for each in drafts if each.draft])
    own = set(worked_on.with_contributor(request.user).values_list("pk", flat=True))
    return [
        {
            "each": each,
            "kind": each.entry._meta.verbose_name,
            "href": admin_address(each.entry),
            "state": "in-review" if each.is_in_review else "draft",
            "state_text": "In review" if each.is_in_review else "Changes" if each.entry.is_edited_beside else "New",
            "is_own": each.draft is not None and each.draft.pk in own,
            "rests_on": [names[other] for other in each.rests_on],
            "brings": in_words(lists[each.key]),
            "is_ticked": ticked == "all" or ticked == ("in-review" if each.is_in_review else "draft"),
        }
        for each in drafts
    ]


def _step_posted(request: HttpRequest, source: Source, site: Any) -> HttpResponse:
    # Of those that were there when the form was shown, with what was seen of each.
    seen = dict(value.rsplit("=", 1) for value in request.POST.getlist("entry") if "=" in value)
    again = HttpResponseRedirect(together_address(source))
    if sent := sent_before(request, request.POST.get("once", "")):
        return _done_page(source, sent.token)
    chosen = chosen_from(drafts_of(source, request.user), seen)
    if not chosen or len(chosen) > MAX_TOGETHER:
        messages.warning(request, f"Tick some of the drafts, {MAX_TOGETHER} at most.")
        return again
    if request.POST.get("step") == "preview":
        kept = request.session.get(PREVIEWED, {})
        request.session[PREVIEWED] = kept | {str(source.pk): [each.field_value for each in chosen]}
        return HttpResponseRedirect(preview_address(source, public_page(chosen[0].entry)))
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        messages.warning(request, "Choose what to do with them.")
        return again
    form = TogetherForm(step, request.POST if "confirm" in request.POST else None)
    if form.is_valid():
        choices = {"note": "", "reason": "", **form.cleaned_data, "seen": seen}
        try:
            sent = once(request, lambda: take(step, source, chosen, by=request.user, choices=choices))
        except workflow.NotPossible as error:
            messages.error(request, str(error))
            return again
        return _done_page(source, sent.token)
    context = {
        "title": f"{step.label}: {source.short_title or source}",
        "step": step,
        "form": form,
        "brings": in_words(list(dict.fromkeys(chain.from_iterable(lists_of(chosen).values())))),
        "chosen": [(each, f"{each.field_value}={seen[each.field_value]}") for each in chosen],
        "once": request.POST.get("once") or new_token(),
    }
    return _page(request, site, source, "together_step", context)


def _done_page(source: Source, token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:workspace-drafts-done", args=[source.slug, token]))


@require_safe
def done_view(request: HttpRequest, slug: str, token: str, site: Any) -> HttpResponse:
    """What a step did to each draft, to the person who took it."""
    source = _source_or_404(request, slug)
    sent = sent_before(request, token)
    if sent is None or not isinstance(sent.result, dict) or "entries" not in sent.result:
        messages.warning(request, "What was done then is not known any more. Below is what is left.")
        return HttpResponseRedirect(together_address(source))
    step, entries = STEPS[sent.result["step"]], sent.result["entries"]
    is_done, refused = sent.result["is_done"], [each for each in entries if each["is_refused"]]
    groups = [
        ("Done", "done", [each for each in entries if each["is_done"]]),
        ("Not possible", "refused", refused),
        ("Left as they are", "nothing", [each for each in entries if not each["is_done"] and not each["is_refused"]]),
    ]
    title = f"{step.label}: {sum(each['is_done'] for each in entries)} done" if is_done else "Nothing was done"
    shown = [{"heading": heading, "outcome": name, "entries": some} for heading, name, some in groups if some]
    return _page(request, site, source, "together_done", {"title": title, "groups": shown, "is_done": is_done})


@require_safe
def preview_view(request: HttpRequest, slug: str, address: str, site: Any) -> HttpResponse:
    """A public page with the drafts that were ticked published; its links stay in the preview."""
    source = _source_or_404(request, slug)
    back = together_address(source)
    values = request.session.get(PREVIEWED, {}).get(str(source.pk), [])
    chosen = chosen_from(drafts_of(source, request.user), values)
    if not chosen:
        messages.warning(request, "Tick the drafts to preview.")
        return HttpResponseRedirect(back)
    try:
        return previewed(request, source, chosen, f"/{address}", back)
    except workflow.NotPossible as error:
        messages.error(request, f"They cannot be previewed: {error}")
    except Http404:
        messages.warning(request, f"The public would find no page at /{address[:200]}.")
    return HttpResponseRedirect(back)


def _page(request: HttpRequest, site: Any, source: Source, template: str, context: dict[str, Any]) -> HttpResponse:
    shared = {"opts": Source._meta, "original": source, "address": together_address(source)}
    return admin_page(request, site, f"admin/{template}.html", {**shared, **context})
