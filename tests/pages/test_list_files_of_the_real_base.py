"""The whole base as one file, and the lists without filters as files."""

import csv
import hashlib
import io
import json
import re
import zipfile

import pytest
from django.test import Client

from evidence.models import CaseStudy, Resource, Study
from recommendations.models import Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


def test_the_whole_base_is_in_one_file(client: Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get("/evidence-base.zip").getvalue()))

    assert archive.testzip() is None
    lines = archive.read("SHA256SUMS").decode().splitlines()
    sums = {name: checksum for checksum, name in (line.split("  ") for line in lines)}
    assert set(sums) == {*archive.namelist()} - {"SHA256SUMS"}
    for name, checksum in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == checksum

    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))

    assert len(rows("recommendations.csv")) == Recommendation.objects.published().count()
    assert len(json.loads(archive.read("recommendations.json"))["recommendations"]) == len(rows("recommendations.csv"))
    assert len(rows("studies.csv")) == len(json.loads(archive.read("studies.csl.json"))) == Study.objects.count()
    assert len(rows("case-studies.csv")) == CaseStudy.objects.count()
    # Paragraphs stay paragraphs.
    style = CaseStudy.objects.get(title__contains="STYLE framework")
    told = {row["title"]: row["what_was_done"] for row in rows("case-studies.csv")}
    assert told[style.title] == style.what_was_done
    assert "\n" in style.what_was_done
    assert len(rows("resources.csv")) == Resource.objects.count()
    for name in ("statistics.csv", "glossary.csv", "sources.csv", "wres-values.csv"):
        assert rows(name), name
    for name in archive.namelist():
        if name.endswith(".csv"):
            # Whatever has a page leads to it.
            for address in {row["url"].partition("#")[0] for row in rows(name)}:
                assert re.match(r"http://testserver/[a-z]", address)
    assert {row["value"] for row in rows("wres-values.csv")} >= {"17.7", "22.4"}
    [nurses] = [row for row in rows("wres-values.csv") if (row["indicator"], row["coverage"]) == ("8", "Nurses")][:1]
    assert (nurses["ods_code"], nurses["reporting_year"], nurses["data_period"]) == (
        "ENG",
        "2019",
        "NHS Staff Survey 2018",
    )
    assert {row["dataset_locator"] for row in rows("wres-values.csv")} >= {"", "Table 1", "Section 2"}
    warned = {row["indicator"] for row in rows("wres-values.csv") if row["comparability"].startswith("Do not compare")}
    assert warned == {"7"}
    assert "1700000" in {row["value"] for row in rows("statistics.csv")}
    assert client.get(rows("wres-values.csv")[0]["url"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("list_", "address"), [("case-studies", "?theme=skills"), ("resources", "?kind=toolkit"), ("statistics", "")]
)
def test_other_lists_are_csv_too(client: Client, list_: str, address: str) -> None:
    page = client.get(f"/{list_}/{address}").content.decode()
    assert f'href="/{list_}.csv{address}"' in page

    rows = list(csv.DictReader(io.StringIO(client.get(f"/{list_}.csv{address}").getvalue().decode("utf-8-sig"))))

    assert f'data-total="{len(rows)}"' in page
    # Each entry's address leads to where it is.
    for row in rows[:3]:
        path, _, anchor = row["url"].removeprefix("http://testserver").partition("#")
        shown = client.get(path)
        assert shown.status_code == 200
        assert not anchor or f'id="{anchor}"' in shown.content.decode()
