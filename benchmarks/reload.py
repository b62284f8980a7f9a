"""Whether new processes take over without a lost request: `python -m benchmarks.reload`.

Starts the server as a deployment does, asks it for a page over 16 connections, and sends it SIGHUP meanwhile.
"""

import signal
import subprocess
import sys
import time

from benchmarks.servers import free_port, serving
from config import local

SECONDS = 40
PAGE = "/recommendations/?audience=icbs"


def main() -> None:
    """Reload under load, and print what wrk counted."""
    local.prepare_to_serve()
    port = free_port()
    command = [sys.executable, "-m", "config.server"]
    with serving("reload", command, paths={}, port=port, ready="/healthz", environment={"PORT": str(port)}) as server:
        load = subprocess.Popen(
            [
                "wrk",
                "--threads=1",
                "--connections=16",
                f"--duration={SECONDS}s",
                "--timeout=10s",
                "--latency",
                server.url(PAGE),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(SECONDS / 8)
        server.process.send_signal(signal.SIGHUP)
        said = load.communicate(timeout=SECONDS + 30)[0]
    print(said)
    # wrk has these lines only where something failed.
    sys.exit("Requests were lost." if "Non-2xx" in said or "Socket errors" in said else 0)


if __name__ == "__main__":
    main()
