"""The door through which granian calls Amparo."""

import os
import threading
import weakref
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
answer = get_wsgi_application()


class Here:
    """Lives as long as the thread that made it."""


_of_thread = threading.local()
_lock = threading.Lock()
_held: list[tuple[weakref.ref[Here], Sequence[BaseDatabaseWrapper]]] = []


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """WSGI's callable."""
    if not hasattr(_of_thread, "here"):
        _of_thread.here = Here()
        with _lock:
            _close_what_ended()
            _held.append((weakref.ref(_of_thread.here), connections.all()))
    found: Iterable[bytes] = answer(environ, start_response)
    return found


def _close_what_ended() -> None:
    """Close the connections of threads that are gone: threads come and go with the load.

    Django leaves them to the garbage collector, which may come when the database takes no more.
    """
    for here, theirs in [one for one in _held if one[0]() is None]:
        _held.remove((here, theirs))
        for one in theirs:
            one.inc_thread_sharing()
            one.close()
