"""Every state of a source is kept, can be read beside another, and comes back in one step."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions import DeskRefused
from amparo.ground.texts.models import Change, Revision, Severity, Text
from amparo.ground.texts.queries import Line, Piece

from .factories import SOURCE, make_french, make_text, rewrite

pytestmark = pytest.mark.django_db


def test_every_source_is_kept_with_its_note_the_newest_first():
    text = make_text()
    rewrite(text, "Wait.", "Wait an hour.", note="it was too short")
    kept = queries.revisions(text)
    assert [(row.number, row.note) for row in kept] == [(2, "it was too short"), (1, "")]
    assert bytes(queries.revision(text, 1).source) == SOURCE.encode()
    assert queries.revision(text, 3) is None


def test_the_same_source_again_is_no_revision():
    text = make_text()
    actions.write(text, language="en", source=SOURCE.encode(), by=None)
    assert len(queries.revisions(text)) == 1


def test_a_source_from_before_revisions_were_kept_is_kept_when_it_changes():
    text = make_text()
    Revision.objects.all().delete()
    rewrite(text, "Wait.", "Wait an hour.")
    assert [row.number for row in queries.revisions(text)] == [2, 1]
    assert bytes(queries.revision(text, 1).source) == SOURCE.encode()


def test_copies_go_on_in_one_history():
    text = make_text()
    copy = actions.copy([text.pk])[text.pk]
    rewrite(copy, "Wait.", "Wait an hour.")
    rewrite(text, "Wait.", "Wait a day.")
    assert [row.number for row in queries.revisions(text)] == [3, 2, 1]


def test_a_restored_source_is_the_old_one_to_the_byte_and_its_words_are_fresh():
    text = make_french()
    rewrite(text, "Wait.", "Wait an hour.", severity=Severity.SAFETY)
    text = actions.restore(text, 1, by=None)
    assert bytes(text.source) == SOURCE.encode()
    assert queries.standing([text], "fr").stale == 0
    assert [row.number for row in queries.revisions(text)] == [3, 2, 1]
    assert Change.objects.count() == 2
    with pytest.raises(DeskRefused):
        actions.restore(text, 9, by=None)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(SOURCE.split("\n\n")[2:]), max_size=6))
def test_whatever_is_written_between_a_restore_brings_every_word_back(parts):
    Text.objects.all().delete()
    Revision.objects.all().delete()
    text = make_french()
    before = queries.said([text.pk], "fr")[text.pk]
    source = "\n\n".join(["# Other", *parts, ""]).encode()
    text = actions.write(text, language="en", source=source, by=None)
    text = actions.restore(text, 1, by=None)
    after = queries.said([text.pk], "fr")[text.pk]
    assert {at: one.words for at, one in after.items()} == {
        at: one.words for at, one in before.items()
    }


def test_a_difference_is_told_word_by_word():
    assert queries.difference("Wait an hour now.", "Wait two hours now.") == [
        Piece("same", "Wait "),
        Piece("gone", "an hour "),
        Piece("new", "two hours "),
        Piece("same", "now."),
    ]
    assert queries.difference("Wait.", "Wait.") == [Piece("same", "Wait.")]
    assert queries.difference("", "Wait.") == [Piece("new", "Wait.")]
    assert queries.difference("等一小时。", "等两小时。") == [
        Piece("same", "等"),
        Piece("gone", "一"),
        Piece("new", "两"),
        Piece("same", "小时。"),
    ]


@given(st.text("ab c\n等ا", max_size=40), st.text("ab c\n等ا", max_size=40))
def test_a_difference_holds_both_sides_whole(before, after):
    pieces = queries.difference(before, after)
    assert "".join(one.words for one in pieces if one.kind != "gone") == after
    old = "".join(one.words for one in pieces if one.kind != "new")
    assert "".join(old.split()) == "".join(before.split())


def test_a_difference_of_sources_shows_the_lines_around_what_changed():
    old = "\n".join(f"line {n}" for n in range(20))
    new = old.replace("line 10", "line ten")
    lines = queries.lines_changed(old.encode(), f"\ufeff{new}".replace("\n", "\r\n").encode())
    assert [line.kind for line in lines] == [
        *("skip", "same", "same", "gone", "new", "same", "same", "skip")
    ]
    gone, now = lines[3], lines[4]
    assert gone == Line("gone", 11, None, (Piece("same", "line "), Piece("gone", "10")))
    assert now == Line("new", None, 11, (Piece("same", "line "), Piece("new", "ten")))
    assert now.words == "line ten"
    assert queries.lines_changed(b"a\r\nb\n", b"a\nb\n") == []


def test_a_difference_of_two_very_long_paragraphs_takes_no_long_time():
    words = " ".join(str(n) for n in range(8_000))
    assert {one.kind for one in queries.difference(words, words + " more")} == {"gone", "new"}
