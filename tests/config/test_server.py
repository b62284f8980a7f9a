"""A process that answers requests stays in the release that it was started in."""

import os
import subprocess
import sys
from pathlib import Path

from config.embedded_database import REPOSITORY

#: What multiprocessing does in each process that the server starts, and then a release that is switched to.
WORKER = """
import os, runpy, subprocess, sys
import part
runpy.run_module("config.server", run_name="__mp_main__", alter_sys=True)
os.symlink("v2", "next")
os.replace("next", "current")
import late, part.late
child = subprocess.run([sys.executable, "-c", "import late; print(late.RELEASE)"], capture_output=True, text=True)
print(late.RELEASE, part.late.RELEASE, child.stdout.strip(), sys.executable)
"""


def test_after_a_switch_a_process_loads_and_starts_what_its_own_release_has(tmp_path: Path) -> None:
    for release in ("v1", "v2"):
        (tmp_path / release / "part").mkdir(parents=True)
        (tmp_path / release / "part" / "__init__.py").touch()
        for module in ("late.py", "part/late.py"):
            (tmp_path / release / module).write_text(f"RELEASE = {release!r}\n")
        (tmp_path / release / ".venv").symlink_to(Path(sys.executable).parents[1])
    (tmp_path / "current").symlink_to("v1")

    worker = subprocess.run(
        [tmp_path / "current" / ".venv" / "bin" / "python", "-c", WORKER],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"current{os.pathsep}{REPOSITORY}", "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert worker.returncode == 0, worker.stderr
    *releases, python = worker.stdout.split()
    assert releases == ["v1", "v1", "v1"]
    assert "current" not in python
