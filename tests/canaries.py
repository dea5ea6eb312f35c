"""Looking for words in everything that was written: every file, and what is packed in it."""

import base64
import gzip
import tarfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, quote_plus

Found = dict[str, bytes]  # content by where it lies


def contents(name: str, content: bytes) -> Found:
    """A file, and what is packed in it."""
    found = {name: content}
    try:
        if content[:2] == b"\x1f\x8b":
            found[f"{name}, unpacked"] = gzip.decompress(content)
        if tarfile.is_tarfile(name):
            with tarfile.open(name) as packed:
                for one in packed:
                    held = packed.extractfile(one) if one.isfile() else None
                    if held is not None:
                        found |= contents(f"{name}/{one.name}", held.read())
    except (OSError, EOFError, zlib.error, tarfile.TarError):
        pass
    return found


def everything_in(folders: Iterable[Path]) -> Found:
    """Every file under some folders."""
    found: Found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                found |= contents(str(path), path.read_bytes())
    return found


def forms(canary: str) -> set[bytes]:
    """How a canary can stand in bytes: UTF-8, UTF-16, as forms send it, hexadecimal, base64."""
    plain = canary.encode()
    # Base64 of a text depends on where it begins: what is the same at each of three places.
    inside_base64 = {base64.b64encode(b"\0" * at + plain)[4:-4] for at in range(3)}
    return {
        plain,
        canary.encode("utf-16-le"),
        canary.encode("utf-16-be"),
        quote(canary).encode(),
        quote_plus(canary).encode(),
        plain.hex().encode(),
        plain.hex().upper().encode(),
        *inside_base64,
    }


def where(canary: str, found: Found, rows: Iterable[tuple[str, str]] = ()) -> set[str]:
    """Where a canary stands, in any of its forms, among files and rows (where, text)."""
    shapes = forms(canary)
    places = {path for path, content in found.items() if any(one in content for one in shapes)}
    texts = {one.decode("latin-1") for one in shapes}
    return places | {place for place, text in rows if any(one in text for one in texts)}
