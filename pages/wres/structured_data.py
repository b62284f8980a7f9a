"""WRES indicators and statistics as schema.org data; see pages/entries/structured_data.py."""

from collections.abc import Iterable
from typing import Any

from files.about_exports import LICENCE
from pages.entries.structured_data import Absolute, Node, node
from workforce.models import Dataset, Indicator, Organisation, Statistic

STANDARD = "Workforce Race Equality Standard"


def indicator_data(page: dict[str, Any], absolute: Absolute) -> Node:
    """An indicator as a dataset of its published values, or as a term without any.

    ``page`` is the context from :func:`pages.wres.indicators.indicator_page`.
    """
    indicator: Indicator = page["indicator"]
    address = absolute(indicator.get_absolute_url())
    if not page["measures"]:
        return node(
            "DefinedTerm",
            name=indicator.name,
            termCode=str(indicator.number),
            description=indicator.definition,
            url=address,
            inDefinedTermSet=node("DefinedTermSet", name=STANDARD),
        )
    first, last = page["years"]
    return node(
        "Dataset",
        name=f"{STANDARD}, indicator {indicator.number}: {indicator.name}",
        description=f"{indicator.definition} Values as they were published, with gaps.",
        url=address,
        variableMeasured=[node("StatisticalVariable", name=name) for name in page["measures"]],
        temporalCoverage=f"{first}/{last}" if first != last else str(first),
        spatialCoverage=[node("Place", name=name) for name in page["organisations"]],
        isBasedOn=[publication(each, absolute) for each in page["datasets"]],
    )


def organisation_data(page: dict[str, Any], absolute: Absolute) -> Node | None:
    """An organisation's published values as a dataset; none of made-up ones, or without any.

    ``page`` is the context from :func:`pages.wres.organisation.organisation_page`.
    """
    organisation: Organisation = page["organisation"]
    if organisation.is_made_up or not page["datasets"]:
        return None
    return node(
        "Dataset",
        name=f"{STANDARD}: {organisation.name}",
        description=f"{page['held']}. Values as they were published, with gaps.",
        url=absolute(organisation.get_absolute_url()),
        about=node("Organization", name=organisation.name, identifier=organisation.ods_code),
        isBasedOn=[publication(each, absolute) for each in page["datasets"]],
    )


def publication(dataset: Dataset, absolute: Absolute) -> Node:
    """The publication of a dataset."""
    return node(
        "CreativeWork",
        name=dataset.title,
        url=absolute(dataset.source.get_absolute_url()) if dataset.source else dataset.url,
        publisher=node("Organization", name=dataset.publisher) if dataset.publisher else None,
        datePublished=dataset.publication_date,
    )


def quoted_figures(statistics: Iterable[Statistic], address: str, absolute: Absolute) -> Node:
    """The statistics as a list of observations."""
    listed = [observation(each, absolute) for each in statistics]
    main = node("ItemList", name="Statistics", itemListElement=listed)
    return node("WebPage", url=address, license=LICENCE, mainEntity=main)


def observation(statistic: Statistic, absolute: Absolute) -> Node:
    """A statistic, with its value in the source's words."""
    return node(
        "Observation",
        name=statistic.label,
        description=statistic.counted,
        url=absolute(statistic.get_absolute_url()),
        value=statistic.value_as_stated,
    )
