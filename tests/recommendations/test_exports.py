"""The CSV of recommendations: its columns, its encoding, its name, and that no spreadsheet runs it."""

import csv
import io

import pytest
from django.test import Client

from lists import csv_files
from recommendations.exports import COLUMNS
from tests.factories.evidence import SourceFactory, StudyFactory, ThemeFactory
from tests.factories.recommendations import AudienceFactory, RecommendationFactory

CONTRACT = (
    "reference,title,statement,points,kind,certainty,audiences,themes,settings,populations,source,source_date,"
    "source_locator,studies,wres_indicators,status,published_on,reviewed_on,review_due_on,url"
)


@pytest.mark.django_db
def test_each_recommendation_is_one_row_of_the_contract(client: Client) -> None:
    RecommendationFactory(
        source__reference_prefix="ABC",
        reference="ABC-1",
        source__publication_date="2024-12",
        title="Träin staff",
        points="One.\n\nTwo.",
        audiences=[AudienceFactory(name="ICBs", position=1), AudienceFactory(name="PCNs", position=2)],
        themes=[ThemeFactory(name="Skills")],
        studies=[StudyFactory(label="A trial"), StudyFactory(label="Hidden", draft=True)],
    )

    response = client.get("/recommendations.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[0] == CONTRACT
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["reference"] == "ABC-1"
    assert row["title"] == "Träin staff"
    assert row["points"] == "One.; Two."
    assert row["audiences"] == "ICBs; PCNs"
    assert row["studies"] == "A trial"
    assert row["source_date"] == "2024-12"
    assert row["certainty"] == "Not graded"
    assert row["url"] == "http://testserver/recommendations/ABC-1/"
    assert row["reviewed_on"] == ""


@pytest.mark.django_db
def test_a_long_list_is_sent_in_parts_each_row_once_and_with_its_own_links(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_files, "BATCH_SIZE", 2)
    audiences = [AudienceFactory(name=f"Audience {n}", position=n) for n in range(5)]
    source = SourceFactory(reference_prefix="ABC")
    for n, audience in enumerate(audiences, start=1):
        RecommendationFactory(source=source, reference=f"ABC-{n}", position=n, audiences=[audience])

    response = client.get("/recommendations.csv")
    parts = list(response.streaming_content)  # type: ignore[attr-defined]  # it is a stream

    assert len(parts) == 4  # the names of the columns and 2, 2 and 1 rows
    rows = csv.DictReader(io.StringIO(b"".join(parts).decode("utf-8-sig")))
    assert [(row["reference"], row["audiences"]) for row in rows] == [
        (f"ABC-{n}", f"Audience {n - 1}") for n in range(1, 6)
    ]


@pytest.mark.django_db
def test_the_files_name_says_the_filter_and_the_date(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime

    from django.utils import timezone

    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 1, 31))
    AudienceFactory(slug="icbs")

    response = client.get("/recommendations.csv?audience=icbs&certainty=low&certainty=moderate&q=Staff+time!")

    expected = "recommendations-search-staff-time-audience-icbs-certainty-low-moderate-2026-01-31.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{expected}"'


@pytest.mark.django_db
def test_a_cell_that_would_run_as_a_formula_is_made_harmless(client: Client) -> None:
    RecommendationFactory(title="=HYPERLINK(1)", statement="+1", points="@SUM(A1)")

    (row,) = csv.DictReader(io.StringIO(client.get("/recommendations.csv").getvalue().decode("utf-8-sig")))

    assert row["title"] == "'=HYPERLINK(1)"
    assert row["statement"] == "'+1"
    assert row["points"] == "'@SUM(A1)"


def test_the_columns_are_the_contracts() -> None:
    assert ",".join(COLUMNS) == CONTRACT
