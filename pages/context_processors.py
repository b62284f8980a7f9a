"""What every page needs to know: the service's name, its settings and the way round it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

NAVIGATION = (
    ("Recommendations", "recommendations"),
    ("Audiences", "audiences"),
    ("Themes", "themes"),
    ("Studies", "studies"),
    ("Evidence map", "evidence-map"),
    ("Case studies", "case-studies"),
    ("WRES", "wres"),
    ("Statistics", "statistics"),
    ("Glossary", "glossary"),
    ("Sources", "sources"),
)


def service(request: HttpRequest) -> dict[str, Any]:
    """The service and its navigation, with the part that the reader is in marked.

    Returns::

        {
            "service": {"name": "Equity Evidence", "uses_nhs_logo": False, "owner": "", "error_email": "", "today": …},
            "navigation": [{"text": "Themes", "href": "/themes/", "current": True, "active": False}, ...],
        }
    """
    items = []
    for text, name in NAVIGATION:
        href = reverse(name)
        items.append(
            {
                "text": text,
                "href": href,
                "current": request.path == href,
                "active": request.path.startswith(href) and request.path != href,
            }
        )
    return {
        "service": {
            "name": settings.SERVICE_NAME,
            "uses_nhs_logo": settings.USE_NHS_LOGO,
            "owner": settings.SERVICE_OWNER,
            "error_email": settings.ERROR_REPORT_EMAIL,
            "today": timezone.localdate(),
        },
        "navigation": items,
    }
