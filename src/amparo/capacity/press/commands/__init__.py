"""`amparo press`: folders in and out, files, and the key they are signed with."""

import argparse
from typing import TYPE_CHECKING

from . import files, folders

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def register(add: "Subparsers") -> None:
    """Add `press` and what it does to the command line."""
    press = add.add_parser("press", help="handbooks and guides: import, export, list, build, sign")
    verbs = press.add_subparsers(metavar="VERB", required=True)
    folders.add_to(verbs)
    files.add_to(verbs)
