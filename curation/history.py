"""Every change to an entry or to its links is kept by database triggers, so that no path round the admin misses it."""

from collections.abc import Callable, Iterator
from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor

# Both functions run for every row that changes. As django-pgtrigger and django-pghistory install them, they catch the
# error of reading a setting that is not there, and each error that is caught rolls back a subtransaction, which takes
# the longer the more deferred constraints are waiting: 20,000 new findings took 22 seconds.
FUNCTIONS_WITHOUT_SUBTRANSACTIONS = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
        SELECT coalesce(trigger_name = ANY(nullif(current_setting('pgtrigger.ignore', true), '')::text[]), false)
    $$ LANGUAGE sql STABLE;

    CREATE OR REPLACE FUNCTION public._pgh_attach_context() RETURNS uuid AS $$
        DECLARE
            context_id uuid := nullif(current_setting('pghistory.context_id', true), '');
            context_metadata jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
        BEGIN
            IF context_id IS NULL OR context_metadata IS NULL THEN
                RETURN NULL;
            END IF;
            INSERT INTO public.pghistory_context AS context (id, metadata, created_at, updated_at)
                VALUES (context_id, context_metadata, now(), now())
                ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, updated_at = excluded.updated_at
                WHERE context.metadata != excluded.metadata;
            RETURN context_id;
        END
    $$ LANGUAGE plpgsql;
"""


def event_models() -> Iterator[Any]:
    """The models of all events that are kept."""
    # Not to be imported before the apps are ready.
    from pghistory.models import Event

    return (
        each for each in apps.get_models() if issubclass(each, Event) and each._meta.managed and not each._meta.proxy
    )


def install_triggers(using: str, **kwargs: Any) -> None:
    """Put in the triggers of all models, for ``post_migrate``.

    Not where migrations were taken back: the models of this release do not fit then, and the release before puts in its
    own when it migrates.
    """
    executor = MigrationExecutor(connections[using])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        pgtrigger.install(database=using)


def replace_functions(using: str, **kwargs: Any) -> None:
    """Put in :data:`FUNCTIONS_WITHOUT_SUBTRANSACTIONS`; for ``post_migrate``, after which the triggers are there."""
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTIONS_WITHOUT_SUBTRANSACTIONS)


def track(
    *, exclude: tuple[str, ...] = (), indexes: tuple[models.Index, ...] = ()
) -> Callable[[type[models.Model]], type[models.Model]]:
    """A decorator that keeps each insert, update and delete of a model's rows.

    ``exclude`` names derived columns; ``indexes`` are those of the table of events.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
        meta={"indexes": list(indexes)},
    )


def track_links(model: type[models.Model], *fields: str) -> None:
    """Keeps each link that is added to or removed from the named many-to-many fields of ``model``."""
    for field in fields:
        through: Any = getattr(model, field).through
        name = f"{through.__name__.replace('_', ' ').title().replace(' ', '')}Link"
        meta = type("Meta", (), {"proxy": True, "app_label": model._meta.app_label, "verbose_name": f"{field} link"})
        proxy = type(name, (through,), {"__module__": model.__module__, "Meta": meta})
        pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())(proxy)
