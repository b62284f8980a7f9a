"""The list of studies as files: the same filters, published only, and in every format the same works."""

import csv
import io

import pytest
from django.test import Client

from evidence.study_exports import columns
from tests.factories.evidence import StudyFactory, ThemeFactory
from tests.support.reference_files import parsed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("suffix", ["ris", "bib", "json"])
def test_a_reference_manager_gets_the_filtered_list(client: Client, suffix: str) -> None:
    theme = ThemeFactory(slug="skills")
    StudyFactory(title="Émigré nurses & “trust”", authors="Chae, Duckhee\nHealth Org", doi="10.1000/a", themes=[theme])
    StudyFactory(title="A draft", draft=True, themes=[theme])
    StudyFactory(title="Another theme")

    response = client.get(f"/studies.{suffix}?theme=skills")

    assert "studies-theme-skills-" in response["Content-Disposition"]
    (found,) = parsed(response.getvalue())
    assert (found.title, found.doi) == ("Émigré nurses & “trust”", "10.1000/a")  # type: ignore[union-attr]
    assert [str(name) for name in found.authors] == ["Chae, Duckhee", "Health Org"]  # type: ignore[union-attr]


def test_a_spreadsheet_gets_harmless_cells(client: Client) -> None:
    StudyFactory(label="=SUM(A1)", themes=[ThemeFactory(name="Skills")])

    rows = list(csv.DictReader(io.StringIO(client.get("/studies.csv").getvalue().decode("utf-8-sig"))))

    assert list(rows[0]) == list(columns(str))
    assert (rows[0]["label"], rows[0]["themes"]) == ("'=SUM(A1)", "Skills")


@pytest.mark.parametrize("suffix", ["csv", "ris", "bib", "json"])
def test_a_wrong_query_is_named_and_an_empty_list_is_a_file(client: Client, suffix: str) -> None:
    response = client.get(f"/studies.{suffix}?year_from=soon")

    assert response.status_code == 400
    assert "must be a year" in response.content.decode()
    assert client.get(f"/studies.{suffix}").status_code == 200
    StudyFactory()
    assert f"/studies.{suffix}" in client.get("/studies/").content.decode()
