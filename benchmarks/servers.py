"""Servers that are compared: each runs in a process of its own, and is stopped at the end."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError

REPOSITORY = Path(__file__).resolve().parent.parent
#: Everything that measuring installs and makes.
FOLDER = REPOSITORY / "var" / "bench"
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Subject:
    """A server that answers, and where it has each page that is measured."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    #: The paths of a page by its name, which are asked for in turn. A page that it does not have is not in it.
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def megabytes(self) -> float:
        """The resident memory of the largest of its processes, which is the one that answers."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, check=True, text=True)
        rows = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        ours = {self.process.pid}
        while further := {pid for pid, parent, _ in rows if parent in ours} - ours:
            ours |= further
        return max(size for pid, _, size in rows if pid in ours) / 1024


@contextmanager
def serving(
    name: str,
    command: Sequence[str | Path],
    *,
    paths: Mapping[str, Sequence[str]],
    port: int,
    ready: str = "/",
    environment: Mapping[str, str] | None = None,
) -> Iterator[Subject]:
    """Run a server while the block runs; raises RuntimeError with the end of its log if it does not answer."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    log = FOLDER / f"{name.replace(' ', '-').replace(',', '')}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(each) for each in command],
            cwd=REPOSITORY,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    subject = Subject(name, port, process, paths)
    try:
        wait_for(subject.url(ready), process, log)
        yield subject
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def granian(application: str, port: int, python: str | Path = sys.executable) -> list[str | Path]:
    """The command that serves a WSGI application as `make run` does, but in one process."""
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
    return [python, "-m", "granian", *options, "--port", str(port), application]


def free_port() -> int:
    """A port that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_with(name: str, *packages: str) -> Path:
    """The Python of an environment of its own with these packages, which is made if need be."""
    folder = FOLDER / name
    python, stamp = folder / "bin" / "python", folder / "installed"
    wanted = "\n".join(packages)
    if not (stamp.exists() and stamp.read_text() == wanted):
        print(f"Installing {name}…", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([python, *pip, *packages], check=True)
        stamp.write_text(wanted)
    return python


def wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a server answers; raises RuntimeError with the end of its log if it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=SECONDS_TO_START):  # noqa: S310 - our own address
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.05)
    end = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
    raise RuntimeError(f"Nothing answers at {url}. The end of {log} says:\n{end}")
