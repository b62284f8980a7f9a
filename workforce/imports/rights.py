"""Who may import what: everybody their own files, editors those of all."""

from functools import partial
from typing import Any

from django.db.models import Q

from workforce.imports.receiving import Rights
from workforce.models import Dataset, WresImport


def is_editor(user: Any) -> bool:
    """Whether somebody may work on the imports of others, and add to any dataset."""
    return bool(user.has_perm("workforce.change_wresimport"))


def may_decide(user: Any, wres_import: WresImport) -> bool:
    """Whether somebody may answer the warnings of an import, confirm it and undo it."""
    return is_editor(user) or (wres_import.uploaded_by_id == user.pk and user.has_perm("workforce.add_wresimport"))


def own_datasets(user: Any) -> Any:
    """The datasets that somebody may add to: without the right to all, those that their imports made or added to."""
    real = Dataset.objects.filter(is_made_up=False)
    if is_editor(user):
        return real
    made = WresImport.objects.filter(uploaded_by=user).values_list("datasets_made", flat=True)
    is_own = Q(imports__uploaded_by=user) | Q(pk__in=[key for keys in made for key in keys])
    return real.filter(is_own, source=None).distinct()


def rights_of(user: Any) -> Rights:
    """What somebody may import."""
    return Rights(bool(user.has_perm("workforce.organise_wresimport")), partial(_may_add_to, user))


def _may_add_to(user: Any, dataset: Dataset) -> bool:
    return is_editor(user) or own_datasets(user).filter(pk=dataset.pk).exists()
