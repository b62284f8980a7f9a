"""Entries in the vocabulary of schema.org, for search engines and other programs; the layout writes them as JSON-LD.

What is not stated has no property. See docs/decisions/structured-data.md for what is left out on purpose.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from evidence.models import CaseStudy, Definition, Design, Resource, Source, Study, Theme
from files.about_exports import LICENCE

#: A thing and its properties, as JSON-LD writes it.
Node = dict[str, Any]
#: Makes an address of a path: ``request.build_absolute_uri``.
Absolute = Callable[[str], str]


def node(kind: str, **properties: Any) -> Node:
    """A thing of a type of schema.org, with those of its properties that are stated."""
    stated = {name: value for name, value in properties.items() if value not in (None, "", [], {})}
    return {"@type": kind, **stated}


def web_page(main: Node, address: str, **properties: Any) -> Node:
    """A page of ours with the thing that it is about."""
    site = node("WebSite", name=settings.SERVICE_NAME)
    return node("WebPage", url=address, isPartOf=site, license=LICENCE, mainEntity=main, **properties)


def source_document(source: Source, absolute: Absolute) -> Node:
    """A source; its authors are left out, since it does not say which of them are people."""
    return node(
        "Report",
        name=source.title,
        url=absolute(source.get_absolute_url()),
        description=source.summary,
        publisher=node("Organization", name=source.publisher),
        datePublished=source.publication_date,
        sameAs=source.url,
    )


def study_article(study: Study, absolute: Absolute) -> Node:
    """A study: a report where its source calls it one, and a scholarly article otherwise."""
    return node(
        "Report" if study.design == Design.REPORT else "ScholarlyArticle",
        name=study.title,
        alternateName=study.label,
        url=absolute(study.get_absolute_url()),
        description=study.what_was_done,
        author=[author(name) for name in study.authors.splitlines()],
        datePublished=str(study.year or ""),
        creativeWorkStatus=study.get_retraction_display(),
        correction=study.retraction_notice,
        isPartOf=_published_in(study),
        pagination=study.pages,
        identifier=[
            node("PropertyValue", propertyID=name, value=value)
            for name, value in (("DOI", study.doi), ("PMID", study.pmid))
            if value
        ],
        sameAs=[
            *([study.doi_address] if study.doi else []),
            *([f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"] if study.pmid else []),
            *([study.url] if study.url else []),
        ],
    )


def author(name: str) -> Node:
    """A person, named family name first or by one word, or else an organisation, which is named by several."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return node("Person", name=f"{given} {family}", familyName=family, givenName=given)
    return node("Organization" if " " in family else "Person", name=family)


def _published_in(study: Study) -> Node | None:
    """The journal, within it the volume and within that the issue, as far as they are known."""
    if not study.journal:
        return None
    place = node("Periodical", name=study.journal)
    if study.volume:
        place = node("PublicationVolume", volumeNumber=study.volume, isPartOf=place)
    if study.issue:
        place = node("PublicationIssue", issueNumber=study.issue, isPartOf=place)
    return place


def case_study_article(case: CaseStudy, absolute: Absolute) -> Node:
    """A case study, as we tell it after its source."""
    return node(
        "Article",
        headline=case.title,
        abstract=case.summary,
        url=absolute(case.get_absolute_url()),
        isBasedOn=source_document(case.source, absolute),
        spatialCoverage=[
            *([node("Place", name=case.place)] if case.place else []),
            *([node("Country", name=case.country.name, identifier=case.country.code)] if case.country else []),
        ],
        license=LICENCE,
    )


def resource_work(resource: Resource, absolute: Absolute) -> Node:
    """A resource, as its source tells of it."""
    return node(
        "CreativeWork",
        name=resource.title,
        description=resource.description,
        url=absolute(resource.get_absolute_url()),
        publisher=node("Organization", name=resource.publisher) if resource.publisher else None,
        sameAs=resource.url,
        subjectOf=source_document(resource.source, absolute),
    )


def theme_term(theme: Theme, absolute: Absolute) -> Node:
    """A theme as a term of its framework."""
    return node(
        "DefinedTerm",
        name=theme.name,
        description=theme.summary,
        url=absolute(theme.get_absolute_url()),
        inDefinedTermSet=node("DefinedTermSet", name=theme.framework.name, description=theme.framework.description),
    )


def glossary_terms(definitions: Iterable[Definition], address: str, absolute: Absolute) -> Node:
    """The glossary, with each word that it defines."""
    return node(
        "DefinedTermSet",
        name=f"Glossary of {settings.SERVICE_NAME}",
        url=address,
        license=LICENCE,
        hasDefinedTerm=[
            node("DefinedTerm", name=each.term, description=each.text, url=absolute(each.get_absolute_url()))
            for each in definitions
        ],
    )
