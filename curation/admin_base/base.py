"""The base classes of the admins of our models."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from curation.admin_base.choices import SelectByNumber, SelectManyByNumber
from curation.admin_base.deletion import CountedDeletion
from curation.admin_base.forms import PartForm, PartFormSet, PlainLinesField, PositionedForm
from curation.admin_base.history import history_of, is_tracked
from curation.admin_base.pages import admin_address, admin_page
from curation.admin_base.readability import ReadabilityTextarea
from lists.identifiers import with_bare_identifiers
from lists.text_search import in_other_words

# The default index_position, after every explicit one.
LAST = 1000

# Synonyms are looked for in so many characters of what is typed into a field of choices.
LONGEST_SOUGHT = 80

# Text inputs with a max_length from this on are as wide as the form.
WIDE_FROM = 100


class CountOf:
    """A column of a list: the number of rows of ``model`` whose field ``by`` refers to the row, headed ``noun``."""

    def __init__(self, noun: str, model: type[models.Model], by: str) -> None:
        self.short_description = noun
        self.__name__ = self.admin_order_field = f"{model._meta.model_name}_count"
        counted = model._default_manager.order_by().filter(**{by: OuterRef("pk")}).values(by)
        # A subquery, since two joined counts would multiply each other.
        self.annotation = Coalesce(Subquery(counted.annotate(count=Count("*")).values("count")), 0)

    def __call__(self, row: models.Model) -> str:
        return str(getattr(row, self.__name__))


def links_to(rows: Iterable[models.Model]) -> str:
    """An HTML list of links to the rows' change forms."""
    items = ((admin_address(row), row) for row in rows)
    listed = format_html_join("", '<li><a href="{}">{}</a></li>', items)
    return format_html("<ul>{}</ul>", listed) if listed else "none yet"


class CurationFields(admin.options.BaseModelAdmin):
    """The form fields and links to public pages that admins and inlines share."""

    formfield_overrides = {
        models.TextField: {"widget": ReadabilityTextarea(attrs={"rows": 3}), "form_class": PlainLinesField},
        models.URLField: {"assume_scheme": "https"},
    }

    # Text fields without our own prose, which show no reading age.
    without_readability = frozenset({"authors", "reference", "suggested_citation", "terms", "title", "record_note"})

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or not hasattr(obj, "get_absolute_url") or not getattr(obj, "is_public", True):
            return None
        return str(obj.get_absolute_url())

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.TextField) and db_field.name in self.without_readability:
            kwargs.setdefault("widget", AdminTextareaWidget(attrs={"rows": 3}))
        elif db_field.name in self.get_autocomplete_fields(request):
            select = SelectManyByNumber if db_field.many_to_many else SelectByNumber
            kwargs.setdefault("widget", select(db_field, self.admin_site))
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if type(db_field) is models.CharField and not db_field.choices and (db_field.max_length or 0) >= WIDE_FROM:
            field.widget.attrs["class"] = "vLargeTextField"
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A linked row may be linked elsewhere too, which only its own page says.
            field.widget.can_delete_related = False
            field.widget.can_change_related = field.widget.can_change_related and isinstance(self, admin.ModelAdmin)
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            target = self.admin_site._registry.get(field.queryset.model)
            if isinstance(target, CurationAdmin):
                field.label_from_instance = target.choice_label  # type: ignore[method-assign]
                if target.choice_select_related:
                    field.queryset = field.queryset.select_related(*target.choice_select_related)
        return field


class CurationAdmin(CurationFields, CountedDeletion):
    """The admin of any model of the evidence base."""

    form: type[forms.ModelForm] = PositionedForm
    empty_value_display = "not stated"
    save_on_top = True
    list_per_page = 50
    list_max_show_all = 500

    # The order on the admin index, where models of an app stand together.
    index_position: ClassVar[int] = LAST
    # The relations that choice_label needs.
    choice_select_related: ClassVar[Sequence[str]] = ()

    @property
    def index_description(self) -> str:
        """The first line of the model's docstring, for the admin index."""
        return (self.model.__doc__ or "").strip().splitlines()[0]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counts = {column.__name__: column.annotation for column in self.list_display if isinstance(column, CountOf)}
        queryset: QuerySet = super().get_queryset(request).annotate(**counts)
        return queryset.select_related(*self.choice_select_related) if self.choice_select_related else queryset

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        search_term = with_bare_identifiers(search_term)
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if search_term and request.path == reverse("admin:autocomplete"):
            for other_words in in_other_words(search_term[:LONGEST_SOUGHT]):
                also, repeats = super().get_search_results(request, queryset, other_words)
                found, may_repeat = found | also, may_repeat or repeats
            # Exact names first, then those that start with the term.
            name, term = self.search_fields[0].lstrip("^=@"), search_term.strip()
            exact, started = When(**{f"{name}__iexact": term}, then=0), When(**{f"{name}__istartswith": term}, then=1)
            nearness = Case(exact, started, default=2, output_field=models.IntegerField())
            ordering: Sequence[Any] = self.get_ordering(request) or self.opts.ordering or ()
            found = found.annotate(nearness=nearness).order_by("nearness", *ordering)
        return found, may_repeat

    def choice_label(self, obj: Any) -> str:
        return str(obj)

    def choice_detail(self, obj: Any) -> str:
        """What helps to choose a row, on a line of its own below its label."""
        return ""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Somebody else saved the same unique value at the same moment. Validating again finds that row, and shows
            # an error with the input kept.
            return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # A new row's page starts with its first field, not with buttons.
        response = super().render_change_form(request, context, add, *args, **kwargs)
        if add and isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data["save_on_top"] = False
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None or not is_tracked(self.model):
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {"title": f"History: {row}", "object": row, "opts": self.opts, "saves": history_of(row)}
        return admin_page(request, self.admin_site, "admin/row_history.html", {**context, **(extra_context or {})})


class PartInline(CurationFields, admin.options.InlineModelAdmin):
    """What both kinds of inlines share."""

    form = PartForm
    formset = PartFormSet
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Parts are called by what they link, and offer it as what is chosen.
        linked = [field for field in self.opts.fields if isinstance(field, models.ForeignKey)]
        names = [field.name for field in linked]
        for field in linked:
            target = self.admin_site._registry.get(field.remote_field.model)
            names += [f"{field.name}__{name}" for name in getattr(target, "choice_select_related", ())]
        return super().get_queryset(request).select_related(*names)


class TabularPart(PartInline, admin.TabularInline):
    """Parts of a row as a table."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        # Only the column's heading shows the field's name.
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = capfirst(str(field.label))
        return field


class StackedPart(PartInline, admin.StackedInline):
    """Parts of a row, each as a form of its own."""


class PartAdmin(CurationAdmin):
    """A read-only admin of all parts of a kind; each is edited on its entry's form."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        # The right to delete still counts where an entry is deleted with its parts.
        if self.get_object(request, unquote(object_id)) is None:
            return super().delete_view(request, object_id, extra_context)
        raise PermissionDenied

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_delete"] = False
        return super().render_change_form(request, context, add, *args, **kwargs)
