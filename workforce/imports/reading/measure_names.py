"""Finds the measure that a file names: by its address, by its name, or in the words of published tables."""

import re

from workforce.bands import BY_LABEL
from workforce.imports.reading.candidates import Known
from workforce.imports.reading.spelling import Unreadable, first_capital, tidy

_BANDS = {label.casefold().replace(",", ""): label for label in BY_LABEL}
#: Words of a measure, the measure, and the words in brackets that say what it covers, if any.
WORDS = [
    (1, r"percentage of (?:the )?workforce", "workforce-share", ""),
    (1, r"percentage of (?:the )?workforce (whose ethnicity is known)", "workforce-share", "staff {}"),
    (1, r"headcount of (?:the )?workforce", "headcount", ""),
    (1, r"increase in (?:the )?number of staff on the year before", "headcount-increase", ""),
    (1, r"(?:number|headcount) of (.+)", "headcount", "{}"),
    (1, r"(?:\w+ )?headcount, (.+)", "headcount", "{}"),
    (1, r"relative likelihood of progress.*", "progression", ""),
    (1, r"percentage, (.+)", "band-percentage", "{}"),
    (1, r"percentage of staff in (bands? .+)", "band-share", "{}"),
    (1, r"percentage of (.+)", "band-share", "{}"),
    (2, r"percentage of shortlisted applicants (?:who were )?appointed", "appointed-share", ""),
    (3, r"percentage (?:of staff )?entering .*", "entered-share", ""),
    (3, r"staff entering .*", "entered-number", ""),
    (4, r"percentage (?:of staff )?accessing .*", "accessed-share", ""),
    (5, r"percentage experiencing .*", "percentage", ""),
    (6, r"percentage experiencing .*", "percentage", ""),
    (7, r"percentage believing .*", "percentage", ""),
    (8, r"percentage experiencing .*", "percentage", ""),
    (9, r"percentage of board members", "board-share", ""),
    (9, r"percentage of voting (?:board )?members", "voting-board-share", ""),
    (9, r"percentage of executive (?:board )?members", "executive-board-share", ""),
    (9, r"percentage of (?:the )?workforce", "workforce-share", ""),
    (9, r"difference between .*\bvoting\b.*", "voting-difference", ""),
    (9, r"difference between .*\bexecutive\b.*", "executive-difference", ""),
    (9, r"difference between .*", "difference", ""),
    (9, r"voting members of the (governing body)", "voting-number", "{}"),
]
#: The same for every indicator that has such a measure.
WORDS_OF_ANY = [
    (r"relative likelihood.*", "relative-likelihood", ""),
    (r"percentage of ((?:\w+ )?trusts .+)", "share-of-trusts", "{}"),
    (r"((?:\w+ )?trusts .+)", "number-of-trusts", "{}"),
    (r"percentage", "percentage", ""),
]


def measure_of(indicator: int, text: str, known: Known) -> tuple[str, str]:
    """The slug of the measure that a text names, and what it covers. Raises Unreadable."""
    said = tidy(text)
    for measure in known.measures.values():
        if measure.indicator == indicator and said.casefold() in (measure.slug, measure.name.casefold()):
            return measure.slug, ""
    words = [(pattern, name, covers) for of, pattern, name, covers in WORDS if of == indicator]
    for pattern, name, covers in [*words, *WORDS_OF_ANY]:
        slug = f"wres-{indicator}-{name}"
        if slug in known.measures and (found := re.fullmatch(pattern, said, flags=re.IGNORECASE)):
            return slug, coverage(covers.format(*found.groups()))
    offered = "; ".join(each.name for each in known.measures.values() if each.indicator == indicator)
    raise Unreadable(f"“{said[:80]}” is no measure of indicator {indicator}. It has: {offered}.")


def coverage(text: str) -> str:
    """What a value covers, in the words that others have: bands by their labels, “White” with its capital."""
    said = re.sub(r"\bwhite\b", "White", tidy(text))
    said = re.sub(r"\bVSMs?\b", "very senior managers", said)
    said = re.sub(r"^(trusts with) relative", r"\1 a relative", said)
    if label := _BANDS.get(said.casefold().replace(",", "")):
        return label
    said = re.sub(r"^(non-clinical|clinical),? (bands? .+)$", r"\1 staff in \2", said, flags=re.IGNORECASE)
    return first_capital(said)
