"""Checks find what breaks a text or misleads its reader, and stay silent about good words."""

import pytest

from amparo.ground.texts import actions, queries
from amparo.ground.texts.models import Use

from .factories import make_french, make_text

pytestmark = pytest.mark.django_db


def check(source: str, words: str, language: str = "fr") -> list[tuple[str, str]]:
    text = make_text(f"{source}\n\n[^n]: A note.\n\n[ref]: https://example.org/ref\n")
    found = queries.checks(text.segments.get(position=0), language, words)
    return [(one.check, one.severity) for one in found]


@pytest.mark.parametrize(
    ("source", "words", "found"),
    [
        ("Wait.", "  ", ("empty", "error")),
        ("Call 112 now.", "Appelez le 121.", ("numbers", "warning")),
        ("Call me now.", "Appelez le 112.", ("numbers", "warning")),
        ("See [this](https://a.org/b).", "Voyez ceci.", ("links", "error")),
        ("See this.", "Voyez [ceci](https://a.org).", ("links", "warning")),
        ("See [this][ref].", "Voyez ceci.", ("links", "error")),
        ("Wait.[^n]", "Attendez.", ("footnotes", "error")),
        ("Wait.", "Attendez.[^n]", ("footnotes", "warning")),
        ("Wait.", "Attendez.[^autre]", ("footnotes", "error")),
        ("Dear {name}, wait.", "Cher nom, attendez.", ("placeholders", "error")),
        ("Type `ls` here.", "Tapez cela ici.", ("code", "warning")),
        ("Wait **here**.", "Attendez **ici.", ("markup", "error")),
        ("Wait **here**.", "Attendez ici.", ("markup", "warning")),
        ("Wait " * 20, "Attendez.", ("length", "warning")),
        ("Wait for us right here until then.", "Attendez. " * 40, ("length", "warning")),
        ("Wait for your friends.", "Wait for your friends.", ("source", "warning")),
        (
            "Wait until your friends have come back home.",
            "Attendez: until your friends have come back home, oui.",
            ("source", "warning"),
        ),
    ],
)
def test_what_is_wrong_is_found(source, words, found):
    assert found in check(source, words)


@pytest.mark.parametrize(
    ("source", "words", "language"),
    [
        ("Wait.", "Attendez.", "fr"),
        ("In 1998, 1,000,000 people signed.", "En 1998, 1 000 000 de personnes ont signé.", "fr"),
        ("In 1998 they signed.", "وقّعوا عام ١٩٩٨.", "ar"),
        ("See [this](https://a.org/b).[^n]", "Voyez [ceci](https://a.org/b).[^n]", "fr"),
        ("See [this][ref].", "Voyez [ceci][ref].", "fr"),
        ("See [this][ref].", "Voyez [ceci](https://example.org/ref).", "fr"),
        ("Dear {name}, **wait** and type `ls`.", "Cher {name}, **attendez**, tapez `ls`.", "fr"),
        ("Tell somebody where you are going today.", "请告诉别人你今天要去哪里。", "zh-hans"),
        ("Amnesty International", "Amnesty International France", "fr"),
        ("UN", "UN", "fr"),
        ("2 * 3 and [ ] and a_b", "2 * 3 et [ ] et a_b", "fr"),
    ],
)
def test_nothing_is_said_about_good_words(source, words, language):
    assert check(source, words, language) == []


def test_words_in_another_script_than_the_languages_own_are_noticed():
    assert ("source", "warning") in check("Wait for us here.", "Attendez-nous ici.", "ru")


def test_every_segment_of_a_good_translation_passes():
    text = make_french()
    said = queries.said([text.pk], "fr")[text.pk]
    for segment in text.segments.all():
        assert queries.checks(segment, "fr", said[segment.position].words) == []


def test_the_glossary_is_asked():
    concept = actions.add_concept(by=None)
    for language, words, use, country in (
        ("en", "defender", Use.PREFERRED, None),
        ("fr", "personne défenseuse", Use.PREFERRED, None),
        ("fr", "militant", Use.FORBIDDEN, None),
        ("fr", "activiste", Use.FORBIDDEN, "BI"),
    ):
        actions.put_term(concept, language=language, words=words, use=use, country=country, by=None)
    source = "Defenders wait."
    assert check(source, "Les personnes défenseuses attendent.") == []
    assert check(source, "Ils attendent.") == [("terms", "warning")]
    assert check(source, "Les militants attendent.") == [("terms", "error"), ("terms", "warning")]
    assert check(source, "Personnes défenseuses, activistes.") == [("terms", "warning")]
    assert check(source, "Personnes défenseuses, activistes.", "fr-bi") == [("terms", "error")]


def test_a_source_that_gives_no_foothold_takes_no_long_time(django_assert_max_num_queries):
    text = make_text("[" * 500 + "a" * 5_000 + "\n")
    with django_assert_max_num_queries(3):
        queries.checks(text.segments.get(), "fr", "(" * 500 + "1 " * 5_000 + "*" * 500)
