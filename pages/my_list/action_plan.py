"""An action plan: for each recommendation of a list who does it by when, and how success is measured."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from evidence.models import Direction, Finding
from files.content_types import EXCEL, WORD
from files.documents import Run, Runs
from files.word_files import WordFile
from pages.my_list.selection import Selection
from pages.my_list.worksheet_pages import worksheet_view
from pages.my_list.worksheets import AnswerField, DueDateField, FileFormat, Filled, Row, TypedField, Worksheet
from recommendations.models import Recommendation, RecommendationIndicator
from workforce.models import Indicator

CALENDAR = "text/calendar; charset=utf-8"
#: Statuses of what nobody needs to be reminded of.
ENDED = ("done", "stopped")
#: The numbers of the WRES indicators, as an address gives them.
INDICATORS = tuple("123456789")
COLOURS = {"under-way": "FFF4C2", "done": "CCE5D8", "stopped": "D8DDE0"}
OVERDUE = 'IF(AND({Due date}<>"",{Due date}<TODAY(),{Status}<>"Done",{Status}<>"Stopped"),"Overdue","")'


class ActionForm(forms.Form):
    """What is asked about a recommendation."""

    owner = TypedField("Owner", 200, width=16)
    due = DueDateField("Due date")
    status = AnswerField(
        "Status",
        [("not-started", "Not started"), ("under-way", "Under way"), ("done", "Done"), ("stopped", "Stopped")],
    )
    measure = TypedField("Success measure", 500, "How you will know that it worked.", width=24)
    notes = TypedField("Notes", 4_000, is_long=True, width=32)


def suggested_measures(references: Iterable[str]) -> dict[str, list[str]]:
    """For recommendations, the WRES indicators that they speak to, and the outcomes that their studies measured."""
    chosen = Recommendation.objects.published().filter(reference__in=list(references))
    found: defaultdict[str, list[str]] = defaultdict(list)
    indicators = RecommendationIndicator.objects.published().filter(recommendation__in=chosen)
    columns = ("recommendation__reference", "indicator__number", "indicator__name")
    for reference, number, name in indicators.order_by("indicator__number").values_list(*columns):
        found[reference].append(_as_measure(number, name))
    measured = Finding.objects.published().exclude(direction=Direction.NOT_MEASURED)
    outcomes = (
        measured.filter(study__recommendation_links__recommendation__in=chosen)
        .annotate(reference=models.F("study__recommendation_links__recommendation__reference"))
        .order_by("outcome__position", "outcome__name")
        .values_list("reference", "outcome__name")
        .distinct()
    )
    for reference, name in outcomes:
        found[reference].append(name)
    return found


def indicator_as_measure(selection: Selection, query: QueryDict) -> dict[str, str]:
    """The WRES indicator that the query names as success measure of each recommendation that speaks to it."""
    number = query.get("indicator", "")
    if number not in INDICATORS:
        return {}
    entries = selection.entries("r", Recommendation.objects.published().filter(indicators__number=number))
    indicator = Indicator.objects.published().filter(number=number).first()
    return {f"{key}-measure": _as_measure(indicator.number, indicator.name) for key in entries} if indicator else {}


def _as_measure(number: int, name: str) -> str:
    return f"WRES indicator {number}: {name}"


def _excel(filled: Filled) -> bytes:
    # openpyxl takes long to load, and few processes ever need it.
    from files.excel_forms import FormColumn
    from pages.my_list.plan_files import workbook_of

    overdue = FormColumn("Overdue", 10, is_given=True, formula=OVERDUE, colours={"Overdue": "F7D7D5"})
    return workbook_of(filled, colours=COLOURS, more=[overdue])


def _word(filled: Filled) -> bytes:
    file = WordFile(filled.about, filled.about.title, landscape=True)
    file.title(filled.worksheet.title, f"For {filled.size}")
    (status,) = filled.counts()
    numbers = [f"{each['words'].lower()}: {each['count']}" for each in status["answers"] if each["count"]]
    late = sum(_is_overdue(row) for row in filled.rows)
    file.paragraph(f"{'; '.join([*numbers, *([f'overdue: {late}'] if late else [])]).capitalize()}.")
    names = ("owner", "due", "status", "measure", "notes")
    head = ("Recommendation", *(str(filled.worksheet.fields[name].label) for name in names))
    file.table(
        "The recommendations, each with its owner, due date, status, success measure and notes",
        head,
        [[_name(row, filled), *(_cell(row, name) for name in names)] for row in filled.rows],
        (6.4, 3.2, 3.6, 2.6, 4.4, 5.5),
    )
    file.about(filled.about)
    return b"".join(file.parts())


def _name(row: Row, filled: Filled) -> Runs:
    address = filled.absolute(row.href) if row.href else ""
    name = Run(row.reference or row.title, bold=True, address=address)
    more = [f"\n{text}" for text in (row.title if row.reference else "", row.news) if text]
    return [name, *more]


def _cell(row: Row, name: str) -> str:
    late = "\nOverdue" if name == "due" and _is_overdue(row) else ""
    return f"{row.words(name)}{late}"


def _is_overdue(row: Row) -> bool:
    due = row.value("due")
    return bool(due and due < timezone.localdate() and row.value("status") not in ENDED)


def _calendar(filled: Filled) -> bytes:
    # It takes long to load, and few processes ever need it.
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SERVICE_NAME}//Action plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", filled.about.title)
    now = timezone.now()
    host = urlsplit(filled.about.address).hostname
    for row in filled.rows:
        due = row.value("due")
        if not due:
            continue
        has_ended = row.value("status") in ENDED
        event = Event()
        # The same in every file, so that a calendar that takes a newer one moves its entry.
        event.add("uid", f"{row.key}.{filled.worksheet.name}@{host}")
        event.add("dtstamp", now)
        event.add("last-modified", now)
        event.add("sequence", int(now.timestamp()) // 60)
        event.add("dtstart", due)
        event.add("dtend", due + datetime.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", f"{row.words('status') if has_ended else 'Due'}: {row.name}")
        said = [("Owner", "owner"), ("Status", "status"), ("Success measure", "measure"), ("Notes", "notes")]
        lines = [f"{label}: {row.words(name)}" for label, name in said if row.words(name)]
        event.add("description", "\n".join([*lines, *filter(None, [row.news])]))
        if row.href:
            event.add("url", filled.absolute(row.href))
        if filled.data.get("reminder") and not has_ended:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"Due in a week: {row.name}")
            alarm.add("trigger", datetime.timedelta(days=-7))
            event.add_component(alarm)
        calendar.add_component(event)
    return calendar.to_ical()


def _without_dates(filled: Filled) -> str:
    return "" if any(row.value("due") for row in filled.rows) else "Give a due date. The calendar has what has one."


ACTION_PLAN = Worksheet(
    name="action-plan",
    title="Action plan",
    form=ActionForm,
    counted=("status",),
    template="my_list/action_plan.jinja",
    formats=(
        FileFormat("xlsx", "Excel", EXCEL, _excel),
        FileFormat("docx", "Word", WORD, _word),
        FileFormat("ics", "calendar", CALENDAR, _calendar, _without_dates),
    ),
    suggested="measure",
    suggest=suggested_measures,
    due="due",
    prefill=indicator_as_measure,
)

action_plan = worksheet_view(ACTION_PLAN)
