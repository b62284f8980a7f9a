"""Reads what the evidence map shows, as its table and as its file."""

import csv
import io
from html.parser import HTMLParser

from django.test import Client


def csv_rows(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/evidence-map.csv?{query}")
    assert response.status_code == 200, response.content
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def cells(client: Client, query: str = "") -> dict[tuple[str, str], int]:
    """The number of studies of each cell by the values of its row and its column; empty for all."""
    return {(row["row_value"], row["column_value"]): int(row["studies"]) for row in csv_rows(client, query)}


class _Links(HTMLParser):
    """The links inside the map's table, by address, with their text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._inside, self._href = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "table"
        if tag == "a" and self._inside:
            self._href = dict(attrs)["href"] or ""
            self.found[self._href] = ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "table"
        self._href = "" if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        if self._href:
            self.found[self._href] += data


def links(client: Client, query: str = "") -> dict[str, str]:
    response = client.get(f"/evidence-map/?{query}")
    assert response.status_code == 200
    seen = _Links()
    seen.feed(response.content.decode())
    return seen.found
