"""The serving generation, opened once a process and read again when it has changed."""

import os
import threading
from pathlib import Path
from typing import NamedTuple

import tantivy
from django.conf import settings
from django.utils.translation import gettext as _

from amparo.ground.search.models import index
from amparo.ground.search.models.rows import horizon


class IndexMissingError(Exception):
    """Nothing serves: never built, set aside, or made by an older version."""


class _Opened(NamedTuple):
    path: Path
    stamp: tuple[int, int]
    reader: tantivy.Index


_lock = threading.Lock()
_serving: dict[Path, _Opened] = {}


def searcher() -> tantivy.Searcher:
    """The newest commit of the serving generation; two file look-ups when nothing changed.

    Raises IndexMissingError.
    """
    for _attempt in range(3):
        path = index.current()
        if path is None:
            break
        try:
            return _opened(path).searcher()
        except (FileNotFoundError, ValueError, OSError):
            continue  # swapped and cleared away between the look and the opening
    raise IndexMissingError


def _opened(path: Path) -> tantivy.Index:
    home = Path(settings.AMPARO_INDEX)
    told = os.stat(path / "meta.json")  # noqa: PTH116 (the hot path)
    stamp = (told.st_mtime_ns, told.st_ino)
    known = _serving.get(home)
    if known and known.path == path and known.stamp == stamp:
        return known.reader
    with _lock:
        known = _serving.get(home)
        if known and known.path == path:
            if known.stamp != stamp:
                known.reader.reload()
                _serving[home] = _Opened(path, stamp, known.reader)
            return known.reader
        _serving[home] = _Opened(path, stamp, index.opened(path))
        return _serving[home].reader


def trouble() -> str | None:
    """What is wrong with this node's index and how to cure it, for `amparo check`; or None."""
    try:
        held = index.position(searcher())
    except IndexMissingError:
        return _("The search index is missing or was made by an older version: run amparo reindex.")
    if held < horizon():
        return _("The search index has missed changes: run amparo reindex.")
    return None
