"""What curators write of an entry is on its page, but for what is left out here for a reason."""

from typing import Any

import pytest
from django.db import models
from django.test import Client

from evidence.models import CaseStudy, Resource, Source, Study
from recommendations.models import Recommendation
from tests.factories import (
    CaseStudyFactory,
    CitationFactory,
    RecommendationFactory,
    ResourceFactory,
    SourceFactory,
    StudyFactory,
)
from tests.test_every_field_is_considered import texts

pytestmark = pytest.mark.django_db

WITHDRAWN = {"It is why the page is gone": "withdrawn_because"}
#: By model, the texts that its page leaves out, as names with spaces between them, by the reason.
NOT_SHOWN: dict[Any, dict[str, str]] = {
    Recommendation: WITHDRAWN | {"It is shown with the assessment that it is about": "assessment_note"},
    Study: WITHDRAWN
    | {"It is shown where there is a notice": "retraction_date"}
    | {"It is its publisher's text, for curators alone": "abstract"},
    CaseStudy: WITHDRAWN,
    Resource: WITHDRAWN,
    Source: WITHDRAWN | {"It names the source on other pages": "short_title"},
}
FACTORIES: dict[Any, Any] = {
    Recommendation: RecommendationFactory,
    Study: StudyFactory,
    CaseStudy: CaseStudyFactory,
    Resource: ResourceFactory,
    Source: SourceFactory,
}


@pytest.mark.parametrize("model", FACTORIES)
def test_every_text_of_an_entry_is_on_its_page(model: Any, client: Client) -> None:
    fields = {name: model._meta.get_field(name) for name in texts(model)}
    free = [name for name, field in fields.items() if isinstance(field, models.TextField) or not field.validators[1:]]
    written = {name: f"Word {number} of it" for number, name in enumerate(sorted(free))}
    entry = FACTORIES[model](**written)
    if model is Study:
        CitationFactory(study=entry)
    page = client.get(entry.get_absolute_url()).content.decode()
    left_out = {name for names in NOT_SHOWN[model].values() for name in names.split()}
    missing = sorted(name for name, text in written.items() if text not in page and name not in left_out)
    assert not missing, (
        f"The page of a {model.__name__} does not show {', '.join(missing)}. Add it to the page, or to NOT_SHOWN in "
        "tests/pages/test_every_text_is_shown.py with the reason."
    )
