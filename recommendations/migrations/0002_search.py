import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import evidence.text_search


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_search"),
        ("recommendations", "0001_initial"),
    ]

    operations = [
        # A generated column takes no other expression; it is made anew.
        migrations.RemoveIndex(model_name="recommendation", name="recommendations_search"),
        migrations.RemoveField(model_name="recommendation", name="search"),
        migrations.AddField(
            model_name="recommendation",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    evidence.text_search.Folded("reference"), config="english", weight="A"
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    evidence.text_search.Folded("title"), config="english", weight="A"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                evidence.text_search.Folded("statement"), config="english", weight="B"
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("points"), config="english", weight="C"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("evidence_note"), config="english", weight="D"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="recommendations_search"),
        ),
    ]
