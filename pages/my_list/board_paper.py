"""What a board paper made from a reader's list says, before it is written as a page, Word or PDF."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from evidence.citations import Style, reference_to_source
from evidence.models import CaseStudy, Design, Direction, Finding, Source, Study, Theme
from evidence.reference_lists import reference_runs
from evidence.summary_of_findings import for_summary, summary_of_findings
from files.about_exports import LICENCE_NAME, AboutExport
from files.documents import Block, Bullets, Document, Heading, Paragraph, Run, Runs, Table
from lists.wording import day_in_words, first_sentence, midsentence
from pages.entries.vocabulary import terms
from pages.my_list.pages import listed
from pages.my_list.selection import Selection
from pages.recommendations import offers
from pages.recommendations.detail import related_to
from pages.studies.filters import NAMES_OF_DESIGNS
from recommendations.briefings import CAUTION
from recommendations.models import BESIDE, Certainty, Kind, Recommendation, studies_by_role
from recommendations.own_assessments import own_assessment, public_assessments

#: How many entries two pages hold, with 900 characters of the reader's own.
FIT_TWO_PAGES = 8
TITLE = "Paper for the board"
#: How many outcomes are named for each way that findings point, beside those of patients; what improved is all named.
OUTCOMES_NAMED = 3

#: A study of each design within a sentence, and several, as shortly as a board needs it.
DESIGNS = NAMES_OF_DESIGNS | {Design.REVIEW: ("review", "reviews"), Design.NOT_STATED: ("other", "others")}


@dataclass(frozen=True)
class Typed:
    """What the reader typed; lines end with a line feed."""

    title: str = ""
    question: str = ""
    asked: str = ""
    own_words: str = ""


@dataclass(frozen=True)
class Entries:
    """The entries of a list, by what they are to a paper, each in the order of the list.

    Attributes:
        recommendations: From ``for_documents``.
        studies: Those that are on the list themselves.
        cases: As the studies, each with its source.
        left_out: What the list holds beside them, as :func:`pages.my_list.pages.listed` tells of it.
    """

    recommendations: list[Recommendation]
    studies: list[Study]
    cases: list[CaseStudy]
    left_out: list[dict[str, Any]]

    @property
    def number(self) -> int:
        """How many there are to put before a board."""
        return len(self.recommendations) + len(self.studies) + len(self.cases)


def entries_of(selection: Selection) -> Entries:
    """The entries of a list; one that was merged into another is told of by that one."""
    rows: dict[str, Any] = {
        "r": Recommendation.objects.published().for_documents(),
        "s": Study.objects.published().defer("search"),
        "c": CaseStudy.objects.published().select_related("source").defer("search"),
    }
    found = {key: entry for letter in rows for key, entry in selection.entries(letter, rows[letter]).items()}
    missing = Selection(tuple(key for key in selection.keys if key not in found))
    left_out = listed(missing) if missing.keys else []
    found |= {each["key"]: each["kept"] for each in left_out if "kept" in each}
    in_order = list(dict.fromkeys(found[key] for key in selection.keys if key in found))
    return Entries(
        recommendations=[each for each in in_order if isinstance(each, Recommendation)],
        studies=[each for each in in_order if isinstance(each, Study)],
        cases=[each for each in in_order if isinstance(each, CaseStudy)],
        left_out=[each for each in left_out if "kept" not in each],
    )


def paper_of(entries: Entries, typed: Typed, absolute: Callable[[str], str], about: AboutExport) -> Document:
    """The paper of some entries; ``absolute`` makes a whole address of a path."""
    return Document(typed.title or TITLE, list(_Paper(entries, typed, absolute, about).blocks()))


class _Paper:
    """One paper, written from top to bottom."""

    def __init__(self, entries: Entries, typed: Typed, absolute: Callable[[str], str], about: AboutExport) -> None:
        self._entries, self._typed, self._absolute, self._about = entries, typed, absolute, about
        self._numbers: dict[tuple[type, int], int] = {}  # of references, by the work
        self._references: list[list[str | Run]] = []
        studies = {link.study_id for each in entries.recommendations for link in each.public_study_links}
        studies |= {study.pk for study in entries.studies}
        self._findings: dict[int, list[Finding]] = {}  # by the key of the study
        for finding in for_summary(Finding.objects.published().filter(study__in=studies)):
            self._findings.setdefault(finding.study_id, []).append(finding)

    def blocks(self) -> Iterator[Block]:
        yield from _typed("The question", self._typed.question)
        yield from _typed("What is asked of the board", self._typed.asked)
        yield from _typed("Our situation", self._typed.own_words)
        if self._entries.recommendations:
            yield Heading("What is recommended")
            yield Table(
                "What is recommended, how certain the evidence is and what it rests on",
                ("Recommendation", "Certainty of the evidence", "What it rests on"),
                [self._row(number, each) for number, each in enumerate(self._entries.recommendations, start=1)],
                (7.4, 3, 6.6),
            )
            yield from self._how_to_read()
        yield from self._who_has_done_it()
        if self._entries.studies:
            yield Heading("Supporting studies")
            yield Bullets([self._study(each) for each in self._entries.studies])
        if self._references:
            yield Heading("References")
            for number, reference in enumerate(self._references, start=1):
                yield Paragraph([f"{number}. ", *reference], small=True)
        yield Heading("About this paper")
        yield Paragraph(self._made_with(), small=True)
        if self._entries.left_out:
            yield Paragraph("These were on the list, but are no longer published, so they are left out:", small=True)
            yield Bullets([left_out_in_words(each) for each in self._entries.left_out])

    def _made_with(self) -> Runs:
        about = self._about
        return [
            f"Made on {day_in_words(about.made_on)} with ",
            Run(about.service, address=self._absolute("/")),
            f", version {about.version} of its evidence base. ",
            Run("The same list, as it is now", address=about.address),
            ". Each reference code leads to a page with all studies, findings and their sources. "
            f"The entries may be used under {LICENCE_NAME}.",
            " The question, what is asked and our situation are the authors’ own words." * self._is_typed_in,
        ]

    @property
    def _is_typed_in(self) -> bool:
        return any((self._typed.question, self._typed.asked, self._typed.own_words))

    # The table of recommendations

    def _row(self, number: int, entry: Recommendation) -> list[Runs]:
        kind = "" if entry.kind == Kind.RECOMMENDATION else f"{entry.get_kind_display()} "
        told: list[str | Run] = [
            Run(f"{number}. {entry.title}", bold=True),
            f"\n{entry.statement}\n{kind}",
            Run(entry.reference, address=self._absolute(entry.get_absolute_url())),
            f", reference {self._reference_to(entry.source)}",
        ]
        if entry.may_be_out_of_date:
            told.append(Run("\nMay be out of date: the period that it was written for has ended.", bold=True))
        return [told, self._certainty(entry), self._evidence(entry)]

    def _certainty(self, entry: Recommendation) -> Runs:
        reason = f"\n{entry.certainty_reason}" if entry.certainty_reason else ""
        runs: list[str | Run] = [Run(f"{entry.level.symbols} {entry.level.label}".strip(), bold=True), reason]
        if own := own_assessment(entry, public_assessments(entry)):
            level = own["level"].label.lower() if own["level"] else "no overall level"
            runs.append(f"\n{self._about.service}’s own assessment: {level}.")
        return runs

    def _evidence(self, entry: Recommendation) -> Runs:
        studies = [each.study for each in entry.public_study_links]
        supporting = _designs_in_words(each.study for each in entry.public_study_links if each.bearing not in BESIDE)
        runs: list[str | Run] = []
        for words, notices in studies_by_role((each.state for each in entry.public_study_links), supporting):
            runs.append(f", {words}" if runs else f"{words[:1].upper()}{words[1:]}")
            if notices:
                runs += [", ", Run(notices, bold=True)]
        runs.append("." if studies else " is linked.")
        found = _findings_in_words(each for study in studies for each in self._findings.get(study.pk, ()))
        note = found or first_sentence(entry.evidence_note)
        return [*runs, f"\n{note}" if note else ""]

    def _how_to_read(self) -> Iterator[Block]:
        entries = self._entries.recommendations
        used = {entry.level for entry in entries} - {Certainty.NOT_GRADED}
        runs: list[str | Run] = [Run("How to read this. ", bold=True)]
        for level in Certainty:
            if level in used:
                runs += [Run(f"{level.label}.", bold=True), f" {level.meaning} "]
        if any(entry.level in used and not entry.certainty_reason for entry in entries):
            runs.append("Where no reason stands beside a level, its source gives none. ")
        runs.append(f"{CAUTION} The numbers in brackets are studies. They do not say how much an outcome changed.")
        yield Paragraph(runs, small=True)

    # What stands below it

    def _who_has_done_it(self) -> Iterator[Block]:
        done: dict[int, tuple[CaseStudy, list[int]]] = {}  # each case with the numbers of its recommendations
        for number, entry in enumerate(self._entries.recommendations, start=1):
            for case in entry.public_cases:
                done.setdefault(case.pk, (case, []))[1].append(number)
        on_list = {case.pk for case in self._entries.cases}
        for case in self._entries.cases:
            done.setdefault(case.pk, (case, []))
        if done:
            yield Heading("Case studies")
            yield Bullets([self._case(case, numbers, case.pk in on_list) for case, numbers in done.values()])
        elif self._entries.recommendations:
            similar = self._similar_cases()
            yield Heading("Case studies")
            yield Paragraph(f"None is linked to these recommendations.{' Similar ones:' if similar else ''}")
            if similar:
                yield Bullets([self._case(case, numbers, False, "Similar to") for case, numbers in similar])

    def _similar_cases(self) -> list[tuple[CaseStudy, list[int]]]:
        """The case studies that the pages of the recommendations offer, each with the numbers of those.

        Only the first recommendations are asked, as many as two pages hold: each takes a query.
        """
        entries = self._entries.recommendations[:FIT_TWO_PAGES]
        rows = Recommendation.objects.published().with_links().in_bulk([each.pk for each in entries])
        found = []
        for number, each in enumerate(entries, start=1):
            if row := rows.get(each.pk):  # None if it was withdrawn meanwhile
                closest = offers.CASE_STUDIES.closest(row, related_to(row), terms(Theme, row.themes_keys))
                found += [(place, number, offer["slug"]) for place, offer in enumerate(closest)]
        numbers: dict[str, list[int]] = {}  # by the slug of the case, the closest one of each recommendation first
        for _, number, slug in sorted(found):
            numbers.setdefault(slug, []).append(number)
        chosen = list(numbers)[: offers.MOST]
        cases = (
            CaseStudy.objects.published().select_related("source").defer("search").in_bulk(chosen, field_name="slug")
        )
        return [(cases[slug], numbers[slug]) for slug in chosen if slug in cases]

    def _case(self, case: CaseStudy, numbers: list[int], is_chosen: bool, tie: str = "For") -> Runs:
        noun = "recommendation" if len(numbers) == 1 else "recommendations"
        about = f" {tie} {noun} {', '.join(map(str, numbers))}." if numbers else ""
        is_new = case.place and case.place not in f"{case.organisation_name} {case.title}"
        place = f" ({case.place})" if is_new else ""
        done_by = f"{case.organisation_name or 'Organisation not stated'}{place}"
        return [
            Run(case.title, address=self._absolute(case.get_absolute_url())),
            f". {done_by}. {case.summary if is_chosen else ''}".rstrip(),
            f"{about} Reference {self._reference_to(case.source)}.",
        ]

    def _study(self, study: Study) -> Runs:
        notice = f" {study.retraction_in_words}" if study.retraction else ""
        return [
            Run(study.label, address=self._absolute(study.get_absolute_url())),
            f". {study.get_design_display()}.",
            Run(notice, bold=True),
            f" {_findings_in_words(self._findings.get(study.pk, ()), with_numbers=False)}".rstrip(),
            f" Reference {self._reference_to(study)}.",
        ]

    def _reference_to(self, work: Source | Study) -> int:
        """The number of the reference to a work, which is added where it is not there yet."""
        key = (type(work), work.pk)
        if key not in self._numbers:
            if isinstance(work, Study):
                self._references.append(reference_runs(work, Style.HARVARD))
            else:
                self._references.append([reference_to_source(work)])
            self._numbers[key] = len(self._references)
        return self._numbers[key]


def left_out_in_words(entry: dict[str, Any]) -> str:
    """An entry that is not in the paper, and why: “Train all managers. Withdrawn: its figures were wrong.”."""
    if entry["kind"] == "gone":
        return "An entry that is no longer published."
    detail = entry["detail"].rstrip(".")
    return f"{entry['text']}. {detail}."


def _typed(heading: str, text: str) -> Iterator[Block]:
    lines = [line for line in text.split("\n") if line.strip()]
    if lines:
        yield Heading(heading)
        yield from map(Paragraph, lines)


def _designs_in_words(studies: Iterable[Study]) -> str:
    """“9 studies: 6 systematic reviews, 2 reports, 1 other”, or “7 reports”; empty if no design is stated."""
    counts = Counter(study.design for study in studies)
    if counts.keys() <= {Design.NOT_STATED}:
        return ""
    kinds = ", ".join(f"{counts[each]} {names[counts[each] > 1]}" for each, names in DESIGNS.items() if counts[each])
    return kinds if len(counts) == 1 else f"{counts.total()} studies: {kinds}"


def _findings_in_words(findings: Iterable[Finding], with_numbers: bool = True) -> str:
    """“Improved: staff knowledge (6), staff attitudes (3). Unclear: patient outcomes (1).”; empty if none is stated.

    The numbers are those of studies. What improved is told in full.
    """
    ways: dict[str, list[_Measured]] = {each.label: [] for each in Direction}
    for row in summary_of_findings(findings)["rows"]:
        for way in row["directions"]:
            number = f" ({way['studies']})" if with_numbers else ""
            words = f"{midsentence(row['outcome'])}{number}"
            ways[way["label"]].append(_Measured(row["is_of_patients"], way["studies"], words))
    improved = Direction.IMPROVED.label
    return " ".join(f"{way}: {_most_studied(each, whole=way == improved)}." for way, each in ways.items() if each)


class _Measured(NamedTuple):
    """An outcome that some studies measured."""

    is_of_patients: bool
    studies: int
    words: str


def _most_studied(outcomes: list[_Measured], whole: bool) -> str:
    """The outcomes, most studied first; unless whole, those of patients and a few others, and how many are left."""
    ordered = sorted(outcomes, key=lambda each: -each.studies)
    named = [each for place, each in enumerate(ordered) if whole or each.is_of_patients or place < OUTCOMES_NAMED]
    rest = len(outcomes) - len(named)
    others = f" and {rest} other{'s' if rest > 1 else ''}" if rest else ""
    return ", ".join(each.words for each in named) + others
