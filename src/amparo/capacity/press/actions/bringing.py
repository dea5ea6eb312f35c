"""What people bring in the browser: a Word document, a zip of Markdown, a picture, a new title.

Each becomes a folder that the import reads, so that either all of it is there or nothing changed.
"""

import posixpath
import re
import stat
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.capacity.press import permissions
from amparo.capacity.press.models import Chapter, Edition, Figure, Kind, Publication, State
from amparo.capacity.press.queries.reading import stored_at
from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note as write_down
from amparo.ground.texts import queries as texts
from amparo.ground.vocabulary import queries as vocabulary

from . import review
from .chapters import first_chapter
from .counting import count
from .docx_in import read_docx
from .docx_words import Lost
from .drafting import EditRefused, changing, tree_sha
from .editions import newest
from .figures import keep
from .folder import MARKDOWN, METADATA, kind_of_picture, language_of, sha
from .importing import RESERVED, SLUG, ImportRefused, import_folder
from .indexing import search_again, searchable_now
from .offering import offer_to_desk
from .staging import Imported

MOST_ZIP = 60_000_000  # bytes of the archive
MOST_FILES = 5_000
MOST_UNPACKED = 200_000_000  # bytes
MOST_ONE = 6_000_000  # bytes of one file in it
CHUNK = 1 << 16
NAME = re.compile(r"[^\w.-]+")


@dataclass(slots=True)
class Brought:
    """What came of a document or a folder: the import's own report, and what Word had besides."""

    imported: Imported
    lost: list[Lost] = field(default_factory=list)


def new_publication(
    *, slug: str, language: str, title: str, kind: str = Kind.HANDBOOK, by: Account
) -> Publication:
    """An empty publication: a draft with one chapter, to be written here. Raises EditRefused."""
    title = " ".join(title.split())[:200]
    _must_be_new(slug, by)
    if not title:
        raise EditRefused(_("Say what it is called."))
    tag = vocabulary.canonical(language)
    if vocabulary.language(tag) is None:
        raise EditRefused(_("Choose the language it is written in."))
    with transaction.atomic():
        publication, made = Publication.objects.get_or_create(
            slug=slug, defaults={"source_language": tag, "kind": kind}
        )
        if not made:
            raise EditRefused(_("Another publication has this address."))
        edition = Edition.objects.create(
            publication=publication,
            told={"source_language": tag, "titles": {tag: title}},
            folders={tag: tag},
        )
        words = _("First chapter")
        first_chapter(edition, "01-first-chapter.md", "first-chapter", words, by=by)
        edition.number, edition.state, edition.tree_sha = 1, State.DRAFT, tree_sha(edition)
        edition.save()
        count(edition)
        review.stepped(edition, "open", by=by.actor)
        write_down(
            by=by.actor, verb="press.new", kind="press.publication", object_id=str(publication.pk)
        )
        offer_to_desk(edition)
        search_again(publication, searchable_now(publication), all_anew=True)
        public_changed()
    return publication


def take_docx(
    publication: Publication | None,
    content: bytes,
    *,
    name: str,
    slug: str = "",
    language: str = "",
    title: str = "",
    kind: str = "",
    by: Account,
) -> Brought:
    """A Word document becomes the draft of a publication (None: of a new one, `slug`, `language`).

    Its chapters take the place of those there were; one with the same address keeps its
    translations. Raises DocxRefused, EditRefused, ImportRefused and FolderRefused, having changed
    nothing.
    """
    slug, language = _into(publication, slug, language, by)
    read = read_docx(content, name=name)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / language).mkdir()
        for piece in read.pieces:
            (root / language / piece.path).write_text(piece.source, encoding="utf-8", newline="\n")
        for path, picture in read.pictures.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(picture)
        _as_it_was(publication, root)
        told = title or ("" if publication else read.title)
        done = import_folder(root, slug=slug, source=language, by=by.actor, title=told)
    _of_kind(publication, slug, kind)
    return Brought(done, read.lost)


def take_zip(
    publication: Publication | None,
    file: IO[bytes],
    *,
    slug: str = "",
    language: str = "",
    title: str = "",
    kind: str = "",
    by: Account,
) -> Brought:
    """A zip of Markdown (a folder a language, or one language's files) becomes the draft.

    Raises EditRefused, ImportRefused and FolderRefused, having changed nothing.
    """
    slug, language = _into(publication, slug, language, by)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        left_out = unpack(file, root, language)
        done = import_folder(root, slug=slug, source=language, by=by.actor, title=title)
    _of_kind(publication, slug, kind)
    done.left_out = sorted({*done.left_out, *left_out})
    return Brought(done)


