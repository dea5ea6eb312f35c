"""What a backup is: one tar file, its manifest, and the keys apart.

    manifest.json                    the SHA-256 of every other member, last in the file
    database.sqlite3 | database.dump rows (SQLite's own copy, or pg_dump's custom format)
    files/...                        what was uploaded
    installation.json                what the home says of itself

FILE.keys has the same shape and holds secrets/... and keystore/...: whoever finds one of the two
cannot read what is sealed in it, so they belong in two places. Every key that was destroyed lives
on in older FILE.keys, so none is kept for more than 14 days; a newer one opens older backups too.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
PIECE = 1024 * 1024


class DamagedError(Exception):
    """An archive that is not what its manifest says; the message names the member."""


@dataclass
class Writing:
    """An archive being written: its tar and the hashes so far."""

    tar: tarfile.TarFile
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, source: Path) -> None:
        """Add one file under `name`; one that has vanished meanwhile is left out."""
        try:
            opened = source.open("rb")
        except FileNotFoundError:
            return
        with opened as content:
            info = _member(name, os.fstat(content.fileno()).st_size)
            hashed = _Hashed(content)
            self.tar.addfile(info, hashed)
        self.hashes[name] = hashed.sha.hexdigest()


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.sha = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.content.read(size)
        self.sha.update(piece)
        return piece


@contextmanager
def writing(target: Path, about: Mapping[str, Any]) -> Iterator[Writing]:
    """Write an archive beside `target` (0600) and rename it into place when the block ends well.

    `about` goes into the manifest. Compressed if the name ends in .gz or .tgz.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    mode = "w:gz" if target.suffix in {".gz", ".tgz"} else "w"
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode=mode) as tar:  # type: ignore[call-overload]
                archive = Writing(tar)
                yield archive
                manifest = json.dumps({**about, "members": archive.hashes}, indent=1).encode()
                tar.addfile(_member(MANIFEST, len(manifest)), io.BytesIO(manifest))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
        sync_folder(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def unpack(source: Path, into: Path) -> dict[str, Any]:
    """Unpack an archive into an empty folder and return its manifest.

    Raises DamagedError if a member is missing, changed, added or not a plain file below the
    folder; what was unpacked by then is left to the caller to remove.
    """
    hashes: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                name = member.name
                if not member.isfile() or PurePosixPath(name).is_absolute() or ".." in name:
                    raise DamagedError(f"{source}: {name} does not belong in a backup")
                content = tar.extractfile(member)
                if content is None:
                    raise DamagedError(f"{source}: {name} cannot be read")
                if name == MANIFEST:
                    manifest = json.load(content)
                else:
                    hashes[name] = _write(content, into / name)
    except (tarfile.TarError, EOFError, ValueError, OSError) as broken:
        if isinstance(broken, FileNotFoundError):
            raise
        raise DamagedError(f"{source} cannot be read as a backup to its end") from broken
    if manifest is None:
        raise DamagedError(f"{source} has no manifest: it is no backup, or its end is missing")
    promised: dict[str, str] = manifest["members"]
    for name in sorted(promised.keys() | hashes.keys()):
        if promised.get(name) != hashes.get(name):
            raise DamagedError(f"{source}: {name} is not what was backed up")
    return manifest


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _write(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed = _Hashed(content)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(hashed, out, PIECE)
        out.flush()
        os.fsync(out.fileno())
    return hashed.sha.hexdigest()


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info
