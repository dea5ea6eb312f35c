"""What an installation of the first release had out stays out, with a word on who has read it."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from amparo.capacity.press.models import Edition, Finding, Gate, LanguageRelease, Stage, Step
from amparo.ground.interface.actions import establish, public_changed
from amparo.ground.texts.models import Released, Translation

from .factories import make_publication, words

pytestmark = pytest.mark.django_db


def test_released_words_and_releases_are_made_of_what_is_out_already(tmp_path: Path) -> None:
    establish(name="Test house")
    released = make_publication(tmp_path, en={"a.md": "One."}, ar={"a.md": "واحد."})
    make_publication(tmp_path, "draft", release=False, en={"b.md": "Two."}, ar={"b.md": "اثنان."})
    for model in (Finding, LanguageRelease, Step, Released):
        model.objects.all().delete()
    public_changed()
    assert "واحد." not in words(Client(), "/en/library/short/a/?in=ar")
    migration = import_module("amparo.capacity.press.migrations.0003_what_readers_have")
    for _again in range(2):
        migration.keep_what_is_out(apps, None)
    public_changed()
    assert "واحد." in words(Client(), "/en/library/short/a/?in=ar")
    assert Released.objects.count() == 1
    assert Translation.objects.count() == 2
    rows = LanguageRelease.objects.order_by("language")
    assert [(row.edition_id, row.language, row.stage) for row in rows] == [
        (released.pk, "ar", Stage.RELEASED),
        (released.pk, "en", Stage.RELEASED),
    ]
    assert set(Finding.objects.values_list("gate", "waived")) == {
        (Gate.REVIEWER.value, migration.WHY)
    }
    assert migration.WHY in words(Client(), "/en/library/short/a/?in=ar")
    assert Edition.objects.count() == 2
