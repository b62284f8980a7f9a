"""What the version of the content watches is all that the real pages read."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.apps import public_models
from tests.support.browser.templates import ADDRESSES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]

PAGES = [address.path for of_template in ADDRESSES.values() for address in of_template if address.status == 200]
#: Only migrating fills it.
UNCHANGING = {"django_content_type"}
FILES = ["/recommendations.csv", "/studies.csv", "/studies.ris", "/studies.bib", "/studies.json", "/evidence-map.csv"]
FILES += ["/evidence-map.svg", "/search/suggestions/?q=staff"]


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_all_that_a_page_reads_is_watched(client: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).getvalue()
    read = {name for query in queries for name in re.findall(r'\b(?:FROM|JOIN) "?(\w+)"?', query["sql"])}
    tables = read & set(connection.introspection.table_names())
    assert tables <= {model._meta.db_table for model in public_models()} | UNCHANGING | {"caching_contentversion"}
