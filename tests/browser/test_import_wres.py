"""A trust's lead uploads values: template, preview, answers, confirmation and undo, accessible at any width."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.support.people import PASSWORD, person
from tests.support.wres_files import SHARE, csv_file

HEADINGS = ("organisation_ods", "year", "indicator", "measure", "group", "value")
VALUES = [("RXY", 2023, 6, SHARE, "BME", "20"), ("RXY", 2024, 6, SHARE, "BME", "40")]


@pytest.mark.changes_the_base
def test_a_lead_uploads_values_and_takes_them_back(
    page_at_each_width: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = page_at_each_width
    person("lead", "WRES lead")
    page.goto("/admin/workforce/wresimport/add/")
    page.get_by_label("Username").fill("lead")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert_accessible(page)
    page.get_by_label("ODS code").fill("RXY")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename == "wres-return.xlsx"

    def upload(rows: Sequence[tuple[object, ...]]) -> None:
        page.goto("/admin/workforce/wresimport/add/")
        file = csv_file([HEADINGS, *rows])
        page.get_by_label("File").set_input_files({"name": "values.csv", "mimeType": "text/csv", "buffer": file})
        page.get_by_label("Title of a new one").fill("Our board paper")
        page.get_by_role("button", name="Read the file").click()

    upload([*VALUES, ("RXY", 2024, 6, SHARE, "White", "1,5")])
    expect(page.get_by_text("has a decimal comma. Write a point: 1.5.")).to_be_visible()
    assert_accessible(page)

    upload(VALUES)
    expect(page.get_by_text("1 warning to answer first.")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Tick line 3").check()
    page.get_by_label("Why they are right").fill("We asked everybody.")
    page.get_by_role("button", name="Answer those that are ticked").click()
    expect(page.get_by_text("Answered by lead: We asked everybody.")).to_be_visible()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("“values.csv” was imported.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("everything is as it was before")).to_be_visible()
