"""PDFs: their words come out again, in our faces alone, tagged, the same bytes each time."""

import dataclasses
import datetime
import io
import re
import subprocess
import tempfile
from pathlib import Path

import pikepdf
import pytest

from amparo.capacity.press.actions.file_gates import read_out, share_read, words_in
from amparo.capacity.press.formats import booklet, fonts, pdf, typography
from amparo.capacity.press.formats.book import (
    AbsentError,
    Book,
    CannotWriteError,
    Notice,
    Picture,
    Words,
)
from amparo.ground.texts.markdown.nodes import Shown
from amparo.ground.texts.markdown.reading import parse_bytes

from .books import book, small

CHINESE = Path(__file__).with_name("chinese.md")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(fonts.missing()), reason="the fonts are not here: `amparo fonts`"),
]


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def read(content: bytes) -> str:
    told = read_out(content)
    assert told is not None, "pdftotext is not here: apt-get install poppler-utils"
    return told


def flat(content: bytes) -> str:
    """What can be read, on one line, quotation and hyphenation aside."""
    return " ".join(re.sub(r"-\n", "", read(content)).split())


def chinese() -> Book:
    return small(CHINESE.read_text(encoding="utf-8"), "zh-hans", title=Words("手册", "zh-hans"))


@pytest.mark.parametrize("language", ["en", "ar", "ru", "fr", "zh-hans"])
def test_the_words_of_a_handbook_can_be_read_out_of_it(language: str) -> None:
    one = book(language)
    share, missing = share_read(words_in(one), read(pdf.write_a4(one)))
    assert share >= 0.99, missing


def test_chinese_words_can_be_read_out() -> None:
    one = chinese()
    share, missing = share_read(words_in(one), read(pdf.write_a4(one)))
    assert share >= 0.99, missing


def test_each_language_is_set_in_its_own_faces() -> None:
    for one, wanted in ((book("ar"), "Amiri"), (chinese(), "NotoSansSC"), (book("ru"), "Source")):
        names = fonts.used(pdf.write_a4(one))
        assert any(name.startswith(wanted) for name in names)
        assert names <= {face.name for face in fonts.FACES}


def test_a_book_is_tagged_and_says_its_title_language_and_direction() -> None:
    with opened(pdf.write_a4(book("ar"))) as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang) == "ar"
        assert "/StructTreeRoot" in made.Root
        assert made.Root.ViewerPreferences.Direction == "/R2L"
        assert made.Root.ViewerPreferences.DisplayDocTitle
        told = made.Root.Metadata.read_bytes().decode()
        assert "pdfuaid:part" in told
        assert book("ar").title.words in told
        outline = [str(item.title) for item in made.open_outline().root]
        assert book("ar").chapters[0].title.words in outline


@pytest.mark.parametrize("write", [pdf.write_a4, pdf.write_phone, pdf.write_large, booklet.write])
def test_the_same_book_is_the_same_file(write) -> None:
    for one in (book("en"), book("ar")):
        assert write(one) == write(one)


def test_a_typesetter_that_remembers_makes_what_a_new_one_makes() -> None:
    one = book("en")
    other = small("Something else.", slug=one.slug)
    first = pdf.write_phone(one)
    changed = pdf.write_phone(other)
    with pytest.raises(CannotWriteError):
        pdf.write_phone(small("Not ours: ꧁.", slug=one.slug))
    assert pdf.write_phone(one) == first
    pdf._cases.clear()
    assert pdf.write_phone(one) == first
    pdf._cases.clear()
    assert pdf.write_phone(other) == changed


@pytest.mark.parametrize(
    "language", ["sw", "ckb", "pt-br", "es-419", "zh", "uk", "qhx", "hi", "fa"]
)
def test_any_language_whose_script_we_have_can_be_set(language: str) -> None:
    assert "Casa Umbral" in read(pdf.write_phone(small("2026", language)))


def test_sheets_are_as_large_as_they_say() -> None:
    for write, width in ((pdf.write_phone, 90), (pdf.write_large, 210), (pdf.write_sheet, 148)):
        with opened(write(book("en"))) as made:
            box = made.pages[0].MediaBox
            assert float(box[2]) == pytest.approx(width / 25.4 * 72, abs=0.1)


def test_a_sheet_is_one_chapter_and_says_whether_it_is_current() -> None:
    one = book("en")
    one = dataclasses.replace(one, chapters=one.chapters[-2:-1], only=one.chapters[-2].slug)
    said = flat(pdf.write_sheet(one))
    assert "One-page checklist" in said
    assert "☐ I know who could be hurt" in said
    assert one.colophon.address in said
    assert "Who to write to" not in said


