"""The header of the public pages."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("address", "searches"), [("/", 1), ("/search/", 1), ("/about/", 1), ("/recommendations/", 2)])
@pytest.mark.parametrize("has_logo", [False, True])
def test_every_page_has_a_header_and_each_search_once(
    client: Client, settings: Any, address: str, searches: int, has_logo: bool
) -> None:
    settings.USE_NHS_LOGO = has_logo

    page = client.get(address).content.decode()

    assert ("nhsuk-header__logo" in page) == has_logo
    assert page.count('name="q"') == searches
    assert page.count('aria-current="page"') == (address == "/recommendations/")
