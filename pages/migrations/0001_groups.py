"""The three groups of those who work in the admin, and what each may do."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations

APPS = ("auth", "evidence", "workforce", "recommendations")

# Written, reviewed and published.
ENTRIES = (
    *("evidence.source", "evidence.study", "evidence.casestudy", "evidence.definition", "evidence.resource"),
    *("evidence.passage", "evidence.figure", "workforce.statistic", "recommendations.recommendation"),
)
# Edited on the form of an entry, and published with it.
PARTS = (
    *("evidence.finding", "evidence.citation"),
    *("recommendations.recommendationstudy", "recommendations.recommendationindicator"),
)
# Public as soon as they are saved, so that nobody would review them.
LISTS = (
    *("evidence.country", "evidence.setting", "evidence.population", "evidence.outcome", "evidence.synonyms"),
    *("evidence.framework", "evidence.theme", "recommendations.audience"),
    *("workforce.organisation", "workforce.indicator", "workforce.measure", "workforce.dataset"),
    "workforce.observation",
)

WRITES = {**dict.fromkeys(ENTRIES, "view add change"), **dict.fromkeys(PARTS, "view add change delete")}
CURATOR = {**WRITES, **dict.fromkeys(LISTS, "view")}
REVIEWER = {**CURATOR, **dict.fromkeys(ENTRIES, "view add change publish")}
ADMINISTRATOR = {
    **dict.fromkeys(ENTRIES, "view add change delete publish"),
    **dict.fromkeys(PARTS + LISTS, "view add change delete"),
    "auth.user": "view add change",
    "auth.group": "view",
}
GROUPS = {"Curator": CURATOR, "Reviewer": REVIEWER, "Administrator": ADMINISTRATOR}


def give_rights(apps, rights_of_groups):
    """Give each group, made where it is missing, its rights, which Django would only make known after all migrations."""
    for name in APPS:
        config = installed.get_app_config(name)
        create_contenttypes(config, verbosity=0)
        create_permissions(config, verbosity=0)
    groups, permissions = apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    for name, rights in rights_of_groups.items():
        group, _ = groups.get_or_create(name=name)
        for label, actions in rights.items():
            app, model = label.split(".")
            codenames = [f"{action}_{model}" for action in actions.split()]
            found = permissions.filter(content_type__app_label=app, codename__in=codenames)
            if len(found) != len(codenames):
                raise LookupError(f"Not all of {codenames} are known for {label}.")
            group.permissions.add(*found)


def make_groups(apps, schema_editor):
    give_rights(apps, GROUPS)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("evidence", "0003_workflow"),
        ("workforce", "0003_workflow"),
        ("recommendations", "0004_audience_not_stated"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
