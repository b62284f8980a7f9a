"""Recommendations as a briefing in Word, to read, discuss and take to a board."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from evidence.citations import Style
from evidence.models import Finding, Study, notices_in_words
from evidence.reference_lists import reference_runs
from evidence.summary_of_findings import for_summary, summary_of_findings
from files.about_exports import AboutExport
from files.documents import Run, Runs
from files.word_files import WIDTH, WordFile
from recommendations.models import Bearing, Certainty, Kind, Recommendation
from recommendations.own_assessments import own_assessment, public_assessments

#: A document of more would have hundreds of pages, and is made whole in memory.
MOST = 500

CAUTION = (
    "Certainty says how sure we can be of the evidence, not how much an action matters. “Not graded” means that the "
    "source states no certainty, not that its evidence is weak."
)

#: What leads to the references of the studies that bear on a recommendation in each way.
REFERENCES_LED_BY = {
    "Based on": (Bearing.SUPPORTS, Bearing.PARTLY_SUPPORTS),
    "For context:": (Bearing.CONTEXT,),
    "Doubts are raised by": (Bearing.QUESTIONS,),
}


def word_of(
    recommendations: QuerySet[Recommendation], absolute: Callable[[str], str], about: AboutExport
) -> Iterator[bytes]:
    """A briefing on the recommendations, of which there are at most :data:`MOST`; as one part."""
    listed: Any = recommendations
    yield from _Briefing(list(listed.for_documents()), absolute, about).written()


class _Briefing:
    """One document."""

    def __init__(self, entries: list[Any], absolute: Callable[[str], str], about: AboutExport) -> None:
        self._entries, self._absolute, self._about = entries, absolute, about
        self._file = WordFile(about, f"Briefing: {about.title}")
        self._numbers: dict[int, int] = {}  # of each study's reference, by its key
        self._studies: list[Study] = []
        for entry in entries:
            for link in entry.public_study_links:
                if link.study_id not in self._numbers:
                    self._studies.append(link.study)
                    self._numbers[link.study_id] = len(self._studies)
        self._findings: dict[int, list[Finding]] = {}
        for finding in for_summary(Finding.objects.published().filter(study__in=self._numbers)):
            self._findings.setdefault(finding.study_id, []).append(finding)

    def written(self) -> Iterator[bytes]:
        """The document, as one part."""
        file = self._file
        file.title("Recommendations and their evidence", self._about.title)
        file.heading("In short", 1)
        self._write_profile()
        file.heading("Contents", 1, listed=False)
        file.contents()
        file.heading("Recommendations", 1)
        for entry in self._entries:
            self._write(entry)
        if not self._entries:
            file.paragraph("No recommendation matches this filter.")
        if self._studies:
            file.heading("References", 1)
            for study in self._studies:
                self._write_reference(study)
        file.about(self._about)
        yield from file.parts()

    def _write_profile(self) -> None:
        counts = Counter(entry.level for entry in self._entries)
        rows = [[self._level(level), f"{counts[level]:,}", level.meaning] for level in Certainty if counts[level]]
        if rows:
            self._file.table(
                "How many recommendations there are at each level of certainty, and what the level means",
                ("Certainty of the evidence", "Recommendations", "What it means"),
                rows,
                (4.6, 4.2, WIDTH - 8.8),
            )
        self._file.paragraph([Run("Certainty is not priority. ", bold=True), CAUTION])

    @staticmethod
    def _level(level: Certainty) -> str:
        return f"{level.symbols} {level.label}".strip()

    def _write(self, entry: Any) -> None:
        file = self._file
        file.heading(f"{entry.reference}: {entry.title}", 2)
        file.paragraph([Run(entry.statement, bold=True)])
        file.bullets(entry.points_list)
        for name, runs in self._facts(entry):
            file.paragraph([Run(f"{name}: ", bold=True), *([runs] if isinstance(runs, str) else runs)])
        self._write_evidence(entry)
        if entry.public_cases:
            file.heading("How others did it", 3)
            file.bullets(
                [Run(case.title, address=self._absolute(case.get_absolute_url())), f". {case.summary}"]
                for case in entry.public_cases
            )

    def _facts(self, entry: Any) -> Iterator[tuple[str, Runs]]:
        if entry.kind != Kind.RECOMMENDATION:
            yield "Kind", entry.get_kind_display()
        yield "For", ", ".join(each.name for each in entry.audiences.all()) or "Not stated"
        yield "Certainty of the evidence", f"{self._level(entry.level)}. {entry.certainty_reason}".strip()
        if assessment := own_assessment(entry, public_assessments(entry)):
            yield "Our own assessment", f"{assessment['levels']} {assessment['note']}".strip()
        if entry.may_be_out_of_date:
            yield "May be out of date", "The period that it was written for has ended."
        if entry.curator_note:
            yield "Curator’s note", entry.curator_note
        page = Run(f"{entry.reference} on {self._about.service}", address=self._absolute(entry.get_absolute_url()))
        yield "Source", [f"{entry.source.title}, {entry.locator}. See ", page, "."]

    def _write_evidence(self, entry: Any) -> None:
        file, studies = self._file, [link.study for link in entry.public_study_links]
        if not (studies or entry.evidence_note):
            return
        file.heading("What was found", 3)
        for line in filter(str.strip, entry.evidence_note.splitlines()):
            file.paragraph(line.strip())
        findings = [each for study in studies for each in self._findings.get(study.pk, ())]
        if findings:
            file.table(
                f"What the studies behind {entry.reference} found, by outcome, with the numbers of their references",
                ("Outcome", "What the studies found"),
                [[row["outcome"], self._found(row)] for row in summary_of_findings(findings)["rows"]],
                (5.5, WIDTH - 5.5),
            )
        if studies:
            for lead, bearings in REFERENCES_LED_BY.items():
                behind = [link.study for link in entry.public_study_links if link.bearing in bearings]
                if behind:
                    noun = "reference" if len(behind) == 1 else "references"
                    notices = notices_in_words(study.retraction for study in behind)
                    runs = self._numbered([self._numbers[study.pk] for study in behind])
                    file.paragraph([f"{lead} {noun} ", *runs, f" ({notices})." if notices else "."])

    def _found(self, row: dict[str, Any]) -> Runs:
        """“Improved: 6 studies (1, 2). Mixed: 1 study (3).”"""
        runs: list[str | Run] = []
        for way in row["directions"]:
            numbers = sorted({self._numbers[each] for each in way["studies_by_key"]})
            noun = "study" if way["studies"] == 1 else "studies"
            notices = f", {way['notices']}" if way["notices"] else ""
            lead = " " if runs else ""
            runs += [Run(f"{lead}{way['label']}", bold=True), f": {way['studies']} {noun}{notices} ("]
            runs += [*self._numbered(numbers), ")."]
            for finding in way["findings"]:
                if finding["effect"]:
                    runs += [" Reference ", *self._numbered([self._numbers[finding["study_key"]]]), ": "]
                    runs.append(
                        "; ".join(f"{fact['name'].lower()}: {fact['text']}" for fact in finding["effect"]) + "."
                    )
        return runs

    @staticmethod
    def _numbered(numbers: list[int]) -> list[str | Run]:
        """The numbers of references, each leading to it."""
        runs: list[str | Run] = []
        for number in numbers:
            runs += [*([", "] if runs else []), Run(f"{number}", address=f"#reference-{number}")]
        return runs

    def _write_reference(self, study: Study) -> None:
        number = self._numbers[study.pk]
        page = Run(f"More on reference {number}", address=self._absolute(study.get_absolute_url()))
        runs = [f"{number}. ", *reference_runs(study, Style.VANCOUVER), " ", page, "."]
        self._file.paragraph(runs, bookmark=f"reference-{number}")
