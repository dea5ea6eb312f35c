"""A Word document becomes a folder of Markdown: read by pandoc, under bounds, in a process alone.

What comes in may be broken on purpose. So the archive is looked at before anything unpacks it;
pandoc runs in its sandbox (it opens nothing and asks nobody), with bounded time, memory and output.
"""

import json
import re
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pypandoc  # type: ignore[import-untyped]
from django.utils.text import slugify
from django.utils.translation import gettext as _
from lxml import etree

from .docx_words import Lost, Notes, TooDeep, Writer, escaped, plain
from .folder import MOST_PICTURE, FileRefused, kind_of_picture, sha

MOST_DOCX = 30_000_000  # bytes of the document
MOST_PARTS = 5_000  # files in it
MOST_XML = 40_000_000  # bytes of its words, unpacked
MOST_UNPACKED = 300_000_000  # bytes of all of it, unpacked
MOST_TREE = 80_000_000  # bytes of what pandoc says
MOST_CHAPTERS = 400
SECONDS = 40  # of pandoc's time, and of ours for waiting
HEAP = "900m"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
HEADING = re.compile(r"heading ([1-9])\Z", re.IGNORECASE)
UNSEEN = {
    f"{WORD}object": "object",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "diagram",
    f"{WORD}txbxContent": "box",
}


class DocxRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """A document that cannot be taken at all; the message says why."""


@dataclass(slots=True)
class Piece:
    """One chapter: its title, its file's name, its Markdown."""

    title: str
    path: str
    blocks: list[Any]
    level: int
    source: str = ""


@dataclass(slots=True)
class Read:
    """A document, read: its title, its chapters, its pictures by path, and what was lost where."""

    title: str
    pieces: list[Piece] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)