def test_no_word_of_a_text_is_a_mark_of_the_typesetter() -> None:
    words = r'#panic("x") $a$ <label> @ref // no /* no */ \u{41} "]; #" ~ -- 1. = - + `'
    said = flat(pdf.write_a4(small(f"Say \\{words}")))
    for piece in ("panic(", "$a$", "<label>", "@ref", "// no /* no */", "~ -- 1. = - +"):
        assert piece in said


def test_quotation_marks_are_those_of_the_language() -> None:
    def said(words: str, language: str) -> str:
        return typography.Marks(language).set(words)

    assert said('He said "yes" and didn\'t go', "en") == "He said “yes” and didn’t go"
    assert said('Он сказал "да"', "ru") == "Он сказал «да»"
    assert said('Il dit "oui" ?', "fr") == "Il dit «\u202foui\u202f»\u202f?"
    assert said('他说："好"', "zh-hans") == "他说：“好”"
    assert said("Alisema 'ndiyo'", "sw") == "Alisema ‘ndiyo’"
    turn = "\u200f"  # with it a title in Latin letters does not turn its marks
    assert said("كتاب «A title»، 2026", "ar") == (f"كتاب {turn}«{turn}A title{turn}»{turn}، 2026")


def test_no_page_holds_a_footnote_alone() -> None:
    ending = "Of them.[^b]\n\n## Last\n\n- A line.\n- A line.\n- A line.[^a]\n\n"
    notes = "[^b]: Other.\n[^a]: The note.\n"
    for lines in range(18, 23):  # at 20 of them the list ends where the page does
        source = "A paragraph.\n\n" * lines + ending + notes
        for page in re.split(r"\n\d\n", read(pdf.write_a4(small(source)))):
            assert "The note." not in page or "A line." in page


def test_pages_are_counted_in_the_digits_the_book_uses() -> None:
    one = small("في عام ٢٠٢٦ كتبنا ٤٥ رسالة.", "ar")
    assert "٢" in read(pdf.write_a4(one)).replace("٢٠٢٦", "")
    assert typography.first_digit("ar", ["في عام 2026"]) == ord("0")
    assert typography.first_digit("fa", ["بدون عدد"]) == ord("۰")


def test_a_missing_glyph_names_its_chapter_and_line() -> None:
    with pytest.raises(CannotWriteError) as refused:
        pdf.write_a4(small("Plain.\n\nAlso plain.\n\nNot ours: ꧁ there.\n"))
    assert (refused.value.chapter, refused.value.line) == ("first", 5)
    assert "꧁" in refused.value.reason


def test_a_missing_font_is_said_and_nothing_takes_its_place(tmp_path, monkeypatch) -> None:
    for name in ("KEPT", "PACKAGES"):
        monkeypatch.setattr(fonts, name, tmp_path)
    assert "amiri" in pdf.absent("ar")
    with pytest.raises(AbsentError, match="amiri"):
        pdf.write_a4(book("ar"))


def test_a_script_without_a_font_is_refused_plainly() -> None:
    assert "Ethi" in pdf.absent("am")
    assert pdf.absent("ar") == pdf.absent("zh") == pdf.absent("sw") == ""
    with pytest.raises(AbsentError, match="Ethi"):
        pdf.write_a4(small("ሰላም", "am"))


def translated(source: str, **shown: Shown) -> Book:
    """An Arabic book of one English chapter; a paragraph is shown as said of its first word."""
    one = small(source, "ar", source_language="en", title=Words("كتاب", "ar"))
    said = {}
    for segment in parse_bytes(source.encode()).segments:
        found = shown.get(segment.text.split()[0].lower())
        if found:
            said[segment.position] = found
    return dataclasses.replace(one, chapters=(dataclasses.replace(one.chapters[0], said=said),))


def test_a_correction_for_safety_stands_in_a_box_in_the_original() -> None:
    source = "Never use the door.\n\nOther words.\n"
    one = translated(source, never=Shown("Never use the door.", "en", corrected=True))
    said = flat(pdf.write_phone(one))
    assert "Never use the door." in said
    assert "Other words." in said


def test_a_chapter_of_which_nothing_is_translated_says_so() -> None:
    told = "This chapter is not yet translated"
    assert told in flat(pdf.write_phone(small("Words.", "sw", source_language="en")))
    assert told not in flat(pdf.write_phone(book("en")))


