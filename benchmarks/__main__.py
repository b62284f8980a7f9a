"""``make bench``: how fast pages answer with the real evidence base, and with many made-up entries beside it.

It works on a database of its own, which it drops at the end. ``make bench ARGS="--entries 20000"`` sets how many.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config import local

DATABASE = "equity_evidence_bench"
REPEATS = 15
ADDRESSES = (
    "/",
    "/recommendations/",
    "/recommendations/?audience=icbs&certainty=moderate",
    "/recommendations/?q=staff+training",
    "/recommendations/?theme=skills&sort=certainty",
    "/recommendations/HEEC-ES-1/",
    "/recommendations.csv?audience=pcns",
    "/audiences/pcns/",
    "/themes/skills/",
    "/studies/",
    "/studies/?outcome=staff-knowledge&direction=improved",
    "/studies/?audience=pcns&theme=skills",
    "/evidence-map/",
    "/evidence-map/?rows=audience&columns=design&cells=numbers",
    "/evidence-map/?rows=population&columns=country&theme=skills&design=report",
    "/evidence-map.csv",
    "/evidence-map.svg",
    "/sources/heec-empowering-staff/",
    "/wres/indicators/9/",
)


@contextmanager
def own_database() -> Iterator[None]:
    """Points the service at an empty database, and drops it afterwards."""
    local.prepare_to_serve()
    address = os.environ["DATABASE_URL"]
    name = sql.Identifier(DATABASE)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        try:
            os.environ["DATABASE_URL"] = make_conninfo(address, dbname=DATABASE)
            yield
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def add_made_up_entries(number: int) -> None:
    """Adds recommendations and studies that say what they are: made up, in a source of their own."""
    from evidence.models import Citation, Design, Direction, Finding, Outcome, Population, Setting, Source, Study, Theme
    from recommendations.models import Audience, Bearing, Certainty, Kind, Recommendation, RecommendationStudy

    published = {"status": "published", "published_on": "2026-01-01"}
    source = Source.objects.create(
        slug="made-up",
        reference_prefix="MADE-UP",
        title="Made-up entries for measuring",
        short_title="Made up",
        kind="guide",
        states_certainty=True,
        **published,
    )
    words = ("staff", "training", "mentoring", "time", "recruitment", "culture", "data", "boards", "patients", "equity")
    levels, kinds, designs, directions = list(Certainty), list(Kind), list(Design), list(Direction)
    studies = Study.objects.bulk_create(
        Study(
            slug=f"made-up-{n}",
            label=f"Made-up study {n} of {words[n % 10]} and {words[n // 10 % 10]}",
            what_was_done=f"It looked at {words[n // 7 % 10]} and {words[n // 3 % 10]}.",
            design=designs[n % len(designs)],
            year=2000 + n % 26,
            position=n + 100,
            **published,
        )
        for n in range(number)
    )
    entries = Recommendation.objects.bulk_create(
        Recommendation(
            reference=f"MADE-UP-{n + 1}",
            title=f"Made-up advice {n} on {words[n % 10]}",
            statement=f"Made-up bodies should see to {words[n // 10 % 10]} and {words[n // 7 % 10]}.",
            source=source,
            locator=f"Row {n}",
            position=n + 100,
            kind=kinds[n % len(kinds)],
            certainty=levels[n % len(levels)],
            **published,
        )
        for n in range(number)
    )
    Citation.objects.bulk_create(Citation(source=source, study=study, locator="Row") for study in studies)
    RecommendationStudy.objects.bulk_create(
        RecommendationStudy(recommendation=entry, study=study, bearing=Bearing.SUPPORTS)
        for entry, study in zip(entries, studies, strict=True)
    )
    outcomes = list(Outcome.objects.all())
    Finding.objects.bulk_create(
        Finding(
            study=study,
            outcome=outcomes[(n + k) % len(outcomes)],
            direction=directions[(n + k) % len(directions)],
            statement="Made up.",
            source=source,
            locator="Row",
            position=k,
        )
        for n, study in enumerate(studies)
        for k in (1, 2)
    )
    for model, rows in ((Recommendation, entries), (Study, studies)):
        for field, terms, step in (
            ("audiences", list(Audience.objects.all()), 3),
            ("themes", list(Theme.objects.all()), 2),
            ("settings", list(Setting.objects.all()), 1),
            ("populations", list(Population.objects.all()), 1),
        ):
            if not hasattr(model, field):
                continue
            link = getattr(model, field).through
            of_row, of_term = f"{model._meta.model_name}_id", f"{getattr(model, field).rel.model._meta.model_name}_id"
            link.objects.bulk_create(
                link(**{of_row: row.pk, of_term: terms[(n * 7 + k) % len(terms)].pk})
                for n, row in enumerate(rows)
                for k in range(step)
            )


def measure(heading: str) -> None:
    """Prints, for each address, how long the server takes: the median and the slowest of several tries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    print(f"\n{heading}\n{'median ms':>10} {'max ms':>8} {'queries':>8} {'kB':>7}  address")
    for address in ADDRESSES:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        # Counted now, since the next request empties the log.
        queries_made = len(queries)
        assert response.status_code == 200, (address, response.status_code)
        times = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - start) * 1000)
        size = len(response.content) / 1000
        print(f"{statistics.median(times):>10.1f} {max(times):>8.1f} {queries_made:>8} {size:>7.0f}  {address}")


def main() -> None:
    """Measures with the real base, then with made-up entries beside it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000, help="how many made-up recommendations and studies")
    entries = parser.parse_args().entries
    with own_database():
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection, connections

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        start = time.perf_counter()
        call_command("load_evidence", verbosity=0)
        print(f"Loading the evidence base took {time.perf_counter() - start:.1f} s.")
        measure("The evidence base alone")
        add_made_up_entries(entries)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        measure(f"With {entries:,} made-up recommendations and {entries:,} made-up studies")
        connections.close_all()


if __name__ == "__main__":
    main()
