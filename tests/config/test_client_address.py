"""Whom a request comes from, which limits, sign-in attempts and logs go by."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config import environment
from config.client_address import ClientAddressMiddleware, limited_address

OURS = "10.0.0.0/24, 192.0.2.7, 2001:db8:ffff::/48"


def seen(monkeypatch: pytest.MonkeyPatch, settings, peer: str, forwarded: str | None = None, proxies: str = OURS):
    monkeypatch.setenv("TRUSTED_PROXIES", proxies)
    settings.TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
    more: Any = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https", **more)
    ClientAddressMiddleware(lambda request: HttpResponse())(request)
    return request


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        # Through two of ours, with a port, as IPv6, as IPv4 within IPv6.
        ("10.0.0.5", "198.51.100.1, 192.0.2.7", "198.51.100.1"),
        ("10.0.0.5", "198.51.100.1:4711", "198.51.100.1"),
        ("2001:db8:ffff::1", "[2001:db8::2]:443", "2001:db8::2"),
        ("::ffff:10.0.0.5", "::ffff:198.51.100.1", "198.51.100.1"),
        # What the client itself claims comes before what ours added.
        ("10.0.0.5", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "10.0.0.9, 198.51.100.1", "198.51.100.1"),
        # Somebody who is no proxy of ours, nobody, and nonsense.
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),
        ("10.0.0.5", None, "10.0.0.5"),
        ("10.0.0.5", "203.0.113.9, unknown", "10.0.0.5"),
        ("10.0.0.5", "\x00, '--", "10.0.0.5"),
        # A server on a Unix socket, which only our own proxy reaches.
        ("", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("", None, ""),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy_of_ours(monkeypatch, settings, peer, forwarded, client):
    assert seen(monkeypatch, settings, peer, forwarded).META["REMOTE_ADDR"] == client


def test_without_proxies_of_ours_nobody_is_believed(monkeypatch, settings):
    assert seen(monkeypatch, settings, "10.0.0.5", "203.0.113.9", proxies="").META["REMOTE_ADDR"] == "10.0.0.5"


def test_only_a_proxy_of_ours_says_whether_it_was_https(monkeypatch, settings):
    assert "HTTP_X_FORWARDED_PROTO" in seen(monkeypatch, settings, "10.0.0.5").META
    assert "HTTP_X_FORWARDED_PROTO" in seen(monkeypatch, settings, "").META
    assert "HTTP_X_FORWARDED_PROTO" not in seen(monkeypatch, settings, "198.51.100.1").META


def test_limits_count_a_network_of_ipv6_as_one(monkeypatch, settings):
    one, other, elsewhere = (
        limited_address(seen(monkeypatch, settings, f"2001:db8:{network}::{host}"))
        for network, host in [("1:1", "5"), ("1:1", "6"), ("1:2", "5")]
    )
    assert one == other != elsewhere
    assert limited_address(seen(monkeypatch, settings, "198.51.100.1")) == "198.51.100.1"
    assert limited_address(seen(monkeypatch, settings, "")) is None


def test_what_is_no_address_is_refused(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, nginx")
    with pytest.raises(environment.InvalidVariable, match="TRUSTED_PROXIES: 'nginx' does not"):
        environment.networks("TRUSTED_PROXIES")
