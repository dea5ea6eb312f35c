"""Packages as files: what goes out comes back, and what nobody can trust is refused."""

import io
import os
import resource
import zipfile
from dataclasses import replace
from uuid import UUID

import polib
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.ground.texts.exchange import entries, po, reading, tmx, two_columns, xliff
from amparo.ground.texts.exchange.entries import Entry, Key, NotOurs, Outgoing, Part
from amparo.ground.texts.markdown.tree import Refused

KEY = Key(UUID("00153246-3bbe-4be3-83c8-d6a54a83d593"), 3, "en", "ar", "a" * 64)
FORMATS = ["po", "xliff", "docx"]
HOSTILE = (
    "word", "كلمة", "字", "\n", "\t", "\r", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029",
    "\0", "\x07", "\x1b", "\x7f", "\u200f", "\u200e", "\u202e", "\u2066", "\u2069", "\ufeff",
    "\u00a0", "\u00ad", "\ufffe", "😀", "👩‍👩‍👧", "é", "e\u0301", " ", "  ", "%", "%s", "\\",
    "\\n", "\\\\", '"', "'", "<", ">", "&", "&amp;", "]]>", "<!--", "<g id='1'/>", "⟦", "⟧",
    "⟦U+000B⟧", "⟦U+27E6⟧", "⟪", "⟫", "(?)", "(?) ", "#", "msgid", "#~", "**", "[^1]", "|",
)  # fmt: skip
words = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=3), max_size=8).map("".join)
spoken = words.filter(lambda said: said.strip() != "")
many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def mark(number: int) -> str:
    return f"1a2b3c4d-{number}-0123456789abcdef-0"


def packed(*said: Entry) -> Outgoing:
    return Outgoing(KEY, "A title", [Part("A chapter", list(said))], right_to_left=True)


def kept(said: str) -> str:
    """Words as a row keeps them: everything but a null."""
    return said.replace("\0", "\ufffd")


def one_entry(**more: str) -> bytes:
    return po.write(packed(Entry(mark(1), "source", "words", **more)))


@pytest.mark.parametrize("kind", FORMATS)
@many
@given(said=st.lists(st.tuples(spoken, words, st.booleans(), words), min_size=1, max_size=4))
def test_words_of_any_kind_come_back_as_they_went_out(
    kind: str, said: list[tuple[str, str, bool, str]]
) -> None:
    out = [
        Entry(mark(number), source, target, bool(target.strip()) and unfinished, before)
        for number, (source, target, unfinished, before) in enumerate(said, 1)
    ]
    found, back = reading.read(reading.WRITERS[kind](packed(*out)))
    assert found == kind
    assert back.key == KEY
    assert [(one.id, one.source, one.words, one.unfinished) for one in back.entries] == [
        (one.id, kept(one.source), kept(one.words), one.unfinished) for one in out
    ]


@many
@given(said=st.lists(st.tuples(spoken, spoken), min_size=1, max_size=4))
def test_a_memory_gives_back_its_pairs(said: list[tuple[str, str]]) -> None:
    out = [Entry(mark(number), *pair) for number, pair in enumerate(said, 1)]
    found, back = reading.read(tmx.write(packed(*out)))
    assert (found, back.key) == ("tmx", KEY)
    assert [(one.source_language, one.language, one.source, one.words) for one in back.pairs] == [
        ("en", "ar", kept(source).strip(), kept(target).strip()) for source, target in said
    ]


@many
@given(words)
def test_what_no_format_carries_is_written_in_signs_and_read_again(said: str) -> None:
    assert entries.brought(entries.carried(said)) == kept(said)


def test_stale_words_are_fuzzy_and_come_with_what_they_translate() -> None:
    out = packed(Entry(mark(1), "New source", "Old words", unfinished=True, before="Old source"))
    entry = polib.pofile(po.write(out).decode())[0]
    assert entry.fuzzy
    assert entry.previous_msgid == "Old source"
    assert b'state="needs-review-translation"' in xliff.write(out)
    word = Document(io.BytesIO(two_columns.write(out)))
    assert word.tables[0].rows[-1].cells[1].text == "(?) Old words"
    assert tmx.read(tmx.write(out)).pairs[0].source == "Old source"


