"""Files in one zip with the list of their hashes, so that anybody can check them without us."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

from .epub import put

SUMS = "SHA256SUMS"
# What is packed already gains nothing by being packed again.
PACKED = (".epub", ".docx", ".zim", ".opus", ".zip", ".png", ".jpg", ".pdf", ".webp")


def write(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files by name as a zip; the same files in the same order make the same bytes."""
    made = io.BytesIO()
    write_into(made, files)
    return made.getvalue()


def write_into(target: BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
    """The same into an open file, holding one of `files` at a time.

    The zip ends with SHA256SUMS: `sha256sum -c SHA256SUMS` checks all the others. Raises ValueError
    for a name that is no plain relative path, or that comes twice.
    """
    sums: dict[str, str] = {}
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files:
            steps = name.split("/")
            if name in sums or not all(steps) or {".", "..", SUMS} & set(steps) or "\n" in name:
                raise ValueError(name)
            sums[name] = hashlib.sha256(content).hexdigest()
            put(archive, name, content, packed=not name.endswith(PACKED))
        lines = "".join(f"{sha}  {name}\n" for name, sha in sorted(sums.items()))
        put(archive, SUMS, lines.encode())
