"""The admin of a list that entries are described with: who adds drafts, who changes them, and merging them."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from curation.admin_base.base import CurationAdmin
from curation.admin_base.forms import PositionedForm
from curation.admin_base.look_alikes import LookAlikesForm, TakesLookAlikes
from curation.admin_base.pages import admin_address, admin_page
from curation.models import VocabularyModel
from curation.vocabulary.alike import Described, alike
from curation.vocabulary.drafts import added_by, in_review, used_by_others
from curation.vocabulary.merging import CannotMerge, merge_draft
from curation.workflow import has_right

#: The fields that may say what a row means.
DESCRIPTIONS = ("description", "summary", "full_name")


class AddsDrafts(forms.ModelForm):
    """A form on which a new row of a list is a draft if the person may not publish it."""

    # Set on the class that Django makes for each request.
    adds_drafts: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.is_draft = self.adds_drafts


class VocabularyForm(AddsDrafts, LookAlikesForm, PositionedForm):
    """A form for a row of a list, which names those that may mean the same."""

    #: Rows are compared with those that have the same values of these fields.
    compared_within: ClassVar[tuple[str, ...]] = ()

    def rows_alike(self, cleaned: dict[str, Any]) -> list[Any]:
        model = self._meta.model
        rows = model._default_manager.filter(**{name: cleaned.get(name) for name in self.compared_within})
        by_key = {row.pk: row for row in rows}
        known = (Described(key, str(row), description_of(row)) for key, row in by_key.items())
        description = next((cleaned[name] for name in DESCRIPTIONS if cleaned.get(name)), "")
        return [by_key[key] for key in alike(Described(None, cleaned["name"], description), known)]


def description_of(row: Any) -> str:
    """What a row of a list says of its meaning."""
    return next((said for name in DESCRIPTIONS if (said := getattr(row, name, ""))), "")


class VocabularyAdmin(TakesLookAlikes, CurationAdmin):
    """The admin of a list that entries are described with.

    Whoever may not publish the list adds drafts, and changes and deletes their own until they are in review.
    """

    form = VocabularyForm
    change_form_template = "admin/vocabulary_form.html"
    #: Fields that only those who may publish the list set.
    publisher_fields: Sequence[str] = ()

    # Rights

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_work_on(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_work_on(request, obj)

    def _may_work_on(self, request: HttpRequest, row: VocabularyModel | None) -> bool:
        if row is None or has_right(request.user, "publish", self.model):
            return True
        is_own = row.is_draft and added_by(request.user, self.model).filter(pgh_obj_id=row.pk).exists()
        return is_own and row not in in_review()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            # Somebody may publish it at this moment.
            now = self.model._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
            if not self._may_work_on(request, now):
                raise PermissionDenied
            obj.is_draft = obj.is_draft and now.is_draft
        super().save_model(request, obj, form, change)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except self.model.DoesNotExist:
            messages.warning(request, "It was merged into another, or deleted, while you changed it.")
            return HttpResponseRedirect(admin_address(self.model, "changelist"))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, dict[str, int], set[str], list[str]]:
        """As for any row; a draft that others use stays, since their work would lose it."""
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        used = [text for row in objs if row.is_draft for text in used_by_others(row, request.user)]
        return rows, counts, lacking, [*protected, *used]

    # Lists and forms

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*super().get_list_display(request), "state"]

    @admin.display(description="status", ordering="is_draft")
    def state(self, row: VocabularyModel) -> str:
        return "Draft" if row.is_draft else "Published"

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), "is_draft"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.adds_drafts = not has_right(request.user, "publish", self.model)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return (
            [*fieldsets, ("Publication", {"fields": ["is_draft"]})] if obj is not None and obj.is_draft else fieldsets
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        publishes = has_right(request.user, "publish", self.model)
        return readonly if publishes else [*readonly, "is_draft", *self.publisher_fields]

    def choice_label(self, obj: Any) -> str:
        return f"{self.name_among_choices(obj)}{' – draft' if obj.is_draft else ''}"

    def choice_detail(self, obj: Any) -> str:
        return description_of(obj)

    def name_among_choices(self, obj: Any) -> str:
        return str(obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row is not None and row.is_draft and has_right(request.user, "merge", self.model):
            context["merge_address"] = admin_address(row, "same")
        return super().render_change_form(request, context, *args, **kwargs)

    # Merging

    def get_urls(self) -> list[URLPattern]:
        view: Callable[..., Any] = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_same"
        return [path("<int:key>/same/", view, name=name), *super().get_urls()]

    def merge_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """A draft, and the choice of the row that it is the same as."""
        row = self.get_object(request, str(key))
        if not has_right(request.user, "merge", self.model):
            raise PermissionDenied
        if row is None or not row.is_draft:
            messages.warning(request, "Only a draft can be merged into another. This is no draft any more.")
            return HttpResponseRedirect(admin_address(self.model, "changelist"))
        form = MergeForm(self, row, request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                kept = merge_draft(row, form.cleaned_data["kept"], by=request.user)
            except CannotMerge as error:
                form.add_error("kept", str(error))
            else:
                messages.success(request, f"“{row}” is “{kept}” now, wherever it was used.")
                return HttpResponseRedirect(admin_address(kept))
        context = {"title": f"The same as another: {row}", "original": row, "opts": self.opts, "form": form}
        return admin_page(request, self.admin_site, "admin/vocabulary_merge.html", context)


class MergeForm(forms.Form):
    """Asks which row of a list a draft is the same as."""

    def __init__(self, model_admin: VocabularyAdmin, row: Model, data: Any) -> None:
        super().__init__(data)
        rows = model_admin.model._default_manager.exclude(pk=row.pk)
        if model_admin.choice_select_related:
            rows = rows.select_related(*model_admin.choice_select_related)
        field = forms.ModelChoiceField(rows, label="It is the same as")
        field.label_from_instance = model_admin.choice_label  # type: ignore[method-assign]
        self.fields["kept"] = field
