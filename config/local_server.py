"""The web server of `make run`: this machine only; the address is printed once it answers."""

import multiprocessing
import os
import threading
import time
import urllib.request
from urllib.error import URLError

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

PORT = int(os.environ.get("PORT", "8000"))
ADDRESS = f"http://127.0.0.1:{PORT}/"


def main() -> None:
    """Serve until a signal stops it."""
    # A worker that is forked while the thread below holds a lock, such as that on imports, would wait for it for ever.
    multiprocessing.set_start_method("spawn")
    server = Granian(
        "config.wsgi:application",
        port=PORT,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    server.on_startup(threading.Thread(target=_say_when_it_answers, daemon=True).start)
    server.serve()


def _say_when_it_answers() -> None:
    while not _answers():
        time.sleep(0.05)
    print(f"Equity Evidence is at {ADDRESS} (Ctrl-C stops it)", flush=True)  # noqa: T201


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"{ADDRESS}healthz", timeout=5):  # noqa: S310 - our own address
            return True
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    main()
