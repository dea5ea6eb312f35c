"""An empty installation knows its countries, languages, themes and priority groups."""

from django.db import migrations

from amparo.ground.vocabulary import actions


def load(apps, schema_editor):
    actions.write(
        apps.get_model("vocabulary", "Country"),
        apps.get_model("vocabulary", "Language"),
        apps.get_model("vocabulary", "Theme"),
        apps.get_model("vocabulary", "PriorityGroup"),
    )


class Migration(migrations.Migration):
    dependencies = [("vocabulary", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
