"""Segments know how many words they have, so that nobody counts them for every page."""

from django.db import migrations, models

from amparo.ground.texts.markdown.tree import words_in

BATCH = 500


def count(apps, schema_editor):
    Segment = apps.get_model("texts", "Segment")
    counted = []
    for pk, words in Segment.objects.values_list("pk", "source_text").iterator(chunk_size=BATCH):
        counted.append(Segment(pk=pk, words=words_in(words)))
    Segment.objects.bulk_update(counted, ["words"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("texts", "0002_desk")]

    operations = [
        migrations.AddField("segment", "words", models.PositiveIntegerField(default=0)),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
