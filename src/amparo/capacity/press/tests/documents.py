"""Word documents and zips for tests, the good and the bad."""

import io
import zipfile

from docx import Document

from .factories import png


def a_document() -> bytes:
    """Two chapters with a list, a table, a picture, and looks that Markdown does not have."""
    made = Document()
    made.add_heading("A small book", 0)
    made.add_heading("First: a *test*", 1)
    line = made.add_paragraph("Hello *x* world_1 ")
    line.add_run("bold").bold = True
    line.add_run(" and ")
    line.add_run("under").underline = True
    made.add_paragraph("1. not a list")
    made.add_paragraph("# not a heading")
    for words in ("one", "two"):
        made.add_paragraph(words, style="List Bullet")
    made.add_heading("Deeper", 2)
    made.add_paragraph("Below.")
    made.add_heading("Second", 1)
    made.add_paragraph("A | pipe, a <script> and &amp; a :::")
    table = made.add_table(2, 2)
    table.cell(0, 0).text = "a|b"
    table.cell(1, 1).text = "d"
    made.add_picture(io.BytesIO(png()))
    return packed(made)


def packed(made: object) -> bytes:
    """A document's bytes."""
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def changed(content: bytes, **parts: bytes | None) -> bytes:
    """A document with other parts: their names with "__" for "/" and "_dot_" for "."."""
    named = {name.replace("__", "/").replace("_dot_", "."): held for name, held in parts.items()}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, held in named.items():
            if held is not None:
                new.writestr(name, held)
    return file.getvalue()


def zipped(**files: bytes | str) -> bytes:
    """A zip: names with "__" for "/" and "_dot_" for "."."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in files.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), held)
    return file.getvalue()
