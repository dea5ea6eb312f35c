"""Word documents and zips in: carried as far as they go, bounded, and all or nothing."""

import io
import re
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pypandoc
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from amparo.capacity.press import actions, queries
from amparo.capacity.press.actions import bringing, docx_in
from amparo.capacity.press.models import Chapter, Edition, Publication
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.interface.actions import establish
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.markdown.tree import Kind

from .documents import a_document, changed, packed, zipped
from .factories import ARABIC, ENGLISH, counted, everybody, make_publication, tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


@pytest.fixture
def editor():
    return make_account("editor", roles=[Role.EDITOR])


def words_in(piece: docx_in.Piece) -> list[str]:
    return [one.text for one in parse_bytes(piece.source.encode()).segments]


def lost(read: docx_in.Read) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in read.lost:
        found.setdefault(one.place, set()).add(one.what)
    return found


def test_a_document_becomes_chapters_at_its_highest_headings() -> None:
    read = docx_in.read_docx(a_document(), name="my_book.docx")
    assert read.title == "A small book"
    assert [piece.path for piece in read.pieces] == ["01-first-a-test.md", "02-second.md"]
    first, second = read.pieces
    assert "## Deeper" in first.source
    assert "- one\n- two" in first.source
    assert "**bold**" in first.source
    assert "<script>" not in re.sub(r"\\<", "", second.source)
    assert list(read.pictures) == ["figures/a1abfd410973.png"]
    assert "../figures/a1abfd410973.png" in second.source


def test_what_looks_like_markdown_in_word_stays_words() -> None:
    read = docx_in.read_docx(a_document(), name="x.docx")
    document = parse_bytes(read.pieces[0].source.encode())
    kinds = [one.kind for one in document.segments]
    assert kinds.count(Kind.HEADING) == 1
    assert "1\\. not a list" in words_in(read.pieces[0])
    assert "\\# not a heading" in words_in(read.pieces[0])


def test_what_could_not_be_carried_is_named_by_its_place() -> None:
    told = lost(docx_in.read_docx(a_document(), name="x.docx"))
    assert any("underlined" in what for what in told["First: a *test*"])
    assert any("description" in what for what in told["Second"])


def test_footnotes_come_along_and_are_counted_in_each_chapter(tmp_path: Path) -> None:
    markdown = "# One\n\nSaid[^1].\n\n[^1]: Who says so.\n\n# Two\n\nAgain[^2].\n\n[^2]: And why.\n"
    made = tmp_path / "notes.docx"
    pypandoc.convert_text(markdown, "docx", format="markdown", outputfile=str(made))
    read = docx_in.read_docx(made.read_bytes(), name="x.docx")
    one, two = read.pieces
    assert "Said[^1]." in one.source
    assert "[^1]: Who says so." in one.source
    assert "Again[^1]." in two.source
    assert "[^1]: And why." in two.source
    assert any(one.kind is Kind.NOTE for one in parse_bytes(two.source.encode()).segments)


def test_deleted_words_and_comments_stay_behind_and_are_told() -> None:
    made = Document()
    made.add_heading("Head", 1)
    made.add_paragraph("KEEP")
    content = packed(made)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("word/document.xml").decode()
    xml = xml.replace(
        "<w:r><w:t>KEEP</w:t></w:r>",
        '<w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>old</w:delText></w:r></w:del>',
    )
    read = docx_in.read_docx(changed(content, word__document_dot_xml=xml.encode()), name="x.docx")
    assert "new" in read.pieces[0].source
    assert "old" not in read.pieces[0].source
    assert any("tracked changes" in one.what for one in read.lost)


