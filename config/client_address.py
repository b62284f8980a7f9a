"""The address of whoever sent a request, whatever proxies of ours it passed.

Sign-in attempts, limits and logs all read ``REMOTE_ADDR``, which the middleware sets before any of them runs.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: An IPv6 customer has a network of their own, and as many addresses in it as they like.
IPV6_PREFIX = 64

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class ClientAddressMiddleware:
    """Sets ``REMOTE_ADDR`` to the client's address, and believes what a proxy says only if it is one of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.proxies: Sequence[Network] = settings.TRUSTED_PROXIES

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if self.proxies:
            peer = _address(request.META.get("REMOTE_ADDR", ""))
            if peer is not None and not self._is_ours(peer):
                request.META.pop("HTTP_X_FORWARDED_PROTO", None)
            request.META["REMOTE_ADDR"] = self._client(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""))
        return self.get_response(request)

    def _client(self, peer: Address | None, forwarded: str) -> str:
        """The nearest address that is no proxy of ours; a server on a Unix socket names no peer."""
        nearest = peer
        for text in reversed(forwarded.split(",")):
            # Each proxy adds its client at the end, so that only what ours added can be believed.
            if nearest is not None and not self._is_ours(nearest):
                break
            if (further := _address(text)) is None:
                break
            nearest = further
        return "" if nearest is None else str(nearest)

    def _is_ours(self, address: Address) -> bool:
        return any(address in network for network in self.proxies)


def limited_address(request: HttpRequest) -> str | None:
    """The address that a limit counts by: of IPv6, the whole network of the client; None if nobody knows."""
    address = _address(request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return None if address is None else str(address)


def _address(text: str) -> Address | None:
    """An address as proxies write it, some with a port."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
