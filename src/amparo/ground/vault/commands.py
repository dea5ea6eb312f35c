"""`amparo vault`: opening what is sealed, on any computer, with the keys one has.

It runs before any settings are read, so that it needs no installation and leaves none behind.
"""

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.ground.sealing.opening import (
    LARGE,
    Bunch,
    CannotRead,
    open_all,
    open_large,
    shown,
)

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

EPILOG = """
FILE is anything sealed here: an age file, a frame, a stored row with its shred key, or a whole
folder written by `amparo bundle`. KEY is a paper key as it is printed, with or without its spaces,
or a file that holds a key. The keyring and the grants on the way are given with --with; in a
folder they are found. No server, no database and no network are needed.

The same with the stock age command: see "Opening without Amparo" in docs/operating.md.
"""


def register(add: "Subparsers") -> None:
    """Add `vault` to the command line."""
    parser = add.add_parser("vault", help="open what is sealed, without a server")
    below = parser.add_subparsers(metavar="ACT", required=True)
    opening = below.add_parser(
        "open",
        help="open a sealed record, a file, or a whole bundle",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    opening.add_argument("file", type=Path, metavar="FILE")
    opening.add_argument(
        "--key", action="append", default=[], metavar="KEY", help="asked for if it is not given"
    )
    opening.add_argument(
        "--with",
        dest="also",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="what leads there: the keyring's paper blob, the grant",
    )
    opening.add_argument("--into", type=Path, metavar="PATH", help="write it there (0600)")
    opening.set_defaults(run=_open)


def _open(given: argparse.Namespace) -> int:
    bunch = Bunch()
    for key in given.key or [getpass.getpass("Paper key (it is not shown): ")]:
        bunch.add(_key(key))
    if given.file.is_dir():
        return _open_folder(given.file, bunch, given.into)
    open_all(given.also, bunch)
    if given.file.stat().st_size > LARGE:
        return _open_one_large(given.file, bunch, given.into)
    content = bunch.open(given.file.read_bytes())
    if given.into is not None:
        _write(given.into, content)
        print(f"Opened into {given.into}")
    elif (words := shown(content)) is not None:
        print(words)
    else:
        sys.stdout.buffer.write(content)
    return 0


def _open_folder(folder: Path, bunch: Bunch, into: Path | None) -> int:
    """Every sealed file of a bundle, as far as the keys reach; 1 if they reach nothing."""
    if into is None:
        raise CannotRead("Say where to write what is opened: --into DIR")
    large = [path for path in folder.rglob("*.age") if path.stat().st_size > LARGE]
    small = [path for path in sorted(folder.rglob("*.age")) if path not in large]
    opened = [one for one in open_all(small, bunch) if one.content is not None]
    for one in opened:
        target = into / one.path.relative_to(folder).with_suffix("")
        content = one.content or b""
        is_json = content.startswith(b"{")
        _write(target.with_name(target.name + ".json") if is_json else target, content)
    for path in large:
        target = into / path.relative_to(folder).with_suffix("")
        try:
            _open_one_large(path, bunch, target)
        except CannotRead:
            continue
    count = len(small) + len(large)
    print(f"Opened {len(opened)} of {count} into {into}; the rest is sealed to other keys.")
    return 0 if opened else 1


def _open_one_large(path: Path, bunch: Bunch, into: Path | None) -> int:
    if into is None:
        raise CannotRead("This is a large file. Say where to write it: --into PATH")
    beside = into.with_name(f".{into.name}.opening")
    into.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        beside.touch(mode=0o600)
        with beside.open("r+b") as target:
            open_large(path, bunch, target)
        beside.rename(into)
    finally:
        beside.unlink(missing_ok=True)
    print(f"Opened into {into}")
    return 0


def _key(given: str) -> str:
    """A key, or what is in the file of that name."""
    try:
        path = Path(given)
        return path.read_text(encoding="utf-8") if path.is_file() else given
    except (OSError, ValueError):
        return given


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(content)
