"""A document becomes published entries by one curator and one reviewer, in few pages, clicks and typed fields.

As the service was, with a form for each entry, it took some 60 pages, 130 clicks, 60 typed fields and three people.
"""

import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from docx import Document
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support.browser.people import sign_in
from tests.support.people import person

# A third of that.
MOST_PAGES, MOST_CLICKS, MOST_TYPED = 20, 43, 20

SUMMARY = "Rotas decide who can stay in the job, and staff from ethnic minority backgrounds get the worst of them."
FIRST = (
    "A cohort study by Okafor and colleagues (2019) of retention followed 412 nurses on 12 wards for a year and found "
    "that 38% fewer left where they chose their shifts (1)."
)
FIRST_AGAIN = "In the same wards staff attitudes to managers improved on 9 of 12 wards (1)."
SECOND = (
    "A qualitative study by Lind and colleagues (2021) interviewed 26 midwives, whose views of their rotas "
    "differed (2)."
)
ADVICE = {
    "Every trust should let ward managers plan rotas six weeks ahead (1).": (
        "Plan rotas early",
        "Trusts should have ward managers plan rotas 6 weeks in advance.",
    ),
    "Boards of trusts should look at rotas by ethnicity twice a year (1).": (
        "Check rotas by ethnicity",
        "Twice a year, trust boards should check how shifts fall by ethnic group.",
    ),
    "Trusts should ask every leaver about their shifts (2).": (
        "Ask leavers about shifts",
        "Trusts should put a question on shifts to everybody who leaves.",
    ),
}
CASE = "In 2021 Elm Park let the staff of 4 wards settle their own rotas, and sickness fell by 4% within a year."
TERM = "Self-rostering: staff enter the shifts that they want, and the ward settles what is left."
FILLER = (
    "Many wards still plan from week to week. People with children or with a second job then lose most, and they are "
    "more often from ethnic minority backgrounds. Managers know this and say that they lack the time to plan. Where "
    "time was set aside, planning took hold within months. None of this needs new money, though it does need the will "
    "to look at who works which nights. The reports that wards already send would show it, if anybody read them so. "
)
#: Its headings, each with the paragraphs below it.
SECTIONS = {
    "Summary": (SUMMARY, FILLER),
    "Section 1: What is known": (f"{FIRST} {FIRST_AGAIN}", FILLER, SECOND),
    "Section 2: What to do": (" ".join(ADVICE), FILLER),
    "Case study 1: Rotas at Elm Park": (CASE,),
    "Section 3: Words": (TERM, FILLER),
}