def test_an_arabic_column_runs_from_the_right_and_speaks_arabic() -> None:
    out = packed(Entry(mark(1), "Source", "كلمات"))
    word = Document(io.BytesIO(two_columns.write(out)))
    table = word.tables[0]
    assert table._tbl.tblPr.find(f"{two_columns.W}bidiVisual") is not None
    target = table.rows[-1].cells[1].paragraphs[0]._p
    assert target.find(f"{two_columns.W}pPr/{two_columns.W}bidi") is not None
    run = target.find(f"{two_columns.W}r/{two_columns.W}rPr")
    assert run.find(f"{two_columns.W}rtl") is not None
    assert run.find(f"{two_columns.W}lang").get(f"{two_columns.W}bidi") == "ar"
    source = table.rows[-1].cells[0].paragraphs[0]._p
    assert source.find(f"{two_columns.W}pPr/{two_columns.W}bidi") is None
    for title, expected in (("A title", 0), ("عنوان", 1)):
        word = Document(io.BytesIO(two_columns.write(replace(out, title=title))))
        assert len(word.paragraphs[0]._p.findall(f"{two_columns.W}pPr/{two_columns.W}bidi")) == (
            expected
        )


def test_a_word_row_says_what_a_reader_of_all_its_changes_would_read() -> None:
    word = Document(io.BytesIO(two_columns.write(packed(Entry(mark(1), "Source", "was here")))))
    cell = word.tables[0].rows[-1].cells[1]
    kept = cell.paragraphs[0]._p
    for name, said in (("ins", "put in "), ("del", "taken out ")):
        change = kept.makeelement(f"{two_columns.W}{name}", {})
        run = change.makeelement(f"{two_columns.W}r", {})
        text = run.makeelement(f"{two_columns.W}t" if name == "ins" else f"{two_columns.W}delText")
        text.text = said
        run.append(text)
        change.append(run)
        kept.insert(1, change)
    cell.add_paragraph("and more")
    out = io.BytesIO()
    word.save(out)
    assert two_columns.read(out.getvalue()).entries[0].words == "put in was here\nand more"


def test_a_word_row_that_lost_its_mark_still_has_its_original() -> None:
    word = Document(io.BytesIO(two_columns.write(packed(Entry(mark(1), "Source", "words")))))
    word.tables[0].rows[-1].cells[0].text = "Source"
    out = io.BytesIO()
    word.save(out)
    back = two_columns.read(out.getvalue()).entries
    assert [(one.id, one.source, one.words) for one in back] == [("", "Source", "words")]


def test_a_memory_of_another_tool_is_read_whatever_its_first_lines() -> None:
    foreign = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="Other" srclang="en-US"/><body>
<tu><tuv xml:lang="EN-US"><seg>Keep <bpt i="1">a</bpt>copy</seg></tuv>
<tuv xml:lang="ar-EG"><seg>احتفظ بنسخة</seg></tuv><tuv xml:lang="fr"><seg>Gardez</seg></tuv></tu>
<tu><tuv xml:lang="es"><seg>nada</seg></tuv></tu>
</body></tmx>"""
    for content in (foreign.encode(), foreign.encode("utf-16"), b"\xef\xbb\xbf" + foreign.encode()):
        back = tmx.read(content)
        assert back.key is None
        assert [(one.source_language, one.language) for one in back.pairs] == [
            ("en-us", "ar-eg"),
            ("en-us", "fr"),
        ]
    assert tmx.covers("zh-hans", "zh-CN")
    assert not tmx.covers("zh-hans", "zh-TW")
    assert not tmx.covers("fr", "ar")


# --- what is refused -----------------------------------------------------------------------------

BOMB = """<?xml version="1.0"?>
<!DOCTYPE xliff [
<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">
{}
]>
<xliff version="1.2"><file original="x"><body><trans-unit id="1"><source>&j;</source>
</trans-unit></body></file></xliff>"""
BOMB = BOMB.format(
    "\n".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
)
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<xliff version="1.2"><file original="x"><body><trans-unit id="1"><source>&x;</source>
</trans-unit></body></file></xliff>"""


