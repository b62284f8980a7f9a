"""Baseline assessments and action plans: what is typed comes out in every file, and back from Excel."""

import datetime
import io
import re
import runpy
import sys
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import icalendar
import openpyxl
import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from curation import workflow
from curation.models import Status
from files import excel_rows
from files.child_processes import ChildProgram
from files.office_texts import for_xml
from files.turns import Turns
from lists.wording import day_in_words
from pages.my_list.action_plan import ACTION_PLAN
from pages.my_list.baseline import BASELINE
from pages.my_list.plan_files import read_back
from pages.my_list.plan_states import PlanState
from pages.my_list.selection import MOST_ENTRIES, Selection, key_of
from pages.my_list.worksheets import AnswerField, DueDateField, Filled, TypedField, Worksheet
from recommendations.models import Recommendation
from tests.factories import CaseStudyFactory, FindingFactory, RecommendationFactory, StudyFactory
from tests.factories.workforce import IndicatorFactory

pytestmark = pytest.mark.django_db

PLAN, ASSESSMENT = "/my-list/action-plan/", "/my-list/baseline/"
BOTH = pytest.mark.parametrize("worksheet", [ACTION_PLAN, BASELINE], ids=lambda each: each.name)
HOSTILE = [
    *("=1+1", "@SUM(A1)", "+44 20", "-1", "3-10", "007", "1e5", "TRUE", "2024-12-01", "#N/A", "<b>&amp;\"'"),
    *("_x0041_", "x005F_", "_x005F_x0041_", "a\x00b\x08c\x1bd\x7f\x85e", "\ufffe", "مرحبا \u202eabc", "e\u0301\u0327"),
    *("😀👩🏾‍⚕️", "two  spaces\tand\u00a0more", "a\r\nb\nc\rd", "\n\nbegins low", "x" * 200, "BEGIN:VEVENT;,\\n"),
]
TEXTS = st.text(max_size=40) | st.sampled_from(HOSTILE)


@pytest.fixture
def recommendation() -> Recommendation:
    made: Recommendation = RecommendationFactory(reference="ABC-1", title="Train all managers")
    return made


def absolute(path: str) -> str:
    return f"https://example.org{path}"


def posted(client: Client, address: str, entries: list[Any], make: str, /, **typed: str) -> Any:
    """What the page answers to a form about entries; what is typed is about the first."""
    key = key_of(entries[0])
    selection = Selection(tuple(map(key_of, entries)))
    of_first = {f"{key}-{name}": value for name, value in typed.items() if name not in ("order", "reminder")}
    options = {name: value for name, value in typed.items() if name in ("order", "reminder")}
    return client.post(address, {"list": selection.signed(), "make": make, **of_first, **options})


def uploaded(client: Client, address: str, content: bytes) -> Any:
    file = SimpleUploadedFile("plan.xlsx", content)
    return client.post(address, {"list": Selection().signed(), "make": "read", "workbook": file})


def form_of(response: Any) -> dict[str, str]:
    """What the form of a page holds, by the names of its fields."""
    (form,) = html.fromstring(response.content).xpath("//form[@data-kept-as]")
    return {name: value or "" for name, value in form.form_values()}


def events_in(response: Any) -> list[Any]:
    """The events of a calendar, as another program reads them."""
    return icalendar.Calendar.from_ical(response.content).events


def keys_of(response: Any) -> list[str]:
    """The keys of the recommendations on a page, in their order."""
    keys: list[str] = html.fromstring(response.content).xpath("//*[@class='app-sheet__row']/@id")
    return keys


def edited(content: bytes, title: str, **cells: Any) -> bytes:
    """A workbook in which somebody changed cells of a sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, value in cells.items():
        book[title][name] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, changed: Callable[[bytes], bytes]) -> bytes:
    """A workbook one of whose files was changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, changed(old.read(each)) if each == name else old.read(each))
    return file.getvalue()


