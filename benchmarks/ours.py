"""The service itself, with its caches and without."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from benchmarks.pages import Choices, recommendation_paths
from benchmarks.servers import Subject, free_port, granian, serving

DEPLOYED, PAGES_ANEW, UNCACHED = "ours", "ours, no page cache", "ours, no cache"
NO_CACHE = {"PAGE_CACHE_MEGABYTES": "0", "QUERY_CACHE_OFF": "1", "CACHE_URL": ""}
ENVIRONMENTS = {
    DEPLOYED: {},
    # As a page that nobody has asked for yet is made by a process that has answered others: from the row sets that it
    # holds for the content's version.
    PAGES_ANEW: {"PAGE_CACHE_MEGABYTES": "0", "CACHE_URL": ""},
    UNCACHED: NO_CACHE,
}


def serve(name: str, choices: Choices) -> AbstractContextManager[Subject]:
    """Run the service with the caches that ENVIRONMENTS leaves it under this name."""
    port = free_port()
    return serving(
        name,
        granian("config.wsgi:application", port),
        paths=paths(choices),
        port=port,
        ready="/healthz",
        environment=ENVIRONMENTS[name],
    )


def paths(choices: Choices) -> Mapping[str, Sequence[str]]:
    """Where each page is."""
    return {
        **recommendation_paths(choices, audience="audience", theme="theme"),
        "search of everything": [f"/search/?q={choices.common}"],
        "studies": ["/studies/"],
        "evidence map": ["/evidence-map/"],
        "home": ["/"],
    }
