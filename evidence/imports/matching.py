"""Whether a reference is of a study that is there already.

A study is the same by its DOI or PubMed number, or else by title, first author and year. Titles are compared without
capitals, accents and punctuation, whichever way a word is spelled. Two that are alike but differ in a word may be of
two works, such as a qualitative and a quantitative study, so a curator decides: a duplicate that is missed costs a
minute, two works taken for one cost a study. So that a title need not be compared with thousands, an index holds each
under several keys made of its words. Only titles that share a key are compared; two titles that differ in one word
share at least one.
"""

import hashlib
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from rapidfuzz import fuzz

from evidence.models import Design, Study

#: From here on two titles are the same, and from there on they may be.
SAME, ALIKE = 95.0, 85.0
#: Titles of one DOI that are less alike than this are of two works, and one number is wrong.
SAME_WORK = 70.0
#: A work may come out online in one year and in print in the next; a report of the next year is another.
YEARS_APART = 1
#: Titles of fewer words, such as “Speaking up”, are given to many works.
SHORT_TITLE = 3
#: From so many words on, the keys of a title are groups of its words alone.
LONG_TITLE = 9
LONGEST_KEY = 200
COMMON_WORDS = {
    *("the", "and", "for", "with", "from", "among", "its", "how", "what", "are"),
    *("systematic", "review", "study", "trial"),
}


#: What a title has that is about another work; it has that work's number in some databases.
NOTICES = {
    *("erratum", "errata", "corrigendum", "corrigenda", "correction", "corrections", "addendum", "retraction"),
    *("reply", "response", "comment", "comments", "commentary", "letter", "editorial", "rejoinder", "re"),
    *("protocol", "followup", "update", "pilot"),
}
#: Words of which one title has one and its companion another.
CONTRASTS = {
    *("qualitative", "quantitative", "male", "female", "men", "women", "boys", "girls"),
    *("england", "wales", "scotland", "ireland", "i", "ii", "iii", "iv", "v", "vi", "one", "two", "three", "four"),
    *("first", "second", "third", "pre", "post", "before", "after", "increase", "decrease", "short", "long"),
}
#: PubMed and publishers put it before the title of a work that was retracted.
RETRACTED = re.compile(r"^(retracted article|retracted|withdrawn) ")
#: British and American spelling, plurals, and what does not tell one title from another.
SPELLINGS = (
    (r"z", "s"),
    (r"(?<=\w\w)our", "or"),
    (r"[ao]e", "e"),
    (r"mme(s?)$", r"m\1"),
    (r"re(s?)$", r"er\1"),
    (r"ll", "l"),
)
PLURAL = re.compile(r"(?<=[^s])s$")
ARTICLES = {"the", "a", "an", "and"}


