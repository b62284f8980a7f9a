"""How designs and directions are marked, on the page and in the picture: never by colour alone."""

from dataclasses import dataclass

from evidence.models import Design, Direction
from pages.evidence_map.counting import NO_FINDING

SHORT_DESIGNS: dict[str, str] = {
    Design.SYSTEMATIC_REVIEW: "SR",
    Design.SCOPING_REVIEW: "ScR",
    Design.REVIEW: "Rev",
    Design.RANDOMISED_TRIAL: "RCT",
    Design.COHORT: "Coh",
    Design.CROSS_SECTIONAL: "XS",
    Design.QUALITATIVE: "Qual",
    Design.MIXED_METHODS: "MM",
    Design.QUALITY_IMPROVEMENT: "QI",
    Design.EVALUATION: "Eval",
    Design.CASE_STUDIES: "Case",
    Design.REPORT: "Rep",
    Design.NOT_STATED: "NS",
}


@dataclass(frozen=True)
class Mark:
    """How a direction is shown: a sign beside its number, and a colour that the page also gives a pattern."""

    name: str
    sign: str
    colour: str


MARKS: dict[str, Mark] = {
    Direction.IMPROVED: Mark("improved", "↑", "#00703c"),
    Direction.MIXED: Mark("mixed", "↕", "#5694ca"),
    Direction.NO_DIFFERENCE: Mark("no-difference", "=", "#425563"),
    Direction.WORSENED: Mark("worsened", "↓", "#b10e1e"),
    Direction.UNCLEAR: Mark("unclear", "?", "#d9a300"),
    Direction.NOT_MEASURED: Mark("not-measured", "×", "#aeb7bd"),
    NO_FINDING: Mark("no-finding", "○", "#d8dde0"),
}