def document() -> FilePayload:
    """The document as a Word file, some 600 words long."""
    word = Document()
    word.core_properties.title = "Fair rotas on hospital wards"
    word.core_properties.modified = datetime.datetime(2022, 3, 1, tzinfo=datetime.UTC)
    for heading, paragraphs in SECTIONS.items():
        word.add_heading(heading, 1)
        for each in paragraphs:
            word.add_paragraph(each)
    file = io.BytesIO()
    word.save(file)
    return {"name": "rotas.docx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


@dataclass
class Counted:
    """A person at a browser, whose pages, clicks and typed fields are counted from the first page after signing in.

    A key that acts as a click is one; keys that move the focus or mark words are not.
    """

    page: Page
    pages: int = 0
    clicks: int = 0
    typed: int = 0

    def begin(self, user: User) -> None:
        sign_in(self.page, user)
        self.page.on("domcontentloaded", self._count_page)
        self.pages = 1

    def _count_page(self, page: Page) -> None:
        self.pages += 1

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def go_back(self) -> None:
        self.clicks += 1
        self.page.go_back()

    def press(self, key: str) -> None:
        self.clicks += 1
        self.page.keyboard.press(key)

    def type(self, label: str, text: str) -> None:
        self.typed += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def upload(self, label: str, file: FilePayload) -> None:
        self.clicks += 1
        self.page.get_by_label(label, exact=True).set_input_files(file)

    def select(self, label: str, option: str) -> None:
        self.clicks += 1
        self.page.get_by_label(label, exact=True).select_option(option)

    def choose(self, name: str, option: str) -> None:
        """Opens a field that searches, and takes one of the first that it offers."""
        self.click(self.page.locator(f"#id_{name} ~ .select2 .select2-selection"))
        self.click(self.page.get_by_role("option", name=option))

    def mark(self, words: str) -> None:
        """Marks sentences of the text by keyboard, from where the last words are on."""
        self.page.wait_for_load_state()
        self.page.locator("#text").focus()
        for _ in range(60):
            self.page.keyboard.press("ArrowDown")
            said = self.page.evaluate("String(getSelection()).trim()")
            if said and words.startswith(said):
                break
        while len(self.page.evaluate("String(getSelection()).trim()")) < len(words):
            self.page.keyboard.press("Shift+ArrowDown")

    def take(self, words: str, key: str) -> None:
        self.mark(words)
        self.press(key)
        expect(self.page.locator("blockquote")).to_have_text(words)

    def save(self, saved: str) -> None:
        self.click(self.page.get_by_role("button", name="Save draft"))
        expect(self.page.locator(".messagelist .success")).to_contain_text(saved)


def take_all(curator: Counted) -> None:
    """Takes the entries of the document, in its order."""
    curator.take(SUMMARY, "p")
    curator.select("Kind:", "Key message")
    curator.type("Title:", "Rotas decide who stays")
    curator.type("Text:", "Whether people can stay depends on their shifts, and these are shared unfairly.")
    curator.save("Rotas decide who stays")

    curator.take(FIRST, "s")
    curator.type("Label:", "Choice of shifts: 412 nurses")
    curator.type("What was done:", "Nurses on 12 wards were followed for a year.")
    curator.select("Direction:", "Improved")
    curator.type("Statement:", "Where nurses chose their shifts, 38% fewer of them left.")
    curator.save("Choice of shifts")
    curator.take(FIRST_AGAIN, "f")
    curator.select("Direction:", "Improved")
    curator.type("Statement:", "Attitudes to managers became better on 9 of 12 wards.")
    curator.save("The finding")
    curator.take(SECOND, "s")
    curator.type("Label:", "Midwives on their rotas: 26 interviews")
    curator.type("What was done:", "Midwives were interviewed.")
    curator.choose("finding-outcome", "Staff attitudes")
    curator.select("Direction:", "Mixed")
    curator.type("Statement:", "The 26 midwives saw their rotas in different ways.")
    curator.save("Midwives on their rotas")

    for number, (words, (title, statement)) in enumerate(ADVICE.items()):
        curator.take(words, "r")
        curator.type("Title:", title)
        curator.type("Statement:", statement)
        if number == 0:
            curator.choose("audiences", "Trusts")
            curator.type("Certainty reason:", "The document grades nothing.")
            curator.select("Bearing:", "Supports")
        curator.save(title)

    curator.take(CASE, "c")
    curator.type("Summary:", "Staff of 4 wards made their rotas themselves; sickness went down by 4%.")
    curator.save("Rotas at Elm Park")
    curator.take(TERM, "d")
    curator.type("Text:", "A way to make rotas from the wishes of those who work in them.")
    curator.save("Self-rostering")


@pytest.mark.changes_the_base
@pytest.mark.long
def test_a_document_becomes_published_entries(page: Page, new_context: Callable[..., Any]) -> None:
    curator = Counted(page)
    curator.begin(person("curator", "Curator"))
    curator.click(page.get_by_role("link", name="Add a document"))
    curator.upload("File:", document())
    curator.click(page.get_by_role("button", name="Read the text"))
    curator.type("Publisher:", "Elm Park Institute")
    curator.click(page.get_by_role("button", name="Save and open the text"))
    take_all(curator)
    curator.click(page.get_by_role("link", name="Drafts of this document"))
    curator.click(page.get_by_role("button", name="Send to review…"))
    curator.click(page.get_by_role("button", name="Send to review: "))

    reviewer = Counted(new_context().new_page())
    reviewer.begin(person("reviewer", "Reviewer"))
    reviewer.click(reviewer.page.get_by_role("link", name="Documents and their texts"))
    reviewer.click(reviewer.page.get_by_role("link", name="Fair rotas on hospital wards"))
    reviewer.click(reviewer.page.get_by_role("link", name="Drafts of this document"))
    reviewer.click(reviewer.page.get_by_role("button", name="Preview together"))
    for title, _ in ADVICE.values():
        expect(reviewer.page.get_by_role("main")).to_contain_text(title)
    reviewer.go_back()
    reviewer.click(reviewer.page.get_by_role("button", name="Publish…"))
    reviewer.click(reviewer.page.get_by_role("button", name="Publish: "))

    public = new_context().new_page()
    public.goto("/sources/fair-rotas-on-hospital-wards/")
    for title, _ in ADVICE.values():
        expect(public.get_by_role("main")).to_contain_text(title)
    public.goto("/studies/choice-of-shifts-412-nurses/")
    for said in ("38% fewer", "9 of 12 wards", "Okafor and colleagues (2019)"):
        expect(public.get_by_role("main")).to_contain_text(said)

    pages, clicks, typed = (
        sum(getattr(each, name) for each in (curator, reviewer)) for name in ("pages", "clicks", "typed")
    )
    assert pages <= MOST_PAGES
    assert clicks <= MOST_CLICKS
    assert typed <= MOST_TYPED
