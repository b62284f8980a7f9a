"""``make bench``: how fast the service answers beside others, at four sizes; docs/performance.md says what it measures.

It makes databases of its own and drops them at the end, and installs what it compares below ``var/bench/``.
``ARGS="--sizes 1000,10000"`` chooses the sizes. ``ARGS=--short`` takes less than a minute and needs no other product,
and fails when a ratio collapses.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from benchmarks import data, datasette, floor, measure, ours, report, wagtail
from benchmarks.measure import PageFailed
from benchmarks.pages import COMPARED, OURS_ALONE, choose
from benchmarks.report import Measured
from benchmarks.servers import REPOSITORY, Subject
from config import local

SIZES = (1_000, 10_000, 100_000, 1_000_000)
CSV = "CSV of all"
STREAMED = ("/recommendations.csv", "/recommendations.json", "/recommendations.xlsx")
AFTER_AN_EDIT = ("list with facets", "search, common word", "one entry", "evidence map", "home")
SUBJECTS = (*ours.ENVIRONMENTS, datasette.NAME, wagtail.NAME, wagtail.CACHED, floor.NAME)
PAIRS = (
    *((ours.DEPLOYED, other) for other in (datasette.NAME, wagtail.CACHED, floor.NAME)),
    *((ours.UNCACHED, other) for other in (datasette.NAME, wagtail.NAME)),
)
#: What the short form holds, each with the lowest ratio that it takes for sound: far below what is measured.
SHORT_PAGES = ("list with facets", "search, common word", "one entry")
KEPT_TO_FILE, KEPT_TO_UNCACHED, SQL_TO_PAGE = 0.02, 5.0, 0.02


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="numbers of entries, separated by commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="of each page of each server in a round")
    parser.add_argument("--short", action="store_true", help="a form for CI, which fails when a ratio collapses")
    parser.add_argument("--alone", action="store_true", help="without Datasette and Wagtail, which take long to fill")
    options = parser.parse_args()
    options.alone |= options.short
    measure.require_wrk()
    local.prepare_to_serve()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}", flush=True)
    sizes: list[Measured] = []
    with data.own_database(data.BASE_DATABASE):
        prepare(with_others=not options.alone)
        for entries in SIZES[:1] if options.short else options.sizes:
            with data.own_database(data.DATABASE, data.BASE_DATABASE):
                sizes.append(measure_size(entries, options))
            print("\n".join(report.tables_of(sizes[-1], _subjects(sizes[-1]), PAIRS)), flush=True)
    if options.short:
        sys.exit("\n".join(collapsed(sizes[0])) or None)
    print("\n".join(report.growth(sizes, SUBJECTS)))


def prepare(*, with_others: bool) -> None:
    """Load the real base into the database, and make the tables of the others."""
    import django

    for command in (["migrate"], ["load_evidence"], ["collectstatic", "--no-input"]):
        subprocess.run([sys.executable, "manage.py", *command, "--verbosity", "0"], check=True, cwd=REPOSITORY)
    django.setup()
    if with_others:
        datasette.install()
        wagtail.prepare(os.environ["DATABASE_URL"])


def measure_size(entries: int, options: argparse.Namespace) -> Measured:
    """Make so many entries, and measure everything with them."""
    address = os.environ["DATABASE_URL"]
    measured = Measured(entries)
    print(f"\nMaking {entries:,} entries…", flush=True)
    measured.seconds_to_build = data.fill(entries)
    choices = choose()
    with ExitStack() as stack:
        subjects = [stack.enter_context(ours.serve(name, choices)) for name in ours.ENVIRONMENTS]
        deployed, *_, uncached = subjects
        if not options.alone:
            wagtail.fill(address)
            subjects += [
                stack.enter_context(datasette.serve(address, choices)),
                *(stack.enter_context(wagtail.serve(address, choices, cached=each)) for each in (False, True)),
            ]
        pages = SHORT_PAGES if options.short else (*COMPARED, *OURS_ALONE)
        bodies = {page: measure.answer(deployed, deployed.paths[page][0], headers={})[1] for page in pages}
        subjects.append(stack.enter_context(floor.serve(bodies)))
        rounds, seconds = (2, 1) if options.short else (options.rounds, options.seconds)
        for number in range(rounds):
            print(f"Round {number + 1} of {rounds}…", flush=True)
            _measure_round(measured, subjects, pages, seconds, with_files=not options.short)
        if not options.short:
            _measure_first_bytes(measured, uncached, times=2 * rounds + 1)
        _measure_floor(measured, uncached, pages)
        for page in (each for each in AFTER_AN_EDIT if each in pages):
            measured.after_edit[page] = [measure.seconds_after_an_edit(deployed, page) for _ in range(rounds)]
        measured.megabytes = {each.name: each.megabytes for each in subjects}
    return measured


def _measure_round(
    measured: Measured, subjects: Sequence[Subject], pages: Sequence[str], seconds: float, *, with_files: bool
) -> None:
    """Measure each page of each subject once, the subjects of a page one after the other."""
    for page in pages:
        for subject in subjects:
            if page not in subject.paths or (page, subject.name) in measured.failed:
                continue
            try:
                rate = measure.requests_a_second(subject, page, seconds)
            except PageFailed as error:
                measured.failed[page, subject.name] = str(error)
            else:
                measured.rates.setdefault(page, {}).setdefault(subject.name, []).append(rate)
    if not with_files:
        return
    for subject in subjects:
        if CSV in subject.paths:
            measured.downloads.setdefault(subject.name, []).append(measure.seconds_of_download(subject, CSV))
    for name, rows in (("COPY", data.PLAIN_ROWS), ("COPY with links", data.ROWS)):
        measured.downloads.setdefault(name, []).append(measure.seconds_of_copy(rows))


def _measure_first_bytes(measured: Measured, uncached: Subject, times: int) -> None:
    """Measure how soon each kind of file begins."""
    for path in STREAMED:
        try:
            seconds = [measure.seconds_to_first_byte(uncached, path) for _ in range(times)]
        except PageFailed as error:
            measured.failed[path, uncached.name] = str(error)
        else:
            measured.first_bytes[path] = seconds


def _measure_floor(measured: Measured, uncached: Subject, pages: Sequence[str]) -> None:
    """Measure each uncached page alone, and the queries that it makes."""
    queries = measure.queries_of({page: uncached.paths[page][0] for page in pages})
    for page in pages:
        path = uncached.paths[page][0]
        alone = sorted(measure.answer(uncached, path)[0] for _ in range(5))
        measured.alone[page] = alone[len(alone) // 2]
        measured.queries[page] = measure.seconds_of_queries(queries[page], times=5)


def collapsed(measured: Measured) -> list[str]:
    """Which ratios of the short form are below their bounds."""
    ratios = {}
    for page in SHORT_PAGES:
        for name, one, two, bound in (
            ("kept to a file of whitenoise", ours.DEPLOYED, floor.NAME, KEPT_TO_FILE),
            ("kept to not kept", ours.DEPLOYED, ours.UNCACHED, KEPT_TO_UNCACHED),
        ):
            ratios[f"{page}, {name}"] = (max(measured.ratios(page, one, two), default=0), bound)
        ratios[f"{page}, its SQL to the page"] = (measured.queries[page] / measured.alone[page], SQL_TO_PAGE)
    return report.collapsed(ratios)


def _subjects(measured: Measured) -> list[str]:
    return [each for each in SUBJECTS if any(each in rates for rates in measured.rates.values())]


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


if __name__ == "__main__":
    main()
