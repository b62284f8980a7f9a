"""Forms that a reader fills in for each recommendation of a list: what they ask, and what was typed into them.

What is typed is the reader's. It is in the requests and responses of the page and in the files that are taken away, and
never in an address, a log, the session or the database.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from curation.workbooks.files import folded, shortened
from evidence.citations import reference_to_list
from files.about_exports import AboutExport, content_version
from files.excel_dates import EARLIEST, LATEST
from files.office_texts import for_xml
from lists.links import address
from lists.wording import counted, day_in_words
from pages.my_list.pages import listed
from pages.my_list.plan_states import Change, PlanState
from pages.my_list.selection import Selection
from recommendations.models import Recommendation


class TypedField(forms.CharField):
    """A text, as every file can hold it."""

    def __init__(
        self, label: str, max_length: int, help_text: str = "", *, is_long: bool = False, width: int = 30
    ) -> None:
        # Of its column in a file, in characters.
        self.width = width
        self.kind = "long" if is_long else "text"
        too_long = f"{label} must be {max_length:,} characters or fewer. You typed %(show_value)s."
        super().__init__(
            label=label,
            max_length=max_length,
            help_text=help_text,
            required=False,
            error_messages={"max_length": too_long},
        )

    def to_python(self, value: Any) -> str:
        return for_xml(super().to_python(value) or "")


class DueDateField(forms.DateField):
    """A day."""

    kind = "date"
    input_formats = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y")

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False)

    def to_python(self, value: Any) -> datetime.date | None:
        try:
            day = super().to_python(value)
        except ValidationError:
            text = shortened(for_xml(str(value)))
            raise ValidationError(f"“{text}” is not a real date. Type one such as 31/03/2027.") from None
        if day and not EARLIEST <= day <= LATEST:
            raise ValidationError(f"{self.label} must be between {EARLIEST.year} and {LATEST.year}.")
        return day


class AnswerField(forms.ChoiceField):
    """One of several answers, by its value or its words; the first where none is chosen."""

    kind = "answer"

    def __init__(self, label: str, choices: Sequence[tuple[str, str]], help_text: str = "") -> None:
        super().__init__(label=label, choices=choices, help_text=help_text, required=False)
        self.answers = dict(choices)

    @property
    def unanswered(self) -> str:
        """What an answer that is not given is called; empty where the first is an answer, too."""
        return self.answers.get("", "")

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value).strip()
        by_words = {folded(label): answer for answer, label in self.answers.items()}
        return by_words.get(folded(typed), typed) or next(iter(self.answers))

    def validate(self, value: str) -> None:
        if value not in self.answers:
            possible = ", ".join(label for answer, label in self.answers.items() if answer)
            raise ValidationError(f"“{shortened(for_xml(value))}” is not one of the answers. Choose from: {possible}.")


@dataclass(frozen=True)
class Row:
    """A recommendation of the list, with what was typed about it.

    Attributes:
        key: In the list.
        reference: Such as HEEC-ES-1; empty if nothing is known of the entry any more.
        title: Its title.
        statement: What it says should be done.
        href: The path of its page; empty if it has none.
        certainty: Of its evidence; None if it is not public.
        notice: That it was withdrawn, or is gone; empty if it is public.
        change: What has changed in it since the file was made that the form was filled in from.
        form: What was typed.
        suggestions: Texts to choose from, for the field of the worksheet that offers them.
    """

    key: str
    reference: str
    title: str
    statement: str
    href: str
    certainty: Any
    notice: str
    change: Change | None
    form: forms.Form
    suggestions: list[str]

    @property
    def name(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @property
    def news(self) -> str:
        """What a reader of a file should know of the entry; empty if nothing."""
        if self.change:
            return f"Changed since {day_in_words(self.change.since)}: {self.change.what}"
        return self.notice

    def value(self, name: str) -> Any:
        """What was typed into a field, if it is valid; otherwise None."""
        return self.form.cleaned_data.get(name)

    def words(self, name: str) -> str:
        """The same as a text to read; empty for an answer that was not given."""
        value, field = self.value(name), self.form.fields[name]
        if isinstance(field, AnswerField):
            return field.answers[value] if value else ""
        if isinstance(value, datetime.date):
            return day_in_words(value)
        return value or ""

    def fields(self) -> list[dict[str, Any]]:
        """The fields as the page shows them.

        Returns::

            [{"name": "owner", "id": "rAbCdEfGh-owner", "label": "Owner", "hint": "Who sees …", "kind": "text",
              "value": "Matron", "error": "", "choices": []}, …]
        """
        return [
            {
                "name": name,
                "id": self.form.add_prefix(name),
                "label": field.label,
                "hint": field.help_text,
                "kind": getattr(field, "kind", "text"),
                "value": self._shown(name),
                "error": " ".join(map(str, self.form.errors.get(name, ()))),
                "choices": getattr(field, "choices", []),
            }
            for name, field in self.form.fields.items()
        ]

    def _shown(self, name: str) -> str:
        if name in self.form.cleaned_data:
            value = self.form.cleaned_data[name]
            return value.isoformat() if isinstance(value, datetime.date) else value or ""
        return str(self.form.data.get(self.form.add_prefix(name), ""))


@dataclass(frozen=True)
class FileFormat:
    """A file of a worksheet; ``make`` makes it of what was typed, and ``problem`` says why it cannot."""

    suffix: str
    name: str
    content_type: str
    make: Callable[["Filled"], bytes]
    problem: Callable[["Filled"], str] = lambda filled: ""


@dataclass(frozen=True)
class Worksheet:
    """A form for each recommendation of a list, its page and its files.

    Attributes:
        name: Of its address and its files, and of what the browser keeps.
        title: What readers call it.
        form: What it asks about each recommendation.
        counted: The fields whose answers are counted.
        template: Of its page.
        formats: Its files.
        suggested: The field that offers texts to choose from; empty for none.
        suggest: Gives these texts by the references of recommendations.
        due: The field by which its rows may be put into order.
        prefill: Gives what the form starts with, by the list and the query of the address.
    """

    name: str
    title: str
    form: type[forms.Form]
    counted: tuple[str, ...]
    template: str
    formats: tuple[FileFormat, ...]
    suggested: str = ""
    suggest: Callable[[Iterable[str]], Mapping[str, list[str]]] = lambda references: {}
    due: str = ""
    prefill: Callable[[Selection, QueryDict], Mapping[str, str]] = lambda selection, query: {}

    @property
    def noun(self) -> str:
        """What it is, within a sentence."""
        return self.title.lower()

    @property
    def with_article(self) -> str:
        """The same with an article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    @property
    def fields(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = self.form.base_fields
        return fields


@dataclass(frozen=True)
class Filled:
    """A worksheet of one list, with what was typed.

    Attributes:
        worksheet: Which.
        selection: The list.
        rows: In the order in which they are shown.
        data: The form data, with the choices that are not about one recommendation.
        absolute: Makes the whole address of a path.
    """

    worksheet: Worksheet
    selection: Selection
    rows: list[Row]
    data: Mapping[str, str]
    absolute: Callable[[str], str]

    @classmethod
    def of(
        cls,
        worksheet: Worksheet,
        selection: Selection,
        data: Mapping[str, str],
        state: PlanState | None,
        absolute: Callable[[str], str],
    ) -> "Filled":
        """Fill the worksheet with form data; ``state`` is that of the list when its file was made, if it has one."""
        names, changes = (state.names, state.changes()) if state else ({}, {})
        entries = listed(selection.of_kind("r"))
        suggested = worksheet.suggest(each["card"]["reference"] for each in entries if "card" in each)
        rows = []
        for entry in entries:
            form = worksheet.form(data, prefix=entry["key"], auto_id="%s")
            form.full_clean()
            shown = _shown(entry, names)
            texts = suggested.get(shown["reference"], [])
            change = changes.get(entry["key"])
            rows.append(Row(key=entry["key"], form=form, suggestions=texts, change=change, **shown))
        if worksheet.due and data.get("order") == "due":
            rows.sort(key=lambda row: row.value(worksheet.due) or datetime.date.max)
        return cls(worksheet, selection, rows, data, absolute)

    @property
    def size(self) -> str:
        """How many recommendations there are, in words."""
        return counted(len(self.rows), Recommendation)

    @property
    def left_out(self) -> int:
        """How many entries of the list are no recommendations."""
        return len(self.selection.keys) - len(self.rows)

    @cached_property
    def errors(self) -> list[dict[str, str]]:
        """What is wrong with what was typed, as the design system's error summary takes it."""
        return [
            {"text": f"{row.reference or row.title}: {message}", "href": f"#{row.form.add_prefix(name)}"}
            for row in self.rows
            for name, messages in row.form.errors.items()
            for message in messages
        ]

    def counts(self) -> list[dict[str, Any]]:
        """How often each answer was given.

        Returns::

            [{"name": "status", "heading": "Status", "answers": [{"value": "done", "words": "Done", "count": 2}, …]}, …]
        """
        found = []
        for name in self.worksheet.counted:
            field: Any = self.worksheet.fields[name]
            numbers = Counter(row.value(name) or "" for row in self.rows)
            answers = [{"value": value, "words": words, "count": numbers[value]} for value, words in field.choices]
            # What is not answered yet comes last.
            answers.sort(key=lambda each: each["value"] == "")
            found.append({"name": name, "heading": field.label, "answers": answers})
        return found

    @cached_property
    def about(self) -> AboutExport:
        """What a file says of itself."""
        today = timezone.localdate()
        page = self.absolute(f"{address(self.worksheet.name)}?list={self.selection.signed()}")
        return AboutExport(
            service=settings.SERVICE_NAME,
            title=f"{self.worksheet.title} for {self.size}",
            address=page,
            made_on=today,
            version=content_version(),
            citation=reference_to_list(self.size, page, read_on=today),
            caution="Certainty says how sure we can be of the evidence, not how much an action matters. "
            "What was typed is in this file and in the browser where it was typed, and nowhere else. To go on with it, "
            "open the address above and choose the Excel file.",
        )


def _shown(entry: Mapping[str, Any], names: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """What a row shows of an entry, as ``listed`` gives it."""
    if card := entry.get("card"):
        shown = {name: card[name] for name in ("reference", "title", "statement", "href", "certainty")}
        return {**shown, "notice": ""}
    reference, title = names.get(entry["key"], ("", ""))
    if entry["kind"] == "withdrawn":
        reference, _, title = entry["text"].partition(" ")
    gone = "This entry is no longer here."
    return {
        "reference": reference,
        "title": title or "An entry that is no longer here",
        "statement": "",
        "href": entry.get("href", ""),
        "certainty": None,
        "notice": entry.get("detail", gone),
    }
