"""Studies as files to take away: a table, and references for reference managers."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from evidence.models import Citation, Country, Finding, Population, Setting, Study, Theme
from evidence.study_references import reference_of
from lists.csv_files import csv_parts, joined
from references import bibtex, csl_json, ris

COLUMNS = (
    *("label", "title", "authors", "cited_as", "year", "journal", "volume", "issue", "pages", "doi", "pmid"),
    *("web_address", "design", "studies_included", "trials_included", "themes", "countries", "settings"),
    *("populations", "what_was_done", "findings", "reservations", "cited_by", "url"),
)

STUDIES_AT_A_TIME = 500


def csv(studies: QuerySet[Study], absolute: Callable[[str], str]) -> Iterator[str]:
    """The studies as CSV, one a row, in the columns :data:`COLUMNS`; in parts, so that few are held.

    Args:
        studies: Those to write, in order.
        absolute: Makes a whole address of a path.
    """
    return csv_parts(COLUMNS, _rows(studies, absolute("/").removesuffix("/")), STUDIES_AT_A_TIME)


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
    return studies.defer("search").iterator(chunk_size=STUDIES_AT_A_TIME)


def _rows(studies: QuerySet[Study], site: str) -> Iterator[dict[str, Any]]:
    entries = _one_by_one(studies)
    while some := list(itertools.islice(entries, STUDIES_AT_A_TIME)):
        names = _names_linked_to([study.pk for study in some])
        for study in some:
            linked = {column: joined(by_study.get(study.pk, ())) for column, by_study in names.items()}
            yield {
                **{name: getattr(study, name) for name in COLUMNS if hasattr(study, name) and name not in linked},
                "authors": joined(study.authors.splitlines()),
                "year": study.year or "",
                "web_address": study.url,
                "design": study.get_design_display(),
                **linked,
                "url": f"{site}{study.get_absolute_url()}",
            }


def _names_linked_to(keys: Iterable[int]) -> dict[str, dict[int, list[str]]]:
    """The names of what the public sees linked to each study, by column and the study's key."""
    terms: dict[str, Any] = {
        "themes": Theme.objects.published(),
        "countries": Country.objects.all(),
        "settings": Setting.objects.all(),
        "populations": Population.objects.all(),
    }
    pairs: dict[str, Iterable[tuple[int, str]]] = {
        column: linked.filter(studies__in=keys).values_list("studies", "name") for column, linked in terms.items()
    }
    findings = Finding.objects.published().filter(study__in=keys).select_related("outcome")
    pairs["findings"] = ((each.study_id, str(each)) for each in findings)
    citations = Citation.objects.published().filter(study__in=keys).select_related("source")
    pairs["cited_by"] = ((each.study_id, str(each)) for each in citations)
    names: dict[str, dict[int, list[str]]] = {}
    for column, linked in pairs.items():
        by_key = names.setdefault(column, {})
        for key, name in linked:
            by_key.setdefault(key, []).append(name)
    return names
