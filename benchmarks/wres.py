"""``python -m benchmarks.wres``: the time that the WRES pages and an upload take over the example data.

It creates a database of its own and drops it at the end. Pages are made without any cache, each of another organisation
or indicator, and timed inside the server: no network, no proxy. ``--rows 10000`` uploads fewer values.
"""

import argparse
import csv
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.data import own_database
from benchmarks.ours import NO_CACHE

#: Of each page, as many before any that counts.
WARM_UP, PAGES = 3, 40
HEADINGS = (
    *("organisation_ods", "organisation_name", "year", "indicator", "measure", "coverage", "group", "value"),
    *("numerator", "denominator"),
)


def measure(rows: int) -> None:
    """Fills the database that is set, and prints what each page and the upload take."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    call_command("collectstatic", interactive=False, verbosity=0)
    for command in ("migrate", "load_evidence"):
        call_command(command, verbosity=0)
    with timed("Example data made up"):
        call_command("make_example_wres", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{'page':<38}{'median ms':>10}{'slowest ms':>12}")
    for name, addresses in pages():
        seconds = [seconds_of(address) for address in addresses][WARM_UP:]
        print(f"{name:<38}{1_000 * statistics.median(seconds):>10.0f}{1_000 * max(seconds):>12.0f}", flush=True)
    upload(rows)
    with timed("Example data removed"):
        call_command("make_example_wres", "--remove", verbosity=0)
    connections.close_all()


def pages() -> Iterator[tuple[str, Sequence[str]]]:
    """The addresses of each kind of page."""
    from workforce.models import Organisation, OrganisationKind

    trusts = Organisation.objects.filter(is_made_up=True, kind=OrganisationKind.TRUST)
    for name, own in (("an organisation, of a publication", False), ("an organisation, with own figures", True)):
        some = trusts.filter(observations__dataset__is_return=own).order_by("ods_code").distinct()
        codes = list(some.values_list("ods_code", flat=True))
        chosen = Random(1).sample(codes, min(len(codes), WARM_UP + PAGES))  # noqa: S311 - the same each time
        yield name, [f"/wres/organisations/{code}/" for code in chosen]
    yield "all organisations", ["/wres/organisations/?example=1"] * (WARM_UP + PAGES)
    # Of real values: an indicator's page shows no example data.
    yield "an indicator", [f"/wres/indicators/{number}/" for number in (*range(1, WARM_UP + 1), *range(1, 10))]
    yield "the standard", ["/wres/"] * (WARM_UP + PAGES)


@cache
def visitor() -> Any:
    """A client that keeps the middleware, which a server loads once; without cookies."""
    from django.test import Client

    return Client(HTTP_HOST="localhost")


def seconds_of(address: str) -> float:
    """How long the server takes to answer."""
    client = visitor()
    client.cookies.clear()
    started = time.perf_counter()
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    assert response.content
    return time.perf_counter() - started


def upload(rows: int) -> None:
    """Uploads the values of the example data as a file, into their dataset without them."""
    from django.core.management import call_command

    from workforce.example_data import PUBLICATION
    from workforce.models import Dataset, Observation

    values = Observation.objects.filter(dataset__is_made_up=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values.csv"
        held = values.order_by("organisation", "pk").select_related("organisation", "measure__indicator")[:rows]
        written = write(path, held)
        values._raw_delete(values.db)
        dataset = Dataset.objects.get(slug=PUBLICATION)
        megabytes = path.stat().st_size / 1_000_000
        with timed(f"{written:,} values ({megabytes:.1f} MB) uploaded, checked and written"):
            said = io.StringIO()
            options = ("--dataset", dataset.title, "--confirm", "--accept-warnings")
            call_command("import_wres", str(path), *options, stdout=said)
    assert values.count() == written, (values.count(), written)


def write(path: Path, values: Iterable[Any]) -> int:
    """Writes values to a CSV file, a row each; returns how many."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        written = 0
        for each in values:
            writer.writerow(
                (
                    *(each.organisation.ods_code, each.organisation.name, each.reporting_year),
                    *(each.measure.indicator.number, each.measure.slug, each.coverage, each.group),
                    *(each.number_as_published, each.numerator, each.denominator),
                )
            )
            written += 1
    return written


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints how long something takes."""
    started = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - started:.1f} s", flush=True)


def main() -> None:
    """Measures in a process whose caches are off."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.wres", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--one", action="store_true", help="in this process, into the database that is set")
    options = parser.parse_args()
    if options.one:
        return measure(options.rows)
    with own_database():
        command = [sys.executable, "-m", "benchmarks.wres", "--one", "--rows", str(options.rows)]
        environment = {**os.environ, **NO_CACHE, "DJANGO_SETTINGS_MODULE": "config.settings"}
        subprocess.run(command, check=True, env=environment)
    return None


if __name__ == "__main__":
    main()
