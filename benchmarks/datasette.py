"""Datasette over the same rows in SQLite: with the facets of our list and full-text search, set up as it documents.

The database is immutable and inspected beforehand, columns that are facets have indexes, and all else is its default.
"""

import json
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import psycopg

from benchmarks.data import LISTS, ROWS
from benchmarks.pages import PAGE_SIZE, Choices
from benchmarks.servers import FOLDER, Subject, environment_with, free_port, serving

PACKAGES = ("datasette~=0.65.5",)
NAME, TABLE = "datasette", "recommendations"
SEARCHED = ("reference", "title", "statement", "points", "evidence_note")
INDEXED = ("kind", "certainty", "source")


def install() -> Path:
    """The Python that Datasette is installed for."""
    return environment_with(NAME, *PACKAGES)


@contextmanager
def serve(address: str, choices: Choices) -> Iterator[Subject]:
    """Copy the rows of the database at an address, and run Datasette over them."""
    python, port = install(), free_port()
    database = FOLDER / "recommendations.db"
    _copy_rows(address, database)
    inspected, metadata = FOLDER / "inspected.json", FOLDER / "metadata.json"
    datasette: list[str | Path] = [python, "-m", "datasette"]
    subprocess.run([*datasette, "inspect", database, "--inspect-file", inspected], check=True)
    facets = [*INDEXED, *({"array": name} for name in LISTS)]
    table = {"facets": facets, "size": PAGE_SIZE, "fts_table": f"{TABLE}_fts"}
    metadata.write_text(json.dumps({"databases": {database.stem: {"tables": {TABLE: table}}}}))
    options: list[str | Path] = ["--inspect-file", inspected, "--metadata", metadata, "--setting", "max_csv_mb", "0"]
    command = [*datasette, "serve", "--immutable", database, *options, "--port", str(port)]
    try:
        with serving(
            NAME, command, paths=_paths(choices, database.stem), port=port, ready="/-/versions.json"
        ) as subject:
            yield subject
    finally:
        database.unlink(missing_ok=True)


def _copy_rows(address: str, database: Path) -> None:
    database.unlink(missing_ok=True)
    with psycopg.connect(address) as source, closing(sqlite3.connect(database)) as target:
        # Read a part at a time.
        with source.cursor("rows") as rows:
            rows.itersize = 5_000
            rows.execute(ROWS)
            columns = [each.name for each in rows.description or () if each.name != "id"]
            types = ", ".join(f"{name} TEXT{' PRIMARY KEY' if name == 'reference' else ''}" for name in columns)
            target.execute(f"CREATE TABLE {TABLE} ({types})")
            marks = ", ".join("?" for _ in columns)
            written = ([_as_text(value) for value in row[1:]] for row in rows)
            target.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", written)  # noqa: S608 - our own names
        for column in INDEXED:
            target.execute(f"CREATE INDEX {TABLE}_{column} ON {TABLE} ({column})")
        searched = ", ".join(SEARCHED)
        target.execute(
            f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5({searched}, content='{TABLE}', tokenize='porter unicode61')"
        )
        target.execute(f"INSERT INTO {TABLE}_fts (rowid, {searched}) SELECT rowid, {searched} FROM {TABLE}")  # noqa: S608
        target.commit()
        target.execute("ANALYZE")


def _as_text(value: Any) -> str | None:
    return json.dumps(value) if isinstance(value, list) else None if value is None else str(value)


def _paths(choices: Choices, database: str) -> Mapping[str, Sequence[str]]:
    listed = f"/{database}/{TABLE}"
    by_audience = f"audiences__arraycontains={quote_plus(choices.audience_name)}"
    return {
        "list with facets": [listed],
        "list, filtered": [f"{listed}?{by_audience}&themes__arraycontains={quote_plus(choices.theme_name)}"],
        "search, rare word": [f"{listed}?_search={choices.rare}"],
        "search, common word": [f"{listed}?_search={choices.common}"],
        "search, many words": [f"{listed}?_search={quote_plus(choices.many)}"],
        "one entry": [f"{listed}/{quote(reference)}" for reference in choices.references],
        "CSV of all": [f"{listed}.csv?_stream=on&_size=max"],
    }
