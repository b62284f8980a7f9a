"""What every page needs to know: the service's name, its settings and the way round it."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from lists.links import address

NAVIGATION = (
    *(("Recommendations", "recommendations"), ("Audiences", "audiences"), ("Themes", "themes"), ("Studies", "studies")),
    *(("Evidence map", "evidence-map"), ("Case studies", "case-studies"), ("WRES", "wres")),
    *(("Resources", "resources"), ("Recommendation map", "recommendation-map"), ("Statistics", "statistics")),
    *(("Glossary", "glossary"), ("Sources", "sources"), ("What is new", "new")),
)


class NavigationItem(NamedTuple):
    """A link of the header, as the design system's component takes it."""

    text: str
    href: str
    current: bool  # whether it leads to the page itself
    active: bool  # whether the page is below it


def service(request: HttpRequest) -> dict[str, Any]:
    """The service and its navigation, with the part that the reader is in marked.

    Returns::

        {
            "service": {"name": "Equity Evidence", "uses_nhs_logo": False, "owner": "", "error_email": "", "today": …},
            "navigation": (NavigationItem("Themes", "/themes/", current=True, active=False), …),
        }
    """
    here = request.path
    addresses = [(text, address(name)) for text, name in NAVIGATION]
    return {
        "service": {
            "name": settings.SERVICE_NAME,
            "uses_nhs_logo": settings.USE_NHS_LOGO,
            "owner": settings.SERVICE_OWNER,
            "error_email": settings.ERROR_REPORT_EMAIL,
            "today": timezone.localdate(),
        },
        "navigation": tuple(
            NavigationItem(text, href, here == href, here.startswith(href) and here != href) for text, href in addresses
        ),
    }