BROKEN = {
    "nothing": b"",
    "no zip": b"This is not a document.",
    "cut off": a_document()[:4_000],
    "an empty zip": zipped(),
    "another zip": zipped(hello="world"),
    "broken XML": changed(a_document(), word__document_dot_xml=b"<w:document><w:body>"),
    "no words": packed(Document()),
    "an entity bomb": changed(
        a_document(),
        word__document_dot_xml=(
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b"<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
        ),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_refused_beside_its_field_and_nothing_changes(
    tmp_path: Path, name: str
) -> None:
    make_publication(tmp_path)
    alice = everybody()["alice"]
    before = counted()
    file = SimpleUploadedFile("book.docx", BROKEN[name])
    answer = alice.post("/en/library/desk/short/bring/", {"file": file})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert counted() == before


def test_a_document_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    content = changed(a_document(), word__document_dot_xml=b"\0" * 60_000_000)
    assert len(content) < 1_000_000
    with pytest.raises(actions.DocxRefused, match="unpack"):
        docx_in.read_docx(content, name="x.docx")


def test_a_document_of_nothing_but_headings_is_refused() -> None:
    made = Document()
    for number in range(docx_in.MOST_CHAPTERS + 1):
        made.add_heading(f"Head {number}", 1)
    with pytest.raises(actions.DocxRefused, match="more than 400 chapters"):
        docx_in.read_docx(packed(made), name="x.docx")


def test_one_heading_above_all_is_the_title_and_chapters_are_those_below() -> None:
    made = Document()
    made.add_heading("The book", 1)
    made.add_paragraph("Before everything.")
    for words in ("One", "Two"):
        made.add_heading(words, 2)
        made.add_paragraph("Words.")
    read = docx_in.read_docx(packed(made), name="x.docx")
    assert [piece.title for piece in read.pieces] == ["The book", "One", "Two"]


def deep(levels: int) -> bytes:
    """Tables in tables in tables."""
    xml = "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    for _level in range(levels):
        xml = f"<w:tbl><w:tblGrid/><w:tr><w:tc>{xml}<w:p/></w:tc></w:tr></w:tbl>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>'
    return changed(a_document(), word__document_dot_xml=document.encode())


BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
import django
django.setup()
from amparo.capacity.press.actions import docx_in
try:
    docx_in.read_docx(sys.stdin.buffer.read(), name="x.docx")
except docx_in.DocxRefused:
    print("refused")
else:
    print("read")
told = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(told["VmHWM"].split()[0])  # its own: what getrusage tells begins with its parent's
"""


@pytest.mark.parametrize("levels", [30, 400])
def test_a_document_nested_without_end_ends_in_bounded_time_and_memory(levels: int) -> None:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED],
        input=deep(levels),
        capture_output=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "amparo.config.settings", "PATH": "/usr/bin:/bin"},
    )
    said, memory = done.stdout.decode().split()
    assert said == "refused"
    assert int(memory) < 400_000  # kB
    assert time.monotonic() - begun < 60


def test_fifty_megabytes_of_picture_are_refused_by_their_size_and_take_no_memory(
    tmp_path: Path,
) -> None:
    make_publication(tmp_path)
    alice = everybody()["alice"]
    big = tmp_path / "big.png"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    before = counted()
    with big.open("rb") as file:
        page = alice.post("/en/library/desk/short/figures/", {"picture": file}).content.decode()
    assert "50 MB; 5 MB is the most" in page
    assert 'aria-invalid="true"' in page
    assert counted() == before


def test_a_picture_too_large_in_a_document_is_left_out_and_told(monkeypatch) -> None:
    monkeypatch.setattr(docx_in, "MOST_PICTURE", 10)
    read = docx_in.read_docx(a_document(), name="x.docx")
    assert read.pictures == {}
    assert any("picture" in what for what in lost(read)["Second"])


def test_a_document_takes_the_place_of_the_draft_and_translations_stay(
    tmp_path: Path, editor
) -> None:
    made = Document()
    made.add_heading("Second", 1)
    made.add_paragraph("Words that stay.")
    brought = actions.take_docx(
        None, packed(made), name="x.docx", slug="word", language="en", by=editor
    )
    assert brought.imported.chapters == 1
    edition = queries.newest("word")
    assert edition is not None
    assert edition.title("en")[0] == "X"
    made.add_paragraph("And more.")
    again = actions.take_docx(edition.publication, packed(made), name="x.docx", by=editor)
    assert again.imported.written == ["01-second.md"]
    assert Edition.objects.count() == 1
    with pytest.raises(actions.EditRefused):
        actions.take_docx(
            edition.publication,
            packed(made),
            name="x.docx",
            by=make_account("bob", roles=[Role.TRANSLATOR]),
        )


def test_a_new_publication_comes_from_a_document_with_a_report(tmp_path: Path) -> None:
    alice = everybody()["alice"]
    said = {"title": "Word", "slug": "word", "language": "en", "kind": "guide"}
    file = SimpleUploadedFile("book.docx", a_document())
    page = alice.post("/en/library/desk/new/", {**said, "file": file}).content.decode()
    assert "2 chapters" in page
    assert "underlined words" in page
    assert Chapter.objects.count() == 2
    assert Publication.objects.get().kind == "guide"
    broken = SimpleUploadedFile("book.docx", b"no")
    page = alice.post("/en/library/desk/new/", {**said, "slug": "other", "file": broken})
    assert 'aria-invalid="true"' in page.content.decode()
    assert Publication.objects.count() == 1


def a_zip(top: str = "") -> bytes:
    files: dict[str, bytes | str] = {}
    for tag, texts in (("en", ENGLISH), ("ar", ARABIC)):
        for path, words in texts.items():
            files[f"{top}{tag}/{path}"] = words
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in files.items():
            made.writestr(name, held)
    return file.getvalue()


@pytest.mark.parametrize("top", ["", "handbook/"])
def test_a_zip_of_a_folder_comes_in_as_from_the_command_line(top: str, editor) -> None:
    done = actions.take_zip(
        None, io.BytesIO(a_zip(top)), slug="short", language="en", title="Zip", by=editor
    )
    assert done.imported.languages == ["en", "ar"]
    assert done.imported.refused == []


def test_loose_markdown_is_the_source_language(editor) -> None:
    content = zipped(one_dot_md="One.", two_dot_md="Two.")
    done = actions.take_zip(
        None, io.BytesIO(content), slug="loose", language="fr", title="Loose", by=editor
    )
    assert (done.imported.languages, done.imported.chapters) == (["fr"], 2)


def test_nothing_is_written_outside_and_no_link_is_made(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in ("../out.md", "/root.md", "en/../../up.md", "C:\\x.md", "en/.hidden.md"):
            made.writestr(name, "Bad.")
        link = zipfile.ZipInfo("en/link.md")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("en/good.md", "Good.")
    root = tmp_path / "inside"
    root.mkdir()
    left_out = bringing.unpack(file, root, "en")
    assert set(tree(tmp_path)) == {"inside/en/good.md"}
    assert len(left_out) == 6


def test_a_zip_that_unpacks_without_end_is_stopped(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(bringing, "MOST_UNPACKED", 3_000_000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("en/a.md", b"x" * 8_000_000)
    with pytest.raises(actions.ImportRefused, match="unpack"):
        bringing.unpack(file, tmp_path, "en")


def test_mixed_encodings_are_named_by_file_and_line_and_the_rest_comes(tmp_path: Path) -> None:
    make_publication(tmp_path)
    alice = everybody()["alice"]
    content = zipped(
        en__good_dot_md="Good.",
        en__latin_dot_md="One.\n\nDos años.".encode("latin-1"),
        en__wide_dot_md="Wide.".encode("utf-16"),
    )
    file = SimpleUploadedFile("x.zip", content)
    page = alice.post("/en/library/desk/short/bring/", {"file": file}).content.decode()
    assert "en/latin.md" in page
    assert "line 3" in page
    assert "en/wide.md" in page
    draft = queries.newest("short")
    assert draft is not None
    assert [row.slug for row in draft.chapters.all()] == ["good"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", a_zip()[:200]])
def test_a_broken_zip_changes_nothing(tmp_path: Path, content: bytes) -> None:
    make_publication(tmp_path)
    alice = everybody()["alice"]
    before = counted()
    file = SimpleUploadedFile("x.zip", content)
    page = alice.post("/en/library/desk/short/bring/", {"file": file}).content.decode()
    assert 'aria-invalid="true"' in page
    assert counted() == before


def test_other_files_are_refused_by_name(tmp_path: Path) -> None:
    make_publication(tmp_path)
    client: Client = everybody()["alice"]
    file = SimpleUploadedFile("x.doc", b"old Word")
    page = client.post("/en/library/desk/short/bring/", {"file": file}).content.decode()
    assert "name ends in" in page


def test_this_process_was_never_large() -> None:
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_500_000  # kB
