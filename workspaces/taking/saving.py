"""Saves what was taken from marked words: the entry as a draft, with the words that it rests on."""

from typing import Any

from django.db import IntegrityError
from django.db.models import Max
from django.http import HttpRequest

from curation import workflow
from curation.admin_base.base import CurationAdmin
from curation.admin_base.once import TOKEN, once, sent_before
from curation.models import Entry
from curation.snapshots import check_constraints
from evidence.models import Citation, Finding, Study
from workspaces.marking import mark
from workspaces.models import Excerpt
from workspaces.models.document_texts import hold_texts_of
from workspaces.taken import finding_part
from workspaces.taking.forms import EntryForms
from workspaces.taking.kinds import FINDING
from workspaces.taking.marked_words import Marked, in_newest

SAVED_MEANWHILE = "Somebody saved an entry with the same reference, address or number at this moment. Save again."
TAKEN_AWAY = "This was saved, and its mark was taken away since. Open the form again to save another."


def save(forms: EntryForms, request: HttpRequest, model_admin: CurationAdmin) -> Excerpt:
    """Saves what valid forms hold, once, with the words as the newest text has them.

    Raises NotPossible if it cannot be saved as things are.
    """

    def act() -> int:
        hold_texts_of(forms.passage.document.source)
        forms.passage = in_newest(forms.passage)
        if forms.kind.model is Finding:
            return _save_finding(forms, request.user).pk
        return _save_entry(forms, request, model_admin).pk

    try:
        sent = once(request, act)
    except IntegrityError:
        raise workflow.NotPossible(SAVED_MEANWHILE) from None
    excerpt = Excerpt.objects.filter(pk=sent.result).first()
    if excerpt is None:
        raise workflow.NotPossible(TAKEN_AWAY)
    return excerpt


def saved_before(request: HttpRequest) -> Excerpt | None:
    """What came of a form that was sent before, whatever would be wrong with it now."""
    sent = sent_before(request, request.POST.get(TOKEN, ""))
    return Excerpt.objects.filter(pk=sent.result).first() if sent else None


def _save_entry(forms: EntryForms, request: HttpRequest, model_admin: CurationAdmin) -> Excerpt:
    entry: Entry = forms.main.save()
    part_name = ""
    for part, form in forms.to_save:
        row = form.instance
        setattr(row, "study" if isinstance(entry, Study) else str(entry._meta.model_name), entry)
        form.save()
        if part is FINDING:
            part_name = finding_part(row)
    check_constraints()
    workflow.note_new(entry, request.user)
    model_admin.log_addition(request, entry, [{"added": {}}])
    if part_name:
        # The words say what the study found, and are first of all the study's own.
        mark(*_place(forms.passage, entry), by=request.user, part=part_name)
    return mark(*_place(forms.passage, entry), by=request.user)


def _save_finding(forms: EntryForms, user: Any) -> Excerpt:
    """Adds a finding to a study that is here, and that the document cites it, if that is not said yet."""
    finding: Finding = forms.main.instance
    study = forms.main.cleaned_data["study"]
    workflow.require_right(user, "change", study)
    with workflow.editing(study, by=user) as row:
        finding.study = row
        finding.position = (row.findings.aggregate(last=Max("position"))["last"] or 0) + 1
        finding.save()
        _cite(row, forms.passage)
    # Its key is in the draft too, so this finds it once that is published.
    return mark(*_place(forms.passage, study), by=user, part=finding_part(finding))


def _cite(study: Study, passage: Marked) -> None:
    # Which number the document cites it by nobody has said, and the words may hold others.
    source = passage.document.source
    if not study.citations.filter(source=source).exists():
        Citation.objects.create(study=study, source=source, locator=passage.locator)


def _place(passage: Marked, entry: Entry) -> tuple[Any, Entry, int, int]:
    return passage.document, entry, passage.start, passage.end
