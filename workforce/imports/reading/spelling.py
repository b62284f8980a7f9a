"""Reads the cells of files as people and programs write them: numbers, groups, years and codes."""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from workforce.models.wres import Group, MeasureKind


class Unreadable(Exception):
    """A cell that cannot be read; the message says why, in plain English."""


@dataclass(frozen=True)
class Missing:
    """That a cell states no number, and why; the reason is empty for an empty cell."""

    reason: str = ""


@dataclass(frozen=True)
class Number:
    """A number, and with how many decimals it is written."""

    value: Decimal
    decimals: int


#: How many decimals a value keeps, and how many of them show where a file holds more than anybody prints.
MAX_DECIMALS = 3
LONGEST_NUMBER = 30
#: From here on a value is more than can be kept, once it is rounded.
TOO_MUCH = Decimal("9999999.9995")
#: Of the first WRES.
FIRST_YEAR = 2015
SHOWN_DECIMALS = 1
NOT_STATED = {"-", "--", "–", "—", ".", "..", "n/a", "na", "n.a.", "#n/a", "nil", "none", "null", "not stated",
              "not available", "not applicable", "no data", "unknown", "x", "[x]", "z", "[z]"}  # fmt: skip
SUPPRESSED = {"*", "**", "c", "[c]", "s", "supp", "suppressed", "redacted", "#"}
UNDER = re.compile(r"[<≤] ?\d+")
PLAIN = re.compile(r"[-+]?\d+(\.\d+)?")
WITH_COMMAS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
WITH_BLANKS = re.compile(r"[-+]?\d{1,3}( \d{3})+(\.\d+)?")
AROUND_POINT = re.compile(r" ?\. ?")
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE = re.compile(
    rf"(\d{{1,4}}[-/]\d{{1,2}}([-/]\d{{1,4}})?|\d{{1,2}}[- ]({MONTHS})[a-z]*([- ]\d{{2,4}})?"
    rf"|({MONTHS})[a-z]*[- ]\d{{2,4}}"
    r"|\d{4}-\d\d-\d\d[ T].*)",
    re.IGNORECASE,
)
WHOLE = {MeasureKind.COUNT.value}


def tidy(text: str) -> str:
    """The text with single blanks, and none around it."""
    return " ".join(text.split())


def key(text: str) -> str:
    """A heading or name as it is compared: ``Organisation Code`` as ``organisation_code``."""
    return re.sub(r"[^a-z0-9]+", "_", text.casefold().replace("’", "'").replace("'", "")).strip("_")


def stored(value: Decimal) -> Decimal:
    """A number with the decimals that are kept of it, of which as much is shown as of the number itself.

    27.3498 is shown as 27.3; rounded to 27.350 first, it would be shown as 27.4.
    """
    shown = f"{value:.{SHOWN_DECIMALS}f}"
    last = Decimal(1).scaleb(-MAX_DECIMALS)
    kept = (value.quantize(last, way) for way in (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING))
    return next(each for each in kept if f"{each:.{SHOWN_DECIMALS}f}" == shown)


def number(text: str, kind: str) -> Number | Missing:
    """The number in a cell of a kind of measure. Raises Unreadable."""
    if PLAIN.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return _number(text)
    said = tidy(text).replace("−", "-")
    if missing := missing_reason(said):
        return missing
    if said.startswith("="):
        raise Unreadable("It holds a formula, which is not worked out here. Type what it should say.")
    if DATE.fullmatch(said):
        raise Unreadable(f"“{said}” is a date, perhaps made by Excel. Format the cell as text, then type the number.")
    digits = _without_unit(said, kind)
    digits = AROUND_POINT.sub(".", digits) if digits.count(".") == 1 else digits
    if WITH_COMMAS.fullmatch(digits) and (kind in WHOLE or "." in digits):
        digits = digits.replace(",", "")
    elif DECIMAL_COMMA.fullmatch(digits):
        raise Unreadable(f"“{said}” has a decimal comma. Write a point: {digits.replace(',', '.')}.")
    elif WITH_BLANKS.fullmatch(digits):
        digits = digits.replace(" ", "")
    if not PLAIN.fullmatch(digits) or len(digits) > LONGEST_NUMBER:
        raise Unreadable(f"“{said[:60]}” is not a number.")
    return _number(digits)


def missing_reason(said: str) -> Missing | None:
    """Why a cell states nothing; None if it states something."""
    if not said:
        return Missing()
    lowered = said.casefold()
    if lowered in NOT_STATED:
        return Missing(f"The file gives no number (“{said}”).")
    if lowered in SUPPRESSED or UNDER.fullmatch(said):
        return Missing(f"The file suppresses the number (“{said}”).")
    return None


def _without_unit(said: str, kind: str) -> str:
    """The number without the unit that belongs to its kind of measure."""
    if said.endswith("%"):
        if kind == MeasureKind.RELATIVE_LIKELIHOOD:
            raise Unreadable(f"“{said}” is a percentage. A relative likelihood is a ratio, such as 1.54, without “%”.")
        if kind == MeasureKind.COUNT:
            raise Unreadable(f"“{said}” is a percentage. This is a number of people or trusts.")
        return said[:-1].strip()
    if kind == MeasureKind.DIFFERENCE:
        return re.sub(r" ?(percentage points?|pp|ppts?)$", "", said, flags=re.IGNORECASE)
    if kind == MeasureKind.RELATIVE_LIKELIHOOD:
        return re.sub(r"( ?x| times)$", "", said, flags=re.IGNORECASE)
    return said


def _number(digits: str) -> Number:
    value = Decimal(digits)
    if abs(value) >= TOO_MUCH:
        raise Unreadable(f"“{digits}” is more than a value can be.")
    decimals = len(digits.partition(".")[2])
    if decimals > MAX_DECIMALS:
        return Number(stored(value), SHOWN_DECIMALS)
    return Number(value, decimals)


