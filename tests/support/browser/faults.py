"""What can be wrong with any page, whatever it is about."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Error, Page

AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

#: Lets axe compare the colours of the first three texts of each look and pass over the rest of them. On a page of many
#: like entries, to compare each takes several times as long as all other rules. A look is what the contrast comes from:
#: the text's colour, size and weight, and what each element around it is and paints behind it. A single character is a
#: look of its own, since axe does not judge it.
FEW_OF_EACH_LOOK = """(() => {
    const grounds = new Map([[document.documentElement, ""]]);
    const ground = element => {
        if (!grounds.has(element)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
            const own = [element.tagName, element.className, backgroundColor, backgroundImage, opacity];
            grounds.set(element, [ground(element.parentElement), ...own].join());
        }
        return grounds.get(element);
    };
    const seen = new Map();
    for (const element of document.body.querySelectorAll("*")) {
        const texts = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
        const words = texts.map(text => text.data.trim()).join("");
        if (words && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) {
            const { color, fontSize, fontWeight } = getComputedStyle(element);
            const look = [ground(element), color, fontSize, fontWeight, words.length === 1].join();
            seen.set(look, (seen.get(look) ?? 0) + 1);
            element.toggleAttribute("data-seen-before", seen.get(look) > 3);
        }
    }
    axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-seen-before])" }] });
})()"""

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


def unfold(page: Page, is_open: bool = True) -> None:
    """Open whatever is folded away, so that it is seen as well; or fold it away."""
    page.evaluate("isOpen => document.querySelectorAll('details').forEach(each => { each.open = isOpen })", is_open)


def accessibility_faults(page: Page, every_text: bool = False) -> list[str]:
    """What axe finds wrong; it compares the colours of a few texts of each look, or else of every text."""
    # What a click has only begun to load has no body yet.
    page.wait_for_load_state()
    # Once for each document: to read it takes the browser as long as a small page's check.
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    if not every_text:
        page.evaluate(FEW_OF_EACH_LOOK)
    violations = page.evaluate("async options => (await axe.run(document, options)).violations", AXE_OPTIONS)
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


def faults_at(page: Page, address: str, status: int, complaints: Complaints, every_text: bool = False) -> list[str]:
    """Open an address, and give everything that is wrong with it."""
    response = page.goto(address)
    assert response is not None
    faults = [] if response.status == status else [f"answered {response.status}, not {status}"]
    return faults + faults_seen(page, every_text) + complaints.taken()


def faults_seen(page: Page, every_text: bool = False) -> list[str]:
    """What is wrong with the page in the window, as it stands and with everything unfolded."""
    faults = overflow_faults(page)
    unfold(page)
    return faults + overflow_faults(page) + accessibility_faults(page, every_text)


def described(address: str, faults: list[str]) -> str:
    """The faults of a page for a report."""
    return "\n".join([f"{address} at {len(faults)} points:", *(f"  {fault}" for fault in faults)])
