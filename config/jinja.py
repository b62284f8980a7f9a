"""The Jinja2 environment of the public pages."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import jinja2
from django.templatetags.static import static
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader
from jinja2.ext import Extension
from markupsafe import escape

from files.documents import runs_of
from lists.links import address
from lists.web_addresses import is_web_address
from lists.wording import day_in_words, midsentence
from pages.my_list.selection import key_of, signed_list

METHODS_OF_DICTS = frozenset(dir(dict))
#: What is the same with and without quotes in HTML.
UNQUOTED = re.compile(r"[\w-]+", re.ASCII)


class Template(jinja2.Template):
    """A template, quicker to import from."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        """Return its macros without a look at the importing template's globals: all templates have the same."""
        return super()._get_default_module()


class Environment(jinja2.Environment):
    """Jinja's environment, quicker with the dicts that presenters give and the design system's components take."""

    template_class = Template

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look in a plain dict for its item, without Jinja's exception for the attribute that it has not."""
        if type(obj) is dict and attribute not in METHODS_OF_DICTS:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class WithoutIndentation(Extension):
    """Leaves the indentation of templates out of pages, of which it would be a fifth."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Strip each line on the left, when the template is loaded.

        After a tag a space is left, since the tag takes the line break with it and words would run together.
        """
        return re.sub(
            r"([%#]\}\n)?^[ \t]+", lambda found: f"{found[1]} " if found[1] else "", source, flags=re.MULTILINE
        )


def environment(**options: Any) -> Environment:
    """Return Jinja's environment with our templates and the NHS design system's components."""
    # The components look up nested parameters that a page need not give.
    options["undefined"] = ChainableUndefined
    components = PackageLoader("nhsuk_frontend_jinja")
    # Ours come first; one that stands in for a component finds that one below the prefix.
    options["loader"] = ChoiceLoader([options["loader"], components, PrefixLoader({"design-system": components})])
    options["extensions"] = [WithoutIndentation]
    jinja = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # Django passes autoescape=True
    # Each page has the same few.
    jinja.globals.update(static=cache(static), url=address, cached=cached)
    # The components indent what they hold, which would take longer than to draw it.
    jinja.filters.update(indent=lambda text, *_, **__: text)
    jinja.filters.update(day=day_in_words, capfirst=_capfirst, counted=_counted, midsentence=midsentence)
    jinja.filters.update(my_list_key=key_of, signed_list=signed_list, runs=runs_of, in_quotes=_in_quotes)
    jinja.tests.update(web_address=is_web_address)
    return jinja


# Typed, since text that is safe and text that is not are equal; this tells arguments apart, but not what is in tuples.
@lru_cache(maxsize=500, typed=True)
def cached(macro: Callable[..., str], *args: object) -> str:
    """What a macro makes of its arguments, cached in each process.

    The macro must be imported without context and depend on its arguments alone, which must be hashable. Text within a
    tuple must not be marked as safe.
    """
    return macro(*args)


def _in_quotes(text: str) -> str:
    """A text as the value of an attribute, escaped, in quotes if it needs any."""
    return text if UNQUOTED.fullmatch(text) else f'"{escape(text)}"'


def _capfirst(text: str) -> str:
    """Begin a text with a capital letter; Django's filter also takes text that is not translated yet, and is slower."""
    return text[:1].upper() + text[1:]


def _counted(number: int, one: str, several: str = "") -> str:
    """Return so many of something: 1 study, 2 studies; `several` where it is not just `one` with an s."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"