def count(text: str) -> int | Missing:
    """The number of people in a cell. Raises Unreadable."""
    found = number(text, MeasureKind.COUNT)
    if isinstance(found, Missing):
        return found
    if found.value < 0:
        raise Unreadable(f"“{tidy(text)}” is below 0.")
    if found.value != int(found.value):
        raise Unreadable(f"“{tidy(text)}” is not a whole number.")
    return int(found.value)


#: How groups are written, by :func:`key`.
GROUPS = {
    **dict.fromkeys(
        ("bme", "bame", "black_and_minority_ethnic", "black_asian_and_minority_ethnic", "ethnic_minority",
         "ethnic_minorities", "minority_ethnic", "ethnic_minority_staff", "global_majority", "bme_staff",
         "bame_staff", "people_of_the_global_majority", "ethnic_minority_groups"),
        Group.BME,
    ),
    **dict.fromkeys(("white", "white_staff", "white_groups"), Group.WHITE),
    **dict.fromkeys(
        ("all_other_ethnic_groups_combined", "staff_from_all_other_ethnic_groups_combined", "all_other",
         "all_other_ethnic_groups", "other_ethnic_groups_combined"),
        Group.ALL_OTHER,
    ),
    **dict.fromkeys(("non_bme", "non_bame"), Group.NON_BME),
    **dict.fromkeys(("black", "black_or_black_british"), Group.BLACK),
    **dict.fromkeys(("other_black", "other_black_background", "any_other_black_background"), Group.OTHER_BLACK),
    **dict.fromkeys(("asian", "asian_or_asian_british"), Group.ASIAN),
    **dict.fromkeys(("other", "other_ethnic_group"), Group.OTHER),
    **dict.fromkeys(("not_stated", "ethnicity_not_stated", "z"), Group.NOT_STATED),
    **dict.fromkeys(("not_declared", "ethnicity_not_declared", "undeclared", "undisclosed"), Group.NOT_DECLARED),
    **dict.fromkeys(
        ("unknown", "ethnicity_unknown", "unknown_null", "null", "not_known", "ethnicity_unknown_null"), Group.UNKNOWN
    ),
    **dict.fromkeys(("all", "all_staff", "total", "overall", "everybody"), Group.ALL),
    **dict.fromkeys(("between_groups", "between", "ratio"), Group.BETWEEN),
    "trusts": Group.TRUSTS,
}  # fmt: skip
_SOME_OF_A_GROUP = re.compile(r"(bme|bame|ethnic minority|white) (.+)", re.IGNORECASE)


def group(text: str) -> tuple[Group, str]:
    """A group, and which of its people it names: “BME nurses” are of BME, and nurses. Raises Unreadable."""
    said = tidy(text)
    if known := GROUPS.get(key(said)):
        return known, ""
    if found := _SOME_OF_A_GROUP.fullmatch(said):
        return GROUPS[key(found[1])], first_capital(found[2])
    raise Unreadable(
        f"“{said[:60]}” is no group that is known here: White, BME, unknown, or one of those in the template."
    )


def year(text: str, this_year: int) -> int:
    """A WRES year. Raises Unreadable."""
    said = tidy(text)
    digits = said.removesuffix(".0")
    if spanned := re.fullmatch(r"(20\d\d) ?[-/–] ?(?:20)?(\d\d)", said):
        raise Unreadable(
            f"“{said}” names two years. Write the WRES year alone, that of the 31 March of its data: 20{spanned[2]}."
        )
    if not re.fullmatch(r"\d{4}", digits):
        raise Unreadable(f"“{said[:60]}” is no year." if said else "It has no year. A WRES year is needed.")
    if not FIRST_YEAR <= int(digits) <= this_year:
        raise Unreadable(f"{digits} is no year of the WRES, which began in {FIRST_YEAR}.")
    return int(digits)


def first_capital(text: str) -> str:
    """The text with a capital at its start, if it has no capitals of its own in its first word."""
    return text[:1].upper() + text[1:]


ODS_CODE = re.compile(r"[A-Z0-9]{3,10}")


def ods_code(text: str) -> str:
    """An organisation's code, in capitals. Raises Unreadable."""
    code = text.upper()
    if not ODS_CODE.fullmatch(code):
        raise Unreadable(f"“{code[:30]}” is no ODS code." if code else "It has no ODS code.")
    return code


#: Words of names that stay as they are written here, by their lower case.
_WORDS = {
    **{word.casefold(): word for word in ("NHS", "ICB", "CCG", "CSU", "UK", "ICS", "GP", "II", "III")},
    **{word: word for word in ("and", "of", "the", "for", "on", "in", "with", "upon", "to", "at", "by")},
}


def is_all_capitals(text: str) -> bool:
    """Whether a name is written in capitals alone, as the Organisation Data Service writes them."""
    return text.isupper()


def title_case(name: str) -> str:
    """A name in capitals as it is written elsewhere: “GUY'S AND ST THOMAS' NHS …” as “Guy's and St Thomas' NHS …”."""
    words = re.sub(r"[^\W\d_]+(['’][^\W\d_]+)*", lambda found: _word(found[0]), tidy(name))
    return first_capital(words)


def _word(word: str) -> str:
    return _WORDS.get(word.casefold()) or word.capitalize()


def same_name(one: str, other: str) -> bool:
    """Whether two names differ at most in capitals, punctuation and a “the” before them."""
    return _plain_name(one) == _plain_name(other)


def _plain_name(name: str) -> str:
    return key(name.replace("&", " and ")).removeprefix("the_")
