"""Only what is translated moves: the promise all of this room stands on."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.ground.texts.markdown.reading import parse
from amparo.ground.texts.markdown.slices import weave
from amparo.ground.texts.markdown.tree import Kind, folded

from .factories import FRENCH, SOURCE, WORDS, files, forms, texts_of

many = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def marked(source: str) -> str:
    document = parse(source)
    return weave(document, {one.position: f"⟦{one.text}⟧" for one in document.segments})


@many
@given(files())
def test_a_file_said_in_its_own_words_is_the_same_to_the_byte(source: str) -> None:
    document = parse(source)
    assert weave(document, {one.position: one.text for one in document.segments}) == source


@many
@given(files())
def test_every_segment_is_the_slice_it_says(source: str) -> None:
    at = 0
    for segment in sorted(parse(source).segments, key=lambda segment: segment.start):
        assert at <= segment.start < segment.end <= len(source)
        at = segment.end
        if segment.kind not in {Kind.TITLE, Kind.SUMMARY, Kind.CELL, Kind.HEAD_CELL}:
            first, *_rest = segment.text.split("\n")
            assert source[segment.start : segment.end].startswith(first.rstrip(" \t"))


@many
@given(files())
def test_marking_every_segment_keeps_the_structure(source: str) -> None:
    assert forms(marked(source)) == forms(source)


@many
@given(files(), st.lists(st.lists(st.sampled_from(WORDS), min_size=1), min_size=1))
def test_no_words_whatever_become_another_structure(source: str, said: list[list[str]]) -> None:
    document = parse(source)
    words = {
        one.position: (" " if index % 2 else "\n").join(said[index % len(said)])
        for index, one in enumerate(document.segments)
    }
    # An image alone is a figure, whoever puts it there.
    words = {at: one for at, one in words.items() if one.strip() and not one.startswith("![")}
    assert forms(weave(document, words)) == forms(source)


@pytest.mark.parametrize("source", [SOURCE, FRENCH, SOURCE.replace("\n", "\r\n")])
def test_words_come_back_as_they_were_put_in(source: str) -> None:
    wanted = [folded(f"⟦{text}⟧") for text in texts_of(source)]
    assert [folded(text) for text in texts_of(marked(source))] == wanted


def test_one_changed_segment_leaves_every_other_byte() -> None:
    document = parse(SOURCE)
    (one,) = (segment for segment in document.segments if segment.text == "inside two")
    woven = weave(document, {one.position: "à l'intérieur"})
    assert woven == SOURCE.replace("inside two", "à l'intérieur")


def test_a_further_line_stands_behind_the_prefix_of_its_list_and_quote() -> None:
    source = "> - one\n>\n>   two\n"
    document = parse(source)
    assert weave(document, {1: "deux\net demi"}) == "> - one\n>\n>   deux\n>   et demi\n"


def test_line_ends_of_the_file_are_kept() -> None:
    document = parse("one\r\n\r\ntwo\r\n")
    assert weave(document, {0: "un\nune"}) == "un\r\nune\r\n\r\ntwo\r\n"


def test_a_pipe_in_a_cell_is_escaped_and_read_back() -> None:
    source = "|a|b|\n|-|-|\n|c|d|\n"
    woven = weave(parse(source), {3: "x | y\\"})
    assert texts_of(woven) == ["a", "b", "c", "x | y\\"]


def test_a_title_with_quotes_and_colons_stays_a_title() -> None:
    woven = weave(parse("---\ntitle: Plain\n---\nText\n"), {0: 'He said: "no" # not'})
    assert texts_of(woven) == ['He said: "no" # not', "Text"]


def test_words_that_look_like_a_list_stay_a_paragraph() -> None:
    for said in ("- no", "1. no", "# no", "> no", "::: note", "```", "---", "[x]: /y", "[^1]: z"):
        assert forms(weave(parse("Yes\n\nAnd\n"), {0: said})) == forms("Yes\n\nAnd\n")
