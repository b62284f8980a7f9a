"""Where an organisation stands in plain English: sentences for the board paper and the page, never bare ratios.

WRES defines its measures by “BME”; these sentences say “ethnic minority” for it.
"""

from collections.abc import Iterable

from evidence.proportions import Estimate, Interval, NotCalculated, Reason
from workforce.bands import DisparityPart
from workforce.calculations import FOUR_FIFTHS, FourFifths, four_fifths
from workforce.figures import Better, Figure, Missing, Subject
from workforce.models import Organisation, OrganisationKind
from workforce.standing import Chance, Contrast, Gap, Movement, Trend, Verdict

MINORITY, WHITE = "ethnic minority", "White"
#: What the relative likelihood of each indicator is about: who stand first, who second, and what they do.
LIKELIHOODS = {
    2: (f"{WHITE} applicants", f"{MINORITY} applicants", "be appointed from shortlisting"),
    3: (f"{MINORITY} staff", f"{WHITE} staff", "enter the formal disciplinary process"),
    4: (f"{WHITE} staff", f"{MINORITY} staff", "access non-mandatory training and development"),
}
#: What staff say in the survey.
EXPERIENCES = {
    5: "were harassed, bullied or abused by patients, relatives or the public",
    6: "were harassed, bullied or abused by other staff",
    7: "believed that their organisation offers equal opportunities for career progression or promotion",
    8: "experienced discrimination from a manager, team leader or other colleagues",
}
#: Of which whole the shares are.
WHOLES = {
    Subject.SENIOR_DIFFERENCE: "staff in band 8a and above",
    Subject.BOARD_DIFFERENCE: "board members",
    Subject.VOTING_DIFFERENCE: "voting board members",
    Subject.EXECUTIVE_DIFFERENCE: "executive board members",
    Subject.WORKFORCE_SHARE: "the workforce",
    Subject.BOARD_SHARE: "board members",
}
#: An indicator in a few words, for headings and tables.
SHORT_NAMES = {
    1: "Pay bands and grades",
    2: "Appointment from shortlisting",
    3: "Formal disciplinary process",
    4: "Training and development",
    5: "Abuse from patients and the public",
    6: "Abuse from other staff",
    7: "Equal opportunities",
    8: "Discrimination by colleagues",
    9: "Board membership",
}


def figure_in_words(number: int, figure: Figure) -> str:
    """What a figure of an indicator says, as a sentence."""
    if figure.subject == Subject.RATIO:
        return _likelihood(number, figure)
    if figure.subject == Subject.PERCENTAGE:
        return _experience(number, figure)
    if figure.better == Better.NOT_SAID:
        return f"{figure.text}% of {WHOLES[figure.subject]} were from ethnic minorities. {_NO_GAP[figure.subject]}"
    return _representation(figure)


_NO_GAP = {
    Subject.WORKFORCE_SHARE: "That alone does not show whether they are held back from senior posts.",
    Subject.BOARD_SHARE: "Without their share of the workforce in the same year, that does not show a gap.",
}


def _likelihood(number: int, figure: Figure) -> str:
    one, other, what = LIKELIHOODS[number]
    times = ratio_in_words(figure)
    if not times:
        return f"{sentence(one)} and {other} were equally likely to {what}."
    if figure.value < 1:
        one, other = other, one
    return f"{sentence(one)} were {times} to {what} as {other}."


def ratio_in_words(figure: Figure) -> str:
    """“1.54 times as likely”, of the side that is more likely; nothing if both are equally likely."""
    times = f"{max(figure.value, 1 / figure.value):.{_decimals(figure)}f}"
    return "" if float(times) == 1 else f"{times} times as likely"


def _experience(number: int, figure: Figure) -> str:
    first = f"{figure.text}% of {MINORITY} staff {EXPERIENCES[number]}"
    if figure.other is None:
        return f"{first}. The percentage of {WHITE} staff is not held."
    return f"{first}, and {figure.other.text} of {WHITE} staff."


