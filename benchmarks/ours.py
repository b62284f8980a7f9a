"""The service itself, with its caches and without."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

from benchmarks.pages import Choices, recommendation_paths
from benchmarks.servers import Subject, free_port, granian, serving

DEPLOYED, UNCACHED = "ours", "ours, no cache"
NO_CACHE = {"PAGE_CACHE_MEGABYTES": "0", "QUERY_CACHE_OFF": "1", "CACHE_URL": ""}


def serve(choices: Choices, *, cached: bool) -> AbstractContextManager[Subject]:
    """Run the service as it is deployed, or with every cache of data off."""
    port = free_port()
    return serving(
        DEPLOYED if cached else UNCACHED,
        granian("config.wsgi:application", port),
        paths=paths(choices),
        port=port,
        ready="/healthz",
        environment={} if cached else NO_CACHE,
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