def with_shared_texts(content: bytes) -> bytes:
    """The workbook as Excel and LibreOffice save it again: with the texts of cells in a table of their own."""
    texts: list[str] = []

    def place(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f't="s"{found[1]}><v>{len(texts) - 1}</v>'

    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(r't="inlineStr"([^>]*)><is>(.*?)</is>', place, text, flags=re.DOTALL)
            elif name == "[Content_Types].xml":
                part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/>'
                text = text.replace("</Types>", f"{part}</Types>")
            new.writestr(name, text)
        items = "".join(f"<si>{each}</si>" for each in texts)
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SHEET_MAIN_NS}">{items}</sst>')
    return file.getvalue()


def change(recommendation: Recommendation, **fields: str) -> None:
    """Publishes a new version."""
    for name, value in fields.items():
        setattr(recommendation, name, value)
    recommendation.save()
    workflow.keep_version(recommendation)


# What comes back


def some_data(worksheet: Worksheet, keys: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """What may be typed into the form about these entries."""
    days = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)).map(str)
    of_kind = {TypedField: TEXTS, DueDateField: st.just("") | days}
    return st.fixed_dictionaries(
        {
            f"{key}-{name}": st.sampled_from(list(field.answers))
            if isinstance(field, AnswerField)
            else of_kind[type(field)]
            for key in keys
            for name, field in worksheet.fields.items()
        }
    )


@BOTH
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # To shrink a failure would take minutes, since each step makes a workbook.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(data=st.data())
def test_what_is_typed_comes_back_from_excel_as_it_was(
    worksheet: Worksheet, recommendation: Recommendation, data: Any
) -> None:
    selection = Selection((key_of(recommendation), "rgonegone"))
    typed = data.draw(some_data(worksheet, list(selection.keys)))
    filled = Filled.of(worksheet, selection, typed, None, absolute)
    content = data.draw(st.sampled_from([bytes, with_shared_texts]))(worksheet.formats[0].make(filled))

    found = read_back(io.BytesIO(content), worksheet)

    again = Filled.of(worksheet, found.selection, found.data, found.state, absolute)
    assert found.notes == []
    assert again.selection == selection
    assert [row.form.cleaned_data for row in again.rows] == [row.form.cleaned_data for row in filled.rows]
    assert filled.errors == again.errors == []


@given(st.text())
@example("\x1c\r\n x \x0b")
def test_a_typed_text_is_one_that_every_file_holds(text: str) -> None:
    cleaned = TypedField("Notes", 1_000_000).clean(text)
    assert cleaned == for_xml(text.strip())
    assert TypedField("Notes", 1_000_000).clean(cleaned) == cleaned


def test_every_text_survives_word_and_the_calendar(client: Client) -> None:
    texts = [*HOSTILE, "y" * 4_000]
    keys = [key_of(each) for each in RecommendationFactory.create_batch(len(texts))]
    data = {"list": Selection(tuple(keys)).signed()}
    for key, text in zip(keys, texts, strict=True):
        data |= {f"{key}-notes": text, f"{key}-due": "2027-03-31"}
    expected = [for_xml(text.strip()) for text in texts]

    answer = client.post(PLAN, {**data, "make": "docx"})
    table = docx.Document(io.BytesIO(answer.content)).tables[0]
    assert [row.cells[5].text for row in table.rows[1:]] == expected

    answer = client.post(PLAN, {**data, "make": "ics"})
    said = [event["description"] for event in events_in(answer)]
    assert said == [f"Status: Not started\nNotes: {text}" for text in expected]
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75


