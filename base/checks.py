"""Checks of the evidence base: faults in entries that a program can find."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Q

from base import figures_stated
from base.copied_phrases import GAP, QUOTED, copied, runs_of, words_of
from base.files import FIXTURE_FILES, entry_models, root
from curation.models import Status
from curation.reading_age import READING_AGE, reading_age
from curation.snapshots import with_contents
from evidence.models import (
    CaseStudy,
    Definition,
    Figure,
    Finding,
    Framework,
    Outcome,
    Passage,
    PassageKind,
    Population,
    Resource,
    Setting,
    Source,
    SourcedEntry,
    Study,
    Theme,
)
from recommendations.models import Audience, Certainty, Recommendation, RecommendationIndicator, RecommendationStudy
from workforce.models import Dataset, Indicator, Statistic

#: The fields with text of our own, by model; not curators’ notes, which may quote figures of other documents.
PROSE: dict[type[Any], tuple[str, ...]] = {
    Recommendation: ("title", "statement", "points", "certainty_reason", "evidence_note"),
    RecommendationIndicator: ("reason",),
    RecommendationStudy: ("note",),
    Study: ("label", "what_was_done", "reservations"),
    Finding: ("statement",),
    CaseStudy: ("summary", "background", "what_was_done", "findings", "lessons"),
    Definition: ("text", "used_for"),
    Passage: ("title", "text"),
    Resource: ("description",),
    Statistic: ("label", "value_as_stated", "counted"),
    Figure: ("shows",),
    Indicator: ("definition", "definition_basis", "how_to_read", "timing", "comparability", "wording_note"),
    Dataset: ("note",),
    **dict.fromkeys((Audience, Framework, Outcome, Population, Setting), ("description",)),
    Theme: ("summary", "conclusion"),
    Source: ("summary", "methods", "limitations", "certainty_caution", "intended_readers"),
}

#: Their figures are NHS England's, from its guidance and files, or ours, and not from a document of the base.
FIGURES_FROM_ELSEWHERE = (Indicator, Dataset, Audience, Framework, Outcome, Population, Setting)

#: The fields with titles and names, which may stand as they are.
PROPER_NAMES = {Source: "title", Study: "title", Resource: "title", Theme: "name", CaseStudy: "organisation_name"}

#: Groups of people whose name says their ethnicity; “white paper” and “black box” are none.
_PEOPLE = (
    "people|persons?|staff|m[ae]n|wom[ae]n|patients?|nurses?|midwi(?:fe|ves)|doctors?|clinicians?|workers?|employees"
    "|colleagues|leaders?|managers?|members?|applicants?|candidates?|students?|mothers?|babies|children|communit(?:y|ies)"
    "|groups?|populations?|backgrounds?|ethnic|minority|african|caribbean|british|asian|mixed|black|white"
)

#: Forms that the house style (the NHS service manual’s) does not have, and what it has instead.
HOUSE_STYLE: tuple[tuple[re.Pattern[str], str], ...] = (
    # Names of bodies and programmes keep their own spelling, in capitals.
    (re.compile(r"\b[Hh]ealth[ -]care\b"), "healthcare"),
    (re.compile(r"(?<!long )\b(?!COVID-19\b)(?i:covid)(?:[ -]?19)?\b"), "COVID-19"),
    *((re.compile(rf"\b{name}(?=(?:,| and| or)* (?i:{_PEOPLE})\b)"), name.capitalize()) for name in ("black", "white")),
    (re.compile(r"\basian\b"), "Asian"),
    (re.compile(r"(?<!computer )\b(?:programs?|Programs)\b"), "programme"),
)


@dataclass(frozen=True)
class Fault:
    """Something wrong with an entry."""

    check: str  # the name of the function that found it
    entry: str  # its kind and natural key
    message: str


def faults(texts: Path | None = None) -> Iterator[Fault]:
    """Runs every check; :func:`copied_phrases` only if ``texts`` is given, a folder with the documents as ``*.txt``."""
    checks = (
        missing_source,
        lacking,
        unstated_certainty,
        unknown_figures,
        broken_links,
        duplicates,
        hard_to_read,
        house_style,
    )
    found: list[tuple[str, Iterable[tuple[Any, str]]]] = [(check.__name__, check()) for check in checks]
    if texts is not None:
        found.append((copied_phrases.__name__, copied_phrases(texts)))
    for name, rows in found:
        for row, message in rows:
            key = ", ".join(str(part) for part in row.natural_key())
            yield Fault(name, f"{row._meta.verbose_name} {key}", message)


def missing_source() -> Iterator[tuple[Any, str]]:
    """Entries without a source, or without a locator in it where they need one."""
    for file in FIXTURE_FILES:
        needed = {field.name for field in apps.get_model(file.model)._meta.concrete_fields if not field.blank}
        for row in file.rows():
            if "locator" in needed and not row.locator.strip():
                yield row, "no locator"
    for study in Study.objects.filter(citations__isnull=True):
        yield study, "no source cites it"
    for source in Source.objects.published():
        if not _stated_file(source).exists():
            yield source, f"no {figures_stated.FILE_NAME} beside its entries"


def lacking() -> Iterator[tuple[Any, str]]:
    """Published entries that lack something required for publication."""
    for model in entry_models():
        rows: Any = model._base_manager.filter(status=Status.PUBLISHED)
        for row in with_contents(rows).select_related(*(["source"] if issubclass(model, SourcedEntry) else [])):
            for each in row.lacking():
                yield row, f"{each.field}: {each.message}"


def unstated_certainty() -> Iterator[tuple[Any, str]]:
    """Recommendations with a certainty that their source does not state."""
    graded = Recommendation.objects.exclude(certainty=Certainty.NOT_GRADED).filter(source__states_certainty=False)
    for recommendation in graded.select_related("source"):
        yield recommendation, f"“{recommendation.source}” states no certainty"


def unknown_figures() -> Iterator[tuple[Any, str]]:
    """Figures in our own text that none of the entry's sources states."""
    stated = {
        source.pk: figures_stated.read(_stated_file(source))
        for source in Source.objects.all()
        if _stated_file(source).exists()
    }
    for model, fields in PROSE.items():
        if model in FIGURES_FROM_ELSEWHERE:
            continue
        for row in model._default_manager.all():
            known = set().union(*(stated.get(pk, set()) for pk in _source_ids(row)))
            for field in fields:
                for figure in figures_stated.unstated(getattr(row, field), known):
                    yield row, f"{field}: no source of it states {figure}"


