"""Case studies and steps for a recommendation that has none of its own: those closest to it.

An entry is offered only if it is linked to a related recommendation or shares a narrow theme, and its title or summary
shares words with the recommendation. The looser the link, the more words are needed; rare words count for more. See
docs/decisions/related-entries.md.
"""

# ruff: noqa: S608 - made of SQL by Django and of our own constants

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from database.compiled_queries import rows_of
from evidence.models import CaseStudy, Theme
from lists.text_search import CONFIG, FOLDED_FUNCTION
from recommendations.models import Kind, Recommendation

#: The most entries that are offered.
MOST = 3
#: An entry that scores less than this share of the closest one is left out.
LEAST_SHARE = 0.6
#: How rare words are follows from up to so many recommendations, and as many case studies.
SAMPLE = 300
#: The most words that count, so that a long text is no closer than a short one.
MOST_WORDS = 6
#: What a link to a related recommendation adds to the score of the words, and what the narrowest shared theme adds. A
#: theme with subthemes is too broad to count.
LINKED = 6
THEME, SUBTHEME = 6, 8
#: The most entries that are scored word by word: those linked, then those that rank highest by its rare words.
MOST_SCORED = 100
#: The weight of a word that is rare.
RARE = 2
#: What is enough: whether it takes a link, a theme of which score, and words of which score, all and the second alone.
ENOUGH = (
    (True, SUBTHEME, 1, 0),
    (True, THEME, 3, 0),
    (True, 0, 4, 1.5),
    (False, THEME, 7, RARE),
)

STATEMENT = f"""
SELECT total, recommendation, theme, {{names}} FROM (
WITH sample (search) AS MATERIALIZED (
    (SELECT search FROM ({{recommendations}}) AS entry (id, search) ORDER BY id LIMIT {SAMPLE})
    UNION ALL (SELECT search FROM ({{case_studies}}) AS entry (id, search) ORDER BY id LIMIT {SAMPLE})
),
theme (id, score) AS MATERIALIZED (
    SELECT id, CASE WHEN parent IS NULL THEN {THEME} ELSE {SUBTHEME} END
    FROM ({{themes}}) AS theme (id, parent)
    WHERE id = ANY(%(themes)s::bigint[])
        AND NOT EXISTS (SELECT FROM ({{themes}}) AS child (id, parent) WHERE child.parent = theme.id)
),
tie (id, recommendation, theme, score) AS (
    SELECT link.id, link.recommendation, NULL, 0 FROM ({{linked}}) AS link (id, recommendation)
    WHERE link.recommendation = ANY(%(related)s::bigint[])
    UNION ALL
    SELECT link.id, NULL, theme.id, theme.score
    FROM ({{themed}}) AS link (id, theme) JOIN theme ON theme.id = link.theme
),
tied (id, recommendation, theme, score) AS MATERIALIZED (
    SELECT id, min(recommendation), (array_agg(theme ORDER BY score DESC, theme))[1], max(score) FROM tie GROUP BY id
),
candidate AS MATERIALIZED (
    SELECT entry.id, search, recommendation, theme, score AS theme_score
    FROM tied JOIN ({{rows}}) AS entry (id, search, {{names}}) ON entry.id = tied.id WHERE entry.id <> %(key)s
),
own (lexeme, query, weight) AS MATERIALIZED (
    SELECT lexeme, ('''' || lexeme || '''')::tsquery, CASE WHEN 'A' = ANY(weights) THEN 1 ELSE 0.5 END
    FROM ({{recommendations}}) AS entry (id, search), unnest(entry.search)
    -- References and numbers are no words.
    WHERE id = %(key)s AND weights && '{{{{A,B}}}}' AND lexeme !~ '[0-9]'
        AND lexeme <> ALL(tsvector_to_array(to_tsvector('{CONFIG}', {FOLDED_FUNCTION}(%(reference)s))))
),
counted (lexeme, query, weight) AS MATERIALIZED (
    -- To count how rare a word is takes long, so where candidates are few it is done for their words alone.
    SELECT * FROM own
    WHERE (SELECT count(*) FROM candidate) > {MOST_SCORED}
        OR EXISTS (SELECT FROM candidate WHERE candidate.search @@ own.query)
),
word (lexeme, query, weight) AS MATERIALIZED (
    SELECT lexeme, query, weight * power(ln(entries.number / greatest(holding.number, 1)), 2)
    FROM (SELECT count(*)::float AS number FROM sample) AS entries, counted,
        LATERAL (SELECT count(*) AS number FROM sample WHERE search @@ query) AS holding
),
rare (query) AS MATERIALIZED (
    -- An entry that is not linked needs one of these words at least.
    SELECT string_agg(query::text, ' | ')::tsquery FROM word WHERE weight >= {RARE}
),
nearest AS MATERIALIZED (
    SELECT candidate.* FROM candidate CROSS JOIN rare
    WHERE recommendation IS NOT NULL OR search @@ rare.query
    ORDER BY recommendation IS NULL, ts_rank('{{{{0,0.2,0.7,1}}}}', search, rare.query) DESC, id
    LIMIT {MOST_SCORED}
),
scored AS (
    SELECT nearest.*, shared.score, second
    FROM nearest
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(score), 0) AS score, coalesce(min(score) FILTER (WHERE place = 2), 0) AS second
        FROM (
            SELECT found.score, row_number() OVER (ORDER BY found.score DESC) AS place
            FROM unnest(nearest.search) AS each JOIN word ON word.lexeme = each.lexeme
            CROSS JOIN LATERAL (
                SELECT word.weight * CASE
                    WHEN 'A' = ANY(each.weights) THEN 1 WHEN 'B' = ANY(each.weights) THEN 0.7
                    WHEN 'C' = ANY(each.weights) THEN 0.2 ELSE 0
                END AS score
            ) AS found
        ) AS placed
        WHERE place <= {MOST_WORDS}
    ) AS shared
),
closest AS MATERIALIZED (
    SELECT id, score + theme_score + CASE WHEN recommendation IS NULL THEN 0 ELSE {LINKED} END AS total,
        recommendation, theme
    FROM scored
    WHERE EXISTS (
        SELECT FROM (VALUES {", ".join(map(str, ENOUGH))}) AS enough (linked, theme, words, second)
        WHERE (scored.recommendation IS NOT NULL OR NOT enough.linked) AND theme_score >= enough.theme
            AND scored.score >= enough.words AND scored.second >= enough.second
    )
    ORDER BY total DESC, id LIMIT {MOST}
)
-- What is shown is read of these alone.
SELECT closest.id AS key, total, recommendation, theme, {{names}}
FROM closest JOIN ({{rows}}) AS entry (id, search, {{names}}) ON entry.id = closest.id
) AS offered
ORDER BY total DESC, key
"""


