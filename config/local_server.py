"""Gunicorn's settings for `make run`: this machine only, an address printed once it answers."""

import os
from typing import Any

PORT = os.environ.get("PORT", "8000")

bind = f"127.0.0.1:{PORT}"
workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Print the address when the first worker is ready."""
    if worker.age == 1:
        print(f"Equity Evidence is at http://{bind}/ (Ctrl-C stops it)", flush=True)  # noqa: T201
