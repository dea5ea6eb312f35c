"""Files of every format: what they hold, and that nothing in a text can get out of its words."""

import gzip
import re
import time
import xml.dom.minidom
from dataclasses import replace

import pytest

from amparo.capacity.press import formats
from amparo.capacity.press.formats import tree
from amparo.capacity.press.formats.book import CannotWriteError, Notice, Words
from amparo.capacity.press.models import Format
from amparo.ground.texts.markdown.nodes import Shown

from .writing import (
    HOSTILE,
    demo_book,
    everything,
    make_book,
    only,
    said,
    unzipped,
    zim_pages,
)

WORDY = ("html", "epub", "docx", "text", "zim")
SAME = ("html", "epub", "docx", "text")


def test_there_is_a_writer_and_a_media_type_for_every_format() -> None:
    assert set(formats.MEDIA_TYPES) == set(Format.values)
    assert set(formats.WRITERS) == set(Format.values) - {"archive"}


# --- what a file holds


@pytest.mark.parametrize("fmt", WORDY)
def test_every_file_tells_what_it_is_and_how_to_check_it(fmt: str) -> None:
    book = everything(notices=(Notice("amendment", Words("Do not use the old number.", "en")),))
    book = replace(book, colophon=replace(book.colophon, waived=(("complete", "Urgent."),)))
    words = " ".join(re.sub(r"<[^>]+>", " ", said(fmt, formats.WRITERS[fmt](book))).split())
    for told in (
        "Urgent notice",
        "Do not use the old number.",
        "Casa Umbral",
        "Edition 2",
        "Noor Haddad",
        "CC-BY-4.0",
        "Every paragraph is translated: Urgent.",
        "ab" * 32,
        "https://casa-umbral.example/k/abcdefghij",
        "minisign -Vm FILE -P RWQ",
    ):
        assert told in words


@pytest.mark.parametrize("fmt", SAME)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_same_book_makes_the_same_bytes(fmt: str, language: str) -> None:
    book = everything(language)
    assert formats.WRITERS[fmt](book) == formats.WRITERS[fmt](book)


@pytest.mark.parametrize("fmt", WORDY)
def test_corrected_words_stand_with_a_warning_instead_of_the_old_translation(fmt: str) -> None:
    source = "---\ntitle: T\n---\n\nTake no telephone.\n\n| A | B |\n|---|---|\n| Now | Later |\n"
    kept = {
        1: Shown("Take no telephone.", "en", corrected=True),
        2: Shown("أ", "ar"),
        4: Shown("Now", "en", corrected=True),
        5: Shown("لاحقاً", "ar", stale=True),
    }
    book = make_book(source, language="ar", said={"one": kept})
    words = " ".join(re.sub(r"<[^>]+>", "", said(fmt, formats.WRITERS[fmt](book))).split())
    assert "Take no telephone." in words
    with tree.labels(book):
        box = tree.building.ADMONITIONS["safety"]
        assert str(box) in words
    assert "لاحقاً" in words


@pytest.mark.parametrize("fmt", ["html", "epub", "zim"])
def test_every_way_inside_a_file_leads_somewhere(fmt: str) -> None:
    pages = pages_of(fmt, formats.WRITERS[fmt](everything()))
    ids = {name: re.findall(r' id="([^"]+)"', page) for name, page in pages.items()}
    assert all(len(found) == len(set(found)) for found in ids.values())
    ways = 0
    for name, page in pages.items():
        for href in re.findall(r' href="(?!https?:|style\.css|\.\./style)([^"]+)"', page):
            path, _mark, anchor = href.partition("#")
            assert not anchor or anchor in ids[path or name], href
            assert not path or path in pages, href
            ways += 1
    assert ways > 8


@pytest.mark.parametrize("fmt", ["html", "epub", "docx"])
def test_a_heading_named_in_arabic_can_be_reached(fmt: str) -> None:
    book = make_book("[إلى هناك](#العنوان)\n\n## العنوان\n", source_language="ar", language="ar")
    text = said(fmt, formats.WRITERS[fmt](book))
    way = re.search(r'(?:w:anchor="|href="(?:c001\.xhtml)?#)([^"]+)"[^>]*>(?:<[^>]+>)*إلى', text)
    assert way
    assert f'{"w:name" if fmt == "docx" else "id"}="{way[1]}"' in text


@pytest.mark.parametrize("fmt", WORDY)
def test_a_telephone_number_keeps_its_order_in_arabic(fmt: str) -> None:
    book = make_book("اتصلوا بالرقم +353 1 210 0489 الآن.\n", source_language="ar", language="ar")
    text = said(fmt, formats.WRITERS[fmt](book))
    if fmt in {"html", "epub", "zim"}:
        assert '\u200e<span dir="ltr">+353 1 210 0489</span>' in text
    else:
        assert "\u200e+353 1 210 0489" in text


