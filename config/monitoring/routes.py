"""What requests are told apart by in metrics and traces: few names, whatever anybody asks for."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def route_of(request: HttpRequest) -> str:
    """The name of the address, never the address itself, of which anybody can make up any number."""
    try:
        # A page from the cache, and a file, were answered before their address was looked up.
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
    return match.view_name
