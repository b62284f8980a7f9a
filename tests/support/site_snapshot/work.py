"""Some of each kind of work in the admin, done through its forms, so that there are drafts, versions and imports."""

import io
import itertools
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from tests.support.site_snapshot.answers import html_of

RIS = """TY  - JOUR\nTI  - {} of nurses from ethnic minority groups\nAU  - Made, Up\nPY  - 2020\nER  - \n
TY  - JOUR\nT2  - A record without a title\nER  - \n"""


class Worker:
    """Somebody who works in the admin through its forms."""

    def __init__(self, client: Any, add: Callable[[str, Any], None]) -> None:
        self.client, self.add = client, add

    def send(self, address: str, data: dict[str, Any]) -> Any:
        """Posts to an address, follows it to where it leads, and notes the answer."""
        response = self.client.post(address, data, follow=True)
        button = next((name for name in ("_review", "_save", "action", "confirm", "workbook") if name in data), "form")
        self.add(f"POST {address} {button}", response)
        return response

    def fill(self, page: Any, address: str, **changes: Any) -> Any:
        """Sends the form that stands on a page, with some of its values changed."""
        [form, *_] = [each for each in forms_of(page) if not each.xpath(".//input[@name='_selected_action']")]
        data: dict[str, Any] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        return self.send(urljoin(address, form.action or ""), {**data, **changes})

    def edit(self, address: str, button: str) -> None:
        """Changes the first text of a row that has any, and saves the row."""
        page = self.client.get(address)
        [form, *_] = forms_of(page)
        texts = form.xpath(".//textarea[not(contains(@name, '-'))] | .//input[@type='text'][not(contains(@name, '-'))]")
        field = next(each for each in texts if each.value and each.value.strip())
        changes = {field.name: f"{field.value.strip()} Edited.", "_note": "A note", button: "1"}
        self.fill(page, address, **changes)

    def step(self, address: str, **changes: str) -> None:
        """Takes a step with an entry, as its page proposes."""
        self.fill(self.client.get(address), address, **changes)


def forms_of(page: Any) -> list[Any]:
    """The forms of a page that change something, but for the one that signs out."""
    forms = html_of(page).forms
    return [form for form in forms if form.method == "POST" and "logout" not in (form.action or "")]


def work(writer: Worker, reviewer: Worker) -> tuple[list[str], list[str]]:
    """Does some of each kind of work; gives the addresses in the admin, and the public ones, of what it worked on."""
    rows, public = [], []
    for model in sorted(apps.get_models(), key=lambda each: each.__name__):
        name = name_in_admin(model)
        try:
            reverse(f"{name}_preview", args=[1])
        except NoReverseMatch:
            continue
        entries: list[Any] = list(model._base_manager.order_by("pk")[:8])
        drafted, published, withdrawn, waiting = (reverse(f"{name}_change", args=[each.pk]) for each in entries[:4])
        for address, button in ((drafted, "_save"), (published, "_review"), (waiting, "_review")):
            writer.edit(address, button)
        reviewer.step(published.replace("/change/", "/review/"), step="publish")
        reviewer.step(withdrawn.replace("/change/", "/step/withdraw/"), reason="No longer right")
        rows += [drafted, published, withdrawn, waiting]
        pages = [each.get_absolute_url().split("#")[0] for each in entries[:4] if hasattr(each, "get_absolute_url")]
        public += [address for page in pages for address in (page, f"{page}versions/1/")]
        changelist, add = reverse(f"{name}_changelist"), reverse(f"{name}_add")
        writer.send(add, {"_save": "1"})
        chosen = {"action": "plan-review", "_selected_action": [each.pk for each in entries[-3:]]}
        asked = writer.send(changelist, chosen)
        shown = writer.fill(asked, changelist, review_due_on="2027-12-01", review_due_on_0="2027-12-01")
        writer.fill(shown, changelist, confirm="1")
        work_in_excel(writer, name)
    kept, other = list(model_named("study")._base_manager.order_by("-pk")[:2])
    reviewer.step(reverse(f"{name_in_admin(type(kept))}_merge", args=[kept.pk, other.pk]))
    public += [kept.get_absolute_url(), other.get_absolute_url()]
    rows += [import_studies(writer, "Mentoring", "read", "confirm"), import_studies(writer, "Sponsoring", "read")]
    return [row.removesuffix("change/") for row in rows], public


def name_in_admin(model: Any) -> str:
    """How the names of the admin's addresses of a model begin."""
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def model_named(name: str) -> Any:
    """A model, whichever app it is in."""
    return next(model for model in apps.get_models() if model._meta.model_name == name)


def import_studies(writer: Worker, subject: str, *steps: str) -> str:
    """Sends a file of references and takes it through the given steps; gives its address."""
    file = named(io.BytesIO(RIS.format(subject).encode()), f"{subject.lower()}.ris")
    opened = writer.send(reverse(f"{name_in_admin(model_named('studyimport'))}_add"), {"file": file})
    address = str(opened.redirect_chain[-1][0])
    for step in steps:
        writer.send(address.replace("change/", f"{step}/"), {})
    return address


def work_in_excel(writer: Worker, name: str) -> None:
    """Exports a list of entries, where that is offered, changes three of them and brings them back."""
    try:
        export, bring_back = (reverse(f"{name}_workbook_{way}") for way in ("export", "import"))
    except NoReverseMatch:
        return
    workbook = load_workbook(io.BytesIO(writer.client.get(export).getvalue()))
    for row in itertools.islice(workbook.worksheets[0].iter_rows(), 3, 6):
        next((cell for cell in row[2:] if cell.value), row[-1]).value = "Changed in the workbook"
    file = io.BytesIO()
    workbook.save(file)
    preview = writer.send(bring_back, {"workbook": named(file, "made-up.xlsx"), "note": "From a workbook"})
    if b'name="previewed"' in preview.content:
        writer.fill(preview, bring_back)


def named(file: io.BytesIO, name: str) -> io.BytesIO:
    """A file as the test client uploads it."""
    file.seek(0)
    file.name = name
    return file
