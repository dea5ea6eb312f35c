"""An empty installation has a framework to begin from."""

import yaml
from django.db import migrations

from amparo.direction.strategy import actions


def load(apps, schema_editor):
    actions.write(
        apps.get_model("strategy", "Framework"),
        apps.get_model("strategy", "Goal"),
        apps.get_model("strategy", "Commitment"),
        yaml.safe_load(actions.FILE.read_text(encoding="utf-8")),
    )


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
