"""Who may review what, to ask them for it and to see that there is somebody."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet

from curation.entry_words import person_name
from curation.models import Draft
from curation.rights import reviewers_of


def reviewers_for(model: Any, draft: Draft | None, *besides: Any) -> QuerySet[User]:
    """Those who may review a draft of an entry of a kind: not who worked on it, nor the people ``besides``."""
    out = [person.pk for person in besides]
    if draft is not None and draft.pk:
        out += draft.contributors.values_list("pk", flat=True)
    return reviewers_of(model).exclude(pk__in=out)


class ReviewerField(forms.ModelChoiceField):
    """A choice of somebody to review."""

    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        chosen: dict[str, Any] = {"label": "Reviewer", "required": False, "empty_label": "Whoever comes first"} | kwargs
        super().__init__(queryset=User.objects.none() if queryset is None else queryset, **chosen)

    def label_from_instance(self, obj: Any) -> str:
        return person_name(obj)
