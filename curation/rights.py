"""Who may publish entries of a kind, as a query."""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import User
from django.db.models import QuerySet

#: Of Django, which knows who has a right; the other backends only lock people out.
BACKEND = "django.contrib.auth.backends.ModelBackend"


def reviewers_of(model: Any) -> QuerySet[User]:
    """The people who may publish entries of a kind."""
    right = f"{model._meta.app_label}.{get_permission_codename('publish', model._meta)}"
    return User.objects.with_perm(right, backend=BACKEND).filter(is_staff=True).order_by("first_name", "username")
