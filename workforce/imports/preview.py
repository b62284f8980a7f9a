"""What the page of an import shows of its rows."""

from typing import Any

from workforce.imports.comparing import known_base
from workforce.imports.reading.candidates import Known
from workforce.models import (
    Group,
    ImportState,
    MeasureKind,
    Organisation,
    RowKind,
    RowOutcome,
    WresImport,
    WresImportRow,
)
from workforce.models.organisations import OrganisationKind, TrustType

WARNINGS = "warnings"
#: The most organisations that a page links to.
ORGANISATIONS_NAMED = 5
#: The tabs of a preview, and what each means.
TABS = {
    RowOutcome.REJECTED.value: "These cannot be imported. Correct the file and upload it again.",
    WARNINGS: "These look wrong. Correct the file, or say why they are right.",
    RowOutcome.NEW.value: "These were not here before.",
    RowOutcome.CHANGED.value: "These were here already, with something else that is replaced.",
    RowOutcome.UNCHANGED.value: "These were here already, and stay as they are.",
    RowOutcome.NOTHING.value: "These rows hold nothing that could be stored.",
}
LABELS = {**dict(RowOutcome.choices), WARNINGS: "Warnings"}
FIELD_NAMES = {
    "ods_code": "code",
    "trust_type": "type",
    "icb": "integrated care board",
    "succeeded_by": "succeeded by",
    "succeeded_on": "succeeded on",
    "data_period": "data from",
}
_CHOICES = {"kind": dict(OrganisationKind.choices), "trust_type": dict(TrustType.choices)}
#: What of an organisation stands apart, or is no field of it.
_NOT_LISTED = ("ods_code", "name_is_capitals")


def rows_of_tab(wres_import: WresImport, tab: str) -> Any:
    """The rows that a tab lists, in the order of the file."""
    rows = wres_import.rows.order_by("number").select_related("answered_by")
    return rows.with_warnings() if tab == WARNINGS else rows.filter(outcome=tab)


def tabs(wres_import: WresImport, shown: str) -> list[dict[str, Any]]:
    """The tabs with how many rows each has."""
    counts = {**wres_import.counts(), WARNINGS: wres_import.rows.with_warnings().count()}
    return [
        {"value": tab, "label": LABELS[tab], "count": counts[tab], "is_shown": tab == shown}
        for tab in TABS
        if counts[tab] or tab == shown
    ]


def first_tab(wres_import: WresImport) -> str:
    """The tab that opens: what has to be done first."""
    counts = {**wres_import.counts(), WARNINGS: wres_import.rows.unanswered().count()}
    return next((tab for tab in TABS if counts[tab]), RowOutcome.NEW.value)


def organisations_of(wres_import: WresImport) -> list[Organisation]:
    """The first organisations that it brought values of, by name; none before it is confirmed."""
    if wres_import.state != ImportState.CONFIRMED:
        return []
    codes = wres_import.rows.filter(kind=RowKind.VALUE).values_list("content__organisation", flat=True).distinct()
    return list(Organisation.objects.filter(ods_code__in=[code for code in codes if code])[:ORGANISATIONS_NAMED])


def shown_rows(rows: list[WresImportRow]) -> list[dict[str, Any]]:
    """Rows as the page lists them: where, what, the number with what it was, and what is wrong with it."""
    known = known_base(0)
    return [
        {
            "row": row,
            "about": _about_value(row, known) if row.kind == RowKind.VALUE else _about_organisation(row, known),
            "stated": _stated(row, known),
            "was": [(FIELD_NAMES.get(name, name), _text(name, value)) for name, value in _was(row)],
        }
        for row in rows
    ]


def _was(row: WresImportRow) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in row.before.items() if name != "decimals"]


def _about_value(row: WresImportRow, known: Known) -> str:
    content = row.content
    if not content.get("measure"):
        return known.names.get(content.get("organisation", ""), "") or "A row that cannot be read"
    measure, code = known.measures[content["measure"]], content["organisation"]
    parts = (
        known.names.get(code) or content["name"] or code,
        f"indicator {measure.indicator}: {measure.name}",
        content["coverage"],
        str(dict(Group.choices).get(content["group"], "")),
        f"WRES {content['year']}" if content["year"] else "",
    )
    return ", ".join(filter(None, parts))


def _about_organisation(row: WresImportRow, known: Known) -> str:
    code = row.content.get("ods_code", "")
    return f"{row.content.get('name') or known.names.get(code, '')} ({code})"


def _stated(row: WresImportRow, known: Known) -> str:
    """What the file states."""
    content = row.content
    if row.kind == RowKind.ORGANISATION:
        listed = [(name, value) for name, value in content.items() if value and name not in _NOT_LISTED]
        return "; ".join(f"{FIELD_NAMES.get(name, name)}: {_text(name, value)}" for name, value in listed)
    if content.get("value") is None:
        return ""
    counts = (content["numerator"], content["denominator"])
    measure = known.measures.get(content["measure"])
    unit = "%" if measure and measure.kind == MeasureKind.PERCENTAGE else ""
    number = f"{float(content['value']):,.{content['decimals']}f}{unit}"
    if None not in counts:
        return f"{number} ({counts[0]:,} of {counts[1]:,})"
    return f"{number} (of {counts[1]:,})" if counts[1] is not None else number


def _text(name: str, value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if name == "value":
        return f"{float(value):g}"
    return str(_CHOICES.get(name, {}).get(value, value))
