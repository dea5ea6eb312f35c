"""`amparo keystore`: whether every key is there, and whether the copy elsewhere holds them.

Losing the keystore loses every case. `--verify FILE` is run on the copy where it lies: that it
was written proves nothing, that it can be read back does.
"""

import argparse
import datetime
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from amparo.ground.sealing import canonical
from amparo.ground.vault import actions, keystore, queries
from amparo.ground.vault.queries.copies import COPY, OLD, keystore_copy_age

from . import archive

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers


class OtherHouseError(Exception):
    """The vault of another organisation, or none, was to be ended."""


class CopyLacksKeysError(Exception):
    """A copy of the keystore that would not restore every case."""


def register(add: "Subparsers") -> None:
    """Add `keystore` to the command line."""
    parser = add.add_parser("keystore", help="whether the keys of the cases, and their copy, hold")
    parser.add_argument(
        "--verify",
        type=Path,
        metavar="FILE",
        help="a FILE.keys of `amparo backup`, where it is kept: does it hold every key?",
    )
    parser.add_argument(
        "--destroy-all",
        metavar="FINGERPRINT",
        help="end the vault: nothing sealed here opens again, for anybody. Give the organisation's"
        " fingerprint as the page of keys shows it, to confirm",
    )
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    if given.destroy_all is not None:
        count = destroy_all(given.destroy_all)
        print(f"Destroyed {count} keys. Nothing that was sealed here opens any more.")
        return 0
    if given.verify is not None:
        count = verify(given.verify)
        print(f"{given.verify} holds every key that cases need ({count}).")
        return 0
    lost, present = keystore.missing(), len(list(keystore.folder().glob(f"*{keystore.ENDING}")))
    print(f"{present} keys in {keystore.folder()}")
    age = keystore_copy_age()
    print(f"Newest verified copy: {told(age)}")
    if lost:
        print(f"{len(lost)} keys are missing: what they open is lost until a copy is restored.")
    return int(bool(lost))


def destroy_all(fingerprint: str) -> int:
    """End the vault of the organisation with this fingerprint; raises OtherHouseError."""
    key = queries.organisation()
    said = "".join(fingerprint.split()).lower()
    if key is None or said not in (
        key.fingerprint,
        "".join(canonical.short(key.fingerprint).split()),
    ):
        raise OtherHouseError("This is not the fingerprint of this organisation's key.")
    return actions.end_vault()


def told(age: datetime.timedelta | None) -> str:
    """An age as the doctor says it."""
    if age is None:
        return "none was ever verified"
    return f"{int(age.total_seconds() // 3600)} hours old"


def is_old(age: datetime.timedelta | None) -> bool:
    """Whether a copy is too old to rely on."""
    return age is None or age > OLD


def verify(copy: Path) -> int:
    """Hold a copy against the keystore: every key that rows need, byte for byte.

    Remembers when it was made, for the desk and the doctor. How many keys there were. Raises
    CopyLacksKeysError, archive.DamagedError or OSError.
    """
    with tempfile.TemporaryDirectory(dir=settings.AMPARO_HOME, prefix=".verify-") as place:
        manifest = archive.unpack(copy, Path(place))
        wanted = {path.name: path.read_bytes() for path in _needed()}
        made = datetime.datetime.fromisoformat(manifest["made"])
        lacking = [
            name
            for name, content in wanted.items()
            if _content(Path(place) / "keystore" / name) != content
        ]
    if lacking:
        raise CopyLacksKeysError(
            f"{copy} lacks {len(lacking)} of {len(wanted)} keys. Run `amparo backup` again, and"
            " bring the new FILE.keys there."
        )
    _remember({"made": made.isoformat(), "keys": len(wanted)})
    return len(wanted)


def _needed() -> list[Path]:
    needed = keystore.needed()
    return [path for path in keystore.folder().glob(f"*{keystore.ENDING}") if path.stem in needed]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _remember(told_later: dict[str, Any]) -> None:
    home = Path(settings.AMPARO_HOME)
    beside = home / f".{COPY}.{os.getpid()}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(told_later, out)
    beside.replace(home / COPY)
