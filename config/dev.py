"""`make dev`: Django's own server, which reloads on change, and Sass, which rebuilds the styles on change."""

import os
import signal
import subprocess
import sys

from config import local


def main() -> int:
    """Run both until Ctrl-C, and leave neither behind."""
    local.prepare_to_serve()
    address = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True)
    subprocess.run([sys.executable, "manage.py", "load_evidence", "--if-empty"], check=True)
    # Being told to end is like Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    styles = subprocess.Popen(["npm", "run", "--silent", "watch"], start_new_session=True)
    server = subprocess.Popen([sys.executable, "manage.py", "runserver", address])
    try:
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        # The server ends the copy of itself that it reloads only when it is asked to, not when it is killed.
        server.terminate()
        server.wait()
        # npm starts Sass through a shell, so the whole group is told to end.
        os.killpg(styles.pid, signal.SIGTERM)
        styles.wait()


if __name__ == "__main__":
    sys.exit(main())
