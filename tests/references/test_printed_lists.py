"""Reference lists as documents print them: what is understood of each reference, and that none of its words is lost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from references.printed_lists import entries_of, item_of

AUTHORS = [{"family": "Jongen", "given": "C"}, {"family": "van Berg", "given": "R"}]
WITH_FULL_STOPS = [{"family": "Jongen", "given": "C."}, {"family": "Van Berg", "given": "R."}]
IN_JOURNAL = {"type": "article-journal", "issued": {"date-parts": [[2018]]}, "volume": "18", "issue": "1"}


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        (
            "Jongen C, van Berg R, et al. Training: does it work? BMC Health Serv Res. 2018 Mar;18(1):232-9. "
            "doi:10.1186/s1.",
            {
                **IN_JOURNAL,
                "title": "Training: does it work?",
                "author": AUTHORS,
                "container-title": "BMC Health Serv Res",
                "page": "232-9",
                "DOI": "10.1186/s1",
            },
        ),
        (
            "Jongen, C. and Van Berg, R. (2018) ‘Training of nurses’, BMC Health Services, 18(1), pp. 232–239.",
            {
                **IN_JOURNAL,
                "title": "Training of nurses",
                "author": WITH_FULL_STOPS,
                "container-title": "BMC Health Services",
                "page": "232–239",
            },
        ),
        (
            "Jongen, C., & Van Berg, R. (2018). Training of nurses. Journal of Care, 18(1), 7. https://doi.org/10.1/x",
            {
                **IN_JOURNAL,
                "title": "Training of nurses",
                "author": WITH_FULL_STOPS,
                "container-title": "Journal of Care",
                "page": "7",
            },
        ),
        (
            "NHS England (2023) NHS Long Term Workforce Plan. London: NHS England.",
            {
                "type": "document",
                "issued": {"date-parts": [[2023]]},
                "title": "NHS Long Term Workforce Plan",
                "author": [{"literal": "NHS England"}],
            },
        ),
        ("A talk at a conference, slides with the authors", {}),
    ],
)
def test_what_is_understood_of_a_reference(words: str, understood: dict[str, Any]):
    assert item_of(words, "3") == {"note": words, "citation-number": "3", **understood}


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("1. First,\nand more\n2. Second\n2019 report\n\n3. Third", ["First, and more", "Second 2019 report", "Third"]),
        ("[1] First\n[2] Second", ["First", "Second"]),
        ("First\nand more\n\nSecond", ["First and more", "Second"]),
        ("First\nSecond", ["First", "Second"]),
        ("\n \n", []),
    ],
)
def test_a_list_is_cut_into_its_references(text: str, entries: list[str]):
    assert [words for _, words in entries_of(text)] == entries


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from("aB1 .,()[]:;&’‘2018\n-/"), max_size=300))
def test_no_word_is_lost_or_made_up(text: str):
    found = entries_of(text)
    said = "".join(f"{number}{words}" for number, words in found)
    assert sorted(filter(str.isalnum, said)) == sorted(filter(str.isalnum, text))
    assert all(item_of(words, number)["note"] == words for number, words in found)
