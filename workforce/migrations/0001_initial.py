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
    ]

    operations = [
        migrations.CreateModel(
            name="Dataset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("title", models.CharField(help_text="As printed.", max_length=250)),
                ("publisher", models.CharField(blank=True, help_text="Leave empty if not stated.", max_length=200)),
                (
                    "publication_date",
                    models.CharField(
                        blank=True,
                        help_text="As far as stated: 2023-02-22, 2023-02 or 2023. Leave empty if not stated.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
                                "Enter a year, a year and month or a full date, for example 2023-02.",
                            )
                        ],
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web address")),
                ("note", models.TextField(blank=True)),
                (
                    "is_made_up",
                    models.BooleanField(
                        default=False,
                        help_text="Made up for tests or demonstrations. Labelled so wherever it shows.",
                        verbose_name="made up",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the value was read in one of our source documents.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="datasets",
                        to="evidence.source",
                    ),
                ),
            ],
            options={
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication_date", ""),
                            ("publication_date__regex", "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$"),
                            _connector="OR",
                        ),
                        name="workforce_dataset_publication_date_iso",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="1 to 9.",
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="What it measures, in a few words.", max_length=150)),
                ("definition", models.TextField(help_text="What exactly is compared, in our own words.")),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("processes", "Workforce representation and processes"),
                            ("experience", "Workplace culture and experience"),
                            ("leadership", "Leadership diversity"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("percentage", "Percentage"),
                            ("relative-likelihood", "Relative likelihood"),
                            ("percentage-point-difference", "Percentage-point difference"),
                        ],
                        max_length=40,
                        verbose_name="main measure",
                    ),
                ),
                (
                    "comparison",
                    models.CharField(
                        choices=[
                            ("band-beside-workforce", "Each band and grade beside the whole workforce"),
                            ("white-to-bme", "White compared with BME"),
                            ("bme-to-white", "BME compared with white"),
                            ("side-by-side", "Both groups side by side"),
                            ("board-less-workforce", "Board less workforce"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "parity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="The value at which the groups fare the same: 1.0 for a likelihood, 0 for a difference.",
                        max_digits=4,
                        null=True,
                    ),
                ),
                ("how_to_read", models.TextField(help_text="What a higher or lower value means, in a sentence.")),
                (
                    "data_source",
                    models.CharField(
                        choices=[
                            ("workforce-records", "Workforce records (ESR)"),
                            ("staff-survey", "NHS Staff Survey"),
                        ],
                        max_length=30,
                    ),
                ),
                ("definition_basis", models.TextField(help_text="The guidance that defines it.")),
                ("locator", models.CharField(help_text="Where in that source.", max_length=250)),
                (
                    "wording_note",
                    models.TextField(blank=True, help_text="Where that source words it otherwise than the definition."),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The source here that describes it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="evidence.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "WRES indicator",
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("domain__in", ["processes", "experience", "leadership"])),
                        name="workforce_indicator_domain_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["percentage", "relative-likelihood", "percentage-point-difference"])
                        ),
                        name="workforce_indicator_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "comparison__in",
                                [
                                    "band-beside-workforce",
                                    "white-to-bme",
                                    "bme-to-white",
                                    "side-by-side",
                                    "board-less-workforce",
                                ],
                            )
                        ),
                        name="workforce_indicator_comparison_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("data_source__in", ["workforce-records", "staff-survey"])),
                        name="workforce_indicator_data_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="workforce_indicator_locator_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 9)),
                        name="workforce_indicator_one_to_nine",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ods_code",
                    models.CharField(
                        help_text="From the Organisation Data Service, for example RXY. England is ENG.",
                        max_length=10,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]{3,10}$", "Use capital letters and digits, for example RXY."
                            )
                        ],
                        verbose_name="ODS code",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nation", "Nation"),
                            ("region", "Region"),
                            ("icb", "Integrated care board"),
                            ("trust", "NHS trust"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True, help_text="NHS England region. Leave empty if not known.", max_length=80
                    ),
                ),
                (
                    "is_made_up",
                    models.BooleanField(
                        default=False,
                        help_text="Made up for tests or demonstrations. Labelled so wherever it shows.",
                        verbose_name="made up",
                    ),
                ),
                (
                    "icb",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"kind": "icb"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="workforce.organisation",
                        verbose_name="integrated care board",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["nation", "region", "icb", "trust", "other"])),
                        name="workforce_organisation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("icb__isnull", True), models.Q(("kind", "icb"), _negated=True), _connector="OR"
                        ),
                        name="workforce_organisation_icb_in_none",
                        violation_error_message="An integrated care board is not part of another.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DatasetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("slug", models.SlugField(db_index=False, max_length=120)),
                ("title", models.CharField(help_text="As printed.", max_length=250)),
                ("publisher", models.CharField(blank=True, help_text="Leave empty if not stated.", max_length=200)),
                (
                    "publication_date",
                    models.CharField(
                        blank=True,
                        help_text="As far as stated: 2023-02-22, 2023-02 or 2023. Leave empty if not stated.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$",
                                "Enter a year, a year and month or a full date, for example 2023-02.",
                            )
                        ],
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web address")),
                ("note", models.TextField(blank=True)),
                (
                    "is_made_up",
                    models.BooleanField(
                        default=False,
                        help_text="Made up for tests or demonstrations. Labelled so wherever it shows.",
                        verbose_name="made up",
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
                        to="workforce.dataset",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Where the value was read in one of our source documents.",
                        null=True,
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
            name="IndicatorEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="1 to 9.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="What it measures, in a few words.", max_length=150)),
                ("definition", models.TextField(help_text="What exactly is compared, in our own words.")),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("processes", "Workforce representation and processes"),
                            ("experience", "Workplace culture and experience"),
                            ("leadership", "Leadership diversity"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("percentage", "Percentage"),
                            ("relative-likelihood", "Relative likelihood"),
                            ("percentage-point-difference", "Percentage-point difference"),
                        ],
                        max_length=40,
                        verbose_name="main measure",
                    ),
                ),
                (
                    "comparison",
                    models.CharField(
                        choices=[
                            ("band-beside-workforce", "Each band and grade beside the whole workforce"),
                            ("white-to-bme", "White compared with BME"),
                            ("bme-to-white", "BME compared with white"),
                            ("side-by-side", "Both groups side by side"),
                            ("board-less-workforce", "Board less workforce"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "parity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="The value at which the groups fare the same: 1.0 for a likelihood, 0 for a difference.",
                        max_digits=4,
                        null=True,
                    ),
                ),
                ("how_to_read", models.TextField(help_text="What a higher or lower value means, in a sentence.")),
                (
                    "data_source",
                    models.CharField(
                        choices=[
                            ("workforce-records", "Workforce records (ESR)"),
                            ("staff-survey", "NHS Staff Survey"),
                        ],
                        max_length=30,
                    ),
                ),
                ("definition_basis", models.TextField(help_text="The guidance that defines it.")),
                ("locator", models.CharField(help_text="Where in that source.", max_length=250)),
                (
                    "wording_note",
                    models.TextField(blank=True, help_text="Where that source words it otherwise than the definition."),
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
                        to="workforce.indicator",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="The source here that describes it.",
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
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "name",
                    models.CharField(
                        help_text="For headings, for example “BME share of board members”.", max_length=150
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("percentage", "Percentage"),
                            ("relative-likelihood", "Relative likelihood"),
                            ("percentage-point-difference", "Percentage-point difference"),
                        ],
                        max_length=40,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, help_text="Its place on the indicator’s page.")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="workforce.indicator"
                    ),
                ),
            ],
            options={
                "ordering": ["indicator__number", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["percentage", "relative-likelihood", "percentage-point-difference"])
                        ),
                        name="workforce_measure_kind_known",
                    ),
                    models.UniqueConstraint(fields=("indicator", "name"), name="workforce_measure_name_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "ods_code",
                    models.CharField(
                        help_text="From the Organisation Data Service, for example RXY. England is ENG.",
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]{3,10}$", "Use capital letters and digits, for example RXY."
                            )
                        ],
                        verbose_name="ODS code",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nation", "Nation"),
                            ("region", "Region"),
                            ("icb", "Integrated care board"),
                            ("trust", "NHS trust"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True, help_text="NHS England region. Leave empty if not known.", max_length=80
                    ),
                ),
                (
                    "is_made_up",
                    models.BooleanField(
                        default=False,
                        help_text="Made up for tests or demonstrations. Labelled so wherever it shows.",
                        verbose_name="made up",
                    ),
                ),
                (
                    "icb",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        limit_choices_to={"kind": "icb"},
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.organisation",
                        verbose_name="integrated care board",
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
                        to="workforce.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Statistic",
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
                        help_text="What is counted, for example “NHS positions that are unfilled”.", max_length=250
                    ),
                ),
                (
                    "value_as_stated",
                    models.CharField(help_text="As the source prints it, for example “over 110,000”.", max_length=80),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="The number, for sorting and checking.",
                        max_digits=16,
                        null=True,
                    ),
                ),
                (
                    "value_upper",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="For a range: its upper end.",
                        max_digits=16,
                        null=True,
                        verbose_name="upper value",
                    ),
                ),
                ("unit", models.CharField(blank=True, help_text="For example %, people, minutes.", max_length=40)),
                (
                    "period",
                    models.CharField(
                        blank=True, help_text="As stated, for example 2023/24. Empty if not stated.", max_length=60
                    ),
                ),
                (
                    "counted",
                    models.TextField(blank=True, help_text="Who or what exactly is counted, and compared with what."),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        help_text="Whose figure it is, as the source says. Empty if it does not.",
                        max_length=250,
                    ),
                ),
                (
                    "reference_number",
                    models.CharField(
                        blank=True, help_text="The number by which the source cites the figure’s origin.", max_length=20
                    ),
                ),
                ("indicators", models.ManyToManyField(blank=True, related_name="statistics", to="workforce.indicator")),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The document it is from.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="evidence.source",
                    ),
                ),
                ("themes", models.ManyToManyField(blank=True, related_name="statistics", to="evidence.theme")),
            ],
            options={
                "ordering": ["source__position", "position", "label"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in-review", "published", "withdrawn"])),
                        name="workforce_statistic_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_on__isnull", False),
                            _connector="OR",
                        ),
                        name="workforce_statistic_published_has_date",
                        violation_error_message="A published entry needs the day on which it was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="workforce_statistic_withdrawn_has_reason",
                        violation_error_message="A withdrawn entry needs a reason, which the public page shows.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locator", ""), _negated=True), name="workforce_statistic_locator_stated"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value_as_stated", ""), _negated=True),
                        name="workforce_statistic_value_as_stated_stated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_upper__isnull", True),
                            models.Q(("value__isnull", False), ("value__lte", models.F("value_upper"))),
                            _connector="OR",
                        ),
                        name="workforce_statistic_range_in_order",
                        violation_error_message="The upper value cannot be lower than the value.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("slug", models.SlugField(db_index=False, max_length=80)),
                (
                    "name",
                    models.CharField(
                        help_text="For headings, for example “BME share of board members”.", max_length=150
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("percentage", "Percentage"),
                            ("relative-likelihood", "Relative likelihood"),
                            ("percentage-point-difference", "Percentage-point difference"),
                        ],
                        max_length=40,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, help_text="Its place on the indicator’s page.")),
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
                        to="workforce.measure",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reporting_year", models.PositiveSmallIntegerField(help_text="The WRES year, for example 2023.")),
                (
                    "data_period",
                    models.CharField(
                        blank=True,
                        help_text="When the data are from, where stated, for example “NHS Staff Survey 2022”.",
                        max_length=60,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("bme", "BME"),
                            ("white", "White"),
                            ("black", "Black"),
                            ("asian", "Asian"),
                            ("other", "Other ethnic group"),
                            ("all", "All staff"),
                            ("between-groups", "Between groups"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=3, help_text="A percentage as 16.6, a ratio as 1.14.", max_digits=8
                    ),
                ),
                (
                    "decimals_published",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="How many decimals the publication prints: 0 for “35”."
                    ),
                ),
                (
                    "numerator",
                    models.PositiveIntegerField(blank=True, help_text="Leave empty if not published.", null=True),
                ),
                (
                    "denominator",
                    models.PositiveIntegerField(blank=True, help_text="Leave empty if not published.", null=True),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Anything about how this value was printed.", max_length=250
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="workforce.dataset"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="workforce.measure"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="workforce.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "WRES value",
                "ordering": ["measure", "organisation", "reporting_year", "group"],
                "indexes": [
                    models.Index(
                        fields=["organisation", "measure", "reporting_year"], name="workforce_observation_series"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("group__in", ["bme", "white", "black", "asian", "other", "all", "between-groups"])
                        ),
                        name="workforce_observation_group_known",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "measure", "reporting_year", "group", "dataset"),
                        name="workforce_observation_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reporting_year__gte", 2015), ("reporting_year__lte", 2100)),
                        name="workforce_observation_year_sane",
                        violation_error_message="Enter a year between 2015 and 2100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decimals_published__lte", 3)),
                        name="workforce_observation_decimals",
                        violation_error_message="Enter 3 decimals at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("numerator__isnull", True),
                            ("denominator__isnull", True),
                            ("numerator__lte", models.F("denominator")),
                            _connector="OR",
                        ),
                        name="workforce_observation_numerator_within",
                        violation_error_message="The numerator cannot be larger than the denominator.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatisticEvent",
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
                        help_text="What is counted, for example “NHS positions that are unfilled”.", max_length=250
                    ),
                ),
                (
                    "value_as_stated",
                    models.CharField(help_text="As the source prints it, for example “over 110,000”.", max_length=80),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="The number, for sorting and checking.",
                        max_digits=16,
                        null=True,
                    ),
                ),
                (
                    "value_upper",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        help_text="For a range: its upper end.",
                        max_digits=16,
                        null=True,
                        verbose_name="upper value",
                    ),
                ),
                ("unit", models.CharField(blank=True, help_text="For example %, people, minutes.", max_length=40)),
                (
                    "period",
                    models.CharField(
                        blank=True, help_text="As stated, for example 2023/24. Empty if not stated.", max_length=60
                    ),
                ),
                (
                    "counted",
                    models.TextField(blank=True, help_text="Who or what exactly is counted, and compared with what."),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        help_text="Whose figure it is, as the source says. Empty if it does not.",
                        max_length=250,
                    ),
                ),
                (
                    "reference_number",
                    models.CharField(
                        blank=True, help_text="The number by which the source cites the figure’s origin.", max_length=20
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
                        to="workforce.statistic",
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
            name="ObservationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reporting_year", models.PositiveSmallIntegerField(help_text="The WRES year, for example 2023.")),
                (
                    "data_period",
                    models.CharField(
                        blank=True,
                        help_text="When the data are from, where stated, for example “NHS Staff Survey 2022”.",
                        max_length=60,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("bme", "BME"),
                            ("white", "White"),
                            ("black", "Black"),
                            ("asian", "Asian"),
                            ("other", "Other ethnic group"),
                            ("all", "All staff"),
                            ("between-groups", "Between groups"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=3, help_text="A percentage as 16.6, a ratio as 1.14.", max_digits=8
                    ),
                ),
                (
                    "decimals_published",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="How many decimals the publication prints: 0 for “35”."
                    ),
                ),
                (
                    "numerator",
                    models.PositiveIntegerField(blank=True, help_text="Leave empty if not published.", null=True),
                ),
                (
                    "denominator",
                    models.PositiveIntegerField(blank=True, help_text="Leave empty if not published.", null=True),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Anything about how this value was printed.", max_length=250
                    ),
                ),
                (
                    "dataset",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.dataset",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.measure",
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
                        to="workforce.observation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StatisticIndicatorsLink",
            fields=[],
            options={
                "verbose_name": "indicators link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("workforce.statistic_indicators",),
        ),
        migrations.CreateModel(
            name="StatisticThemesLink",
            fields=[],
            options={
                "verbose_name": "themes link",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("workforce.statistic_themes",),
        ),
        migrations.CreateModel(
            name="StatisticIndicatorsLinkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "indicator",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
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
                    "statistic",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.statistic",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="workforce.statisticindicatorslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StatisticThemesLinkEvent",
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
                    "statistic",
                    models.ForeignKey(
                        db_constraint=False,
                        db_tablespace="",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.statistic",
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
                        to="workforce.statisticthemeslink",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dataset",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_datasetevent" ("id", "is_made_up", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_date", "publisher", "slug", "source_id", "title", "url") VALUES (NEW."id", NEW."is_made_up", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publication_date", NEW."publisher", NEW."slug", NEW."source_id", NEW."title", NEW."url"); RETURN NULL;',
                    hash="7743f0efb364583278001504917c98a4a7e60003",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5a750",
                    table="workforce_dataset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dataset",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_datasetevent" ("id", "is_made_up", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_date", "publisher", "slug", "source_id", "title", "url") VALUES (NEW."id", NEW."is_made_up", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publication_date", NEW."publisher", NEW."slug", NEW."source_id", NEW."title", NEW."url"); RETURN NULL;',
                    hash="4c70247c66f041c9be4062030e5b63ba652783bb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_22c25",
                    table="workforce_dataset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dataset",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_datasetevent" ("id", "is_made_up", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_date", "publisher", "slug", "source_id", "title", "url") VALUES (OLD."id", OLD."is_made_up", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publication_date", OLD."publisher", OLD."slug", OLD."source_id", OLD."title", OLD."url"); RETURN NULL;',
                    hash="127f1e8fe066291063e93c101d17fbc4bd3bad88",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_315fc",
                    table="workforce_dataset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_indicatorevent" ("comparison", "data_source", "definition", "definition_basis", "domain", "how_to_read", "id", "kind", "locator", "name", "number", "parity", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "wording_note") VALUES (NEW."comparison", NEW."data_source", NEW."definition", NEW."definition_basis", NEW."domain", NEW."how_to_read", NEW."id", NEW."kind", NEW."locator", NEW."name", NEW."number", NEW."parity", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source_id", NEW."wording_note"); RETURN NULL;',
                    hash="9b015fafb7653843560b0ea98c594b8e68ba5a93",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_24b21",
                    table="workforce_indicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_indicatorevent" ("comparison", "data_source", "definition", "definition_basis", "domain", "how_to_read", "id", "kind", "locator", "name", "number", "parity", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "wording_note") VALUES (NEW."comparison", NEW."data_source", NEW."definition", NEW."definition_basis", NEW."domain", NEW."how_to_read", NEW."id", NEW."kind", NEW."locator", NEW."name", NEW."number", NEW."parity", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source_id", NEW."wording_note"); RETURN NULL;',
                    hash="f1c0ebcd84f9db0a700ee54c9e66700322ddecea",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f92e4",
                    table="workforce_indicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_indicatorevent" ("comparison", "data_source", "definition", "definition_basis", "domain", "how_to_read", "id", "kind", "locator", "name", "number", "parity", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "wording_note") VALUES (OLD."comparison", OLD."data_source", OLD."definition", OLD."definition_basis", OLD."domain", OLD."how_to_read", OLD."id", OLD."kind", OLD."locator", OLD."name", OLD."number", OLD."parity", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source_id", OLD."wording_note"); RETURN NULL;',
                    hash="53083f51a8b7787456ee38d4df9c090cfd3dce6d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_412c0",
                    table="workforce_indicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_measureevent" ("id", "indicator_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."id", NEW."indicator_id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="e8c833e43d3fa84997fc7ecce13bcfb56809c6c0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_84dfa",
                    table="workforce_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_measureevent" ("id", "indicator_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."id", NEW."indicator_id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;',
                    hash="c7ee31248bee4bafc40d9f664b9d406d88890e71",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_36c9e",
                    table="workforce_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_measureevent" ("id", "indicator_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."id", OLD."indicator_id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;',
                    hash="d67a6ed7c202c859f6875d54f00fca7822cae6c1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2ca22",
                    table="workforce_measure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_organisationevent" ("icb_id", "id", "is_made_up", "kind", "name", "ods_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region") VALUES (NEW."icb_id", NEW."id", NEW."is_made_up", NEW."kind", NEW."name", NEW."ods_code", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region"); RETURN NULL;',
                    hash="f593abb3587815a2faae871fed14ff7dd198d1a2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cac60",
                    table="workforce_organisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_organisationevent" ("icb_id", "id", "is_made_up", "kind", "name", "ods_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region") VALUES (NEW."icb_id", NEW."id", NEW."is_made_up", NEW."kind", NEW."name", NEW."ods_code", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region"); RETURN NULL;',
                    hash="1ee22182af5adfc90c146a67ce3232657acae386",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_66498",
                    table="workforce_organisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_organisationevent" ("icb_id", "id", "is_made_up", "kind", "name", "ods_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region") VALUES (OLD."icb_id", OLD."id", OLD."is_made_up", OLD."kind", OLD."name", OLD."ods_code", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region"); RETURN NULL;',
                    hash="9820b9f1b609b4ac7c2005dacfa44a773eb1b5ec",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bf3f2",
                    table="workforce_organisation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_observationevent" ("data_period", "dataset_id", "decimals_published", "denominator", "group", "id", "measure_id", "note", "numerator", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporting_year", "value") VALUES (NEW."data_period", NEW."dataset_id", NEW."decimals_published", NEW."denominator", NEW."group", NEW."id", NEW."measure_id", NEW."note", NEW."numerator", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reporting_year", NEW."value"); RETURN NULL;',
                    hash="335312799a467d687e7d7d6bde7790502ed27901",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d4717",
                    table="workforce_observation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_observationevent" ("data_period", "dataset_id", "decimals_published", "denominator", "group", "id", "measure_id", "note", "numerator", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporting_year", "value") VALUES (NEW."data_period", NEW."dataset_id", NEW."decimals_published", NEW."denominator", NEW."group", NEW."id", NEW."measure_id", NEW."note", NEW."numerator", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reporting_year", NEW."value"); RETURN NULL;',
                    hash="fcb8d174dfc1d299288e6becca9b32281206e403",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_25935",
                    table="workforce_observation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_observationevent" ("data_period", "dataset_id", "decimals_published", "denominator", "group", "id", "measure_id", "note", "numerator", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reporting_year", "value") VALUES (OLD."data_period", OLD."dataset_id", OLD."decimals_published", OLD."denominator", OLD."group", OLD."id", OLD."measure_id", OLD."note", OLD."numerator", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reporting_year", OLD."value"); RETURN NULL;',
                    hash="7ad08c1f63f803758e5cd40d15305cd44635582e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_35b5a",
                    table="workforce_observation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statistic",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_statisticevent" ("counted", "curator_note", "id", "label", "locator", "origin", "period", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "reference_number", "review_due_on", "reviewed_on", "slug", "source_id", "status", "unit", "value", "value_as_stated", "value_upper", "withdrawn_because") VALUES (NEW."counted", NEW."curator_note", NEW."id", NEW."label", NEW."locator", NEW."origin", NEW."period", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."published_on", NEW."reference_number", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."unit", NEW."value", NEW."value_as_stated", NEW."value_upper", NEW."withdrawn_because"); RETURN NULL;',
                    hash="409d3cabdad1992d1869e924d633c758ac758404",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_57ae5",
                    table="workforce_statistic",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statistic",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_statisticevent" ("counted", "curator_note", "id", "label", "locator", "origin", "period", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "reference_number", "review_due_on", "reviewed_on", "slug", "source_id", "status", "unit", "value", "value_as_stated", "value_upper", "withdrawn_because") VALUES (NEW."counted", NEW."curator_note", NEW."id", NEW."label", NEW."locator", NEW."origin", NEW."period", NEW."period_ended_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."published_on", NEW."reference_number", NEW."review_due_on", NEW."reviewed_on", NEW."slug", NEW."source_id", NEW."status", NEW."unit", NEW."value", NEW."value_as_stated", NEW."value_upper", NEW."withdrawn_because"); RETURN NULL;',
                    hash="a4755de83ffb5c51a51144b504ec1d30d9f16c94",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a1743",
                    table="workforce_statistic",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statistic",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_statisticevent" ("counted", "curator_note", "id", "label", "locator", "origin", "period", "period_ended_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "published_on", "reference_number", "review_due_on", "reviewed_on", "slug", "source_id", "status", "unit", "value", "value_as_stated", "value_upper", "withdrawn_because") VALUES (OLD."counted", OLD."curator_note", OLD."id", OLD."label", OLD."locator", OLD."origin", OLD."period", OLD."period_ended_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."published_on", OLD."reference_number", OLD."review_due_on", OLD."reviewed_on", OLD."slug", OLD."source_id", OLD."status", OLD."unit", OLD."value", OLD."value_as_stated", OLD."value_upper", OLD."withdrawn_because"); RETURN NULL;',
                    hash="d1b6fe7241638ba34a863f3e6b1695a3be32f386",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_25d4d",
                    table="workforce_statistic",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statisticindicatorslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_statisticindicatorslinkevent" ("id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statistic_id") VALUES (NEW."id", NEW."indicator_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."statistic_id"); RETURN NULL;',
                    hash="095daed903e614123d46be679c8dbb61860eaf54",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e559a",
                    table="workforce_statistic_indicators",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statisticindicatorslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_statisticindicatorslinkevent" ("id", "indicator_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statistic_id") VALUES (OLD."id", OLD."indicator_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."statistic_id"); RETURN NULL;',
                    hash="93b35c24bf5eaeb30f341b2705571fbb57628825",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2d550",
                    table="workforce_statistic_indicators",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statisticthemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_statisticthemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statistic_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."statistic_id", NEW."theme_id"); RETURN NULL;',
                    hash="2fc0761385442b3694b2747c473c9f528d4469c2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f332f",
                    table="workforce_statistic_themes",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statisticthemeslink",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_statisticthemeslinkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "statistic_id", "theme_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."statistic_id", OLD."theme_id"); RETURN NULL;',
                    hash="ea2f46a1fa932238ca7daaf77b9eb29410f76bab",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_15cad",
                    table="workforce_statistic_themes",
                    when="AFTER",
                ),
            ),
        ),
    ]