def test_what_somebody_changed_in_excel_stands_in_the_form(client: Client, recommendation: Recommendation) -> None:
    other = RecommendationFactory(reference="ABC-2", title="Count what changes")
    content = posted(client, PLAN, [recommendation, other], "xlsx", owner="Matron").content
    changes = {
        "E2": "Head of nursing",
        "F2": datetime.date(2027, 3, 31),
        "F3": "1/4/2027",
        "G2": "under way",
        "H2": 5,
        "I3": "First\nSecond",
        "C5": "An action of our own",
    }

    response = uploaded(client, PLAN, edited(content, "Action plan", **changes))

    page = response.content.decode()
    key = key_of(recommendation)
    shown = form_of(response)
    assert response.status_code == 200
    assert {name: shown[f"{key}-{name}"].strip() for name in ACTION_PLAN.fields} == {
        "owner": "Head of nursing",
        "due": "2027-03-31",
        "status": "under-way",
        "measure": "5",
        "notes": "",
    }
    assert shown[f"{key_of(other)}-due"] == "2027-04-01"
    assert ">\nFirst\nSecond</textarea>" in page
    assert "Row 5 is not about a recommendation of your list" in page
    assert " data-filled" in page


def test_rows_that_were_sorted_give_the_order_and_a_second_row_is_told_of(
    client: Client, recommendation: Recommendation
) -> None:
    other = RecommendationFactory(reference="ABC-2")
    content = posted(client, PLAN, [recommendation, other], "xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Action plan"]
    first, second = ([cell.value for cell in sheet[number]] for number in (2, 3))
    for number, values in ((2, second), (3, first), (4, second)):
        for place, value in enumerate(values, start=1):
            sheet.cell(number, place).value = value
    file = io.BytesIO()
    book.save(file)

    response = uploaded(client, PLAN, file.getvalue())

    assert keys_of(response) == [key_of(other), key_of(recommendation)]
    assert "Row 4 is about ABC-2, as row 2 is" in response.content.decode()


def test_what_is_wrong_in_a_file_is_named_and_the_rest_stands(client: Client, recommendation: Recommendation) -> None:
    content = posted(client, PLAN, [recommendation], "xlsx", owner="Matron").content
    changes = {"F2": "soon", "G2": "Nearly", "H2": "=1+1", "I2": "n" * 32_767}

    response = uploaded(client, PLAN, edited(content, "Action plan", **changes))

    page = response.content.decode()
    assert response.status_code == 400
    assert "ABC-1: “soon” is not a real date. Type one such as 31/03/2027." in page
    assert "“Nearly” is not one of the answers. Choose from: Not started, Under way, Done, Stopped." in page
    assert "Success measure in row 2 could not be read. It holds a formula" in page
    assert "Notes must be 4,000 characters or fewer. You typed 32767." in page
    assert "n" * 32_767 in page
    assert 'value="Matron"' in page


# Files that are none of ours


def without(content: bytes, sheet: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    del book[sheet]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        (lambda content: b"", "The submitted file is empty|not an Excel workbook|Choose an Excel file"),
        (lambda content: b"owner,due\n", "not an Excel workbook"),
        (lambda content: content[: len(content) // 2], "not an Excel workbook"),
        (lambda content: content[:3_000] + b"\xff" * 100 + content[3_100:], "not an Excel workbook|damaged"),
        (lambda content: without(content, "For reading back"), "was not made here"),
        (lambda content: edited(content, "For reading back", A1="x"), "was not made here"),
        (lambda content: edited(content, "For reading back", A1=None), "was not made here"),
        (lambda content: edited(content, "Action plan", A1="Owner"), "hidden column A was deleted"),
        (lambda content: without(content, "Action plan"), "was renamed or deleted"),
        (lambda content: content + b"\0" * 5 * 1024 * 1024, "The file is too large"),
    ],
)
def test_a_file_that_cannot_be_read_back_says_why_and_loses_nothing(
    client: Client, recommendation: Recommendation, spoilt: Callable[[bytes], bytes], message: str
) -> None:
    content = posted(client, PLAN, [recommendation], "xlsx").content
    key = key_of(recommendation)
    file = SimpleUploadedFile("plan.xlsx", spoilt(content))
    data = {"list": Selection((key,)).signed(), "make": "read", "workbook": file, f"{key}-owner": "Matron"}

    response = client.post(PLAN, data)

    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(message, page)
    assert 'href="#workbook"' in page
    assert 'value="Matron"' in page


def test_after_a_wrong_file_the_page_does_not_say_that_it_is_filled_in_from_it(
    client: Client, recommendation: Recommendation
) -> None:
    right = uploaded(client, PLAN, posted(client, PLAN, [recommendation], "xlsx", owner="Matron").content)
    assert "This is filled in from the file" in right.content.decode()

    wrong = SimpleUploadedFile("plan.xlsx", b"none")
    page = client.post(PLAN, {**form_of(right), "make": "read", "workbook": wrong}).content.decode()
    assert "not an Excel workbook" in page
    assert "This is filled in from the file" not in page
    assert 'value="Matron"' in page


def test_a_file_of_the_other_page_is_named(client: Client, recommendation: Recommendation) -> None:
    content = posted(client, ASSESSMENT, [recommendation], "xlsx").content
    assert "This file is not an action plan." in uploaded(client, PLAN, content).content.decode()


def test_a_workbook_that_unfolds_without_end_is_refused(client: Client) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 21 * 1024 * 1024)
    assert "unpacks to far more" in uploaded(client, PLAN, bomb.getvalue()).content.decode()


