"""Defaults for running on a developer's own machine."""

import contextlib
import errno
import os
import secrets
import sys
import tempfile
from pathlib import Path

from config import embedded_database, older_database

SECRET_KEY_FILE = embedded_database.REPOSITORY / "var" / "secret_key"


def prepare() -> None:
    """Set defaults for local use, with the embedded database, unless DATABASE_URL is set."""
    address = os.environ.get("DATABASE_URL", "").strip()
    if not address:
        os.environ["DATABASE_URL"] = embedded_database.attach()
        if kept := older_database.put_aside(os.environ["DATABASE_URL"]):
            message = (
                "The database was made by an older state of the program, which cannot be migrated. "
                f"It is kept, with its accounts, under the name “{kept}”, and `make run` loads a new one."
            )
            print(message, file=sys.stderr, flush=True)  # noqa: T201
        _serve_this_machine_only()
    # To ask for its address makes its folders, which a deployment has no use and may have no place for.
    elif any(embedded_database.FOLDER.parent.glob("postgres*")) and address == embedded_database.url():
        # A child of a process that uses the embedded database counts as a user of it too.
        embedded_database.attach()


def lacks_database_of_deployment() -> bool:
    """Whether variables that a deployment sets are there, but no database: it must not get an embedded one unasked."""
    return not os.environ.get("DATABASE_URL", "").strip() and any(map(os.environ.get, ("SECRET_KEY", "ALLOWED_HOSTS")))


def explain(error: OSError) -> str:
    """What to do about a file that could not be written, in a sentence."""
    place = Path(error.filename).parent if error.filename else embedded_database.REPOSITORY / "var"
    if error.errno == errno.ENOSPC:
        return f"The disk of {place} is full. Make room, then start again."
    return f"{place} cannot be used: {error.strerror}. This user must be able to write there."


def prepare_to_serve() -> None:
    """Do the same for `make run`, which serves only this machine whatever its database."""
    prepare()
    _serve_this_machine_only()


def _serve_this_machine_only() -> None:
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
    os.environ.setdefault("SERVE_OVER_HTTP", "1")
    os.environ.setdefault("ONE_TIME_CODES_OFF", "1")
    os.environ.setdefault("LOG_FORMAT", "plain")
    os.environ.setdefault("REQUEST_LIMITS_OFF", "1")
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _local_secret_key()


def _local_secret_key() -> str:
    """Return this machine's secret key, created on first use and readable by its owner alone."""
    SECRET_KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
    if not SECRET_KEY_FILE.exists():
        # Linked under its name once it is complete.
        with tempfile.NamedTemporaryFile("w", dir=SECRET_KEY_FILE.parent) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, SECRET_KEY_FILE)
    return SECRET_KEY_FILE.read_text()
