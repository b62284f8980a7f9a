"""How search reads texts: functions in PostgreSQL, for search columns and searches alike, so that they agree.

What is a letter depends neither on the server's locale nor on its version: PostgreSQL sees letters, digits and spaces.
"""

import sys
import unicodedata

from django.db import migrations

#: Characters beyond ASCII that are read as others: kinds of hyphen and apostrophe, and letters that have no accent to
#: fold; capitals of other scripts, since PostgreSQL makes them small in some locales alone.
READ_AS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u2032\uff07", "'"),
    **dict(zip("øØłŁđĐðÐıħĦ", "oOlLdDdDihH", strict=True)),
    **{
        chr(code): chr(code).lower()
        for code in (*range(0x391, 0x3AA), *range(0x400, 0x430))
        if unicodedata.category(chr(code)) == "Lu"
    },
}
LETTERS_READ_AS_TWO = {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th"}
#: Accents, and characters without a width inside a word.
IGNORED = r"[\u0300-\u036f\u00ad\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"


def _signs() -> str:
    """The ranges of all characters beyond ASCII that are no letter, digit or mark, for a regular expression."""
    ranges: list[list[int]] = []
    continues = False
    # Of the planes between, those in use hold letters alone.
    for code in (*range(0x80, 0x20000), *range(0xE0000, sys.maxunicode + 1)):
        category = unicodedata.category(chr(code))
        if category in ("Cn", "Cs"):
            # Belongs to no text; taken into a range where that saves one.
            continue
        is_sign = category[0] in "PSZC"
        if is_sign and continues:
            ranges[-1][1] = code
        elif is_sign:
            ranges.append([code, code])
        continues = is_sign
    return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in ranges)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _replaced(text: str, *steps: tuple[str, str], flags: str = "gi") -> str:
    """SQL that replaces each regular expression in turn."""
    for pattern, replacement in steps:
        text = f"regexp_replace({text}, {_quoted(pattern)}, {_quoted(replacement)}, '{flags}')"
    return text


def _steps() -> str:
    """SQL that replaces in a variable, ``words``, what :data:`STEPS` says."""
    return " ".join(
        f"IF {condition} THEN words := {_replaced('words', *steps)}; END IF;" for condition, *steps in STEPS
    )


def _letters(text: str) -> str:
    """SQL of the text with no sign beyond ASCII, and with the letters of ASCII where these are meant."""
    text = _replaced(f"normalize({text}, NFKD)", (IGNORED, ""), flags="g")
    text = f"translate({text}, {_quoted(''.join(READ_AS))}, {_quoted(''.join(READ_AS.values()))})"
    for letter, two in LETTERS_READ_AS_TWO.items():
        text = f"replace({text}, '{letter}', '{two}')"
    return _replaced(text, (f"[{_signs()}]", " "), flags="g")


def _has(text: str) -> str:
    """SQL that asks whether the variable ``words`` has a text in it."""
    return f"strpos(words, {_quoted(text)}) > 0"


def _has_any(pattern: str) -> str:
    """SQL that asks whether it matches a regular expression."""
    return f"words ~* {_quoted(pattern)}"