@pytest.mark.parametrize(
    ("part", "before", "more"),
    [
        ("xl/styles.xml", b"<cellXfs", b"<xf/>" * 2_000_000),
        ("xl/worksheets/sheet1.xml", b"<sheetData", b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>'),
    ],
    ids=["many styles", "a row without end"],
)
def test_a_small_workbook_that_takes_long_to_read_stops_nobody(
    client: Client,
    recommendation: Recommendation,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    before: bytes,
    more: bytes,
) -> None:
    monkeypatch.setattr(
        excel_rows, "_reader", ChildProgram(excel_rows.__name__, seconds=2, megabytes=1_000, turns=Turns())
    )
    content = posted(client, PLAN, [recommendation], "xlsx").content

    def spoilt(text: bytes) -> bytes:
        head, sign, tail = text.partition(before)
        opening, end, rest = tail.partition(b">")
        return head + sign + opening + end + more + rest

    answer = uploaded(client, PLAN, with_part(content, part, spoilt))

    assert answer.status_code == 400
    assert "too complicated to read" in answer.content.decode()


def test_all_rows_of_a_long_file_are_read(client: Client, recommendation: Recommendation) -> None:
    other = RecommendationFactory(reference="ABC-2")
    content = posted(client, PLAN, [recommendation, other], "xlsx", owner="Matron").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["Action plan"].insert_rows(3, 4_000)
    for row in range(3, 4_003):
        book["Action plan"].cell(row, 3, "Ours")
    longer = io.BytesIO()
    book.save(longer)

    page = uploaded(client, PLAN, longer.getvalue()).content.decode()

    assert "ABC-2" in page
    assert "Row 4002 is not about" in page


def test_a_row_that_was_deleted_is_named(client: Client, recommendation: Recommendation) -> None:
    other = RecommendationFactory(reference="ABC-2")
    content = posted(client, PLAN, [recommendation, other], "xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["Action plan"].delete_rows(3)
    shorter = io.BytesIO()
    book.save(shorter)
    assert "The file has no row about ABC-2" in uploaded(client, PLAN, shorter.getvalue()).content.decode()


def test_what_a_file_does_not_say_stays_as_it_was(client: Client, recommendation: Recommendation) -> None:
    content = posted(client, PLAN, [recommendation], "xlsx", owner="In the file").content
    key, study = key_of(recommendation), key_of(StudyFactory())
    file = SimpleUploadedFile("plan.xlsx", edited(content, "Action plan", F1="Another heading"))
    data = {"list": Selection((key, study)).signed(), "make": "read", "workbook": file, "reminder": "on"}

    response = client.post(PLAN, {**data, f"{key}-due": "2027-03-31", f"{key}-owner": "On the page"})

    page = html.fromstring(response.content)
    assert page.xpath(f"//input[@name='{key}-owner']/@value") == ["In the file"]
    assert page.xpath(f"//input[@name='{key}-due']/@value") == ["2027-03-31"]
    assert page.xpath("//input[@name='reminder']/@checked")
    assert Selection.read(page.xpath("//input[@name='list']/@value")[0]).keys == (key, study)


# What changed since


def test_a_plan_that_is_read_back_says_what_has_changed_since(client: Client, recommendation: Recommendation) -> None:
    withdrawn = RecommendationFactory(reference="ABC-2", title="Count what changes")
    gone = RecommendationFactory(reference="ABC-3", title="Ask patients")
    same = RecommendationFactory(reference="ABC-4")
    change(recommendation, statement="Trusts should train managers.")
    entries = [recommendation, withdrawn, gone, same]
    content = posted(client, PLAN, entries, "xlsx", owner="Matron").content
    assert "These recommendations have not changed since." in uploaded(client, PLAN, content).content.decode()
    change(recommendation, statement="Trusts must train managers.", certainty_reason="New.")
    because = "Its figures were wrong."
    Recommendation.objects.filter(pk=withdrawn.pk).update(status=Status.WITHDRAWN, withdrawn_because=because)
    Recommendation.objects.filter(pk=gone.pk).update(status=Status.DRAFT)

    response = uploaded(client, PLAN, content)

    page = response.content.decode()
    assert response.status_code == 200
    assert "What has changed since your file was made" in page
    assert "Statement reworded; Reason for the certainty added" in page
    assert "/recommendations/ABC-1/#history" in page
    assert client.get("/recommendations/ABC-1/versions/1/").status_code == 200
    assert '"/recommendations/ABC-1/versions/1/"' in page
    assert "ABC-2 Count what changes</a>. Withdrawn: Its figures were wrong." in page
    assert "ABC-3 Ask patients</a>. This entry is no longer here." in page
    assert keys_of(response) == [key_of(each) for each in entries]

    # It stays so until the reader takes away a new file, which says it, too.
    data = {name: form_of(response)[name] for name in ("list", "state")}
    assert "Statement reworded" in client.post(PLAN, {**data, "make": "page"}).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.post(PLAN, {**data, "make": "xlsx"}).content))
    said = [row[2].value for row in book["Action plan"].iter_rows(min_row=2)]
    assert f"Changed since {day_in_words(timezone.localdate())}: Statement reworded" in said[0]
    assert said[2] == "Ask patients\nThis entry is no longer here."


