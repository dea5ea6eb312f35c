"""What a change means for its translations is kept, carried, and shown to readers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions import Incoming
from amparo.ground.texts.models import Change, Severity, Text
from amparo.ground.texts.queries import Standing

from .factories import FRENCH, SOURCE, make_french, make_text, rewrite, segment_of

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "es", "fr", "pt", "ru", "zh-hans")


def severity(text: Text, language: str = "fr", *, released: bool = False) -> list[Severity | None]:
    said = queries.said([text.pk], language, released=released).get(text.pk, {})
    return [one.severity for one in said.values() if one.severity]


def test_a_change_nobody_graded_changes_the_meaning():
    text = rewrite(make_french(), "Wait.", "Wait an hour.")
    assert severity(text) == [Severity.MEANING]
    assert queries.standing([text], "fr") == Standing(23, 23, 1, 0)


def test_a_typo_makes_nothing_stale_for_readers():
    text = rewrite(make_french(), "Wait.", "Wait!", severity=Severity.TYPO)
    assert severity(text) == [Severity.TYPO]
    assert queries.standing([text], "fr") == Standing(23, 23, 0, 0)
    page = queries.whole(text, "fr")
    assert page.stale == 0
    assert "stale" not in page.html
    assert "Attendez." in page.html


def test_a_safety_change_shows_the_corrected_source_and_never_the_old_words():
    text = rewrite(
        make_french(),
        "Use another telephone.",
        "Switch the telephone off.",
        severity=Severity.SAFETY,
    )
    assert queries.standing([text], "fr") == Standing(23, 23, 1, 1)
    page = queries.whole(text, "fr")
    assert page.stale == 0  # what is shown is not out of date
    assert "Switch the telephone off." in page.html
    assert "Prenez un autre téléphone." not in page.html
    assert "Prenez un autre" not in queries.plain(text, "fr")


def test_a_title_that_can_hurt_is_shown_in_the_source():
    text = rewrite(
        make_french(),
        "title: Writing a letter",
        "title: Never write a letter",
        severity=Severity.SAFETY,
    )
    assert queries.title(text, "fr") == ("Never write a letter", "en")


def test_each_segment_has_its_own_severity_when_they_are_told_apart():
    text = make_french()
    changed = SOURCE.replace("Wait.", "Wait an hour.").replace("Keep a copy.", "Keep two copies.")
    position = segment_of(text, "Wait.").position
    actions.write(
        text,
        language="en",
        source=changed.encode(),
        by=None,
        severity={position: Severity.SAFETY},
    )
    assert severity(text) == [Severity.SAFETY, Severity.MEANING]


def test_a_translation_behind_several_changes_is_as_stale_as_the_worst():
    text = make_french()
    rewrite(text, "Wait.", "Wait an hour.", severity=Severity.SAFETY)
    rewrite(text, "Wait an hour.", "Wait one hour.", severity=Severity.TYPO)
    assert severity(text) == [Severity.SAFETY]


def test_words_of_in_between_know_only_what_came_after_them():
    text = make_french()
    rewrite(text, "Wait.", "Wait an hour.", severity=Severity.SAFETY)
    segment = segment_of(text, "Wait an hour.")
    actions.translate(segment, language="fr", words="Attendez une heure.", by=None)
    rewrite(text, "Wait an hour.", "Wait one hour.", severity=Severity.TYPO)
    assert severity(text) == [Severity.TYPO]


def test_words_that_come_back_in_the_source_are_fresh_again():
    text = make_french()
    rewrite(text, "Wait.", "Wait an hour.", severity=Severity.SAFETY)
    rewrite(text, "Wait an hour.", "Wait.")
    assert severity(text) == []
    rewrite(text, "Wait.", "Wait!", severity=Severity.TYPO)
    assert severity(text) == [Severity.TYPO]


def test_an_editor_grades_a_change_afterwards():
    text = rewrite(make_french(), "Wait.", "Wait an hour.")
    segment = segment_of(text, "Wait an hour.")
    editor = make_account("editor", roles=[Role.EDITOR])
    assert actions.grade([segment], Severity.SAFETY, by=editor.actor) == 1
    assert actions.grade([segment.pk], Severity.SAFETY, by=editor.actor) == 0
    assert severity(text) == [Severity.SAFETY]


def test_an_import_keeps_what_changed_paragraphs_said():
    text = make_french()
    changed = SOURCE.replace("Wait.", "Wait an hour.").encode()
    actions.carry_out(actions.plan([Incoming("a", "en", changed, text=text)]))
    change = Change.objects.get()
    assert (change.from_text, change.severity) == ("Wait.", Severity.MEANING)
    assert severity(text) == [Severity.MEANING]


def test_a_copy_carries_what_readers_get_and_what_its_changes_meant():
    text = make_french()
    actions.release([text.pk], "fr", by=None)
    rewrite(text, "Wait.", "Wait an hour.", severity=Severity.SAFETY)
    copy = actions.copy([text.pk])[text.pk]
    assert copy.lineage == text.lineage
    assert severity(copy) == severity(copy, released=True) == [Severity.SAFETY]
    assert queries.exports([copy], "fr", released=True) == {copy.pk: FRENCH.encode()}


def test_thirty_stale_texts_are_judged_with_as_many_questions_as_one(
    django_assert_num_queries,
):
    texts = []
    for number in range(5):
        text = make_text(f"# Title {number}\n\nOne.\n\nTwo.\n")
        for segment in text.segments.all():
            actions.translate(segment, language="fr", words="mots", by=None)
        texts.append(rewrite(text, "One.", "Three.", severity=Severity.SAFETY))
    ids = [text.pk for text in texts]
    with django_assert_num_queries(4):
        assert queries.standings(ids, ["fr"])[ids[0], "fr"] == Standing(3, 3, 1, 1)
    with django_assert_num_queries(2):
        queries.said(ids, "fr")


class Property(TestCase):
    """One word changed in a paragraph marks exactly its segment, in six languages at once."""

    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def test_one_changed_word_makes_exactly_its_segment_stale_in_six_languages(self, data):
        words = st.lists(
            st.text("abcdefghij кир漢字ابت", min_size=1, max_size=8).filter(str.strip),
            min_size=1,
            max_size=6,
        )
        paragraphs = [
            f"p{number} " + " ".join(" ".join(said).split())
            for number, said in enumerate(data.draw(st.lists(words, min_size=1, max_size=6)))
        ]
        text = make_text("\n\n".join(paragraphs) + "\n")
        for segment in text.segments.all():
            for language in LANGUAGES:
                actions.translate(segment, language=language, words=f"w{segment.pk}", by=None)
        at = data.draw(st.integers(0, len(paragraphs) - 1))
        spoken = paragraphs[at].split()
        spoken[data.draw(st.integers(0, len(spoken) - 1))] += "x"
        paragraphs[at] = " ".join(spoken)
        source = ("\n\n".join(paragraphs) + "\n").encode()
        text = actions.write(text, language="en", source=source, by=None)
        for language in LANGUAGES:
            said = queries.said([text.pk], language)[text.pk]
            assert [position for position, one in said.items() if one.severity] == [at]
            assert len(said) == len(paragraphs)
