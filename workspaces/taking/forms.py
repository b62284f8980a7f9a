"""The form beside the text: the fields of the admin's own forms, as many as the work needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AutocompleteMixin
from django.http import HttpRequest, QueryDict
from django.utils.text import get_text_list

from curation.admin_base.choices import SelectByNumber
from evidence.models import Finding, Study
from recommendations.models import Recommendation
from workspaces.taking.kinds import Kind, Part
from workspaces.taking.marked_words import Marked
from workspaces.taking.proposals import carried_over, cited_study, free_slug, last_study, proposed

#: Said by requests of the script, which makes fields that search of the lists of choices.
BY_SCRIPT = "X-Beside-The-Text"


@dataclass
class EntryForms:
    """The form of an entry and those of its parts, as one."""

    kind: Kind
    passage: Marked
    main: Any
    parts: list[tuple[Part, Any]] = field(default_factory=list)
    carried: Sequence[str] = ()
    carried_from: Any = None

    @property
    def to_save(self) -> list[tuple[Part, Any]]:
        """The parts that were filled in."""
        return [(part, form) for part, form in self.parts if not part.needed or _is_filled(part, form)]

    def is_valid(self) -> bool:
        """Whether the entry and each part that was filled in can be saved; every form then has its errors."""
        are_valid = [form.is_valid() for form in self.checked]
        return all(are_valid)

    @property
    def checked(self) -> list[Any]:
        """The forms that are to be saved."""
        return [self.main, *(form for _, form in self.to_save)]

    @property
    def carried_names(self) -> str:
        """The fields that the last entry handed on: “themes and audiences”."""
        fields = {
            name: field for form in (self.main, *dict(self.parts).values()) for name, field in form.fields.items()
        }
        labels = [str(fields[name].label).lower() for name in self.carried]
        return str(get_text_list(labels, "and"))

    @property
    def shown(self) -> Iterator[dict[str, Any]]:
        """The fields as they stand on the page, form by form.

        Gives::

            {"heading": "What it found", "fields": [BoundField, …], "folded": [BoundField, …], "is_open": False}
        """
        yield {"heading": "", **_rows(self.main, self.kind.fields, self.kind.folded)}
        for part, form in self.parts:
            yield {"heading": part.heading, **_rows(form, part.fields, part.folded)}


def _rows(form: Any, names: tuple[str, ...], folded: tuple[str, ...]) -> dict[str, Any]:
    hidden = [form[name] for name in folded if name in form.fields]
    shown = [form[name] for name in names if name in form.fields]
    return {"fields": shown, "folded": hidden, "is_open": form.is_bound and any(each.errors for each in hidden)}


def _is_filled(part: Part, form: Any) -> bool:
    return any(form.data.get(form.add_prefix(name)) for name in part.needed)


def entry_forms(
    request: HttpRequest,
    site: AdminSite,
    kind: Kind,
    passage: Marked,
    *,
    study: Study | None = None,
    carry: bool = True,
) -> EntryForms:
    """The forms of a new entry, with what was posted, or else with what is proposed."""
    is_posted = request.method == "POST"
    source = passage.document.source
    data = _completed(request.POST, kind, source.pk) if is_posted else None
    initial = {} if is_posted else proposed(kind, passage)
    carried, carried_from = carried_over(kind, source, request.user) if carry and not is_posted else ({}, None)
    if kind.model is Finding and not is_posted:
        study = study or cited_or_last(passage, request.user, initial)
        initial["study"] = study
    main_fields = [*kind.fields, *kind.folded, *_source_field(kind.model)]
    initial = {**initial, **carried}
    main = _form(request, site, kind.model, main_fields, data, initial)
    found = EntryForms(kind, passage, main, carried=tuple(carried), carried_from=carried_from)
    for part in kind.parts:
        names = [*part.fields, *part.folded, *_source_field(part.model)]
        found.parts.append((part, _form(request, site, part.model, names, data, initial, part.name)))
    return found


def media_of_forms(request: HttpRequest, site: AdminSite) -> forms.Media:
    """The scripts and styles of the forms, which the page of the text has before a form is shown on it."""
    model_admin = site._registry[Recommendation]
    media: forms.Media = model_admin.media + model_admin.get_form(request, None, fields=["statement", "themes"])().media
    return media


def cited_or_last(passage: Marked, user: Any, initial: dict[str, Any]) -> Study | None:
    """The study that the words cite, or else the last one that the person took from the document."""
    source = passage.document.source
    return cited_study(source, initial.get("number")) or last_study(source, user)


def _source_field(model: type[Any]) -> list[str]:
    return ["source"] if any(each.name == "source" for each in model._meta.fields) else []


def _completed(posted: QueryDict, kind: Kind, source: int) -> QueryDict:
    """What was posted, with the document as the source, and an address where none was entered."""
    data = posted.copy()
    data["source"] = str(source)
    for part in kind.parts:
        data[f"{part.name}-source"] = str(source)
    if "slug" in kind.folded and not data.get("slug", "").strip():
        data["slug"] = free_slug(kind.model, data.get(kind.named_by, ""))
    return data


def _form(
    request: HttpRequest,
    site: AdminSite,
    model: type[Any],
    names: list[str],
    data: QueryDict | None,
    initial: dict[str, Any],
    prefix: str | None = None,
) -> Any:
    """A form of the model's admin with some of its fields."""
    model_admin = site._registry[model]
    form = model_admin.get_form(request, None, fields=names)(
        data, initial={name: value for name, value in initial.items() if name in names}, prefix=prefix
    )
    for name, each in form.fields.items():
        _fit(request, each, form.initial.get(name))
    if "slug" in form.fields:
        form.fields["slug"].required = False
        form.fields["slug"].help_text += " Leave empty to make it of the name."
    return form


def _fit(request: HttpRequest, each: forms.Field, chosen: Any) -> None:
    """Makes a field that searches one that lists its choices, where no script is there to search."""
    inner = getattr(each.widget, "widget", each.widget)
    if inner is not each.widget:
        # Beside the text there is room for little but the choice.
        each.widget.can_change_related = each.widget.can_view_related = False
    if not isinstance(inner, AutocompleteMixin):
        return
    if request.headers.get(BY_SCRIPT):
        if isinstance(inner, SelectByNumber) and chosen is not None:
            inner.chosen = chosen
        return
    is_many = isinstance(each, forms.ModelMultipleChoiceField)
    plain: forms.Select = forms.SelectMultiple(attrs={"size": 6}) if is_many else forms.Select()
    plain.choices = each.choices  # type: ignore[attr-defined]
    each.widget = plain
