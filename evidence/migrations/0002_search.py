import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import evidence.text_search


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(evidence.text_search.CREATE_FOLDED, evidence.text_search.DROP_FOLDED),
        migrations.CreateModel(
            name="Synonyms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Names the group, for example “emergency-care”.", max_length=80, unique=True
                    ),
                ),
                (
                    "terms",
                    models.TextField(
                        help_text="One word or phrase a line, two or more. Singular and plural are found as one, and so are capitals."
                    ),
                ),
            ],
            options={
                "verbose_name": "synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="SynonymsEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Names the group, for example “emergency-care”.", max_length=80
                    ),
                ),
                (
                    "terms",
                    models.TextField(
                        help_text="One word or phrase a line, two or more. Singular and plural are found as one, and so are capitals."
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="definition",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="passage",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="resource",
            name="update_update",
        ),
        migrations.AddField(
            model_name="definition",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("term"), config="english", weight="A"
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("text"), config="english", weight="B"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("used_for"), config="english", weight="C"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="passage",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("title"), config="english", weight="A"
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("text"), config="english", weight="B"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("speaker"), config="english", weight="C"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="resource",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("title"), config="english", weight="A"
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("description"), config="english", weight="B"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("publisher"), config="english", weight="C"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        # A generated column takes no other expression; it is made anew.
        migrations.RemoveIndex(model_name="casestudy", name="evidence_casestudy_search"),
        migrations.RemoveField(model_name="casestudy", name="search"),
        migrations.AddField(
            model_name="casestudy",
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
                                                evidence.text_search.Folded("title"), config="english", weight="A"
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                evidence.text_search.Folded("summary"), config="english", weight="B"
                                            ),
                                            django.contrib.postgres.search.SearchConfig("english"),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            evidence.text_search.Folded("organisation_name"),
                                            config="english",
                                            weight="B",
                                        ),
                                        django.contrib.postgres.search.SearchConfig("english"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        evidence.text_search.Folded("place"), config="english", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("english"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    evidence.text_search.Folded("background"), config="english", weight="C"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                evidence.text_search.Folded("what_was_done"), config="english", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("findings"), config="english", weight="C"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("lessons"), config="english", weight="C"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="casestudy",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_casestudy_search"),
        ),
        # A generated column takes no other expression; it is made anew.
        migrations.RemoveIndex(model_name="study", name="evidence_study_search"),
        migrations.RemoveField(model_name="study", name="search"),
        migrations.AddField(
            model_name="study",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.SearchVector(
                                            evidence.text_search.Folded("label"), config="english", weight="A"
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            evidence.text_search.Folded("title"), config="english", weight="A"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("english"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        evidence.text_search.Folded("authors"), config="english", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("english"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    evidence.text_search.Folded("cited_as"), config="english", weight="B"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                evidence.text_search.Folded("what_was_done"), config="english", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            evidence.text_search.Folded("reservations"), config="english", weight="D"
                        ),
                        django.contrib.postgres.search.SearchConfig("english"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        evidence.text_search.Folded("journal"), config="english", weight="D"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="study",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_study_search"),
        ),
        migrations.AddIndex(
            model_name="definition",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_definition_search"),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_passage_search"),
        ),
        migrations.AddIndex(
            model_name="resource",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_resource_search"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="definition",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."curator_note" IS DISTINCT FROM (NEW."curator_note") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."period_ended_on" IS DISTINCT FROM (NEW."period_ended_on") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."term" IS DISTINCT FROM (NEW."term") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."used_for" IS DISTINCT FROM (NEW."used_for") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because"))',
                    func='INSERT INTO "evidence_definitionevent" ("curator_note", "id", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "status", "term", "text", "used_for", "withdrawn_because") VALUES (NEW."curator_note", NEW."id", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."term", NEW."text", NEW."used_for", NEW."withdrawn_because"); RETURN NULL;',
                    hash="1f704bc43533fa6459adf716451ba7d8b35d1455",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fe440",
                    table="evidence_definition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."curator_note" IS DISTINCT FROM (NEW."curator_note") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."period_ended_on" IS DISTINCT FROM (NEW."period_ended_on") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."speaker" IS DISTINCT FROM (NEW."speaker") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because"))',
                    func='INSERT INTO "evidence_passageevent" ("curator_note", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "speaker", "status", "text", "title", "withdrawn_because") VALUES (NEW."curator_note", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."speaker", NEW."status", NEW."text", NEW."title", NEW."withdrawn_because"); RETURN NULL;',
                    hash="8b5ddcb166f3491043e7e8d4cab92fe45297c743",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_66ebe",
                    table="evidence_passage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."curator_note" IS DISTINCT FROM (NEW."curator_note") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."period_ended_on" IS DISTINCT FROM (NEW."period_ended_on") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."publisher" IS DISTINCT FROM (NEW."publisher") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."url" IS DISTINCT FROM (NEW."url") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because"))',
                    func='INSERT INTO "evidence_resourceevent" ("curator_note", "description", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "publisher", "review_due_on", "reviewed_on", "slug", "source_id", "status", "title", "url", "withdrawn_because") VALUES (NEW."curator_note", NEW."description", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."publisher", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."title", NEW."url", NEW."withdrawn_because"); RETURN NULL;',
                    hash="beecf65b709db352b3babaa57df97c2c07b56d73",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f12b9",
                    table="evidence_resource",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="synonyms",
            constraint=models.CheckConstraint(
                condition=models.Q(("terms", ""), _negated=True), name="evidence_synonyms_terms_stated"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="synonyms",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_synonymsevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "terms") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."terms"); RETURN NULL;',
                    hash="f7ca3e113dfe32f2cce52c2ab82868f03c94cb9b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a8f2f",
                    table="evidence_synonyms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="synonyms",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_synonymsevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "terms") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."terms"); RETURN NULL;',
                    hash="b853e2fd6db535dd4e0103f8abbd23372bf6896e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3e827",
                    table="evidence_synonyms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="synonyms",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_synonymsevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "terms") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."terms"); RETURN NULL;',
                    hash="603b4a8831bf0479f571c71ebba545de025dee5a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_04676",
                    table="evidence_synonyms",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="synonymsevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="synonymsevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="evidence.synonyms",
            ),
        ),
    ]
