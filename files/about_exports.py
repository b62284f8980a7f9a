"""What every file that is taken away says of itself: what is in it, how to get it again, and how it may be used."""

import datetime
from dataclasses import dataclass

from caching.content_version import current_version
from lists.wording import day_in_words

#: The licence of our own words.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "Creative Commons Attribution 4.0 (CC BY 4.0)"


@dataclass(frozen=True)
class AboutExport:
    """What a file says of itself.

    Attributes:
        service: The name of the service.
        title: What is in it, with the filter in words: “23 recommendations for PCNs”.
        address: The whole address of the list, which repeats it.
        made_on: The day on which it was made.
        version: Of the content; it counts up with every change of what the public sees.
        citation: How to cite it.
        caution: What to know when reading it.
    """

    service: str
    title: str
    address: str
    made_on: datetime.date
    version: str
    citation: str
    caution: str = ""

    def lines(self) -> list[tuple[str, str]]:
        """What it says, each with its name."""
        return [
            ("What is in this file", self.title),
            ("The same list, as it is now", self.address),
            ("Made on", day_in_words(self.made_on)),
            ("Version of the evidence base", self.version),
            *([("How to read it", self.caution)] if self.caution else []),
            ("Licence", f"{LICENCE_NAME}: {LICENCE}. Please name {self.service} and the source of each entry."),
            ("How to cite it", self.citation),
        ]

    def as_json(self) -> dict[str, str]:
        """The same for programs."""
        return {
            "title": self.title,
            "address": self.address,
            "made_on": self.made_on.isoformat(),
            "version": self.version,
            **({"caution": self.caution} if self.caution else {}),
            "licence": LICENCE,
            "citation": self.citation,
        }


def content_version() -> str:
    """The version of the content that a page is made from, as files name it."""
    version, _ = current_version()
    return f"{version.number}"