def unpack(file: IO[bytes], root: Path, language: str) -> list[str]:
    """Unpack a zip under `root`; returns what was left out. Raises ImportRefused.

    Nothing is written outside, no link is made, and no more than the bounds is ever unpacked,
    whatever the archive says of its sizes. Markdown without a language's folder is `language`'s.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > MOST_FILES:
                raise ImportRefused(
                    _("This folder holds more than %(most)d files.") % {"most": MOST_FILES}
                )
            paths = _paths(parts)
            top = _common(list(paths))
            inside = {path.removeprefix(top): part for path, part in paths.items()}
            loose = any("/" not in path and path.lower().endswith(MARKDOWN) for path in inside)
            room = MOST_UNPACKED
            for path, part in inside.items():
                under = path
                if loose and path != METADATA:
                    under = f"{language}/{path}"
                room -= _one(archive, part, root / under, room)
            kept = {part.filename for part in paths.values()}
            return [part.filename for part in parts if part.filename not in kept]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ImportRefused(_("This is not a zip file, or it is broken or locked.")) from error


def _paths(parts: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The parts that are files under the folder itself, by their path there."""
    found: dict[str, zipfile.ZipInfo] = {}
    for part in parts:
        path = posixpath.normpath(part.filename.replace("\\", "/"))
        names = path.split("/")
        if path.startswith("/") or ".." in names or ":" in names[0] or "\0" in path:
            continue
        if stat.S_ISLNK(part.external_attr >> 16) or len(path.encode()) > 500:
            continue
        hidden = any(name.startswith(".") or len(name.encode()) > 200 for name in names)
        if hidden or names[0] == "__MACOSX":
            continue
        found.setdefault(path, part)
    return found


def _common(paths: list[str]) -> str:
    """A folder that all of it lies in, other than a language's ("handbook/")."""
    tops = {path.partition("/")[0] for path in paths}
    if len(tops) != 1 or any("/" not in path for path in paths):
        return ""
    top = tops.pop()
    below = {path.split("/")[1] for path in paths}
    if language_of(top) and not any(language_of(name) for name in below):
        return ""
    return top + "/"


def _one(archive: zipfile.ZipFile, part: zipfile.ZipInfo, place: Path, room: int) -> int:
    """Unpack one file; how many bytes it had."""
    place.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(part) as opened, place.open("wb") as out:
        while piece := opened.read(CHUNK):
            written += len(piece)
            if written > room:
                raise ImportRefused(_("It would unpack to more than this can hold."))
            if written <= MOST_ONE:  # a larger one is cut, and refused by its size
                out.write(piece)
    return written


def add_figure(publication: Publication, *, name: str, content: bytes, by: Account) -> Figure:
    """A picture for the edition that is worked on, under figures/; one of the same name goes.

    Raises FileRefused and EditRefused.
    """
    kind = kind_of_picture(name, content)
    bare = NAME.sub("-", name.rpartition("/")[2].rpartition(".")[0]).strip("-.")[:80] or "figure"
    with changing(publication, by=by, verb="add_figure") as draft:
        path = f"figures/{bare}.{kind}"
        row, _made = Figure.objects.update_or_create(
            edition=draft,
            path=path,
            defaults={"sha": sha(content), "extension": kind, "size": len(content)},
        )
        keep(stored_at(draft, row.name), content)
    return row


def remove_figure(publication: Publication, path: str, *, by: Account) -> None:
    """Take a picture out of the edition that is worked on. Raises EditRefused while it is shown."""
    with changing(publication, by=by, verb="remove_figure") as draft:
        name = path.rpartition("/")[2]
        for row in Chapter.objects.filter(edition=draft).select_related("text").iterator():
            if any(address.rpartition("/")[2] == name for address in texts.figures(row.text)):
                raise EditRefused(
                    _("The chapter %(chapter)s shows this picture.") % {"chapter": row.slug}
                )
        draft.figures.filter(path=path).delete()


def _into(
    publication: Publication | None, slug: str, language: str, by: Account
) -> tuple[str, str]:
    """Which publication an upload is for, as its address and its language."""
    if publication is None:
        _must_be_new(slug, by)
        return slug, vocabulary.canonical(language)
    last = newest(publication)
    if last is None or not permissions.edits(by, last):
        raise EditRefused(_("Only editors change a publication."))
    return publication.slug, publication.source_language


def _of_kind(publication: Publication | None, slug: str, kind: str) -> None:
    """What sort of thing a new publication is, as whoever brings it says."""
    if publication is None and kind in Kind.values:
        Publication.objects.filter(slug=slug).update(kind=kind)


def _must_be_new(slug: str, by: Account) -> None:
    if not permissions.Permission.EDIT.value.allows(by):
        raise EditRefused(_("Only editors make a publication."))
    if not SLUG.match(slug) or slug in RESERVED or len(slug) > 80:
        raise EditRefused(_("The short name may hold small letters, digits and hyphens."))
    if Publication.objects.filter(slug=slug).exists():
        raise EditRefused(_("Another publication has this address."))


def _as_it_was(publication: Publication | None, root: Path) -> None:
    """What a document says nothing of stays: the metadata, as its file was."""
    last = newest(publication) if publication else None
    if last is not None and last.metadata_file is not None:
        (root / METADATA).write_bytes(bytes(last.metadata_file))
