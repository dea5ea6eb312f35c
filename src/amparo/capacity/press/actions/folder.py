"""A folder of Markdown, looked through: what is in it, and what cannot be taken and why.

Nothing here touches the database. Every path in a result is relative, with forward slashes.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from django.utils.translation import gettext as _

from amparo.ground.vocabulary import queries as vocabulary

MARKDOWN = (".md", ".markdown")
PICTURES = {"svg": "svg", "png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}
METADATA = "handbook.yaml"
MOST_TEXT = 2_000_000  # bytes of one Markdown file
MOST_PICTURE = 5_000_000
MOST_FILES = 50_000
LONGEST_PATH = 500
TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")


class FolderRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """The folder as a whole cannot be imported; the message says why."""


class FileRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """One file cannot be taken; the message says why. The rest goes on."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, by its path in the folder, and the reason in words."""

    path: str
    reason: str


@dataclass(slots=True)
class Folder:
    """What a folder holds.

    `files` has for each Markdown path (under its language folder) where each language keeps it;
    `pictures` and `metadata` are by their path from the top.
    """

    root: Path
    source: str
    folders: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Path]] = field(default_factory=dict)
    pictures: dict[str, Path] = field(default_factory=dict)
    metadata: Path | None = None
    only_translated: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def language_of(name: str) -> str | None:
    """The language a name is the tag of (BCP 47, in small letters), or None: CLDR knows none."""
    tag = _tag_in(name)
    if tag is None:
        return None
    known = tag.split("-")[0] in Locale("en").languages or tag in vocabulary.told()
    return tag if known else None


def _tag_in(name: str) -> str | None:
    """A name that has the form of a language tag, as one."""
    return vocabulary.canonical(name) if TAG.match(name) else None


def look_through(root: Path, *, source: str) -> Folder:
    """What the folder `root` holds, with `source` the language the text was written in.

    Raises FolderRefused when it is no folder or has no folder for the source language.
    """
    try:
        top = root.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise FolderRefused(_("There is no such folder.")) from error
    if not top.is_dir():
        raise FolderRefused(_("This is a file, not a folder."))
    folder = Folder(top, vocabulary.canonical(source))
    for seen, (path, place) in enumerate(_walk(top, folder.refused)):
        if seen >= MOST_FILES:
            raise FolderRefused(
                _("This folder holds more than %(most)d files.") % {"most": MOST_FILES}
            )
        _sort_in(folder, path, place)
    if not any(folder.source in files for files in folder.files.values()):
        raise FolderRefused(
            _("There is no folder with Markdown in the source language: %(tag)s.") % {"tag": source}
        )
    _keep_only_languages(folder)
    _set_aside_what_only_translations_have(folder)
    return folder


def _sort_in(folder: Folder, path: str, place: Path) -> None:
    first, _slash, rest = path.partition("/")
    tag = _tag_in(first) if rest else None
    suffix = place.suffix.lower()
    if path == METADATA:
        folder.metadata = place
    elif tag and suffix in MARKDOWN:
        if folder.folders.setdefault(tag, first) == first:
            folder.files.setdefault(rest, {})[tag] = place
        else:
            other = folder.folders[tag]
            reason = _("the folder “%(other)s” is already this language") % {"other": other}
            folder.refused.append(Refusal(path, reason))
    elif suffix.lstrip(".") in PICTURES:
        folder.pictures[path] = place
    elif suffix == ".gif":
        reason = _("pictures may be SVG, PNG, JPEG or WebP")
        folder.refused.append(Refusal(path, reason))
    else:
        folder.left_out.append(path)


def _keep_only_languages(folder: Folder) -> None:
    """Of names nobody knows ("img", "qhx") those are languages that hold a text of the source."""
    unknown = {tag for tag, name in folder.folders.items() if language_of(name) is None}
    unknown -= {folder.source}
    for files in folder.files.values():
        if folder.source in files:
            unknown -= files.keys()
    for path, files in list(folder.files.items()):
        for tag in unknown & files.keys():
            del files[tag]
            folder.left_out.append(f"{folder.folders[tag]}/{path}")
        if not files:
            del folder.files[path]
    for tag in unknown:
        del folder.folders[tag]


