"""Studies as files to take away: a table, and references for reference managers."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from evidence.models import Citation, Country, Finding, Population, Setting, Study, Theme
from evidence.study_references import reference_of
from lists.csv_files import BATCH_SIZE, csv_parts, joined, with_linked
from references import bibtex, csl_json, ris

COLUMNS = (
    *("label", "title", "authors", "cited_as", "year", "journal", "volume", "issue", "pages", "doi", "pmid"),
    *("web_address", "design", "studies_included", "trials_included", "themes", "countries", "settings"),
    *("populations", "what_was_done", "findings", "reservations", "retraction", "retraction_notice", "retraction_date"),
    *("cited_by", "url"),
)


def csv(studies: QuerySet[Study], absolute: Callable[[str], str]) -> Iterator[str]:
    """The studies as CSV, one a row, in the columns :data:`COLUMNS`; in parts, so that few are held.

    Args:
        studies: Those to write, in order.
        absolute: Makes a whole address of a path.
    """
    return csv_parts(COLUMNS, _rows(studies, absolute("/").removesuffix("/")))


def ris_parts(studies: QuerySet[Study]) -> Iterator[str]:
    """The studies in RIS."""
    return (ris.write(reference_of(study), study.slug, study.label) for study in _one_by_one(studies))


def bibtex_parts(studies: QuerySet[Study]) -> Iterator[str]:
    """The studies in BibTeX."""
    return (bibtex.write(reference_of(study), study.slug, study.label) for study in _one_by_one(studies))


def csl_json_parts(studies: QuerySet[Study]) -> Iterator[str]:
    """The studies as a list of CSL-JSON."""
    before = "[\n"
    for study in _one_by_one(studies):
        yield before + csl_json.write(reference_of(study), study.slug, study.label)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _one_by_one(studies: QuerySet[Study]) -> Iterator[Study]:
    return studies.defer("search").iterator(chunk_size=BATCH_SIZE)


def _rows(studies: QuerySet[Study], site: str) -> Iterator[dict[str, Any]]:
    for study, linked in with_linked(studies.defer("search"), _linked_names):
        yield {
            **{name: getattr(study, name) for name in COLUMNS if hasattr(study, name) and name not in linked},
            "authors": joined(study.authors.splitlines()),
            "year": study.year or "",
            "web_address": study.url,
            "design": study.get_design_display(),
            "retraction": study.get_retraction_display(),
            **linked,
            "url": f"{site}{study.get_absolute_url()}",
        }


def _linked_names(keys: list[int]) -> dict[str, Iterable[tuple[int, str]]]:
    """The names of what the public sees linked to studies, by column, each after a study's key."""
    terms: dict[str, Any] = {
        "themes": Theme.objects.published(),
        "countries": Country.objects.all(),
        "settings": Setting.objects.all(),
        "populations": Population.objects.all(),
    }
    findings = Finding.objects.published().filter(study__in=keys).select_related("outcome")
    citations = Citation.objects.published().filter(study__in=keys).select_related("source")
    return {
        **{column: linked.filter(studies__in=keys).values_list("studies", "name") for column, linked in terms.items()},
        "findings": ((each.study_id, str(each)) for each in findings),
        "cited_by": ((each.study_id, str(each)) for each in citations),
    }
