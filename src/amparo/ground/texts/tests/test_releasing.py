"""Readers get the words of the last release, whatever people work on meanwhile."""

import pytest

from amparo.ground.interface.models import Installation
from amparo.ground.texts import actions, queries
from amparo.ground.texts.models import Released
from amparo.ground.texts.queries import Standing

from .factories import FRENCH, SOURCE, make_french, make_text, segment_of

pytestmark = pytest.mark.django_db


def stamp() -> int:
    return Installation.objects.values_list("stamp", flat=True).get(pk=1)


def test_a_language_that_was_never_released_is_not_there_for_readers():
    text = make_french()
    assert queries.languages([text.pk], released=True) == {}
    assert queries.standing([text], "fr", released=True) == Standing(23, 0, 0, 0)
    page = queries.page(text, "fr", released=True)
    assert (page.shown_language, page.fallback) == ("en", 23)
    assert queries.exports([text], "fr", released=True)[text.pk] == SOURCE.encode()
    assert queries.plain(text, "fr", released=True) == ""


def test_a_release_gives_readers_the_words_as_they_stand():
    text = make_french()
    assert actions.release([text.pk], "fr", by=None) == 23
    assert queries.languages([text.pk], released=True) == {text.pk: {"fr"}}
    assert queries.whole(text, "fr", released=True) == queries.whole(text, "fr")
    assert queries.export(text, "fr", released=True) == FRENCH.encode()
    assert queries.title(text, "fr", released=True) == ("Écrire une lettre", "fr")


def test_what_people_do_after_a_release_is_not_shown_before_the_next():
    text = make_french()
    actions.release([text.pk], "fr", by=None)
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=None)
    assert "Attendez." in queries.whole(text, "fr", released=True).html
    assert b"Attendez." in queries.export(text, "fr", released=True)
    assert b"Patientez." in queries.export(text, "fr")
    actions.release([text.pk], "fr", by=None)
    assert "Patientez." in queries.whole(text, "fr", released=True).html


def test_words_that_were_taken_away_leave_readers_with_the_next_release():
    text = make_french()
    actions.release([text.pk], "fr", by=None)
    actions.translate(segment_of(text, "Wait."), language="fr", words="", by=None)
    assert "Attendez." in queries.whole(text, "fr", released=True).html
    assert actions.release([text.pk], "fr", by=None) == 22
    assert "Attendez." not in queries.whole(text, "fr", released=True).html


def test_a_release_touches_no_other_text_and_no_other_language():
    text, other = make_french(), make_french()
    actions.translate(segment_of(text, "Wait."), language="ar", words="انتظر.", by=None)
    actions.release([text.pk], "fr", by=None)
    assert set(Released.objects.values_list("segment__text", "language")) == {(text.pk, "fr")}
    actions.release([other.pk], "fr", by=None)
    actions.release([text.pk], "ar", by=None)
    assert actions.unrelease([text.pk], "fr", by=None) == 23
    assert queries.languages([text.pk, other.pk], released=True) == {
        text.pk: {"ar"},
        other.pk: {"fr"},
    }
    assert queries.languages([text.pk]) == {text.pk: {"ar", "fr"}}


def test_kept_pages_go_when_readers_get_other_words_and_only_then():
    Installation.objects.get_or_create(pk=1, defaults={"name": "Casa Umbral"})
    text = make_french()
    before = stamp()
    actions.translate(segment_of(text, "Wait."), language="fr", words="Patientez.", by=None)
    assert stamp() == before
    actions.release([text.pk], "fr", by=None)
    released = stamp()
    assert released != before
    assert actions.unrelease([make_text().pk], "fr", by=None) == 0
    assert stamp() == released


def test_reading_what_was_released_asks_as_often_as_reading_drafts(django_assert_num_queries):
    text = make_french()
    actions.release([text.pk], "fr", by=None)
    with django_assert_num_queries(1):
        queries.page(text, "fr", released=True)
    with django_assert_num_queries(2):
        queries.standings([text.pk], ["fr", "ar"], released=True)
