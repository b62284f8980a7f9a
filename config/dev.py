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
    styles = subprocess.Popen(["npm", "run", "--silent", "watch"], start_new_session=True)
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True)
        subprocess.run([sys.executable, "manage.py", "load_evidence", "--if-empty"], check=True)
        return subprocess.run([sys.executable, "manage.py", "runserver", address], check=False).returncode
    except KeyboardInterrupt:
        return 0
    finally:
        # npm starts Sass through a shell, so the whole group is told to end.
        os.killpg(styles.pid, signal.SIGTERM)
        styles.wait()


if __name__ == "__main__":
    sys.exit(main())
