"""Whatever is sent to any address, the service answers, and answers nothing back as it was sent.

`make fuzz` sends thousands of requests, of another seed each time unless SEED names one.
"""

import os
import re
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from curation.snapshots import dry_run
from tests import factories
from tests.curation.test_rights import EVERYBODY, somebody
from tests.support.attacks import MARKUP, Attack, attacks

pytestmark = pytest.mark.django_db

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "150"))
SEED = int(os.environ.get("SEED", "17"))
NAMES = [
    *("q", "page", "sort", "audience", "theme", "certainty", "kind", "source", "indicator", "setting", "population"),
    *("design", "outcome", "direction", "country", "year_from", "year_to", "changed_since", "entry", "list", "rows"),
    *(
        "columns",
        "cells",
        "type",
        "example",
        "organisation",
        "status",
        "p",
        "o",
        "_popup",
        "_to_field",
        "next",
        "field_name",
    ),
    *(
        "app_label",
        "model_name",
        "term",
        "action",
        "_selected_action",
        "code",
        "username",
        "password",
        "id__in",
        MARKUP,
    ),
]


def addresses(resolver: Any, before: str = "") -> list[str]:
    """Every address, each part that varies as `<…>`."""
    found = []
    for each in resolver.url_patterns:
        route = before + re.sub(r"\(\?P<\w+>[^)]*\)", "<part>", str(each.pattern)).strip("^").replace("\\", "").rstrip(
            "$Z"
        )
        if isinstance(each, URLResolver):
            found += addresses(each, route)
        elif isinstance(each, URLPattern):
            found.append(f"/{route}")
    return found


ALL = addresses(get_resolver())
PUBLIC = [each for each in ALL if not each.startswith("/admin/")]
ADMIN = [each for each in ALL if each.startswith("/admin/")]


def known() -> list[str]:
    study, recommendation = factories.StudyFactory(), factories.RecommendationFactory()
    return [study.slug, str(study.pk), recommendation.reference, factories.ThemeFactory().slug, "high", "1", "2020"]


def send(client: Client, attack: Attack) -> Any:
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    cookies = f"my_list={attack.cookie}" + (f"; {settings.SESSION_COOKIE_NAME}={session.value}" if session else "")
    with dry_run():
        return client.generic(
            attack.method,
            "/",
            attack.body,
            content_type="application/x-www-form-urlencoded",
            PATH_INFO=unquote_to_bytes(attack.path).decode("latin-1"),
            QUERY_STRING=attack.query,
            # As a server hands over bytes.
            HTTP_COOKIE=cookies.encode(errors="replace").decode("latin-1"),
        )


def faults(answer: Any) -> list[str]:
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if re.search("html|xml|svg", answer.get("Content-Type", "")) and MARKUP[3:].encode() in body:
        found.append("what was sent comes back unescaped")
    if answer.get("Location", "/").startswith(("//", "\\", "https://evil", "javascript:")):
        found.append(f"leads to {answer['Location']}")
    if "fuzz" in answer.cookies or "Set-Cookie: fuzz" in str(answer.headers):
        found.append("sets a header of the client's")
    return found


def survives(client: Client, paths: list[str], seed: int, count: int) -> None:
    client.raise_request_exception = False
    told = []
    for attack in attacks(seed, count, paths, NAMES, known()):
        if found := faults(send(client, attack)):
            told.append((found, attack))
    assert not told, told[:3]


def test_the_public_addresses_survive(client):
    survives(client, PUBLIC, SEED, REQUESTS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_admin_survives(who):
    client, user = Client(), somebody(who)
    if user is not None:
        client.force_login(user)
    survives(client, ADMIN, SEED + EVERYBODY.index(who), REQUESTS // 4)


def test_the_admin_survives_a_superuser():
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    survives(client, ADMIN, SEED, REQUESTS // 2)
