"""Questions to the engines: numbers and letters come in, lines of JSON go out as they are reckoned.

What a number or a letter means stays on the device that asks. Nothing is stored and nothing of a
question or an answer is logged. An engine reckons in a thread of its own; whoever closes the
connection stops it. Each line is one object: `{"progress": {stage, fraction, best, bound}}`, and
at last `{"answer": ...}` or `{"refused": {words, faults}}`.
"""

import fcntl
import json
import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseNotAllowed,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.permissions import Permission
from amparo.ground.identity.queries import reader

if TYPE_CHECKING:
    from amparo.capacity.fellowships.composing import Step

    from .engines import Run

LARGEST = 8 * 1024 * 1024  # bytes of a question
MOST_SECONDS = 60
AT_ONCE = 2  # in the whole house, over all its processes
BEAT = 0.5  # seconds; a line goes out at least so often, which shows whether anybody is there
TOLD_EVERY = 0.1
GRACE = 10.0  # seconds beyond the time, after which nobody waits for an engine

log = logging.getLogger(__name__)


class Place:
    """One of the places that reckon at once. The kernel gives it back when a process dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        self._lock = threading.Lock()

    @classmethod
    def free(cls) -> "Place | None":
        """A place that nobody has, or None. Its file is empty and stays so."""
        for number in range(AT_ONCE):
            name = settings.AMPARO_HOME / f"solving-{number}.lock"
            descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            else:
                return cls(descriptor)
        return None

    def leave(self) -> None:
        """Give it back; once is enough."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


class Lines:
    """The lines of one answer. An engine's thread begins with the first; `close` stops it."""

    def __init__(self, run: "Run", seconds: float, place: Place) -> None:
        self._run, self._place = run, place
        self._seconds = min(seconds, MOST_SECONDS)
        self._stop = threading.Event()
        self._lines: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._last: dict[str, Any] = {"progress": _progress()}
        self._told = self._ends = 0.0
        self._begun = self._over = False
        self._late = _refusal(_("The time was up before there was an answer."))
        self._failed = _refusal(_("This could not be reckoned. Change the question, or try again."))

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._over:
            raise StopIteration
        if not self._begun:
            self._begun = True
            self._ends = time.monotonic() + self._seconds + GRACE
            threading.Thread(target=self._reckon, name="engine", daemon=True).start()
            return _line(self._last)
        try:
            self._last = self._lines.get(timeout=BEAT)
        except queue.Empty:
            if time.monotonic() > self._ends:
                self._last = self._late
        if "progress" not in self._last:
            self.close()
        return _line(self._last)

    def close(self) -> None:
        """Nobody listens any more: the engine stops at its next look."""
        self._over = True
        self._stop.set()
        if not self._begun:
            self._place.leave()

    def _tell(self, step: "Step") -> None:
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY:
            self._told = now
            told = _progress(step.stage, step.fraction, step.best, step.bound)
            self._lines.put({"progress": told})

    def _reckon(self) -> None:
        from .engines import EndedError, Watch  # noqa: PLC0415 - as below

        try:
            watch = Watch(self._seconds, progress=self._tell, stop=self._stop.is_set)
            last = {"answer": self._run(watch)}
        except EndedError:
            last = self._late
        except Exception as problem:  # noqa: BLE001 - its words could hold what was asked
            log.error("An engine failed: %s", type(problem).__name__)
            last = self._failed
        finally:
            self._place.leave()
        self._lines.put(last)


def _progress(
    stage: str = "", fraction: float = 0.0, best: int | None = None, bound: int | None = None
) -> dict[str, Any]:
    return {"stage": stage, "fraction": round(fraction, 3), "best": best, "bound": bound}


def _refusal(words: str, faults: tuple[Any, ...] = ()) -> dict[str, Any]:
    told = [{"where": fault.where, "what": fault.what} for fault in faults]
    return {"refused": {"words": words, "faults": told}}


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def _refused(words: str, status: int, faults: tuple[Any, ...] = ()) -> JsonResponse:
    return JsonResponse(_refusal(words, faults), status=status)


def _engine(name: str) -> Callable[[HttpRequest], HttpResponseBase]:
    """The view of one engine, for the office alone; others find no page here."""

    def asked(request: HttpRequest) -> HttpResponseBase:
        by = reader(request)
        if by is None or not Permission.OFFICE.value.allows(by):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        response = _answer(name, request)
        # Nothing on the way keeps it, packs it or waits until it is whole.
        response["Cache-Control"] = "no-store, no-transform"
        response["X-Accel-Buffering"] = "no"
        return response

    return asked


def _answer(name: str, request: HttpRequest) -> HttpResponseBase:
    from . import engines  # noqa: PLC0415 - a second and 100 MB that only who asks them needs

    raw = request.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return _refused(_("This question is too large."), 413)
    place = None
    try:
        value = engines.parsed(raw)
        place = Place.free()
        if place is None:
            return _refused(
                _("Two other questions are being reckoned just now. Try again in a minute."), 503
            )
        run, seconds = engines.QUESTIONS[name](value)
        lines, place = Lines(run, seconds, place), None
    except engines.BadInstanceError as wrong:
        return _refused(_("This question cannot be read."), 400, tuple(wrong.faults))
    finally:
        if place is not None:
            place.leave()
    return StreamingHttpResponse(lines, content_type="application/x-ndjson")


patterns = [
    path("desk/fellowships/api/solve/compose/", _engine("compose"), name="api_compose"),
    path("desk/fellowships/api/solve/assign/", _engine("assign"), name="api_assign"),
    path("desk/fellowships/api/solve/calibrate/", _engine("calibrate"), name="api_calibrate"),
]
