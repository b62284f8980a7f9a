"""PostgreSQL servers of the tests' own, which they may stop, promote and let fall behind."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.servers import free_port
from config import embedded_database

USER = "postgres"
#: What they hold need not outlast them, so it need not wait for the disk.
OPTIONS = "-h 127.0.0.1 -k '' -c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=40"


class PostgresServer:
    """A server on a port of this machine, with the programs of the embedded database."""

    def __init__(self, folder: Path) -> None:
        self.data = folder
        self.port = free_port()

    def address(self, database: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the user whose data it is."""
        is_root = os.geteuid() == 0
        account: dict[str, Any] = {"user": embedded_database.ROOT_RUNS_AS, "extra_groups": []} if is_root else {}
        command = [program_of_postgres(program), *arguments]
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(command, cwd="/", stdout=output, stderr=output, check=False, **account)
            output.seek(0)
            assert done.returncode == 0, output.read().decode()

    def make_folder(self) -> None:
        """Make an empty folder for its data."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        log = Path(f"{self.data}.log")
        log.touch()
        if os.geteuid() == 0:
            embedded_database._make_root_home()
            shutil.chown(self.data, embedded_database.ROOT_RUNS_AS)
            shutil.chown(log, embedded_database.ROOT_RUNS_AS)

    def follow(self, primary: "PostgresServer") -> None:
        """Become a replica that streams from another server."""
        if self.is_running:
            self.stop()
        self.make_folder()
        options = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        self.run("pg_basebackup", "-d", primary.address(), *options, "-D", str(self.data))
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = f"{self.data}.log"
        self.run("pg_ctl", "start", "--wait", "-D", str(self.data), "-l", log, "-o", f"{OPTIONS} -p {self.port}")

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self.run("pg_ctl", "stop", "--wait", "--mode=fast", "-D", str(self.data))

    @property
    def is_running(self) -> bool:
        """Whether it runs."""
        return (self.data / "postmaster.pid").exists()

    def answers(self) -> bool:
        """Whether it takes connections."""
        command = [program_of_postgres("pg_isready"), "--quiet", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement, and give its rows."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def program_of_postgres(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    return str(embedded_database._programs() / name)


@contextmanager
def new_server(data: Path) -> Iterator[PostgresServer]:
    """Keep a server with new data in a folder, which another user must be able to enter."""
    server = PostgresServer(data)
    server.make_folder()
    new = ["-A", "trust", "-U", USER, "--encoding=UTF8", "--locale-provider=builtin", "--locale=C"]
    server.run("initdb", "--no-sync", "--builtin-locale=C.UTF-8", *new, "-D", str(data))
    server.start()
    try:
        yield server
    finally:
        if server.is_running:
            server.stop()


@contextmanager
def primary_and_replica() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """Keep an empty primary and a replica that streams from it."""
    # Not below a folder of pytest's, which another user cannot enter.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with new_server(Path(folder, "primary")) as primary:
            replica = PostgresServer(Path(folder, "replica"))
            try:
                replica.follow(primary)
                yield primary, replica
            finally:
                if replica.is_running:
                    replica.stop()
