"""Saves what was taken from marked words: the entry as a draft, with the words that it rests on."""

from typing import Any

import pglock
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import HttpRequest

from curation import workflow
from curation.admin_base.base import CurationAdmin
from curation.models import Entry
from curation.snapshots import check_constraints
from evidence.models import Citation, Finding, Study
from workspaces.marking import mark
from workspaces.models import Excerpt
from workspaces.taken import finding_part
from workspaces.taking.forms import EntryForms
from workspaces.taking.kinds import FINDING
from workspaces.taking.marked_words import Marked
from workspaces.taking.proposals import cited_number

SAVED_MEANWHILE = "Somebody saved an entry with the same reference, address or number at this moment. Save again."


def save(forms: EntryForms, request: HttpRequest, model_admin: CurationAdmin) -> Excerpt:
    """Saves what valid forms hold; what was saved from the same words already is not saved twice.

    Raises NotPossible if it cannot be saved as things are.
    """
    try:
        with transaction.atomic():
            # A doubled click comes as two requests at once.
            pglock.advisory(f"taking from {forms.passage.document.pk} by {request.user.pk}", xact=True).acquire()
            if before := _saved_before(forms, request.user):
                return before
            if forms.kind.model is Finding:
                return _save_finding(forms, request.user)
            return _save_entry(forms, request, model_admin)
    except IntegrityError:
        raise workflow.NotPossible(SAVED_MEANWHILE) from None


def _saved_before(forms: EntryForms, user: Any) -> Excerpt | None:
    """The excerpt that the person saved for the same entry from the same words."""
    kind, passage = forms.kind, forms.passage
    said = forms.main.cleaned_data.get(kind.main)
    model = Study if kind.model is Finding else kind.model
    same = Excerpt.objects.filter(
        document=passage.document,
        start=passage.start,
        end=passage.end,
        marked_by=user,
        entry_type=ContentType.objects.get_for_model(model),
    )
    for each in same:
        entry: Any = each.entry
        if entry is None:
            continue
        if kind.model is Finding:
            if entry == forms.main.cleaned_data["study"] and entry.findings.filter(statement=said).exists():
                return each
        elif getattr(entry, kind.main) == said:
            return each
    return None


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
    # Beside a published study its key is not kept.
    part = f"finding: {finding.outcome}"[:100] if study.is_edited_beside else finding_part(finding)
    return mark(*_place(forms.passage, study), by=user, part=part)


def _cite(study: Study, passage: Marked) -> None:
    source, number = passage.document.source, cited_number(passage.words)
    if study.citations.filter(source=source).exists():
        return
    free = number and not Citation.objects.filter(source=source, number=number).exists()
    Citation.objects.create(study=study, source=source, number=number if free else None, locator=passage.locator)


def _place(passage: Marked, entry: Entry) -> tuple[Any, Entry, int, int]:
    return passage.document, entry, passage.start, passage.end