class Pool:
    """A kind of entry that is offered.

    Args:
        rows: Gives the published entries.
        shown: The columns of them that are shown.
        linked: Gives their keys with those of the recommendations that they are linked to.
        themed: Gives their keys with those of their themes.
    """

    def __init__(
        self,
        rows: Callable[[], QuerySet[Any]],
        shown: dict[str, str],
        linked: Callable[[], QuerySet[Any]],
        themed: Callable[[], QuerySet[Any]],
    ) -> None:
        self._shown = shown
        self._parts: dict[str, Callable[[], QuerySet[Any]]] = {
            "recommendations": lambda: Recommendation.objects.published().values_list("pk", "search"),
            "case_studies": lambda: CaseStudy.objects.published().values_list("pk", "search"),
            "themes": lambda: Theme.objects.published().values_list("pk", "parent"),
            "rows": lambda: rows().values_list("pk", "search", *shown.values()),
            "linked": linked,
            "themed": themed,
        }

    @cached_property
    def statement(self) -> tuple[str, dict[str, Any]]:
        """The SQL that scores the entries, and those of its parameters that are always the same."""
        parts: dict[str, str] = {}
        parameters: dict[str, Any] = {}
        for part, rows in self._parts.items():
            text, values = rows().order_by().query.sql_with_params()
            named = {f"{part}_{number}": value for number, value in enumerate(values)}
            parts[part] = text % tuple(f"%({name})s" for name in named)
            parameters |= named
        return STATEMENT.format(**parts, names=", ".join(self._shown)), parameters

    def closest(
        self, recommendation: Recommendation, related: Iterable[Recommendation], themes: Iterable[Theme]
    ) -> list[dict[str, Any]]:
        """The entries closest to a recommendation, closest first; ``related`` and ``themes`` must be public.

        Returns::

            [{"title": "…", … what is shown, "via": Recommendation or None, "theme": Theme or None}, …]
        """
        recommendations = {each.pk: each for each in related}
        shared = {each.pk: each for each in themes}
        text, parameters = self.statement
        own = {"key": recommendation.pk, "reference": recommendation.reference}
        ties = {"related": list(recommendations), "themes": list(shared)}
        rows = rows_of(text, parameters | own | ties)
        return [
            dict(zip(self._shown, shown, strict=True)) | {"via": recommendations.get(via), "theme": shared.get(theme)}
            for total, via, theme, *shown in rows
            if total >= LEAST_SHARE * rows[0][0]
        ]


CASE_STUDIES = Pool(
    CaseStudy.objects.published,
    {name: name for name in ("slug", "title", "summary", "organisation_name", "place")},
    lambda: Recommendation.case_studies.through.objects.values_list("casestudy", "recommendation"),
    lambda: CaseStudy.themes.through.objects.values_list("casestudy", "theme"),
)
STEPS = Pool(
    lambda: Recommendation.objects.published().filter(kind=Kind.IMPLEMENTATION_STEP).with_study_states(),
    {**{name: name for name in ("reference", "title", "statement", "study_states")}, "source": "source__short_title"},
    lambda: Recommendation.related.through.objects.values_list("from_recommendation", "to_recommendation"),
    lambda: Recommendation.themes.through.objects.values_list("recommendation", "theme"),
)
