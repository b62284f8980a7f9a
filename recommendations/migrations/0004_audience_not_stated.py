from django.db import migrations


def mark(apps, schema_editor):
    """Entries that were published without an audience say so on purpose: their sources name none."""
    Recommendation = apps.get_model("recommendations", "Recommendation")
    Recommendation.objects.filter(audiences=None, published_on__isnull=False).update(audience_not_stated=True)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0003_workflow")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
