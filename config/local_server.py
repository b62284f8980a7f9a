"""The web server of `make run`: this machine only; the address is printed once it answers."""

import os
import threading
import time
import urllib.request
from urllib.error import URLError

from config.server import server

PORT = int(os.environ.get("PORT", "8000"))
ADDRESS = f"http://127.0.0.1:{PORT}/"


def main() -> None:
    """Serve until a signal stops it."""
    local = server("127.0.0.1", PORT)
    local.on_startup(threading.Thread(target=_say_when_it_answers, daemon=True).start)
    local.serve()


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
