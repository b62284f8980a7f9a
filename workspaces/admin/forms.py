"""The forms by which documents come in."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import models

from curation.admin_base.forms import PlainLinesField
from evidence.models import Source
from workspaces.adding import read_file, read_pasted
from workspaces.reading.document import Refused


class TextForm(forms.Form):
    """A document's file, or its text."""

    file = forms.FileField(
        label="File", required=False, help_text="PDF, Word (.docx), a web page saved to disk, or plain text."
    )
    pasted = forms.CharField(
        label="Or paste its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text="A heading is a short line with an empty line before and after it.",
    )
    came_from = forms.CharField(
        label="Where it is from",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Its web address, or a few words, for example “sent by the publisher”.",
    )
    read: dict[str, Any]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.DOCUMENT_MAX_BYTES:
            raise forms.ValidationError(f"“{file.name}” is larger than {settings.DOCUMENT_MAX_BYTES // 1_000_000} MB.")
        return file

    def clean(self) -> dict[str, Any]:
        """What was entered; sets ``read`` to what the document says."""
        cleaned = super().clean() or self.cleaned_data
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "")
        if self.errors:
            return cleaned
        if bool(file) == bool(pasted.strip()):
            raise forms.ValidationError(
                "Choose a file or paste the text, not both." if file else "Choose a file, or paste the text."
            )
        try:
            self.read = read_file(file.read()) if file else read_pasted(pasted)
        except Refused as error:
            said = f"“{file.name}” was not read. {error}" if file else str(error)
            self.add_error("file" if file else "pasted", said)
        return cleaned

    @property
    def about(self) -> dict[str, str]:
        """Where the text is from, as it is saved."""
        file = self.cleaned_data["file"]
        return {"file_name": file.name if file else "", "came_from": self.cleaned_data["came_from"]}


def _form_field(field: Any, **kwargs: Any) -> Any:
    """The form's field for a column; an address without a scheme is one of https."""
    return field.formfield(**kwargs, **({"assume_scheme": "https"} if isinstance(field, models.URLField) else {}))


class DetailsForm(forms.ModelForm):
    """What a new document is, as far as a curator has to see to it at once."""

    class Meta:
        model = Source
        formfield_callback = _form_field
        fields = [
            *("title", "short_title", "kind", "publisher", "publication_date", "authors", "url"),
            *("slug", "reference_prefix"),
        ]
        field_classes = {"authors": PlainLinesField}
        widgets = {
            **{
                name: forms.TextInput(attrs={"class": "vLargeTextField"})
                for name in ("title", "short_title", "publisher", "url", "slug")
            },
            "authors": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
