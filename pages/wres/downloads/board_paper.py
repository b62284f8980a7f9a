"""A paper for the board of an organisation: where it stands on the standard, and what works on its widest gaps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from files.about_exports import LICENCE_NAME, AboutExport
from files.documents import Block, Bullets, Document, Heading, Paragraph, Picture, Pictures, Run, Runs, Table
from lists.wording import day_in_words, midsentence
from pages.wres.charts.charted import trend_of
from pages.wres.charts.data import MADE_UP
from pages.wres.evidence import evidence_on
from pages.wres.organisation import CASES, GAPS, RECOMMENDATIONS, glance_row
from pages.wres.standings import Compared, Place, figures_of, places
from recommendations.briefings import CAUTION
from workforce.models import Dataset, Organisation
from workforce.standing import Chance, Standing, widest_gaps
from workforce.standing_words import (
    calculated_answers_in_words,
    figure_in_words,
    gap_in_words,
    interval_in_words,
    name_in_sentence,
    sentence,
)

#: How many charts it has.
CHARTS = 2
#: How many publications it names.
PUBLICATIONS = 12
NO_GAP = "No figure that we hold shows a gap to the disadvantage of ethnic minority staff beyond chance."
NOT_KNOWN = "No figure about all staff compares the groups, so we cannot say where the gaps are."
ASKED = (
    "Note where we stand on the nine indicators, and which gaps are wider than chance.",
    "Agree which of the gaps below we act on first.",
    "Agree for each action who leads it, by when, and which indicator will show that it works.",
)


def paper_of(
    organisation: Organisation, compared: Compared | None, absolute: Callable[[str], str], about: AboutExport
) -> Document:
    """The paper of an organisation, beside another; ``absolute`` makes a whole address of a path."""
    paper = _Paper(organisation, compared, absolute, about)
    return Document(title_of(organisation), list(paper.blocks()), header=MADE_UP if organisation.is_made_up else "")


def title_of(organisation: Organisation) -> str:
    """The title of the paper."""
    return f"Workforce race equality: {sentence(name_in_sentence(organisation))}"


class _Paper:
    """One paper, written from top to bottom."""

    def __init__(
        self,
        organisation: Organisation,
        compared: Compared | None,
        absolute: Callable[[str], str],
        about: AboutExport,
    ) -> None:
        self._organisation, self._compared, self._absolute, self._about = organisation, compared, absolute, about
        self._places = places(organisation, figures_of(organisation), compared)
        self._gaps = widest_gaps(place.standing for place in self._places)[:GAPS]

    def blocks(self) -> Iterator[Block]:
        if self._organisation.is_made_up:
            yield Paragraph([Run(f"{MADE_UP}. ", bold=True), "The organisation and its figures are made up."])
        yield Paragraph(
            "The Workforce Race Equality Standard (WRES) has 9 indicators of how ethnic minority staff fare beside "
            "White staff. WRES calls them “BME” staff."
        )
        yield Heading("What is asked of the board")
        yield Bullets(ASKED)
        yield Heading("Where we stand")
        yield from self._table()
        yield from self._charts()
        yield from self._gaps_and_actions()
        yield Heading("How to read this paper")
        yield from (Paragraph(runs, small=True) for runs in self._how_to_read())
        yield Heading("Sources")
        yield from (Paragraph(each, small=True) for each in self._sources())

    def _table(self) -> Iterator[Block]:
        rows = [self._row(place, glance_row(place)) for place in self._places]
        beside = f"Beside {self._compared.name}" if self._compared else ""
        head = ("Indicator", "Latest figure", *([beside] if beside else []), "Over the years")
        widths = (4.2, 6.2, 3.2, 3.4) if beside else (4.2, 8, 4.8)
        yield Table("Where the organisation stands on each indicator of the standard", head, rows, widths)

    def _row(self, place: Place, row: Mapping[str, Any]) -> list[Runs]:
        name = Run(f"{row['number']}. {row['name']}", bold=True)
        if "brief" not in row:
            reason = row["missing"] or "No values are held."
            return [[name], reason, *(["–"] if self._compared else []), "–"]
        latest = [row["brief"], f" (WRES {row['year']})"]
        if row["gap"]:
            latest.append(f"\nGap: {midsentence(row['gap']['text'])}")
        return [[name], latest, *([self._beside(row)] if self._compared else []), self._since(row)]

    @staticmethod
    def _beside(row: Mapping[str, Any]) -> str:
        beside = row["beside"]
        if beside is None:
            return "Not known"
        return f"{beside['text']} (WRES {beside['year']})" if beside["year"] else beside["text"]

    @staticmethod
    def _since(row: Mapping[str, Any]) -> str:
        trend = row["trend"]
        return f"{trend['text']} since {trend['since']}" if trend else "Not known"

    # The widest gaps

    def _charts(self) -> Iterator[Block]:
        drawn = filter(None, map(self._picture, self._in_order_of_gaps()))
        if pictures := list(islice(drawn, CHARTS)):
            yield Pictures(pictures)

    def _in_order_of_gaps(self) -> list[Place]:
        """The places of the widest gaps first, as far as they have values of several years."""
        gaps = [gap.indicator.number for gap in self._gaps]
        found = [place for place in self._places if len(place.standing.series) > 1]
        return sorted(found, key=lambda place: _position(gaps, place.standing.indicator.number))

    def _picture(self, place: Place) -> Picture | None:
        # Altair takes most of a second to load, and few processes ever draw.
        from pages.wres.charts.drawing import Caption, picture_of, png_of, words_of

        standing = place.standing
        charted = trend_of(self._organisation, standing.indicator, standing.figures, place.beside)
        picture = picture_of(charted.chart, Caption(charted.chart.title, ())) if charted else None
        if charted is None or picture is None:
            return None
        return Picture(f"Chart. {charted.chart.title}. {words_of(charted.chart)}", png_of(picture))

    def _gaps_and_actions(self) -> Iterator[Block]:
        yield Heading("Our widest gaps, and what works on them")
        if not self._gaps:
            yield Paragraph(NO_GAP if any(place.standing.gap for place in self._places) else NOT_KNOWN)
            return
        evidence = evidence_on(gap.indicator for gap in self._gaps)
        for gap in self._gaps:
            yield from self._gap(gap, evidence[gap.indicator.number])

    def _gap(self, standing: Standing, evidence: Mapping[str, Any]) -> Iterator[Block]:
        number, figure, gap = standing.indicator.number, standing.figure, standing.gap
        if figure is None or gap is None:
            return
        said = (figure_in_words(number, figure), gap_in_words(figure, gap), interval_in_words(figure, figure.interval))
        yield Heading(f"{number}. {standing.indicator.name}, WRES {figure.year}", 2)
        yield Paragraph(" ".join(filter(None, said)))
        recommendations = evidence["recommendations"][:RECOMMENDATIONS]
        if not recommendations:
            yield Paragraph("No recommendation is linked to this indicator.")
            return
        yield Bullets([self._recommendation(each) for each in recommendations])
        if cases := evidence["cases"][:CASES]:
            yield Paragraph(["Case studies: ", *self._links(cases)])

    def _recommendation(self, entry: Mapping[str, Any]) -> Runs:
        certainty = entry["certainty"]
        runs: list[str | Run] = [
            Run(entry["text"], address=self._absolute(entry["href"])),
            f" ({entry['reference']}). ",
            Run(f"{certainty.symbols} {certainty.label}".strip(), bold=True),
            ".",
        ]
        return [*runs, f" {entry['notices']}." if entry["notices"] else ""]

    def _links(self, cases: Sequence[Mapping[str, str]]) -> Iterator[str | Run]:
        for place, case in enumerate(cases):
            yield "; " if place else ""
            yield Run(case["text"], address=self._absolute(case["href"]))
        yield "."

    # What stands below

    def _how_to_read(self) -> Iterator[Runs]:
        if any(gap.gap and gap.gap.chance == Chance.NOT_JUDGED for gap in self._gaps):
            yield "Without the counts behind a figure, nobody can say whether a gap is more than chance."
        yield (
            "A gap is wider than chance if its 95% confidence interval leaves out “no gap”. Intervals are calculated "
            "from the counts: Wilson’s for percentages, the log method for ratios, Newcombe’s for differences. In an "
            "organisation’s own figures, small numbers are not shown. Values from different publications may disagree."
        )
        if said := calculated_answers_in_words(each for place in self._places for each in place.standing.series):
            yield said
        yield [Run("Certainty of the evidence. ", bold=True), CAUTION]

    def _sources(self) -> Iterator[Runs]:
        datasets = self._datasets()
        for dataset in datasets[:PUBLICATIONS]:
            yield _publication(dataset)
        page = self._absolute(self._organisation.get_absolute_url())
        if len(datasets) > PUBLICATIONS:
            others = len(datasets) - PUBLICATIONS
            yield [f"And {others} others, which are ", Run("on the page of the organisation", address=page), "."]
        yield [
            f"Made on {day_in_words(self._about.made_on)} with ",
            Run(self._about.service, address=self._absolute("/")),
            f", version {self._about.version} of its evidence base. ",
            Run("The same figures, as they are now", address=page),
            f". The recommendations may be used under {LICENCE_NAME}.",
        ]

    def _datasets(self) -> list[Dataset]:
        """The publications of the figures, without those of other organisations."""
        figures = (figure for place in self._places for figure in place.standing.series)
        found = {dataset.pk: dataset for figure in figures for dataset in figure.publications}
        return sorted(found.values(), key=lambda dataset: (dataset.title, dataset.slug))


def _position(gaps: Sequence[int], number: int) -> tuple[int, int]:
    return (gaps.index(number) if number in gaps else len(gaps)), number


def _publication(dataset: Dataset) -> Runs:
    title = Run(dataset.title, address=dataset.url) if dataset.url else dataset.title
    said = ", ".join(filter(None, (dataset.publisher, dataset.publication_date_in_words)))
    return [title, f". {said}." if said else "."]
