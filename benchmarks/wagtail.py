"""A Wagtail site with the same recommendations, in the same database: see ``benchmarks/wagtail_site/``.

Its pages are made by SQL: pages of Wagtail, with entries of its search index as its PostgreSQL back end writes them.
"""

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.data import LISTS, ROWS
from benchmarks.pages import Choices, recommendation_paths
from benchmarks.servers import FOLDER, REPOSITORY, Subject, environment_with, free_port, granian, serving

PACKAGES = ("wagtail~=8.0.1", "django-filter~=26.2", "psycopg[binary,pool]~=3.3", "granian~=2.8")
NAME, CACHED = "wagtail", "wagtail, cached"
SITE = "benchmarks.wagtail_site"
MADE = FOLDER / "wagtail_migrations"
#: A model of the site and the table of ours that has its terms, by the field of a recommendation.
TERMS = {
    "audiences": ("audience", "recommendations_audience", "slug"),
    "themes": ("theme", "evidence_theme", "slug"),
    "settings": ("setting", "evidence_setting", "slug"),
    "populations": ("population", "evidence_population", "slug"),
    "indicators": ("indicator", "workforce_indicator", "number"),
}


def install() -> Path:
    """The Python that Wagtail is installed for."""
    return environment_with(NAME, *PACKAGES)


def prepare(address: str) -> None:
    """Make the tables of the site in the database at an address, without recommendations."""
    python = install()
    module = MADE / "wagtail_site_migrations"
    module.mkdir(parents=True, exist_ok=True)
    (module / "__init__.py").touch()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA wagtail")
    for command in (
        ["-m", "django", "makemigrations", "wagtail_site", "--verbosity", "0"],
        ["-m", "django", "migrate", "--verbosity", "0"],
        ["-m", f"{SITE}.first_pages"],
    ):
        environment = {"DATABASE_URL": address, **_environment()}
        subprocess.run([python, *command], check=True, cwd=REPOSITORY, env=environment)


def fill(address: str) -> None:
    """Make a page of each recommendation."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET search_path = wagtail, public; SET work_mem = '256MB'; SET synchronous_commit = off")
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            f"""
            CREATE TABLE wagtail.rows AS
            SELECT row_number() OVER () + 1 AS n, row_number() OVER () + copied.id AS page, copied.id AS copied,
                listed.path AS above, rows.*
            FROM ({ROWS}) AS rows, wagtailcore_page AS copied, wagtailcore_page AS listed
            WHERE copied.slug = 'to-copy' AND listed.slug = 'recommendations'
            """  # noqa: S608 - our own names
        )
        connection.execute("CREATE UNIQUE INDEX ON wagtail.rows (id); ANALYZE wagtail.rows")
        for name, (model, table, slug) in TERMS.items():
            connection.execute(
                f"INSERT INTO wagtail_site_{model} (id, slug, name) SELECT id, {slug}, name FROM public.{table}"  # noqa: S608
            )
            assert name in LISTS
        connection.execute(
            "INSERT INTO wagtail_site_source (id, slug, name, published) "
            "SELECT id + 1000, slug, title, publication_date FROM public.evidence_source"
        )
        letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        # A page's path ends in its number, written in 36 letters.
        step = " || ".join(f"substr('{letters}', (n / {36**power} % 36)::integer + 1, 1)" for power in (3, 2, 1, 0))
        _insert_copies(
            connection,
            "wagtailcore_page",
            "id",
            id="page",
            path=f"above || {step}",
            title="rows.title",
            draft_title="rows.title",
            slug="lower(reference)",
            live="true",
            url_path="'/home/recommendations/' || lower(reference) || '/'",
            translation_key="gen_random_uuid()",
        )
        own = ("reference", "statement", "points", "evidence_note", "kind", "certainty", "source_locator")
        _insert_copies(
            connection,
            "wagtail_site_recommendationpage",
            "page_ptr_id",
            page_ptr_id="page",
            **{name: f"rows.{name}" for name in (*own, "published_on", "reviewed_on", "review_due_on")},
            studies="coalesce(to_jsonb(rows.studies), '[]')",
            source_id="(SELECT source_id + 1000 FROM public.recommendations_recommendation AS r WHERE r.id = rows.id)",
        )
        links = {
            **{name: (f"recommendation_{name}", model) for name, (model, *_) in TERMS.items() if name != "indicators"},
            "indicators": ("recommendationindicator", "indicator"),
        }
        for name, (link, model) in links.items():
            connection.execute(
                f"INSERT INTO wagtail_site_recommendationpage_{name} (recommendationpage_id, {model}_id) "  # noqa: S608
                f"SELECT page, {model}_id FROM public.recommendations_{link} AS link "
                "JOIN wagtail.rows ON rows.id = recommendation_id"
            )
        nonempty = ", ".join(f"nullif(rows.{name}, '')" for name in own[:4])
        _insert_copies(
            connection,
            "wagtailsearch_indexentry",
            "object_id::integer",
            object_id="page::text",
            autocomplete="to_tsvector('simple', rows.title)",
            title="setweight(to_tsvector('english', rows.title), 'B')",
            body=" || ".join(f"to_tsvector('english', rows.{name})" for name in own[:4]),
            title_text="rows.title",
            body_text=f"concat_ws(' ', {nonempty})",
        )
        connection.execute(
            """
            UPDATE wagtailsearch_indexentry SET title_norm = lengths.mean / length(title)
            FROM (SELECT avg(length(title)) AS mean FROM wagtailsearch_indexentry WHERE length(title) > 0) AS lengths
            WHERE length(title) > 0
            """
        )
        connection.execute(
            "UPDATE wagtailcore_page SET numchild = (SELECT count(*) + 1 FROM wagtail.rows) "
            "WHERE slug = 'recommendations'"
        )
        connection.execute("DROP TABLE wagtail.rows")
        connection.execute("VACUUM ANALYZE")


def serve(address: str, choices: Choices, *, cached: bool) -> AbstractContextManager[Subject]:
    """Run the site, with Django's cache of pages or without."""
    port = free_port()
    return serving(
        CACHED if cached else NAME,
        granian(f"{SITE}.wsgi:application", port, install()),
        paths=_paths(choices),
        port=port,
        environment={**_environment(), "DATABASE_URL": address, "PAGE_CACHE": "1" if cached else "0"},
    )


def _insert_copies(connection: "psycopg.Connection", table: str, key: str, **columns: str) -> None:
    """Insert a copy of the row to copy for each recommendation, but for the columns given."""
    names = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'wagtail' AND table_name = %s "
        "AND (column_name <> 'id' OR %s)",
        [table, "id" in columns],
    ).fetchall()
    values = [columns.get(name, f'copied."{name}"') for (name,) in names]
    connection.execute(
        f"INSERT INTO {table} ({', '.join(name for (name,) in names)}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM wagtail.rows JOIN {table} AS copied ON copied.{key} = rows.copied"
    )
    if "id" in columns:
        reset = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}")
        connection.execute(reset.format(sql.Literal(table), sql.Identifier(table)))


def _environment() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": f"{SITE}.settings", "PYTHONPATH": f"{REPOSITORY}:{MADE}"}


def _paths(choices: Choices) -> Mapping[str, Sequence[str]]:
    paths = recommendation_paths(choices, audience="audiences", theme="themes")
    return {**paths, "one entry": [path.lower() for path in paths["one entry"]]}
