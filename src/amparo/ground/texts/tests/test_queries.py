"""Reads of many texts ask as often as reads of one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.ground.texts import actions, queries
from amparo.ground.texts.models import Text
from amparo.ground.texts.queries import Standing, Words

from .factories import FRENCH, SOURCE, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> Text:
    text = make_text()
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    return text


def asked(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def test_standings_count_what_is_translated_and_what_is_stale(text: Text) -> None:
    other = make_text("only\n\nthis\n")
    changed = SOURCE.replace("Wait.", "Wait an hour.").encode()
    actions.write(text, language="en", source=changed, by=None)
    total = text.segments.count()
    assert queries.standings([text.pk, other.pk], ["en", "fr"]) == {
        (text.pk, "en"): Standing(total, total, 0),
        (text.pk, "fr"): Standing(total, total, 1),
        (other.pk, "en"): Standing(2, 2, 0),
        (other.pk, "fr"): Standing(2, 0, 0),
    }
    assert queries.standing([text, other], "fr") == Standing(total + 2, total, 1)
    assert queries.languages([text.pk, other.pk]) == {text.pk: {"fr"}}


def test_titles_come_from_the_front_matter_else_from_the_first_heading(text: Text) -> None:
    other = make_text("# A *soft* title\n\n## Another\n")
    none = make_text("no title\n")
    ids = [text.pk, other.pk, none.pk]
    assert queries.titles(ids, "fr") == {
        text.pk: Words("Écrire une lettre", "fr"),
        other.pk: Words("A soft title", "en"),
    }
    assert queries.title(none, "fr") == Words("", "en")
    assert queries.summaries(ids, "fr") == {text.pk: Words("Que dire, et à qui.", "fr")}
    assert queries.summaries([text.pk], "ar") == {text.pk: Words("What to say, and to whom.", "en")}


def test_plain_words_hold_no_markup_and_no_other_language(text: Text) -> None:
    words = queries.plain(text, "fr")
    assert "Personne n'est nommé sans le savoir." in words
    assert "Par écrit" in words
    assert not set("*[]#{}") & set(words)
    assert "Keep" not in words
    assert queries.plain(text, "ar") == ""
    assert "Ask everybody who is named. Nobody" in queries.plain(text, "en")


def test_thirty_texts_are_read_with_as_many_questions_as_one(text: Text) -> None:
    texts = [text, *(make_text(f"# Title {n}\n\ntext\n") for n in range(29))]
    ids = [one.pk for one in texts]
    assert asked(lambda: queries.standings(ids, ["fr", "en"])) == 2
    assert asked(lambda: queries.titles(ids, "fr")) == 2
    assert asked(lambda: queries.summaries(ids, "fr")) == 2
    assert asked(lambda: queries.plains(ids, "fr")) == 2
    assert asked(lambda: queries.languages(ids)) == 1
    assert asked(lambda: queries.exports(texts, "fr")) == 2


def test_a_page_and_a_whole_text_ask_once(text: Text) -> None:
    assert asked(lambda: queries.page(text, "fr")) == 1
    assert asked(lambda: queries.whole(text, "ar")) == 1
    assert asked(lambda: queries.page(text, "en")) == 0


def test_figures_and_anchors_are_listed(text: Text) -> None:
    assert queries.figures(text) == ["figures/path.svg"]
    assert queries.anchors(text) == ["before", "after"]
