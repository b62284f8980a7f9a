"""What is asked for: the pages that are measured, and the words, values and entries in their addresses."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

import psycopg

#: The pages that are compared, and those that only the service has.
COMPARED = (
    *("list with facets", "list, filtered", "search, rare word", "search, common word", "search, many words"),
    *("one entry", "deep page"),
)
OURS_ALONE = ("search of everything", "studies", "evidence map", "home")
ENTRIES = 20
PAGE_SIZE = 20


@dataclass(frozen=True)
class Choices:
    """What the addresses ask for, the same at every size but for the entries and the deep page."""

    rare: str  # a word that one recommendation in a hundred or two has
    common: str  # a word that a third of them have
    many: str  # several words, each of them common
    audience: str
    audience_name: str
    theme: str
    theme_name: str
    references: list[str]  # published recommendations all over the list
    deep_page: int  # the page at nine tenths of the list


def choose() -> Choices:
    """The choices for the database that ``DATABASE_URL`` names."""
    audience, theme = "icbs", "skills"
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:

        def words(*ranks: int) -> list[str]:
            by_rank = "SELECT word FROM bench.words WHERE rank >= %s AND length(word) > 4 ORDER BY rank LIMIT 1"
            return [connection.execute(by_rank, [rank]).fetchall()[0][0] for rank in ranks]

        public = "FROM recommendations_recommendation WHERE status = 'published'"
        total = connection.execute(f"SELECT count(*) {public}").fetchall()[0][0]
        references = connection.execute(
            f"SELECT reference {public} ORDER BY hashtext(reference) LIMIT %s",
            [ENTRIES],
        ).fetchall()
        names = [
            connection.execute(f"SELECT name FROM {table} WHERE slug = %s", [slug]).fetchall()[0][0]  # noqa: S608
            for table, slug in (("recommendations_audience", audience), ("evidence_theme", theme))
        ]
        common, *further = words(20, 24, 28, 32)
        return Choices(
            rare=words(1_200)[0],
            common=common,
            many=" ".join([common, *further]),
            audience=audience,
            audience_name=names[0],
            theme=theme,
            theme_name=names[1],
            references=[reference for (reference,) in references],
            deep_page=max(total * 9 // 10 // PAGE_SIZE, 2),
        )


def recommendation_paths(choices: Choices, *, audience: str, theme: str) -> dict[str, Sequence[str]]:
    """Where the compared pages are on a site that has them at the same addresses, by the names of its two filters."""
    listed = "/recommendations/"
    return {
        "list with facets": [listed],
        "list, filtered": [f"{listed}?{audience}={choices.audience}&{theme}={choices.theme}"],
        "search, rare word": [f"{listed}?q={choices.rare}"],
        "search, common word": [f"{listed}?q={choices.common}"],
        "search, many words": [f"{listed}?q={quote_plus(choices.many)}"],
        "one entry": [f"{listed}{reference}/" for reference in choices.references],
        "deep page": [f"{listed}?page={choices.deep_page}"],
        "CSV of all": ["/recommendations.csv"],
    }