def _representation(figure: Figure) -> str:
    whole, points = WHOLES[figure.subject], _points(figure.value, figure)
    place = "the same as" if not points else f"{points} {'below' if figure.value < 0 else 'above'}"
    if figure.one is None or figure.other is None:
        return f"The share of {whole} who were from ethnic minorities was {place} that of the workforce."
    return (
        f"{figure.one.text} of {whole} were from ethnic minorities, {place} "
        f"their share of the whole workforce ({figure.other.text})."
    )


def _points(value: float, figure: Figure) -> str:
    """“7.5 percentage points”; nothing for none."""
    digits = f"{abs(value):.{_decimals(figure)}f}"
    return f"{digits} percentage point{'' if digits == '1.0' or digits == '1' else 's'}" if float(digits) else ""


def _decimals(figure: Figure) -> int:
    return len(figure.text.partition(".")[2])


def figure_in_brief(number: int, figure: Figure) -> str:
    """What a figure says in a few words, for tables and within sentences.

    “White applicants 1.54 times as likely”, “29.8% of ethnic minority staff, 28.1% of White staff”, “10.8 percentage
    points below the workforce”.
    """
    if figure.subject == Subject.RATIO:
        one, other, _ = LIKELIHOODS[number]
        times = ratio_in_words(figure)
        return f"{sentence(other if figure.value < 1 else one)} {times}" if times else "Equally likely"
    if figure.subject.is_difference:
        points = _points(figure.value, figure)
        return (
            f"{points} {'below' if figure.value < 0 else 'above'} the workforce" if points else "Same as the workforce"
        )
    if figure.subject != Subject.PERCENTAGE:
        return f"{figure.text}% of {WHOLES[figure.subject]}"
    beside = f", {figure.other.text} of {WHITE} staff" if figure.other else ""
    return f"{figure.text}% of {MINORITY} staff{beside}"


def gap_in_words(figure: Figure, gap: Gap | None) -> str:
    """What to make of the gap in a figure: whether it is more than chance, and who has the disadvantage."""
    if gap is None:
        return ""
    if not gap.size:
        return "There is no gap between the groups."
    said = _GAPS[gap.chance]
    if figure.subject == Subject.PERCENTAGE:
        points = f"{abs(gap.value):.1f}"
        said = f"The gap is {points} percentage point{'' if points == '1.0' else 's'}. {said}"
    turned = not gap.is_adverse and gap.chance != Chance.WITHIN
    return f"{said} It is not to the disadvantage of {MINORITY} staff." if turned else said


_GAPS = {
    Chance.BEYOND: "The gap is wider than chance alone would make it.",
    Chance.WITHIN: "The gap could be chance.",
    Chance.NOT_JUDGED: "Without the counts we cannot say whether the gap is more than chance.",
}


def interval_in_words(figure: Figure, interval: Interval | None) -> str:
    """How far a figure may be from the truth, by its interval; of a ratio below 1 turned as its sentence turns it."""
    if interval is None:
        return ""
    low, high = interval.low, interval.high
    if figure.subject == Subject.RATIO and figure.value < 1 and low > 0:
        low, high = 1 / high, 1 / low
    if figure.subject.is_difference:
        ends = _ends_in_words(low, high)
    else:
        unit, decimals = (" times", 2) if figure.subject == Subject.RATIO else ("%", 1)
        ends = f"{low:.{decimals}f} and {high:.{decimals}f}{unit}"
    what = "the percentage of ethnic minority staff" if figure.subject == Subject.PERCENTAGE else "it"
    return f"Allowing for chance, {what} lies between {ends} (95% confidence interval)."


def _ends_in_words(low: float, high: float) -> str:
    """“8.8 and 19.4 percentage points below”, or “2.1 below and 3.0 percentage points above”."""
    if low < 0 < high:
        return f"{-low:.1f} below and {high:.1f} percentage points above"
    near, far = sorted((abs(low), abs(high)))
    return f"{near:.1f} and {far:.1f} percentage points {'below' if high <= 0 else 'above'}"


