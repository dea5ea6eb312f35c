"""What others say of our files: epubcheck, LibreOffice, Kiwix' library, and whoever checks them."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher

from amparo.capacity.press import formats
from amparo.capacity.press.formats import archive, epub_check, zim
from amparo.ground.texts.markdown.nodes import Shown

from .writing import HOSTILE, SVG, demo_book, everything, make_book, only, unzipped


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
