"""What can be wrong with any page, whatever it is about."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

#: The elements that reach beyond the window's right edge, as a reader of the report can find them.
BEYOND_THE_EDGE = """() => [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > window.innerWidth + 1)
    .map(element => element.outerHTML.slice(0, 120))
    .slice(0, 5)"""


class Complaints:
    """Hears what the browser complains of while it shows pages: errors of scripts, blocked or missing files."""

    def __init__(self, page: Page) -> None:
        self._heard: list[str] = []
        self._page = page
        page.on("console", self._on_message)
        page.on("pageerror", self._on_error)

    def _on_message(self, message: ConsoleMessage) -> None:
        # That a page itself was answered with 400 or 404 is seen by its status, and may be meant.
        about_the_page = message.location["url"] == self._page.url and message.text.startswith("Failed to load")
        if message.type in ("error", "warning") and not about_the_page:
            self._heard.append(f"{message.type}: {message.text}")

    def _on_error(self, error: Error) -> None:
        self._heard.append(f"error of a script: {error}")

    def taken(self) -> list[str]:
        """What was heard since the last time."""
        heard, self._heard = self._heard, []
        return heard


def open_all(page: Page) -> None:
    """Unfold whatever is folded away, so that it is seen as well."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def accessibility_faults(page: Page, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds wrong, but for the rules named in ``without``."""
    options = {**AXE_OPTIONS, "rules": {rule: {"enabled": False} for rule in without}}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"axe: {violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(f"    {node['html']}" for node in violation["nodes"])
        for violation in violations
    ]


def overflow_faults(page: Page) -> list[str]:
    """Whether the page must be scrolled sideways, and what makes it so wide."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if width <= window:
        return []
    elements = "\n".join(f"    {element}" for element in page.evaluate(BEYOND_THE_EDGE))
    return [f"{width} pixels wide in a window of {window}\n{elements}"]


def faults_at(
    page: Page, address: str, status: int, complaints: Complaints, without: tuple[str, ...] = ()
) -> list[str]:
    """Open an address, and give everything that is wrong with it."""
    response = page.goto(address)
    assert response is not None
    faults = [] if response.status == status else [f"answered {response.status}, not {status}"]
    faults += overflow_faults(page)
    open_all(page)
    faults += overflow_faults(page)
    faults += accessibility_faults(page, without)
    return faults + complaints.taken()


def described(address: str, faults: list[str]) -> str:
    """The faults of a page for a report."""
    return "\n".join([f"{address} at {len(faults)} points:", *(f"  {fault}" for fault in faults)])
