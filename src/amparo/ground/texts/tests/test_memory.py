"""What was said before is offered again: the same words first, then those much like them."""

import pytest

from amparo.ground.texts import actions, queries
from amparo.ground.texts.models import MemoryUnit
from amparo.ground.texts.queries import Suggestion

from .factories import make_project, make_text, rewrite, segment_of

pytestmark = pytest.mark.django_db
SAID = "Tell somebody you trust where you are going and when you will be back."
LIKE = "Tell somebody you trust where you are going, and when you want to be back."


def words_of(found: list[Suggestion]) -> list[str]:
    return [one.words for one in found]


@pytest.fixture
def other():
    """A text in which something was said."""
    text = make_text(f"{SAID}\n\nSomething else altogether, of about the same length as that.\n")
    actions.translate(segment_of(text, SAID), language="fr", words="Dites-le.", by=None)
    return text


def suggest(source: str, language: str = "fr") -> list[Suggestion]:
    text = make_text(f"{source}\n")
    project = make_project(text, owner=f"tests.book:{text.pk}")
    return queries.suggestions(project, text.segments.get(), language)


def test_the_same_words_in_another_text_are_offered_first(other):
    assert suggest(SAID) == [Suggestion("Dites-le.", SAID, 100, "desk")]
    assert suggest(SAID.replace(" you trust", "\nyou trust"))[0].score == 100


def test_much_the_same_words_are_offered_with_how_alike_they_are(other):
    (found,) = suggest(LIKE)
    assert (found.words, found.source, found.origin) == ("Dites-le.", SAID, "desk")
    assert 70 <= found.score < 100


def test_only_capitals_apart_is_nearly_the_same(other):
    assert suggest(SAID.upper())[0].score == 99


def test_words_little_alike_in_another_language_or_of_a_stale_text_are_not_offered(other):
    assert suggest("Hide what you wrote where nobody else looks for it, and say so.") == []
    assert suggest(SAID, "ar") == []
    rewrite(other, "Tell somebody", "Tell nobody")
    assert suggest(SAID.replace("Tell somebody", "Tell nobody")) == []


def test_a_segment_is_not_offered_its_own_words(other):
    project = make_project(other)
    assert queries.suggestions(project, segment_of(other, SAID), "fr") == []


def test_pairs_from_outside_are_offered_too_and_kept_once():
    pairs = [(SAID, "Prévenez quelqu'un."), (SAID, "Prévenez quelqu'un."), ("", "rien"), (LIKE, "")]
    assert actions.remember("en", "fr", pairs) == 1
    assert actions.remember("en", "fr", pairs) == 1
    assert MemoryUnit.objects.count() == 1
    assert suggest(SAID) == [Suggestion("Prévenez quelqu'un.", SAID, 100, "memory")]
    assert suggest(LIKE)[0].origin == "memory"


def test_at_most_five_are_offered_each_once_the_best_first(other):
    actions.remember("en", "fr", [(SAID, f"mots {n}") for n in range(9)])
    actions.remember("en", "fr", [(LIKE, "mots 8")])
    found = suggest(SAID)
    assert len(set(words_of(found))) == len(found) == 5
    assert [one.score for one in found] == [100] * 5


def test_chinese_is_compared_sign_by_sign():
    actions.remember("zh-hans", "en", [("请把你的去向告诉你信任的人。", "Tell somebody.")])
    text = make_text("请把你的行程告诉你信任的人。\n", language="zh-hans")
    project = make_project(text)
    project.source_language = "zh-hans"
    assert words_of(queries.suggestions(project, text.segments.get(), "en")) == ["Tell somebody."]


def test_a_memory_of_many_pairs_is_asked_for_a_bounded_number(django_assert_max_num_queries):
    actions.remember("en", "fr", [(f"{LIKE} {n}", f"mots {n}") for n in range(5_000)])
    text = make_text(f"{LIKE}\n")
    project, segment = make_project(text), text.segments.get()
    with django_assert_max_num_queries(5):
        assert len(queries.suggestions(project, segment, "fr")) == 5