def normalised(text: str) -> str:
    """The words of a text without capitals, accents and punctuation: “Naïve – a Review” is “naive a review”."""
    letters = text.casefold()
    if not letters.isascii():
        plain = unicodedata.normalize("NFKD", letters.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
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
        page: The first page, or the article number.
        keys: The keys of the title in the index, see :func:`title_keys`.
    """

    key: int
    title: str
    author: str
    year: int | None
    doi: str
    pmid: str
    journal: str
    volume: str
    issue: str
    page: str
    is_report: bool
    keys: tuple[str, ...]

    @classmethod
    def of_study(cls, study: Study) -> "MatchFields":
        """What is compared of a study."""
        values = {name: getattr(study, name) for name in COMPARED if name != "pk"}
        values["authors"] = study.authors or named_in(study.cited_as)
        return cls.of_values(study.pk, values)

    @classmethod
    def of_values(cls, key: int, values: dict[str, Any], keys: Sequence[str] = ()) -> "MatchFields":
        """What is compared, from fields of a study; ``keys`` are those of the title where they are known already."""
        text = {name: values.get(name, "") for name in ("title", "authors", "journal", "volume", "issue", "pages")}
        title = RETRACTED.sub("", normalised(text["title"]))
        return cls(
            key=key,
            title=title,
            author=normalised(text["authors"].partition("\n")[0].partition(",")[0]),
            year=values.get("year"),
            doi=values.get("doi", "").casefold(),
            pmid=values.get("pmid", ""),
            journal=normalised(text["journal"]),
            volume=normalised(text["volume"]),
            issue=normalised(text["issue"]),
            page=normalised(text["pages"].partition("-")[0]).lstrip("e0"),
            is_report=values.get("design") == Design.REPORT,
            keys=tuple(keys or title_keys(title)),
        )


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
        candidates = {each: None for key in wanted.keys for each in self._by_title_key.get(key, ())}
        scored = ((fuzz.ratio(wanted.title, each.title, score_cutoff=ALIKE), each) for each in candidates)
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


def match(wanted: MatchFields, studies: StudyIndex, *, is_strict: bool = False) -> Match:
    """Which of the studies a reference is of.

    Where the number is the same, a place in a journal that differs is a doubt if both state it whole or, where
    ``is_strict``, any part of it.
    """
    numbered = studies.by_number(wanted)
    if len(numbered) > 1:
        return Match(
            numbered[0].key,
            "Its DOI is that of one study and its PubMed ID that of another.",
            tuple(each.key for each in numbered[1:]),
        )
    if numbered:
        return Match(numbered[0].key, doubt_about(wanted, numbered[0], is_strict=is_strict))
    found: dict[int, str] = {}
    for score, each in studies.by_title(wanted):
        doubt = doubt_by_title(wanted, each, score)
        # Of what several records say of one study, the surest counts.
        if doubt != OTHER_WORK and (not doubt or each.key not in found):
            found[each.key] = doubt
    if found:
        certain = [key for key, doubt in found.items() if not doubt]
        first = certain[0] if certain else next(iter(found))
        others = tuple(key for key in certain or found if key != first)
        if len(certain) > 1:
            return Match(first, "More than one study has this title, first author and year.", others)
        return Match(first, found[first], others)
    if untitled := studies.untitled(wanted):
        return Match(
            untitled[0].key,
            "A study is known only by this first author and year, without a title. It may be this one.",
            tuple(each.key for each in untitled[1:]),
        )
    return Match()


def doubt_about(wanted: MatchFields, found: MatchFields, *, is_strict: bool) -> str:
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
    if notice := telling_words(wanted.title, found.title):
        return f"A study has this {number}, but its title differs in “{notice}”."
    if place := other_place(wanted, found, is_strict=is_strict):
        return f"A study has this {number}, but {place}."
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
    own, others = differing_words(wanted.title, found.title)
    if own and others:
        return f"A study has almost this title, but “{others}” where this has “{own}”."
    if own or others:
        return f"A study has almost this title, but {'without' if own else 'with'} “{own or others}”."
    if not author:
        return "A study has this title, but another first author."
    if not year:
        return "A study has this title, but another year."
    if not (author_known and year_known):
        missing = " and ".join(
            name for name, is_known in (("first author", author_known), ("year", year_known)) if not is_known
        )
        return f"A study has this title, but the {missing} cannot be compared."
    if place := other_place(wanted, found, is_strict=True):
        return f"A study has this title, but {place}."
    if wanted.is_report != found.is_report and (wanted.journal or found.journal):
        return "A study has this title, but one is a report and the other an article."
    if len(wanted.title.split()) < SHORT_TITLE:
        return "A study has this title, first author and year, but the title is too short to be sure."
    return ""


def differing_words(title: str, other: str) -> tuple[str, str]:
    """The words of each of two normalised titles that the other has not, whichever way they are spelled."""
    both = [[word for word in each.split() if word not in ARTICLES] for each in (title, other)]
    own, others = ([_spelled(word) for word in words] for words in both)
    if "".join(own) == "".join(others):
        return "", ""
    apart = [each for each in SequenceMatcher(None, own, others, autojunk=False).get_opcodes() if each[0] != "equal"]
    return (
        " ".join(word for _, start, end, _, _ in apart for word in both[0][start:end]),
        " ".join(word for _, _, _, start, end in apart for word in both[1][start:end]),
    )


def _spelled(word: str) -> str:
    if len(word) > 3:
        for pattern, replacement in SPELLINGS:
            word = re.sub(pattern, replacement, word)
        return PLURAL.sub("", word)
    return word


def telling_words(title: str, other: str) -> str:
    """Words by which one of two normalised titles is a notice of the other's work, or its companion."""
    own, others = set(title.split()), set(other.split())
    own, others = own - others, others - own
    if notices := (own | others) & NOTICES:
        return " ".join(sorted(notices))
    contrasts = [{word for word in words if word in CONTRASTS or word.isdigit()} for words in (own, others)]
    return " ".join(sorted(contrasts[0] | contrasts[1])) if all(contrasts) else ""


def other_place(wanted: MatchFields, found: MatchFields, *, is_strict: bool) -> str:
    """What differs of where two works stand: journal, volume and pages, as far as both state them."""
    stated = {
        "another journal": (wanted.journal, found.journal),
        "another volume": (wanted.volume, found.volume),
        "other pages": (wanted.page, found.page),
    }
    if is_strict:
        stated["another issue"] = (wanted.issue, found.issue)
    elif not all(own and other for own, other in stated.values()):
        return ""
    differing = [name for name, (own, other) in stated.items() if own and other and not _same_name(own, other)]
    return " and ".join(differing)


def _same_name(name: str, other: str) -> bool:
    """Whether two names are the same, or one abbreviates the other word by word, as “inv care” does “invented care”."""
    words, others = (
        [word for word in each.split() if word not in ARTICLES | {"of", "in", "for"}] for each in (name, other)
    )
    pairs = zip(words, others, strict=False)
    return all(word == each or (not each.isdigit() and _abbreviates(word, each)) for word, each in pairs)


def _abbreviates(word: str, other: str) -> bool:
    return word.isalpha() and (word.startswith(other) or other.startswith(word))


def same_work(title: str, other: str) -> bool:
    """Whether two normalised titles can be of one work: alike, or one the beginning of the other."""
    shorter, longer = sorted((title, other), key=len)
    return longer.startswith(shorter) or fuzz.token_sort_ratio(title, other) >= SAME_WORK


def years_agree(wanted: MatchFields, found: MatchFields) -> bool:
    """Whether the years are near enough, as far as both are known."""
    apart = 0 if wanted.is_report or found.is_report else YEARS_APART
    return not (wanted.year and found.year) or abs(wanted.year - found.year) <= apart


def authors_agree(wanted: MatchFields, found: MatchFields) -> bool:
    """Whether the first authors' family names are the same, or one is part of the other, as far as both are known."""
    if not (wanted.author and found.author):
        return True
    words, others = set(wanted.author.split()), set(found.author.split())
    return words <= others or others <= words or fuzz.ratio(wanted.author, found.author) >= ALIKE


#: The columns of a study from which :meth:`MatchFields.of_study` takes what is compared.
COMPARED: Sequence[str] = (
    *("pk", "title", "authors", "cited_as", "year", "doi", "pmid", "journal", "volume", "issue", "pages", "design"),
)
