"""`make dev`: Django's own server, which reloads on change, and Sass, which rebuilds the styles on change."""

import os
import signal
import subprocess
import sys

from config import local


def main() -> int:
    """Run both until Ctrl-C, and stop both."""
    local.prepare_to_serve()
    address = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True)
    subprocess.run([sys.executable, "manage.py", "load_evidence", "--if-empty"], check=True)
    # Handle SIGTERM like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    styles = subprocess.Popen(["npm", "run", "--silent", "watch"], start_new_session=True)
    server = subprocess.Popen([sys.executable, "manage.py", "runserver", address])
    try:
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        # SIGTERM, since a killed server would leave its reloader's child behind.
        server.terminate()
        server.wait()
        # npm starts Sass in a shell, so the whole process group is stopped.
        os.killpg(styles.pid, signal.SIGTERM)
        styles.wait()


if __name__ == "__main__":
    sys.exit(main())
