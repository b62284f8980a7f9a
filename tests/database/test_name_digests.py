"""The digest of a name is the same in Python, which makes keys of entries, and in PostgreSQL, which finds them."""

import pytest
from django.db.models import Value
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from database.name_digests import NameDigest, digest_of
from evidence.models import Study
from tests.factories.evidence import StudyFactory

pytestmark = pytest.mark.django_db


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example("HEEC-ES-1")
@example("")
@example("\\x41")
@example("\\\\101 % %s '’ é 漢 😀")
def test_the_digest_is_the_same_in_both(name: str) -> None:
    StudyFactory()
    assert Study.objects.values_list(NameDigest(Value(name)), flat=True)[0] == digest_of(name)
