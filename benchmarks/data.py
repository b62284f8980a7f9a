"""Databases of made-up entries, to measure with: as many as wanted, made by PostgreSQL itself.

A made-up entry takes what it is like from real entries of the base, each property from another one drawn by chance: how
long its texts are, its kind and certainty, how many links it has and to what. Its words are drawn from a vocabulary by
Zipf's law: the words of the base, the most frequent first, then generated ones. Half of the entries are recommendations
and half studies; 93 in 100 are published. They stand in twenty made-up sources whatever their number, so that every
filter has as many values at each size. No history is written, as when a backup is restored.
"""

import os
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config import local

_COLUMNS_AND_SOURCE = """
    SELECT r.id, r.reference, r.title, r.statement, r.points, r.kind, r.certainty,
        audiences.names AS audiences, themes.names AS themes, settings.names AS settings,
        populations.names AS populations, source.title AS source, source.publication_date AS source_date,
        r.locator AS source_locator, studies.names AS studies, indicators.names AS indicators, r.status,
        r.published_on, r.reviewed_on, r.review_due_on, r.evidence_note
    FROM recommendations_recommendation AS r JOIN evidence_source AS source ON source.id = r.source_id
"""
_LINKS = "".join(
    f"""
        LEFT JOIN (
            SELECT recommendation_id, array_agg({label} ORDER BY linked.id) AS names
            FROM recommendations_recommendation{link} AS link JOIN {linked} AS linked ON linked.id = link.{key}
            GROUP BY recommendation_id
        ) AS {name} ON {name}.recommendation_id = r.id
        """  # noqa: S608 - our own names
    for name, link, linked, key, label in (
        ("audiences", "_audiences", "recommendations_audience", "audience_id", "name"),
        ("themes", "_themes", "evidence_theme", "theme_id", "name"),
        ("settings", "_settings", "evidence_setting", "setting_id", "name"),
        ("populations", "_populations", "evidence_population", "population_id", "name"),
        ("studies", "study", "evidence_study", "study_id", "label"),
        ("indicators", "indicator", "workforce_indicator", "indicator_id", "name"),
    )
)
_PUBLISHED_IN_ORDER = """
    WHERE r.status = 'published' AND source.status = 'published'
    ORDER BY source.position, r.position, r.reference, r.id
"""
#: The rows that others get: published recommendations with the names of what they are linked to, in the list's order.
ROWS = f"{_COLUMNS_AND_SOURCE}{_LINKS}{_PUBLISHED_IN_ORDER}"
#: The same without what they are linked to.
PLAIN_ROWS = """
    SELECT reference, title, statement, points, kind, certainty, locator, status,
        published_on, reviewed_on, review_due_on
    FROM recommendations_recommendation WHERE status = 'published'
"""
#: The columns of these rows that hold several values.
LISTS = ("audiences", "themes", "settings", "populations", "indicators")

Connection = psycopg.Connection[Any]

DATABASE = "equity_evidence_bench"
#: Holds the real base alone, and is copied for each size.
BASE_DATABASE = f"{DATABASE}_base"
WORDS, SOURCES, CHARACTERS_OF_PASSAGE = 20_000, 20, 1_500


def database_address(name: str) -> str:
    """The address of a database of the server that ``DATABASE_URL`` names."""
    return make_conninfo(os.environ["DATABASE_URL"], dbname=name)


