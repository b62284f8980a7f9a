"""How many bytes the lists take, with the real base: they have some 200 options of filters each."""

import gzip

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


@pytest.mark.parametrize(
    ("address", "most", "most_compressed"),
    [
        ("/recommendations/", 60_000, 9_500),
        ("/recommendations/?audience=icbs", 58_000, 9_200),
        ("/recommendations/?q=staff+training", 60_000, 10_000),
        ("/studies/", 65_500, 11_700),
        ("/studies/?outcome=staff-knowledge&direction=improved", 58_500, 9_600),
        ("/case-studies/", 45_000, 8_800),
        ("/evidence-map/", 210_000, 15_700),
    ],
)
def test_a_list_is_small(client: Client, address: str, most: int, most_compressed: int) -> None:
    page = client.get(address).content

    assert len(page) <= most
    assert len(gzip.compress(page, 6)) <= most_compressed
