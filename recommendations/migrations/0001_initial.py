import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evidence", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="As in “for …”: “PCNs”, “clinicians”.", max_length=120, unique=True),
                ),
                (
                    "full_name",
                    models.CharField(blank=True, help_text="Where the name is short for something.", max_length=150),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("organisation", "Organisations"), ("role", "Roles"), ("all", "Everyone")],
                        max_length=20,
                    ),
                ),
                ("description", models.TextField(blank=True, help_text="Who they are, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
                (
                    "umbrellas",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Wider audiences that take this one in: what is addressed to them is offered beside its own.",
                        related_name="members",
                        to="recommendations.audience",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["organisation", "role", "all"])),
                        name="recommendations_audience_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="recommendations_audience_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AudienceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Used in addresses. Do not change once published.", max_length=80
                    ),
                ),
                ("name", models.CharField(help_text="As in “for …”: “PCNs”, “clinicians”.", max_length=120)),
                (
                    "full_name",
                    models.CharField(blank=True, help_text="Where the name is short for something.", max_length=150),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("organisation", "Organisations"), ("role", "Roles"), ("all", "Everyone")],
                        max_length=20,
                    ),
                ),
                ("description", models.TextField(blank=True, help_text="Who they are, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.audience",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        help_text="Only published entries can be seen by the public.",
                        max_length=20,
                    ),
                ),
                (
                    "published_on",
                    models.DateField(
                        blank=True,
                        help_text="The day this entry was first published here. Needed before it is public.",
                        null=True,
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True,
                        help_text="The day a reviewer last checked this entry against its source.",
                        null=True,
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(blank=True, help_text="The day by which it should be checked again.", null=True),
                ),
                (
                    "withdrawn_because",
                    models.TextField(
                        blank=True,
                        help_text="Kept with the entry, which the public no longer sees. Needed to withdraw.",
                    ),
                ),
                (
                    "period_ended_on",
                    models.DateField(
                        blank=True,
                        help_text="For guidance with a stated period: its last day. From then on the page says “may be out of date”.",
                        null=True,
                    ),
                ),
                (
                    "curator_note",
                    models.TextField(
                        blank=True,
                        help_text="Shown to the public. Say here where a source disagrees with what it cites, or words differ.",
                        verbose_name="curator’s note",
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where in the source: section, figure, table, and page when known. For example “Section 2, Adequate time”.",
                        max_length=250,
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Its place in the order of the document; lists of a source follow it."
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="The source’s prefix and a number, for example HEEC-ES-1. Never changes once published.",
                        max_length=30,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]+(-[A-Z]+)*-[1-9]\\d*$", "Use the source’s prefix and a number: HEEC-ES-1."
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(help_text="A few words for lists, starting with a verb.", max_length=150)),
                (
                    "statement",
                    models.TextField(help_text="Who should do what, in one or two sentences, in our own words."),
                ),
                ("points", models.TextField(blank=True, help_text="The rest of what it asks, one point a line.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recommendation", "Recommendation"),
                            ("implementation-step", "Implementation step"),
                            ("individual-action", "Action for individuals"),
                            ("next-step", "Next step"),
                            ("guidance", "Guidance"),
                            ("statutory-duty", "Statutory duty"),
                        ],
                        default="recommendation",
                        max_length=30,
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                            ("very-low", "Very low"),
                            ("not-graded", "Not graded"),
                        ],
                        default="not-graded",
                        help_text="Only what the source itself states. Otherwise “not graded”.",
                        max_length=20,
                        verbose_name="certainty of evidence (GRADE)",
                    ),
                ),
                (
                    "certainty_reason",
                    models.TextField(
                        blank=True, help_text="What the source says of why it is so certain, or why it is not graded."
                    ),
                ),
                (
                    "evidence_note",
                    models.TextField(
                        blank=True, help_text="What the evidence comes to, or why none is linked, in our own words."
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.SearchVector(
                                            "reference", config="english", weight="A"
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            "title", config="english", weight="A"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("english"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "statement", config="english", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("english"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector("points", config="english", weight="C"),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("evidence_note", config="english", weight="D"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "audiences",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Only those the source names or plainly addresses.",
                        related_name="recommendations",
                        to="recommendations.audience",
                    ),
                ),
                (
                    "case_studies",
                    models.ManyToManyField(blank=True, related_name="recommendations", to="evidence.casestudy"),
                ),
                (
                    "populations",
                    models.ManyToManyField(blank=True, related_name="recommendations", to="evidence.population"),
                ),
                (
                    "related",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Others on the same matter, of any source.",
                        to="recommendations.recommendation",
                    ),
                ),
                ("settings", models.ManyToManyField(blank=True, related_name="recommendations", to="evidence.setting")),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="evidence.source",
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="recommendations", to="evidence.theme")),
            ],
            options={
                "ordering": ["source__position", "position", "reference"],
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="recommendations_search"),
                    models.Index(fields=["source", "position"], name="recommendations_order"),
                    models.Index(fields=["status", "certainty"], name="recommendations_certainty"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="recommendations_recommendation_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="recommendations_recommendation_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recommendations_recommendation_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True),
                        name="recommendations_recommendation_locator_stated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True),
                        name="recommendations_recommendation_statement_stated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "recommendation",
                                    "implementation-step",
                                    "individual-action",
                                    "next-step",
                                    "guidance",
                                    "statutory-duty",
                                ],
                            )
                        ),
                        name="recommendations_recommendation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("certainty__in", ["high", "moderate", "low", "very-low", "not-graded"])),
                        name="recommendations_recommendation_certainty_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendationIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(help_text="What in the source ties the two together.")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation_links",
                        to="workforce.indicator",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicator_links",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "WRES indicator it speaks to",
                "verbose_name_plural": "WRES indicators it speaks to",
                "ordering": ["indicator__number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="recommendations_recommendationindicator_reason_stated",
                    ),
                    models.UniqueConstraint(
                        fields=("recommendation", "indicator"),
                        name="recommendations_indicator_once",
                        violation_error_message="This indicator is linked to the recommendation already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendationStudy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bearing",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("partly-supports", "Supports in part"),
                            ("context", "Gives context"),
                            ("questions", "Raises doubts"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="What the study says on it, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in the list; lower comes first."),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="study_links",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation_links",
                        to="evidence.study",
                    ),
                ),
            ],
            options={
                "verbose_name": "study it rests on",
                "verbose_name_plural": "studies it rests on",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("bearing__in", ["supports", "partly-supports", "context", "questions"])),
                        name="recommendations_recommendationstudy_bearing_known",
                    ),
                    models.UniqueConstraint(
                        fields=("recommendation", "study"),
                        name="recommendations_study_once",
                        violation_error_message="This study is linked to the recommendation already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        help_text="Only published entries can be seen by the public.",
                        max_length=20,
                    ),
                ),
                (
                    "published_on",
                    models.DateField(
                        blank=True,
                        help_text="The day this entry was first published here. Needed before it is public.",
                        null=True,
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(
                        blank=True,
                        help_text="The day a reviewer last checked this entry against its source.",
                        null=True,
                    ),
                ),
                (
                    "review_due_on",
                    models.DateField(blank=True, help_text="The day by which it should be checked again.", null=True),
                ),
                (
                    "withdrawn_because",
                    models.TextField(
                        blank=True,
                        help_text="Kept with the entry, which the public no longer sees. Needed to withdraw.",
                    ),
                ),
                (
                    "period_ended_on",
                    models.DateField(
                        blank=True,
                        help_text="For guidance with a stated period: its last day. From then on the page says “may be out of date”.",
                        null=True,
                    ),
                ),
                (
                    "curator_note",
                    models.TextField(
                        blank=True,
                        help_text="Shown to the public. Say here where a source disagrees with what it cites, or words differ.",
                        verbose_name="curator’s note",
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where in the source: section, figure, table, and page when known. For example “Section 2, Adequate time”.",
                        max_length=250,
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Its place in the order of the document; lists of a source follow it."
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="The source’s prefix and a number, for example HEEC-ES-1. Never changes once published.",
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]+(-[A-Z]+)*-[1-9]\\d*$", "Use the source’s prefix and a number: HEEC-ES-1."
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(help_text="A few words for lists, starting with a verb.", max_length=150)),
                (
                    "statement",
                    models.TextField(help_text="Who should do what, in one or two sentences, in our own words."),
                ),
                ("points", models.TextField(blank=True, help_text="The rest of what it asks, one point a line.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("recommendation", "Recommendation"),
                            ("implementation-step", "Implementation step"),
                            ("individual-action", "Action for individuals"),
                            ("next-step", "Next step"),
                            ("guidance", "Guidance"),
                            ("statutory-duty", "Statutory duty"),
                        ],
                        default="recommendation",
                        max_length=30,
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                            ("very-low", "Very low"),
                            ("not-graded", "Not graded"),
                        ],
                        default="not-graded",
                        help_text="Only what the source itself states. Otherwise “not graded”.",
                        max_length=20,
                        verbose_name="certainty of evidence (GRADE)",
                    ),
                ),
                (
                    "certainty_reason",
                    models.TextField(
                        blank=True, help_text="What the source says of why it is so certain, or why it is not graded."
                    ),
                ),
                (
                    "evidence_note",
                    models.TextField(
                        blank=True, help_text="What the evidence comes to, or why none is linked, in our own words."
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationIndicatorEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reason", models.TextField(help_text="What in the source ties the two together.")),
                (
                    "indicator",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.indicator",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationindicator",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationStudyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "bearing",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("partly-supports", "Supports in part"),
                            ("context", "Gives context"),
                            ("questions", "Raises doubts"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="What the study says on it, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in the list; lower comes first."),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationstudy",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.study",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AudienceUmbrellasLink",
            fields=[],
            options={
                "verbose_name": "umbrellas link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("recommendations.audience_umbrellas",),
        ),
        migrations.CreateModel(
            name="RecommendationAudiencesLink",
            fields=[],
            options={
                "verbose_name": "audiences link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("recommendations.recommendation_audiences",),
        ),
        migrations.CreateModel(
            name="RecommendationCaseStudiesLink",
            fields=[],
            options={
                "verbose_name": "case_studies link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("recommendations.recommendation_case_studies",),
        ),
        migrations.CreateModel(
            name="RecommendationPopulationsLink",
            fields=[],
            options={
                "verbose_name": "populations link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("recommendations.recommendation_populations",),
        ),
        migrations.CreateModel(
            name="RecommendationRelatedLink",
            fields=[],
            options={
                "verbose_name": "related link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("recommendations.recommendation_related",),
        ),
        migrations.CreateModel(
            name="RecommendationSettingsLink",
            fields=[],
            options={
                "verbose_name": "settings link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("recommendations.recommendation_settings",),
        ),
        migrations.CreateModel(
            name="RecommendationThemesLink",
            fields=[],
            options={
                "verbose_name": "themes link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("recommendations.recommendation_themes",),
        ),
        migrations.CreateModel(
            name="RecommendationPopulationsLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "population",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.population",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationpopulationslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationRelatedLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "from_recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "to_recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationrelatedlink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationSettingsLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "setting",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.setting",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationsettingslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationThemesLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.theme",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationthemeslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AudienceUmbrellasLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "from_audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.audience",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "to_audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.audience",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.audienceumbrellaslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationAudiencesLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.audience",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationaudienceslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecommendationCaseStudiesLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "casestudy",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.casestudy",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="recommendations.recommendationcasestudieslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="Recommendation",
            name="indicators",
            field=models.ManyToManyField(
                blank=True,
                related_name="recommendations",
                through="recommendations.RecommendationIndicator",
                to="workforce.indicator",
                verbose_name="WRES indicators",
            ),
        ),
        migrations.AddField(
            model_name="Recommendation",
            name="studies",
            field=models.ManyToManyField(
                blank=True,
                related_name="recommendations",
                through="recommendations.RecommendationStudy",
                to="evidence.study",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="audience",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_audienceevent" ("description", "full_name", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."full_name", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="abba19c9569a92692a4bc6bb7e0a0ba8f00e15b5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a4764",
                    table="recommendations_audience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="audience",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "recommendations_audienceevent" ("description", "full_name", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."full_name", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="3d0382e4f0d3717173d8d7d8afa7fc34032a05ef",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_eccce",
                    table="recommendations_audience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="audience",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_audienceevent" ("description", "full_name", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."description", OLD."full_name", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;',
                    hash="c26a98c7c654a19e5b4bbf28335a55934e283cfc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2dfcb",
                    table="recommendations_audience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationindicator",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationindicatorevent" ("id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recommendation_id") VALUES (NEW."id", NEW."indicator_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recommendation_id"); RETURN NULL;',
                    hash="5785d1fab132dc2a69030822049e12de2e562be7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e9144",
                    table="recommendations_recommendationindicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationindicator",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "recommendations_recommendationindicatorevent" ("id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recommendation_id") VALUES (NEW."id", NEW."indicator_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recommendation_id"); RETURN NULL;',
                    hash="ad112a06041beeb391212d81d0e3ecb7fc1d3a6c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_58ba0",
                    table="recommendations_recommendationindicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationindicator",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationindicatorevent" ("id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recommendation_id") VALUES (OLD."id", OLD."indicator_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."recommendation_id"); RETURN NULL;',
                    hash="299790a0defc9bb20d86749646fa6dfcc7be242b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d3900",
                    table="recommendations_recommendationindicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationstudy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationstudyevent" ("bearing", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recommendation_id", "study_id") VALUES (NEW."bearing", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."recommendation_id", NEW."study_id"); RETURN NULL;',
                    hash="ddd205df60dd8458366fb7714718a34e94166ed2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ee4d8",
                    table="recommendations_recommendationstudy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationstudy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "recommendations_recommendationstudyevent" ("bearing", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recommendation_id", "study_id") VALUES (NEW."bearing", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."recommendation_id", NEW."study_id"); RETURN NULL;',
                    hash="db4097c5adce35e0e4f058f1a9a0a1f92b6effa6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_11828",
                    table="recommendations_recommendationstudy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationstudy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationstudyevent" ("bearing", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "recommendation_id", "study_id") VALUES (OLD."bearing", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."recommendation_id", OLD."study_id"); RETURN NULL;',
                    hash="33f556e4eb3329b682457ad13125326eb6546b56",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e59e6",
                    table="recommendations_recommendationstudy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationevent" ("certainty", "certainty_reason", "curator_note", "evidence_note", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "position", "published_on", "reference", "review_due_on", "reviewed_on", "source_id", "statement", "status", "title", "withdrawn_because") VALUES (NEW."certainty", NEW."certainty_reason", NEW."curator_note", NEW."evidence_note", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."points", NEW."position", NEW."published_on", NEW."reference", NEW."review_due_on", NEW."reviewed_on", NEW."source_id", NEW."statement", NEW."status", NEW."title", NEW."withdrawn_because"); RETURN NULL;',
                    hash="6b435c6a79113edcdc9f35cc17999c4dd84945bf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d6b9e",
                    table="recommendations_recommendation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."certainty" IS DISTINCT FROM (NEW."certainty") OR OLD."certainty_reason" IS DISTINCT FROM (NEW."certainty_reason") OR OLD."curator_note" IS DISTINCT FROM (NEW."curator_note") OR OLD."evidence_note" IS DISTINCT FROM (NEW."evidence_note") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."period_ended_on" IS DISTINCT FROM (NEW."period_ended_on") OR OLD."points" IS DISTINCT FROM (NEW."points") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."statement" IS DISTINCT FROM (NEW."statement") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because"))',
                    func='INSERT INTO "recommendations_recommendationevent" ("certainty", "certainty_reason", "curator_note", "evidence_note", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "position", "published_on", "reference", "review_due_on", "reviewed_on", "source_id", "statement", "status", "title", "withdrawn_because") VALUES (NEW."certainty", NEW."certainty_reason", NEW."curator_note", NEW."evidence_note", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."position", NEW."published_on", NEW."reference", NEW."review_due_on", NEW."reviewed_on", NEW."source_id", NEW."statement", NEW."status", NEW."title", NEW."withdrawn_because"); RETURN NULL;',
                    hash="e3cc4fc0b3d049184c3fab0f9c22cc6e87de5a57",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f7db8",
                    table="recommendations_recommendation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationevent" ("certainty", "certainty_reason", "curator_note", "evidence_note", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "position", "published_on", "reference", "review_due_on", "reviewed_on", "source_id", "statement", "status", "title", "withdrawn_because") VALUES (OLD."certainty", OLD."certainty_reason", OLD."curator_note", OLD."evidence_note", OLD."id", OLD."kind", OLD."locator", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."position", OLD."published_on", OLD."reference", OLD."review_due_on", OLD."reviewed_on", OLD."source_id", OLD."statement", OLD."status", OLD."title", OLD."withdrawn_because"); RETURN NULL;',
                    hash="c4d979f3a374125a5b791bdf521d6ade8af9a770",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_540f8",
                    table="recommendations_recommendation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="audienceumbrellaslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_audienceumbrellaslinkevent" ("from_audience_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_audience_id") VALUES (NEW."from_audience_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."to_audience_id"); RETURN NULL;',
                    hash="f36e7fcb57507e88988f20a8a0c7561abdc57899",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e2b72",
                    table="recommendations_audience_umbrellas",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="audienceumbrellaslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_audienceumbrellaslinkevent" ("from_audience_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_audience_id") VALUES (OLD."from_audience_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."to_audience_id"); RETURN NULL;',
                    hash="508a740272048a55ae14ed93e2c1e85b5ea78184",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4d1cd",
                    table="recommendations_audience_umbrellas",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationaudienceslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationaudienceslinkevent" ("audience_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id") VALUES (NEW."audience_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation_id"); RETURN NULL;',
                    hash="04ddfff04b8356b8112f88bf4d2b63ec08f7fbca",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_643a7",
                    table="recommendations_recommendation_audiences",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationaudienceslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationaudienceslinkevent" ("audience_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id") VALUES (OLD."audience_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recommendation_id"); RETURN NULL;',
                    hash="c01ccd6d76a911609a3d2d714efcd8ac46eb418b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e7324",
                    table="recommendations_recommendation_audiences",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationcasestudieslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationcasestudieslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id") VALUES (NEW."casestudy_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation_id"); RETURN NULL;',
                    hash="cde3b0162ef8166645733aeb6401f65f7e73efa8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_15d09",
                    table="recommendations_recommendation_case_studies",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationcasestudieslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationcasestudieslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id") VALUES (OLD."casestudy_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recommendation_id"); RETURN NULL;',
                    hash="1d32ea9b40c4b9f50444b5d6ae9b95b86b857e40",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b686e",
                    table="recommendations_recommendation_case_studies",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationpopulationslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationpopulationslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_id", "recommendation_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."population_id", NEW."recommendation_id"); RETURN NULL;',
                    hash="e92ea735b4742c130a60d119e506a1f18c2461c6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_34e5b",
                    table="recommendations_recommendation_populations",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationpopulationslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationpopulationslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_id", "recommendation_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."population_id", OLD."recommendation_id"); RETURN NULL;',
                    hash="4c2f2aa51e7d0bbc8d3f7a387aafaf5b89656cb6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_df838",
                    table="recommendations_recommendation_populations",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationrelatedlink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationrelatedlinkevent" ("from_recommendation_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_recommendation_id") VALUES (NEW."from_recommendation_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."to_recommendation_id"); RETURN NULL;',
                    hash="07e66085c9c79491a47610bcdafa9d511d6f3ef9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_596c7",
                    table="recommendations_recommendation_related",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationrelatedlink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationrelatedlinkevent" ("from_recommendation_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_recommendation_id") VALUES (OLD."from_recommendation_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."to_recommendation_id"); RETURN NULL;',
                    hash="589c5d799cf15fe21474190b40edef22613bc9ee",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3b57b",
                    table="recommendations_recommendation_related",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationsettingslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationsettingslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "setting_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation_id", NEW."setting_id"); RETURN NULL;',
                    hash="ece74a3be2488ed5d6c837734152798918d0f61f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_95b68",
                    table="recommendations_recommendation_settings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationsettingslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationsettingslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "setting_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recommendation_id", OLD."setting_id"); RETURN NULL;',
                    hash="0b533c362903d4846aa16a983b8fc41c82cc4634",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fec63",
                    table="recommendations_recommendation_settings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationthemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationthemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation_id", NEW."theme_id"); RETURN NULL;',
                    hash="114bc18f59fdbc23e4c63196583edb23f2980195",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4373b",
                    table="recommendations_recommendation_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recommendationthemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "recommendations_recommendationthemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation_id", "theme_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recommendation_id", OLD."theme_id"); RETURN NULL;',
                    hash="b0f43b19e68f4786e00bc3305380d2690e66cb7d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_87f09",
                    table="recommendations_recommendation_themes",
                    when="AFTER",
                ),
            ),
        ),
    ]
