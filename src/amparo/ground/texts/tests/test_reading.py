"""Reading: limits, ids, line numbers, and files that are no text."""

import contextlib

import pytest

from amparo.ground.texts.markdown.reading import decode, parse
from amparo.ground.texts.markdown.tree import MOST_BYTES, Kind, Refused, Shape

from .factories import SOURCE, every_block, texts_of


def refused(source: str) -> Refused:
    with pytest.raises(Refused) as caught:
        parse(source)
    return caught.value


def test_a_file_that_is_not_utf_8_names_the_byte_and_the_line() -> None:
    with pytest.raises(Refused) as caught:
        decode(b"good\nb" + b"\xe9")
    assert caught.value.line == 2
    assert "6" in caught.value.reason
    assert str(caught.value).startswith("Line 2: ")


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(Refused):
        decode(b"x" * (MOST_BYTES + 1))


@pytest.mark.parametrize("sign", ["> ", "- ", "1. "])
def test_deep_nesting_is_refused_with_its_line(sign: str) -> None:
    assert refused(f"first\n\n{sign * 200}deep").line == 3


def test_too_many_footnotes_are_refused() -> None:
    assert refused("\n\n".join(f"[^{n}]: note" for n in range(1001))).reason


def test_too_many_blocks_are_refused() -> None:
    assert refused("x\n\n" * 20_001).line


def test_a_paragraph_without_end_is_refused_with_its_line() -> None:
    assert refused("first\n\n" + "x " * 60_000).line == 3


def test_front_matter_that_is_not_yaml_is_refused_with_its_line() -> None:
    assert refused("---\ntitle: ok\nbad: [\n---\n").line >= 3


@pytest.mark.parametrize(
    "source",
    [
        "[" * 20_000,
        "![" * 20_000,
        "*a " * 20_000,
        "`" * 20_000 + "x",
        "[a](" * 10_000,
        "|" * 20_000 + "\n" + "|-" * 20_000,
        "> " * 20 + "- " * 3 + "x\n" * 500,
    ],
)
def test_nasty_files_are_read_or_refused_soon(source: str) -> None:
    with contextlib.suppress(Refused):
        assert parse(source).source == source


def test_kinds_lines_and_anchors_of_segments() -> None:
    found = [(one.kind, one.line, one.anchor) for one in parse(SOURCE).segments]
    assert found[:5] == [
        (Kind.TITLE, 2, ""),
        (Kind.SUMMARY, 3, ""),
        (Kind.HEADING, 7, "before"),
        (Kind.PARAGRAPH, 9, "before"),
        (Kind.PARAGRAPH, 11, "before"),
    ]
    assert found[-3:] == [
        (Kind.ALT, 33, "after"),
        (Kind.CAPTION, 33, "after"),
        (Kind.NOTE, 35, "fn-consent"),
    ]


def test_ids_given_come_first_and_none_is_given_twice() -> None:
    source = "# Same\n\n# Same\n\n# Other {#same}\n\n# Main\n\n# عنوان أول\n"
    headings = [block for block in every_block(source) if block.shape is Shape.HEADING]
    assert [block.anchor for block in headings] == [
        "same-2",
        "same-3",
        "same",
        "main-2",
        "عنوان-أول",
    ]


def test_unknown_containers_and_raw_html_are_words() -> None:
    assert texts_of("::: danger\n\n<script>alert(1)</script>\n") == [
        "::: danger",
        "<script>alert(1)</script>",
    ]


def test_an_image_in_a_line_is_part_of_its_paragraph() -> None:
    assert texts_of("![alone](a.png)\n\nnot ![alone](b.png)\n") == [
        "alone",
        "not ![alone](b.png)",
    ]


def test_code_is_no_segment() -> None:
    assert texts_of("```\ncode\n```\n\n    more\n") == []


def test_the_order_comes_from_the_front_matter() -> None:
    assert parse(SOURCE).order == 2
    assert parse("---\norder: soon\n---\n").order is None