def pages_of(fmt: str, content: bytes) -> dict[str, str]:
    """The pages of a file by name."""
    if fmt == "zim":
        return zim_pages(content)
    if fmt == "html":
        return {"": content.decode()}
    parts = unzipped(content).items()
    return {name.removeprefix("EPUB/"): page for name, page in parts if name.endswith("xhtml")}


def test_one_chapter_by_itself_is_a_small_page() -> None:
    page = formats.WRITERS["page"](only(demo_book("ar"), "annexes-checklist"))
    text = page.decode()
    assert len(gzip.compress(page)) < 14_600
    assert "<nav" not in text
    assert text.count("<h1") == 1
    assert 'dir="rtl"' in text
    slip = formats.WRITERS["slip"](only(demo_book("ar"), "annexes-checklist")).decode()
    assert "[ ] " in slip


def test_text_has_short_lines_and_tables_as_lists() -> None:
    text = formats.WRITERS["text"](everything()).decode()
    assert max(len(line) for line in text.splitlines() if "http" not in line and "RWQ" not in line
               and "abab" not in line) <= 60  # fmt: skip
    assert "- What: Pen\n  When: Now[2]" in text
    assert "[ ] to do" in text
    assert "| Use another telephone." in text


def test_chinese_text_is_cut_by_its_width() -> None:
    words = "这是一本简短易懂的手册，写给考虑致函联合国独立专家的人权捍卫者和小型组织。" * 3
    book = make_book(words, language="zh-hans", source_language="zh-hans")
    lines = [line for line in formats.WRITERS["text"](book).decode().splitlines() if "手册" in line]
    assert len(lines) > 2
    assert all(len(line) <= 31 for line in lines)
    assert not any(line.startswith(("，", "。")) for line in lines)


# --- bad input


@pytest.mark.parametrize("fmt", WORDY)
def test_hostile_words_stay_words(fmt: str) -> None:
    book = make_book(HOSTILE)
    book = replace(
        book,
        title=Words("<script>alert(2)</script>\x00 & \u202e over", "en"),
        house="</title><script>alert(3)</script>",
        summary=Words("]]> <!-- \x1f", "en"),
    )
    book = replace(
        book,
        chapters=(replace(book.chapters[0], title=Words("<b>&\x03\u2067 open", "en")),),
    )
    made = formats.WRITERS[fmt](book)
    text = said(fmt, made)
    assert not re.search("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text)
    assert _balanced(text)
    if fmt == "text":
        assert "<script>alert(1)</script>" in text
        return
    assert "<script" not in text
    assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", text)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    if fmt in {"epub", "docx"}:
        for name, part in unzipped(made).items():
            if name.endswith((".xml", ".xhtml", ".rels", ".opf", ".ncx", ".svg")):
                xml.dom.minidom.parseString(part)  # noqa: S318  (our own)


def _balanced(text: str) -> bool:
    return sum(map(text.count, "\u202a\u202b\u202d\u202e")) == text.count("\u202c") and sum(
        map(text.count, "\u2066\u2067\u2068")
    ) == text.count("\u2069")


def test_a_figure_that_cannot_be_drawn_is_named_with_its_chapter() -> None:
    book = make_book("![What](figures/c.svg)\n", figures={"figures/c.svg": b"<svg>no"})
    with pytest.raises(CannotWriteError) as problem:
        formats.WRITERS["docx"](book)
    assert problem.value.chapter == "one"


@pytest.mark.parametrize("fmt", WORDY)
def test_an_empty_book_and_a_missing_figure_are_said_plainly(fmt: str) -> None:
    assert formats.WRITERS[fmt](make_book({}))
    text = said(fmt, formats.WRITERS[fmt](make_book("![Three circles](gone.svg)\n")))
    assert "Three circles" in text


BOMBS = {
    "nesting": "".join(f"{'  ' * level}- x\n" for level in range(11)) + "> " * 9 + "x\n",
    "footnotes": "".join(f"call[^{number % 900}] " for number in range(9_000))
    + "\n\n"
    + "".join(f"[^{number}]: note[^{number}] [^{(number + 1) % 900}]\n\n" for number in range(900)),
    "table": "| a | b | c |\n|---|---|---|\n" + "| x | *y* | z |\n" * 4_000,
    "stars": "*a **b " * 6_000,
    "links": "[x](a) " * 9_000,
    "chinese": "这是一本手册，写给人权捍卫者。" * 6_000,
    "one word": "w" * 90_000,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fmt", WORDY)
@pytest.mark.parametrize("bomb", BOMBS)
def test_the_largest_text_we_read_is_written_in_time(fmt: str, bomb: str) -> None:
    book = make_book(BOMBS[bomb])
    began = time.process_time()
    assert formats.WRITERS[fmt](book)
    assert time.process_time() - began < 15
