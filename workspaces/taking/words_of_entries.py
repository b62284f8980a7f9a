"""Adds marked words to an entry that is there already."""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from curation.workflow import has_right, require_right
from workspaces.marking import mark
from workspaces.models import Excerpt
from workspaces.models.document_texts import hold_texts_of
from workspaces.taken import places
from workspaces.taking.marked_words import Marked, in_newest


class WordsForm(forms.Form):
    """Which entry the words belong to."""

    entry = forms.ChoiceField(label="Entry", help_text="Those that name this document.")

    def __init__(self, user: Any, passage: Marked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        found = [each for each in places(passage.document.source) if has_right(user, "change", type(each.entry))]
        self._places = {
            f"{ContentType.objects.get_for_model(type(each.entry)).pk}-{each.entry.pk}-{each.part}": each
            for each in found
        }
        named = {
            key: f"{each.entry._meta.verbose_name.capitalize()}: {each.name}" for key, each in self._places.items()
        }
        self.fields["entry"].choices = [(key, name[:150]) for key, name in named.items()]  # type: ignore[attr-defined]

    @transaction.atomic
    def save(self, passage: Marked) -> Excerpt:
        """Saves the words, as the newest text has them, as an excerpt of the entry or its part. Raises NotPossible."""
        place = self._places[self.cleaned_data["entry"]]
        require_right(self._user, "change", place.entry)
        hold_texts_of(passage.document.source)
        passage = in_newest(passage)
        return mark(passage.document, place.entry, passage.start, passage.end, by=self._user, part=place.part)
