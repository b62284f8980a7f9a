"""The embedded database starts when it is needed and stops when it is not, however its users end."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config import embedded_database

REPOSITORY = embedded_database.REPOSITORY
# A shell's background jobs, and so a test run that is one, ignore an interrupt unless they ask for it.
USER = """
import signal
import sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
from config import embedded_database
print(embedded_database.attach(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "postgres"
    yield folder
    home = embedded_database.home_of(folder)
    wait_until(lambda: processes(home) == [])
    shutil.rmtree(home)


@pytest.fixture
def start_user(folder: Path) -> Iterator[Start]:
    """Return a function that starts a process which uses the database until its input ends."""
    started: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        user = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(user)
        return user

    yield start
    for user in started:
        user.kill()
        user.communicate()


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def address(user: "subprocess.Popen[str]") -> str:
    """Return what the process prints once it is attached."""
    assert user.stdout is not None
    line = user.stdout.readline().strip()
    if not line:
        pytest.fail(user.communicate()[1])
    return line


def end(user: "subprocess.Popen[str]", how: signal.Signals) -> None:
    user.send_signal(how)
    user.wait(10)


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def processes(home: Path) -> list[int]:
    """Return the processes whose command line names the database's home."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=1) for line in listed.splitlines()]
    return [int(pid) for pid, command in rows if str(home) in command]


def keeper(home: Path) -> int:
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    (found,) = [line for line in listed.splitlines() if f"config.embedded_database {home}" in line]
    return int(found.split()[0])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_stops_when_its_last_user_ends(start_user: Start, folder: Path, how: signal.Signals) -> None:
    first, second = start_user(), start_user()
    url = address(first)
    assert address(second) == url

    end(first, how)
    assert answers(url)

    end(second, how)
    wait_until(lambda: not answers(url))
    home = embedded_database.home_of(folder)
    wait_until(lambda: processes(home) == [])
    assert not (home / str(embedded_database.POSTGRES_VERSION) / "postmaster.pid").exists()


def test_keeps_what_was_written(start_user: Start, folder: Path) -> None:
    first = start_user()
    with psycopg.connect(address(first)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'gauge' AS word")
    end(first, signal.SIGKILL)

    # No wait: this one comes while the server may be on its way down.
    with psycopg.connect(address(start_user())) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("gauge",)


def test_serves_who_comes_while_it_stops(start_user: Start) -> None:
    for _ in range(4):
        user = start_user()
        assert answers(address(user))
        end(user, signal.SIGKILL)


def test_a_server_that_was_killed_is_started_again(start_user: Start, folder: Path) -> None:
    url = address(start_user())
    data = embedded_database._data(embedded_database.home_of(folder))
    killed = int((data / "postmaster.pid").read_text().split()[0])
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: answers(url) and str(killed) not in (data / "postmaster.pid").read_text().split())


def test_survives_its_keeper_and_gets_another(start_user: Start, folder: Path) -> None:
    first = start_user()
    url = address(first)
    home = embedded_database.home_of(folder)
    os.kill(keeper(home), signal.SIGKILL)
    assert answers(url)

    second = start_user()
    address(second)
    assert keeper(home)
    end(first, signal.SIGKILL)
    end(second, signal.SIGKILL)
    wait_until(lambda: processes(home) == [])


def test_starts_after_a_crash(start_user: Start, folder: Path) -> None:
    first = start_user()
    url = address(first)
    home = embedded_database.home_of(folder)
    left_by_the_crash = home / str(embedded_database.POSTGRES_VERSION) / "postmaster.pid"
    os.kill(keeper(home), signal.SIGKILL)
    os.kill(int(left_by_the_crash.read_text().split()[0]), signal.SIGKILL)
    end(first, signal.SIGKILL)
    wait_until(lambda: processes(home) == [])
    assert left_by_the_crash.exists()

    assert address(start_user()) == url


def test_ends_with_its_keeper_when_that_is_asked_to_stop(start_user: Start, folder: Path) -> None:
    user = start_user()
    url = address(user)
    os.kill(keeper(embedded_database.home_of(folder)), signal.SIGTERM)
    wait_until(lambda: not answers(url))


def test_says_why_it_does_not_start(start_user: Start, folder: Path) -> None:
    data = embedded_database.home_of(folder) / str(embedded_database.POSTGRES_VERSION)
    data.mkdir()
    _, error = start_user().communicate(timeout=30)
    assert "DatabaseNotStarted: The embedded PostgreSQL did not start. The end of its log" in error
    assert "is not a database cluster directory" in error


@pytest.mark.parametrize("name", ['o\'clock, "quoted" and spaced', "long" * 40])
def test_lives_below_any_path(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "postgres"
    used = subprocess.run(
        [sys.executable, "-c", USER, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert used.stdout.startswith("postgresql://")
    home = embedded_database.home_of(folder)
    wait_until(lambda: processes(home) == [])
    shutil.rmtree(home)


def test_root_opens_no_private_folder(start_user: Start, folder: Path) -> None:
    private = folder.parent
    private.chmod(0o700)
    assert answers(address(start_user()))
    assert private.stat().st_mode & 0o777 == 0o700
