"""The page on which a curator looks up the record of a study, and takes or leaves what it says."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.html import format_html

from curation.admin_base.pages import admin_address, admin_page
from curation.entry_admin import EntryAdmin
from curation.workflow import NotPossible, changeable_draft, open_draft, shown_as_drafted
from evidence.imports.looking_up import Proposal, look_up, take
from evidence.models import Study
from references import parsing

#: For how many seconds a proposal can be taken.
LONGEST = 24 * 60 * 60


class NumbersForm(forms.Form):
    """The numbers by which to look up a record, with or without an address around them."""

    doi = forms.CharField(label="DOI", required=False, max_length=300, help_text="Asked of Crossref.")
    pmid = forms.CharField(label="PubMed ID", required=False, max_length=300, help_text="Asked of PubMed.")

    def clean_doi(self) -> str:
        return self._number("doi", parsing.doi_in, "Enter a DOI, such as 10.1136/bmj.h3297.")

    def clean_pmid(self) -> str:
        return self._number("pmid", parsing.pmid_in, "Enter a PubMed ID, such as 26156005.")

    def _number(self, name: str, read: Any, problem: str) -> str:
        typed = self.cleaned_data[name].strip()
        found: str = read(typed)
        column: Any = Study._meta.get_field(name)
        if typed and (not found or len(found) > column.max_length):
            raise forms.ValidationError(problem)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Enter a DOI or a PubMed ID.")
        return cleaned


class LooksUpRecords(EntryAdmin):
    """The admin of studies, with the page that looks up their records."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.record_view)
        return [path("<int:key>/record/", view, name="evidence_study_record"), *super().get_urls()]

    @admin.display(description="look it up")
    def record_lookup(self, row: Study) -> str:
        if not settings.RECORD_LOOKUPS:
            return "Looking up records is switched off."
        if row._state.adding:
            return "Save the study first, with its DOI or PubMed ID."
        return format_html('<a href="{}">Look up the record</a>', admin_address(row, "record"))

    def record_view(self, request: HttpRequest, key: int) -> HttpResponse:
        study = get_object_or_404(Study, pk=key)
        if not self.has_change_permission(request, study):
            raise PermissionDenied
        form, found = NumbersForm(request.POST if "look_up" in request.POST else None), list[Proposal]()
        try:
            if request.method == "POST":
                changeable_draft(study)
            if "take" in request.POST:
                return self._take_over(request, study)
            if form.is_valid() and settings.RECORD_LOOKUPS:
                found = look_up(form.cleaned_data)
        except NotPossible as error:
            messages.error(request, str(error))
        try:
            with shown_as_drafted(study, open_draft(study)):
                if not form.is_bound:
                    form.initial = {"doi": study.doi, "pmid": study.pmid}
                for each in found:
                    each.compare(study)
        except NotPossible as error:
            messages.error(request, f"The draft cannot be shown: {error}")
            found = []
        context = {
            "title": f"Look up the record: {study}",
            "opts": self.opts,
            "original": study,
            "form": form,
            "is_on": settings.RECORD_LOOKUPS,
            "found": found,
            "has_rows": any(each.values for each in found),
            "signed": signing.dumps([asdict(each) for each in found], salt=_salt(study), compress=True),
        }
        return admin_page(request, self.admin_site, "admin/study_record.html", context)

    def _take_over(self, request: HttpRequest, study: Study) -> HttpResponse:
        """Writes what was ticked, and leads back to the study. Raises NotPossible."""
        try:
            found = signing.loads(request.POST.get("found", ""), salt=_salt(study), max_age=LONGEST)
        except signing.BadSignature:
            raise NotPossible("What the record said is no longer here. Look it up again.") from None
        taken = take(study, [Proposal(**each) for each in found], request.POST.getlist("field"), by=request.user)
        if taken:
            messages.success(request, f"Taken from the record: {', '.join(taken)}. The record note says so.")
        else:
            messages.warning(request, "Nothing was ticked, so nothing was taken.")
        return HttpResponseRedirect(admin_address(study))


def _salt(study: Study) -> str:
    # What was said of one study cannot be taken for another.
    return f"evidence.record.{study.pk}"
