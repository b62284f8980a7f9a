"""Reads what a map shows, as its table and as its file."""

import csv
import io
from html.parser import HTMLParser

from django.test import Client


def csv_rows(client: Client, query: str = "", name: str = "evidence-map") -> list[dict[str, str]]:
    response = client.get(f"/{name}.csv?{query}")
    assert response.status_code == 200, response.content
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def cells(client: Client, query: str = "", name: str = "evidence-map") -> dict[tuple[str, str], int]:
    """The number of entries of each cell by the values of its row and its column; empty for all."""
    plural = "studies" if name == "evidence-map" else "recommendations"
    return {(row["row_value"], row["column_value"]): int(row[plural]) for row in csv_rows(client, query, name)}


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


def links(client: Client, query: str = "", name: str = "evidence-map") -> dict[str, str]:
    response = client.get(f"/{name}/?{query}")
    assert response.status_code == 200
    seen = _Links()
    seen.feed(response.content.decode())
    return seen.found
