"""The service itself in the vocabulary of schema.org; see evidence/structured_data.py."""

from django.conf import settings
from django.urls import reverse

from evidence.structured_data import Absolute, Node, node


def website(absolute: Absolute) -> Node:
    """The service, and how a program may search it."""
    address = absolute(reverse("search"))
    return node(
        "WebSite",
        name=settings.SERVICE_NAME,
        url=absolute(reverse("home")),
        potentialAction={
            **node("SearchAction", target=node("EntryPoint", urlTemplate=f"{address}?q={{search_term_string}}")),
            "query-input": "required name=search_term_string",
        },
    )
