"""What every page needs to know: the service's name, its settings and the way round it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

NAVIGATION = (
    *(("Recommendations", "recommendations"), ("Audiences", "audiences"), ("Themes", "themes"), ("Studies", "studies")),
    *(("Evidence map", "evidence-map"), ("Case studies", "case-studies"), ("WRES", "wres")),
    *(("Statistics", "statistics"), ("Glossary", "glossary"), ("Sources", "sources")),
)


def service(request: HttpRequest) -> dict[str, Any]:
    """The service and its navigation, with the part that the reader is in marked.

    Returns::

        {
            "service": {"name": "Equity Evidence", "uses_nhs_logo": False, "owner": "", "error_email": "", "today": …},
            "navigation": [{"text": "Themes", "href": "/themes/", "current": True, "active": False}, ...],
        }
    """
    here = request.path
    addresses = [(text, reverse(name)) for text, name in NAVIGATION]
    return {
        "service": {
            "name": settings.SERVICE_NAME,
            "uses_nhs_logo": settings.USE_NHS_LOGO,
            "owner": settings.SERVICE_OWNER,
            "error_email": settings.ERROR_REPORT_EMAIL,
            "today": timezone.localdate(),
        },
        "navigation": [
            {"text": text, "href": href, "current": here == href, "active": here.startswith(href) and here != href}
            for text, href in addresses
        ],
    }
