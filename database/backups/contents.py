"""What a database holds, as a count and a digest of each table, by which two databases can be compared."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from psycopg import Connection, sql

# A row as text must read the same on every server. No limit of time that the service sets is for a backup.
SETTINGS = """
    SET search_path TO ''; SET timezone TO 'UTC'; SET datestyle TO 'ISO'; SET intervalstyle TO 'postgres';
    SET extra_float_digits TO 1; SET bytea_output TO 'hex'; SET statement_timeout TO 0;
    SET idle_in_transaction_session_timeout TO 0
"""
# Generated columns follow from the others. Of long bytes their digest is enough, in place of twice as many letters.
TABLES = """
    SELECT namespace.nspname, class.relname,
        array_agg(attribute.attname ORDER BY attribute.attnum),
        array_agg(attribute.atttypid = 'bytea'::regtype ORDER BY attribute.attnum)
    FROM pg_class class
    JOIN pg_namespace namespace ON namespace.oid = class.relnamespace
    JOIN pg_attribute attribute ON attribute.attrelid = class.oid
    WHERE class.relkind IN ('r', 'p') AND NOT class.relispartition
        AND namespace.nspname NOT IN ('pg_catalog', 'information_schema') AND namespace.nspname !~ '^pg_(toast|temp)'
        AND attribute.attnum > 0 AND NOT attribute.attisdropped AND attribute.attgenerated = ''
    GROUP BY 1, 2 ORDER BY 1, 2
"""
# The sum of the digests of all rows does not hang on their order, and unlike XOR tells that a row is there twice.
DIGEST = """
    SELECT count(*), coalesce(sum(('x' || substr(digest, 1, 16))::bit(64)::bigint), 0)::text
        || ':' || coalesce(sum(('x' || substr(digest, 17))::bit(64)::bigint), 0)::text
    FROM (SELECT md5(ROW({columns})::text) AS digest FROM {table}) AS each_row
"""
# What guards the rows, and keeps their history: lost, nothing else would tell.
GUARDS = """
    SELECT kind, count(*), md5(string_agg(name, ',' ORDER BY name COLLATE "C")) FROM (
        SELECT 'triggers' AS kind, tgrelid::regclass::text || '.' || tgname || '.' || tgenabled::text AS name
        FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'constraints', conrelid::regclass::text || '.' || conname
        FROM pg_constraint WHERE conrelid <> 0 AND contype <> 'n'
            AND connamespace <> 'pg_catalog'::regnamespace AND connamespace <> 'information_schema'::regnamespace
        UNION ALL SELECT 'indexes', schemaname || '.' || indexname
        FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog', 'pg_toast')
    ) AS guards GROUP BY kind
"""


class Contents(NamedTuple):
    """How many rows a table has, and a digest of them."""

    rows: int
    digest: str


def prepare(connection: Connection[Any]) -> None:
    """Let rows read the same on this connection as on any other."""
    connection.execute(SETTINGS)


def read(connection: Connection[Any]) -> dict[str, Contents]:
    """Return what each table holds by its name, and what guards the tables; the connection must be prepared."""
    return dict(_tables(connection)) | {
        kind: Contents(count, digest) for kind, count, digest in connection.execute(GUARDS)
    }


def differences(saved: dict[str, Contents], restored: dict[str, Contents]) -> list[str]:
    """Say for each table in which two databases differ what each holds."""
    return [
        f"{name}: {_said(saved.get(name))} in the backup, {_said(restored.get(name))} restored"
        for name in sorted(saved.keys() | restored.keys())
        if saved.get(name) != restored.get(name)
    ]


def _tables(connection: Connection[Any]) -> Iterator[tuple[str, Contents]]:
    for schema, table, columns, are_bytes in connection.execute(TABLES).fetchall():
        values = [
            sql.SQL("md5({})" if is_bytes else "{}").format(sql.Identifier(column))
            for column, is_bytes in zip(columns, are_bytes, strict=True)
        ]
        digest = sql.SQL(DIGEST).format(columns=sql.SQL(", ").join(values), table=sql.Identifier(schema, table))
        count, digested = connection.execute(digest).fetchall()[0]
        yield f"{schema}.{table}", Contents(count, digested)


def _said(contents: Contents | None) -> str:
    return f"{contents.rows:,} rows ({contents.digest[:8]}…)" if contents else "nothing"
