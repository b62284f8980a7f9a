"""Every change to an entry or to its links is kept by database triggers, so that no path round the admin misses it."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.db import models


def track(*, exclude: tuple[str, ...] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """A decorator that keeps each insert, update and delete of a model's rows; ``exclude`` names derived columns."""
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=list(exclude) or None
    )


def track_links(model: type[models.Model], *fields: str) -> None:
    """Keeps each link that is added to or removed from the named many-to-many fields of ``model``."""
    for field in fields:
        through: Any = getattr(model, field).through
        name = f"{through.__name__.replace('_', ' ').title().replace(' ', '')}Link"
        meta = type("Meta", (), {"proxy": True, "app_label": model._meta.app_label, "verbose_name": f"{field} link"})
        proxy = type(name, (through,), {"__module__": model.__module__, "Meta": meta})
        pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())(proxy)