def four_fifths_in_words(figure: Figure) -> str:
    """Where a relative likelihood lies by the four-fifths rule; nothing for other figures."""
    if figure.subject != Subject.RATIO:
        return ""
    low, high = FOUR_FIFTHS
    place = "within" if four_fifths(float(figure.text)) == FourFifths.WITHIN else "outside"
    return (
        f"By the four-fifths rule, a ratio from {low:.2f} to {high:.2f} is no sign of adverse impact. "
        f"WRES writes this one as {figure.text}, which is {place} that range."
    )


def calculated_answers_in_words(figures: Iterable[Figure]) -> str:
    """How chance is judged where the counts of some of the figures are calculated; to be said once for all of them."""
    if not any(part.is_count_calculated for each in figures for part in (each.one, each.other) if part):
        return ""
    return (
        "Where a publication gives a percentage and the number of responses alone, we calculate from the two how many "
        "staff said so, to judge chance."
    )


def basis_in_words(figure: Figure) -> str:
    """How a figure came about, and what its source states if that is another."""
    said = sentence(figure.basis) + "."
    if not figure.stated:
        return said
    if figure.stated == figure.text:
        return f"{said} The source states the same."
    return f"{said} The source states {figure.stated}."


def comparison_in_words(number: int, name: str, beside: Contrast, *, is_latest: bool = True) -> str:
    """How an organisation stands beside another, such as “England”, in the latest year that both have."""
    theirs = f"{sentence(name)}: {figure_in_brief(number, beside.beside)}."
    if not is_latest:
        year, ours = beside.figure.year, figure_in_brief(number, beside.figure)
        theirs = f"The latest year that both have is WRES {year}. Here: {ours}. {theirs}"
    return f"{theirs} {_judgement(beside, beside.verdict == Verdict.SIMILAR, 'Similar', _places(beside))}"


def trend_in_words(number: int, trend: Contrast | None, reason: str) -> str:
    """How an organisation has moved since the first comparable year."""
    if trend is None:
        return f"No trend: {reason}."
    since = f"WRES {trend.beside.year}: {figure_in_brief(number, trend.beside)}."
    return f"{since} {change_in_words(trend)}"


def years_in_words(number: int, change: Contrast) -> str:
    """Two years of an organisation: what each says, and what to make of the difference."""
    earlier, later = (f"WRES {each.year}: {figure_in_words(number, each)}" for each in (change.beside, change.figure))
    return f"{earlier} {later} {change_in_words(change)}"


def change_in_words(change: Contrast) -> str:
    """What to make of the difference between two years."""
    return _judgement(change, change.trend == Trend.NO_CLEAR_CHANGE, "No clear change", _moves(change))


def _judgement(compared: Contrast, is_similar: bool, similar: str, places: dict[Movement, str]) -> str:
    if is_similar:
        return f"{similar}: the difference could be chance."
    place = places[compared.movement]
    if compared.chance == Chance.BEYOND:
        return f"{place}, by more than chance alone would make."
    if compared.movement == Movement.NEITHER or compared.movement == Movement.SAME:
        return f"{place}."
    return f"{place}. Without the counts we cannot say whether that is more than chance."


def verdict_in_brief(compared: Contrast) -> str:
    """How an organisation lies beside another, in a word or three: “Better”; “Closer to parity” without a verdict."""
    if compared.verdict != Verdict.CANNOT_BE_TOLD:
        return sentence(compared.verdict)
    return _in_brief(compared, "Other way round")


def trend_in_brief(compared: Contrast) -> str:
    """How an organisation has moved, in a word or three: “Improving”, or “Lower” without a verdict."""
    if compared.trend != Trend.CANNOT_BE_TOLD:
        return sentence(compared.trend)
    return _in_brief(compared, "Turned round")


def _in_brief(compared: Contrast, turned: str) -> str:
    is_parity = compared.figure.better == Better.PARITY
    return {
        Movement.SAME: "The same",
        Movement.OTHER_WAY: turned,
        Movement.NEITHER: _higher_or_lower(compared),
        Movement.BETTER: f"{_ways(compared)[0]}{'' if is_parity else ', which is better'}",
        Movement.WORSE: f"{_ways(compared)[1]}{'' if is_parity else ', which is worse'}",
    }[compared.movement]


