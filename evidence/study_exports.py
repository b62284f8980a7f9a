"""Studies as files to take away: a table, and references for reference managers."""

from collections.abc import Callable, Iterator

from django.db.models import Case, QuerySet, TextField, Value, When

from evidence import effect_sizes
from evidence.models import (
    Citation,
    Country,
    Design,
    Direction,
    EffectMeasure,
    Finding,
    Population,
    Retraction,
    Setting,
    Study,
    Theme,
)
from evidence.study_references import reference_of
from files import csv_files
from files.csv_columns import Column, Linked, address, in_a_row, label, lines
from references import bibtex, csl_json, ris

#: How many studies are read at a time for references.
BATCH_SIZE = 500

#: A finding as ``str`` gives it.
NAME_OF_FINDING = in_a_row("outcome__name", Value(": "), label("direction", Direction.choices, str.lower))
#: A citation as ``str`` gives it: “(12) in Evidence brief”, or the source alone where the number is not known.
NAME_OF_CITATION = Case(
    When(number__gt=0, then=in_a_row(Value("("), "number", Value(") in "), "source__short_title")),
    default="source__short_title",
    output_field=TextField(),
)


def columns(absolute: Callable[[str], str]) -> dict[str, Column]:
    """The columns of the CSV, in order; ``absolute`` makes a whole address of a path.

    Of what is linked, they name what the public sees.
    """
    return {
        "label": "label",
        "title": "title",
        "authors": lines("authors"),
        "cited_as": "cited_as",
        "year": "year",
        "journal": "journal",
        "volume": "volume",
        "issue": "issue",
        "pages": "pages",
        "doi": "doi",
        "pmid": "pmid",
        "web_address": "url",
        "design": label("design", Design.choices),
        "studies_included": "studies_included",
        "trials_included": "trials_included",
        "participants": "participants",
        "who_took_part": "who_took_part",
        "themes": Linked(Theme.objects.published(), "studies"),
        "countries": Linked(Country.objects.all(), "studies"),
        "settings": Linked(Setting.objects.all(), "studies"),
        "populations": Linked(Population.objects.all(), "studies"),
        "what_was_done": "what_was_done",
        "findings": Linked(Finding.objects.published(), "study", NAME_OF_FINDING),
        "reservations": "reservations",
        "retraction": label("retraction", Retraction.choices),
        "retraction_notice": "retraction_notice",
        "retraction_date": "retraction_date",
        "cited_by": Linked(Citation.objects.published(), "study", NAME_OF_CITATION),
        "url": address("study", "slug", absolute),
    }


def finding_columns(absolute: Callable[[str], str]) -> dict[str, Column]:
    """The columns of the CSV of findings, in order, with each number of an effect size in a column of its own."""
    return {
        "study": label_with_retraction("study__"),
        "cited_as": "study__cited_as",
        "year": "study__year",
        "doi": "study__doi",
        "pmid": "study__pmid",
        "design": label("study__design", Design.choices),
        "outcome": "outcome__name",
        "direction": label("direction", Direction.choices),
        "statement": "statement",
        "studies_reporting": "studies_reporting",
        "studies_in_this_direction": "studies_in_this_direction",
        "effect_measure": label("effect_measure", EffectMeasure.choices),
        **{name: name for name in effect_sizes.FIELDS if name != "effect_measure"},
        "source": "source__title",
        "locator": "locator",
        "url": address("study", "study__slug", absolute),
    }


def label_with_retraction(study: str) -> Case:
    """What :attr:`Study.label_with_retraction` says, by the lookup of a study: ``study__``."""
    words = label(f"{study}retraction", Retraction.choices, str.lower)
    with_words = in_a_row(f"{study}label", Value(" ("), words, Value(")"))
    return Case(When(**{f"{study}retraction": ""}, then=f"{study}label"), default=with_words, output_field=TextField())


def csv(studies: QuerySet[Study], absolute: Callable[[str], str]) -> Iterator[bytes]:
    """The studies as CSV, one a row, in parts.

    Args:
        studies: Those to write, in order.
        absolute: Makes a whole address of a path.
    """
    return csv_files.csv_of(studies, columns(absolute))


def findings_csv(studies: QuerySet[Study], absolute: Callable[[str], str]) -> Iterator[bytes]:
    """What the studies found, one finding a row, in the order of the studies' own list."""
    found = Finding.objects.published().filter(study__in=studies.order_by())
    in_order = found.order_by("study__position", "study__label", "study", "position")
    return csv_files.csv_of(in_order, finding_columns(absolute))


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
