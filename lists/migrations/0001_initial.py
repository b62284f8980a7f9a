"""The function behind every search column: folds accents and curly apostrophes, and joins “A&E” to one word."""

from django.db import migrations

CREATE = r"""
CREATE FUNCTION lists_folded(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(
            regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'),
            '\m([A-Za-z])&([A-Za-z])\M', '\1and\2', 'g'
        ),
        '[\u2018\u2019]', '''', 'g'
    )
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION lists_folded(text)")]