def broken_links() -> Iterator[tuple[Any, str]]:
    """Links to entries that are not public, and links that need another link beside them."""
    for recommendation in Recommendation.objects.published().prefetch_related("themes__framework", "related"):
        own = recommendation.source.frameworks.all()
        themes = recommendation.themes.all()
        if own and not any(theme.framework in own for theme in themes):
            yield recommendation, "no theme of its source's own framework"
        for theme in themes:
            if theme.parent_id and theme.parent not in themes:
                yield recommendation, f"theme {theme.slug} without {theme.parent.slug}, which it is part of"
        for other in recommendation.related.all():
            if other.status != Status.PUBLISHED:
                yield recommendation, f"related to {other.reference}, which is not public"
            if recommendation not in other.related.all():
                yield recommendation, f"related to {other.reference}, but not the other way"
    for case in CaseStudy.objects.published().prefetch_related("themes__framework"):
        if not any(theme.framework.source_id == case.source_id for theme in case.themes.all()):
            yield case, "no theme of its source's own framework"
    for study_link in RecommendationStudy.objects.select_related("recommendation", "study"):
        if study_link.study.status != Status.PUBLISHED:
            yield study_link, "the study is not public"
        if not study_link.study.citations.filter(source=study_link.recommendation.source_id).exists():
            yield study_link, "the recommendation's source does not cite the study"
    for finding in Finding.objects.select_related("study"):
        if not finding.study.citations.filter(source=finding.source_id).exists():
            yield finding, "its source does not cite the study"


