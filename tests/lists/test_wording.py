"""Names, numbers and sentences as pages write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lists.wording import first_sentence


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", ""),
        ("The trials were small. They disagreed.", "The trials were small."),
        ("Small trials, e.g. two of 1.5 years. Others", "Small trials, e.g. two of 1.5 years."),
        ("\n One line\nAnother line. ", "One line"),
        ("Is it? “Yes.”", "Is it?"),
    ],
)
def test_the_first_sentence(text: str, first: str) -> None:
    assert first_sentence(text) == first


@given(st.text())
def test_the_first_sentence_stands_in_the_text(text: str) -> None:
    assert first_sentence(text) in text
    assert bool(first_sentence(text)) == bool(text.strip())
