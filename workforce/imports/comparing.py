"""Says what each row of an import would change: compares what it states with what is here."""

import datetime
import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import F

from caching.content_version import read_version
from workforce.imports.checks import SeriesKey
from workforce.imports.reading.candidates import Candidate, Known, KnownMeasure
from workforce.imports.reading.spelling import same_name
from workforce.models import Dataset, Indicator, Measure, Observation, Organisation, RowKind, RowOutcome
from workforce.models.wres_imports import WresImport

#: The fields of an observation that an import changes, with their names in the content of a row.
NUMBERS = {"value": "value", "decimals": "decimals_published", "numerator": "numerator", "denominator": "denominator"}
TEXTS = ("data_period", "locator", "note")
#: Those of an organisation that hold an organisation, and so a code in a row.
LINKS = ("region", "icb", "succeeded_by")
ORGANISATION_FIELDS = ("name", "kind", "trust_type", *LINKS, "succeeded_on")


def content_state() -> str:
    """The version of what is here; empty while the transaction changes it itself."""
    version, is_shared = read_version()
    return version.state if is_shared else ""


def known_base(this_year: int) -> Known:
    """What readers and checks know of the base."""
    rows = Measure.objects.order_by("indicator__number", "position").values_list(
        "slug", "indicator__number", "kind", "name"
    )
    names = dict(Organisation.objects.values_list("ods_code", "name"))
    return Known({row[0]: KnownMeasure(*row) for row in rows}, names, this_year)


def breaks() -> dict[int, int]:
    """The first year that is counted in another way, by indicator."""
    rows = Indicator.objects.filter(new_series_from__isnull=False)
    return dict(rows.values_list("number", "new_series_from"))


def series_of(codes: Iterable[str], *, is_made_up: bool) -> dict[SeriesKey, dict[int, list[float]]]:
    """The values that organisations have here, by year."""
    found: dict[SeriesKey, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = Observation.objects.order_by().filter(organisation__ods_code__in=set(codes), dataset__is_made_up=is_made_up)
    columns = ("organisation__ods_code", "measure__slug", "coverage", "group", "reporting_year", "value")
    for code, measure, coverage, group, year, value in rows.values_list(*columns).iterator(chunk_size=5_000):
        found[code, measure, coverage, group][year].append(float(value))
    return found


def check_organisations(candidates: Iterable[Candidate], known: Known, made_up: bool) -> None:
    """Reject values of organisations that are not here, and of made-up ones in a real dataset or the reverse."""
    of_kind = set(Organisation.objects.filter(is_made_up=made_up).values_list("ods_code", flat=True))

    @cache
    def problem(code: str, name: str) -> str:
        if code in known.names:
            return (
                f"{code} is an organisation of the example data." if not made_up else f"{code} is a real organisation."
            )
        return f"There is no organisation {code} here.{_nearest(code, name, known)}"

    for candidate in candidates:
        if candidate.kind == RowKind.VALUE and not candidate.is_rejected:
            code = candidate.content["organisation"]
            if code not in of_kind:
                candidate.column = "organisation"
                candidate.reject(problem(code, candidate.content["name"]))


def _nearest(code: str, name: str, known: Known) -> str:
    """The organisation that was meant, perhaps."""
    names = {each.casefold(): each_code for each_code, each in known.names.items()}
    by_name = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.85) if name else []
    by_code = [] if name else difflib.get_close_matches(code, known.names, n=1, cutoff=0.6)
    if not (by_name or by_code):
        return " If it should be, its file of organisations goes in first."
    found = names[by_name[0]] if by_name else by_code[0]
    return f" Was {known.names[found]} ({found}) meant?"


def reject_repeated(rows: Sequence[Candidate], datasets: Mapping[str, Dataset | None]) -> None:
    """Of rows of the same value or organisation, keep the first; reject those that state another number."""
    first: dict[tuple[Any, ...], Candidate] = {}
    for candidate in rows:
        if candidate.is_rejected or candidate.reason:
            continue
        if candidate.kind == RowKind.ORGANISATION:
            earlier = first.setdefault((candidate.content["ods_code"],), candidate)
            if earlier is not candidate:
                candidate.reason = f"Line {earlier.line} has the organisation already, and is taken."
            continue
        source = candidate.content["source"]
        key = (*value_key(candidate.content), datasets[source] or source.casefold())
        earlier = first.setdefault(key, candidate)
        if earlier is candidate:
            continue
        if all(earlier.content[name] == candidate.content[name] for name in NUMBERS):
            candidate.reason = f"It is the same as line {earlier.line}."
        else:
            candidate.reject(f"Line {earlier.line} states another number for the same value.")


def value_key(content: dict[str, Any]) -> tuple[Any, ...]:
    """What tells a value from the others of its dataset."""
    return tuple(content[name] for name in ("organisation", "measure", "coverage", "year", "group"))


def sources_of(rows: Iterable[Candidate]) -> dict[str, str]:
    """The sources that values name, each with its web address; values that name none have an empty one."""
    return {
        row.content["source"]: row.content["url"]
        for row in rows
        if row.kind == RowKind.VALUE and "source" in row.content
    }


