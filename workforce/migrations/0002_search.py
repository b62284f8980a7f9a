import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import evidence.text_search


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_search"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="statistic",
            name="update_update",
        ),
        migrations.AddField(
            model_name="statistic",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                evidence.text_search.Folded("label"), config="english", weight="A"
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                evidence.text_search.Folded("counted"), config="english", weight="B"
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("origin"), config="english", weight="C"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("period"), config="english", weight="C"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="statistic",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="workforce_statistic_search"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statistic",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."counted" IS DISTINCT FROM (NEW."counted") OR OLD."curator_note" IS DISTINCT FROM (NEW."curator_note") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."period_ended_on" IS DISTINCT FROM (NEW."period_ended_on") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."reference_number" IS DISTINCT FROM (NEW."reference_number") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."unit" IS DISTINCT FROM (NEW."unit") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."value_as_stated" IS DISTINCT FROM (NEW."value_as_stated") OR OLD."value_upper" IS DISTINCT FROM (NEW."value_upper") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because"))',
                    func='INSERT INTO "workforce_statisticevent" ("counted", "curator_note", "id", "label", "locator", "origin", "period", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "reference_number", "review_due_on", "reviewed_on", "slug", "source_id", "status", "unit", "value", "value_as_stated", "value_upper", "withdrawn_because") VALUES (NEW."counted", NEW."curator_note", NEW."id", NEW."label", NEW."locator", NEW."origin", NEW."period", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."reference_number", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."unit", NEW."value", NEW."value_as_stated", NEW."value_upper", NEW."withdrawn_because"); RETURN NULL;',
                    hash="eeab9aec684366fed811e74a0d8da9a8740b84b0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a1743",
                    table="workforce_statistic",
                    when="AFTER",
                ),
            ),
        ),
    ]
