"""Whoever writes recommendations writes their certainty assessments too, on the form of the recommendation."""

from importlib import import_module

from django.db import migrations

RIGHTS = {"recommendations.certaintyassessment": "view add change delete"}


def add_rights(apps, schema_editor):
    groups = import_module("pages.migrations.0001_groups")
    groups.give_rights(apps, dict.fromkeys(groups.GROUPS, RIGHTS))


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_groups"),
        ("recommendations", "0005_certainty_assessments"),
    ]

    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