def datasets_of(own: Dataset | None, sources: Mapping[str, str]) -> dict[str, Dataset | None]:
    """The dataset of each source, found by its title or its web address; None for one that is not here yet.

    Values that name no source are of the import's own one.
    """
    by_title = {dataset.title.casefold(): dataset for dataset in Dataset.objects.filter(is_made_up=False)}
    by_url: dict[str, list[Dataset]] = defaultdict(list)
    for dataset in by_title.values():
        by_url[dataset.url].append(dataset)
    found: dict[str, Dataset | None] = {}
    for source, url in sources.items():
        at_address = by_url[url] if url else []
        named = by_title.get(source.casefold()) or (at_address[0] if len(at_address) == 1 else None)
        found[source] = named if source else own
    return found


def compare(wres_import: WresImport, rows: Sequence[Candidate]) -> None:
    """Set what each row is to what is here: new, changed with what it was, or unchanged.

    Rows that are rejected or hold nothing to store stay so.
    """
    open_rows = [row for row in rows if row.outcome not in (RowOutcome.REJECTED, RowOutcome.NOTHING)]
    _compare_values(wres_import, [row for row in open_rows if row.kind == RowKind.VALUE])
    _compare_organisations([row for row in open_rows if row.kind == RowKind.ORGANISATION])


def _compare_values(wres_import: WresImport, rows: list[Candidate]) -> None:
    datasets = datasets_of(wres_import.dataset, sources_of(rows))
    here = observations_of([dataset.pk for dataset in datasets.values() if dataset is not None])
    for row in rows:
        dataset = datasets[row.content["source"]]
        found = here.get((dataset.pk, *value_key(row.content))) if dataset is not None else None
        _set_outcome(row, found, value_changes)
        if found:
            _reject_crossed(row, found)


def _reject_crossed(row: Candidate, found: dict[str, Any]) -> None:
    """Reject a row that gives one of the counts, and with the other one that is here would be more than there are."""
    numerator, denominator = (
        found[name] if row.content[name] is None else row.content[name] for name in ("numerator", "denominator")
    )
    if numerator is not None and denominator is not None and numerator > denominator:
        row.outcome = RowOutcome.REJECTED
        row.reason = f"With the count that is here it would be {numerator:,} of {denominator:,}. Give both counts."


def _set_outcome(
    row: Candidate,
    found: dict[str, Any] | None,
    changes: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]],
) -> None:
    if found is None:
        row.outcome, row.before, row.written_key = RowOutcome.NEW, {}, None
        return
    row.before, row.written_key = changes(row.content, found), found["pk"]
    row.outcome = RowOutcome.CHANGED if row.before else RowOutcome.UNCHANGED


def observations_of(datasets: list[int]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The observations of datasets by dataset, organisation, measure, coverage, year and group."""
    rows = Observation.objects.order_by().filter(dataset__in=datasets)
    key = ("dataset_id", "organisation__ods_code", "measure__slug", "coverage", "reporting_year", "group")
    keyed = rows.values_list(*key, "pk", *NUMBERS.values(), *TEXTS)
    names = ("pk", *NUMBERS, *TEXTS)
    return {row[:6]: dict(zip(names, row[6:], strict=True)) for row in keyed.iterator(chunk_size=5_000)}


def value_changes(content: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What an observation has before a row changes it, by field. Nothing is emptied, and no text is replaced."""
    before: dict[str, Any] = {}
    if Decimal(content["value"]) != found["value"]:
        before = {"value": str(found["value"]), "decimals": found["decimals"]}
    for name in ("numerator", "denominator"):
        if content[name] is not None and content[name] != found[name]:
            before[name] = found[name]
    before |= {name: "" for name in TEXTS if content[name] and not found[name]}
    return before


def _compare_organisations(rows: list[Candidate]) -> None:
    here = organisations_of({row.content["ods_code"] for row in rows})
    for row in rows:
        found = here.get(row.content["ods_code"])
        if found is None and not row.content.get("name"):
            row.outcome, row.reason = RowOutcome.NOTHING, f"There is no organisation {row.content['ods_code']} here."
            continue
        _set_outcome(row, found, organisation_changes)


def organisations_of(codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The organisations of codes, with the codes of those that they belong to."""
    links = {f"{name}_code": F(f"{name}__ods_code") for name in LINKS}
    rows = Organisation.objects.filter(ods_code__in=set(codes)).values("pk", "ods_code", *ORGANISATION_FIELDS, **links)
    for row in rows:
        row |= {name: row.pop(f"{name}_code") for name in LINKS}
        row["succeeded_on"] = row["succeeded_on"].isoformat() if row["succeeded_on"] else None
    return {row["ods_code"]: row for row in rows}


def organisation_changes(content: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What an organisation has before a row changes it, by field. Nothing is emptied."""
    changed = [name for name in ORGANISATION_FIELDS if content.get(name) and content[name] != found[name]]
    keeps_name = content.get("name_is_capitals") or same_name(content.get("name", ""), found["name"])
    return {name: found[name] for name in changed if not (name == "name" and keeps_name)}


def as_date(text: str | None) -> datetime.date | None:
    """The day that a row keeps as text."""
    return datetime.date.fromisoformat(text) if text else None
