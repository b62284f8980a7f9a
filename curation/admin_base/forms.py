"""Form classes for rows with positions, their parts and entries."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Max
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone

from curation.admin_base.choices import SelectByNumber
from lists.wording import day_in_words


class PlainLinesField(forms.CharField):
    """Text with ``\\n`` for the ``\\r\\n`` that browsers send, so that saving an unchanged text changes nothing."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class NoteField(forms.CharField):
    """A note or reason of a few sentences."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, **kwargs)


class FutureDateField(forms.DateField):
    """A date after today."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(f"{day_in_words(day)} is not a day to come.")
        return day


class PositionedForm(forms.ModelForm):
    """A form that puts a row without a position after the last of its siblings."""

    # The fields that siblings have the same values of; by default all rows are siblings.
    siblings_by: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if position := self.fields.get("position"):
            position.required = False
            position.help_text = f"{position.help_text} Leave empty to put it last."
            if self.instance._state.adding and "position" not in (kwargs.get("initial") or {}):
                self.initial["position"] = position.initial = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "position" in cleaned and cleaned["position"] is None:
            cleaned["position"] = self.position_after_the_last(cleaned)
        return cleaned

    def position_after_the_last(self, cleaned: dict[str, Any]) -> int:
        """The position after the last sibling, or 1."""
        siblings = self._meta.model._default_manager.filter(**{name: cleaned.get(name) for name in self.siblings_by})
        last = siblings.exclude(pk=self.instance.pk).aggregate(last=Max("position"))["last"]
        return (last or 0) + 1


class PartForm(PositionedForm):
    """A form for a part of another row, which :class:`PartFormSet` gives its position."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, row in self.instance._state.fields_cache.items():
            widget = self.fields[name].widget if name in self.fields else None
            widget = getattr(widget, "widget", widget)
            if isinstance(widget, SelectByNumber):
                widget.chosen = row

    def position_after_the_last(self, cleaned: dict[str, Any]) -> Any:
        return None


class PartFormSet(forms.BaseInlineFormSet):
    """Parts of a row; those without a position come last, in the order of the forms."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = "Delete"

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if "position" in form.fields and (form.has_changed() or form.instance.pk)]
        kept = [form for form in kept if not form.cleaned_data.get(DELETION_FIELD_NAME)]
        last = max((form.cleaned_data.get("position") or 0 for form in kept), default=0)
        for form in kept:
            if "position" not in form.errors and form.cleaned_data.get("position") is None:
                last += 1
                form.instance.position = last


class EntryForm(PositionedForm):
    """A form of an entry, which is not saved where the entry changed since it was opened."""

    # What the form belongs to, set on the class that Django makes for each request; see ``curation.editing.session``.
    session: ClassVar[Any] = None

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and self.session:
            data = self.session.merged(data, self.base_fields)
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.session and self.session.clash:
            self.add_error(None, self.session.clash)
        return cleaned
