"""Who works on entries in these tests."""

import pytest
from django.contrib.auth.models import User

from tests.support.people import person


@pytest.fixture
def cara(db: None) -> User:
    """A curator."""
    return person("cara", "Curator")


@pytest.fixture
def rhea(db: None) -> User:
    """A reviewer."""
    return person("rhea", "Reviewer")
