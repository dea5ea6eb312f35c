"""What readers have already is what has been released: its words, and a row for each language.

Until now words went out as they were; nobody was named as having read them. So each such language
gets its release, with a waiver that says just that.
"""

import datetime

from django.db import migrations

BATCH = 500
WHY = "Released before this installation asked for the name of whoever has read it."


def keep_what_is_out(apps, _schema_editor):
    """Copy words that are out, and write down their releases. Safe to run again."""
    edition = apps.get_model("press", "Edition")
    for row in edition.objects.exclude(released_on=None).order_by("pk").iterator():
        _releases(apps, row)
        _words(apps, row)


def _releases(apps, edition):
    release = apps.get_model("press", "LanguageRelease")
    finding = apps.get_model("press", "Finding")
    moment = datetime.datetime.combine(
        edition.released_on, datetime.time(12), tzinfo=datetime.UTC
    )
    for told in edition.languages.order_by("pk"):
        row, made = release.objects.get_or_create(
            edition=edition,
            language=told.language,
            defaults={
                "stage": "released",
                "released_at": moment,
                "segments": told.segments,
                "translated": told.translated,
                "stale": told.stale,
            },
        )
        if made:
            finding.objects.create(release=row, gate="reviewer", waived=WHY)


def _words(apps, edition):
    translation = apps.get_model("texts", "Translation")
    released = apps.get_model("texts", "Released")
    for text in edition.chapters.order_by("pk").values_list("text", flat=True):
        have = set(
            released.objects.filter(segment__text=text).values_list("segment", "language")
        )
        released.objects.bulk_create(
            [
                released(
                    segment_id=row.segment_id,
                    language=row.language,
                    text=row.text,
                    source_hash=row.source_hash,
                    origin=row.origin,
                    state=row.state,
                )
                for row in translation.objects.filter(segment__text=text)
                if (row.segment_id, row.language) not in have
            ],
            batch_size=BATCH,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("press", "0002_releases"),
        ("texts", "0002_desk"),
    ]

    operations = [migrations.RunPython(keep_what_is_out, migrations.RunPython.noop)]
