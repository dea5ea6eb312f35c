"""`amparo reindex`: the search index, made anew from the rows."""

import argparse
import importlib
import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import apps
from tqdm import tqdm

from amparo.ground.search import actions as search
from amparo.ground.search.models import Document

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers


def register(add: "Subparsers") -> None:
    """Add `reindex` to the command line."""
    parser = add.add_parser("reindex", help="make the search index anew, beside the old one")
    parser.set_defaults(run=_run)


def _run(_given: argparse.Namespace) -> int:
    print(f"{reindex()} documents can be found")
    return 0


def reindex() -> int:
    """Build a new index from every room's searchable rows and put it in place of the old one.

    Returns how many documents it holds. Interrupted at any moment, the old one stays.
    """
    count = 0
    with tqdm(unit=" documents", disable=None) as bar:
        for count in search.rebuild(searchable()):
            bar.update(count - bar.n)
    return count


def searchable() -> Iterator[Document]:
    """Everything that may be found, from every room that has `queries.searchable`."""
    for app in apps.get_app_configs():
        name = f"{app.name}.queries"
        if app.name.startswith("amparo.") and importlib.util.find_spec(name):
            given = getattr(importlib.import_module(name), "searchable", None)
            if given is not None:
                yield from given()
