"""Which words are spelt as English is, and what a misspelt one may have meant."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

from rapidfuzz import process
from rapidfuzz.distance import OSA
from symspellpy import SymSpell

#: How like the word that was meant a misspelt one must be, from 0 to 1.
LIKENESS = 0.7
#: How many of the likest words the one that is used most is taken from.
LIKEST = 5


@cache
def english_words() -> frozenset[str]:
    """The words of English, as the British and as the Americans spell them, in lower case; without names."""
    words = SymSpell(max_dictionary_edit_distance=0, prefix_length=1)
    with as_file(files("symspellpy") / "frequency_dictionary_en_82_765.txt") as path:
        words.load_dictionary(path, term_index=0, count_index=1)
    return frozenset(words.words)


def is_english(word: str) -> bool:
    """Whether a word is spelt as English is; a plural is if its singular is."""
    word = word.lower()
    return word in english_words() or word.removesuffix("s") in english_words()


def meant_by(word: str, uses: Mapping[str, int]) -> str:
    """The word that a misspelt one was meant to be; empty where none is like it.

    It is one of those of which ``uses`` says how often each is used, unless another word of English is more like it.
    """
    likest = process.extract(word, uses.keys(), scorer=OSA.normalized_similarity, score_cutoff=LIKENESS, limit=LIKEST)
    if not likest:
        return ""
    meant = max(likest, key=lambda each: (round(each[1], 1), uses[each[0]]))[0]
    nearer = OSA.distance(word, meant) - 1
    other = nearer and process.extractOne(word, english_words(), scorer=OSA.distance, score_cutoff=nearer)
    return other[0] if other else meant
