"""The certainty sheet: the form on which a curator assesses the certainty of the evidence, outcome by outcome."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from curation.admin_base.base import PartAdmin, StackedPart
from curation.admin_base.forms import PartForm, PartFormSet
from curation.admin_base.pages import admin_address
from curation.entry_admin import EntryAdmin
from curation.workflow import NotPossible, open_draft, shown_as_drafted
from evidence.models import Finding, Outcome
from recommendations import grade
from recommendations.grade import Certainty, Importance
from recommendations.grade_help import HELP
from recommendations.models import CertaintyAssessment, Recommendation
from recommendations.models.certainty_assessments import working_of
from recommendations.own_assessments import graded_summary, levels_in_words
from recommendations.starting_points import Proposal, proposals

NO_FINDINGS = Proposal(None, ())
# Django accepts objects here, but its types do not.
SCRIPTS: list[Any] = [Script("curation/certainty-sheet.js", type="module")]


def _fieldset(heading: str, reasons: Iterable[str], css_class: str, description: str) -> tuple[str, Any]:
    pairs = [(reason, grade.explanation_field(reason)) for reason in reasons]
    return heading, {"fields": pairs, "classes": [css_class], "description": description}


ASSESSMENT_FIELDSETS: list[Any] = [
    (None, {"fields": [("outcome", "importance")]}),
    _fieldset("Where it starts", ["starts_from"], "grade-start", ""),
    _fieldset(
        "Rated down",
        grade.RATES_DOWN,
        "grade-down",
        "Each reason by one or two levels, with a sentence on why, which the public reads.",
    ),
    _fieldset(
        "Rated up",
        grade.RATES_UP,
        "grade-up",
        "Only for studies that are not randomised, and only where nothing rates down.",
    ),
    _fieldset(
        "Confidence in qualitative findings (GRADE-CERQual)",
        [*grade.COMPONENTS, "confidence_down"],
        "grade-qualitative",
        "Judge the four components, then by how many levels they rate down together, and why.",
    ),
]


#: What can be copied from one outcome to another: everything but what it is about and how much it matters.
JUDGEMENTS = tuple(
    name
    for judgement in ("starts_from", *grade.RATES_DOWN, *grade.RATES_UP, *grade.COMPONENTS, "confidence_down")
    for name in (judgement, grade.explanation_field(judgement))
)
REASONS = tuple(name for name in JUDGEMENTS if name.endswith("_because"))
#: Stands behind a copied reason until somebody has checked it.
COPIED = "(Copied from “{}”: check.)"
IS_COPIED = re.compile(re.escape(COPIED).replace(re.escape("{}"), ".*"))


class AssessmentForm(PartForm):
    """A form for the assessment of one outcome, which needs a reason to start elsewhere than proposed."""

    copy_from = forms.ChoiceField(
        label="Copy the judgements of",
        required=False,
        help_text="Levels and reasons, when you save. Each reason says that it is copied until you have checked it.",
    )

    def __init__(self, *args: Any, proposals: Mapping[int, Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals  # by the outcome's primary key
        self.fields["copy_from"].widget.attrs |= {"data-copies": " ".join(JUDGEMENTS), "data-mark": COPIED}
        for name, text in HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text.as_details(str(self.fields[name].label))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome, start = cleaned.get("outcome"), cleaned.get("starts_from")
        if outcome and start and not cleaned.get("starts_from_because"):
            proposed = self.proposals.get(outcome.pk, NO_FINDINGS)
            if start != proposed.starts_from:
                self.add_error("starts_from_because", f"Say why it starts there. {proposed.in_words}")
        return cleaned

    def value_of(self, name: str) -> Any:
        """The cleaned value of a field as it is filled in; None if it is not valid."""
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None

    @property
    def offered(self) -> Any:
        """The outcome that was filled in as an offer; None if the curator chose it."""
        is_offered = self.instance.pk is None and self.initial.get("outcome")
        return self.fields["outcome"].clean(self.initial["outcome"]) if is_offered else None

    @property
    def is_deleted(self) -> bool:
        return DELETION_FIELD_NAME in self.fields and bool(self.value_of(DELETION_FIELD_NAME))

    @property
    def is_begun(self) -> bool:
        """Whether the curator filled in anything."""
        return self.instance.pk is not None or self.value_of("importance") is not None

    @cached_property
    def level(self) -> Certainty | None:
        """The level that follows from the form; None if none does."""
        return self.working.level if self.working and not self.working.faults else None

    @cached_property
    def working(self) -> grade.Working | None:
        """The judgements as they are filled in; None before it is said where it starts."""
        names = ("starts_from", *grade.RATES_DOWN, *grade.RATES_UP, *grade.COMPONENTS, "confidence_down")
        values = {name: self.value_of(name) for name in names}
        return working_of(values) if values["starts_from"] else None

    @property
    def level_in_words(self) -> str:
        """The level, or what is missing, in a line: “Staff knowledge: low certainty ⊕⊕◯◯”."""
        outcome = self.value_of("outcome") or "This outcome"
        if self.is_deleted:
            return f"{outcome}: to be deleted"
        if not self.is_begun:
            return f"{outcome}: not assessed; open “Judgements” and give its importance to begin"
        if self.working is None:
            return f"{outcome}: no level yet; say where it starts"
        if self.level is None:
            return f"{outcome}: no level. {' '.join(dict.fromkeys(self.working.faults.values()))}"
        what = "confidence" if self.working.is_qualitative else "certainty"
        return f"{outcome}: {self.level.label.lower()} {what} {self.level.symbols}"

    @property
    def proposal_in_words(self) -> str:
        """The proposed starting point; empty before an outcome is chosen."""
        outcome = self.value_of("outcome")
        return self.proposals.get(outcome.pk, NO_FINDINGS).in_words if outcome else ""


class AssessmentFormSet(PartFormSet):
    """The assessments of a recommendation and their overall level."""

    forms: Any

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if data is not None:
            self.data = self._with_copies(data)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        others = [(str(place), name) for place, name in self.outcome_names.items() if place != index]
        form.fields["copy_from"].choices = [("", "Nothing"), *others]

    @cached_property
    def outcome_names(self) -> Mapping[int, str]:
        """The names of the forms' outcomes by the number of the form, of those that have one."""
        if self.is_bound:
            keys = [self.data.get(f"{self.prefix}-{place}-outcome") for place in range(self.total_form_count())]
        else:
            keys = [row.outcome_id for row in self.get_queryset()]
            keys += [each.get("outcome") for each in self.initial_extra or ()]
        wanted = {place: int(key) for place, key in enumerate(map(str, keys)) if key.isdecimal() and len(key) < 19}
        names = dict(Outcome.objects.filter(pk__in=set(wanted.values())).values_list("pk", "name"))
        return {place: names[key] for place, key in wanted.items() if key in names}

    def _with_copies(self, data: Any) -> Any:
        """The posted data, with what each form that asks for it takes from another."""
        data = data.copy()
        for place in range(self.total_form_count()):
            asked = data.get(f"{self.prefix}-{place}-copy_from", "")
            source = next((each for each in self.outcome_names if str(each) == asked and each != place), None)
            if source is None:
                continue
            for name in JUDGEMENTS:
                value = data.get(f"{self.prefix}-{source}-{name}", "")
                is_reason = name in REASONS and value.strip()
                mark = COPIED.format(self.outcome_names[source])
                data[f"{self.prefix}-{place}-{name}"] = f"{value.strip()} {mark}" if is_reason else value
            data[f"{self.prefix}-{place}-copy_from"] = ""
        return data

    @cached_property
    def proposals(self) -> Mapping[int, Proposal]:
        """The proposed starting points by the outcome's primary key."""
        return proposals(self.instance)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "proposals": self.proposals}

    @property
    def begun(self) -> list[AssessmentForm]:
        return [form for form in self.forms if form.is_begun and not form.is_deleted]

    @property
    def _is_complete(self) -> bool:
        return all(form.level and form.value_of("importance") for form in self.begun)

    @property
    def overall(self) -> Certainty | None:
        """The overall level of the forms; None if there is none yet."""
        if not self._is_complete:
            return None
        levels = ((int(form.value_of("importance")), form.level) for form in self.begun)
        return grade.overall_level((Importance.of(rating), level) for rating, level in levels if level)

    @property
    def overall_in_words(self) -> str:
        """The source's level, our own, and whether they differ."""
        if not self.begun:
            return "No outcome is assessed."
        if not self._is_complete:
            return "The overall level follows once each assessed outcome has an importance and a level."
        words = levels_in_words(self.instance.level, self.overall)
        return f"{words} They differ: say why below." if grade.differs(self.instance.level, self.overall) else words

    def clean(self) -> None:
        super().clean()
        if not self.instance.assessment_finished or any(self.errors):
            return
        if not self.begun:
            raise ValidationError("No outcome is assessed, so the assessment is not finished.")
        if any(IS_COPIED.search(form.value_of(name) or "") for form in self.begun for name in REASONS):
            raise ValidationError(
                "Some reasons are copied from another outcome. Check each and delete its mark before it is finished."
            )
        if grade.differs(self.instance.level, self.overall) and not self.instance.assessment_note.strip():
            raise ValidationError(
                f"{levels_in_words(self.instance.level, self.overall)} Say what differs and why before it is finished."
            )


