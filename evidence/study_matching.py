"""Whether a reference is of a study that is there already.

A study is the same by its DOI or PubMed number, or else by title, first author and year. Titles are compared without
capitals, accents and punctuation, and small slips are allowed for. So that a title need not be compared with thousands,
an index holds each under several keys made of its words. Only titles that share a key are compared; two titles that
differ in one word share at least one.
"""

import hashlib
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from evidence.models import Study

#: From here on two titles are the same, and from there on they may be.
SAME, ALIKE = 95.0, 85.0
#: Titles of one DOI that are less alike than this are of two works, and one number is wrong.
SAME_WORK = 70.0
#: A work may come out online in one year and in print in the next.
YEARS_APART = 1
#: From so many words on, the keys of a title are groups of its words alone.
LONG_TITLE = 9
LONGEST_KEY = 200
COMMON_WORDS = {
    *("the", "and", "for", "with", "from", "among", "its", "how", "what", "are"),
    *("systematic", "review", "study", "trial"),
}


def normalised(text: str) -> str:
    """The words of a text without capitals, accents and punctuation: “Naïve – a Review” is “naive a review”."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    # Hyphens and apostrophes join a word.
    return " ".join(re.sub(r"[^\w\s]+", " ", re.sub(r"(?<=\w)[-‐‑'’](?=\w)", "", letters)).split())


def title_keys(title: str) -> list[str]:
    """The keys of a normalised title in the index: its beginning, and groups of its words.

    Titles that differ in one word share a key. A short title has a key without each of its words in turn. The words of
    a long one are put into three groups by their checksums, and the two words that differ are in two of these at most;
    where a group is too small for a key, the title has the keys of a short one.
    """
    if not title:
        return []
    words = sorted({word for word in title.split() if len(word) > 2 and word not in COMMON_WORDS})
    keys = {title.replace(" ", "")[:24]}
    if len(words) < 3:
        return sorted(map(_short_key, keys))
    for parts in (3, 5):
        groups: list[list[str]] = [[] for _ in range(parts)]
        for word in words:
            groups[zlib.crc32(word.encode()) % parts].append(word)
        # Few words together are in too many titles.
        keys |= {" ".join(group) for group in groups if len(group) >= (2 if parts == 3 else 3)}
        if parts == 3 and (len(words) < LONG_TITLE or min(map(len, groups)) < 2):
            keys |= {" ".join(words), *(" ".join(word for word in words if word != left) for left in words)}
    return sorted(map(_short_key, keys))


def _short_key(key: str) -> str:
    """The key itself, or the hash of one that is too long for an index of the database."""
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class MatchFields:
    """What is compared of a study, or of an earlier record of the same file.

    Attributes:
        key: The study's key, or the record's number.
        author: The first author's family name, normalised.
        keys: The keys of the title in the index, see :func:`title_keys`.
    """

    key: int
    title: str
    author: str
    year: int | None
    doi: str
    pmid: str
    keys: tuple[str, ...]

    @classmethod
    def of(
        cls, key: int, title: str, author: str, year: int | None, doi: str, pmid: str, keys: Sequence[str] = ()
    ) -> "MatchFields":
        """What is compared, normalised; ``keys`` are those of the title where they are known already."""
        title = normalised(title)
        keys = tuple(keys or title_keys(title))
        return cls(key, title, normalised(author), year, doi.casefold(), pmid, keys)

    @classmethod
    def of_study(cls, study: Study) -> "MatchFields":
        """What is compared of a study."""
        author = study.authors.partition("\n")[0].partition(",")[0] or named_in(study.cited_as)
        return cls.of(study.pk, study.title, author, study.year, study.doi, study.pmid)

    @classmethod
    def of_values(cls, key: int, values: dict[str, Any], keys: Sequence[str] = ()) -> "MatchFields":
        """What is compared of a reference, from the fields of a study that it gives."""
        author = values.get("authors", "").partition("\n")[0].partition(",")[0]
        numbers = values.get("doi", ""), values.get("pmid", "")
        return cls.of(key, values["title"], author, values.get("year"), *numbers, keys)


def named_in(cited_as: str) -> str:
    """The first name in “Jongen and colleagues (2018)”."""
    found = re.match(r"[^\W\d_][\w’'\- ]*?(?=,| and | et al| &|\s*\(|$)", cited_as)
    return found[0] if found else ""


class StudyIndex:
    """An index of studies by DOI, PubMed ID and title, or by author and year where they have no title."""

    def __init__(self, known: Iterable[MatchFields] = ()) -> None:
        self._by_doi: dict[str, MatchFields] = {}
        self._by_pmid: dict[str, MatchFields] = {}
        self._by_title_key: dict[str, list[MatchFields]] = defaultdict(list)
        self._untitled: dict[tuple[str, int], list[MatchFields]] = defaultdict(list)
        for each in known:
            self.add(each)

    def add(self, known: MatchFields) -> None:
        """Adds a study; where two have the same number, the first stays under it."""
        if known.doi:
            self._by_doi.setdefault(known.doi, known)
        if known.pmid:
            self._by_pmid.setdefault(known.pmid, known)
        for key in known.keys:
            self._by_title_key[key].append(known)
        if not known.title and known.author and known.year:
            self._untitled[known.author, known.year].append(known)

    def by_number(self, wanted: MatchFields) -> list[MatchFields]:
        """Those with the same DOI or PubMed number, each once."""
        found = [self._by_doi.get(wanted.doi), self._by_pmid.get(wanted.pmid)]
        return list({each.key: each for each in found if each}.values())

    def by_title(self, wanted: MatchFields) -> list[tuple[float, MatchFields]]:
        """Those whose titles are alike, with how alike they are, the most alike first."""
        candidates = {each.key: each for key in wanted.keys for each in self._by_title_key.get(key, ())}
        scored = ((fuzz.ratio(wanted.title, each.title, score_cutoff=ALIKE), each) for each in candidates.values())
        return sorted(((score, each) for score, each in scored if score), key=lambda found: (-found[0], found[1].key))

    def untitled(self, wanted: MatchFields) -> list[MatchFields]:
        """Those without a title that have the reference's first author and year."""
        return self._untitled.get((wanted.author, wanted.year), []) if wanted.year else []


