"""Every page that can be reached from the home page by links; `make accessibility` runs it."""

from collections import deque

from playwright.sync_api import Page

from tests.support.browser.faults import Complaints, described, faults_at

LINKS = """() => [...document.links]
    .filter(link => link.origin === location.origin)
    .map(link => link.pathname + link.search)"""

#: Beyond this many pages, links make more links without end.
MOST_PAGES = 5_000


def test_every_page_has_no_faults(page_at_each_width: Page) -> None:
    page = page_at_each_width
    complaints = Complaints(page)
    waiting, known, report = deque(["/"]), {"/"}, []
    while waiting:
        address = waiting.popleft()
        if is_file(address):
            status = page.request.get(address).status
            faults = [] if status == 200 else [f"answered {status}"]
        else:
            faults = faults_at(page, address, 200, complaints, every_text=True)
        if faults:
            report.append(described(address, faults))
        # Links of a list that a query already narrowed lead to ever more lists of the same kind.
        if "?" not in address and not is_file(address):
            found = set(page.evaluate(LINKS)) - known
            known |= found
            waiting.extend(sorted(found))
        assert len(known) < MOST_PAGES
    print(f"{len(known)} pages were checked.")  # noqa: T201
    assert not report, "\n\n".join(report)


def is_file(address: str) -> bool:
    """Whether an address gives a file to take away rather than a page."""
    return "." in address.partition("?")[0].rpartition("/")[2]
