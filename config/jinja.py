"""The Jinja2 environment of the public pages."""

import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from lists.wording import midsentence


def environment(**options: Any) -> Environment:
    """Return Jinja's environment with our templates and the NHS design system's components."""
    # The components look up nested parameters that a page need not give.
    options["undefined"] = ChainableUndefined
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    jinja = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - Django passes autoescape=True
    jinja.globals.update(static=static, url=_url)
    jinja.filters.update(day=_day, capfirst=capfirst, counted=_counted, midsentence=midsentence)
    return jinja


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def _day(value: datetime.date) -> str:
    """Format a date as the NHS does: 18 December 2024."""
    return format_date(value, "j F Y")


def _counted(number: int, one: str, several: str = "") -> str:
    """Return so many of something: 1 study, 2 studies; `several` where it is not just `one` with an s."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"
