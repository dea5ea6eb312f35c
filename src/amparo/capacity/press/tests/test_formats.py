"""Files of every format: what they hold, and that nothing in a text can get out of its words."""

import gzip
import io
import re
import shutil
import subprocess
import tempfile
import time
import xml.dom.minidom
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher

from amparo.capacity.press import formats
from amparo.capacity.press.formats import archive, epub_check, tree, zim
from amparo.capacity.press.formats.book import Book, CannotWriteError, Notice, Words
from amparo.capacity.press.models import Format
from amparo.ground.texts.markdown.nodes import Shown

from .writing import SVG, demo_book, make_book, only

WORDY = ("html", "epub", "docx", "text", "zim")
SAME = ("html", "epub", "docx", "text")

EVERYTHING = """---
title: Everything
---

Start *slowly* with **care**.[^a] See [the end](#end), [two](two.md#here), [web](https://a.example/b).

## Lists {#lists}

1. one
2. two
   - inside

     more of it
3. three

- [ ] to do
- [x] done

> A quote.

| What | When |
|------|:----:|
| Pen  | Now[^b]  |
|      | `code` |

::: safety If you are watched
Use another telephone.

- item
:::

![Three circles](figures/c.svg "A caption")

    code <b>
    more

---

### The end {#end}

Again.[^a]

[^a]: A note with [a link](https://n.example) and **weight**.

    Its second paragraph.
[^b]: Another, calling.[^a]
"""


def everything(language: str = "en", **more: object) -> Book:
    """A book with every kind of block there is."""
    return make_book(
        {"one": EVERYTHING, "two": "## Here {#here}\n\nBack to [one](one.md#lists).\n"},
        language=language,
        links={"two.md#here": "two#here", "one.md#lists": "one#lists"},
        figures={"figures/c.svg": SVG},
        **more,
    )


