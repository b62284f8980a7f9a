"""A link from an address that somebody entered leads to a website and does nothing else."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from evidence.models import Resource
from files.documents import Run
from lists.web_addresses import WEB_ADDRESS, WebAddressField, is_web_address
from tests import factories

BAD = [
    *(
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "vbscript:msgbox(1)",
    ),
    *("data:text/html,<script>alert(1)</script>", "file:///etc/passwd", "ftp://example.org/", "//example.org", "/page"),
    *("https://user:password@example.org/", "https://www.nhs.uk@evil.example", "https://www.nhs.uk\\@evil.example"),
    *(
        "https://www.nhs.uk /",
        "https://www.nhs.uk/a b",
        "https://www.nhs.uk/\n",
        "https://www.nhs.uk\x00",
        "https:///x",
    ),
    # A Cyrillic letter, one of full width, a soft hyphen, and text that turns round.
    *(
        "https://www.nh\u0455.uk/",
        "https://www.nhs.u\uff4b/",
        "https://www.n\u00adhs.uk/",
        "https://nhs.uk/\u202egpj.exe",
    ),
    *("https://[::1]/", "https://nhs.uk/[a]", "https://nhs.uk[?a"),
    *('https://nhs.uk/"onclick="alert(1)', "https://nhs.uk/<b>", "https://-nhs.uk", "https://nhs.uk:port/", "https://"),
]
GOOD = [
    *("https://www.nhs.uk", "http://nhs.uk:8080/a/b.html?c=d&e=%20f|g#h", "https://WWW.NHS.UK/"),
    *(
        "https://xn--nh-6kc.uk/(1)",
        "https://doi.org/10.1002/(SICI)1097-0258;2-P",
        "https://nhs.uk?q=1",
        "https://nhs.uk/~a!'*",
        "https://example.org/?filter[0]=a",
        "https://example.org?a[]=b#c[d]",
    ),
]


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_web_address_is_none_anywhere(address):
    assert not is_web_address(address)
    assert Run("text", address=address).address == ""
    with pytest.raises(ValidationError):
        WebAddressField().run_validators(address)


@pytest.mark.parametrize("address", GOOD)
def test_addresses_as_browsers_write_them_are_taken(address):
    assert is_web_address(address)
    WebAddressField().run_validators(address)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [each for each in BAD if "\x00" not in each])
def test_the_database_refuses_it_whoever_writes_it(address):
    resource = factories.ResourceFactory()
    with pytest.raises(IntegrityError, match="is_web_address"), transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(url=address)


@pytest.mark.django_db
@pytest.mark.parametrize("address", GOOD)
def test_the_database_takes_what_the_form_takes(address):
    resource = factories.ResourceFactory()
    Resource.objects.filter(pk=resource.pk).update(url=address)


def test_every_address_of_a_model_is_of_this_kind_and_held_by_the_database():
    for model in apps.get_models():
        held: list[Any] = [each.name for each in model._meta.constraints]
        for field in model._meta.get_fields():
            if isinstance(field, models.URLField) and not hasattr(model, "pgh_tracked_model"):
                assert isinstance(field, WebAddressField)
                assert f"{model._meta.label_lower.replace('.', '_')}_{field.name}_is_web_address" in held


@pytest.mark.django_db
@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])) | st.sampled_from(BAD)))
@example(["https://", "nhs.uk", "/"])
def test_python_and_the_database_read_it_alike(texts):
    address = "".join(texts).replace("\x00", "")
    for tried in (address, f"https://nhs.uk/{address}", f"https://{address}.uk"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s ~ %s", [tried, WEB_ADDRESS])
            assert cursor.fetchone() == (is_web_address(tried),)


@given(st.text())
def test_whatever_is_taken_has_one_scheme_and_holds_nothing_that_ends_an_attribute(text):
    for tried in (text, f"https://nhs.uk/{text}", f"http:{text}"):
        if is_web_address(tried):
            assert re.match("https?://[A-Za-z0-9]", tried)
            assert not re.search(r"[\s\"<>\\\x00-\x20\x7f-\U0010ffff]", tried)
            assert "@" not in tried.split("/")[2]


@pytest.mark.django_db
def test_a_page_leads_nowhere_that_is_no_website(client, monkeypatch):
    resource = factories.ResourceFactory(url="https://www.nhs.uk/")
    assert 'href="https://www.nhs.uk/"' in client.get(resource.get_absolute_url()).content.decode()
    # As if it had got past the form and the database.
    monkeypatch.setattr(WebAddressField, "from_db_value", lambda *_: "javascript:alert(1)", raising=False)
    page = client.get(f"{resource.get_absolute_url()}?again=1").content.decode()
    assert "javascript:" not in page