def test_a_state_that_is_not_ours_is_refused(client: Client, recommendation: Recommendation) -> None:
    data = {"list": Selection((key_of(recommendation),)).signed(), "make": "page"}
    assert client.post(PLAN, {**data, "state": "forged"}).status_code == 400


def test_a_state_comes_back_as_it_was(recommendation: Recommendation) -> None:
    change(recommendation, statement="Trusts should train managers.")
    state = PlanState.now("baseline", {key_of(recommendation): ("ABC-1", "Train"), "rgonegone": ("", "")})
    assert PlanState.read(state.signed()) == state
    assert [each.version for each in state.entries] == [1, None]


# Files


def test_excel_has_dates_lists_and_formulas(client: Client, recommendation: Recommendation) -> None:
    content = posted(client, PLAN, [recommendation], "xlsx", due="2027-03-31", status="done").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Action plan"]

    assert book.sheetnames == ["Action plan", "Summary", "Suggestions", "About this export", "For reading back"]
    assert [each.sheet_state for each in book][2::2] == ["hidden", "hidden"]
    assert [cell.value for cell in sheet[1]][1:] == [
        *("Reference", "Recommendation", "Certainty", "Owner", "Due date", "Status", "Success measure", "Notes"),
        "Overdue",
    ]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "E2"
    assert sheet["F2"].is_date
    assert sheet["F2"].value.date() == datetime.date(2027, 3, 31)
    assert sheet["B2"].hyperlink.target == "http://testserver/recommendations/ABC-1/"
    rules = {str(each.sqref): (each.type, each.formula1) for each in sheet.data_validations.dataValidation}
    assert rules["G2:G500"] == ("list", '"Not started,Under way,Done,Stopped"')
    assert rules["F2:F500"][0] == "date"
    assert "OFFSET(Suggestions!$C$1" in rules["H2:H500"][1]
    assert sheet["J2"].value.startswith('=IF(AND(F2<>"",F2<TODAY()')
    assert book["Summary"]["B6"].value == "=COUNTIF('Action plan'!$G$2:$G$500,\"Done\")"
    assert sheet.print_title_rows == "$1:$1"