@dataclass(frozen=True, slots=True)
class Match:
    """Which study a reference is of.

    Attributes:
        key: The key of the study; none where it is new.
        doubt: Why a curator must decide whether it is that study; empty where it is.
        others: Further studies that it may be.
    """

    key: int | None = None
    doubt: str = ""
    others: tuple[int, ...] = ()


def match(wanted: MatchFields, studies: StudyIndex) -> Match:
    """Which of the studies a reference is of."""
    numbered = studies.by_number(wanted)
    if len(numbered) > 1:
        return Match(
            numbered[0].key,
            "Its DOI is that of one study and its PubMed ID that of another.",
            tuple(each.key for each in numbered[1:]),
        )
    if numbered:
        return Match(numbered[0].key, doubt_about(wanted, numbered[0]))
    for score, each in studies.by_title(wanted):
        doubt = doubt_by_title(wanted, each, score)
        if doubt != OTHER_WORK:
            return Match(each.key, doubt)
    if untitled := studies.untitled(wanted):
        return Match(
            untitled[0].key,
            "A study is known only by this first author and year, without a title. It may be this one.",
            tuple(each.key for each in untitled[1:]),
        )
    return Match()


def doubt_about(wanted: MatchFields, found: MatchFields) -> str:
    """Why a reference may not be of the study that has its DOI or PubMed ID; empty where it is."""
    number = "DOI" if wanted.doi and wanted.doi == found.doi else "PubMed ID"
    if wanted.title and found.title and not same_work(wanted.title, found.title):
        return f"A study has this {number}, but another title."
    if wanted.doi and found.doi and wanted.doi != found.doi:
        return "A study has this PubMed ID, but another DOI."
    if wanted.pmid and found.pmid and wanted.pmid != found.pmid:
        return "A study has this DOI, but another PubMed ID."
    if not years_agree(wanted, found):
        return f"A study has this {number}, but another year."
    if not authors_agree(wanted, found):
        return f"A study has this {number}, but another first author."
    return ""


OTHER_WORK = "another work"


def doubt_by_title(wanted: MatchFields, found: MatchFields, score: float) -> str:
    """Why a reference may not be of a study with a title like its own; :data:`OTHER_WORK` where it plainly is not."""
    author_known, year_known = bool(wanted.author and found.author), bool(wanted.year and found.year)
    author, year = authors_agree(wanted, found), years_agree(wanted, found)
    if (author_known and not author and year_known and not year) or (score < SAME and not (author and year)):
        return OTHER_WORK
    other_numbers = [
        name
        for name, own, other in (("DOI", wanted.doi, found.doi), ("PubMed ID", wanted.pmid, found.pmid))
        if own and other and own != other
    ]
    if other_numbers:
        return f"A study has this title, but another {' and another '.join(other_numbers)}."
    if re.findall(r"\d+", wanted.title) != re.findall(r"\d+", found.title):
        return "A study has almost this title, with another number in it."
    if score < SAME:
        return "A study by this first author has almost this title."
    if not author:
        return "A study has this title, but another first author."
    if not year:
        return "A study has this title, but another year."
    if not (author_known and year_known):
        missing = " and ".join(
            name for name, is_known in (("first author", author_known), ("year", year_known)) if not is_known
        )
        return f"A study has this title, but the {missing} cannot be compared."
    return ""


def same_work(title: str, other: str) -> bool:
    """Whether two normalised titles can be of one work: alike, or one the beginning of the other."""
    shorter, longer = sorted((title, other), key=len)
    return longer.startswith(shorter) or fuzz.token_sort_ratio(title, other) >= SAME_WORK


def years_agree(wanted: MatchFields, found: MatchFields) -> bool:
    """Whether the years are near enough, as far as both are known."""
    return not (wanted.year and found.year) or abs(wanted.year - found.year) <= YEARS_APART


def authors_agree(wanted: MatchFields, found: MatchFields) -> bool:
    """Whether the first authors' family names are the same, or one is part of the other, as far as both are known."""
    if not (wanted.author and found.author):
        return True
    words, others = set(wanted.author.split()), set(found.author.split())
    return words <= others or others <= words or fuzz.ratio(wanted.author, found.author) >= ALIKE


#: The columns of a study from which :meth:`MatchFields.of_study` takes what is compared.
COMPARED: Sequence[str] = ("pk", "title", "authors", "cited_as", "year", "doi", "pmid")