def duplicates() -> Iterator[tuple[Any, str]]:
    """Rows of one model that say the same."""
    keys: dict[type[Any], Callable[[Any], str]] = {
        Study: lambda row: row.title or row.label,
        CaseStudy: lambda row: f"{row.title} {row.source_id}",
        Recommendation: lambda row: f"{row.statement} {row.source_id}",
        Resource: lambda row: f"{row.title} {row.source_id}",
        Passage: lambda row: f"{row.text} {row.source_id}",
        Statistic: lambda row: f"{row.label} {row.value_as_stated} {row.source_id}",
        Theme: lambda row: f"{row.name} {row.framework_id}",
    }
    for model, key in keys.items():
        seen: dict[str, Any] = {}
        for row in model._default_manager.order_by("pk"):
            normalised = " ".join(words_of(key(row)))
            if normalised in seen:
                yield row, f"says the same as {seen[normalised].natural_key()}"
            seen.setdefault(normalised, row)


def hard_to_read() -> Iterator[tuple[Any, str]]:
    """Statements and summaries whose reading age is too high."""
    for model, field in ((Recommendation, "statement"), (CaseStudy, "summary"), (Theme, "summary")):
        for row in model._default_manager.exclude(Q(**{field: ""})):
            age = reading_age(getattr(row, field))
            if age > READING_AGE:
                yield row, f"{field}: reading age {age:.0f}, more than {READING_AGE}"


def house_style() -> Iterator[tuple[Any, str]]:
    """Words of our own that the house style writes otherwise; quotations, titles and names keep theirs."""
    wrong = [pattern for pattern, _ in HOUSE_STYLE]
    names = [name for name in _proper_names() if any(pattern.search(name) for pattern in wrong)]
    exempt = re.compile("|".join([QUOTED.pattern, *map(re.escape, sorted(names, key=len, reverse=True))]))
    for row, field in _own_prose(also=("curator_note", "certainty_reason")):
        text = exempt.sub(GAP, getattr(row, field))
        for pattern, right in HOUSE_STYLE:
            for found in pattern.finditer(text):
                yield row, f"{field}: “{found[0]}”, for which the house style has {right}"


def _proper_names() -> Iterator[str]:
    """The titles and names that may stand as they are."""
    for model, column in PROPER_NAMES.items():
        yield from filter(None, model._default_manager.values_list(column, flat=True))


def _own_prose(also: Iterable[str] = ()) -> Iterator[tuple[Any, str]]:
    """Each entry with the name of each field of its own words, and of those of ``also`` that it has; no quotations."""
    for model, fields in PROSE.items():
        more = [name for name in also if hasattr(model, name)]
        for row in model._default_manager.all():
            if not (isinstance(row, Passage) and row.kind == PassageKind.QUOTATION):
                yield from ((row, field) for field in (*fields, *more))


def copied_phrases(texts: Path) -> Iterator[tuple[Any, str]]:
    """Phrases that a source has too, except in quotation marks, titles and names."""
    known = {run for path in sorted(texts.glob("*.txt")) for run in runs_of(path.read_text(encoding="utf-8"))}
    names = [" ".join(words_of(name)) for name in _proper_names()]
    for row, field in _own_prose():
        for phrase in copied(getattr(row, field), known):
            if not any(phrase in name for name in names):
                yield row, f"{field}: stands in a source too: “{phrase}”"


def _stated_file(source: Source) -> Path:
    return root() / source.slug / figures_stated.FILE_NAME


def _source_ids(row: Any) -> set[int]:
    """The sources that an entry may take figures from."""
    match row:
        case Source():
            return {row.pk}
        case Study():
            return set(row.citations.values_list("source", flat=True))
        case Theme():
            return {row.framework.source_id}
        case RecommendationStudy() | RecommendationIndicator():
            return {row.recommendation.source_id}
        case _:
            return {row.source_id}
