"""The CSV of recommendations: its columns, its encoding, its name, and that no spreadsheet runs it."""

import csv
import io
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.models import Retraction, Study
from files import row_queries
from recommendations.exports import columns
from recommendations.models import Recommendation
from tests.factories.evidence import (
    CitationFactory,
    CountryFactory,
    FindingFactory,
    FrameworkFactory,
    PopulationFactory,
    SettingFactory,
    SourceFactory,
    StudyFactory,
    ThemeFactory,
)
from tests.factories.recommendations import AudienceFactory, RecommendationFactory
from tests.factories.workforce import IndicatorFactory
from tests.support.csv_oracle import as_csv, recommendation_row, study_row

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
    monkeypatch.setattr(row_queries, "FIRST_BATCH", 2)
    monkeypatch.setattr(row_queries, "BATCH_SIZE", 2)
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
@override_settings(ALLOWED_HOSTS=["xn--equity-9ya.example"])
def test_addresses_are_whole_on_a_host_with_letters_of_other_scripts(client: Client) -> None:
    RecommendationFactory(reference="ABC-1")
    content = client.get("/recommendations.csv", headers={"host": "xn--equity-9ya.example"}).getvalue()
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert row["url"] == "http://xn--equity-9ya.example/recommendations/ABC-1/"


@pytest.mark.django_db
def test_a_cell_that_would_run_as_a_formula_is_made_harmless(client: Client) -> None:
    RecommendationFactory(title="=HYPERLINK(1)", statement="+1", points="@SUM(A1)")

    (row,) = csv.DictReader(io.StringIO(client.get("/recommendations.csv").getvalue().decode("utf-8-sig")))

    assert row["title"] == "'=HYPERLINK(1)"
    assert row["statement"] == "'+1"
    assert row["points"] == "'@SUM(A1)"


def test_the_columns_are_the_contracts() -> None:
    assert ",".join(columns(str)) == CONTRACT


# What spreadsheets and CSV give a meaning, what Python takes for spaces and line ends, and plain words.
PIECES = st.sampled_from(
    [*"=+-@＝\t\r\n\v\f\x1c\x1f\x85\xa0\u2028\u3000 ,;\"'\\%", "\r\n", "\\.", "7", "4.3", "٣", "Nurses"]
)
TEXTS = st.lists(PIECES, max_size=7).map("".join) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=40
)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), retraction=st.sampled_from(["", *Retraction]))
def test_lines_say_what_the_rows_do_whatever_their_texts(texts: tuple[str, ...], retraction: str) -> None:
    if not Recommendation.objects.exists():
        RecommendationFactory(studies=[StudyFactory()])
    first, second, third, fourth = texts
    Recommendation.objects.update(title=first, statement=f"{second}.", points=third, locator=f"{fourth}.")
    Study.objects.update(label=first, authors=third, title=fourth, retraction=retraction)
    entry, study = Recommendation.objects.get(), Study.objects.get()

    client = Client()

    assert client.get("/recommendations.csv").getvalue() == as_csv([recommendation_row(entry)])
    assert client.get("/studies.csv").getvalue() == as_csv([study_row(study)])


@pytest.fixture
def linked_rows(db: None) -> None:
    """Some rows with links to much and to little, of which the public does not see all."""
    hidden = SourceFactory(draft=True)
    framework = FrameworkFactory()
    themes = [
        *(ThemeFactory(name=name, position=n, framework=framework) for name, n in (("B", 2), ("C", 1), ("A", 2))),
        ThemeFactory(position=0, framework__source=hidden),
    ]
    terms = {
        "themes": themes,
        "settings": [SettingFactory(name="Wards", position=1), SettingFactory(name="At home; and = near", position=1)],
        "populations": [PopulationFactory(position=2), PopulationFactory(position=1)],
    }
    study = StudyFactory(
        **terms, countries=[CountryFactory(code="US"), CountryFactory(code="GB")], retraction="corrected"
    )
    studies = [study, StudyFactory(year=None, studies_included=None, trials_included=None), StudyFactory(draft=True)]
    for source, number in ((SourceFactory(), 12), (SourceFactory(), None), (hidden, 3)):
        CitationFactory(study=study, source=source, number=number)
    FindingFactory(study=study, position=2)
    FindingFactory(study=study, position=1, direction="no-difference")
    FindingFactory(study=study, position=3, source=hidden)
    indicators = [IndicatorFactory(number=7), IndicatorFactory(number=2), IndicatorFactory(number=3, source=hidden)]
    source = SourceFactory(publication_date="2024")
    audiences = [AudienceFactory(position=1, name="B"), AudienceFactory(position=1, name="A")]
    RecommendationFactory(source=source, **terms, studies=studies, indicators=indicators, audiences=audiences)
    RecommendationFactory(source=source, certainty="very-low", kind="next-step", points="", review_due_on="2031-02-03")


@pytest.mark.usefixtures("linked_rows")
def test_lines_name_what_the_public_sees_linked_in_its_order(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_queries, "FIRST_BATCH", 1)
    entries = Recommendation.objects.order_by("source__position", "position", "reference")

    assert client.get("/recommendations.csv").getvalue() == as_csv(map(recommendation_row, entries))
    studies = Study.objects.published().order_by("position", "label")
    assert client.get("/studies.csv").getvalue() == as_csv(map(study_row, studies))


@pytest.mark.usefixtures("linked_rows")
def test_what_leaves_the_list_meanwhile_is_left_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_queries, "FIRST_BATCH", 1)
    parts: Iterator[bytes] = iter(client.get("/recommendations.csv").streaming_content)  # type: ignore[attr-defined]
    begun = next(parts) + next(parts)
    last = Recommendation.objects.order_by("-position", "-reference")[0]
    Recommendation.objects.filter(pk=last.pk).update(status="draft", published_on=None)

    assert last.reference.encode() not in begun + b"".join(parts)
