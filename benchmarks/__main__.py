"""``make bench``: how fast pages answer with the real evidence base, and with many made-up entries beside it.

It creates a database of its own and drops it at the end. ``make bench ARGS="--entries 20000"`` sets how many entries.
For each address it prints the median and the 95th percentile of the response time. “After an edit” is the median of the
first response after a change in the database, when the caches are empty.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config import local

DATABASE = "equity_evidence_bench"
REPEATS, REPEATS_AFTER_AN_EDIT, SECONDS_FOR_EACH = 25, 5, 6
ADDRESSES = (
    *(
        "/",
        "/recommendations/",
        "/recommendations/?audience=icbs",
        "/recommendations/?audience=icbs&certainty=moderate",
    ),
    "/recommendations/?audience=icbs&audience=not-stated&certainty=moderate&theme=skills&kind=recommendation",
    *("/recommendations/?q=staff+training", "/recommendations/?q=staff&theme=skills&setting=general-practice"),
    *("/recommendations/?theme=skills&sort=certainty", "/recommendations/?page=9", "/recommendations/HEEC-ES-1/"),
    *("/recommendations.csv", "/recommendations.csv?audience=pcns", "/audiences/pcns/", "/themes/skills/"),
    *("/studies/", "/studies/?outcome=staff-knowledge&direction=improved"),
    "/studies/?theme=skills&design=systematic-review&outcome=staff-knowledge&year_from=2010",
    *("/studies/?q=mentoring", "/studies/?q=staff&direction=improved&sort=newest", "/case-studies/?theme=skills"),
    *(
        "/studies/?audience=pcns&theme=skills",
        "/evidence-map/",
        "/evidence-map/?rows=audience&columns=design&cells=numbers",
    ),
    *(
        "/evidence-map/?rows=population&columns=country&theme=skills&design=report",
        "/evidence-map.csv",
        "/evidence-map.svg",
    ),
    *(
        "/search/?q=mentoring",
        "/search/?q=staff+training",
        "/search/?q=mentorng+of+nurses",
        "/search/?q=reverse+mentoring",
    ),
    "/search/?q=how+do+we+get+more+ethnic+minority+staff+into+senior+roles%3F",
    "/search/?q=staff+or+training+or+mentoring+or+time+or+recruitment+or+culture+or+data+or+boards+or+patients+or+equity",
    "/search/?q=recruiting+ethnic+minority+staff+and+training+boards+about+equity+culture+data+and+time+for+patients",
    *("/search/suggestions/?q=staff+tra", "/sources/heec-empowering-staff/", "/wres/indicators/9/"),
)


@contextmanager
def own_database() -> Iterator[None]:
    """Points the service at a new, empty database, and drops it afterwards."""
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
            os.environ["DATABASE_URL"] = address
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def add_made_up_entries(number: int) -> None:
    """Adds recommendations and studies, in a source of their own, that say that they are made up."""
    from evidence.models import Citation, Design, Direction, Finding, Outcome, Source, Study
    from recommendations.models import Bearing, Certainty, Kind, Recommendation, RecommendationStudy

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
    links_of_each = {"audiences": 3, "themes": 2, "settings": 1, "populations": 1}
    for model, rows in ((Recommendation, entries), (Study, studies)):
        links: Any = [each for each in model._meta.many_to_many if each.name in links_of_each]
        for field in links:
            terms, link = list(field.related_model.objects.all()), field.remote_field.through
            of_row, of_term = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            link.objects.bulk_create(
                link(**{of_row: row.pk, of_term: terms[(n * 7 + k) % len(terms)].pk})
                for n, row in enumerate(rows)
                for k in range(links_of_each[field.name])
            )


@dataclass(frozen=True)
class Timing:
    """The response times of an address in milliseconds, and what a response took."""

    p50: float
    p95: float
    after_an_edit: float
    queries: int
    kilobytes: float


def measure(address: str) -> Timing:
    """Times an address."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from recommendations.models import Audience

    client = Client(headers={"host": "localhost"})

    def milliseconds() -> float:
        start = time.perf_counter()
        response = client.get(address)
        response.getvalue()
        assert response.status_code == 200, (address, response.status_code)
        return (time.perf_counter() - start) * 1000

    milliseconds()
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get(address).getvalue()) / 1000
    deadline = time.monotonic() + SECONDS_FOR_EACH
    times: list[float] = []
    while len(times) < 3 or (len(times) < REPEATS and time.monotonic() < deadline):
        times.append(milliseconds())
    after_an_edit: list[float] = []
    while not after_an_edit or (len(after_an_edit) < REPEATS_AFTER_AN_EDIT and time.monotonic() < deadline):
        # Any write empties the caches.
        Audience.objects.order_by("pk")[0].save()
        after_an_edit.append(milliseconds())
    return Timing(
        statistics.median(times),
        statistics.quantiles(times, n=20, method="inclusive")[-1],
        statistics.median(after_an_edit),
        len(queries),
        size,
    )


def print_side_by_side(entries: int, real: dict[str, Timing], many: dict[str, Timing]) -> None:
    """Prints the timings, one address a line."""
    print(f"\nMilliseconds with the evidence base alone, and with {entries:,} made-up recommendations and studies each")
    columns = f"{'p50':>8} {'p95':>8} {'after an edit':>14} {'kB':>8}"
    print(f"{columns} |{columns} | queries  address")
    for address in ADDRESSES:
        cells = [
            f"{each.p50:>8.1f} {each.p95:>8.1f} {each.after_an_edit:>14.1f} {each.kilobytes:>8.0f}"
            for each in (real[address], many[address])
        ]
        print(f"{cells[0]} |{cells[1]} | {many[address].queries:>7}  {address}")


def main() -> None:
    """Measures with the real base, then with made-up entries added."""
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
        real = {address: measure(address) for address in ADDRESSES}
        add_made_up_entries(entries)
        with connection.cursor() as cursor:
            # As autovacuum does after so many new rows.
            cursor.execute("VACUUM ANALYZE")
        print_side_by_side(entries, real, {address: measure(address) for address in ADDRESSES})
        connections.close_all()


if __name__ == "__main__":
    main()
