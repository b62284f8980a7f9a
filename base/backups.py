"""What the commands ``backup`` and ``restore`` know of this service: its database, its version, its migrations."""

import tomllib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import pq
from psycopg.conninfo import make_conninfo

from database.backups.problems import BackupProblem

PREFIX, SUFFIX = "equity-evidence-", ".backup"


def database_address() -> str:
    """The address of the service's database, with all that the driver is told of it."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    parts = connection.get_connection_params()
    return make_conninfo(**{name: value for name, value in parts.items() if name in known and value != ""})


def version() -> str:
    """The version of the program."""
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def name_for(moment: datetime) -> str:
    """The name of a backup in a folder of them; names sort as the moments do."""
    return f"{PREFIX}{moment:%Y-%m-%dT%H%M%SZ}{SUFFIX}"


def delete_older(folder: Path, keep: int) -> None:
    """Delete all but the newest backups of a folder; files with other names stay."""
    for file in sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))[:-keep]:
        file.unlink()


def newest(folder: Path) -> Path:
    """The newest backup of a folder; raises BackupProblem if there is none."""
    backups = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))
    if not backups:
        raise BackupProblem(f"There is no backup in {folder}.")
    return backups[-1]


def unknown_migrations(applied: list[str]) -> list[str]:
    """Those that this release of the program does not have."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    return [each for each in applied if each not in known]


def missing_migrations(applied: list[str]) -> list[str]:
    """Those of this release that were not applied."""
    return sorted({f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations} - {*applied})
