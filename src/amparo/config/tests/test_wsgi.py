"""The server's threads: what each has of the database ends after it."""

import gc
import threading
from typing import Any

import pytest

from amparo.config import wsgi


class Opened:
    """A connection; like Django's only a garbage collector would find it."""

    def __init__(self) -> None:
        self.closed = self.shared = False
        self.itself = self

    def inc_thread_sharing(self) -> None:
        self.shared = True

    def close(self) -> None:
        assert self.shared
        self.closed = True


class Opening:
    """As Django's `connections`: opened for whichever thread asks."""

    def __init__(self) -> None:
        self.opened: list[Opened] = []

    def all(self) -> list[Opened]:
        self.opened.append(Opened())
        return [self.opened[-1]]


def test_connections_of_threads_that_ended_are_closed_by_the_next_and_those_in_use_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opening = Opening()
    monkeypatch.setattr(wsgi, "connections", opening)
    monkeypatch.setattr(wsgi, "_held", [])
    monkeypatch.setattr(wsgi, "_of_thread", threading.local())
    monkeypatch.setattr(wsgi, "answer", lambda _environ, _start: [b"page"])

    def serve(until: Any) -> None:
        for _request in range(3):
            assert wsgi.application({}, None) == [b"page"]
        served.release()
        until.wait()

    served, never, soon = threading.Semaphore(0), threading.Event(), threading.Event()
    gc.disable()
    try:
        working = threading.Thread(target=serve, args=(never,))
        ending = threading.Thread(target=serve, args=(soon,))
        for thread in (working, ending):
            thread.start()
            served.acquire()
        soon.set()
        ending.join()
        assert [one.closed for one in opening.opened] == [False, False]
        next_one = threading.Thread(target=serve, args=(soon,))
        next_one.start()
        next_one.join()
        assert [one.closed for one in opening.opened] == [False, True, False]
    finally:
        never.set()
        gc.enable()
        working.join()