def read_docx(content: bytes, *, name: str) -> Read:
    """A Word document as chapters of Markdown; `name` is its file's. Raises DocxRefused."""
    if len(content) > MOST_DOCX:
        raise DocxRefused(_("It is larger than %(most)d MB.") % {"most": MOST_DOCX // 1_000_000})
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "document.docx"
        path.write_bytes(content)
        media = _looked_into(path)
        tree = _told_by_pandoc(path)
    bare = re.sub(r"[-_]+", " ", Path(name).stem).strip() or _("Document")
    title = (
        plain(tree["meta"].get("title", {}).get("c") or []).strip() or bare[:1].upper() + bare[1:]
    )
    done = Read(title[:200])
    pieces = split(tree["blocks"], done.title)
    if not pieces:
        raise DocxRefused(_("There are no words in it."))
    if len(pieces) > MOST_CHAPTERS:
        raise DocxRefused(
            _("Its highest headings would make more than %(most)d chapters.")
            % {"most": MOST_CHAPTERS}
        )
    done.pieces = pieces
    try:
        _write(pieces, media, done)
    except (TooDeep, RecursionError) as error:
        raise DocxRefused(_("Its lists or quotes lie too deep in one another.")) from error
    _unseen(content, done, "\n".join(piece.source for piece in pieces))
    return done


def split(blocks: list[Any], title: str) -> list[Piece]:
    """A document's blocks as chapters, cut at its highest heading level.

    One highest heading that stands before everything is the document's title, when others follow.
    What stands before the first chapter is a chapter named as the document.
    """
    levels = [block["c"][0] for block in blocks if block["t"] == "Header"]
    level = min(levels, default=0)
    first = blocks[0]["c"][0] if blocks and blocks[0]["t"] == "Header" else None
    if len(levels) > 1 and levels.count(level) == 1 and first == level:
        title = plain(blocks[0]["c"][2]).strip() or title
        blocks, level = blocks[1:], min(levels[1:])
    parts: list[tuple[str, list[Any]]] = [(title, [])]
    for block in blocks:
        if block["t"] == "Header" and block["c"][0] == level:
            parts.append((" ".join(plain(block["c"][2]).split()), [block]))
        else:
            parts[-1][1].append(block)
    kept = [part for part in parts if part[1]]
    digits = max(2, len(str(len(kept))))
    pieces = []
    for number, (told, held) in enumerate(kept, start=1):
        words = told[:200] or _("Chapter %(number)d") % {"number": number}
        bare = slugify(words)[:60].strip("-") or f"chapter-{number}"
        pieces.append(Piece(words, f"{number:0{digits}d}-{bare}.md", held, level or 1))
    return pieces


def _write(pieces: list[Piece], media: dict[str, bytes | str], done: Read) -> None:
    """The Markdown of every chapter, with the links between them."""
    at: dict[str, tuple[Piece, bool]] = {}  # by anchor: its chapter, and whether it is its title
    for piece in pieces:
        for place, block in enumerate(piece.blocks):
            if block["t"] == "Header":
                at[block["c"][1][0]] = (piece, place == 0 and block["c"][0] == piece.level)
    wanted = frozenset(_anchors(pieces)) & at.keys()

    def picture(address: str) -> str | None:
        found = media.get(address)
        if not isinstance(found, bytes):
            return None
        name = f"{sha(found)[:12]}.{kind_of_picture(address, found)}"
        done.pictures[f"figures/{name}"] = found
        return f"../figures/{name}"

    for piece in pieces:

        def link(anchor: str, here: Piece = piece) -> str | None:
            if anchor not in at:
                return None
            there, is_title = at[anchor]
            address = "" if there is here else there.path
            return f"{address}#{anchor}" if not is_title else address or None

        notes = Notes(place=piece.title)
        writer = Writer(notes, picture, link, wanted, piece.level)
        begins = piece.blocks[0]
        own = begins["t"] == "Header" and begins["c"][0] == piece.level
        words = writer.chapter(piece.blocks[1:] if own else piece.blocks)
        quoted = escaped(piece.title).replace("\\", "\\\\").replace('"', '\\"')
        piece.source = f'---\ntitle: "{quoted}"\n---\n\n{words}'
        done.lost += notes.lost


def _anchors(pieces: list[Piece]) -> set[str]:
    return set(re.findall(r'\["#([^"]+)"', json.dumps([piece.blocks for piece in pieces])))


def _looked_into(path: Path) -> dict[str, bytes | str]:
    """The archive's pictures by pandoc's name for them; a refusal in place of one not taken.

    Raises DocxRefused when it is no archive, or would unpack to more than anybody can hold.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            words = sum(part.file_size for part in parts if part.filename.endswith(".xml"))
            if (
                len(parts) > MOST_PARTS
                or words > MOST_XML
                or sum(part.file_size for part in parts) > MOST_UNPACKED
            ):
                raise DocxRefused(_("It would unpack to more than this can hold."))
            if "word/document.xml" not in archive.namelist():
                raise DocxRefused(_("This is not a Word document (.docx)."))
            if any(_declares(archive, part) for part in parts):
                raise DocxRefused(_("It holds declarations that no Word document has."))
            media: dict[str, bytes | str] = {}
            for part in parts:
                # Whatever a part says of its size, no more than that is ever unpacked.
                if part.filename.startswith("word/media/"):
                    media[part.filename.removeprefix("word/")] = _picture(archive, part)
            return media
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise DocxRefused(_("This is not a Word document, or it is broken.")) from error


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part declares entities: that is how a few lines become gigabytes."""
    if not part.filename.endswith((".xml", ".rels")):
        return False
    return b"<!DOCTYPE" in archive.read(part).replace(b"\0", b"")


def _picture(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes | str:
    if part.file_size > MOST_PICTURE:
        return _("it is larger than %(most)d kB") % {"most": MOST_PICTURE // 1000}
    content = archive.read(part)
    try:
        kind_of_picture(part.filename, content)
    except FileRefused as refusal:
        return str(refusal)
    return content


def _told_by_pandoc(path: Path) -> dict[str, Any]:
    """What pandoc reads in a document, as its JSON tree. Raises DocxRefused."""
    bounds = f'ulimit -t {SECONDS}; ulimit -f {MOST_TREE // 512}; exec "$@"'
    command = ["/bin/sh", "-c", bounds, "sh", pypandoc.get_pandoc_path()]
    command += ["+RTS", f"-M{HEAP}", "-RTS", "--sandbox", "--track-changes=all"]
    command += ["--from=docx", "--to=json", "--output=-", path.name]
    out = path.with_name("tree.json")
    try:
        with out.open("wb") as opened:
            subprocess.run(
                command,
                cwd=path.parent,
                stdin=subprocess.DEVNULL,
                stdout=opened,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=True,
                env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            )
    except subprocess.TimeoutExpired as error:
        raise DocxRefused(_("Reading it takes too long.")) from error
    except subprocess.CalledProcessError as error:
        raise DocxRefused(
            _("It cannot be read: it is broken, or needs more memory than there is for this.")
        ) from error
    try:
        tree: dict[str, Any] = json.loads(out.read_bytes())
    except (ValueError, RecursionError) as error:
        raise DocxRefused(_("Its lists or quotes lie too deep in one another.")) from error
    return tree


def _unseen(content: bytes, done: Read, written: str) -> None:
    """Note what Word shows and pandoc passes over: boxes, charts, objects, headers and footers."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            headings = _heading_styles(archive) if "word/styles.xml" in names else set()
            with archive.open("word/document.xml") as opened:
                _look_for_unseen(opened, headings, done, written)
            if any(re.fullmatch(r"word/(header|footer)[0-9]*\.xml", name) for name in names):
                done.lost.append(Lost("", _("headers and footers: each format has its own here")))


def _heading_styles(archive: zipfile.ZipFile) -> set[str]:
    found: set[str] = set()
    with archive.open("word/styles.xml") as opened:
        for _event, style in etree.iterparse(
            opened, tag=f"{WORD}style", resolve_entities=False, no_network=True
        ):
            name = style.find(f"{WORD}name")
            if name is not None and HEADING.match(name.get(f"{WORD}val", "")):
                found.add(style.get(f"{WORD}styleId", ""))
            style.clear()
    return found


def _look_for_unseen(opened: IO[bytes], headings: set[str], done: Read, written: str) -> None:
    told = {
        "object": _("an embedded object"),
        "chart": _("a chart: bring it as a picture"),
        "diagram": _("a drawing made in Word: bring it as a picture"),
    }
    place = ""
    bare = re.sub(r"[^\w]", "", written)
    try:
        for _event, one in etree.iterparse(
            opened,
            tag=(f"{WORD}p", *UNSEEN, f"{OFFICE}Fallback"),
            resolve_entities=False,
            no_network=True,
        ):
            if one.tag == f"{OFFICE}Fallback":
                one.clear()  # it says again what the choice before it says
                continue
            words = "".join(one.itertext(f"{WORD}t"))
            if one.tag == f"{WORD}p":
                style = one.find(f"{WORD}pPr/{WORD}pStyle")
                if style is not None and style.get(f"{WORD}val") in headings:
                    place = " ".join(words.split())[:200] or place
                continue
            kind = UNSEEN[one.tag]
            if kind == "box":
                if words.strip() and re.sub(r"[^\w]", "", words) not in bare:
                    said = _("a text box: “%(words)s”") % {"words": words.strip()[:80]}
                    done.lost.append(Lost(place, said))
            else:
                done.lost.append(Lost(place, told[kind]))
    except etree.XMLSyntaxError:
        done.lost.append(Lost(place, _("what comes after this could not be looked through again")))
