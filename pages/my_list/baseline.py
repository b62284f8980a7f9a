"""A baseline assessment: for each recommendation of a list whether it is in place, and what we decide."""

from django import forms

from files.content_types import EXCEL
from pages.my_list.worksheet_pages import worksheet_view
from pages.my_list.worksheets import AnswerField, FileFormat, Filled, TypedField, Worksheet

GREEN, YELLOW, RED, GREY = "CCE5D8", "FFF4C2", "F7D7D5", "E8EDEE"
COLOURS = {
    "yes": GREEN,
    "partly": YELLOW,
    "no": RED,
    "not-for-us": GREY,
    "adopt": GREEN,
    "adapt": YELLOW,
    "not-now": GREY,
}


class BaselineForm(forms.Form):
    """What is asked about a recommendation."""

    in_place = AnswerField(
        "Is it in place?",
        [("", "Not answered"), ("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("not-for-us", "Not for us")],
    )
    evidence = TypedField(
        "Our evidence", 4_000, "What shows that: figures, policies, what staff say.", is_long=True, width=36
    )
    decision = AnswerField(
        "Our decision", [("", "Not decided"), ("adopt", "Adopt"), ("adapt", "Adapt"), ("not-now", "Not now")]
    )
    reason = TypedField("Reason for the decision", 4_000, is_long=True, width=36)


def _excel(filled: Filled) -> bytes:
    # openpyxl takes long to load, and few processes ever need it.
    from pages.my_list.plan_files import workbook_of

    return workbook_of(filled, colours=COLOURS)


BASELINE = Worksheet(
    name="baseline",
    title="Baseline assessment",
    form=BaselineForm,
    counted=("in_place", "decision"),
    template="my_list/baseline.jinja",
    formats=(FileFormat("xlsx", "Excel", EXCEL, _excel),),
)

baseline = worksheet_view(BASELINE)
