import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import evidence.text_search


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0007_bulk_actions_and_link_checks"),
        ("workforce", "0003_workflow"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="indicator",
            name="update_update",
        ),
        migrations.AddField(
            model_name="indicator",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                evidence.text_search.Folded("name"), config="english", weight="A"
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                evidence.text_search.Folded(
                                                    django.db.models.functions.text.Concat(
                                                        models.Value("indicator "),
                                                        django.db.models.functions.comparison.Cast(
                                                            "number", models.TextField()
                                                        ),
                                                    )
                                                ),
                                                config="english",
                                                weight="A",
                                            ),
                                            django.contrib.postgres.search.SearchConfig("english"),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            evidence.text_search.Folded("definition"), config="english", weight="B"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("english"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        evidence.text_search.Folded("how_to_read"), config="english", weight="C"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("english"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    evidence.text_search.Folded(
                                        models.Case(
                                            models.When(
                                                domain="processes",
                                                then=models.Value("Workforce representation and processes"),
                                            ),
                                            models.When(
                                                domain="experience",
                                                then=models.Value("Workplace culture and experience"),
                                            ),
                                            models.When(domain="leadership", then=models.Value("Leadership diversity")),
                                        )
                                    ),
                                    config="english",
                                    weight="C",
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                evidence.text_search.Folded(
                                    models.Case(
                                        models.When(
                                            data_source="workforce-records",
                                            then=models.Value("Workforce records (ESR)"),
                                        ),
                                        models.When(data_source="staff-survey", then=models.Value("NHS Staff Survey")),
                                    )
                                ),
                                config="english",
                                weight="D",
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded(models.Value("WRES")), config="english", weight="D"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("wording_note"), config="english", weight="D"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="indicator",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="workforce_indicator_search"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."comparison" IS DISTINCT FROM (NEW."comparison") OR OLD."data_source" IS DISTINCT FROM (NEW."data_source") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."definition_basis" IS DISTINCT FROM (NEW."definition_basis") OR OLD."domain" IS DISTINCT FROM (NEW."domain") OR OLD."how_to_read" IS DISTINCT FROM (NEW."how_to_read") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."parity" IS DISTINCT FROM (NEW."parity") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."wording_note" IS DISTINCT FROM (NEW."wording_note"))',
                    func='INSERT INTO "workforce_indicatorevent" ("comparison", "data_source", "definition", "definition_basis", "domain", "how_to_read", "id", "kind", "locator", "name", "number", "parity", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "wording_note") VALUES (NEW."comparison", NEW."data_source", NEW."definition", NEW."definition_basis", NEW."domain", NEW."how_to_read", NEW."id", NEW."kind", NEW."locator", NEW."name", NEW."number", NEW."parity", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_id", NEW."wording_note"); RETURN NULL;',
                    hash="b8874b85e7cab38325da65a3e32fa02bfa0f15d1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f92e4",
                    table="workforce_indicator",
                    when="AFTER",
                ),
            ),
        ),
    ]
