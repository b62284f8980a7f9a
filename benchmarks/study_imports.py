"""``python -m benchmarks.study_imports``: the time and memory that an import of studies takes.

It creates a database of its own and drops it at the end. Each size is imported in a process of its own, to measure its
peak memory, which should not grow with the size. ``--records 20000`` sets the larger one.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import own_database

LETTERS, WORDS = "abcdefghilmnoprstuvw", 4_000


def made_up(records: int) -> Iterator[str]:
    """References in RIS that say that they are made up; every tenth has no DOI."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    words = ["".join(chance.choices(LETTERS, k=chance.randint(4, 11))) for _ in range(WORDS)]
    for n in range(records):
        title = " ".join(chance.choices(words, k=chance.randint(7, 16))).capitalize()
        yield (
            f"TY  - JOUR\nAU  - Author{n % 997}, A. B.\nAU  - Second{n % 89}, C.\nTI  - {title}\n"
            f"PY  - {1990 + n % 35}\nT2  - Journal of made-up studies {n % 40}\nVL  - {n % 60}\nIS  - {n % 12}\n"
            + (f"DO  - 10.5555/made.up.{n}\n" if n % 10 else "")
            + f"AB  - {'A sentence of a summary that nobody wrote. ' * 30}\nKW  - made up\nER  - \n\n"
        )


def measure(records: int) -> None:
    """Imports made-up records, and prints the time of each step and the peak memory."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from evidence.imports.confirming import confirm
    from evidence.imports.reading import read_all, receive
    from evidence.models import Study

    call_command("migrate", verbosity=0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.ris"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(made_up(records))
        started = time.perf_counter()
        with path.open("rb") as content:
            study_import = receive(content, path.name, by=None)
        received = time.perf_counter()
        read_all(study_import)
        read = time.perf_counter()
        confirm(study_import, by=None)
        written = time.perf_counter()
        megabytes = path.stat().st_size / 1_000_000
    assert Study.objects.count() == records, (Study.objects.count(), study_import.counts())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{records:>8,} {megabytes:>8.1f} {received - started:>10.1f} {read - received:>10.1f} {written - read:>10.1f} "
        f"{written - started:>10.1f} {before / 1024:>10.0f} {peak / 1024:>10.0f}",
        flush=True,
    )
    connections.close_all()


def main() -> None:
    """Measures a tenth of the records, then all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study_imports", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--one", action="store_true", help="only that size, into the database that is set")
    options = parser.parse_args()
    if options.one:
        return measure(options.records)
    print(" records       MB  receive s     read s    write s      all s  MB before    MB peak")
    for records in (options.records // 10, options.records):
        with own_database():
            command = [sys.executable, "-m", "benchmarks.study_imports", "--one", "--records", str(records)]
            environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
            subprocess.run(command, check=True, env=environment)
    return None


if __name__ == "__main__":
    main()