def recreate(name: str, template: str = "template0") -> None:
    """Create a database as a copy of another; one of the same name is dropped."""
    drop(name)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _administer(create.format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    """Drop a database, whoever is connected to it, if there is one."""
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(statement: sql.Composed) -> None:
    # Connected to no database that is copied or dropped.
    with psycopg.connect(database_address("postgres"), autocommit=True) as server:
        server.execute(statement)


@contextmanager
def own_database(name: str = DATABASE, template: str = "template0") -> Iterator[None]:
    """Points the service at a new database, and drops it afterwards."""
    local.prepare_to_serve()
    address = os.environ["DATABASE_URL"]
    recreate(name, template)
    try:
        os.environ["DATABASE_URL"] = database_address(name)
        yield
    finally:
        os.environ["DATABASE_URL"] = address
        drop(name)


def fill(entries: int) -> float:
    """Make entries beside the real ones until there are ``entries``; gives the seconds that it took.

    The database is the one that ``DATABASE_URL`` names; it holds the real base.
    """
    started = time.perf_counter()
    with _connection() as connection:
        _Filling(connection, entries).run()
        connection.execute("VACUUM ANALYZE")
    return time.perf_counter() - started


def _connection() -> Connection:
    """A connection that fills quickly: no trigger runs, and so no check of foreign keys either."""
    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    for setting, value in (
        *(("session_replication_role", "replica"), ("synchronous_commit", "off"), ("jit", "off")),
        *(("max_parallel_workers_per_gather", "0"), ("work_mem", "256MB"), ("maintenance_work_mem", "512MB")),
    ):
        connection.execute("SELECT set_config(%s, %s, false)", [setting, value])
    return connection


def _side_by_side(*batches: Iterable[str]) -> None:
    """Run batches of statements at the same time, each in a connection of its own."""

    def run(batch: list[str]) -> None:
        with _connection() as connection:
            for statement in batch:
                connection.execute(statement)

    with ThreadPoolExecutor() as pool:
        # Which raises what a batch raised.
        list(pool.map(run, map(list, batches)))


def _value(connection: Connection, query: str, parameters: Any = None) -> Any:
    found = connection.execute(query, parameters).fetchone()
    return found and found[0]


class _Filling:
    """Makes the entries of a database."""

    def __init__(self, connection: Connection, entries: int) -> None:
        from evidence.models import Citation, Finding, Source, Study
        from recommendations.models import Recommendation, RecommendationIndicator, RecommendationStudy

        self.connection = connection
        self.entries = entries
        self.recommendation, self.study, self.source = Recommendation, Study, Source
        self.finding, self.citation = Finding, Citation
        self.study_link, self.indicator_link = RecommendationStudy, RecommendationIndicator
        self.models = [Recommendation, Study, Finding, Citation, RecommendationStudy, RecommendationIndicator]
        self.models += [field.remote_field.through for model in (Recommendation, Study) for field in links_of(model)]
        self.made: dict[Any, int] = {}  # how many entries of a model are made up
        self.first: dict[Any, int] = {}  # the key that comes before the first of them
        self.salt = 0

    def run(self) -> None:
        """Make all of them."""
        self.connection.execute("CREATE SCHEMA bench")
        self._make_chance()
        self._make_words()
        self._number_real_rows()
        indexes = self._drop_indexes()
        with self._plain_texts_are_read_quickly():
            self.connection.execute(self._sources())
            _side_by_side(
                [*self._recommendations(), *self._links(self.recommendation)],
                [*self._studies(), *self._links(self.study)],
            )
        _side_by_side(indexes[::2], indexes[1::2], self._versions())

    def _make_chance(self) -> None:
        """``bench.pick`` gives a number below ``among`` that depends on ``number`` and ``salt`` alone."""
        self.connection.execute(
            """
            CREATE FUNCTION bench.pick(number bigint, salt integer, among integer) RETURNS integer
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            RETURN ((hashint8extended(number, salt) & 9223372036854775807) % among)::integer;

            -- A part of a passage, of about so many characters and of whole words; empty for none.
            CREATE FUNCTION bench.part(passage text, start integer, characters integer, ending text) RETURNS text
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            RETURN (
                SELECT CASE WHEN characters = 0 THEN '' ELSE
                    upper(left(words, 1)) || regexp_replace(substr(words, 2), '[., ]+[a-z]*$', '', 'i') || ending END
                FROM (SELECT substr(part, strpos(part, ' ') + 1) AS words
                    FROM (SELECT substr(passage, start + 1, characters + 14) AS part OFFSET 0)) AS whole
            )
            """
        )

    def _make_words(self) -> None:
        """``bench.words`` by rank, and ``bench.passages`` of words in proportion to one through their rank."""
        texts = {
            self.recommendation: ("title", "statement", "points", "evidence_note"),
            self.study: ("label", "title", "what_was_done", "reservations"),
            self.finding: ("statement",),
        }
        union = " UNION ALL ".join(
            f"SELECT {field} AS written FROM {model._meta.db_table}"  # noqa: S608 - our own names
            for model, fields in texts.items()
            for field in fields
        )
        found = self.connection.execute(
            f"""
            SELECT word FROM ({union}), regexp_matches(lower(written), '[a-z]{{2,}}', 'g') AS found,
                unnest(found) AS word
            -- None that is read as another, or that makes one word with what follows it.
            WHERE lists_words('x ' || word || ' being') = 'x ' || word || ' being'
            GROUP BY word ORDER BY count(*) DESC, word
            """  # noqa: S608
        )
        words = dict.fromkeys(word for (word,) in found)
        chance = random.Random(1)  # noqa: S311 - the same each time
        while len(words) < WORDS:
            syllables = (chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(3, 4)))
            words.setdefault("".join(syllables) + chance.choice(("", "l", "n", "r", "s", "t")))
        self.connection.execute("CREATE TABLE bench.words (rank integer PRIMARY KEY, word text)")
        with self.connection.cursor().copy("COPY bench.words FROM STDIN") as copy:
            for row in enumerate(words, start=1):
                copy.write_row(row)
        self.passages = min(max(self.entries // 20, 500), 20_000)
        self.connection.execute("SELECT setseed(0.5)")
        self.connection.execute(
            f"""
            CREATE TABLE bench.passages AS
            SELECT number, left(string_agg(word, ' ' ORDER BY place), {CHARACTERS_OF_PASSAGE}) AS words FROM (
                SELECT number, place, CASE WHEN bench.pick(number, place, 14) = 0 THEN word || '.' ELSE word END
                FROM (
                    SELECT number, place, floor(exp(random() * ln({WORDS} + 1)))::integer AS rank
                    FROM generate_series(0, {self.passages - 1}) AS number,
                        generate_series(1, {CHARACTERS_OF_PASSAGE // 4}) AS place
                ) AS drawn JOIN bench.words USING (rank)
            ) AS drawn (number, place, word)
            GROUP BY number
            """  # noqa: S608
        )
        self.connection.execute("CREATE UNIQUE INDEX ON bench.passages (number); ANALYZE bench.passages")

    def _number_real_rows(self) -> None:
        """A table ``bench.<table>`` of the real rows of each model, to draw from."""
        self.real = {}
        for model in (self.recommendation, self.study, self.source):
            table = model._meta.db_table
            self.connection.execute(
                f"CREATE TABLE bench.{table} AS SELECT row_number() OVER (ORDER BY id) - 1 AS number, * FROM {table}"  # noqa: S608
            )
            self.connection.execute(f"CREATE UNIQUE INDEX ON bench.{table} (number); ANALYZE bench.{table}")
            self.real[model] = _value(self.connection, f"SELECT count(*) FROM {table}")  # noqa: S608
            self.first[model] = _value(self.connection, f"SELECT max(id) FROM {table}")  # noqa: S608
        for model in (self.recommendation, self.study):
            self.made[model] = max(self.entries // 2 - self.real[model], 1)

    def _drop_indexes(self) -> list[str]:
        """Drop the indexes that hold no constraint, and give what makes them again."""
        found = self.connection.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
            WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique
            """,
            [[model._meta.db_table for model in self.models]],
        ).fetchall()
        for name, _ in found:
            self.connection.execute(f"DROP INDEX {name}")
        return [definition for _, definition in found]

    @contextmanager
    def _plain_texts_are_read_quickly(self) -> Iterator[None]:
        """Fill search columns without looking for what no text of plain letters has; the columns are the same."""
        definition = _value(self.connection, "SELECT pg_get_functiondef('lists_folded'::regproc)")
        self.connection.execute(
            definition.replace("public.lists_folded", "bench.folded").replace("lists_folded.", "folded.")
        )
        self.connection.execute(
            """
            CREATE OR REPLACE FUNCTION lists_folded(written text) RETURNS text
            LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN CASE WHEN written ~ '^([A-Za-z]{2,}[.]?( |$))*$' THEN lower(written) ELSE bench.folded(written) END
            """
        )
        yield
        self.connection.execute(definition)
        for model in (self.recommendation, self.study, self.finding):
            table = model._meta.db_table
            self.connection.execute(f"CREATE TEMPORARY TABLE again (LIKE {table} INCLUDING GENERATED)")
            columns = ", ".join(_columns(model))
            self.connection.execute(
                f"INSERT INTO again ({columns}) SELECT {columns} FROM {table} WHERE bench.pick(id, 1, %s) < 500",  # noqa: S608
                [self.entries],
            )
            differing = f"SELECT count(*) FROM again JOIN {table} AS row USING (id) WHERE again.search <> row.search"  # noqa: S608
            assert _value(self.connection, differing) == 0, table
            self.connection.execute("DROP TABLE again")

    def _drawn(self) -> int:
        """Another salt for each property that is drawn."""
        self.salt += 1
        return self.salt

    def _insert(self, model: Any, rows: str, once: str = "", **columns: str) -> str:
        """SQL that inserts rows that are ``real`` ones but for the columns given; ``rows`` is what to select from.

        Of rows with the same values in the columns that ``once`` names, only one is inserted.
        """
        of_row = {column: columns.get(column, f"real.{column}") for column in _columns(model) if column != "id"}
        of_row |= {"id": columns["id"]} if "id" in columns else {}
        conflict = f"ON CONFLICT ({once}) DO NOTHING" if once else ""
        inserted = f"INSERT INTO {model._meta.db_table} ({', '.join(of_row)})"
        return f"{inserted} SELECT {', '.join(of_row.values())} FROM {rows} {conflict}"  # noqa: S608

    def _of_real(self, model: Any, column: str) -> str:
        """A column of a real entry, drawn for this column."""
        number = f"bench.pick(n, {self._drawn()}, {self.real[model]})"
        return f"(SELECT {column} FROM bench.{model._meta.db_table} WHERE number = {number})"  # noqa: S608

    def _text(self, column: str, ending: str = ".", most: int = 1_000) -> str:
        """A text that is about as long as that of the real row."""
        passage = f"bench.pick(n, {self._drawn()}, {self.passages})"
        start = f"bench.pick(n, {self._drawn()}, {CHARACTERS_OF_PASSAGE // 3})"
        return (
            f"(SELECT bench.part(words, {start}, least(length(real.{column}), {most}), '{ending}') "  # noqa: S608
            f"FROM bench.passages WHERE number = {passage})"
        )

    def _entries(self, model: Any) -> str:
        """The rows to make entries from: ``n`` counts them, ``real`` is a real one."""
        return (
            f"generate_series(1, {self.made[model]}) AS n JOIN bench.{model._meta.db_table} AS real "
            f"ON real.number = bench.pick(n, {self._drawn()}, {self.real[model]})"
        )

    def _workflow(self) -> dict[str, str]:
        """The columns of the workflow: 93 in 100 published, 3 drafts, 2 in review, 2 withdrawn."""
        state = f"bench.pick(n, {self._drawn()}, 100)"
        return {
            "status": f"CASE WHEN {state} < 93 THEN 'published' WHEN {state} < 96 THEN 'draft' "
            f"WHEN {state} < 98 THEN 'in-review' ELSE 'withdrawn' END",
            "withdrawn_because": f"CASE WHEN {state} >= 98 THEN 'Made up.' ELSE '' END",
            "published_on": f"CASE WHEN {state} < 93 OR {state} >= 98 "
            f"THEN current_date - 1 - bench.pick(n, {self._drawn()}, 700) END",
        }

    def _source_of(self, model: Any) -> str:
        """The key of the source that an entry stands in; those of one source follow one another."""
        return f"{self.first[self.source]} + (n - 1) * {SOURCES} / {self.made[model]} + 1"

    def _sources(self) -> str:
        return self._insert(
            self.source,
            f"generate_series(1, {SOURCES}) AS n JOIN bench.evidence_source AS real "
            f"ON real.number = n % {self.real[self.source]}",
            id=f"{self.first[self.source]} + n",
            slug="'made-up-' || n",
            reference_prefix="'MADE-UP-' || chr(64 + n)",
            title="'Made-up source ' || chr(64 + n)",
            short_title="'Made-up source ' || chr(64 + n)",
            position="100 + n",
        )

    def _recommendations(self) -> Iterator[str]:
        model = self.recommendation
        source = self._source_of(model)
        yield self._insert(
            model,
            self._entries(model),
            id=f"{self.first[model]} + n",
            reference=f"'MADE-UP-' || chr((64 + {source} - {self.first[self.source]})::integer) || '-' || n",
            title=self._text("title", ending="", most=120),
            **{column: self._text(column) for column in ("statement", "points", "evidence_note", "certainty_reason")},
            kind=self._of_real(model, "kind"),
            certainty=self._of_real(model, "certainty"),
            source_id=source,
            locator="'Row ' || n",
            position="n",
            **self._workflow(),
        )

    def _studies(self) -> Iterator[str]:
        model = self.study
        yield self._insert(
            model,
            self._entries(model),
            id=f"{self.first[model]} + n",
            slug="'made-up-' || n",
            label=self._text("label", ending="", most=150),
            title=self._text("title", ending=""),
            **{column: self._text(column) for column in ("what_was_done", "reservations")},
            year=self._of_real(model, "year"),
            design=self._of_real(model, "design"),
            doi="CASE WHEN real.doi = '' THEN '' ELSE '10.5555/made-up.' || n END",
            pmid="CASE WHEN real.pmid = '' THEN '' ELSE (100000000 + n)::text END",
            position="100 + n",
            **self._workflow(),
        )
        of_study = {"study_id": f"{self.first[model]} + n", "source_id": self._source_of(model)}
        yield self._insert(
            self.citation,
            f"generate_series(1, {self.made[model]}) AS n",
            **of_study,
            number="n",
            locator="'Row ' || n",
            position="n",
        )
        yield self._insert(
            self.finding,
            self._rows_of_entries(model, self.finding, "study_id"),
            **of_study,
            statement=self._text("statement"),
            locator="'Row ' || n",
        )

    def _rows_of_entries(self, model: Any, part: Any, of_entry: str) -> str:
        """The rows to make parts or links of entries from: each entry has those of one ``real`` entry."""
        return (
            f"generate_series(1, {self.made[model]}) AS n JOIN bench.{model._meta.db_table} AS entry "
            f"ON entry.number = bench.pick(n, {self._drawn()}, {self.real[model]}) "
            f"JOIN {part._meta.db_table} AS real ON real.{of_entry} = entry.id"
        )

    def _links(self, model: Any) -> Iterator[str]:
        """SQL that links the entries of a model."""
        for field in links_of(model):
            through, of_entry = field.remote_field.through, field.m2m_column_name()
            rows = self._rows_of_entries(model, through, of_entry)
            yield self._insert(through, rows, **{of_entry: f"{self.first[model]} + n"})
        if model is self.recommendation:
            yield from self._links_of_recommendations()

    def _links_of_recommendations(self) -> Iterator[str]:
        """SQL of the links that say more than that they are there, and of those among recommendations."""
        model = self.recommendation
        key = f"{self.first[model]} + n"
        rows = self._rows_of_entries(model, self.indicator_link, "recommendation_id")
        yield self._insert(self.indicator_link, rows, recommendation_id=key)
        study = f"bench.pick(n * 10 + real.position, {self._drawn()}, {self.made[self.study]})"
        yield self._insert(
            self.study_link,
            self._rows_of_entries(model, self.study_link, "recommendation_id"),
            once="recommendation_id, study_id",
            recommendation_id=key,
            study_id=f"{self.first[self.study]} + 1 + {study}",
            note=self._text("note"),
        )
        # Each is related to the next two with the chance that gives as many as real ones have.
        related: Any = model._meta.get_field("related").remote_field.through
        share = _value(self.connection, f"SELECT count(*) FROM {related._meta.db_table}") / self.real[model] / 4  # noqa: S608
        for first, second in (("n", "n + step"), ("n + step", "n")):
            yield self._insert(
                related,
                f"generate_series(1, {self.made[model]} - 2) AS n, generate_series(1, 2) AS step "
                f"WHERE bench.pick(n * 2 + step, 0, 1000) < {int(1000 * share)}",
                from_recommendation_id=f"{self.first[model]} + {first}",
                to_recommendation_id=f"{self.first[model]} + {second}",
            )

    def _versions(self) -> Iterator[str]:
        """SQL of a version of each entry that was published, without its words: pages tell changes between two."""
        from curation.models import PublishedVersion

        for model in (self.recommendation, self.study):
            content_type = "SELECT id FROM django_content_type WHERE (app_label, model) = (%s, %s)"
            of_model = _value(self.connection, content_type, [model._meta.app_label, model._meta.model_name])
            version = {
                "entry_type_id": str(of_model),
                "entry_id": "id",
                "number": "1",
                "published_at": "published_on",
                "published_by_id": "NULL",
                "note": "''",
                "snapshot": """'{"fields": {}, "links": {}, "parts": {}}'""",
                "words": "'[]'",
                "changed": "'{}'",
                "withdrawn_at": "CASE status WHEN 'withdrawn' THEN now() END",
            }
            made = f"{model._meta.db_table} WHERE published_on IS NOT NULL AND id > {self.first[model]}"
            yield self._insert(PublishedVersion, made, **version)
        for table in ("recommendations_recommendation", "evidence_study", "evidence_source"):
            yield f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608


def links_of(model: Any) -> list[Any]:
    """The many-to-many fields of a model to other models, whose rows of links say nothing else."""
    return [
        field
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created and field.related_model is not model
    ]


def _columns(model: Any) -> Mapping[str, Any]:
    """The columns of a model that are written, by name."""
    return {field.column: field for field in model._meta.concrete_fields if not field.generated}
