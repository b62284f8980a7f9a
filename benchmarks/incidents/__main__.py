"""Runs the load and the incidents; see the package."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import incidents
from benchmarks.incidents import curators
from benchmarks.incidents.answers import Answers
from benchmarks.incidents.incidents import INCIDENTS, RECOVERY, Scene, clock_variables, missing_for, small_disk
from benchmarks.incidents.visitors import STOP, Editions, Site, download, read
from benchmarks.servers import FOLDER, REPOSITORY, free_port, wait_for
from tests.support.postgres_servers import PostgresServer, new_server

DATABASE = "equity"
READERS, DOWNLOADS = 6, 2
#: A replica may be so late before readers are sent to the primary; the service notices every two seconds.
LATE, NOTICED = 3, 6
#: The size of the primary's disk.
MEGABYTES = 1_500
ALL_WELL = "Nothing was lost, nothing was out of date, and no answer was a 500."


def main() -> None:
    """Read the options, run, and exit with 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.incidents", description=incidents.__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="of undisturbed load")
    parser.add_argument("--only", choices=list(INCIDENTS), nargs="*", default=list(INCIDENTS), help="these incidents")
    options = parser.parse_args()
    answers = Answers()
    with tempfile.TemporaryDirectory() as folder, small_disk(Path(folder), MEGABYTES) as disk:
        Path(folder).chmod(0o755)
        with servers(Path(folder)) as (primary, replica):
            os.environ |= variables(primary, replica)
            key, editions, paths = prepare()
            clock, more = clock_variables(FOLDER)
            with service(more) as (server, address):
                scene = Scene(primary, replica, server, clock, disk)
                imported: list[str] = []
                with at_work(visitors(address, answers, key, editions, imported, paths)):
                    with answers.phase("undisturbed"):
                        STOP.wait(60 * options.minutes)
                    for name in options.only:
                        if why := missing_for(INCIDENTS[name], scene):
                            print(f"Left out, “{name}”: {why}.")
                            continue
                        with answers.phase(name):
                            INCIDENTS[name](scene)
                            STOP.wait(RECOVERY)
            answers.faults += lost(key, editions, imported)
    print("\n".join(answers.table()))
    print(f"\n{len(editions.published) - 1} editions and {len(imported)} imports of {curators.RECORDS} studies.")
    print("\n".join(dict.fromkeys(answers.faults)) or ALL_WELL)
    sys.exit(bool(answers.faults))


@contextmanager
def servers(folder: Path) -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """A primary whose data are in a folder, and a replica whose data are elsewhere."""
    with new_server(folder / "primary") as primary, tempfile.TemporaryDirectory() as other:
        Path(other).chmod(0o755)
        primary.execute(f"CREATE DATABASE {DATABASE}")
        replica = PostgresServer(Path(other, "replica"))
        replica.follow(primary)
        try:
            yield primary, replica
        finally:
            replica.stop()


def variables(primary: PostgresServer, replica: PostgresServer) -> Mapping[str, str]:
    """The service's variables."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only for this measurement, on this machine, and for minutes: 8f3b1c",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SERVE_OVER_HTTP": "1",
        "ONE_TIME_CODES_OFF": "1",
        # All visitors have one address.
        "REQUEST_LIMITS_OFF": "1",
        "DATABASE_URL": primary.address(DATABASE),
        "DATABASE_REPLICA_URLS": replica.address(DATABASE),
        "REPLICA_LAG_SECONDS": str(LATE),
    }


def prepare() -> tuple[int, Editions, Sequence[str]]:
    """Load the base, and make who works on it; gives the entry that is edited, and the paths of the site."""
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.db import connections
    from django.test import Client

    from evidence.models import Study

    call_command("collectstatic", interactive=False, verbosity=0)
    for command in ("migrate", "load_evidence"):
        call_command(command, verbosity=0)
    for name, group in ((curators.CURATOR, "Curator"), (curators.REVIEWER, "Reviewer"), (IMPORTER, "Curator")):
        User.objects.create_user(name, password=curators.PASSWORD, is_staff=True).groups.add(
            Group.objects.get(name=group)
        )
    study = Study.objects.published().order_by("pk")[0]
    Study.objects.filter(pk=study.pk).update(label="Edition 0.")
    client = Client(HTTP_HOST="127.0.0.1")
    maps = re.findall(r"<loc>https?://[^/]+(.*?)</loc>", client.get("/sitemap.xml").text)
    paths = [path for each in maps for path in re.findall(r"<loc>https?://[^/]+(.*?)</loc>", client.get(each).text)]
    connections.close_all()
    return study.pk, Editions(study.get_absolute_url(), LATE + NOTICED), paths


IMPORTER = "importer"
FILES = ("/studies.csv", "/studies.ris", "/recommendations.csv", "/recommendations.xlsx", "/recommendations.json")


@contextmanager
def service(more: Mapping[str, str]) -> "Iterator[tuple[subprocess.Popen[bytes], str]]":
    """The service as a deployment runs it, in two processes."""
    port = free_port()
    log = FOLDER / "incidents.log"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.server"],
            cwd=REPOSITORY,
            env={**os.environ, "PORT": str(port), "WEB_WORKERS": "2", **more},
            stdout=output,
            stderr=output,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", process, log)
        yield process, address
    finally:
        process.terminate()
        process.wait()


Job = Callable[[], Any]


def visitors(
    address: str, answers: Answers, key: int, editions: Editions, imported: list[str], paths: Sequence[str]
) -> Sequence[Job]:
    """What all do at once."""
    site = partial(Site, address, answers=answers)
    curator, reviewer, importer = (site(name) for name in (curators.CURATOR, curators.REVIEWER, IMPORTER))
    return [
        *(partial(read, site("reader"), paths, editions, Random(seed)) for seed in range(READERS)),  # noqa: S311
        *(partial(download, site("download"), FILES, Random(seed)) for seed in range(DOWNLOADS)),  # noqa: S311
        partial(curators.publish, curator, reviewer, key, editions),
        partial(curators.import_studies, importer, imported),
    ]


@contextmanager
def at_work(jobs: Sequence[Job]) -> Iterator[None]:
    """Let all do their jobs while the block runs."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        STOP.set()
        for thread in threads:
            thread.join()


def lost(key: int, editions: Editions, imported: Sequence[str]) -> list[str]:
    """What was acknowledged and is not there."""
    from curation.models import PublishedVersion
    from evidence.models import ImportState, Study, StudyImport

    found = []
    last = max(editions.published)
    study = Study.objects.get(pk=key)
    label = study.label
    versions = PublishedVersion.objects.of(study).count()
    if versions < last:
        found.append(f"Lost: {last} editions were published, and {versions} are there.")
    if label not in (f"Edition {last}.", f"Edition {last + 1}."):
        found.append(f"Lost: edition {last} was published, and “{label}” is there.")
    for subject in imported:
        done = StudyImport.objects.filter(file_name=f"{subject}.ris", state=ImportState.CONFIRMED).count()
        studies = Study.objects.filter(title__startswith=f"{subject} among").count()
        if (done, studies) != (1, curators.RECORDS):
            found.append(f"Lost: {subject} was imported, and {done} imports and {studies} studies are there.")
    return found


if __name__ == "__main__":
    main()
