"""A trust lead looks up their organisation, and takes what works on its gaps into an action plan."""

import re

from playwright.sync_api import Page, expect


def test_trust_lead_gets_from_the_standard_to_an_action_plan(page: Page) -> None:
    page.goto("/wres/")
    page.get_by_label("Name or code").fill("christie")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="The Christie NHS Foundation Trust").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Christie NHS Foundation Trust")
    main = page.get_by_role("main")
    expect(main).to_contain_text("White applicants were 3.2 times as likely to be appointed from shortlisting")

    page.get_by_role("button", name=re.compile("Add to my list.*Recruit staff inclusively")).click()
    expect(main.get_by_role("link", name=re.compile("In your list.*Recruit staff inclusively")).first).to_be_visible()

    page.get_by_role("link", name=re.compile("Start an action plan .* on Appointment from shortlisting")).click()
    measures = page.get_by_label("Success measure")
    expect(measures.first).to_have_value("WRES indicator 2: Appointment from shortlisting")


def test_trust_lead_compares_with_a_peer_and_over_two_years(page: Page) -> None:
    page.goto("/wres/organisations/RXE/")
    page.get_by_label("Or another organisation, by name or code").fill("christie")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("columnheader", name="Beside The Christie NHS Foundation Trust")).to_be_visible()

    page.get_by_label("From WRES").select_option("2024")
    page.get_by_label("To WRES").select_option("2025")
    page.get_by_role("button", name="Compare the years").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("WRES 2024: 43.6% of ethnic minority staff believed")
    expect(main).to_contain_text("WRES 2025: 50.3% of ethnic minority staff believed")
    expect(page.get_by_label("Or another organisation, by name or code")).to_have_value("christie")


def test_pictures_of_an_organisation_are_drawn(page: Page) -> None:
    page.goto("/wres/organisations/RXY/")
    picture = page.get_by_role("img", name=re.compile("chart of representation by pay band"))
    picture.scroll_into_view_if_needed()
    page.wait_for_function("picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle())
