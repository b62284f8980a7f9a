"""Web addresses that data holds, so that a link from them leads to a website and does nothing else.

They are checked by the form, by the database, and again by what writes a link.
"""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

# No other scheme, no “user:password@”, no letters of other alphabets in the host, and in the rest only what browsers
# write themselves, without spaces, double quotes or control characters; brackets they leave in queries. Python and
# PostgreSQL read it alike.
WEB_ADDRESS = (
    r"^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[!$-;=@-Z_a-~]*)?([?#][]!#-;=?-[_a-~]*)?\Z"
)


def is_web_address(text: str) -> bool:
    """Whether a link may lead there."""
    return re.search(WEB_ADDRESS, text) is not None


class WebAddressField(models.URLField):
    """A web address of http or https; goes with :func:`is_web_address_or_empty` among the constraints."""

    default_validators = [
        RegexValidator(
            WEB_ADDRESS,
            "Enter a web address as a browser shows it, which starts with https:// or http:// and holds no space, "
            "password or letter with an accent.",
        )
    ]


def is_web_address_or_empty(field: str) -> models.CheckConstraint:
    """The constraint of a field that may be empty."""
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": WEB_ADDRESS}),
        name=f"%(app_label)s_%(class)s_{field}_is_web_address",
        violation_error_message="The web address is not one of http or https.",
    )