def _set_aside_what_only_translations_have(folder: Folder) -> None:
    for path in sorted(folder.files):
        if folder.source in folder.files[path]:
            continue
        for tag in sorted(folder.files.pop(path)):
            folder.only_translated.append(f"{folder.folders[tag]}/{path}")


def _walk(top: Path, refused: list[Refusal]) -> Iterator[tuple[str, Path]]:
    """Every file under `top` in the order of its path; what may not be followed goes to `refused`.

    Links are followed as long as they stay inside and do not lead back to a folder they lie in.
    """
    waiting: list[tuple[str, Path, frozenset[str]]] = [("", top, frozenset({str(top)}))]
    while waiting:
        prefix, place, above = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError:
            refused.append(Refusal(prefix.rstrip("/"), _("the folder cannot be opened")))
            continue
        deeper = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = prefix + entry.name
            try:
                real, is_folder = _followed(path, Path(entry.path), top, above)
            except FileRefused as refusal:
                refused.append(Refusal(_printable(path), str(refusal)))
                continue
            if is_folder:
                deeper.append((path + "/", real, above | {str(real)}))
            else:
                yield path, real
        waiting.extend(reversed(deeper))


def _followed(path: str, place: Path, top: Path, above: frozenset[str]) -> tuple[Path, bool]:
    """Where an entry really is, and whether it is a folder; FileRefused if it may not be read."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FileRefused(_("its name is not UTF-8")) from error
    if len(path) > LONGEST_PATH:
        raise FileRefused(_("its path is too long"))
    try:
        real = place.resolve(strict=True)
        mode = real.stat().st_mode
    except RuntimeError as error:
        raise FileRefused(_("the link leads in a circle")) from error
    except OSError as error:
        reason = _("the link leads nowhere") if place.is_symlink() else _("it cannot be opened")
        raise FileRefused(reason) from error
    if not real.is_relative_to(top):
        raise FileRefused(_("the link leads out of the folder"))
    if stat.S_ISDIR(mode):
        if str(real) in above:
            raise FileRefused(_("the link leads back to a folder that it lies in"))
        return real, True
    if not stat.S_ISREG(mode):
        raise FileRefused(_("it is not an ordinary file"))
    return real, False


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def read(place: Path, most: int) -> bytes:
    """A file's bytes; FileRefused when there are more than `most` or it cannot be read."""
    try:
        with place.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        raise FileRefused(_("it cannot be opened")) from error
    if len(content) > most:
        raise FileRefused(_("it is larger than %(most)d kB") % {"most": most // 1000})
    return content


def read_text(place: Path) -> bytes:
    """A Markdown file's bytes, which are UTF-8 without a null character; else FileRefused."""
    content = read(place, MOST_TEXT)
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileRefused(_("it is not UTF-8 (line %(line)d)") % {"line": line}) from error
    if "\0" in words:
        raise FileRefused(_("it holds a null character"))
    return content


def read_picture(place: Path) -> tuple[bytes, str]:
    """A picture's bytes and its kind (see `kind_of_picture`); FileRefused if it is none."""
    content = read(place, MOST_PICTURE)
    return content, kind_of_picture(place.name, content)


def kind_of_picture(name: str, content: bytes) -> str:
    """The kind of a picture (svg, png, jpg, webp); FileRefused if it is not what its name says.

    An SVG that declares entities is refused: that is how a small file becomes an endless one.
    """
    kind = PICTURES.get(name.rpartition(".")[2].lower())
    if kind is None:
        raise FileRefused(_("pictures may be SVG, PNG, JPEG or WebP"))
    if len(content) > MOST_PICTURE:
        raise FileRefused(_("it is larger than %(most)d kB") % {"most": MOST_PICTURE // 1000})
    begins = {
        "png": content.startswith(b"\x89PNG\r\n\x1a\n"),
        "jpg": content.startswith(b"\xff\xd8\xff"),
        "webp": content[:4] == b"RIFF" and content[8:12] == b"WEBP",
        "svg": b"<svg" in content[:4096] and b"<!ENTITY" not in content,
    }
    if not begins[kind]:
        raise FileRefused(_("it is not the kind of picture its name says"))
    return kind


def sha(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts "2-b" before "10-a"."""
    return [
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part.casefold())
        for part in re.split(r"([0-9]+)", name)
        if part
    ]
