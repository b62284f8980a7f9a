"""Shows that a change to the code changed nothing that anybody sees.

``python -m tests.support.site_snapshot take FOLDER`` loads the evidence base into a database of its own, does some of
each kind of work in the admin, walks the whole site and writes a text file for each address.
``python -m tests.support.site_snapshot diff BEFORE AFTER`` compares two such folders, and fails where they differ.

What a day, a draft or an import changes is settled first: the clock stands still, and the work is always the same. It
finds its way by links, forms and Django's registries, not by the project's modules, so that it runs on states of the
code that are laid out differently.
"""

import argparse
import difflib
import hashlib
import itertools
import logging
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from config import local
from tests.support import template_database
from tests.support.site_snapshot.answers import text_of, words_that_differ
from tests.support.site_snapshot.crawl import Choice, crawl
from tests.support.site_snapshot.work import Worker, work
from tests.support.template_database import REPOSITORY

DATABASE = "equity_evidence_snapshot"
# Pages say what is due or was lately done, so the clock stands still: on a day that is past, which no test of
# “today” below takes for the day of the run.
CLOCK = datetime(2026, 11, 22, 10, tzinfo=UTC)
# Models whose app differs between the states that are compared; addresses and names show “*” for their app.
MOVED = (
    *("bulkaction", "bulkactionentry", "draft", "importedrecord", "linkcheck", "publishedversion", "releasedrow"),
    *("studyimport", "studymerge", "synonyms"),
)
EVERY_NTH_QUESTION = 4
LAYOUTS = [
    "/evidence-map/?rows=audience&columns=design&cells=numbers",
    "/evidence-map.svg?rows=population&columns=country&theme=skills",
]
DESK = [f"/admin/desk/{name}/" for name in ("drafts", "to-review", "in-review", "published", "links", "none")]


class Snapshot:
    """The folder of what was answered."""

    def __init__(self, folder: Path, moved: Iterable[str]) -> None:
        self.folder, self.without, self.kinds = folder, words_that_differ(moved), Counter[str]()
        folder.mkdir(parents=True)

    def add(self, request: str, response: Any) -> None:
        """Writes an answer to a file named for what was asked."""
        title = self.without(request)
        readable = re.sub(r"[^\w.=-]+", "_", title)[:120]
        name = f"{readable}-{hashlib.sha256(title.encode()).hexdigest()[:8]}.txt"
        text = text_of(response)
        (self.folder / name).write_text(f"{title}\n{self.without(text)}")
        area = "admin" if " /admin/" in request else "public"
        kind = response.get("Content-Type", "no body").split(";")[0]
        self.kinds[f"{area} {request.split()[0]} {response.status_code} {kind}"] += 1


def take(folder: Path, moved: Iterable[str]) -> None:
    """Writes a snapshot."""
    ticks = itertools.count()
    # Before anything takes it from there. It ticks, so that what came first sorts first.
    timezone.now = lambda: CLOCK + timedelta(microseconds=next(ticks))
    started = time.monotonic()
    local.prepare_to_serve()
    address = os.environ["DATABASE_URL"]
    with template_database.copied(address, DATABASE, template_database.empty(address)):
        os.environ["DATABASE_URL"] = make_conninfo(address, dbname=DATABASE)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        # Styles and scripts keep their own names, so that these need not be collected.
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        call_command("load_evidence", verbosity=0)
        logging.disable()
        snapshot = Snapshot(folder, moved)
        reader, writer, reviewer = (
            Client(raise_request_exception=False, headers={"host": "localhost"}) for _ in range(3)
        )
        for client, name in ((writer, "writer"), (reviewer, "reviewer")):
            person = apps.get_model("auth", "user").objects.create_superuser(name)
            client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        rows, public = work(Worker(writer, snapshot.add), Worker(reviewer, snapshot.add))
        take_public(snapshot, reader, public)
        for address in ("/admin/", *DESK):
            snapshot.add(f"GET {address} as the writer", writer.get(address))
        start = ["/admin/", *DESK, *(f"{row}{page}/" for row in rows for page in ("change", "history"))]
        crawl(reviewer, start, Choice("admin", rows), snapshot.add)
        connections.close_all()
    for kind, number in sorted(snapshot.kinds.items()):
        print(f"{number:>6} {kind}")
    print(f"{snapshot.kinds.total():>6} in all, in {time.monotonic() - started:.0f} s")


def take_public(snapshot: Snapshot, reader: Client, known: list[str]) -> None:
    """Adds what somebody sees who has not signed in."""
    questions = yaml.safe_load((REPOSITORY / "benchmarks" / "search-questions.yaml").read_text())[::EVERY_NTH_QUESTION]
    start = ["/", "/healthz", "/evidence-map.png", *LAYOUTS, *known]
    start += [f"/search/?{urlencode({'q': each['ask']})}" for each in questions]
    start += [f"/search/suggestions/?{urlencode({'q': each['ask'][:8]})}" for each in questions]
    found = crawl(reader, start, Choice("public"), snapshot.add)
    # One address that is not there beside one of each kind that is, and one that takes no posts.
    kinds = {re.sub(r"[^/]+/$", "", address): address for address in found if "?" not in address}
    kinds = {re.sub(r"/[^/]+/versions/", "/*/versions/", parent): address for parent, address in kinds.items()}
    for address in kinds.values():
        for missing in ("no-such-thing/", "999/"):
            other = re.sub(r"[^/]+/?$", "", address) + missing
            snapshot.add(f"GET {other}", reader.get(other))
        snapshot.add(f"POST {address}", reader.post(address))
    for status in (400, 403, 404, 500):
        handler, extra = get_resolver().resolve_error_handler(status), [] if status == 500 else [Exception()]
        snapshot.add(f"ERROR {status}", handler(RequestFactory().get("/", headers={"host": "localhost"}), *extra))
    for address in ("/admin/", "/admin/login/"):
        snapshot.add(f"GET {address} unknown", reader.get(address))
    snapshot.add("POST /admin/login/", reader.post("/admin/login/", {"username": "nobody", "password": "wrong"}))


def compare(before: Path, after: Path) -> bool:
    """Prints how two snapshots differ; whether they do."""
    old, new = ({path.name: path.read_text() for path in folder.glob("*.txt")} for folder in (before, after))
    differing = [name for name in sorted(old | new) if old.get(name) != new.get(name)]
    for name in differing:
        title = old.get(name, new.get(name, "")).splitlines()[0]
        if name not in new or name not in old:
            print(f"{'missing' if name not in new else 'added'}: {title}")
            continue
        print(f"differs: {title}")
        lines = difflib.unified_diff(old[name].splitlines(), new[name].splitlines(), lineterm="", n=2)
        print(*list(lines)[2:], sep="\n")
    print(f"{len(old)} and {len(new)} addresses, of which {len(differing)} differ")
    return bool(differing)


def main() -> None:
    """Takes a snapshot, or compares two."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.site_snapshot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("take", help="write a snapshot to a new folder")
    taking.add_argument("folder", type=Path)
    taking.add_argument("--moved", nargs="*", default=MOVED, help="models whose app is not compared")
    comparing = commands.add_parser("diff", help="compare two snapshots")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "take":
        take(arguments.folder, arguments.moved)
    else:
        sys.exit(compare(arguments.before, arguments.after))


if __name__ == "__main__":
    main()
