"""DOIs and PubMed IDs in what a reader types or pastes."""

import re
from urllib.parse import unquote

#: A DOI or PubMed ID in any form that people paste, but for a PubMed ID with nothing before it, which is a number.
IDENTIFIER = re.compile(
    r"""
    (?:https?://[^\s"]*?|\bdoi\.org/|\bdoi\s*[:=]?\s*)? (?<![\w.]) (?P<doi>10\.\d{4,9}(?:\.\d+)*(?:/|%2F)[^\s"<>]+)
    | (?:https?://)? (?:[\w-]+\.)*
      (?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed|europepmc\.org/(?:article|abstract)/med)
      /(?P<address>\d{1,10})\b (?:[/?\#][^\s"]*)?
    | \b(?:PMID|PubMed(?:\s*ID)?) \s*[:=#]?\s* (?P<pmid>\d{1,10})\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_END_OF_SENTENCE = ".,;:!?'’”…*]}"
_PAGE_OF_ARTICLE = re.compile(r"/(full|abstract|pdf|epdf|meta)/?$", re.IGNORECASE)


def bare_identifier(found: re.Match[str]) -> str:
    """The DOI or PubMed ID of a match of :data:`IDENTIFIER`, as a field holds it."""
    doi: str = found["doi"] or ""
    if not doi:
        return found["address"] or found["pmid"]
    if found[0].lower().startswith("http") or "%2f" in doi.lower():
        # What follows “?” or “#” belongs to the address.
        doi = _PAGE_OF_ARTICLE.sub("", re.split("[?#]", unquote(doi))[0])
    doi = doi.rstrip(_END_OF_SENTENCE)
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(_END_OF_SENTENCE)
    return doi


def with_bare_identifiers(text: str) -> str:
    """The text with each DOI and PubMed ID as a field holds it."""
    return IDENTIFIER.sub(bare_identifier, text)
