import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from database.initial_migrations import InitialMigration


class Migration(InitialMigration):

    dependencies = [
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('auth', '__first__'),
        ('axes', '0010_accessattemptexpiration'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Which action it was, as addresses name it.', max_length=40)),
                ('summary', models.CharField(help_text='What was done, in words.', max_length=250)),
                ('entry_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('right', models.CharField(help_text='The right on each entry that it needs, and undoing it.', max_length=20)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('can_be_undone', models.BooleanField(default=True, help_text='Publishing cannot: the public may have read it.')),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-done_at', '-pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['by', '-done_at'], name='curation_bulkaction_by')],
            },
        ),
        migrations.CreateModel(
            name='BulkActionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='curation.bulkaction')),
                ('entry_id', models.PositiveBigIntegerField()),
                ('entry_name', models.CharField(help_text='What it was called then.', max_length=400)),
                ('outcome', models.CharField(choices=[('done', 'Done'), ('undone', 'Undone'), ('kept', 'Could not be undone'), ('refused', 'Not possible'), ('nothing', 'Nothing to change')], max_length=20)),
                ('message', models.TextField(blank=True, help_text='What was done or why not, in words.')),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='How it stood before.', null=True)),
                ('digest_after', models.CharField(blank=True, help_text='A short name for how it stood after.', max_length=32)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'undone', 'kept', 'refused', 'nothing'])), name='curation_bulkactionentry_outcome_known'), models.UniqueConstraint(fields=('action', 'entry_id'), name='curation_bulkactionentry_once')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('entry_id', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in-review', 'In review'), ('published', 'Published'), ('discarded', 'Discarded')], default='draft', max_length=20)),
                ('snapshot', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The entry as it was last saved. Until it is first published its own row says the same.')),
                ('started_from', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The published entry as it was when work began. Empty for an entry that never was.', null=True)),
                ('note', models.TextField(blank=True, help_text='The notes of all who wrote one.', verbose_name='what changes, and why')),
                ('reason', models.TextField(blank=True, help_text='Why it was sent back or discarded.')),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_at', models.DateTimeField(help_text='When somebody last saved it; empty where only an import did.', null=True)),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(help_text='When it was last sent to review.', null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(help_text='When it was sent back, published or discarded.', null=True)),
                ('contributors', models.ManyToManyField(blank=True, help_text='Who worked on it: they do not review it.', related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assigned_at', models.DateTimeField(help_text='When that reviewer was asked.', null=True)),
                ('due_on', models.DateField(help_text='The day by which it should be reviewed.', null=True)),
                ('reviewer', models.ForeignKey(help_text='Who was asked to review it; never somebody who worked on it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notes', models.JSONField(blank=True, db_default={}, default=dict, help_text='The note of each person, by key.')),
            ],
            options={
                'ordering': ['-saved_at', '-pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['entry_type', 'entry_id'], name='curation_draft_entry')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in-review', 'published', 'discarded'])), name='curation_draft_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'in-review'))), fields=('entry_type', 'entry_id'), name='curation_draft_one_open')],
            },
        ),
        migrations.CreateModel(
            name='DraftContributorsLink',
            fields=[
            ],
            options={
                'verbose_name': 'contributors link',
                'proxy': True,
            },
            bases=('curation.draft_contributors',),
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=600, unique=True)),
                ('state', models.CharField(choices=[('works', 'Works'), ('moved', 'Moved for good'), ('unclear', 'Cannot be told: it does not let programs in'), ('failed', 'Failed once'), ('broken', 'Broken')], db_index=True, max_length=20)),
                ('status', models.PositiveSmallIntegerField(help_text='The HTTP status of the last answer, if there was one.', null=True)),
                ('problem', models.CharField(blank=True, help_text='What went wrong, in words.', max_length=250)),
                ('final_address', models.CharField(blank=True, help_text='Where it led in the end.', max_length=2000)),
                ('moved_to', models.CharField(blank=True, help_text='The address that replaces it for good.', max_length=2000)),
                ('checked_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(db_index=True, help_text='Not to be asked again before.')),
                ('failing_since', models.DateTimeField(help_text='When it was first seen to fail, without working since.', null=True)),
                ('failed_on', models.DateField(help_text='The last day on which it failed.', null=True)),
                ('days_failed', models.PositiveSmallIntegerField(default=0, help_text='On how many days it failed in a row.')),
            ],
            options={
                'ordering': ['address'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['works', 'moved', 'unclear', 'failed', 'broken'])), name='curation_linkcheck_state_known')],
            },
        ),
        migrations.CreateModel(
            name='PublishedVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('entry_id', models.PositiveBigIntegerField()),
                ('number', models.PositiveIntegerField(help_text='1 for the first, and so on.')),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.TextField(blank=True, help_text='What changed, and why, as the public may read it.')),
                ('snapshot', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('words', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What it said, in words that later changes elsewhere do not touch.')),
                ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, help_text='The columns, links and parts in which it differs from the version before it; none in the first.', size=None)),
                ('withdrawn_at', models.DateTimeField(help_text='When the entry was withdrawn, if this was the newest version then.', null=True)),
            ],
            options={
                'ordering': ['entry_type', 'entry_id', 'number'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['-published_at'], name='curation_version_newest'), models.Index(fields=['published_by', '-published_at'], name='curation_version_by')],
                'constraints': [models.UniqueConstraint(fields=('entry_type', 'entry_id', 'number'), name='curation_version_number_unique')],
            },
        ),
        migrations.CreateModel(
            name='ReleasedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(help_text='The label of its model, for example “evidence.study”.', max_length=100)),
                ('key', models.CharField(help_text='Its natural key, as JSON.', max_length=500)),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What the release said of it, with its links and parts, by natural keys. Empty if it only waits.', null=True)),
                ('release', models.CharField(blank=True, help_text='The release that said so first.', max_length=200)),
                ('brought_in_at', models.DateTimeField()),
                ('waiting', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What a newer release says, which could not be brought in because of work here.', null=True)),
                ('waiting_snapshot', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The same as a snapshot, to compare and restore.', null=True)),
                ('waiting_release', models.CharField(blank=True, max_length=200)),
                ('waiting_since', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['model', 'key'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('model', 'key'), name='curation_released_row_once')],
            },
        ),
        migrations.CreateModel(
            name='BulkActionEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='curation.bulkactionentry')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('action', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='curation.bulkaction')),
                ('entry_id', models.PositiveBigIntegerField()),
                ('entry_name', models.CharField(help_text='What it was called then.', max_length=400)),
                ('outcome', models.CharField(choices=[('done', 'Done'), ('undone', 'Undone'), ('kept', 'Could not be undone'), ('refused', 'Not possible'), ('nothing', 'Nothing to change')], max_length=20)),
                ('message', models.TextField(blank=True, help_text='What was done or why not, in words.')),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='How it stood before.', null=True)),
                ('digest_after', models.CharField(blank=True, help_text='A short name for how it stood after.', max_length=32)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BulkActionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='curation.bulkaction')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(help_text='Which action it was, as addresses name it.', max_length=40)),
                ('summary', models.CharField(help_text='What was done, in words.', max_length=250)),
                ('entry_type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='contenttypes.contenttype')),
                ('right', models.CharField(help_text='The right on each entry that it needs, and undoing it.', max_length=20)),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('can_be_undone', models.BooleanField(default=True, help_text='Publishing cannot: the public may have read it.')),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DraftContributorsLinkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='curation.draftcontributorslink')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('draft', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='curation.draft')),
                ('user', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DraftEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='curation.draft')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('entry_type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='contenttypes.contenttype')),
                ('entry_id', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in-review', 'In review'), ('published', 'Published'), ('discarded', 'Discarded')], default='draft', max_length=20)),
                ('snapshot', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The entry as it was last saved. Until it is first published its own row says the same.')),
                ('started_from', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The published entry as it was when work began. Empty for an entry that never was.', null=True)),
                ('note', models.TextField(blank=True, help_text='The notes of all who wrote one.', verbose_name='what changes, and why')),
                ('reason', models.TextField(blank=True, help_text='Why it was sent back or discarded.')),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('saved_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved_at', models.DateTimeField(help_text='When somebody last saved it; empty where only an import did.', null=True)),
                ('sent_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(help_text='When it was last sent to review.', null=True)),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(help_text='When it was sent back, published or discarded.', null=True)),
                ('assigned_at', models.DateTimeField(help_text='When that reviewer was asked.', null=True)),
                ('due_on', models.DateField(help_text='The day by which it should be reviewed.', null=True)),
                ('reviewer', models.ForeignKey(db_constraint=False, help_text='Who was asked to review it; never somebody who worked on it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('notes', models.JSONField(blank=True, db_default={}, default=dict, help_text='The note of each person, by key.')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['entry_type', 'entry_id'], name='curation_draftevent_entry'), models.Index(condition=models.Q(('saved_at__isnull', False)), fields=['-saved_at'], name='curation_draftevent_saved_at'), models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['-sent_at'], name='curation_draftevent_sent_at'), models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['-decided_at'], name='curation_draftevent_decided_at'), models.Index(condition=models.Q(('saved_at__isnull', False)), fields=['saved_by', '-saved_at'], name='curation_draftevent_by_saved_a'), models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['sent_by', '-sent_at'], name='curation_draftevent_by_sent_at'), models.Index(condition=models.Q(('decided_at__isnull', False)), fields=['decided_by', '-decided_at'], name='curation_draftevent_by_decided')],
            },
        ),
        migrations.CreateModel(
            name='PasswordLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_invitation', models.BooleanField(default=False)),
                ('digest', models.CharField(help_text='Of what is in the link, which is kept nowhere.', max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='password_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'default_permissions': (),
            },
        ),
        # Tables of others, by time and by what they are about, for the page of all activity.
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON {columns}", f"DROP INDEX {name}")
            for name, columns in (
                ("curation_log_newest", "django_admin_log (action_time DESC, id DESC)"),
                ("curation_log_by", "django_admin_log (user_id, action_time DESC, id DESC)"),
                ("curation_log_about", "django_admin_log (content_type_id, object_id)"),
                ("curation_sign_ins_newest", "axes_accesslog (attempt_time DESC, id DESC)"),
                ("curation_failures_newest", "axes_accessfailurelog (attempt_time DESC, id DESC)"),
            )
        ),
        migrations.CreateModel(
            name='VocabularyMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merged_id', models.PositiveBigIntegerField(help_text='The key of the draft, which was deleted.')),
                ('merged_name', models.CharField(max_length=150)),
                ('kept_id', models.PositiveBigIntegerField()),
                ('merged_at', models.DateTimeField(auto_now_add=True)),
                ('list_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('merged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-merged_at', '-pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('list_type', 'merged_id'), name='curation_vocabulary_merged_once')],
            },
        ),
        migrations.CreateModel(
            name='ReviewEmails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted', models.BooleanField(default=True, help_text='At most one a day, only if there is something new: work that was sent back, comments and answers, reviews that you were asked for, and those that are due or have waited long.', verbose_name='send me e-mails about reviews')),
                ('told_until', models.DateTimeField(help_text='Until when it was last looked what is new for them.', null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review_emails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReviewComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(blank=True, help_text='The column, links or parts that it is about; empty for the whole entry.', max_length=100)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('answer_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='curation.reviewcomment')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='curation.draft')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'comment',
                'ordering': ['written_at', 'pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='curation_reviewcomment_text_stated'), models.CheckConstraint(condition=models.Q(('answer_to', None), ('settled_at', None), _connector='OR'), name='curation_reviewcomment_answer_not_settled')],
            },
        ),
        migrations.CreateModel(
            name='SpentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('result', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('by', 'token'), name='curation_spentform_once')],
            },
        ),
    ]