def test_an_amendment_is_said_on_every_page() -> None:
    urgent = Notice(
        "amendment", Words("Do not call the number.", "en"), datetime.date(2026, 11, 20)
    )
    one = dataclasses.replace(book("en"), notices=(urgent,))
    pages = read(pdf.write_a4(one)).split("Urgent notice of")
    with opened(pdf.write_a4(one)) as made:
        assert len(pages) - 1 == len(made.pages)
    assert "Do not call the number." in pages[1] + pages[2]


def test_footnotes_that_call_each_other_and_odd_tables_do_no_harm() -> None:
    source = """
Text[^a] and [a link[^b]](https://example.org/a) again[^a].

| | |
|--|--|
| no | head |

| H[^a] |
|--|
| ![x](none.png) |

![](none.png)

- [x] done
- plain

[^a]: One[^b].

[^b]: Two[^a], three[^b].
"""
    said = flat(pdf.write_a4(small(source)))
    assert "One" in said
    assert "three" in said


def test_a_figure_is_described() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    one = small('![Three rings](a.svg "A caption.")')
    chapter = dataclasses.replace(
        one.chapters[0], figures={"a.svg": Picture(svg, "image/svg+xml", "ab.svg")}
    )
    made = pdf.write_a4(dataclasses.replace(one, chapters=(chapter,)))
    assert "A caption." in flat(made)
    with opened(made) as file:
        alts = [
            str(o.Alt) for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
    assert "Three rings" in alts


def test_a_broken_picture_names_its_chapter() -> None:
    one = small("First.\n\n![Rings](a.png)\n")
    chapter = dataclasses.replace(
        one.chapters[0], figures={"a.png": Picture(b"\x89PNG no", "image/png", "ab.png")}
    )
    with pytest.raises(CannotWriteError) as refused:
        pdf.write_a4(dataclasses.replace(one, chapters=(chapter,)))
    assert (refused.value.chapter, refused.value.line) == ("first", 3)


def test_a_booklet_is_in_folding_order() -> None:
    four = booklet.order(4, rtl=False)
    assert four == [(3, 0), (1, 2)]
    assert booklet.order(4, rtl=True) == [(0, 3), (2, 1)]
    assert booklet.order(6, rtl=False) == [(5, 0), (1, None), (None, 2), (3, 4)]
    for pages in (1, 5, 63, 64, 65, 200):
        sides = booklet.order(pages, rtl=False)
        assert len(sides) % 2 == 0
        assert sorted(at for side in sides for at in side if at is not None) == [*range(pages)]


def folded(sides: list[booklet.Side], rtl: bool) -> list[int | None]:
    """What a reader sees, page by page, who folded these sides as one."""
    leaves = [(sides[at], sides[at + 1]) for at in range(0, len(sides), 2)]
    seen: list[int | None] = []
    for front, back in leaves:
        seen += [front.left, back.right] if rtl else [front.right, back.left]
    for front, back in reversed(leaves):
        seen += [back.left, front.right] if rtl else [back.right, front.left]
    return seen


@pytest.mark.parametrize("rtl", [False, True])
def test_a_folded_booklet_reads_from_first_to_last(rtl: bool) -> None:
    seen = folded(booklet.order(22, rtl=rtl), rtl)
    assert [at for at in seen if at is not None] == [*range(22)]
    assert seen[0] == 0
    assert seen[-1] == 21


def half(content: bytes, at: int) -> bytes:
    """The left (0) or right (1) half of a booklet's first side."""
    with opened(content) as file, pikepdf.new() as only:
        only.pages.append(file.pages[0])
        only.pages[0].MediaBox = [421 * at, 0, 421 * (at + 1), 595]
        only.pages[0].CropBox = only.pages[0].MediaBox
        out = io.BytesIO()
        only.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("language", "cover"), [("en", 1), ("ar", 0)])
def test_a_booklet_opens_where_its_language_begins(language: str, cover: int) -> None:
    made = booklet.write(book(language))
    with opened(made) as file:
        box = file.pages[0].MediaBox
        assert float(box[2]) > float(box[3])
        assert len(file.pages) % 2 == 0
        assert file.Root.ViewerPreferences.Direction == ("/R2L" if cover == 0 else "/L2R")
    key = book(language).colophon.key
    assert key not in cropped(half(made, cover))
    assert key in cropped(half(made, 1 - cover))


def cropped(content: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        command = ["pdftotext", "-cropbox", "-enc", "UTF-8", file.name, "-"]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()
