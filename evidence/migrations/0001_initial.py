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
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("description", models.TextField(blank=True, help_text="What counts as this, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("patients", "Patients"),
                            ("workforce", "Workforce"),
                            ("services", "Services"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("group__in", ["staff", "patients", "workforce", "services"])),
                        name="evidence_outcome_group_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Population",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("description", models.TextField(blank=True, help_text="What counts as this, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
            ],
            options={
                "ordering": ["position", "name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("description", models.TextField(blank=True, help_text="What counts as this, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
            ],
            options={
                "ordering": ["position", "name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Source",
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
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                (
                    "reference_prefix",
                    models.CharField(
                        help_text="What the references of its recommendations start with, for example HEEC-ES.",
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]+(-[A-Z]+)*$", "Use capital letters and hyphens, for example HEEC-ES."
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(help_text="As printed on the document.", max_length=250)),
                (
                    "short_title",
                    models.CharField(help_text="For lists and tables, for example “Evidence brief”.", max_length=80),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("evidence-brief", "Evidence brief"),
                            ("evidence-pack", "Evidence pack"),
                            ("guide", "Guide"),
                            ("guidance", "Guidance"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "publisher",
                    models.CharField(
                        help_text="The organisation that published it, as it names itself.", max_length=200
                    ),
                ),
                (
                    "publication_date",
                    models.CharField(
                        blank=True,
                        help_text="As far as the document states it: 2024-12-18, 2024-12 or 2024. Leave empty if not stated.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
                                "Enter a year, a year and month or a full date, for example 2024-12.",
                            )
                        ],
                    ),
                ),
                (
                    "authors",
                    models.TextField(blank=True, help_text="As printed, one name a line. Leave empty if not stated."),
                ),
                (
                    "suggested_citation",
                    models.TextField(blank=True, help_text="Only where the document itself suggests one."),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="Where the document can be read.",
                        max_length=500,
                        verbose_name="web address",
                    ),
                ),
                ("licence", models.CharField(blank=True, help_text="As stated on the document.", max_length=200)),
                (
                    "summary",
                    models.TextField(blank=True, help_text="What the document is and finds, in our own words."),
                ),
                ("intended_readers", models.TextField(blank=True, help_text="Whom the document says it is for.")),
                ("methods", models.TextField(blank=True, help_text="How its evidence was found and chosen.")),
                ("limitations", models.TextField(blank=True, help_text="What the document says of its own limits.")),
                ("funding", models.TextField(blank=True, help_text="Who paid for it. Leave empty if not stated.")),
                (
                    "states_certainty",
                    models.BooleanField(
                        default=False,
                        help_text="Whether the document itself states the GRADE certainty of its recommendations.",
                    ),
                ),
                (
                    "certainty_caution",
                    models.TextField(
                        blank=True, help_text="What the document says about how its certainty ratings are to be read."
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Its place in lists of sources; lower comes first."
                    ),
                ),
            ],
            options={
                "ordering": ["position", "title"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="evidence_source_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_source_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_source_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["evidence-brief", "evidence-pack", "guide", "guidance"])),
                        name="evidence_source_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication_date", ""),
                            ("publication_date__regex", "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$"),
                            _connector="OR",
                        ),
                        name="evidence_source_publication_date_iso",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Country",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(help_text="ISO 3166-1 alpha-2 code, for example GB.", max_length=2, unique=True),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
            ],
            options={
                "verbose_name_plural": "countries",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z]{2}$")),
                        name="evidence_country_code_iso",
                        violation_error_message="Use two capital letters, for example GB.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(help_text="ISO 3166-1 alpha-2 code, for example GB.", max_length=2)),
                ("name", models.CharField(max_length=80)),
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
                        to="evidence.country",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Definition",
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
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                ("term", models.CharField(max_length=120)),
                ("text", models.TextField(help_text="What it means, in our own words.")),
                (
                    "used_for",
                    models.TextField(blank=True, help_text="Why the word is used here, or when not to use it."),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="evidence.source",
                    ),
                ),
            ],
            options={
                "ordering": ["term", "source__position"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="evidence_definition_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_definition_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_definition_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_definition_locator_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="evidence_definition_text_stated"
                    ),
                    models.UniqueConstraint(fields=("term", "source"), name="evidence_definition_once_a_source"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
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
                ("label", models.CharField(help_text="As printed, for example “Figure 1”.", max_length=40)),
                ("title", models.CharField(help_text="As printed.", max_length=250)),
                (
                    "data_source",
                    models.CharField(
                        blank=True,
                        help_text="The source that is printed with it. Leave empty if none is.",
                        max_length=250,
                    ),
                ),
                (
                    "shows",
                    models.TextField(
                        blank=True, help_text="What it shows, in our own words, as far as its text tells."
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="evidence.source",
                    ),
                ),
            ],
            options={
                "ordering": ["source__position", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="evidence_figure_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_figure_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_figure_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_figure_locator_stated"
                    ),
                    models.UniqueConstraint(fields=("source", "label"), name="evidence_figure_label_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("description", models.TextField(blank=True, help_text="What it sorts, and where it comes from.")),
                (
                    "is_core",
                    models.BooleanField(
                        default=False,
                        help_text="The core framework is the one that all entries share.",
                        verbose_name="core framework",
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="frameworks", to="evidence.source"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_core", True)),
                        fields=("is_core",),
                        name="evidence_framework_one_core",
                        violation_error_message="There is a core framework already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeEvent",
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
                ("name", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True, help_text="What counts as this, in a sentence.")),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("patients", "Patients"),
                            ("workforce", "Workforce"),
                            ("services", "Services"),
                        ],
                        max_length=20,
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
                        to="evidence.outcome",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PopulationEvent",
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
                ("name", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True, help_text="What counts as this, in a sentence.")),
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
                        to="evidence.population",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SettingEvent",
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
                ("name", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True, help_text="What counts as this, in a sentence.")),
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
                        to="evidence.setting",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SourceEvent",
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
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Used in addresses. Do not change once published.", max_length=80
                    ),
                ),
                (
                    "reference_prefix",
                    models.CharField(
                        help_text="What the references of its recommendations start with, for example HEEC-ES.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]+(-[A-Z]+)*$", "Use capital letters and hyphens, for example HEEC-ES."
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(help_text="As printed on the document.", max_length=250)),
                (
                    "short_title",
                    models.CharField(help_text="For lists and tables, for example “Evidence brief”.", max_length=80),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("evidence-brief", "Evidence brief"),
                            ("evidence-pack", "Evidence pack"),
                            ("guide", "Guide"),
                            ("guidance", "Guidance"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "publisher",
                    models.CharField(
                        help_text="The organisation that published it, as it names itself.", max_length=200
                    ),
                ),
                (
                    "publication_date",
                    models.CharField(
                        blank=True,
                        help_text="As far as the document states it: 2024-12-18, 2024-12 or 2024. Leave empty if not stated.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
                                "Enter a year, a year and month or a full date, for example 2024-12.",
                            )
                        ],
                    ),
                ),
                (
                    "authors",
                    models.TextField(blank=True, help_text="As printed, one name a line. Leave empty if not stated."),
                ),
                (
                    "suggested_citation",
                    models.TextField(blank=True, help_text="Only where the document itself suggests one."),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="Where the document can be read.",
                        max_length=500,
                        verbose_name="web address",
                    ),
                ),
                ("licence", models.CharField(blank=True, help_text="As stated on the document.", max_length=200)),
                (
                    "summary",
                    models.TextField(blank=True, help_text="What the document is and finds, in our own words."),
                ),
                ("intended_readers", models.TextField(blank=True, help_text="Whom the document says it is for.")),
                ("methods", models.TextField(blank=True, help_text="How its evidence was found and chosen.")),
                ("limitations", models.TextField(blank=True, help_text="What the document says of its own limits.")),
                ("funding", models.TextField(blank=True, help_text="Who paid for it. Leave empty if not stated.")),
                (
                    "states_certainty",
                    models.BooleanField(
                        default=False,
                        help_text="Whether the document itself states the GRADE certainty of its recommendations.",
                    ),
                ),
                (
                    "certainty_caution",
                    models.TextField(
                        blank=True, help_text="What the document says about how its certainty ratings are to be read."
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Its place in lists of sources; lower comes first."
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
                        to="evidence.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DefinitionEvent",
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
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Used in addresses. Do not change once published.", max_length=80
                    ),
                ),
                ("term", models.CharField(max_length=120)),
                ("text", models.TextField(help_text="What it means, in our own words.")),
                (
                    "used_for",
                    models.TextField(blank=True, help_text="Why the word is used here, or when not to use it."),
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
                        to="evidence.definition",
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
            name="FigureEvent",
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
                ("label", models.CharField(help_text="As printed, for example “Figure 1”.", max_length=40)),
                ("title", models.CharField(help_text="As printed.", max_length=250)),
                (
                    "data_source",
                    models.CharField(
                        blank=True,
                        help_text="The source that is printed with it. Leave empty if none is.",
                        max_length=250,
                    ),
                ),
                (
                    "shows",
                    models.TextField(
                        blank=True, help_text="What it shows, in our own words, as far as its text tells."
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
                        to="evidence.figure",
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
            name="FrameworkEvent",
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
                ("name", models.CharField(max_length=120)),
                ("description", models.TextField(blank=True, help_text="What it sorts, and where it comes from.")),
                (
                    "is_core",
                    models.BooleanField(
                        default=False,
                        help_text="The core framework is the one that all entries share.",
                        verbose_name="core framework",
                    ),
                ),
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
                        to="evidence.framework",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
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
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=80, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("summary", models.TextField(blank=True, help_text="What the theme covers, in a sentence or two.")),
                (
                    "conclusion",
                    models.TextField(blank=True, help_text="What its source concludes from the evidence on it."),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where the source treats it: section and page when known.", max_length=250
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in the framework; lower comes first."),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="themes", to="evidence.framework"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for a heading of the first level.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subthemes",
                        to="evidence.theme",
                    ),
                ),
            ],
            options={
                "ordering": ["framework__position", "position", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_theme_locator_stated"
                    ),
                    models.UniqueConstraint(
                        fields=("framework", "parent", "name"), name="evidence_theme_name_unique", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("pk")), _negated=True),
                        name="evidence_theme_not_its_own_parent",
                        violation_error_message="A theme cannot be part of itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
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
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=120, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("key-message", "Key message"),
                            ("context", "Context"),
                            ("case-for-action", "Case for action"),
                            ("barrier", "Barrier"),
                            ("enabler", "Enabler"),
                            ("inset-box", "Inset box"),
                            ("quotation", "Quotation"),
                            ("note", "Note"),
                        ],
                        max_length=30,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(help_text="In our own words; for a quotation, the words themselves.")),
                (
                    "speaker",
                    models.CharField(blank=True, help_text="Who is quoted, as the source names them.", max_length=120),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="evidence.source",
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="passages", to="evidence.theme")),
            ],
            options={
                "ordering": ["source__position", "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="evidence_passage_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_passage_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_passage_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_passage_locator_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "key-message",
                                    "context",
                                    "case-for-action",
                                    "barrier",
                                    "enabler",
                                    "inset-box",
                                    "quotation",
                                    "note",
                                ],
                            )
                        ),
                        name="evidence_passage_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="evidence_passage_text_stated"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
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
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=120, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=250)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("toolkit", "Toolkit"),
                            ("programme", "Programme"),
                            ("guidance", "Guidance"),
                            ("training", "Training"),
                            ("data", "Data"),
                            ("reading", "Reading or listening"),
                            ("brief", "Evidence brief"),
                        ],
                        max_length=30,
                    ),
                ),
                ("publisher", models.CharField(blank=True, help_text="Leave empty if not stated.", max_length=200)),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="As the source prints it. Leave empty if it prints none.",
                        max_length=500,
                        verbose_name="web address",
                    ),
                ),
                ("description", models.TextField(blank=True)),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="evidence.source",
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="resources", to="evidence.theme")),
            ],
            options={
                "ordering": ["source__position", "position", "title"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="evidence_resource_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_resource_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_resource_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_resource_locator_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["toolkit", "programme", "guidance", "training", "data", "reading", "brief"])
                        ),
                        name="evidence_resource_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Study",
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
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=120, unique=True
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="What it is about, in our own words: “Cultural competency training: review of 11 studies”.",
                        max_length=200,
                    ),
                ),
                (
                    "title",
                    models.TextField(blank=True, help_text="The published title, exactly. Leave empty if not known."),
                ),
                (
                    "authors",
                    models.TextField(
                        blank=True,
                        help_text="One a line, family name first (“Chae, Duckhee”), as far as a source or record gives them.",
                    ),
                ),
                (
                    "cited_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source names it, for example “Jongen and colleagues (2018)”.",
                        max_length=200,
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Year of publication. Leave empty if neither source nor record states it.",
                        null=True,
                    ),
                ),
                (
                    "journal",
                    models.CharField(blank=True, help_text="In full. Leave empty if not known.", max_length=250),
                ),
                ("volume", models.CharField(blank=True, max_length=20)),
                ("issue", models.CharField(blank=True, max_length=20)),
                ("pages", models.CharField(blank=True, help_text="Pages or article number.", max_length=40)),
                (
                    "doi",
                    models.CharField(
                        blank=True,
                        help_text="Without “https://doi.org/”. Find it on the article’s page. Leave empty if not known.",
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^10\\.\\d{4,9}/\\S+$",
                                "Enter the DOI without an address, for example 10.1136/bmj.h3297.",
                            )
                        ],
                        verbose_name="DOI",
                    ),
                ),
                (
                    "pmid",
                    models.CharField(
                        blank=True,
                        help_text="The digits at the end of its PubMed address. Leave empty if not known.",
                        max_length=10,
                        validators=[django.core.validators.RegexValidator("^[1-9]\\d{0,9}$", "Enter the digits only.")],
                        verbose_name="PubMed ID",
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="For works without a DOI.", max_length=500, verbose_name="web address"
                    ),
                ),
                (
                    "record_note",
                    models.TextField(
                        blank=True,
                        help_text="If bibliographic details were completed from a public record: which fields, which record.",
                    ),
                ),
                (
                    "design",
                    models.CharField(
                        choices=[
                            ("systematic-review", "Systematic review"),
                            ("scoping-review", "Scoping review"),
                            ("review", "Review (type not stated)"),
                            ("randomised-trial", "Randomised trial"),
                            ("cohort", "Cohort study"),
                            ("cross-sectional", "Cross-sectional study"),
                            ("qualitative", "Qualitative study"),
                            ("mixed-methods", "Mixed methods study"),
                            ("quality-improvement", "Quality improvement project"),
                            ("evaluation", "Evaluation"),
                            ("case-studies", "Case studies"),
                            ("report", "Report"),
                            ("not-stated", "Design not stated"),
                        ],
                        default="not-stated",
                        max_length=30,
                    ),
                ),
                (
                    "studies_included",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="For a review: how many studies it included. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "trials_included",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many of these were randomised trials. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "what_was_done",
                    models.TextField(blank=True, help_text="What was reviewed, tried or measured, in our own words."),
                ),
                (
                    "reservations",
                    models.TextField(blank=True, help_text="What the source says limits how far it can be relied on."),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in lists; lower comes first."),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                "label", config="english", weight="A"
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                "title", config="english", weight="A"
                                            ),
                                            django.contrib.postgres.search.SearchConfig("english"),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            "authors", config="english", weight="B"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("english"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "cited_as", config="english", weight="B"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("english"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    "what_was_done", config="english", weight="C"
                                ),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("journal", config="english", weight="D"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                ("countries", models.ManyToManyField(blank=True, related_name="studies", to="evidence.country")),
                ("populations", models.ManyToManyField(blank=True, related_name="studies", to="evidence.population")),
                ("settings", models.ManyToManyField(blank=True, related_name="studies", to="evidence.setting")),
                ("themes", models.ManyToManyField(blank=True, related_name="studies", to="evidence.theme")),
            ],
            options={
                "verbose_name_plural": "studies",
                "ordering": ["position", "label"],
                "abstract": False,
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_study_search")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="evidence_study_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_study_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_study_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "design__in",
                                [
                                    "systematic-review",
                                    "scoping-review",
                                    "review",
                                    "randomised-trial",
                                    "cohort",
                                    "cross-sectional",
                                    "qualitative",
                                    "mixed-methods",
                                    "quality-improvement",
                                    "evaluation",
                                    "case-studies",
                                    "report",
                                    "not-stated",
                                ],
                            )
                        ),
                        name="evidence_study_design_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("doi", ""), _negated=True),
                        fields=("doi",),
                        name="evidence_study_doi_unique",
                        violation_error_message="Another study has this DOI.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("pmid", ""), _negated=True),
                        fields=("pmid",),
                        name="evidence_study_pmid_unique",
                        violation_error_message="Another study has this PubMed ID.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year__isnull", True), models.Q(("year__gte", 1800), ("year__lte", 2200)), _connector="OR"
                        ),
                        name="evidence_study_year_sane",
                        violation_error_message="Enter a year between 1800 and 2200.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("trials_included__isnull", True),
                            ("studies_included__isnull", True),
                            ("trials_included__lte", models.F("studies_included")),
                            _connector="OR",
                        ),
                        name="evidence_study_trials_within_studies",
                        violation_error_message="A review cannot include more trials than studies.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThemeEvent",
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
                ("name", models.CharField(max_length=150)),
                ("summary", models.TextField(blank=True, help_text="What the theme covers, in a sentence or two.")),
                (
                    "conclusion",
                    models.TextField(blank=True, help_text="What its source concludes from the evidence on it."),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where the source treats it: section and page when known.", max_length=250
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(default=0, help_text="Its place in the framework; lower comes first."),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.framework",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Leave empty for a heading of the first level.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.theme",
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
                        to="evidence.theme",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CaseStudy",
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
                    "slug",
                    models.SlugField(
                        help_text="Used in addresses. Do not change once published.", max_length=120, unique=True
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True, help_text="The number that the source gives it, for example “1.2.1”.", max_length=40
                    ),
                ),
                ("title", models.CharField(max_length=250)),
                ("summary", models.TextField(help_text="In one or two sentences, for lists.")),
                (
                    "organisation_name",
                    models.CharField(blank=True, help_text="Leave empty if not stated.", max_length=200),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="Town or region. Leave empty if not stated.", max_length=120
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        blank=True, help_text="When, as the source states it, for example “2019”.", max_length=60
                    ),
                ),
                ("background", models.TextField(blank=True)),
                ("what_was_done", models.TextField(blank=True)),
                (
                    "findings",
                    models.TextField(blank=True, help_text="What came of it, one finding a line, with its figures."),
                ),
                ("lessons", models.TextField(blank=True, help_text="What the source draws from it.")),
                (
                    "reference",
                    models.TextField(
                        blank=True, help_text="The reference that the source gives for it, if not a study here."
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
                                            "title", config="english", weight="A"
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            "summary", config="english", weight="B"
                                        ),
                                        django.contrib.postgres.search.SearchConfig("english"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        "background", config="english", weight="C"
                                    ),
                                    django.contrib.postgres.search.SearchConfig("english"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector("findings", config="english", weight="C"),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("lessons", config="english", weight="C"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_studies",
                        to="evidence.country",
                    ),
                ),
                (
                    "populations",
                    models.ManyToManyField(blank=True, related_name="case_studies", to="evidence.population"),
                ),
                ("settings", models.ManyToManyField(blank=True, related_name="case_studies", to="evidence.setting")),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="evidence.source",
                    ),
                ),
                (
                    "studies",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The works that it is reported in.",
                        related_name="case_studies",
                        to="evidence.study",
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="case_studies", to="evidence.theme")),
            ],
            options={
                "verbose_name_plural": "case studies",
                "ordering": ["source__position", "position", "title"],
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="evidence_casestudy_search")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="evidence_casestudy_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_casestudy_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_casestudy_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_casestudy_locator_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("summary", ""), _negated=True), name="evidence_casestudy_summary_stated"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The number that the source cites it by. Leave empty if it uses none.",
                        null=True,
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where the source cites it: section, and page when known.", max_length=250
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Its place in the order of the document; the list of a source follows it."
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="evidence.source"
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="evidence.study"
                    ),
                ),
            ],
            options={
                "ordering": ["source__position", "position", "number", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_citation_locator_stated"
                    ),
                    models.UniqueConstraint(fields=("source", "study"), name="evidence_citation_once_a_source"),
                    models.UniqueConstraint(
                        fields=("source", "number"),
                        name="evidence_citation_number_unique",
                        violation_error_message="This source cites another study by this number.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("improved", "Improved"),
                            ("mixed", "Mixed"),
                            ("no-difference", "No difference"),
                            ("worsened", "Worsened"),
                            ("unclear", "Unclear"),
                            ("not-measured", "Not measured"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "statement",
                    models.TextField(help_text="What was found, in our own words, with its figures and its hedges."),
                ),
                (
                    "studies_reporting",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="For a review: how many of its studies measured this. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "studies_in_this_direction",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many of these pointed this way. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where the source reports it: section, and page when known.", max_length=250
                    ),
                ),
                ("position", models.PositiveIntegerField(default=1, help_text="Its place among the study’s findings.")),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="evidence.outcome"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document that reports this finding.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="evidence.source",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="evidence.study"
                    ),
                ),
            ],
            options={
                "ordering": ["study", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="evidence_finding_locator_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True), name="evidence_finding_statement_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "direction__in",
                                ["improved", "mixed", "no-difference", "worsened", "unclear", "not-measured"],
                            )
                        ),
                        name="evidence_finding_direction_known",
                    ),
                    models.UniqueConstraint(fields=("study", "position"), name="evidence_finding_position_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("studies_in_this_direction__isnull", True),
                            ("studies_reporting__isnull", True),
                            ("studies_in_this_direction__lte", models.F("studies_reporting")),
                            _connector="OR",
                        ),
                        name="evidence_finding_count_within_reporting",
                        violation_error_message="No more studies can point this way than measured the outcome.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PassageEvent",
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
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Used in addresses. Do not change once published.", max_length=120
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("key-message", "Key message"),
                            ("context", "Context"),
                            ("case-for-action", "Case for action"),
                            ("barrier", "Barrier"),
                            ("enabler", "Enabler"),
                            ("inset-box", "Inset box"),
                            ("quotation", "Quotation"),
                            ("note", "Note"),
                        ],
                        max_length=30,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(help_text="In our own words; for a quotation, the words themselves.")),
                (
                    "speaker",
                    models.CharField(blank=True, help_text="Who is quoted, as the source names them.", max_length=120),
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
                        to="evidence.passage",
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
            name="ResourceEvent",
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
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Used in addresses. Do not change once published.", max_length=120
                    ),
                ),
                ("title", models.CharField(max_length=250)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("toolkit", "Toolkit"),
                            ("programme", "Programme"),
                            ("guidance", "Guidance"),
                            ("training", "Training"),
                            ("data", "Data"),
                            ("reading", "Reading or listening"),
                            ("brief", "Evidence brief"),
                        ],
                        max_length=30,
                    ),
                ),
                ("publisher", models.CharField(blank=True, help_text="Leave empty if not stated.", max_length=200)),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="As the source prints it. Leave empty if it prints none.",
                        max_length=500,
                        verbose_name="web address",
                    ),
                ),
                ("description", models.TextField(blank=True)),
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
                        to="evidence.resource",
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
            name="StudyEvent",
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
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Used in addresses. Do not change once published.", max_length=120
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        help_text="What it is about, in our own words: “Cultural competency training: review of 11 studies”.",
                        max_length=200,
                    ),
                ),
                (
                    "title",
                    models.TextField(blank=True, help_text="The published title, exactly. Leave empty if not known."),
                ),
                (
                    "authors",
                    models.TextField(
                        blank=True,
                        help_text="One a line, family name first (“Chae, Duckhee”), as far as a source or record gives them.",
                    ),
                ),
                (
                    "cited_as",
                    models.CharField(
                        blank=True,
                        help_text="How the source names it, for example “Jongen and colleagues (2018)”.",
                        max_length=200,
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Year of publication. Leave empty if neither source nor record states it.",
                        null=True,
                    ),
                ),
                (
                    "journal",
                    models.CharField(blank=True, help_text="In full. Leave empty if not known.", max_length=250),
                ),
                ("volume", models.CharField(blank=True, max_length=20)),
                ("issue", models.CharField(blank=True, max_length=20)),
                ("pages", models.CharField(blank=True, help_text="Pages or article number.", max_length=40)),
                (
                    "doi",
                    models.CharField(
                        blank=True,
                        help_text="Without “https://doi.org/”. Find it on the article’s page. Leave empty if not known.",
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^10\\.\\d{4,9}/\\S+$",
                                "Enter the DOI without an address, for example 10.1136/bmj.h3297.",
                            )
                        ],
                        verbose_name="DOI",
                    ),
                ),
                (
                    "pmid",
                    models.CharField(
                        blank=True,
                        help_text="The digits at the end of its PubMed address. Leave empty if not known.",
                        max_length=10,
                        validators=[django.core.validators.RegexValidator("^[1-9]\\d{0,9}$", "Enter the digits only.")],
                        verbose_name="PubMed ID",
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="For works without a DOI.", max_length=500, verbose_name="web address"
                    ),
                ),
                (
                    "record_note",
                    models.TextField(
                        blank=True,
                        help_text="If bibliographic details were completed from a public record: which fields, which record.",
                    ),
                ),
                (
                    "design",
                    models.CharField(
                        choices=[
                            ("systematic-review", "Systematic review"),
                            ("scoping-review", "Scoping review"),
                            ("review", "Review (type not stated)"),
                            ("randomised-trial", "Randomised trial"),
                            ("cohort", "Cohort study"),
                            ("cross-sectional", "Cross-sectional study"),
                            ("qualitative", "Qualitative study"),
                            ("mixed-methods", "Mixed methods study"),
                            ("quality-improvement", "Quality improvement project"),
                            ("evaluation", "Evaluation"),
                            ("case-studies", "Case studies"),
                            ("report", "Report"),
                            ("not-stated", "Design not stated"),
                        ],
                        default="not-stated",
                        max_length=30,
                    ),
                ),
                (
                    "studies_included",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="For a review: how many studies it included. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "trials_included",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many of these were randomised trials. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "what_was_done",
                    models.TextField(blank=True, help_text="What was reviewed, tried or measured, in our own words."),
                ),
                (
                    "reservations",
                    models.TextField(blank=True, help_text="What the source says limits how far it can be relied on."),
                ),
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
                        to="evidence.study",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FindingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("improved", "Improved"),
                            ("mixed", "Mixed"),
                            ("no-difference", "No difference"),
                            ("worsened", "Worsened"),
                            ("unclear", "Unclear"),
                            ("not-measured", "Not measured"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "statement",
                    models.TextField(help_text="What was found, in our own words, with its figures and its hedges."),
                ),
                (
                    "studies_reporting",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="For a review: how many of its studies measured this. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "studies_in_this_direction",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="How many of these pointed this way. Leave empty if not stated.",
                        null=True,
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where the source reports it: section, and page when known.", max_length=250
                    ),
                ),
                ("position", models.PositiveIntegerField(default=1, help_text="Its place among the study’s findings.")),
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
                        to="evidence.finding",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.outcome",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="The document that reports this finding.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.source",
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
            name="CitationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "number",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The number that the source cites it by. Leave empty if it uses none.",
                        null=True,
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        help_text="Where the source cites it: section, and page when known.", max_length=250
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0, help_text="Its place in the order of the document; the list of a source follows it."
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
                        to="evidence.citation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.source",
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
            name="CaseStudyEvent",
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
                    "slug",
                    models.SlugField(
                        db_index=False, help_text="Used in addresses. Do not change once published.", max_length=120
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True, help_text="The number that the source gives it, for example “1.2.1”.", max_length=40
                    ),
                ),
                ("title", models.CharField(max_length=250)),
                ("summary", models.TextField(help_text="In one or two sentences, for lists.")),
                (
                    "organisation_name",
                    models.CharField(blank=True, help_text="Leave empty if not stated.", max_length=200),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="Town or region. Leave empty if not stated.", max_length=120
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        blank=True, help_text="When, as the source states it, for example “2019”.", max_length=60
                    ),
                ),
                ("background", models.TextField(blank=True)),
                ("what_was_done", models.TextField(blank=True)),
                (
                    "findings",
                    models.TextField(blank=True, help_text="What came of it, one finding a line, with its figures."),
                ),
                ("lessons", models.TextField(blank=True, help_text="What the source draws from it.")),
                (
                    "reference",
                    models.TextField(
                        blank=True, help_text="The reference that the source gives for it, if not a study here."
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
                        to="evidence.casestudy",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.country",
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
            name="CasestudyPopulationsLink",
            fields=[],
            options={
                "verbose_name": "populations link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.casestudy_populations",),
        ),
        migrations.CreateModel(
            name="CasestudySettingsLink",
            fields=[],
            options={
                "verbose_name": "settings link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.casestudy_settings",),
        ),
        migrations.CreateModel(
            name="StudyCountriesLink",
            fields=[],
            options={
                "verbose_name": "countries link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.study_countries",),
        ),
        migrations.CreateModel(
            name="StudyPopulationsLink",
            fields=[],
            options={
                "verbose_name": "populations link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.study_populations",),
        ),
        migrations.CreateModel(
            name="StudySettingsLink",
            fields=[],
            options={
                "verbose_name": "settings link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.study_settings",),
        ),
        migrations.CreateModel(
            name="CasestudyStudiesLink",
            fields=[],
            options={
                "verbose_name": "studies link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.casestudy_studies",),
        ),
        migrations.CreateModel(
            name="StudyThemesLink",
            fields=[],
            options={
                "verbose_name": "themes link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.study_themes",),
        ),
        migrations.CreateModel(
            name="ResourceThemesLink",
            fields=[],
            options={
                "verbose_name": "themes link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.resource_themes",),
        ),
        migrations.CreateModel(
            name="PassageThemesLink",
            fields=[],
            options={
                "verbose_name": "themes link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.passage_themes",),
        ),
        migrations.CreateModel(
            name="CasestudyThemesLink",
            fields=[],
            options={
                "verbose_name": "themes link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("evidence.casestudy_themes",),
        ),
        migrations.CreateModel(
            name="PassageThemesLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "passage",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.passage",
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
                        to="evidence.passagethemeslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ResourceThemesLinkEvent",
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
                    "resource",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.resource",
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
                        to="evidence.resourcethemeslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StudyCountriesLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "country",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.country",
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
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.study",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="evidence.studycountrieslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StudyPopulationsLinkEvent",
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
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.study",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="evidence.studypopulationslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StudySettingsLinkEvent",
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
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.study",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="evidence.studysettingslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StudyThemesLinkEvent",
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
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.study",
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
                        to="evidence.studythemeslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CasestudyPopulationsLinkEvent",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="evidence.casestudypopulationslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CasestudySettingsLinkEvent",
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
                        to="evidence.casestudysettingslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CasestudyStudiesLinkEvent",
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
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="evidence.study",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="evidence.casestudystudieslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CasestudyThemesLinkEvent",
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
                        to="evidence.casestudythemeslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="country",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_countryevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="e968baa370e5101c014175a48d7f43ff2fa58d28",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f3293",
                    table="evidence_country",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="country",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_countryevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="f47b11f2c97ecf4227e6f57d520850c2fd50c55c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9df7e",
                    table="evidence_country",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="country",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_countryevent" ("code", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="9befe57f34a6a357e2d63db883e8a528fe8dc325",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_841cb",
                    table="evidence_country",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_outcomeevent" ("description", "group", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."group", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="aa0c94d8a4744998c01c327a733597f8cf142931",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a222e",
                    table="evidence_outcome",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_outcomeevent" ("description", "group", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."group", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="b7cf7e26b8e0b9616d1274e89d1ba5a3ba2bbf31",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_53a4e",
                    table="evidence_outcome",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcome",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_outcomeevent" ("description", "group", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."description", OLD."group", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;',
                    hash="ec32457fe86cf6ea7383beb0f6e201e5efd8c7bf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9cfae",
                    table="evidence_outcome",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="population",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_populationevent" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="668a0054b883b75a9e2d70e759f06f21642b7b27",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c4c01",
                    table="evidence_population",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="population",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_populationevent" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="0d449e7376267bbda1a4dcc832daf9bc641a4241",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4356f",
                    table="evidence_population",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="population",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_populationevent" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."description", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;',
                    hash="aee3e7a9de626c12b4ea7e7ef77830a8e822d53a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_162cc",
                    table="evidence_population",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="setting",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_settingevent" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="903a98e848a0753bab9b290f97e219d3d8d886d4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4659c",
                    table="evidence_setting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="setting",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_settingevent" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="f239849cb28b3c9519d91b0f3d2d683a485f330b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6ab0d",
                    table="evidence_setting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="setting",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_settingevent" ("description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."description", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;',
                    hash="bd651b042c4e31cb56fbe1a695cb82230ac99a09",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dd39a",
                    table="evidence_setting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_sourceevent" ("authors", "certainty_caution", "curator_note", "funding", "id", "intended_readers", "kind", "licence", "limitations", "methods", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publication_date", "published_on", "publisher", "reference_prefix", "review_due_on", "reviewed_on", "short_title", "slug", "states_certainty", "status", "suggested_citation", "summary", "title", "url", "withdrawn_because") VALUES (NEW."authors", NEW."certainty_caution", NEW."curator_note", NEW."funding", NEW."id", NEW."intended_readers", NEW."kind", NEW."licence", NEW."limitations", NEW."methods", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."publication_date", NEW."published_on", NEW."publisher", NEW."reference_prefix", NEW."review_due_on", NEW."reviewed_on", NEW."short_title", NEW."slug", NEW."states_certainty", NEW."status", NEW."suggested_citation", NEW."summary", NEW."title", NEW."url", NEW."withdrawn_because"); RETURN NULL;',
                    hash="bd016f57f22410289ba03d29e49d62da6f8f522c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb012",
                    table="evidence_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_sourceevent" ("authors", "certainty_caution", "curator_note", "funding", "id", "intended_readers", "kind", "licence", "limitations", "methods", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publication_date", "published_on", "publisher", "reference_prefix", "review_due_on", "reviewed_on", "short_title", "slug", "states_certainty", "status", "suggested_citation", "summary", "title", "url", "withdrawn_because") VALUES (NEW."authors", NEW."certainty_caution", NEW."curator_note", NEW."funding", NEW."id", NEW."intended_readers", NEW."kind", NEW."licence", NEW."limitations", NEW."methods", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."publication_date", NEW."published_on", NEW."publisher", NEW."reference_prefix", NEW."review_due_on", NEW."reviewed_on", NEW."short_title", NEW."slug", NEW."states_certainty", NEW."status", NEW."suggested_citation", NEW."summary", NEW."title", NEW."url", NEW."withdrawn_because"); RETURN NULL;',
                    hash="88dd80298c087f5304190ee74c5426b37e465d04",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7d414",
                    table="evidence_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_sourceevent" ("authors", "certainty_caution", "curator_note", "funding", "id", "intended_readers", "kind", "licence", "limitations", "methods", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publication_date", "published_on", "publisher", "reference_prefix", "review_due_on", "reviewed_on", "short_title", "slug", "states_certainty", "status", "suggested_citation", "summary", "title", "url", "withdrawn_because") VALUES (OLD."authors", OLD."certainty_caution", OLD."curator_note", OLD."funding", OLD."id", OLD."intended_readers", OLD."kind", OLD."licence", OLD."limitations", OLD."methods", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."publication_date", OLD."published_on", OLD."publisher", OLD."reference_prefix", OLD."review_due_on", OLD."reviewed_on", OLD."short_title", OLD."slug", OLD."states_certainty", OLD."status", OLD."suggested_citation", OLD."summary", OLD."title", OLD."url", OLD."withdrawn_because"); RETURN NULL;',
                    hash="3cefc45297c4543975ef4157e10959f6f478bcb7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_024f4",
                    table="evidence_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="framework",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_frameworkevent" ("description", "id", "is_core", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "source_id") VALUES (NEW."description", NEW."id", NEW."is_core", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."source_id"); RETURN NULL;',
                    hash="08afd10596d363f14747d5f4885fe75c375899dd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_da319",
                    table="evidence_framework",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="framework",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_frameworkevent" ("description", "id", "is_core", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "source_id") VALUES (NEW."description", NEW."id", NEW."is_core", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."source_id"); RETURN NULL;',
                    hash="ce6e66dad3df40151f1d54f2af7d86c988688fa9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bc9b0",
                    table="evidence_framework",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="framework",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_frameworkevent" ("description", "id", "is_core", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "source_id") VALUES (OLD."description", OLD."id", OLD."is_core", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."source_id"); RETURN NULL;',
                    hash="af38afdf53ef097d23151c742a2931780af98a93",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1b074",
                    table="evidence_framework",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="figure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_figureevent" ("curator_note", "data_source", "id", "label", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "shows", "source_id", "status", "title", "withdrawn_because") VALUES (NEW."curator_note", NEW."data_source", NEW."id", NEW."label", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."shows", NEW."source_id", NEW."status", NEW."title", NEW."withdrawn_because"); RETURN NULL;',
                    hash="871fa64b3f13f29efe5c74f2fcb077f9b44e5e13",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2ffa0",
                    table="evidence_figure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="figure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_figureevent" ("curator_note", "data_source", "id", "label", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "shows", "source_id", "status", "title", "withdrawn_because") VALUES (NEW."curator_note", NEW."data_source", NEW."id", NEW."label", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."shows", NEW."source_id", NEW."status", NEW."title", NEW."withdrawn_because"); RETURN NULL;',
                    hash="bcd8034c94fd033d997fe5d9385a4168c98fb813",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_61a7a",
                    table="evidence_figure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="figure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_figureevent" ("curator_note", "data_source", "id", "label", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "shows", "source_id", "status", "title", "withdrawn_because") VALUES (OLD."curator_note", OLD."data_source", OLD."id", OLD."label", OLD."locator", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."published_on", OLD."review_due_on", OLD."reviewed_on", OLD."shows", OLD."source_id", OLD."status", OLD."title", OLD."withdrawn_because"); RETURN NULL;',
                    hash="9a1b84a57144228a482b85d9a06052fa5d8e97f2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b3092",
                    table="evidence_figure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="definition",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_definitionevent" ("curator_note", "id", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "status", "term", "text", "used_for", "withdrawn_because") VALUES (NEW."curator_note", NEW."id", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."term", NEW."text", NEW."used_for", NEW."withdrawn_because"); RETURN NULL;',
                    hash="8ad93e16c40fb27df0526008c27e28d6bcc0cd35",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0d425",
                    table="evidence_definition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="definition",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_definitionevent" ("curator_note", "id", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "status", "term", "text", "used_for", "withdrawn_because") VALUES (NEW."curator_note", NEW."id", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."term", NEW."text", NEW."used_for", NEW."withdrawn_because"); RETURN NULL;',
                    hash="bfcc87411e0cb1bac045d146dc005922be8ccf6f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fe440",
                    table="evidence_definition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="definition",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_definitionevent" ("curator_note", "id", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "status", "term", "text", "used_for", "withdrawn_because") VALUES (OLD."curator_note", OLD."id", OLD."locator", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."published_on", OLD."review_due_on", OLD."reviewed_on", OLD."slug", OLD."source_id", OLD."status", OLD."term", OLD."text", OLD."used_for", OLD."withdrawn_because"); RETURN NULL;',
                    hash="5f55d580052dc8ca50ceb6c4f7e99257737dd72a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_76729",
                    table="evidence_definition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_findingevent" ("direction", "id", "locator", "outcome_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "statement", "studies_in_this_direction", "studies_reporting", "study_id") VALUES (NEW."direction", NEW."id", NEW."locator", NEW."outcome_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."source_id", NEW."statement", NEW."studies_in_this_direction", NEW."studies_reporting", NEW."study_id"); RETURN NULL;',
                    hash="e34c48b64f1992a2234deebea293fae021ff1b8b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1f7e6",
                    table="evidence_finding",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_findingevent" ("direction", "id", "locator", "outcome_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "statement", "studies_in_this_direction", "studies_reporting", "study_id") VALUES (NEW."direction", NEW."id", NEW."locator", NEW."outcome_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."source_id", NEW."statement", NEW."studies_in_this_direction", NEW."studies_reporting", NEW."study_id"); RETURN NULL;',
                    hash="80ea019a11dae90b52d1a927bc88651dbfa1355f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b4c3e",
                    table="evidence_finding",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_findingevent" ("direction", "id", "locator", "outcome_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "statement", "studies_in_this_direction", "studies_reporting", "study_id") VALUES (OLD."direction", OLD."id", OLD."locator", OLD."outcome_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."source_id", OLD."statement", OLD."studies_in_this_direction", OLD."studies_reporting", OLD."study_id"); RETURN NULL;',
                    hash="cf35ab435e35adcfa3a98a342d78486c86a715cd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_730d5",
                    table="evidence_finding",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_citationevent" ("id", "locator", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "study_id") VALUES (NEW."id", NEW."locator", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."source_id", NEW."study_id"); RETURN NULL;',
                    hash="63229f2c90c67bb6bf4d3fba9961402af0b2648c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_18e2d",
                    table="evidence_citation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_citationevent" ("id", "locator", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "study_id") VALUES (NEW."id", NEW."locator", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."source_id", NEW."study_id"); RETURN NULL;',
                    hash="b538b5d1b800783dd58b1e80fa0369af13ee5b74",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_aa449",
                    table="evidence_citation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_citationevent" ("id", "locator", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "study_id") VALUES (OLD."id", OLD."locator", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."source_id", OLD."study_id"); RETURN NULL;',
                    hash="d7484e4f8501d4f26a3672e7dbd99fd33e5155ed",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_46c3e",
                    table="evidence_citation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="theme",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_themeevent" ("conclusion", "framework_id", "id", "locator", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "summary") VALUES (NEW."conclusion", NEW."framework_id", NEW."id", NEW."locator", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."summary"); RETURN NULL;',
                    hash="2a7c8c69a8a54e02d12c34c39d3e01a1740a6b1b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_78126",
                    table="evidence_theme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="theme",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_themeevent" ("conclusion", "framework_id", "id", "locator", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "summary") VALUES (NEW."conclusion", NEW."framework_id", NEW."id", NEW."locator", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."summary"); RETURN NULL;',
                    hash="23645909b8c0a357de26cf6418ff8328b2065af0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1abdd",
                    table="evidence_theme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="theme",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_themeevent" ("conclusion", "framework_id", "id", "locator", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "summary") VALUES (OLD."conclusion", OLD."framework_id", OLD."id", OLD."locator", OLD."name", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."summary"); RETURN NULL;',
                    hash="6f77516f8613788ba2d9a42d0b9a4059d93afbac",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_beec5",
                    table="evidence_theme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="study",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studyevent" ("authors", "cited_as", "curator_note", "design", "doi", "id", "issue", "journal", "label", "pages", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pmid", "position", "published_on", "record_note", "reservations", "review_due_on", "reviewed_on", "slug", "status", "studies_included", "title", "trials_included", "url", "volume", "what_was_done", "withdrawn_because", "year") VALUES (NEW."authors", NEW."cited_as", NEW."curator_note", NEW."design", NEW."doi", NEW."id", NEW."issue", NEW."journal", NEW."label", NEW."pages", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pmid", NEW."position", NEW."published_on", NEW."record_note", NEW."reservations", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."status", NEW."studies_included", NEW."title", NEW."trials_included", NEW."url", NEW."volume", NEW."what_was_done", NEW."withdrawn_because", NEW."year"); RETURN NULL;',
                    hash="6181b89fec3d84cec68e3fd0b780c64e008bf6e5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6aa81",
                    table="evidence_study",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="study",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."authors" IS DISTINCT FROM (NEW."authors") OR OLD."cited_as" IS DISTINCT FROM (NEW."cited_as") OR OLD."curator_note" IS DISTINCT FROM (NEW."curator_note") OR OLD."design" IS DISTINCT FROM (NEW."design") OR OLD."doi" IS DISTINCT FROM (NEW."doi") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issue" IS DISTINCT FROM (NEW."issue") OR OLD."journal" IS DISTINCT FROM (NEW."journal") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."pages" IS DISTINCT FROM (NEW."pages") OR OLD."period_ended_on" IS DISTINCT FROM (NEW."period_ended_on") OR OLD."pmid" IS DISTINCT FROM (NEW."pmid") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."record_note" IS DISTINCT FROM (NEW."record_note") OR OLD."reservations" IS DISTINCT FROM (NEW."reservations") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."studies_included" IS DISTINCT FROM (NEW."studies_included") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."trials_included" IS DISTINCT FROM (NEW."trials_included") OR OLD."url" IS DISTINCT FROM (NEW."url") OR OLD."volume" IS DISTINCT FROM (NEW."volume") OR OLD."what_was_done" IS DISTINCT FROM (NEW."what_was_done") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because") OR OLD."year" IS DISTINCT FROM (NEW."year"))',
                    func='INSERT INTO "evidence_studyevent" ("authors", "cited_as", "curator_note", "design", "doi", "id", "issue", "journal", "label", "pages", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pmid", "position", "published_on", "record_note", "reservations", "review_due_on", "reviewed_on", "slug", "status", "studies_included", "title", "trials_included", "url", "volume", "what_was_done", "withdrawn_because", "year") VALUES (NEW."authors", NEW."cited_as", NEW."curator_note", NEW."design", NEW."doi", NEW."id", NEW."issue", NEW."journal", NEW."label", NEW."pages", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pmid", NEW."position", NEW."published_on", NEW."record_note", NEW."reservations", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."status", NEW."studies_included", NEW."title", NEW."trials_included", NEW."url", NEW."volume", NEW."what_was_done", NEW."withdrawn_because", NEW."year"); RETURN NULL;',
                    hash="a511c71de335b1e72bc877bb66f35d1404578542",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0154a",
                    table="evidence_study",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="study",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studyevent" ("authors", "cited_as", "curator_note", "design", "doi", "id", "issue", "journal", "label", "pages", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pmid", "position", "published_on", "record_note", "reservations", "review_due_on", "reviewed_on", "slug", "status", "studies_included", "title", "trials_included", "url", "volume", "what_was_done", "withdrawn_because", "year") VALUES (OLD."authors", OLD."cited_as", OLD."curator_note", OLD."design", OLD."doi", OLD."id", OLD."issue", OLD."journal", OLD."label", OLD."pages", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pmid", OLD."position", OLD."published_on", OLD."record_note", OLD."reservations", OLD."review_due_on", OLD."reviewed_on", OLD."slug", OLD."status", OLD."studies_included", OLD."title", OLD."trials_included", OLD."url", OLD."volume", OLD."what_was_done", OLD."withdrawn_because", OLD."year"); RETURN NULL;',
                    hash="bce020ddf3bfabe2c22558fd7c30161deb9ae6e5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cfb9b",
                    table="evidence_study",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_resourceevent" ("curator_note", "description", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "publisher", "review_due_on", "reviewed_on", "slug", "source_id", "status", "title", "url", "withdrawn_because") VALUES (NEW."curator_note", NEW."description", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."published_on", NEW."publisher", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."title", NEW."url", NEW."withdrawn_because"); RETURN NULL;',
                    hash="3d3d14bb05b06548c660985f148d7c8285b9f040",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6458c",
                    table="evidence_resource",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_resourceevent" ("curator_note", "description", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "publisher", "review_due_on", "reviewed_on", "slug", "source_id", "status", "title", "url", "withdrawn_because") VALUES (NEW."curator_note", NEW."description", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."publisher", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."title", NEW."url", NEW."withdrawn_because"); RETURN NULL;',
                    hash="87dbd250e2e97a07e4c7d078042d5b057b8fa2ad",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f12b9",
                    table="evidence_resource",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resource",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_resourceevent" ("curator_note", "description", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "publisher", "review_due_on", "reviewed_on", "slug", "source_id", "status", "title", "url", "withdrawn_because") VALUES (OLD."curator_note", OLD."description", OLD."id", OLD."kind", OLD."locator", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."published_on", OLD."publisher", OLD."review_due_on", OLD."reviewed_on", OLD."slug", OLD."source_id", OLD."status", OLD."title", OLD."url", OLD."withdrawn_because"); RETURN NULL;',
                    hash="895406bf9bb6afabe7511cf9fda5b3d8e9b4a47f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8260c",
                    table="evidence_resource",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_passageevent" ("curator_note", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "speaker", "status", "text", "title", "withdrawn_because") VALUES (NEW."curator_note", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."speaker", NEW."status", NEW."text", NEW."title", NEW."withdrawn_because"); RETURN NULL;',
                    hash="347f2278d20ca342ce88d968236b2574a64eac9e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_39f6a",
                    table="evidence_passage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "evidence_passageevent" ("curator_note", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "speaker", "status", "text", "title", "withdrawn_because") VALUES (NEW."curator_note", NEW."id", NEW."kind", NEW."locator", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."speaker", NEW."status", NEW."text", NEW."title", NEW."withdrawn_because"); RETURN NULL;',
                    hash="8d69c188408ee17e5f8a79cc0c7a155c7467b4df",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_66ebe",
                    table="evidence_passage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passage",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_passageevent" ("curator_note", "id", "kind", "locator", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "review_due_on", "reviewed_on", "slug", "source_id", "speaker", "status", "text", "title", "withdrawn_because") VALUES (OLD."curator_note", OLD."id", OLD."kind", OLD."locator", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."published_on", OLD."review_due_on", OLD."reviewed_on", OLD."slug", OLD."source_id", OLD."speaker", OLD."status", OLD."text", OLD."title", OLD."withdrawn_because"); RETURN NULL;',
                    hash="641855ec54ef95525aece63154e62a5be19d5ceb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0a5d4",
                    table="evidence_passage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudyevent" ("background", "country_id", "curator_note", "findings", "id", "label", "lessons", "locator", "organisation_name", "period", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "published_on", "reference", "review_due_on", "reviewed_on", "slug", "source_id", "status", "summary", "title", "what_was_done", "withdrawn_because") VALUES (NEW."background", NEW."country_id", NEW."curator_note", NEW."findings", NEW."id", NEW."label", NEW."lessons", NEW."locator", NEW."organisation_name", NEW."period", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."position", NEW."published_on", NEW."reference", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."summary", NEW."title", NEW."what_was_done", NEW."withdrawn_because"); RETURN NULL;',
                    hash="df816ea48eaaf104ba86261d38cf100790fadb9b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9529f",
                    table="evidence_casestudy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."background" IS DISTINCT FROM (NEW."background") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."curator_note" IS DISTINCT FROM (NEW."curator_note") OR OLD."findings" IS DISTINCT FROM (NEW."findings") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."lessons" IS DISTINCT FROM (NEW."lessons") OR OLD."locator" IS DISTINCT FROM (NEW."locator") OR OLD."organisation_name" IS DISTINCT FROM (NEW."organisation_name") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."period_ended_on" IS DISTINCT FROM (NEW."period_ended_on") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."published_on" IS DISTINCT FROM (NEW."published_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."review_due_on" IS DISTINCT FROM (NEW."review_due_on") OR OLD."reviewed_on" IS DISTINCT FROM (NEW."reviewed_on") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_id" IS DISTINCT FROM (NEW."source_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."what_was_done" IS DISTINCT FROM (NEW."what_was_done") OR OLD."withdrawn_because" IS DISTINCT FROM (NEW."withdrawn_because"))',
                    func='INSERT INTO "evidence_casestudyevent" ("background", "country_id", "curator_note", "findings", "id", "label", "lessons", "locator", "organisation_name", "period", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "published_on", "reference", "review_due_on", "reviewed_on", "slug", "source_id", "status", "summary", "title", "what_was_done", "withdrawn_because") VALUES (NEW."background", NEW."country_id", NEW."curator_note", NEW."findings", NEW."id", NEW."label", NEW."lessons", NEW."locator", NEW."organisation_name", NEW."period", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."position", NEW."published_on", NEW."reference", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."summary", NEW."title", NEW."what_was_done", NEW."withdrawn_because"); RETURN NULL;',
                    hash="63aeb9926aa59392a17958b1457987857fdab072",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_93df3",
                    table="evidence_casestudy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudyevent" ("background", "country_id", "curator_note", "findings", "id", "label", "lessons", "locator", "organisation_name", "period", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "published_on", "reference", "review_due_on", "reviewed_on", "slug", "source_id", "status", "summary", "title", "what_was_done", "withdrawn_because") VALUES (OLD."background", OLD."country_id", OLD."curator_note", OLD."findings", OLD."id", OLD."label", OLD."lessons", OLD."locator", OLD."organisation_name", OLD."period", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."position", OLD."published_on", OLD."reference", OLD."review_due_on", OLD."reviewed_on", OLD."slug", OLD."source_id", OLD."status", OLD."summary", OLD."title", OLD."what_was_done", OLD."withdrawn_because"); RETURN NULL;',
                    hash="5b2e280076aec7e4fcf1d862fc629aa1a3662d06",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bf74c",
                    table="evidence_casestudy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudypopulationslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudypopulationslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_id") VALUES (NEW."casestudy_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."population_id"); RETURN NULL;',
                    hash="4fc267b70099f476a0130db4ae7a44c63875f0b2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8b760",
                    table="evidence_casestudy_populations",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudypopulationslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudypopulationslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_id") VALUES (OLD."casestudy_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."population_id"); RETURN NULL;',
                    hash="411cec2c9d308a05f1cfa411188ac82d4e893d0c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f9231",
                    table="evidence_casestudy_populations",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudysettingslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudysettingslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "setting_id") VALUES (NEW."casestudy_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."setting_id"); RETURN NULL;',
                    hash="df23accc8b0dd8fef2a224a6c216a1e1114853a5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d6ab9",
                    table="evidence_casestudy_settings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudysettingslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudysettingslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "setting_id") VALUES (OLD."casestudy_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."setting_id"); RETURN NULL;',
                    hash="e7d2ceaa8f88ebccbc4b94039829d91b47125102",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_87a42",
                    table="evidence_casestudy_settings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studycountrieslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studycountrieslinkevent" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "study_id") VALUES (NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."study_id"); RETURN NULL;',
                    hash="bc4b0acbc9cc0b7940b93056975d4a1d18505f57",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5ab02",
                    table="evidence_study_countries",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studycountrieslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studycountrieslinkevent" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "study_id") VALUES (OLD."country_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."study_id"); RETURN NULL;',
                    hash="2eadaab1db94be77b1c22e6390c3682485e9d93e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e24b7",
                    table="evidence_study_countries",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studypopulationslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studypopulationslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_id", "study_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."population_id", NEW."study_id"); RETURN NULL;',
                    hash="9af496aadf4e80703edb6c89f138fda5f6c15812",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d47bd",
                    table="evidence_study_populations",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studypopulationslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studypopulationslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "population_id", "study_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."population_id", OLD."study_id"); RETURN NULL;',
                    hash="6d28f9df24c3c0a91ee69bc2ed1b58684f2bcb50",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7fbfc",
                    table="evidence_study_populations",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studysettingslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studysettingslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "setting_id", "study_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."setting_id", NEW."study_id"); RETURN NULL;',
                    hash="77d29dac96f3c6b38a2cb9f73dc92c8d06364dff",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_79ca8",
                    table="evidence_study_settings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studysettingslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studysettingslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "setting_id", "study_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."setting_id", OLD."study_id"); RETURN NULL;',
                    hash="a7abb68660761e5c003259c7e1d471d37eeed0e8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5b272",
                    table="evidence_study_settings",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudystudieslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudystudieslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "study_id") VALUES (NEW."casestudy_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."study_id"); RETURN NULL;',
                    hash="98b9400732749b2e45d51ca3141d80e05a23741a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b0d97",
                    table="evidence_casestudy_studies",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudystudieslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudystudieslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "study_id") VALUES (OLD."casestudy_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."study_id"); RETURN NULL;',
                    hash="f0542be2b0944882c03f7b373409715f4da2573f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6a6b7",
                    table="evidence_casestudy_studies",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studythemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studythemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "study_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."study_id", NEW."theme_id"); RETURN NULL;',
                    hash="89bd3629a285407f1f87dba75a7e058a9286b216",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c6a46",
                    table="evidence_study_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="studythemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_studythemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "study_id", "theme_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."study_id", OLD."theme_id"); RETURN NULL;',
                    hash="ecb25d5506b986ec7bc4ac1705b7e484b1939e3a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5d73c",
                    table="evidence_study_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resourcethemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_resourcethemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resource_id", NEW."theme_id"); RETURN NULL;',
                    hash="ca54beebbd0d73c68a268bd4c7cad22b80df108d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0fb6c",
                    table="evidence_resource_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resourcethemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_resourcethemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resource_id", "theme_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resource_id", OLD."theme_id"); RETURN NULL;',
                    hash="d7ecfe9445a03e96bb1418003979b3e08914d501",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_14564",
                    table="evidence_resource_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passagethemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_passagethemeslinkevent" ("id", "passage_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (NEW."id", NEW."passage_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."theme_id"); RETURN NULL;',
                    hash="b3895608d2a7cd5c77bd2e9ce325d9047dae26d0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_339fb",
                    table="evidence_passage_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="passagethemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_passagethemeslinkevent" ("id", "passage_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (OLD."id", OLD."passage_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."theme_id"); RETURN NULL;',
                    hash="b26cf465984315014281c23ecaa4570a6ac98bc6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f47f0",
                    table="evidence_passage_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudythemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudythemeslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (NEW."casestudy_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."theme_id"); RETURN NULL;',
                    hash="b9b9a2beeee1102be8688b31cd9196cd73a56d2f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_87097",
                    table="evidence_casestudy_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casestudythemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "evidence_casestudythemeslinkevent" ("casestudy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (OLD."casestudy_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."theme_id"); RETURN NULL;',
                    hash="bc153371a656d547fd2d41efeb15a8037dcf4477",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_350c2",
                    table="evidence_casestudy_themes",
                    when="AFTER",
                ),
            ),
        ),
    ]