class Assessments(StackedPart):
    """The assessments, with a form for each outcome that was studied."""

    model = CertaintyAssessment
    form = AssessmentForm
    formset = AssessmentFormSet
    template = "admin/certainty_assessments.html"
    verbose_name = "outcome"
    verbose_name_plural = "outcomes"
    fieldsets = ASSESSMENT_FIELDSETS
    autocomplete_fields = ["outcome"]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(offers(obj)) if obj else 0

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=SCRIPTS)


def offers(recommendation: Recommendation) -> list[dict[str, Any]]:
    """Initial data for each outcome that a linked study measured and that is not assessed yet."""
    assessed = set(recommendation.certainty_assessments.values_list("outcome", flat=True))
    return [
        {"outcome": outcome, "starts_from": each.starts_from}
        for outcome, each in proposals(recommendation).items()
        if outcome not in assessed
    ]


class CertaintySheetAdmin(EntryAdmin):
    """A recommendation's certainty sheet: another form of the same entry, edited and published with it."""

    change_form_template = "admin/certainty_sheet.html"
    fields = ["assessment_note", "assessment_finished"]
    inlines = [Assessments]
    address_field = ""
    save_on_top = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        return {**super().get_formset_kwargs(request, obj, inline, prefix), "initial": offers(obj)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        recommendation = context["original"]
        # Saved ones, since what is entered may not be valid yet.
        saved = list(recommendation.certainty_assessments.select_related("outcome"))
        findings = Finding.objects.filter(study__recommendation_links__recommendation=recommendation)
        formset = context["inline_admin_formsets"][0].formset
        context |= {
            "title": f"Certainty of the evidence: {recommendation.reference}",
            "subtitle": recommendation.title,
            "levels_address": sheet_address(recommendation, "levels"),
            "recommendation_address": admin_address(recommendation),
            "stated": recommendation.level,
            "assessments": formset,
            "summary": graded_summary(findings.select_related("outcome", "study", "source"), saved),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(admin_address(obj))

    def levels_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The levels that follow from the posted sheet, as JSON; nothing is saved::

        {"outcomes": {"certainty_assessments-0": {"level": "Staff knowledge: low certainty ⊕⊕◯◯",
                                                  "proposal": "Proposed from the linked studies: …"}, …},
         "overall": "The source states: moderate. Our own assessment: low. They differ: say why below."}
        """
        recommendation = self.get_object(request, object_id)
        if recommendation is None:
            return JsonResponse({"error": "There is no such recommendation."}, status=404)
        if not self.has_view_or_change_permission(request, recommendation):
            raise PermissionDenied
        try:
            with shown_as_drafted(recommendation, open_draft(recommendation)):
                return self._levels(request, recommendation)
        except NotPossible as error:
            return JsonResponse({"error": str(error)}, status=409)

    def _levels(self, request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
        [(formset_class, inline)] = self.get_formsets_with_inlines(request, recommendation)
        prefix = formset_class.get_default_prefix()
        formset: Any = formset_class(**self.get_formset_kwargs(request, recommendation, inline, prefix))
        try:
            outcomes = {
                form.prefix: {"level": form.level_in_words, "proposal": form.proposal_in_words}
                for form in formset.forms
            }
            return JsonResponse({"outcomes": outcomes, "overall": formset.overall_in_words})
        except IndexError:
            # The formset counts a row that somebody else deleted; saving will say so.
            return JsonResponse({"error": "Somebody else deleted an outcome meanwhile."}, status=409)


def sheet_address(recommendation: Recommendation, page: str = "") -> str:
    """The address of a recommendation's sheet, or of a page below it."""
    name = "admin:recommendations_recommendation_certainty"
    return reverse(f"{name}_{page}" if page else name, args=[recommendation.pk])


def sheet_urls(site: admin.AdminSite) -> list[Any]:
    """The URL patterns of the sheet."""
    sheet = CertaintySheetAdmin(Recommendation, site)
    name, levels = "recommendations_recommendation_certainty", require_POST(sheet.levels_view)
    return [
        path("<path:object_id>/certainty/", site.admin_view(sheet.change_view), name=name),
        path("<path:object_id>/certainty/levels/", site.admin_view(levels), name=f"{name}_levels"),
    ]


@admin.register(CertaintyAssessment)
class CertaintyAssessmentAdmin(PartAdmin):
    """A read-only list of all assessments; each is edited on its recommendation's sheet."""

    index_position = 3
    list_display = ["recommendation", "outcome", "importance_in_words", "level_in_words"]
    list_display_links = ["recommendation", "outcome"]
    list_filter = ["recommendation__assessment_finished", "starts_from", "outcome"]
    list_select_related = ["recommendation", "outcome"]
    search_fields = ["recommendation__reference", "recommendation__title", "outcome__name"]
    autocomplete_fields = ["recommendation", "outcome"]
    fieldsets = [(None, {"fields": ["recommendation"]}), *ASSESSMENT_FIELDSETS]

    @admin.display(description="importance", ordering="importance")
    def importance_in_words(self, row: CertaintyAssessment) -> str:
        return f"{row.importance_kind.label} ({row.importance})"

    @admin.display(description="our own level")
    def level_in_words(self, row: CertaintyAssessment) -> str:
        return f"{row.level.label} {row.level.symbols}"
