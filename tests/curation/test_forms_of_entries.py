"""How forms of entries show their fields."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from evidence.models import Setting
from tests.factories import RecommendationFactory, SettingFactory, StudyFactory

pytestmark = pytest.mark.django_db

FOLDED = "What the reader should know"


def is_open(page: str, heading: str) -> bool:
    """Whether the part of a form below a heading is folded open."""
    [attributes] = re.findall(rf"<details([^>]*)><summary>\s*<h2[^>]*>{heading}</h2>", page)
    return "open" in attributes


@pytest.mark.parametrize(("note", "shown"), [("", False), ("The brief says 4, its table 5.", True)])
def test_what_few_entries_have_is_folded_away_while_it_is_empty(admin_client: Client, note: str, shown: bool) -> None:
    row = RecommendationFactory(curator_note=note)
    page = admin_client.get(reverse("admin:recommendations_recommendation_change", args=[row.pk])).content.decode()
    assert is_open(page, FOLDED) is shown


def test_a_fault_is_never_folded_away(admin_client: Client) -> None:
    posted = admin_client.post(reverse("admin:recommendations_recommendation_add"), {"period_ended_on": "soon"})
    page = posted.content.decode()
    assert "Enter a valid date." in page
    assert f"<summary>{FOLDED}" not in page
    assert not re.search(rf"<details[^>]*><summary>\s*<h2[^>]*>{FOLDED}", page)


def test_what_links_a_term_is_counted_before_it_is_deleted(admin_client: Client) -> None:
    setting: Setting = SettingFactory()
    StudyFactory().settings.add(setting)
    page = admin_client.get(reverse("admin:evidence_setting_delete", args=[setting.pk])).content.decode()
    assert "Links of study to setting: 1" in page
    assert "object (" not in page
