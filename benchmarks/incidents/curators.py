"""Who works in the admin: a curator and a reviewer who publish one edition after another, and imports of studies."""

import io
import itertools
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from secrets import token_hex
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html

from benchmarks.incidents.visitors import STOP, Editions, Site

PASSWORD = "a long one for this measurement alone"  # noqa: S105
CURATOR, REVIEWER = "curator", "reviewer"
RECORDS = 200
JSON = {"Accept": "application/json"}


class Unavailable(Exception):
    """The service could not answer; who asked tries again."""


def page_of(site: Site, path: str, **form: Any) -> requests.Response:
    """A page of the admin. Raises Unavailable if there is none, and after a new sign-in if there had to be one."""
    response = site.ask(path, **form)
    if response is None:
        raise Unavailable
    if urlsplit(response.url).path.endswith("/login/"):
        sign_in(site)
        raise Unavailable
    if response.status_code >= 400:
        site.answers.complain(f"{path} answered {response.status_code}")
        raise Unavailable
    return response


def sign_in(site: Site) -> None:
    """Sign in as the person whom the site is visited as."""
    page = site.ask("/admin/login/")
    if page is not None:
        values = {**_values(html.fromstring(page.text).forms[-1]), "username": site.visitor, "password": PASSWORD}
        site.ask("/admin/login/", data=values)


def fill_in(site: Site, page: requests.Response, **changes: Any) -> requests.Response:
    """Send the form of a page, with some of its values changed."""
    forms = [each for each in html.fromstring(page.text).forms if each.method == "POST"]
    [form, *_] = [each for each in forms if "logout" not in (each.action or "")]
    path = urlsplit(urljoin(page.url, form.action or "")).path
    files = {name: changes.pop(name) for name in ("file",) if name in changes}
    return page_of(site, path, data={**_values(form), **changes}, files=files or None)


def _values(form: Any) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def publish(curator: Site, reviewer: Site, key: int, editions: Editions) -> None:
    """Publish one edition after another until told to stop; an edition is tried until it is out."""
    form = f"/admin/evidence/study/{key}/change/"
    for number in itertools.count(1):
        editions.began[number] = time.monotonic()
        _until_done(partial(_publish, curator, reviewer, form, number))
        if STOP.is_set():
            return
        editions.published[number] = time.monotonic()


def _publish(curator: Site, reviewer: Site, form: str, number: int) -> None:
    """Bring an edition from wherever it is to the public: a try that broke off may have saved it, or published it."""
    label = f"Edition {number}."
    page = page_of(curator, form)
    if html.fromstring(page.text).xpath("string(//input[@name='label']/@value)") != label:
        fill_in(curator, page, label=label, _review="1", _note="")
        page = page_of(curator, form)
    send = form.replace("/change/", "/step/send-to-review/")
    if send in page.text:
        # A try broke off between saving and sending.
        fill_in(curator, page_of(curator, send))
    review = page_of(reviewer, form.replace("/change/", "/review/"))
    # Where it is out already, the screen leads back to the form.
    if "/review/" in review.url and "/review/" in fill_in(reviewer, review, step="publish").url:
        # Refused, as while an import writes studies: the page says so.
        raise Unavailable


def import_studies(site: Site, imported: list[str]) -> None:
    """Upload, read and confirm one file of studies after another until told to stop; keeps what was confirmed."""
    for number in itertools.count(1):
        subject = f"Incident {number}"
        _until_done(partial(_import, site, subject))
        if STOP.is_set():
            return
        imported.append(subject)


def _import(site: Site, subject: str) -> None:
    page = page_of(site, "/admin/evidence/studyimport/")
    names = html.fromstring(page.text).xpath("//a[contains(@href, '/studyimport/')]")
    mine = [each.get("href") for each in names if f"{subject}.ris" in each.text_content()]
    if mine:
        shown = page_of(site, urlsplit(urljoin(page.url, mine[0])).path)
    else:
        add = page_of(site, "/admin/evidence/studyimport/add/")
        shown = fill_in(site, add, file=(f"{subject}.ris", io.BytesIO(records(subject))))
    address = urlsplit(shown.url).path
    form = {"csrfmiddlewaretoken": site.session.cookies["csrftoken"]}
    while page_of(site, address.replace("change/", "read/"), data=form, headers=JSON).json()["is_left"]:
        pass
    page_of(site, address.replace("change/", "confirm/"), data=form)


def records(subject: str) -> bytes:
    """A file of records whose titles nothing else has."""
    each = "TY  - JOUR\nTI  - {} among {} nurses\nAU  - Made, Up\nPY  - 2020\nER  - \n"
    return "\n".join(each.format(subject, token_hex()) for _ in range(RECORDS)).encode()


def _until_done(attempt: Callable[[], None]) -> None:
    while not STOP.is_set():
        with suppress(Unavailable):
            attempt()
            break
