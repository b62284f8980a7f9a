"""What the home page shows: a way in by audience, theme and certainty, and what is new."""

from typing import Any

from evidence.models import Source
from evidence.presenters import themes_page
from evidence.unchanged_reads import UnchangedReads
from recommendations.presenters import audiences_page, certainty_profile, newest


def home_page() -> dict[str, Any]:
    """The home page, remembered until something in the database changes.

    Returns::

        {"audiences": see audiences_page, those that something names, "themes": see themes_page, of the core framework,
         "certainty": see certainty_profile, "newest": [{"text": "…", "href": "…"}, …], "sources": [Source, …]}
    """
    return UnchangedReads().get("home page", _home_page)


def _home_page() -> dict[str, Any]:
    return {
        "audiences": [
            {**group, "audiences": [each for each in group["audiences"] if each["count"]]}
            for group in audiences_page()
            if any(each["count"] for each in group["audiences"])
        ],
        "themes": [theme for group in themes_page() if group["framework"].is_core for theme in group["themes"]],
        "certainty": certainty_profile(),
        "newest": newest(),
        "sources": list(Source.objects.published()),
    }
