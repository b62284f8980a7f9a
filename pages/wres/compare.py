"""Up to four organisations side by side on the nine indicators; none is ranked."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from lists.facets import truncated
from lists.links import link
from lists.wording import join_with_or
from pages.wres.organisation import gap_tag
from pages.wres.organisation_detail import NAMED, named
from pages.wres.organisations import described
from pages.wres.standings import INDICATORS, figures_of
from workforce.models import Organisation
from workforce.standing import standing
from workforce.standing_words import figure_in_brief, lacking_in_words, missing_in_words

FEWEST, MOST = 2, 4
NONE_CHOSEN = f"Choose {FEWEST} to {MOST} organisations"


def asked(query: QueryDict) -> list[str]:
    """The codes or names that a query gives, each once."""
    return list(dict.fromkeys(each.strip() for each in query.getlist("organisation") if each.strip()))


def chosen(wanted: Sequence[str]) -> tuple[list[Organisation], list[str]]:
    """The organisations with these codes or words in their names, each once, and what is wrong with what was asked."""
    mistakes = []
    found: dict[int, Organisation] = {}
    for words in wanted[:MOST]:
        matching = named(words)
        if len(matching) == 1:
            found[matching[0].pk] = matching[0]
        elif matching:
            some = join_with_or([f"{each.ods_code} ({each.name})" for each in matching[:NAMED]])
            mistakes.append(f"Several organisations match “{truncated(words)}”. Give the code of one: {some}")
        else:
            mistakes.append(f"No organisation has “{truncated(words)}” in its name, or as its code")
    if len(wanted) > MOST:
        mistakes.append(f"{NONE_CHOSEN}. You chose {len(wanted)}")
    if len({each.is_made_up for each in found.values()}) > 1:
        mistakes.append("Example data are not compared with real organisations")
    return list(found.values()), mistakes


def side_by_side(organisations: Sequence[Organisation]) -> dict[str, Any]:
    """The organisations and a row for each indicator.

    Returns::

        {"organisations": [{"text": …, "href": …, "code": "RBV", "detail": see described}, …],
         "rows": [{"indicator": Indicator, "cells": [{"brief": see figure_in_brief, "year": 2024, "gap": see gap_tag,
                   "lacking": ""}, …]}, …]}
    """
    own = [figures_of(each) for each in organisations]
    return {
        "organisations": [{**link(each), "code": each.ods_code, "detail": described(each)} for each in organisations],
        "rows": [
            {
                "indicator": indicator,
                "cells": [_cell(indicator.number, standing(indicator, figures[indicator.number])) for figures in own],
            }
            for indicator in INDICATORS()
        ],
    }


def _cell(number: int, stands: Any) -> dict[str, Any]:
    figure = stands.figure
    missing = missing_in_words(stands.missing) if stands.missing else ""
    if figure is None:
        return {"lacking": missing or lacking_in_words(stands.lacking)}
    return {"brief": figure_in_brief(number, figure), "year": figure.year, "gap": gap_tag(stands), "lacking": missing}


def compare(request: HttpRequest) -> HttpResponse:
    """The organisations that the query names; 400 with a form where it names too many, unknown or unclear ones."""
    wanted = asked(request.GET)
    organisations, mistakes = chosen(wanted)
    are_enough = len(organisations) >= FEWEST and not mistakes
    codes = [each.ods_code for each in organisations]
    context = {
        **(side_by_side(organisations) if are_enough else {}),
        "csv": f"{reverse('wres-compare-csv')}?{urlencode({'organisation': codes}, doseq=True)}",
        "are_made_up": any(each.is_made_up for each in organisations),
        "errors": [{"text": each, "href": "#organisation-1"} for each in mistakes],
        "asked": [*wanted[:MOST], *[""] * MOST][:MOST],
    }
    return render(request, "workforce/compare.jinja", context, status=400 if mistakes else 200)
