"""What was measured, and the tables that it makes."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Measured:
    """What was measured at one size."""

    entries: int
    seconds_to_build: float = 0
    #: Requests a second, one number a round, by page and subject.
    rates: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    #: Seconds of the file of all rows, one number a round, by subject, and by what ``COPY`` gives.
    downloads: dict[str, list[float]] = field(default_factory=dict)
    #: Seconds until a file of all rows begins, one number each time, by its path.
    first_bytes: dict[str, list[float]] = field(default_factory=dict)
    #: Seconds of the first request after an edit, one number a round, by page.
    after_edit: dict[str, list[float]] = field(default_factory=dict)
    #: Seconds that the queries of a page take alone, by page.
    queries: dict[str, float] = field(default_factory=dict)
    #: Seconds of one uncached request at a time, by page.
    alone: dict[str, float] = field(default_factory=dict)
    #: Resident megabytes at the end, by subject.
    megabytes: dict[str, float] = field(default_factory=dict)
    #: Why a page is not measured, by page and subject.
    failed: dict[tuple[str, str], str] = field(default_factory=dict)

    def rate(self, page: str, subject: str) -> float | None:
        """The median requests a second; None where it was not measured."""
        rounds = self.rates.get(page, {}).get(subject)
        return statistics.median(rounds) if rounds else None

    def ratios(self, page: str, subject: str, other: str) -> list[float]:
        """How many times as many requests a second a subject answers as another, one number a round."""
        rounds = self.rates.get(page, {})
        return [one / two for one, two in zip(rounds.get(subject, ()), rounds.get(other, ()), strict=False) if two]


def tables_of(measured: Measured, subjects: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The tables of one size, in Markdown: rates by subject, and ratios of the pairs of subjects with their spread."""
    yield f"\n### {measured.entries:,} entries\n"
    yield f"Built in {measured.seconds_to_build:.0f} s. Requests a second, median of the rounds:\n"
    yield from table(
        ["page", *subjects],
        [
            [page, *(cell(measured.rate(page, each), measured.failed.get((page, each))) for each in subjects)]
            for page in measured.rates
        ],
    )
    yield "\nHow many times as fast, median (lowest to highest of the rounds):\n"
    yield from table(
        ["page", *(f"{one} / {two}" for one, two in pairs)],
        [
            [page, *(spread(measured.ratios(page, one, two)) for one, two in pairs)]
            for page in measured.rates
            if any(measured.ratios(page, one, two) for one, two in pairs)
        ],
    )
    if measured.downloads:
        yield "\nCSV of all rows:\n"
        fastest = min(map(statistics.median, measured.downloads.values()))
        yield from table(
            ["what", "seconds", "times the fastest"],
            [
                [name, f"{statistics.median(rounds):.2f}", f"{statistics.median(rounds) / fastest:.1f}"]
                for name, rounds in measured.downloads.items()
            ],
        )
    if measured.first_bytes:
        yield "\nThe first byte of a file of all rows, with no cache, in milliseconds, median (lowest to highest):\n"
        yield from table(
            ["file", "ms"],
            [[path, spread([1000 * each for each in times], "")] for path, times in measured.first_bytes.items()],
        )
    if measured.after_edit:
        yield "\nThe first request after an edit, in milliseconds, median (lowest to highest):\n"
        yield from table(
            ["page", "ms"],
            [[page, spread([1000 * each for each in rounds], "")] for page, rounds in measured.after_edit.items()],
        )
    if measured.queries:
        yield "\nAn uncached page alone, and its SQL alone:\n"
        yield from table(
            ["page", "page, ms", "SQL, ms", "page / SQL"],
            [
                [
                    page,
                    f"{1000 * alone:.1f}",
                    f"{1000 * measured.queries[page]:.1f}",
                    f"{alone / measured.queries[page]:.1f}",
                ]
                for page, alone in measured.alone.items()
            ],
        )
    yield f"\nMemory: {', '.join(f'{name} {size:.0f} MB' for name, size in measured.megabytes.items())}."
    for (page, subject), why in measured.failed.items():
        yield f"\nNot measured: {subject}, {page}: {why}"


def growth(sizes: Sequence[Measured], subjects: Iterable[str]) -> Iterator[str]:
    """How the time of a request grows with the number of entries: a table for each subject, in Markdown."""
    for subject in subjects:
        pages = [page for page in sizes[0].rates if sizes[0].rate(page, subject)]
        if not pages:
            continue
        yield f"\n### Growth: {subject}\n"
        yield "Milliseconds of a request (1,000 / requests a second), and how many times those at the smallest size:\n"
        rows = []
        for page in pages:
            times = [1000 / rate if (rate := each.rate(page, subject)) else None for each in sizes]
            first = times[0] or 1
            rows.append([page, *(f"{each:,.1f} (×{each / first:.1f})" if each else "–" for each in times)])
        yield from table(["page", *(f"{each.entries:,}" for each in sizes)], rows)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table in Markdown."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def cell(rate: float | None, failed: str | None) -> str:
    """A rate as a table shows it."""
    if rate is None:
        return "fails" if failed else "–"
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.2g}"


def spread(values: Sequence[float], sign: str = "×") -> str:
    """The median of the values, with the lowest and the highest."""
    if not values:
        return "–"
    median, low, high = (f"{sign}{each:,.3g}" for each in (statistics.median(values), min(values), max(values)))
    return f"{median} ({low} to {high})"


def collapsed(ratios: Mapping[str, tuple[float, float]]) -> list[str]:
    """Which ratios are below their bound; ``ratios`` has each with its bound, by name."""
    return [
        f"{name}: {value:.3g}, and at least {bound} is wanted"
        for name, (value, bound) in ratios.items()
        if value < bound
    ]