#: What is replaced in turn, in a text of letters and of signs of ASCII, in groups: each with what a text must have for
#: any of them to be found, since to ask that takes a fraction of the time.
STEPS = (
    # “A&E” and “ED&I”, “N.H.S.”, “O’Neill” and “1,200” are one word each.
    (_has("&"), (r"\m([a-z]{1,3})&([a-z]{1,3})\M", r"\1\2")),
    (_has("."), (r"\m([a-z])\.(?=[a-z]\M)", r"\1")),
    (_has("'"), (r"\m([a-z])'(?=[a-z]{2})", r"\1-")),
    # “2022/23” and “7.6” are two numbers, one after the other.
    (
        _has_any("[0-9][,./:]"),
        (r"([0-9]),(?=[0-9]{3}(?![0-9]))", r"\1"),
        (r"([0-9])[./:](?=[0-9])", r"\1-"),
    ),
    ("true", (r"[\x01-\x2c./:-@\x5b-\x60\x7b-\x7f]", " ")),
    # A hyphen stays only inside a word.
    (_has("-"), (r"(^| )-[- ]*|-+( |$)|--+", " ")),
    # “3rd” is a number; “COVID-19” and “COVID19” are a word and a number.
    (
        _has_any("[0-9]"),
        (r"([0-9])(st|nd|rd|th)\M", r"\1"),
        (r"([^ 0-9-])-?(?=[0-9])", r"\1 "),
        (r"([0-9])-?(?=[^ 0-9-])", r"\1 "),
    ),
    # Plurals that the stemmer does not know.
    (
        _has_any("wives|men|children|ses|ria|mena|curricula"),
        (r"\m(mid|house)?wives\M", r"\1wife"),
        (r"\m(wo|chair|ombuds|fire|police|spokes|trades)?men\M", r"\1man"),
        (r"\m(grand)?children\M", r"\1child"),
        (r"\m(analy|cri|diagno|hypothe|progno|synthe|the)ses\M", r"\1sis"),
        (r"\m(criteri|phenomen)a\M", r"\1on"),
        (r"\mcurricula\M", "curriculum"),
    ),
    # Prefixes that some write apart, some with a hyphen and some as one word.
    ("true", (r"\m(anti|co|inter|multi|non|over|post|pre|re|self|semi|sub|under) (?=[^ 0-9-]{3})", r"\1-")),
    (_has_any("well "), (r"\mwell (?=(being|led)\M)", "well-")),
    (_has("  "), (" +", " ")),
)
# “AIDS” is no kind of aids: stemming would take it for “aid” alone.
ABBREVIATIONS = ((r"\mAIDS\M", "HIV AIDS"),)

LETTERS = f"CASE WHEN octet_length(written) = char_length(written) THEN written ELSE {_letters('written')} END"

#: A word with hyphens, with the words beside it.
COMPOUND = "((?:[^ -]+ )?[^ 0-9-]+-[^ ]+(?: [^ -]+(?![^ ]))?)"

# The first is planned once a session, which saves time. The others have bodies in standard SQL, which find what they
# call whatever the search path, as when a backup is restored.
CREATE = rf"""
-- The words of a text with single spaces between them, and hyphens only inside them.
CREATE FUNCTION lists_words(written text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE
    words text;
BEGIN
    words := {_replaced(LETTERS, *ABBREVIATIONS, flags='g')};
    {_steps()}
    RETURN btrim(words);
END
$body$;

-- Words with each that has hyphens in two ways: “staff well-being” is “staff well being”, and “staff wellbeing” too.
-- “a” is not indexed: it keeps what follows from being a phrase with what precedes.
CREATE FUNCTION lists_both_ways(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN strpos(words, '-') = 0 THEN words ELSE replace(words, '-', ' ') || coalesce(
    (
        SELECT ' a ' || string_agg(replace(found[1], '-', ''), ' a ')
        FROM regexp_matches(words, '{COMPOUND}', 'g') AS found
    ), ''
) END;

-- What a search column indexes. PostgreSQL puts this into the column's own expression, so that an empty text costs nothing.
CREATE FUNCTION lists_folded(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN written = '' THEN '' ELSE lists_both_ways(lists_words(written)) END;

-- A DOI as one word, whatever the signs in it.
CREATE FUNCTION lists_identifier(doi text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN doi <> '' THEN 'doi' || regexp_replace(lower(doi), '[^a-z0-9]+', '', 'g') ELSE '' END;
"""  # noqa: S608 - our own constants
DROP = """
DROP FUNCTION lists_folded(text);
DROP FUNCTION lists_both_ways(text);
DROP FUNCTION lists_words(text);
DROP FUNCTION lists_identifier(text);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [migrations.RunSQL(CREATE, DROP)]
