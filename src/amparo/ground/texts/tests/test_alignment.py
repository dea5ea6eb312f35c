"""A translated file finds its source by structure, and nothing is guessed."""

from amparo.ground.texts.markdown.alignment import Aligned, align
from amparo.ground.texts.markdown.reading import parse
from amparo.ground.texts.markdown.tree import hash_of

from .factories import FRENCH, SOURCE


def aligned(source: str, other: str) -> tuple[dict[str, str], Aligned]:
    ours, theirs = parse(source), parse(other)
    found = align(ours, theirs)
    said = {ours.segments[a].text: theirs.segments[b].text for a, b in found.pairs.items()}
    return said, found


def listed(found: Aligned, side: str = "source") -> list[tuple[str, bool]]:
    return [(one.excerpt, one.ambiguous) for one in found.unmatched if one.side == side]


def test_languages_may_differ_in_bullets_wrapping_padding_and_fences() -> None:
    said, found = aligned(SOURCE, FRENCH)
    assert found.unmatched == []
    assert len(said) == len(parse(SOURCE).segments)
    assert said["inside two"] == "dans deux"
    assert said["AU | ACHPR"] == "UA | CADHP"
    assert said["In writing,\nwhere that is safe."] == "Par écrit, là où c'est sans danger."
    assert said["The path of a letter"] == "Le chemin d\\'une lettre"


def test_a_missing_list_is_listed_and_moves_nothing() -> None:
    said, found = aligned("# A\n\na\n\n- x\n\nb\n\n## B\n\nc\n", "# Z\n\nz\n\ny\n\n## Y\n\nx\n")
    assert said == {"A": "Z", "a": "z", "b": "y", "B": "Y", "c": "x"}
    assert [(one.side, one.block, one.line, one.excerpt) for one in found.unmatched] == [
        ("source", 3, 5, "x")
    ]


def test_a_paragraph_missing_in_a_run_of_like_ones_lists_the_whole_run() -> None:
    said, found = aligned("# A\n\na\n\nb\n\nc\n\n## B\n\nd\n", "# Z\n\nz\n\ny\n\n## Y\n\nx\n")
    assert said == {"A": "Z", "B": "Y", "d": "x"}
    assert listed(found) == [("a", True), ("b", True), ("c", True)]
    assert listed(found, "translation") == [("z", True), ("y", True)]


def test_numbers_links_and_footnotes_bound_an_ambiguous_run() -> None:
    source = "in 1998\n\nb\n\nc\n\nsee [x](https://a.org)\n\ne[^n]\n\n[^n]: note\n"
    other = "عام ١٩٩٨\n\nz\n\nانظر [س](https://a.org)\n\nw[^n]\n\n[^n]: ملاحظة\n"
    said, found = aligned(source, other)
    assert said == {
        "in 1998": "عام ١٩٩٨",
        "see [x](https://a.org)": "انظر [س](https://a.org)",
        "e[^n]": "w[^n]",
        "note": "ملاحظة",
    }
    assert listed(found) == [("b", True), ("c", True)]
    assert listed(found, "translation") == [("z", True)]


def test_a_paragraph_left_out_and_another_added_do_not_shift_what_is_between() -> None:
    source = "one 11\n\ntwo 22\n\nthree 33\n\nfour 44\n"
    other = "deux 22\n\ntrois 33\n\nquatre 44\n\ncinq 55\n"
    said, found = aligned(source, other)
    assert said == {"two 22": "deux 22", "three 33": "trois 33", "four 44": "quatre 44"}
    assert listed(found) == [("one 11", False)]
    assert listed(found, "translation") == [("cinq 55", False)]


def test_a_missing_section_is_listed_whole() -> None:
    source = "# A {#a}\n\na\n\n## B {#b}\n\nb\n\n## C {#c}\n\nc\n"
    said, found = aligned(source, "# Z {#a}\n\nz\n\n## X {#c}\n\nx\n")
    assert said == {"A": "Z", "a": "z", "C": "X", "c": "x"}
    assert listed(found) == [("B", False), ("b", False)]


def test_a_table_of_other_columns_is_no_partner() -> None:
    said, found = aligned("|a|b|\n|-|-|\n|c|d|\n", "|z|\n|-|\n|y|\n")
    assert said == {}
    assert listed(found) == [("a", False)]
    assert listed(found, "translation") == [("z", False)]


def test_a_missing_row_is_found_by_its_numbers() -> None:
    source = "|a|b|\n|-|-|\n|x|10|\n|y|20|\n|w|30|\n"
    said, found = aligned(source, "|A|B|\n|-|-|\n|X|10|\n|W|30|\n")
    assert (said["x"], said["w"]) == ("X", "W")
    assert listed(found) == [("y", False)]


def test_a_footnote_of_another_name_is_listed_on_both_sides() -> None:
    said, found = aligned("a[^x] b\n\n[^x]: one\n", "z[^y] b\n\n[^y]: un\n")
    assert "one" not in said
    assert listed(found) == [("one", False)]
    assert listed(found, "translation") == [("un", False)]


def test_an_empty_cell_is_no_translation() -> None:
    said, found = aligned("|a|b|\n|-|-|\n|c|d|\n", "|z|y|\n|-|-|\n|x||\n")
    assert said == {"a": "z", "b": "y", "c": "x"}
    assert listed(found) == [("d", False)]


def test_words_known_from_before_find_their_moved_segment() -> None:
    ours, theirs = parse("a\n\nb\n\nc\n"), parse("y\n\nx\n")
    known = {hash_of("y"): frozenset({1}), hash_of("x"): frozenset({2})}
    assert align(ours, theirs, known).pairs == {1: 0, 2: 1}


def test_two_very_long_runs_of_unlike_length_are_not_compared() -> None:
    found = align(parse("a\n\n" * 700), parse("z\n\n" * 701))
    assert found.pairs == {}
    assert len(found.unmatched) == 1401
