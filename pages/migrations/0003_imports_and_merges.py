"""Whoever works with studies sees from which records they came and which were merged."""

from importlib import import_module

from django.db import migrations

RIGHTS = {"evidence.importedrecord": "view", "evidence.studymerge": "view"}


def add_rights(apps, schema_editor):
    groups = import_module("pages.migrations.0001_groups")
    groups.give_rights(apps, dict.fromkeys(groups.GROUPS, RIGHTS))


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_certainty_assessments"),
        ("evidence", "0006_study_imports"),
    ]

    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
