"""A curator imports studies from a file: upload, preview, decisions, confirmation, accessible at any width."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from tests.support.people import PASSWORD

RECORDS = """TY  - JOUR
AU  - Okafor, Ada
TI  - Champions for inclusion on hospital wards
PY  - 2021
ER  -
TY  - JOUR
TI  - Something else under a number that is taken
DO  - 10.1186/s12913-018-3001-5
ER  -
TY  - JOUR
PY  - 1999
ER  -
"""


@pytest.mark.changes_the_base
def test_a_curator_imports_studies_from_a_file(
    page_at_each_width: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_at_each_width
    User.objects.create_superuser("curator", password=PASSWORD)
    page.goto("/admin/evidence/study/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("link", name="Import studies").click()
    assert_accessible(page)
    page.get_by_label("File").set_input_files(
        {"name": "found.ris", "mimeType": "text/plain", "buffer": RECORDS.encode()}
    )
    page.get_by_role("button", name="Read the file").click()

    tabs = page.get_by_role("navigation", name="Records by what they are")
    expect(tabs).to_contain_text("New (1)")
    expect(page.get_by_role("heading", name="Champions for inclusion on hospital wards")).to_be_visible()
    assert_accessible(page)
    tabs.get_by_role("link", name="Rejected (1)").click()
    expect(page.get_by_text("It has no title.")).to_be_visible()
    tabs.get_by_role("link", name="Conflicting (1)").click()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Leave it out ?: record 2$")).click()

    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_text("The studies are drafts.")).to_be_visible()
    page.get_by_role("link", name="New (1)").click()
    page.get_by_role("link", name="Champions for inclusion on hospital wards").click()
    expect(page.get_by_label("Year:", exact=True)).to_have_value("2021")


@pytest.mark.changes_the_base
def test_decisions_are_saved_in_place_and_a_failing_server_is_told_of(page: Page) -> None:
    User.objects.create_superuser("curator", password=PASSWORD)
    page.goto("/admin/evidence/studyimport/add/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    subjects = ("Rota fairness on wards", "Exit interviews of porters", "Mentoring for midwives", "Pay gaps in trusts")
    records = "".join(f"TY  - JOUR\nTI  - {subject}\nER  -\n" for subject in subjects)
    page.get_by_label("File").set_input_files({"name": "a.ris", "mimeType": "text/plain", "buffer": records.encode()})
    page.route("**/read/", lambda route: route.fulfill(status=500))
    page.get_by_role("button", name="Read the file").click()

    expect(page.get_by_text("The server failed, so reading has stopped.")).to_be_visible()
    page.unroute("**/read/")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("4 new drafts")).to_be_visible()

    page.evaluate("window.wasNotLoadedAgain = true")
    page.get_by_role("button", name=re.compile("^Leave it out ?: record 2$")).click()
    expect(page.get_by_text("3 new drafts")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Leave it out ?: record 2$"))).to_be_focused()
    ticked = page.get_by_role("button", name=re.compile("^Leave it out ?: all that are ticked$"))
    ticked.click()
    expect(page.get_by_text("Tick the records first.")).to_be_visible()
    page.get_by_label("Tick record 1").check()
    page.get_by_label("Tick record 3").check()
    ticked.click()
    expect(page.get_by_text("1 new draft;")).to_be_visible()
    page.get_by_label("Tick all on this page").check()
    page.get_by_role("button", name="Undo the decisions on all that are ticked").click()
    expect(page.get_by_text("4 new drafts")).to_be_visible()
    assert page.evaluate("window.wasNotLoadedAgain")

    page.route("**/confirm/", lambda route: route.fulfill(status=500))
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_text("The server failed, so nothing was imported.")).to_be_visible()
    page.unroute("**/confirm/")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("The studies are drafts.")).to_be_visible()


@pytest.mark.changes_the_base
def test_while_others_read_files_the_page_asks_again_after_a_pause(page: Page) -> None:
    User.objects.create_superuser("curator", password=PASSWORD)
    page.goto("/admin/evidence/studyimport/add/")
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.clock.install()
    asked: list[Route] = []

    def say_busy(route: Route) -> None:
        asked.append(route)
        route.fulfill(json={"done": 1, "total": 3, "is_left": True, "pause": 3600})

    page.route("**/read/", say_busy)
    page.get_by_label("File").set_input_files({"name": "a.ris", "mimeType": "text/plain", "buffer": RECORDS.encode()})
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("1 of 3 records")).to_be_visible()
    page.evaluate("fetch(location.href).then((answer) => answer.text())")
    assert len(asked) == 1

    page.unroute("**/read/")
    page.clock.fast_forward("01:00:00")
    expect(page.get_by_role("link", name="New (1)")).to_be_visible()