def test_the_summary_counts_entries_that_are_gone(client: Client, recommendation: Recommendation) -> None:
    data = {"list": Selection((key_of(recommendation), "rgonegone")).signed(), "make": "xlsx"}
    book = openpyxl.load_workbook(io.BytesIO(client.post(ASSESSMENT, data).content))
    formulas = " ".join(str(row[1].value) for row in book["Summary"].iter_rows())
    (column,) = set(re.findall(r"COUNTA\('[^']+'!\$([A-Z])\$2:", formulas))
    assert all(cell.value for cell in book[BASELINE.title][column])


def test_the_calendar_has_what_has_a_date(client: Client, recommendation: Recommendation) -> None:
    other = RecommendationFactory(reference="ABC-2", title="Count what changes")
    typed = {"due": "2027-03-31", "owner": "Matron", "reminder": "yes"}
    answer = posted(client, PLAN, [recommendation, other], "ics", **typed)
    (event,) = events_in(answer)

    assert event["uid"] == f"{key_of(recommendation)}.action-plan@testserver"
    assert event["dtstart"].dt == datetime.date(2027, 3, 31)
    assert event["dtend"].dt == datetime.date(2027, 4, 1)
    assert event["summary"] == "Due: ABC-1 Train all managers"
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [datetime.timedelta(days=-7)]
    again = posted(client, PLAN, [recommendation], "ics", **{**typed, "status": "done"})
    (done,) = events_in(again)
    assert (done["uid"], done["summary"]) == (event["uid"], "Done: ABC-1 Train all managers")
    assert not done.walk("VALARM")


def test_without_a_date_there_is_no_calendar(client: Client, recommendation: Recommendation) -> None:
    response = posted(client, PLAN, [recommendation], "ics", owner="Matron")
    assert response.status_code == 400
    assert "Give a due date." in response.content.decode()
    assert 'value="Matron"' in response.content.decode()


def test_a_plan_may_be_ordered_by_due_date(client: Client, recommendation: Recommendation) -> None:
    other, third = RecommendationFactory(reference="ABC-2"), RecommendationFactory(reference="ABC-3")
    entries = [recommendation, other, third]
    typed = {f"{key_of(other)}-due": "2027-01-01", f"{key_of(third)}-due": "2026-12-01", "order": "due"}
    data = {"list": Selection(tuple(map(key_of, entries))).signed(), "make": "page", **typed}
    assert keys_of(client.post(PLAN, data)) == list(map(key_of, (third, other, recommendation)))


def test_measures_are_suggested_from_what_the_base_links(client: Client, recommendation: Recommendation) -> None:
    indicator = IndicatorFactory(number=5, name="Harassment from patients")
    recommendation.indicator_links.create(indicator=indicator, reason="Both are about harassment.")
    hidden = IndicatorFactory(number=6, source__status=Status.DRAFT)
    recommendation.indicator_links.create(indicator=hidden, reason="Both are about harassment.")
    study = StudyFactory()
    recommendation.study_links.create(study=study, bearing="supports")
    for name, more in (
        ("Staff knowledge", {}),
        ("Retention", {"direction": "not-measured"}),
        ("Skills", {"source__status": Status.DRAFT}),
    ):
        FindingFactory(study=study, outcome__name=name, **more)

    page = html.fromstring(posted(client, PLAN, [recommendation], "page").content)
    offered = page.xpath("//datalist/option/@value")
    assert offered == ["WRES indicator 5: Harassment from patients", "Staff knowledge"]


