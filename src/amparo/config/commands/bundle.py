"""`amparo bundle DIR`: everything sealed as plain age files, for a computer without Amparo.

No key is needed to write it: what is in it stays sealed to the people it was sealed to. The seal
that shredding destroys is taken off, so a bundle does not forget: it is for an emergency.
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.ground.sealing import age, frames
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault
from amparo.ground.vault.queries import bundle as sealed
from amparo.protection.cases.queries import bundle as cases

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

README = """Everything here is sealed. docs/operating.md says how it is opened, also without Amparo.

keyrings/KEYRING.paper.age        opens with that person's paper key; holds their identity
grants/KEYRING/EPOCH.age          opens with that identity; holds the epoch's
records/EPOCH/ID.age              opens with the epoch's identity; an entry
files/EPOCH/ID.age                opens with the epoch's identity; a file

What is destroyed in the installation stays here. Remove this folder when it is no longer needed,
after 14 days at the latest.
"""


class CannotBundleError(Exception):
    """Why no bundle was written, and what to do."""


def register(add: "Subparsers") -> None:
    """Add `bundle` to the command line."""
    parser = add.add_parser("bundle", help="write everything sealed as plain age files")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    count = bundle(given.folder)
    print(f"Wrote {count} sealed files into {given.folder}.")
    print("Shredding does not reach them: remove the folder within 14 days.")
    return 0


def bundle(folder: Path) -> int:
    """Write a bundle; how many sealed files. Raises CannotBundleError or OSError."""
    if folder.exists():
        raise CannotBundleError(f"{folder} is there already. Name a folder that is not.")
    folder.mkdir(parents=True, mode=0o700)
    count = 0
    for one in [*_entries(), *sealed.keys()]:
        _write(folder / one.path, one.content)
        count += 1
    for blob in sealed.blobs():
        target = folder / "files" / str(blob.epoch_id) / f"{blob.id}.age"
        try:
            with vault.frame_of(blob) as frame:
                content = frame.read()
        except (OSError, keystore.KeystoreLost, frames.BadFrameError, age.CannotOpenError):
            continue  # of one that is lost the others are no less
        _write(target, content[: int.from_bytes(content[-frames.LENGTH :], "big")])
        count += 1
    _write(folder / "README.txt", README.encode())
    return count


def _entries() -> Iterator[sealed.Sealed]:
    for entry in cases.entries():
        found = sealed.record(*entry)
        if found is not None:
            yield found


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
