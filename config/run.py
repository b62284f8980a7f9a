"""`make run`: prepares the service on this machine and serves it as a deployment would."""

import hashlib
import os
import socket
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections

from config import embedded_database, local


def main() -> None:
    """Prepare everything, then replace this process with the web server."""
    _check_port(os.environ.get("PORT", "8000"))
    # Debugging is for `make dev`.
    os.environ["DEBUG"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    _say("Preparing the database…")
    local.prepare_to_serve()
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    _collect_static_files()
    _say("Loading the evidence base, if the database is empty…")
    call_command("load_evidence", if_empty=True)
    connections.close_all()
    _say("Starting the web server…")
    # In this process's place, so that signals reach the server, and what was loaded here takes no memory.
    embedded_database.keep_across_exec()
    os.execv(sys.executable, [sys.executable, "-m", "config.local_server"])  # noqa: S606 - no shell is wanted


def _say(message: str) -> None:
    print(message, flush=True)  # noqa: T201


def _check_port(port: str) -> None:
    """Exit with a message if the port cannot be used."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        sys.exit(f'PORT is "{port}". Set it to a number from 1 to 65535, such as 8001.')
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            sys.exit(f"Port {port} is kept for administrators. Choose a higher one: make run PORT=8001")
        except OSError:
            sys.exit(f"Port {port} is in use. Stop what uses it, or choose another: make run PORT=8001")


def _collect_static_files() -> None:
    """Collect the static files, unless none changed since the last time."""
    collected = Path(settings.STATIC_ROOT)
    stamp = collected.with_name("static.stamp")
    current = _fingerprint_of_static_files()
    if stamp.exists() and stamp.read_text() == current and (collected / "staticfiles.json").exists():
        return
    _say("Preparing styles and scripts…")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current)


def _fingerprint_of_static_files() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            found.update(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\n".encode())
    return found.hexdigest()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
    except embedded_database.DatabaseNotStarted as error:
        sys.exit(str(error))