# What is typed


@BOTH
def test_what_is_typed_is_kept_nowhere(
    client: Client, recommendation: Recommendation, worksheet: Worksheet, caplog: pytest.LogCaptureFixture
) -> None:
    name = "notes" if worksheet is ACTION_PLAN else "evidence"
    for make in ("page", *(each.suffix for each in worksheet.formats), "add", "nonsense", "read"):
        with CaptureQueriesContext(connection) as queries:
            response = posted(client, f"/my-list/{worksheet.name}/", [recommendation], make, **{name: "secretly typed"})
        assert not [query for query in queries if "secretly" in query["sql"]]
        is_file = "Content-Disposition" in response
        # Without a copy of its own, a browser could not go back to a page that answered a form.
        assert ("no-store" if is_file else "private, no-cache") in response["Cache-Control"]
        assert "Location" not in response.headers
        assert not response.cookies
    assert not Session.objects.exists()
    assert "secretly" not in caplog.text


def test_what_is_wrong_in_a_workbook_is_told_to_the_reader_alone(
    client: Client,
    recommendation: Recommendation,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    content = edited(posted(client, PLAN, [recommendation], "xlsx").content, "Action plan", F2=987654321123)
    # As in the service: pytest makes errors of warnings, and takes what would be written.
    monkeypatch.setattr(warnings, "showwarning", write_warning)
    with warnings.catch_warnings():
        warnings.resetwarnings()
        runpy.run_module("config.settings")
        response = uploaded(client, PLAN, content)
    assert "Due date in row 2 could not be read." in response.content.decode()
    assert "987654321123" not in caplog.text + "".join(capfd.readouterr())


def write_warning(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any) -> None:
    """Write a warning as Python does."""
    sys.stderr.write(warnings.formatwarning(message, category, filename, lineno))


@BOTH
def test_a_text_that_is_too_long_is_refused_and_stays(
    client: Client, recommendation: Recommendation, worksheet: Worksheet
) -> None:
    name = "notes" if worksheet is ACTION_PLAN else "evidence"
    address = f"/my-list/{worksheet.name}/"
    assert posted(client, address, [recommendation], "xlsx", **{name: "x" * 4_000}).status_code == 200
    response = posted(client, address, [recommendation], "xlsx", **{name: "x" * 4_001})
    page = response.content.decode()
    assert response.status_code == 400
    assert "must be 4,000 characters or fewer. You typed 4001." in page
    assert f'<a href="#{key_of(recommendation)}-{name}">' in page
    assert "x" * 4_001 in page


@pytest.mark.parametrize("due", ["31/13/2027", "1899-12-31", "2100-01-01", "tomorrow", "\0", "9" * 5_000])
def test_a_date_that_is_none_is_named(client: Client, recommendation: Recommendation, due: str) -> None:
    response = posted(client, PLAN, [recommendation], "ics", due=due)
    assert response.status_code == 400
    assert re.search("is not a real date|must be between 2000 and 2099", response.content.decode())


def test_a_mistake_about_an_entry_that_is_gone_says_which(client: Client) -> None:
    data = {"list": Selection(("rgonegone",)).signed(), "make": "ics", "rgonegone-due": "soon"}
    page = html.fromstring(client.post(PLAN, data).content)
    (error,) = page.xpath("//a[@href='#rgonegone-due']/text()")
    assert error.strip().startswith("An entry that is no longer here: “soon” is not a real date.")


def test_another_site_cannot_send_the_form(client: Client, recommendation: Recommendation) -> None:
    data = {"list": Selection((key_of(recommendation),)).signed(), "make": "xlsx"}
    assert client.post(PLAN, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


# The page


@BOTH
@pytest.mark.parametrize("query", ["list=", "list=forged", "list=%00", "list=" + "r" * 5_000])
def test_a_broken_address_is_told_of(client: Client, worksheet: Worksheet, query: str) -> None:
    response = client.get(f"/my-list/{worksheet.name}/?{query}")
    assert response.status_code == 400
    assert "This list cannot be shown" in response.content.decode()
    assert client.post(f"/my-list/{worksheet.name}/", {"list": "forged", "make": "xlsx"}).status_code == 400


@BOTH
def test_the_page_is_about_the_own_list_or_one_that_is_shared(
    client: Client, recommendation: Recommendation, worksheet: Worksheet
) -> None:
    address = f"/my-list/{worksheet.name}/"
    assert "There is no recommendation in your list yet" in client.get(address).content.decode()
    draft = RecommendationFactory(title="A secret draft", draft=True)
    entries = [recommendation, CaseStudyFactory(), draft]
    selection = Selection(tuple(map(key_of, entries)))
    client.cookies["my_list"] = selection.signed()
    page = client.get(address).content.decode()
    assert "Train all managers" in page
    assert "The list has 1 other entry, which is not in" in page
    assert "A secret draft" not in page
    other = RecommendationFactory(title="Count what changes")
    shared = client.get(address, {"list": Selection((key_of(other),)).signed()}).content.decode()
    assert "Count what changes" in shared
    assert "a list that is not the one in this browser" in shared
    assert "Your own list has 2 recommendations that are not here" in shared
    added = posted(client, address, [other], "add")
    assert keys_of(added) == list(map(key_of, (other, recommendation, draft)))


@BOTH
def test_a_full_list_works_in_as_many_queries_as_a_short_one(client: Client, worksheet: Worksheet) -> None:
    address = f"/my-list/{worksheet.name}/"

    def queries_with(entries: list[Any]) -> int:
        with CaptureQueriesContext(connection) as queries:
            content = posted(client, address, entries, "xlsx").content
            response = uploaded(client, address, content)
        assert response.status_code == 200
        assert len(keys_of(response)) == len(entries)
        return len(queries)

    source = RecommendationFactory().source
    few = RecommendationFactory.create_batch(2, source=source)
    posted(client, address, few, "xlsx")
    number = queries_with(few)
    most = MOST_ENTRIES if worksheet is ACTION_PLAN else 10
    assert queries_with([*few, *RecommendationFactory.create_batch(most - 2, source=source)]) == number
    assert number <= 24


@BOTH
def test_nonsense_is_never_an_error_of_ours(
    client: Client, recommendation: Recommendation, worksheet: Worksheet
) -> None:
    address = f"/my-list/{worksheet.name}/"
    key = key_of(recommendation)
    for data in (
        {},
        {"make": "xlsx"},
        {"list": Selection((key,)).signed(), "make": "exe"},
        {"list": Selection((key,)).signed(), "make": ["docx", "xlsx"], "order": "\0", f"{key}-status": "\0"},
        {"list": [Selection((key,)).signed()] * 2, "make": "read", "workbook": "a text"},
    ):
        assert client.post(address, data).status_code in (200, 400)
    assert client.put(address).status_code == 405


def test_my_list_leads_to_both(client: Client, recommendation: Recommendation) -> None:
    selection = Selection((key_of(recommendation),))
    client.cookies["my_list"] = selection.signed()
    page = html.fromstring(client.get("/my-list/").content)
    for address in (PLAN, ASSESSMENT):
        ((_, signed),) = [link.split("?list=") for link in page.xpath(f"//a[starts-with(@href, '{address}')]/@href")]
        assert Selection.read(signed) == selection


def test_overdue_actions_are_named(client: Client, recommendation: Recommendation) -> None:
    due = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()
    for status, number in (("under-way", 1), ("done", 0)):
        content = posted(client, PLAN, [recommendation], "docx", due=due, status=status).content
        document = docx.Document(io.BytesIO(content))
        assert sum("verdue" in each.text for each in document.paragraphs) == number
        assert ("Overdue" in document.tables[0].rows[1].cells[2].text) == bool(number)
