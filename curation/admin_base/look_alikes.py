"""Names what may be the same before something is added, with a way to take what is there."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from curation.admin_base.pages import admin_address

#: A form posts the key of the row to take instead of a new one, or that it is none of those that are alike.
TAKE, NONE_OF_THEM = "_take", "new"


class LookAlikesForm(forms.ModelForm):
    """A form that adds nothing like what is there unless the person says that it is none of these."""

    # The rows like the new one, each with its name and what tells it apart, for ``look_alikes.html``.
    look_alikes: Iterable[dict[str, Any]] = ()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance._state.adding and not self.errors and self.data.get(TAKE) != NONE_OF_THEM:
            of_model: Any = admin.site._registry[self._meta.model]
            self.look_alikes = [
                {"row": row, "name": of_model.choice_label(row), "detail": of_model.choice_detail(row)}
                for row in self.rows_alike(cleaned)
            ]
            if self.look_alikes:
                self.add_error(
                    None, "This may be here already. Choose one of these, or that it is none of them, and save again."
                )
        return cleaned

    def rows_alike(self, cleaned: dict[str, Any]) -> list[Any]:
        """The rows that may be the same as the new one, the likeliest first."""
        raise NotImplementedError


class TakesLookAlikes(admin.ModelAdmin):
    """An admin on whose form for a new row one that is there can be taken instead."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        key = request.POST.get(TAKE, "")
        if key.isdecimal() and len(key) < 19 and self.has_view_permission(request):
            row = self.get_queryset(request).filter(pk=key).first()
            if row is not None:
                # The window that asks for a choice closes, with this row chosen.
                is_popup = IS_POPUP_VAR in request.POST
                return self.response_add(request, row) if is_popup else HttpResponseRedirect(admin_address(row))
        return super().add_view(request, form_url, extra_context)
