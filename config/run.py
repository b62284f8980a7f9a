"""`make run`: prepares the service on this machine and serves it as a deployment would."""

import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from config import embedded_database, local
from config.changed_files import fingerprint

VAR = embedded_database.REPOSITORY / "var"
STAMP = VAR / "prepared.stamp"
LIST_OF_STATIC_FILES = VAR / "static" / "staticfiles.json"
#: What tells one database from another, which migrations it has, and whether it was filled.
STATE_OF_DATABASE = """
    SELECT system_identifier, oid, (SELECT array_agg((app, name, applied) ORDER BY id) FROM django_migrations)
    FROM pg_control_system(), pg_database WHERE datname = current_database() AND EXISTS (SELECT FROM evidence_source)
"""


def main() -> None:
    """Prepare everything, then replace this process with the web server."""
    _check_port(os.environ.get("PORT", "8000"))
    # Debugging is for `make dev`.
    os.environ["DEBUG"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    _say("Preparing the database…")
    local.prepare_to_serve()
    with _alone():
        if not _is_prepared():
            # Only where something is to be done: Django takes longer to start than all else here.
            from config.prepare import prepare

            prepare()
            STAMP.write_text(_state())
    _say("Starting the web server…")
    # In this process's place, so that signals reach the server, and what was loaded here takes no memory.
    embedded_database.keep_across_exec()
    os.execv(sys.executable, [sys.executable, "-m", "config.local_server"])  # noqa: S606 - no shell is wanted


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other start prepares the same folder; the lock ends with its process, however that ends."""
    with (VAR / "prepare.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another start prepares the database. Waiting for it…")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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


def _is_prepared() -> bool:
    state = _state()
    return bool(state) and STAMP.exists() and STAMP.read_text() == state


def _state() -> str:
    """A fingerprint of what preparing depends on and of what it made; empty while anything of it is missing."""
    with suppress(psycopg.Error), psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        state = connection.execute(STATE_OF_DATABASE).fetchone()
        if state and LIST_OF_STATIC_FILES.exists():
            return f"{fingerprint(_files())}\n{state!r}"
    return ""


def _files() -> Iterator[Path]:
    """The program, the packages that it stands on, and what static files are made of and where they are listed."""
    repository = embedded_database.REPOSITORY
    for package in repository.glob("*/__init__.py"):
        yield from package.parent.rglob("*.py")
    yield repository / "requirements.lock"
    for folder in (repository / "static", VAR / "build"):
        yield from (path for path in folder.rglob("*") if path.is_file())
    yield LIST_OF_STATIC_FILES


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
    except embedded_database.DatabaseNotStarted as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(local.explain(error))
