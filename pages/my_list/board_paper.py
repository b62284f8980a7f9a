"""What a board paper made from a reader's list says, before it is written as a page, Word or PDF."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evidence.citations import Style, reference_to_source
from evidence.models import CaseStudy, Design, Direction, Finding, Source, Study, notices_in_words
from evidence.reference_lists import reference_runs
from evidence.summary_of_findings import for_summary, summary_of_findings
from files.about_exports import LICENCE_NAME, AboutExport
from files.documents import Block, Bullets, Document, Heading, Paragraph, Run, Runs, Table
from lists.wording import day_in_words, first_sentence, midsentence
from pages.my_list.pages import listed
from pages.my_list.selection import Selection
from recommendations.briefings import CAUTION
from recommendations.models import Bearing, Certainty, Kind, Recommendation
from recommendations.own_assessments import own_assessment, public_assessments

#: How many entries two pages hold, with a third of a page of the reader's own.
FIT_TWO_PAGES = 8
TITLE = "Paper for the board"
#: How many outcomes are named for each way that findings point.
OUTCOMES_NAMED = 3

#: A study of each design within a sentence, and several.
DESIGNS = {
    Design.SYSTEMATIC_REVIEW: ("systematic review", "systematic reviews"),
    Design.SCOPING_REVIEW: ("scoping review", "scoping reviews"),
    Design.REVIEW: ("review of unstated type", "reviews of unstated type"),
    Design.RANDOMISED_TRIAL: ("randomised trial", "randomised trials"),
    Design.COHORT: ("cohort study", "cohort studies"),
    Design.CROSS_SECTIONAL: ("cross-sectional study", "cross-sectional studies"),
    Design.QUALITATIVE: ("qualitative study", "qualitative studies"),
    Design.MIXED_METHODS: ("mixed methods study", "mixed methods studies"),
    Design.QUALITY_IMPROVEMENT: ("quality improvement project", "quality improvement projects"),
    Design.EVALUATION: ("evaluation", "evaluations"),
    Design.CASE_STUDIES: ("set of case studies", "sets of case studies"),
    Design.REPORT: ("report", "reports"),
    Design.NOT_STATED: ("of unstated design", "of unstated design"),
}


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
        runs: list[str | Run] = [_studies_in_words(studies)]
        bearings = Counter(each.bearing for each in entry.public_study_links)
        for bearing, words in ((Bearing.CONTEXT, "for context only"), (Bearing.QUESTIONS, "raising doubts")):
            if bearings[bearing]:
                runs.append(f", {f'{bearings[bearing]} of them ' * (len(studies) > 1)}{words}")
        if notices := notices_in_words(study.retraction for study in studies):
            runs += [", ", Run(notices, bold=True)]
        runs.append(".")
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
            yield Heading("Case studies")
            yield Paragraph(f"{self._about.service} has no case study of these recommendations.")

    def _case(self, case: CaseStudy, numbers: list[int], is_chosen: bool) -> Runs:
        noun = "recommendation" if len(numbers) == 1 else "recommendations"
        about = f" For {noun} {', '.join(map(str, numbers))}." if numbers else ""
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


def _studies_in_words(studies: Iterable[Study]) -> str:
    """“9 studies: 7 systematic reviews, 2 reports”."""
    counts = Counter(Design(study.design) for study in studies)
    if not counts:
        return "No study is linked"
    kinds = ", ".join(f"{counts[each]} {DESIGNS[each][counts[each] > 1]}" for each in Design if counts[each])
    if counts.total() == 1:
        return f"1 study: {midsentence(next(iter(counts)).label)}"
    return f"{counts.total()} studies: {kinds}"


def _findings_in_words(findings: Iterable[Finding], with_numbers: bool = True) -> str:
    """“Improved: staff knowledge (6), staff attitudes (3). Unclear: patient outcomes (1).”; empty if none is stated.

    The numbers are those of studies.
    """
    ways: dict[str, list[tuple[int, str]]] = {each.label: [] for each in Direction}
    for row in summary_of_findings(findings)["rows"]:
        for way in row["directions"]:
            number = f" ({way['studies']})" if with_numbers else ""
            ways[way["label"]].append((way["studies"], f"{midsentence(row['outcome'])}{number}"))
    return " ".join(f"{way}: {_most_studied(outcomes)}." for way, outcomes in ways.items() if outcomes)


def _most_studied(outcomes: list[tuple[int, str]]) -> str:
    """The outcomes that most studies measured, each with their number, and how many others there are."""
    names = [name for _, name in sorted(outcomes, key=lambda each: -each[0])]
    rest = len(names) - OUTCOMES_NAMED
    others = f" and {rest} other{'s' if rest > 1 else ''}" if rest > 0 else ""
    return ", ".join(names[:OUTCOMES_NAMED]) + others
