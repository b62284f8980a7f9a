"""Recommendations as a workbook of Excel: taken away, worked in and brought back."""

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from curation import workflow
from curation.bulk import actions as bulk_actions
from curation.models import BulkAction, Draft, Status
from curation.models.reviews import ReviewComment
from curation.snapshots import snapshot_of
from curation.workbooks.changes import RowStatus, compare, drafted_contents
from curation.workbooks.files import KEY_HEADER, CellFormat
from curation.workbooks.reading import read
from curation.workbooks.writing import workbook_of
from files import excel_rows
from recommendations.admin.recommendations import RecommendationAdmin
from recommendations.models import Certainty, Recommendation
from tests.factories import (
    AudienceFactory,
    CertaintyAssessmentFactory,
    FrameworkFactory,
    RecommendationFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.support.admin_forms import address
from workspaces.models import Excerpt

pytestmark = pytest.mark.django_db

EXPORT = "/admin/recommendations/recommendation/workbook/export/"
IMPORT = "/admin/recommendations/recommendation/workbook/import/"
READ_ONLY_FONT: Any = [name for _, options in RecommendationAdmin.fieldsets for name in options["fields"]]
FIELDS = [name for name in READ_ONLY_FONT if name not in RecommendationAdmin.readonly_fields]


@pytest.fixture
def base() -> list[Recommendation]:
    """Two published recommendations of a source that states certainty."""
    source = SourceFactory(reference_prefix="A", title="The guide")
    trusts, boards = (AudienceFactory(name=name) for name in ("Trusts", "Boards"))
    return [
        RecommendationFactory(
            source=source,
            reference=f"A-{number}",
            title=f"Do {number}",
            audiences=[trusts, boards],
            studies=[StudyFactory()],
        )
        for number in (1, 2)
    ]


class Book:
    """An exported workbook, to change as a curator does in Excel."""

    def __init__(self, client: Client, query: str = "") -> None:
        response = client.get(f"{EXPORT}{query}")
        assert response.status_code == 200
        self.book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.sheet: Any = self.book.worksheets[0]

    def place(self, label: str) -> int:
        """The number of a column."""
        return int(next(cell.column for cell in self.sheet[1] if cell.value == label))

    def cell(self, row: int, label: str) -> Any:
        """A cell."""
        return self.sheet.cell(row, self.place(label))

    def add(self, **cells: Any) -> int:
        """A new row, its columns named with underscores."""
        number = int(self.sheet.max_row) + 1
        for name, value in cells.items():
            self.cell(number, name.replace("_", " ").capitalize()).value = value
        return number

    def file(self) -> bytes:
        """The file."""
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()


def sent(client: Client, file: bytes, **data: Any) -> Any:
    return client.post(IMPORT, {"workbook": SimpleUploadedFile("work.xlsx", file), **data})


def kinds(response: Any) -> dict[str, int]:
    return {kind: count for kind, count in response.context["counts"] if count}


def problems(response: Any) -> list[tuple[str, str]]:
    return [problem for row in response.context["rows"] for problem in row["problems"]]


def confirmed(client: Client, preview: Any) -> Any:
    return client.post(IMPORT, {"previewed": preview.context["previewed"]})


def refused(client: Client, file: bytes) -> str:
    response = sent(client, file)
    assert response.status_code == 200
    return str(response.context["form"].errors["workbook"][0])


# Export


def test_the_workbook_holds_exactly_the_filtered_list(admin_client: Client, base: Any) -> None:
    RecommendationFactory(reference="B-1", source__reference_prefix="B", certainty=Certainty.LOW)

    book = Book(admin_client, "?certainty__exact=low")

    assert [book.cell(row, "Reference").value for row in range(2, book.sheet.max_row + 1)] == ["B-1"]
    assert book.cell(2, "Certainty of evidence (GRADE)").value == "Low"
    assert [sheet.title for sheet in book.book.worksheets] == ["Recommendations", "About the columns", "Lists"]
    assert book.sheet.column_dimensions["A"].hidden
    assert book.sheet.freeze_panes == "D2"


def test_a_filter_that_there_is_not_leads_back_to_the_list(admin_client: Client) -> None:
    assert admin_client.get(f"{EXPORT}?colour=red").status_code == 302


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(admin_client: Client, base: Any, text: str) -> None:
    Recommendation.objects.update(statement=text)

    cell = Book(admin_client).cell(2, "Statement")

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


def test_choices_are_offered_by_excel(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    ranges = {str(each.sqref).split(":")[0]: each.formula1 for each in book.sheet.data_validations.dataValidation}
    kind = book.cell(2, "Kind").coordinate
    _, cells = ranges[kind].split("!")
    first, last = cells.replace("$", "").split(":")
    assert book.book["Lists"][first].value == "Recommendation"
    assert book.book["Lists"][last].value == "Statutory duty"


# Round trip

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
AWKWARD = st.sampled_from(
    [
        "_x0041_",
        "_x005F_x",
        "x005F_",
        "=1",
        "'=1",
        "a\r\nb\rc",
        " a \u00a0",
        "a;b",
        "\x01\x0b",
        "\ufffe",
        "1e5",
        "0042",
        "x" * 40_000,
    ]
)


@settings(max_examples=40)
@given(
    texts=st.lists(ANY_TEXT | AWKWARD | st.builds(lambda a, b: a + b, ANY_TEXT, AWKWARD), min_size=5, max_size=5),
    period=st.none() | st.dates(datetime.date(1900, 1, 1)),
)
def test_what_is_brought_back_as_it_was_taken_changes_nothing(texts: list[str], period: Any) -> None:
    names = ("statement", "points", "certainty_reason", "evidence_note", "curator_note")
    row = RecommendationFactory(audiences=[AudienceFactory(name=f"a; {AudienceFactory().pk}")])
    fields = dict(zip(names, texts, strict=True))
    fields["statement"] = fields["statement"] or "Said."
    Recommendation.objects.filter(pk=row.pk).update(period_ended_on=period, **fields)
    cell_format = CellFormat(Recommendation, FIELDS)
    contents = drafted_contents(Recommendation.objects.filter(pk=row.pk))

    file = workbook_of(cell_format, [(entry.pk, content, {}) for entry, content, _ in contents], exported="Now")
    with pytest.MonkeyPatch.context() as patch:
        # A process for each of the examples would take long.
        patch.setattr(excel_rows, "_workbook_reader", excel_rows.run)
        sheet = read(io.BytesIO(file), cell_format)
    changes = compare(sheet.rows, cell_format, lambda entry: pytest.fail("nothing is to be checked"))

    assert [(change.status, change.problems) for change in changes] == [(RowStatus.UNCHANGED, [])]


def test_names_that_are_alike_are_told_apart(admin_client: Client, base: Any) -> None:
    themes = [
        ThemeFactory(name="Skills", framework=FrameworkFactory(), slug=slug) for slug in ("core-skills", "skills")
    ]
    base[0].themes.set([themes[1]])

    book = Book(admin_client)

    assert book.cell(2, "Themes").value == "Skills [skills]"
    assert kinds(sent(admin_client, book.file())) == {"unchanged": 2}


# Import


def test_changed_cells_are_shown_and_kept_beside_once_confirmed(
    admin_client: Client, base: Any, admin_user: Any
) -> None:
    book = Book(admin_client)
    book.cell(2, "Title").value = "Do it well"
    book.cell(2, "Audiences").value = "trusts"
    book.cell(2, "Position").value = 7
    preview = sent(admin_client, book.file(), note="After the meeting")

    assert kinds(preview) == {"changed": 1, "unchanged": 1}
    (row,) = preview.context["rows"]
    assert [each.in_a_line for each in row["differences"]] == [
        "title: do 1 → do it well",
        "audiences: + trusts; − Boards; − Trusts",
        f"position: {base[0].position} → 7",
    ]
    assert not Draft.objects.exists()

    assert confirmed(admin_client, preview).status_code == 302
    draft = Draft.objects.get()
    base[0].refresh_from_db()
    assert (base[0].title, draft.snapshot["fields"]["title"], draft.note) == ("Do 1", "Do it well", "After the meeting")
    assert draft.contributors.get() == admin_user
    assert len(draft.snapshot["links"]["audiences"]) == 1
    # What is exported next is the draft.
    again = Book(admin_client)
    assert (again.cell(2, "Title").value, again.cell(2, "Status").value) == ("Do it well", "Published; changes: draft")
    assert kinds(sent(admin_client, again.file())) == {"unchanged": 2}


def test_a_new_row_becomes_a_draft_with_the_next_reference(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    new = {"title": "Listen", "statement": "Boards should listen.", "source": "the guide", "locator": "Page 4"}
    book.add(**new, audiences="Boards ; Trusts")
    preview = sent(admin_client, book.file())
    assert kinds(preview) == {"new": 1, "unchanged": 2}

    confirmed(admin_client, preview)

    made = Recommendation.objects.get(reference="A-3")
    assert (made.status, made.certainty, made.audiences.count()) == (Status.DRAFT, Certainty.NOT_GRADED, 2)
    assert Draft.objects.of(made).get().contributors.count() == 1
    # Sent again, by a double click or the browser's way back, it is not made again.
    again = confirmed(admin_client, preview)
    assert "It is here already" in problems(again)[0][1]
    assert Recommendation.objects.count() == 3


def test_what_somebody_saved_meanwhile_is_a_clash(admin_client: Client, base: Any, django_user_model: Any) -> None:
    book = Book(admin_client)
    other = django_user_model.objects.create(username="ada")
    for row in base:
        with workflow.editing(row, by=other) as edited:
            edited.title = f"{edited.title} as Ada has it"
            edited.save()
    book.cell(2, "Title").value = "Mine"

    preview = sent(admin_client, book.file())

    # The row that was not worked on is no clash.
    assert kinds(preview) == {"clash": 1, "unchanged": 1}
    assert "ada saved this entry after it was exported" in problems(preview)[0][1]
    assert preview.context["previewed"] == ""


def test_what_is_saved_between_preview_and_confirmation_stops_it_all(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    for number in (2, 3):
        book.cell(number, "Title").value = f"Mine {number}"
    preview = sent(admin_client, book.file())
    Recommendation.objects.filter(reference="A-2").update(statement="Theirs.")

    answer = confirmed(admin_client, preview)

    assert "Nothing was saved" in answer.context["problem"]
    assert kinds(answer) == {"changed": 1, "clash": 1}
    assert not Draft.objects.exists()
    confirmed(admin_client, answer)
    assert Draft.objects.get().entry == base[0]


@pytest.mark.parametrize(
    ("label", "value", "message"),
    [
        ("Audiences", "Trusst", "There is no audience “Trusst”. Did you mean “Trusts”?"),
        ("Audiences", "xyzzyq", "There is no audience “xyzzyq”."),
        ("Certainty of evidence (GRADE)", "Hihg", "is no certainty of evidence (GRADE). Did you mean “High”?"),
        ("Audience not stated", "maybe", "“maybe” is neither Yes nor No."),
        ("Statement", "=1+1", "It holds a formula"),
        ("Statement", "", "This field is required."),
        ("Title", datetime.datetime(2026, 1, 2), "Excel made a date or time of it"),  # noqa: DTZ001
        ("Title", "x" * 200, "at most 150 characters"),
        ("Position", "first", "Enter a whole number."),
        ("Period ended on", "soon", "Enter a valid date."),
        ("Reference", "A-9", "Reference cannot be changed once the entry was published."),
        ("Source", "The giude", "There is no source “The giude”. Did you mean “The guide”?"),
    ],
)
def test_what_a_cell_cannot_say_is_rejected_with_the_cell_named(
    admin_client: Client, base: Any, label: str, value: Any, message: str
) -> None:
    book = Book(admin_client)
    book.cell(2, label).value = value

    preview = sent(admin_client, book.file())

    assert kinds(preview) == {"rejected": 1, "unchanged": 1}
    ((cell, said),) = problems(preview)
    assert cell == book.cell(2, label).coordinate
    assert message in said


@pytest.mark.parametrize(
    ("label", "value", "field", "expected"),
    [
        ("Title", 2024, "title", "2024"),
        ("Title", 2024.0, "title", "2024"),
        ("Title", "  Do\u00a0it \u00a0", "title", "Do it"),
        ("Title", "'=1", "title", "'=1"),
        ("Position", "7 ", "position", 7),
        ("Period ended on", datetime.datetime(2026, 1, 2), "period_ended_on", "2026-01-02"),  # noqa: DTZ001
        ("Period ended on", "2026-01-02", "period_ended_on", "2026-01-02"),
        ("Audience not stated", True, "audience_not_stated", True),
        ("Certainty of evidence (GRADE)", " very  LOW ", "certainty", "very-low"),
    ],
)
def test_what_excel_makes_of_a_cell_is_understood(
    admin_client: Client, base: Any, label: str, value: Any, field: str, expected: Any
) -> None:
    book = Book(admin_client)
    book.cell(2, label).value = value
    preview = sent(admin_client, book.file())

    assert kinds(preview) == {"changed": 1, "unchanged": 1}, problems(preview)
    confirmed(admin_client, preview)
    assert Draft.objects.get().snapshot["fields"][field] == expected


def test_columns_may_be_missing_moved_renamed_or_added(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    book.sheet.delete_cols(book.place("Points"))
    book.cell(1, "Title").value = "Titel"
    book.sheet.cell(1, book.sheet.max_column + 1).value = "Notes"
    book.sheet.move_range(f"C1:C{book.sheet.max_row}", cols=60)

    preview = sent(admin_client, book.file())

    assert kinds(preview) == {"unchanged": 2}
    notes = " ".join(preview.context["notes"])
    assert "“Titel”, which is not known: it was left out. Did you mean “Title”?" in notes
    assert "“Notes”, which is not known" in notes
    assert "the sheet has no such column: Title, Points" in notes


def test_rows_may_be_in_any_order_and_a_copied_row_is_not_taken_for_another(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    values = [[cell.value for cell in row] for row in book.sheet.iter_rows(min_row=2)]
    for number, row in enumerate([values[1], values[0], values[0]], start=2):
        for place, value in enumerate(row, start=1):
            book.sheet.cell(number, place).value = value

    preview = sent(admin_client, book.file())

    assert kinds(preview) == {"unchanged": 1, "rejected": 2}
    assert "Row 4 is about the same entry" in problems(preview)[0][1]


def test_new_rows_that_claim_the_same_reference_are_rejected(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    for statement in ("One.", "Two."):
        book.add(reference="A-8", title="New", statement=statement, source="The guide", locator="Page 1")
    book.add(reference="A-1", title="New", statement="Three.", source="The guide", locator="Page 1")

    preview = sent(admin_client, book.file())

    assert kinds(preview) == {"rejected": 3, "unchanged": 2}
    assert "Recommendation with this Reference already exists." in [message for _, message in problems(preview)]


def test_an_entry_that_waits_for_review_is_left(admin_client: Client, base: Any, admin_user: Any) -> None:
    workflow.send_to_review(RecommendationFactory(draft=True), by=admin_user)
    book = Book(admin_client)
    book.cell(4, "Title").value = "Another"

    assert "waits for review" in problems(sent(admin_client, book.file()))[0][1]


def test_an_altered_preview_is_refused(admin_client: Client, base: Any, django_user_model: Any) -> None:
    book = Book(admin_client)
    book.cell(2, "Title").value = "Mine"
    preview = sent(admin_client, book.file())
    signed = preview.context["previewed"]
    other = Client()
    other.force_login(django_user_model.objects.create_superuser("eve"))

    for client, data in ((admin_client, f"x{signed}"), (admin_client, ""), (other, signed)):
        assert client.post(IMPORT, {"previewed": data}).headers["Location"] == IMPORT
    assert not Draft.objects.exists()


# Files that are none


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"reference,title\n", "not an Excel workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "has a password"),
        (lambda: zipped(**{"a.txt": b"text"}), "not an Excel workbook"),
        (lambda: zipped(**{"[Content_Types].xml": b"<", "xl/workbook.xml": b"<"}), "damaged"),
        (lambda: zipped(**{"xl/worksheets/sheet1.xml": b"0" * 101 * 1024 * 1024}), "far more than a workbook"),
        (lambda: b"0" * (5 * 1024 * 1024 + 1), "At most 5 MB"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(admin_client: Client, make: Callable[[], bytes], message: str) -> None:
    assert message in refused(admin_client, make())


def test_xml_that_unfolds_without_end_is_refused(admin_client: Client, base: Any) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><worksheet'
    file = io.BytesIO(Book(admin_client).file())
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<worksheet", bomb))

    assert "damaged" in refused(admin_client, out.getvalue())


def test_merged_cells_are_named(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    book.sheet.merge_cells("C2:C3")
    assert "The cells C2:C3 are merged" in refused(admin_client, book.file())


def test_columns_of_one_name_and_a_sheet_without_any_are_refused(admin_client: Client, base: Any) -> None:
    book = Book(admin_client)
    book.sheet.cell(1, 60).value = "Title"
    assert "Two columns are called “Title”" in refused(admin_client, book.file())

    empty = openpyxl.Workbook()
    file = io.BytesIO()
    empty.save(file)
    assert "names none of the columns" in refused(admin_client, file.getvalue())


def test_a_sheet_of_too_many_rows_is_refused(admin_client: Client, base: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.workbooks.reading.MAX_ROWS", 1)
    assert "more than 2 rows" in refused(admin_client, Book(admin_client).file())


def test_without_a_file_the_form_says_so(admin_client: Client) -> None:
    assert "This field is required." in str(admin_client.post(IMPORT, {}).context["form"].errors)


# Rights


def test_who_may_only_look_takes_it_away_and_brings_nothing_back(client: Client, base: Any) -> None:
    user = User.objects.create_user("looks", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_recommendation"))
    client.force_login(user)

    assert KEY_HEADER in [cell.value for cell in Book(client).sheet[1]]
    assert client.get(IMPORT).status_code == 403
    assert "Import Excel" not in client.get(address(Recommendation, "changelist")).content.decode()
    assert "Export Excel" in client.get(address(Recommendation, "changelist")).content.decode()


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("Source", "guide in short", "The guide"),
        ("Source", "A", "The guide"),
        ("Audiences", "nhs  england & wales", "NHS England and Wales"),
        ("Audiences", "General practice; nhs-england-and-wales", "GPs; NHS England and Wales"),
        ("Themes", "Access", ""),
    ],
)
def test_a_cell_takes_the_names_that_people_use_and_asks_where_several_have_one(
    admin_client: Client, base: Any, label: str, value: str, expected: str
) -> None:
    SourceFactory(title="Another", short_title="Other")
    base[0].source.short_title = "Guide in short"
    base[0].source.save()
    AudienceFactory(name="NHS England and Wales")
    AudienceFactory(name="GPs", full_name="General practice")
    for slug in ("access-one", "access-two"):
        ThemeFactory(name="Access", slug=slug)
    book = Book(admin_client)
    columns = CellFormat(Recommendation, FIELDS)
    column = next(each for each in columns.editable if each.label == label)
    if not expected:
        book.cell(2, label).value = value
        ((_, said),) = problems(sent(admin_client, book.file()))
        assert said.endswith("is called “Access”: write “Access [access-one]” or “Access [access-two]”.")
        return
    found = columns.value(column, value)
    named = columns._names[column.name].by_pk
    assert "; ".join(sorted(named[pk] for pk in (found if isinstance(found, list) else [found]))) == expected


# Undoing

NEW = {"statement": "Boards should listen.", "source": "the guide", "locator": "Page 4"}


def imported(client: Client, *titles: str) -> BulkAction:
    """A workbook that changes the first recommendation and adds others."""
    book = Book(client)
    book.cell(2, "Title").value = "Do it well"
    for title in titles:
        book.add(title=title, **NEW)
    confirmed(client, sent(client, book.file()))
    return BulkAction.objects.get()


def contents() -> dict[str, Any]:
    """What every recommendation and open draft says, by reference."""
    return {
        entry.reference: (content, draft and draft.state)
        for entry, content, draft in drafted_contents(Recommendation.objects.all())
    }


@pytest.mark.parametrize("stands", ["published", "drafted beside", "never published"])
def test_an_import_is_undone_as_one_from_the_desk(
    admin_client: Client, base: Any, admin_user: Any, stands: str
) -> None:
    if stands == "never published":
        Recommendation.objects.filter(pk=base[0].pk).update(status=Status.DRAFT, published_on=None)
    if stands != "published":
        base[0].refresh_from_db()
        workflow.propose(base[0], with_title(base[0], "Do it soon"), by=admin_user, note="")
    before = contents()
    action = imported(admin_client, "Listen", "Speak")
    assert action.summary == "Imported recommendations from Excel: 1 changed, 2 new"
    assert action in admin_client.get("/admin/").context["desk"]["undoable"]
    assert len(contents()) == 4

    page = admin_client.post(f"/admin/bulk/{action.pk}/undo/", follow=True)

    assert contents() == before
    assert "It was deleted again." in page.content.decode()
    # No link leads to what is gone.
    gone = action.entries.filter(before=None).values_list("entry_id", flat=True)
    assert not [key for key in gone if f"/recommendation/{key}/change/" in page.content.decode()]
    with pytest.raises(workflow.NotPossible):
        bulk_actions.undo(action, by=admin_user)


def with_title(entry: Recommendation, title: str) -> Any:
    content = snapshot_of(entry)
    return {**content, "fields": {**content["fields"], "title": title}}


def change(row: Recommendation, by: User, base: list[Recommendation]) -> None:
    with workflow.editing(row, by=by) as changed:
        changed.title = "Another title"
        changed.save()


def send(row: Recommendation, by: User, base: list[Recommendation]) -> None:
    workflow.send_to_review(row, by=by)


def comment(row: Recommendation, by: User, base: list[Recommendation]) -> None:
    ReviewComment.objects.create(draft=Draft.objects.of(row).get(), text="Why?", written_at=timezone.now())


def grade(row: Recommendation, by: User, base: list[Recommendation]) -> None:
    CertaintyAssessmentFactory(recommendation=row)


def mark(row: Recommendation, by: User, base: list[Recommendation]) -> None:
    Excerpt.objects.create(entry=row, start=0, end=5, words="Boards")


def refer(row: Recommendation, by: User, base: list[Recommendation]) -> None:
    with workflow.editing(base[1], by=by) as changed:
        changed.related.add(row)


def delete(row: Recommendation, by: User, base: list[Recommendation]) -> None:
    row.delete()


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (change, "It was changed since"),
        (send, "It was changed since"),
        (comment, "Somebody commented on it since"),
        (grade, "It was changed since"),
        (mark, "There are excerpts of it since"),
        (refer, "Somebody's draft refers to it since"),
        (delete, "It was deleted since"),
    ],
)
def test_undoing_leaves_what_others_did_something_with(
    admin_client: Client, base: Any, admin_user: Any, happens: Any, why: str
) -> None:
    action = imported(admin_client, "Listen", "Speak")
    row = Recommendation.objects.get(title="Listen")
    happens(row, admin_user, base)
    before = contents().get("A-3")

    bulk_actions.undo(action, by=admin_user)

    assert why in action.entries.get(entry_name__contains="Listen").message
    assert contents().get("A-3") == before
    assert not Recommendation.objects.filter(title="Speak").exists()
    assert not Draft.objects.of(base[0]).open().exists()


def test_only_who_imported_it_can_undo_it(admin_client: Client, base: Any, django_user_model: Any) -> None:
    action = imported(admin_client, "Listen")
    other = django_user_model.objects.create_superuser("other")
    with pytest.raises(workflow.NotPossible):
        bulk_actions.undo(action, by=other)
    assert Recommendation.objects.filter(title="Listen").exists()
