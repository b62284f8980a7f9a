"""The words of locators: how the place of a passage in its document is written."""

import re

LONGEST = 250
#: In front of a numbered section's number: “Evidence Section 1” is called “Section 1”.
_NUMBERED = re.compile(r"^(?:\w+ )?((?:section|chapter|part|appendix) [\dA-Z]+(?:\.\d+)*)\b", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def section_words(heading: str) -> str:
    """A heading as a locator names it: “Section 2” for “Section 2: Empowering through resources”."""
    heading = _SPACES.sub(" ", heading).strip().rstrip(":.")
    numbered = _NUMBERED.match(heading)
    return numbered[1][0].upper() + numbered[1][1:] if numbered else heading


def page_words(first: str = "", last: str = "") -> str:
    """“page 12”, “pages 12 and 13” or “pages 12 to 14”; nothing without a page."""
    if not first:
        return ""
    if last in ("", first):
        return f"page {first}"
    follows = first.isdecimal() and last.isdecimal() and int(last) == int(first) + 1
    return f"pages {first} {'and' if follows else 'to'} {last}"


def in_one_locator(sections: list[str], page: str) -> str:
    """The sections, the outermost first, and the page; what is too long loses its middle sections, then its end."""
    while len(sections) > 2 and len(_joined(sections, page)) > LONGEST:
        sections = [sections[0], *sections[2:]]
    said = _joined(sections, page)
    if len(said) <= LONGEST:
        return said
    room = LONGEST - len(page) - 3
    return _joined([f"{_joined(sections, '')[:room]}…"], page)


def _joined(sections: list[str], page: str) -> str:
    return ", ".join(filter(None, [*sections, page]))
