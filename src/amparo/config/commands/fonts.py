"""`amparo fonts`: the faces that PDFs are set in, fetched now instead of before the first build."""

import argparse
from typing import TYPE_CHECKING

from amparo.capacity.press.formats import fonts

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers


def register(add: "Subparsers") -> None:
    """Add `fonts` to the command line."""
    parser = add.add_parser("fonts", help="fetch the fonts for PDF and say which there are")
    parser.set_defaults(run=_run)


def _run(_given: argparse.Namespace) -> int:
    """Exit code 1 when a font is missing afterwards."""
    fonts.ensure(lambda words: print(words, flush=True))
    for name, digest in fonts.digests().items():
        print(f"{digest}  {name}")
    lacking = fonts.missing()
    for face in lacking:
        print(f"missing: {face.file}, from {face.package}")
    return int(bool(lacking))
