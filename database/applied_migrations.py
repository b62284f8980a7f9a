"""The text that each migration had when it was applied, by which a local database of an older state can be told.

Until the service is deployed its first migrations are edited, and an edited one has the name that it had before.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.db import connections
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parent.parent
TABLE = "django_migrations"


def digests() -> dict[str, str]:
    """A digest of the text of each migration of ours: ``{"evidence.0001_initial": "9f86d081884c7d65"}``."""
    return {
        f"{path.parts[-3]}.{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(REPOSITORY.glob("*/migrations/[0-9]*.py"))
    }


def note_digests(using: str, **kwargs: Any) -> None:
    """Keep them as the comment of Django's table of migrations; for ``post_migrate``."""
    comment = sql.SQL("COMMENT ON TABLE {} IS {}").format(sql.Identifier(TABLE), sql.Literal(json.dumps(digests())))
    connection = connections[using]
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(comment.as_string(connection.connection))
