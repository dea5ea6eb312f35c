"""A new source knows its old segments again."""

from amparo.ground.texts.markdown.matching import survivors, words_of
from amparo.ground.texts.markdown.reading import parse


def stayed(old: str, new: str) -> dict[str, str]:
    ours, theirs = parse(old), parse(new)
    found = survivors(ours, theirs)
    return {theirs.segments[now].text: ours.segments[was].text for now, was in found.items()}


def test_what_moved_unchanged_is_found_again() -> None:
    old = "# A\n\nfirst\n\nsecond\n\n- third\n"
    assert stayed(old, "# A\n\n- third\n\nsecond\n\nfirst\n") == {
        text: text for text in ("A", "first", "second", "third")
    }


def test_a_changed_paragraph_follows_from_its_place() -> None:
    assert stayed("a\n\nb\n\nc\n", "a\n\nquite other\n\nc\n")["quite other"] == "b"


def test_a_changed_paragraph_beside_a_new_one_follows_from_its_words() -> None:
    old = "# A\n\nAsk them all before you write.\n\nb\n"
    new = "# A\n\nNobody alone.\n\nAsk them all before you write it.\n\nb\n"
    assert stayed(old, new) == {
        "A": "A",
        "Ask them all before you write it.": "Ask them all before you write.",
        "b": "b",
    }


def test_of_several_alike_each_keeps_its_place() -> None:
    ours, theirs = parse("- no\n- no\n\nx\n\n- no\n"), parse("- no\n- no\n- new\n\nx\n\n- no\n")
    assert survivors(ours, theirs) == {0: 0, 1: 1, 3: 2, 4: 3}


def test_links_by_a_files_own_definitions_are_written_out() -> None:
    source = parse("[a][x] and [b]\n\n[x]: https://e.org/en\n[b]: /b\n")
    other = parse('[z][x] et [b] et `x`\n\n[x]: https://e.org/fr "Le \\"titre\\""\n[b]: /b\n')
    assert words_of(other, source) == ['[z](<https://e.org/fr> "Le \\"titre\\"") et [b] et `x`']
