"""Finding the addresses of the site, by its links and forms."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.support.site_snapshot.answers import html_of

# The same facets as the studies have, on a page many times as large.
HEAVY, BUT_ALL_OF = {"/evidence-map/"}, {"rows", "columns", "cells"}
# Former versions say much what the newest does, so these are as many as are looked at of each kind of entry.
VERSIONS = 12
MOST_TOGETHER = 3


def offers(address: str, response: Any) -> Iterator[str]:
    """The addresses to which a page leads by links, and by its forms with one control used at a time."""
    if "Location" in response:
        yield urljoin(address, response["Location"])
    if not response.get("Content-Type", "").startswith("text/html") or not response.content.strip():
        return
    root = html_of(response)
    for href in root.xpath("//a/@href | //link[@rel='alternate']/@href"):
        yield urljoin(address, href)
    for node in root.xpath("//*[@data-ajax--url]"):
        query = {name: node.get(f"data-{name.replace('_', '-')}") for name in ("app_label", "model_name", "field_name")}
        yield f"{node.get('data-ajax--url')}?{urlencode({'term': '', **query})}"
    for form in root.forms:
        if form.method == "GET":
            action = urljoin(address, form.action or "").split("?")[0]
            yield f"{action}?{urlencode(form.form_values())}"
            if action.startswith("/admin/"):
                continue
            outside = root.xpath("//*[self::select or self::input][@form = $form]", form=form.get("id", ""))
            for control in (*form.inputs, *outside):
                values = [control.get("value")] if control.get("type") in ("checkbox", "radio", "hidden") else []
                values = list(control.value_options) if control.tag == "select" else values or ["staff training", "\0"]
                for value in (*values, "no-such-thing") if control.get("name") else ():
                    yield f"{action}?{urlencode({control.get('name'): value or ''})}"
            yield from (f"{action}?{query}" for query in ("page=9999", "page=x", "sort=x", "no-such-filter=x"))


class Choice:
    """Which addresses are asked for: all of the public site, but few of many queries and of the admin's many rows."""

    def __init__(self, area: str, rows: Iterable[str] = ()) -> None:
        self.area, self.rows, self.taken = area, tuple(rows), Counter[Any]()

    def __call__(self, address: str) -> bool:
        """Whether to ask for an address; it counts as asked for."""
        path, query = urlsplit(address).path, parse_qsl(urlsplit(address).query, keep_blank_values=True)
        if path.startswith("/static/") or path.startswith("/admin/") != (self.area == "admin"):
            return False
        key, most = (self._in_admin if self.area == "admin" else self._in_public)(path, query)
        self.taken[str(key)] += 1
        return self.taken[str(key)] <= most

    def _in_admin(self, path: str, query: list[tuple[str, str]]) -> tuple[Any, int]:
        """What an address is an example of, and how many examples are looked at."""
        if "field_name" in dict(query):
            return query, 1
        path = path if path.startswith(self.rows) else re.sub(r"/\d+/", "/N/", path)
        names = sorted({name for name, _ in query})
        # The filters of a list alone, and one example each of two and of three together.
        return (path, names if len(names) < 2 else len(names)), int(len(names) <= MOST_TOGETHER)

    def _in_public(self, path: str, query: list[tuple[str, str]]) -> tuple[Any, int]:
        """The same for the public site: each value of each filter alone, exports and the map less often."""
        if not query:
            version = re.match(r"(/[^/]+/)[^/]+/versions/", path)
            return (version[1], VERSIONS) if version else (path, 1)
        try:
            view = resolve(path).view_name
        except Resolver404:
            view = path
        is_light = path.endswith("/") and (path not in HEAVY or query[0][0] in BUT_ALL_OF)
        if len(query) == 1:
            return (view, *query[0]) if is_light else (view, query[0][0]), 1
        return (view, sorted({name for name, _ in query})) if is_light else (view, len(query)), 1


def crawl(client: Any, start: Iterable[str], choice: Choice, add: Callable[[str, Any], None]) -> list[str]:
    """Asks for what is to be found from the given addresses, breadth first; gives all that were asked for."""
    queue = deque(dict.fromkeys(start))
    known = set(queue)
    for address in queue:
        choice(address)
    asked: list[str] = []
    while queue:
        address = queue.popleft()
        asked.append(address)
        response = client.get(address)
        add(f"GET {address}", response)
        for offered in offers(address, response):
            parts = urlsplit(offered)
            found = f"{parts.path}?{parts.query}" if parts.query else parts.path
            if parts.netloc in ("", "localhost") and parts.scheme in ("", "http") and found not in known:
                known.add(found)
                if choice(found):
                    queue.append(found)
    return asked
