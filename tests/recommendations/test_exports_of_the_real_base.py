"""The files of lists of the real base say byte for byte what the rows themselves do."""

import pytest
from django.test import Client

from evidence.models import Study
from recommendations.models import Recommendation
from tests.support.csv_oracle import as_csv, recommendation_row, study_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]


def test_the_recommendations(client: Client) -> None:
    rows = Recommendation.objects.published().order_by("source__position", "position", "reference", "pk")

    assert client.get("/recommendations.csv").getvalue() == as_csv(map(recommendation_row, rows))


def test_the_studies(client: Client) -> None:
    listed = client.get("/studies.csv").getvalue()

    assert listed == as_csv(map(study_row, Study.objects.published().order_by("position", "label", "pk")))
