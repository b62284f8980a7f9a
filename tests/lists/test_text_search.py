"""Texts and searches are read alike: whatever is typed is a search, and the words of a text find it."""

import re
import unicodedata
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lists.identifiers import with_bare_identifiers
from lists.text_search import parse_search, stems

pytestmark = pytest.mark.django_db

many_examples = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

NO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u202e"
SIGNS = "–—−‐‑’‘“”„«»″•·…£€$¥₹&@#%/\\|<>:*!()[]{}+=~^_.,;?'\t\n\u00a0\u3000"
#: Texts such as people write, with what searches have trouble with.
pieces = st.one_of(
    st.sampled_from(
        ["staff", "networks", "COVID19", "well-being", "2022/23", "N.H.S.", "ED&I", "midwives", "naïve", "or"]
    ),
    st.sampled_from(["-", '"', "(", ")", "|", "&", "!", ":*", "<->", "'", "\\", *NO_WIDTH, *SIGNS]),
    st.text(max_size=6),
)
queries = st.lists(st.tuples(pieces, st.sampled_from(["", " "])), max_size=60).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


def is_found(text: str, search: str) -> bool:
    """Whether a search finds an entry with this text and no other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('english', lists_folded(%s)) @@ %s::tsquery", [text, parse_search(search).tsquery]
        )
        return bool(cursor.fetchone()[0])


def words_of(text: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lists_words(%s)", [text])
        words = str(cursor.fetchone()[0]).split()
    # A minus sign before a word would exclude it from a search.
    return [word for word in (each.lstrip("-") for each in words) if word]


@many_examples
@example("-" * 40)
@example("+-----+-----+\n|  a  |  b  |\n+-----+-----+")
@example("-" * 10_000)
@example("- " * 5_000)
@example("!" * 300 + "(" * 300)
@example('"' * 301)
@example("\u200b-\u200b-\u200b")
@given(queries | st.text(max_size=300) | st.sampled_from([*'-"(!|&<:\\', *NO_WIDTH]).map(lambda sign: sign * 10_000))
def test_whatever_is_typed_is_a_search(words: str) -> None:
    words = words.replace("\x00", "")
    is_found("staff networks", words)


@many_examples
@example("staff—what “works” • for £5")
@example("under represented staff’s well-being, 2022/23")
@given(queries)
def test_the_words_of_a_text_find_it(text: str) -> None:
    text = text.replace("\x00", "")
    words = words_of(text)
    for word in words:
        assert not stems([word])[word] or is_found(text, word), word
    sought = " ".join(word for word in words if word.lower() != "or")
    assert not stems([sought])[sought] or is_found(text, sought), sought


@many_examples
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
def test_what_is_indexed_has_no_signs(text: str) -> None:
    # Python knows no sign among the characters that its version of Unicode has not assigned.
    signs = [sign for sign in "".join(stems([text])[text]) if unicodedata.category(sign)[0] in "PSZC"]
    assert [sign for sign in signs if unicodedata.category(sign) != "Cn"] == []


QUOTES = '[“”„«»"]'
ALIKE = [
    ("“staff networks”", '"staff networks"'),
    ("„staff networks“", "«staff networks»"),
    ("staff—networks", "staff networks"),
    ("HIV", "HIV/AIDS"),
    ("covid 19", "covid-19", "COVID19", "COVID‑19", "covid–19"),
    ("well-being", "wellbeing", "well being", "well\u2011being", "well\u00adbeing"),
    ("under-represented", "underrepresented", "under represented"),
    ("co-production", "coproduction", "co production"),
    ("anti-racist", "antiracist", "anti racist"),
    ("ED&I", "EDI"),
    ("A&E", "a&e"),
    ("2022-23", "2022/23", "2022–23"),
    ("1,200 nurses", "1200 nurses"),
    ("EP-57", "EP 57", "EP57"),
    ("midwife", "midwives"),
    ("woman", "women", "woman’s"),
    ("child", "children"),
    ("analysis", "analyses"),
    ("N.H.S.", "NHS", "N.H.S"),
    ("O’Neill", "O'Neill", "ONeill"),
    ("Østergård", "Ostergard"),
    ("3rd sector", "3 sector"),
]


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda spellings: spellings[0])
def test_spellings_of_the_same_find_one_another(spellings: tuple[str, ...]) -> None:
    texts = [f"About {re.sub(QUOTES, '', spelling)} here" for spelling in spellings]

    missed = [(text, search) for text in texts for search in spellings if not is_found(text, search)]

    assert missed == []


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("works well when asked", '"works well"'),
        ("trauma-informed care", '"trauma informed care"'),
        ("the anti-racist training", '"antiracist training"'),
        ("staff time for well-being", '"staff time for well-being"'),
        ("it works - they say", "works - say"),
        ("nurses", "nurses/midwives"),
        ("midwives", "nurses/midwives"),
        ("AIDS", "aids"),
    ],
)
def test_what_else_is_found(text: str, search: str) -> None:
    assert is_found(text, search)


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("hearing aids", "HIV/AIDS"),
        ("represented", "under-represented"),
        ("well liked", "well-being"),
        ("staff well-being", "staff -wellbeing"),
        ("one two-three", '"three one"'),
        ("in 2022 there were 23", "2022-23"),
    ],
)
def test_what_is_not_found(text: str, search: str) -> None:
    assert not is_found(text, search)


@pytest.mark.parametrize(
    ("pasted", "bare"),
    [
        ("10.5555/ab-c.h3297", "10.5555/ab-c.h3297"),
        ("doi:10.5555/ab-c.h3297", "10.5555/ab-c.h3297"),
        ("DOI: 10.5555/ab-c.h3297.", "10.5555/ab-c.h3297"),
        ("https://doi.org/10.5555/ab-c.h3297", "10.5555/ab-c.h3297"),
        ("http://dx.doi.org/10.5555/ab-c.h3297", "10.5555/ab-c.h3297"),
        ("doi.org/10.5555/ab-c.h3297", "10.5555/ab-c.h3297"),
        ("https://doi.org/10.5555%2Fab-c.h3297", "10.5555/ab-c.h3297"),
        ("https://journal.example/doi/full/10.5555/ab-c.h3297?utm_source=x#top", "10.5555/ab-c.h3297"),
        ("https://journal.example/doi/10.5555/ab-c.h3297/full", "10.5555/ab-c.h3297"),
        ("(10.5555/S0140-6736(20)30183-5).", "(10.5555/S0140-6736(20)30183-5"),
        ("https://doi.org/10.5555/abc; 2015", "10.5555/abc 2015"),
        ("PMID: 31048392", "31048392"),
        ("pmid 31048392", "31048392"),
        ("PMID31048392", "31048392"),
        ("PubMed ID: 31048392", "31048392"),
        ("https://pubmed.ncbi.nlm.nih.gov/31048392/", "31048392"),
        ("https://pubmed.ncbi.nlm.nih.gov/31048392/?dopt=Abstract", "31048392"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/31048392", "31048392"),
        ("pubmed.ncbi.nlm.nih.gov/31048392", "31048392"),
        ("staff 10 point plan", "staff 10 point plan"),
    ],
)
def test_identifiers_in_any_form(pasted: str, bare: str) -> None:
    assert with_bare_identifiers(pasted) == bare


def test_a_doi_is_one_word_of_a_search() -> None:
    def stem(search: str) -> Any:
        return parse_search(search).tsquery

    assert stem("https://doi.org/10.5555/AB-c.h3297") == stem('"10.5555/ab-c.h3297".') == stem("10.5555/ab-c.h3297")
    assert stem("10.5555/ab-c.h3297") != stem("10.5555/ab-c.h3298")
    assert not is_found("10 point plan", "10.5555/ab-c.h3297")