def _places(compared: Contrast) -> dict[Movement, str]:
    """How an organisation lies beside another, by movement."""
    return _in_sentence(compared, "here")


def _moves(compared: Contrast) -> dict[Movement, str]:
    """How an organisation has moved, by movement."""
    return _in_sentence(compared, "since")


def _in_sentence(compared: Contrast, where: str) -> dict[Movement, str]:
    better, worse = _ways(compared)
    is_said = compared.figure.better == Better.PARITY
    return {
        Movement.SAME: f"The same {where}",
        Movement.OTHER_WAY: f"The gap runs the other way {where}",
        Movement.NEITHER: f"{_higher_or_lower(compared)} {where}",
        Movement.BETTER: f"{better} {where}{'' if is_said else ', which is better'}",
        Movement.WORSE: f"{worse} {where}{'' if is_said else ', which is worse'}",
    }


def _ways(compared: Contrast) -> tuple[str, str]:
    """The better and the worse way for a figure to lie."""
    better = compared.figure.better
    if better == Better.PARITY:
        return "Closer to parity", "Further from parity"
    return ("Lower", "Higher") if better == Better.LOWER else ("Higher", "Lower")


def _higher_or_lower(compared: Contrast) -> str:
    if compared.figure.value == compared.beside.value:
        return "The same"
    return "Higher" if compared.figure.value > compared.beside.value else "Lower"


def disparity_in_words(low: DisparityPart, high: DisparityPart, found: Estimate | NotCalculated) -> str:
    """The race disparity ratio between two parts of the pay bands."""
    step = f"From the {_PAY_PARTS[low]} to the {_PAY_PARTS[high]}"
    if isinstance(found, NotCalculated):
        return f"{step}: cannot be calculated, because {found.reason}."
    ratio, ends = found.value, (found.interval.low, found.interval.high)
    likelier, other = (WHITE, MINORITY) if ratio >= 1 else (MINORITY, WHITE)
    if ratio < 1:
        ratio, ends = 1 / ratio, (1 / ends[1], 1 / ends[0])
    is_chance = "This could be chance." if found.interval.holds(1) else "This is more than chance alone would make it."
    return (
        f"{step}: for each person below, {ratio:.2f} times as many are further up among {likelier} staff as among "
        f"{other} staff (95% confidence interval {ends[0]:.2f} to {ends[1]:.2f}). {is_chance}"
    )


_PAY_PARTS = {
    DisparityPart.LOWER: "lower bands (up to 5)",
    DisparityPart.MIDDLE: "middle bands (6 and 7)",
    DisparityPart.UPPER: "upper bands (8a and above)",
}


def missing_in_words(missing: Missing) -> str:
    """Why a year has values and no figure."""
    what = _MISSING.get(missing.subject, "the figure")
    if isinstance(missing.reason, Reason):
        return f"For WRES {missing.year}, {what} cannot be calculated: {missing.reason}."
    return f"For WRES {missing.year}, {what} is not shown: {missing.reason}."


_MISSING = {
    Subject.SENIOR_DIFFERENCE: "the share of band 8a and above",
    Subject.BOARD_DIFFERENCE: "the share of the board",
    Subject.VOTING_DIFFERENCE: "the share of voting members",
    Subject.EXECUTIVE_DIFFERENCE: "the share of executive members",
}


def lacking_in_words(reason: str) -> str:
    """Why there is no figure at all."""
    return f"{sentence(reason)}."


def name_in_sentence(organisation: Organisation) -> str:
    """An organisation as a sentence names it: “England”, “the London region” or its name."""
    name = organisation.name.partition(" (")[0] if organisation.kind == OrganisationKind.NATION else organisation.name
    return f"the {name}" if organisation.kind == OrganisationKind.REGION else name


def sentence(words: str) -> str:
    """Words with a capital first letter."""
    return words[:1].upper() + words[1:]