def zipped(body: bytes, *, name: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def without(content: bytes, *lines: bytes) -> bytes:
    return b"\n".join(
        line for line in content.split(b"\n") if not any(one in line for one in lines)
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (without(one_entry(), b"X-Amparo-Package"), "does not say which package"),
        (one_entry().replace(b"X-Amparo-Tree: aaaa", b"X-Amparo-Tree: zzzz"), "does not say which"),
        (one_entry().replace(b'"words"', b'"w\xe9rds"'), "Line 17: It is not all in UTF-8"),
        (one_entry().replace(b"charset=UTF-8", b"charset=ISO-8859-6"), "says that it is in ISO"),
        (one_entry().replace(b'"words"', b'"wo"rds"'), "Line 17: It is not a PO file"),
        (one_entry().replace(b'"words"', b'"words'), "Line 17: It is not a PO file"),
        (b"/etc/passwd", "neither a PO"),
        (b'msgid ""\nmsgstr "\0"', "Line 2: It is not a text file"),
        (b"", "neither a PO"),
        (b"\xd0\xcf\x11\xe0 old", "old format"),
        (BOMB.encode(), "Line 2: It declares entities"),
        (OUTSIDE.encode(), "Line 1: It declares entities"),
        (OUTSIDE.encode("utf-16"), "Line 1: It declares entities"),
        (b'<xliff version="1.2">\n<file>\n</xliff>', "Line 3: The XML is broken"),
        (b'<xliff version="1.2">&undeclared;</xliff>', "Line 1: The XML is broken"),
        (b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>', "XLIFF 2"),
        (b'<xliff version="1.2"/>', "not an XLIFF"),
        (b'<?xml version="1.0" encoding="windows-1256"?><xliff/>', "says that it is in windows"),
        (xliff.write(packed(Entry(mark(1), "s"))).replace(b"amparo/", b"x/"), "does not say"),
        (b"<tmx>" + b"<a>" * 5_000 + b"</tmx>", "The XML is broken"),
        (b"<html/>", "neither a PO"),
        (b"PK\x03\x04 broken", "not a Word document"),
        (zipped(b"<a/>", name="other.xml"), "not a Word document"),
        (zipped(b"<a/>"), "not a Word document"),
        (zipped(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "declares entities"),
        (zipped(b"<a>" + b" " * 70_000_000), "unpacks to more than"),
    ],
)  # fmt: skip
def test_a_file_nobody_can_trust_is_refused_with_its_reason(content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        reading.read(content)
    assert said in str(refusal.value)


def test_a_word_document_without_its_key_is_refused() -> None:
    word = Document(io.BytesIO(two_columns.write(packed(Entry(mark(1), "Source", "words")))))
    last = word.paragraphs[-1]._p
    last.getparent().remove(last)
    out = io.BytesIO()
    word.save(out)
    with pytest.raises(NotOurs):
        reading.read(out.getvalue())


def test_two_packages_in_one_file_are_refused() -> None:
    one = xliff.write(packed(Entry(mark(1), "s"))).decode()
    other = one.replace("00153246", "10153246")
    inner = other[other.index("<file") : other.index("</xliff>")]
    with pytest.raises(Refused, match="Several packages"):
        reading.read(one.replace("</xliff>", f"{inner}</xliff>").encode())


ENORMOUS = {
    "bytes": lambda: b"#\n" + b"a" * entries.MOST_BYTES,
    "tags": lambda: b"<xliff>" + b"<a/>" * 3_000_000 + b"</xliff>",
    "attributes": lambda: b"<xliff " + b" ".join(b"a%d=''" % n for n in range(900_000)) + b"/>",
    "all the tags there may be": lambda: b"<xliff>" + b"<a>x</a>" * 499_000 + b"</xliff>",
    "all the attributes": lambda: b"<xliff>" + b"<a b='' c=''/>" * 249_000,
    "lines": lambda: one_entry() + b'"a"\n' * 3_000_000,
    "short lines": lambda: one_entry() + b"#\n" * 6_000_000,
    "depth": lambda: b"<tmx>" + b"<a>" * 900_000,
    "word depth": lambda: zipped(b"<w>" + b"<a>" * 900_000),
    "word size": lambda: zipped(b"<w>" + b"a" * 50_000_000),
}


@pytest.mark.parametrize("what", ENORMOUS)
def test_an_enormous_file_is_refused_in_bounded_time_and_memory(what: str) -> None:
    content = ENORMOUS[what]()
    seconds, megabytes = spent_on(content)
    assert seconds < 5
    assert megabytes < 300


def spent_on(content: bytes) -> tuple[float, float]:
    """CPU seconds and further megabytes that refusing a file takes, in a process of its own."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            before = resource.getrusage(resource.RUSAGE_SELF)
            with pytest.raises(Refused):
                reading.read(content)
            after = resource.getrusage(resource.RUSAGE_SELF)
            spent = (
                f"{after.ru_utime - before.ru_utime} {(after.ru_maxrss - before.ru_maxrss) / 1e3}"
            )
            os.write(theirs, spent.encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as told:
        seconds, megabytes = told.read().split()
    os.waitpid(child, 0)
    return float(seconds), float(megabytes)
