"""What a curator entered beside what somebody else saved meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from curation.entry_words import NOT_STATED


@dataclass(frozen=True)
class Clash:
    """A field whose entered text is not the saved one."""

    label: str
    saved: str
    entered: str


def entered_beside_saved(form: forms.BaseForm, inlines: Iterable[Any]) -> list[Clash]:
    """The fields whose input differs from what is saved, those of the entry first, then those of its parts."""
    found = list(_clashes(form, ""))
    for inline in inlines:
        noun = capfirst(str(inline.opts.verbose_name))
        for number, part in enumerate(inline.formset.forms, start=1):
            if part.instance.pk or part.has_changed():
                found += _clashes(part, f"{noun} {number}: ")
    return found


def with_what_others_saved(
    posted: QueryDict, fields: Mapping[str, forms.Field], opened: Mapping[str, Any], saved: Mapping[str, Any]
) -> QueryDict:
    """The posted data, with what somebody else saved meanwhile in each field that the person left as it was.

    ``opened`` and ``saved`` hold the form's initial values when it was opened, and now.
    """
    merged = posted.copy()
    for name, field in fields.items():
        entered = field.widget.value_from_datadict(posted, MultiValueDict(), name)
        if field.has_changed(opened.get(name), entered) or not field.has_changed(saved.get(name), entered):
            continue
        value = field.prepare_value(saved.get(name))
        if isinstance(field, forms.BooleanField):
            merged.setlist(name, ["on"] if value else [])
        else:
            shown = field.widget.format_value(value)
            merged.setlist(name, [str(each) for each in shown] if isinstance(shown, list | tuple) else [shown or ""])
    return merged


def _clashes(form: forms.BaseForm, prefix: str) -> Iterator[Clash]:
    for name in form.changed_data:
        field = form.fields[name]
        if isinstance(field.widget, forms.HiddenInput):
            continue
        bound = form[name]
        saved, entered = _in_words(field, bound.initial), _in_words(field, bound.data)
        if saved != entered:
            yield Clash(f"{prefix}{bound.label}", saved or NOT_STATED, entered or NOT_STATED)


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        several = isinstance(value, list | tuple)
        keys = [getattr(each, "pk", each) for each in (value if several else [value])]
        rows = field.queryset.filter(pk__in=[key for key in keys if str(key).isdecimal()])
        return "; ".join(sorted(field.label_from_instance(row) for row in rows))
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    if isinstance(field, forms.BooleanField):
        return "yes" if value and value != "False" else "no"
    return str(value).replace("\r\n", "\n")
