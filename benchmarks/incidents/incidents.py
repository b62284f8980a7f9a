"""What happens to the service meanwhile. Each incident lasts a while, ends, and says so."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.incidents.visitors import STOP
from tests.support.postgres_servers import PostgresServer

#: How long an incident lasts, and how long the service then has to recover, in seconds.
SECONDS, RECOVERY = 8, 10
DAY = 86_400


@dataclass
class Scene:
    """What an incident may do something to."""

    primary: PostgresServer
    replica: PostgresServer
    server: "subprocess.Popen[bytes]"
    clock: Path  # says by how much the service's clock is wrong
    disk: Path | None  # where the primary's data are, if they have a small disk of their own

    def workers(self) -> list[int]:
        """The processes that answer."""
        listed = subprocess.run(
            ["ps", "--ppid", str(self.server.pid), "-o", "pid="], capture_output=True, check=False, text=True
        )
        return [int(line) for line in listed.stdout.split()]


def restart_the_database(scene: Scene) -> None:
    """Stop the primary as a restart does, and start it."""
    scene.primary.stop()
    scene.primary.start()


def kill_a_worker(scene: Scene) -> None:
    """Kill one of the processes that answer, as the system does when memory is short."""
    os.kill(scene.workers()[-1], signal.SIGKILL)


def fill_the_disk(scene: Scene) -> None:
    """Leave the primary no room, then free it, and start the primary if it gave up."""
    assert scene.disk
    filler = scene.disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 20))
        except OSError:
            pass
        STOP.wait(SECONDS)
    filler.unlink()
    if not scene.primary.answers():
        scene.primary.start()


def set_the_clock_forward(scene: Scene) -> None:
    """Let the service believe that it is tomorrow, then that it is today again."""
    scene.clock.write_text(str(DAY))
    STOP.wait(SECONDS)
    scene.clock.write_text("0")


def let_the_replica_fall_behind(scene: Scene) -> None:
    """Let the replica replay nothing for a while."""
    scene.replica.execute("SELECT pg_wal_replay_pause()")
    STOP.wait(SECONDS)
    scene.replica.execute("SELECT pg_wal_replay_resume()")


def stop_the_primary(scene: Scene) -> None:
    """Leave the replica alone for a while."""
    scene.primary.stop()
    STOP.wait(SECONDS)
    scene.primary.start()


def reload_the_service(scene: Scene) -> None:
    """Replace the workers, as a release does."""
    scene.server.send_signal(signal.SIGHUP)


Incident = Callable[[Scene], None]
INCIDENTS: Mapping[str, Incident] = {
    "the service is reloaded": reload_the_service,
    "the database is restarted": restart_the_database,
    "a worker is killed": kill_a_worker,
    "the replica falls behind": let_the_replica_fall_behind,
    "the primary stops": stop_the_primary,
    "the clock jumps": set_the_clock_forward,
    "the disk is full": fill_the_disk,
}


def missing_for(incident: Incident, scene: Scene) -> str:
    """Why an incident cannot be tried on this machine; nothing if it can."""
    return "only root can make a small disk" if incident is fill_the_disk and scene.disk is None else ""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """Mount a small disk in memory while the block runs; None where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def clock_variables(folder: Path) -> tuple[Path, Mapping[str, str]]:
    """A file that says by how many seconds the clock of a Python process with these variables is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = folder / "clock"
    clock.write_text("0")
    started_with = Path(__file__).parent / "started_with"
    return clock, {"PYTHONPATH": str(started_with), "CLOCK_FILE": str(clock)}
