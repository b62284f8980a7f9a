"""What the files of lists say, made row by row in the slowest and plainest way."""

import csv
import io
import itertools
from collections.abc import Iterable
from typing import Any

from evidence.models import Study
from recommendations.models import Recommendation

HOST = "http://testserver"
SEPARATOR = "; "
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_number(text: str) -> bool:
    whole, dot, fraction = text.removeprefix("-").partition(".")
    parts = [whole, fraction] if dot else [whole]
    return all(part.isascii() and part.isdigit() for part in parts)


def harmless(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    is_formula = text.startswith(STARTS) or text.lstrip().startswith(STARTS)
    return f"'{text}" if is_formula and not is_number(text) else text


def names(linked: Iterable[Any]) -> str:
    return SEPARATOR.join(map(str, linked))


def recommendation_row(each: Recommendation) -> dict[str, Any]:
    return {
        "reference": each.reference,
        "title": each.title,
        "statement": each.statement,
        "points": SEPARATOR.join(each.points_list),
        "kind": each.get_kind_display(),
        "certainty": each.level.label,
        "audiences": names(each.audiences.all()),
        "themes": names(each.themes.published()),
        "settings": names(each.settings.all()),
        "populations": names(each.populations.all()),
        "source": each.source.title,
        "source_date": each.source.publication_date,
        "source_locator": each.locator,
        "studies": names(link.study.label_with_retraction for link in each.study_links.published()),
        "wres_indicators": names(link.indicator for link in each.indicator_links.published()),
        "status": each.get_status_display(),
        "published_on": each.published_on,
        "reviewed_on": each.reviewed_on,
        "review_due_on": each.review_due_on,
        "url": f"{HOST}{each.get_absolute_url()}",
    }


def study_row(each: Study) -> dict[str, Any]:
    return {
        "label": each.label,
        "title": each.title,
        "authors": SEPARATOR.join(each.authors.splitlines()),
        "cited_as": each.cited_as,
        "year": each.year,
        "journal": each.journal,
        "volume": each.volume,
        "issue": each.issue,
        "pages": each.pages,
        "doi": each.doi,
        "pmid": each.pmid,
        "web_address": each.url,
        "design": each.get_design_display(),
        "studies_included": each.studies_included,
        "trials_included": each.trials_included,
        "participants": each.participants,
        "who_took_part": each.who_took_part,
        "themes": names(each.themes.published()),
        "countries": names(each.countries.all()),
        "settings": names(each.settings.all()),
        "populations": names(each.populations.all()),
        "what_was_done": each.what_was_done,
        "findings": names(each.findings.published()),
        "reservations": each.reservations,
        "retraction": each.get_retraction_display(),
        "retraction_notice": each.retraction_notice,
        "retraction_date": each.retraction_date,
        "cited_by": names(each.citations.published()),
        "url": f"{HOST}{each.get_absolute_url()}",
    }


def as_csv(rows: Iterable[dict[str, Any]]) -> bytes:
    """The file with these rows, of which there is at least one."""
    file = io.StringIO(newline="")
    first, *others = rows
    writer = csv.DictWriter(file, first)
    writer.writeheader()
    writer.writerows({name: harmless(cell) for name, cell in row.items()} for row in itertools.chain([first], others))
    return file.getvalue().encode("utf-8-sig")
