"""What a process on a developer's own machine is given when nothing is configured."""

import contextlib
import os
import secrets
import sys
import tempfile

from config import embedded_database, older_database

SECRET_KEY_FILE = embedded_database.REPOSITORY / "var" / "secret_key"


def prepare() -> None:
    """Fill in what local use can do without; a deployment sets DATABASE_URL and then must set the rest itself."""
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
    elif address == embedded_database.url():
        # A child of a process that uses the embedded database holds it up in its own right.
        embedded_database.attach()


def prepare_to_serve() -> None:
    """Do the same for `make run`, which serves this machine alone whatever database it is given."""
    prepare()
    _serve_this_machine_only()


def _serve_this_machine_only() -> None:
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
    os.environ.setdefault("SERVE_OVER_HTTP", "1")
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _local_secret_key()


def _local_secret_key() -> str:
    """Return this machine's own secret, made on first use and readable by its owner alone."""
    SECRET_KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
    if not SECRET_KEY_FILE.exists():
        # Written whole before it has its name, so that nobody reads half of it.
        with tempfile.NamedTemporaryFile("w", dir=SECRET_KEY_FILE.parent) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, SECRET_KEY_FILE)
    return SECRET_KEY_FILE.read_text()
