"""E-mails that were sent, and the links in them."""

import re
from typing import Any

from django.core import mail

SITE = "https://evidence.example.org"


def links_sent(to: str) -> list[str]:
    """The links to choose a password by that somebody was sent, without the address of the site."""
    texts = [str(each.body) for each in mail.outbox if to in each.to]
    return re.findall(rf"{SITE}(/admin/set-password/\S+)", "\n".join(texts))


def link_shown(page: Any) -> str:
    """The link that a page shows to be handed over."""
    [shown] = re.findall(r'readonly value="https?://[^/]+(/admin/set-password/[^"]+)"', page.content.decode())
    return str(shown)
