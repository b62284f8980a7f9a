"""``python -m benchmarks.queries``: the SQL of pages of the service.

It reads the path of each page by name as JSON, and writes the page's queries by name. The settings decide which caches
are on.
"""

import json
import re
import sys

import django


def main() -> None:
    """Ask for each page twice, and write the queries of the second time."""
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    found = {}
    for page, path in json.load(sys.stdin).items():
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                response = client.get(path)
                response.getvalue()
        assert response.status_code == 200, path
        # A query that is read in parts is declared as a cursor: the query alone can be run again.
        found[page] = [re.sub("^DECLARE .*? FOR ", "", each["sql"]) for each in captured.captured_queries]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
