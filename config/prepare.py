"""What `make run` does before it serves: the database, the evidence base in it, and the static files."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections

from config.changed_files import fingerprint


def prepare() -> None:
    """Migrate and fill the database, and collect the static files meanwhile."""
    django.setup()
    # Compressing takes longest, and leaves the other processor to the database.
    with ThreadPoolExecutor(max_workers=1) as beside:
        collected = beside.submit(_collect_static_files)
        call_command("migrate", interactive=False, verbosity=0)
        _say("Loading the evidence base, if the database is empty…")
        call_command("load_evidence", if_empty=True)
        connections.close_all()
        collected.result()


def _collect_static_files() -> None:
    """Collect the static files, unless none changed since the last time."""
    collected = Path(settings.STATIC_ROOT)
    stamp = collected.with_name("static.stamp")
    current = fingerprint(Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))
    if stamp.exists() and stamp.read_text() == current and (collected / "staticfiles.json").exists():
        return
    _say("Preparing styles and scripts…")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current)


def _say(message: str) -> None:
    print(message, flush=True)  # noqa: T201
