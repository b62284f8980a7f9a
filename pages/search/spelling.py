"""Recognises misspelt English words and suggests corrections."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

from rapidfuzz import process
from rapidfuzz.distance import OSA

#: The lowest similarity of a correction, from 0 to 1.
MIN_SIMILARITY = 0.7
#: The correction is the most used of this many similar words.
MAX_SIMILAR = 5


@cache
def english_words() -> frozenset[str]:
    """English words in British and American spelling, in lower case; without names."""
    # Needed once, for the first search with a word that the base does not have.
    from symspellpy import SymSpell

    words = SymSpell(max_dictionary_edit_distance=0, prefix_length=1)
    with as_file(files("symspellpy") / "frequency_dictionary_en_82_765.txt") as path:
        words.load_dictionary(path, term_index=0, count_index=1)
    return frozenset(words.words)


def is_english(word: str) -> bool:
    """Whether a word, or its singular, is in :func:`english_words`."""
    word = word.lower()
    return word in english_words() or word.removesuffix("s") in english_words()


def meant_by(word: str, uses: Mapping[str, int]) -> str:
    """The most likely correction of a misspelt word in lower case; empty if no word is similar.

    ``uses`` says how often each word of the base is used; another English word is returned only if it is more similar.
    """
    likest = process.extract(
        word, uses.keys(), scorer=OSA.normalized_similarity, score_cutoff=MIN_SIMILARITY, limit=MAX_SIMILAR
    )
    if not likest:
        return ""
    meant = max(likest, key=lambda each: (round(each[1], 1), uses[each[0]]))[0]
    nearer = OSA.distance(word, meant) - 1
    other = nearer and process.extractOne(word, english_words(), scorer=OSA.distance, score_cutoff=nearer)
    return other[0] if other else meant
