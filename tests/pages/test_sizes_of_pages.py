"""How many bytes the lists take, with the real base: they have some 200 options of filters each."""

import gzip

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


@pytest.mark.parametrize(
    ("address", "most", "most_compressed"),
    [
        ("/recommendations/", 60_000, 10_500),
        ("/recommendations/?audience=icbs", 60_000, 10_500),
        ("/recommendations/?q=staff+training", 60_000, 10_500),
        ("/studies/", 70_000, 12_700),
        ("/studies/?outcome=staff-knowledge&direction=improved", 61_000, 10_400),
        ("/case-studies/", 50_000, 9_500),
        ("/resources/", 50_000, 9_500),
        ("/evidence-map/", 225_000, 17_500),
        ("/recommendation-map/", 225_000, 17_500),
        ("/new/", 78_000, 13_000),
    ],
)
def test_a_list_is_small(client: Client, address: str, most: int, most_compressed: int) -> None:
    page = client.get(address).content

    assert len(page) <= most
    assert len(gzip.compress(page, 6)) <= most_compressed
