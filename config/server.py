"""The web server, with the same settings for `make run` as for a deployment: `python -m config.server`."""

import importlib
import logging
import multiprocessing
import os
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer

from config import environment
from config.slow_clients import THREADS

#: Half-sent headers and connections without a request are closed after so many milliseconds.
HEADER_TIMEOUT = 10_000


def server(host: str, port: int) -> AbstractServer:
    """The server, which `serve()` runs until a signal stops it."""
    # A process that starts anew finds a release that was put in meanwhile, and copies no lock that a thread holds.
    multiprocessing.set_start_method("spawn")
    # Its warning against so many threads does not know that few of them work at a time.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    return Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=environment.number("WEB_WORKERS", 2),
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # In a reload, each of the former processes serves for so many seconds while its successor starts.
        respawn_interval=10,
        workers_kill_timeout=10,
    )


def main() -> None:
    """Serve as the variables say, or end with a sentence where one is missing or wrong."""
    try:
        # Otherwise each process that is started would fail at them, one after another.
        importlib.import_module("config.settings")
    except (environment.MissingVariable, environment.InvalidVariable) as error:
        sys.exit(str(error))
    server(environment.optional("HOST", "127.0.0.1"), environment.number("PORT", 8000)).serve()


def stay_in_this_release() -> None:
    """Load from now on what the link to the release points to now, also in programs that this process starts.

    Otherwise, from the switch to another release until it is replaced, a process of the old one would load what it
    needs late, and start programs, from the new one.
    """
    folder, name = os.path.split(sys.executable)
    sys.executable = str(Path(folder).resolve() / name)  # Python itself is a link, too, out of the environment
    sys.path[:] = map(os.path.realpath, sys.path)
    if found_first := os.environ.get("PYTHONPATH"):
        os.environ["PYTHONPATH"] = os.pathsep.join(map(os.path.realpath, found_first.split(os.pathsep)))
    for module in list(sys.modules.values()):
        # Parts of a package that is loaded already are looked for where it was found.
        if isinstance(folders := getattr(module, "__path__", None), list):
            folders[:] = map(os.path.realpath, folders)


if __name__ == "__main__":
    main()
elif __name__ == "__mp_main__":
    # Each process that answers requests begins here. The first one, which starts them, goes on to the next release.
    stay_in_this_release()