def unzipped(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return {
            name: held.read(name).decode("utf-8", "replace")
            for name in held.namelist()
            if not name.endswith((".png", ".jpg"))
        }


def said(fmt: str, content: bytes) -> str:
    """What a file says, as text with its marks."""
    if fmt in {"epub", "docx"}:
        return "\n".join(unzipped(content).values())
    if fmt == "zim":
        return "\n".join(zim_pages(content).values())
    return content.decode()


def zim_pages(content: bytes) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "book.zim"
        path.write_bytes(content)
        held = Archive(path)
        items = [held._get_entry_by_id(number).get_item() for number in range(held.all_entry_count)]
        return {
            item.path.rpartition("/")[2]: bytes(item.content).decode()
            for item in items
            if item.mimetype.startswith("text/html")
        }


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


HOSTILE = (
    "---\ntitle: \"<script>alert(1)</script> & \\u202E turned\"\n---\n\n"
    "<script>alert(1)</script> &lt;b&gt; \x01\x0b\ufffe &#12; ]]> -->\n\n"
    "\u202eturned over &#x202D; and on\n\n"
    "## <img src=x onerror=alert(1)> {#a\"b}\n\n"
    "[x](javascript:alert(1)) [y](data:text/html,z) [z](nowhere.md) ![<i>](none.svg)\n\n"
    "```\n</pre><script>\x02\n```\n\n| <td> | \x07 |\n|---|---|\n| a | {{ x }} |\n"
)  # fmt: skip


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


# --- what others say of the files


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ar", "zh-hans", "ru", "en", "fr"])
def test_epubcheck_finds_nothing_in_any_language(language: str, tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(formats.WRITERS["epub"](demo_book(language)))
    assert epub_check.check([path]) == []


@pytest.mark.slow
def test_epubcheck_finds_nothing_in_strange_books_and_something_in_a_broken_one(
    tmp_path: Path,
) -> None:
    corrected = {1: Shown("Start", "en", corrected=True), 2: Shown("قوائم", "ar", corrected=True)}
    books = {
        "all": everything("ar", said={"one": corrected}),
        "hostile": make_book(HOSTILE),
        "only": only(everything(), "two"),
    }
    paths = []
    for name, book in books.items():
        paths.append(tmp_path / f"{name}.epub")
        paths[-1].write_bytes(formats.WRITERS["epub"](book))
    broken = tmp_path / "broken.epub"
    broken.write_bytes(
        paths[0].read_bytes().replace(b"application/epub+zip", b"application/epub-zip")
    )
    found = epub_check.check([*paths, broken])
    assert {one.path for one in found} == {broken}


def test_the_epub_tells_its_direction_and_what_it_offers_to_everybody() -> None:
    parts = unzipped(formats.WRITERS["epub"](everything("ar")))
    package = parts["EPUB/package.opf"]
    assert 'page-progression-direction="rtl"' in package
    assert '<meta property="schema:accessibilityFeature">alternativeText</meta>' in package
    assert 'role="doc-footnote"' in parts["EPUB/c001.xhtml"]
    assert 'epub:type="landmarks"' in parts["EPUB/nav.xhtml"]
    without = formats.WRITERS["epub"](make_book("![](f.svg)\n", figures={"f.svg": SVG}))
    assert "alternativeText" not in unzipped(without)["EPUB/package.opf"]


def test_word_gets_real_footnotes_descriptions_and_tables_from_the_right() -> None:
    content = formats.WRITERS["docx"](everything("ar", source_language="ar"))
    parts = unzipped(content)
    body, notes = parts["word/document.xml"], parts["word/footnotes.xml"]
    assert body.count("<w:footnoteReference ") == 2
    assert body.count(" NOTEREF _n1 ") == 1
    assert "Its second paragraph." in re.sub(r"<[^>]+>", "", notes)
    assert body.count("<w:bidiVisual/>") == body.count("<w:tbl>") == 1
    assert 'descr="Three circles"' in body
    assert '<w:pStyle w:val="Heading2"/>' in body
    assert '<w:pStyle w:val="SafetyLabel"/>' in body
    assert 'w:bidi="ar"' in parts["word/styles.xml"]
    assert len(docx.Document(io.BytesIO(content)).tables) == 1
    english = unzipped(formats.WRITERS["docx"](everything()))["word/document.xml"]
    assert "bidi" not in english


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", ["ar", "en"])
def test_libreoffice_opens_the_word_document_with_its_footnotes(
    language: str, tmp_path: Path
) -> None:
    path = tmp_path / "book.docx"
    path.write_bytes(formats.WRITERS["docx"](demo_book(language)))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless",
         "--convert-to", "odt", "--outdir", tmp_path, path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "book.odt") as held:
        content = held.read("content.xml").decode()
    before = unzipped(path.read_bytes())["word/document.xml"]
    assert content.count("<text:note ") == before.count("<w:footnoteReference ") > 20
    assert content.count("<table:table ") == before.count("<w:tbl>") > 2
    assert ('style:writing-mode="rl-tb"' in content) == (language == "ar")


def test_a_zim_passes_its_check_and_finds_words_in_its_language(tmp_path: Path) -> None:
    path = tmp_path / "library.zim"
    books = [demo_book("ru"), replace(everything("ru"), slug="other")]
    path.write_bytes(zim.write_library(books, house="Casa Umbral"))
    held = Archive(path)
    assert held.check()
    assert held.main_entry.get_item().path == "index.html"
    assert held.get_metadata("Language") == b"rus"
    # «адвокат» must find «адвоката»: the stemmer is the language's own.
    for asked in ("письмо", "письма"):
        assert Searcher(held).search(Query().set_query(asked)).getEstimatedMatches() > 0


def test_the_chinese_of_a_zim_is_chinese() -> None:
    assert (zim.iso639_3("zh-hans"), zim.iso639_3("ar"), zim.iso639_3("quy")) == (
        "zho",
        "ara",
        "quy",
    )


def test_an_archive_can_be_checked_by_anybody(tmp_path: Path) -> None:
    files = [("a/one.epub", b"one"), ("two.txt", b"zwei")]
    made = archive.write(files)
    assert made == archive.write(files)
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        held.extractall(tmp_path)
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)
    for name in ("../up", "/etc/x", "a//b", "SHA256SUMS"):
        with pytest.raises(ValueError):
            archive.write([(name, b"")])


@pytest.mark.skipif(shutil.which("lou_translate") is None, reason="liblouis is not installed")
def test_braille_has_lines_of_forty_cells_on_pages_of_twenty_five() -> None:
    made = formats.WRITERS["braille"](demo_book("ar")).decode("ascii")
    for page in made.split("\f"):
        lines = page.split("\r\n")
        assert len(lines) <= 26
        assert max(map(len, lines)) <= 40


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_a_recording_is_ogg_and_the_same_again() -> None:
    book = make_book("Wait a day.\n\n- one\n- two\n")
    made = formats.WRITERS["audio"](book)
    assert made.startswith(b"OggS")
    assert made == formats.WRITERS["audio"](book)


def test_what_a_machine_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "espeak-ng" in formats.absent("audio", "en")
    assert "liblouis" in formats.absent("braille", "en")
    assert formats.absent("epub", "en") == ""
