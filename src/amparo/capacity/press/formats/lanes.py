"""Files are written in processes of their own, one a core, kept warm from one job to the next.

A lane is a process that imports the writers once and remembers what it wrote: the next file of the
same kind goes to the lane that made the last one, whose typesetter still knows most of its pages.
A writer that takes all memory, or for ever, takes its lane with it and nothing else. A lane ends by
itself when nobody wants it for a while, and at once when the process that started it is gone.
"""

import os
import resource
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from typing import Any

import django

from . import WRITERS
from .book import AbsentError, Book, CannotWriteError

IDLE = 600.0  # seconds after which a lane that has nothing to do ends
BEAT = 0.5  # seconds between two signs of life while everybody writes
PATIENCE = 300.0  # seconds a file may take
LISTENING = 3600.0  # the same for audio, which is spoken through
MEMORY = 2_500_000_000  # bytes a lane may hold; a handbook of 60,000 words takes a tenth
A_LANE = 600_000_000  # bytes of free memory that a second lane wants to find
HEAVY = (500_000_000, 1_600_000_000)  # bytes at which a lane ends: a sixth of the memory, within
TYPESET = frozenset({"a4", "phone", "large", "booklet", "sheet"})
SMALL = "sheet"
WARM = 9  # the typesetter forgets what it has not met in its last ten files
REMEMBERED = 2  # books a lane holds


@dataclass(frozen=True, slots=True)
class Task:
    """One file to write: `key` is the caller's name for it, `book_key` names the book.

    `kind` is what makes two files alike (publication, language, format): where to find warmth.
    """

    key: int
    format: str
    book_key: str
    book: Book
    code: str = ""
    address: str = ""

    @property
    def kind(self) -> tuple[str, str, str, str]:
        """Files of one kind are likely to be alike."""
        return (self.book.slug, self.book.language, self.format, self.book.only)

    @property
    def patience(self) -> float:
        """Seconds it may take."""
        return LISTENING if self.format == "audio" else PATIENCE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: the file, or why there is none. `cpu` in seconds, of the lane and of

    the programs it started. `absent` says what this machine lacks."""

    content: bytes = b""
    cpu: float = 0.0
    reason: str = ""
    chapter: str = ""
    line: int = 0
    absent: str = ""


def of(book: Book, code: str, address: str) -> Book:
    """The same book, with the short address of one file printed in it."""
    return replace(book, colophon=replace(book.colophon, code=code, address=address))


@dataclass(eq=False)
class Lane:
    """A process that writes, seen from outside."""

    process: BaseProcess
    line: "connection.Connection[Any, Any]"
    task: Task | None = None
    began: float = 0.0
    books: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    warm: deque[tuple[str, str, str, str]] = field(default_factory=lambda: deque(maxlen=WARM))
    size: int = 0
    small: bool = False  # it sets sheets alone

    @classmethod
    def started(cls, *, small: bool) -> "Lane":
        """A new process; it gets ready while we go on."""
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,), daemon=True, name="press lane")
        process.start()
        theirs.close()
        return cls(process, ours, small=small)

    def give(self, task: Task) -> None:
        """Send a task, with its book if this lane does not hold it. Raises OSError when it died."""
        known = task.book_key in self.books
        if not known:
            self.books.append(task.book_key)
        self.task, self.began = task, time.monotonic()
        words = (task.format, task.book_key, task.code, task.address)
        self.line.send((words, None if known else task.book))

    def take(self) -> Outcome | None:
        """What became of the task; None when the process died of it."""
        try:
            outcome, self.size = self.line.recv()
        except (EOFError, OSError):
            return None
        if self.task is not None and self.task.format in TYPESET:
            self.warm.append(self.task.kind)
        self.task = None
        return outcome if isinstance(outcome, Outcome) else None

    def end(self) -> None:
        """End the process, whatever it does, and with it the programs it started."""
        if self.process.pid is not None and self.process.is_alive():
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                self.process.kill()
        self.process.join(5)
        self.line.close()


class Lanes:
    """All lanes of this process. One caller at a time has them; the next waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lanes: list[Lane] = []

    def write(
        self, batches: Iterable[Sequence[Task]], *, most: int | None = None
    ) -> Generator[tuple[Task, Outcome] | None]:
        """Write every task; gives each with what became of it, and None twice a second.

        Batches are asked for as lanes fall idle: two books are held at a time, not the shelf. Left
        early, what is being written is thrown away. `most` lanes at a time, else one a core.
        """
        with self._lock:
            try:
                yield from self._written(iter(batches), most or how_many())
            finally:
                for lane in [lane for lane in self._lanes if lane.task is not None]:
                    self._drop(lane)

    def close(self) -> None:
        """End every lane."""
        with self._lock:
            for lane in list(self._lanes):
                self._drop(lane)

    def _written(
        self, batches: Iterator[Sequence[Task]], most: int
    ) -> Iterator[tuple[Task, Outcome] | None]:
        pending: list[Task] = []
        retried: set[int] = set()
        more = True
        while True:
            while more and len(pending) < most:
                batch = next(batches, None)
                more = batch is not None
                pending += batch or ()
            self._give_out(pending, most)
            busy = [lane for lane in self._lanes if lane.task is not None]
            if not (busy or pending or more):
                return
            ready = connection.wait([lane.line for lane in busy], BEAT)
            if not ready:
                yield None
            for lane in busy:
                task = lane.task
                outcome = self._heard(lane, ready=lane.line in ready)
                if task is None or outcome is None:
                    continue
                if outcome is DIED and task.key not in retried:  # it may be another's fault
                    retried.add(task.key)
                    pending.insert(0, task)
                else:
                    yield task, outcome

    def _give_out(self, pending: list[Task], most: int) -> None:
        """Have `most` lanes at work, as far as there is something for them to do."""
        self._tidy(most)
        while sum(lane.task is not None for lane in self._lanes) < most:
            pair = self._pair(pending, most)
            if pair is None:
                return
            lane, task = pair
            try:
                lane.give(task)
            except OSError:  # it went to sleep this very moment
                self._drop(lane)
            else:
                pending.remove(task)

    def _heard(self, lane: Lane, *, ready: bool) -> Outcome | None:
        """What became of a lane's task: None while it is at it."""
        if ready:
            outcome = lane.take()
            if outcome is None:
                self._drop(lane)
            return outcome or DIED
        if lane.task is not None and time.monotonic() - lane.began > lane.task.patience:
            late = Outcome(reason=f"it took longer than {lane.task.patience:.0f} s")
            self._drop(lane)
            return late
        return None

    def _pair(self, pending: list[Task], most: int) -> tuple[Lane, Task] | None:
        """Who writes what next: first what a lane is warm for, then what no lane is.

        What a busy lane is warm for waits for it. Small sheets have a lane of their own where there
        are several: each makes the typesetter forget a little of the large files.
        """
        idle = [lane for lane in self._lanes if lane.task is None]
        for task in pending:
            for lane in idle:
                if task.kind in lane.warm:
                    return lane, task
        held = {kind for lane in self._lanes if lane.task is not None for kind in lane.warm}
        for task in pending:
            if task.kind in held:
                continue
            small = task.format == SMALL and most > 1
            fit = [lane for lane in idle if lane.small == small]
            if fit:
                return fit[0], task
            if sum(lane.small == small for lane in self._lanes) < (1 if small else most):
                return self._start(small=small), task
        return None

    def _tidy(self, most: int) -> None:
        """Drop lanes that ended, grew too large, or are one too many."""
        for lane in list(self._lanes):
            same = sum(other.small == lane.small for other in self._lanes)
            spare = same > (most > 1 if lane.small else most)
            if lane.task is None and (
                spare or lane.size > too_large() or not lane.process.is_alive()
            ):
                self._drop(lane)

    def _start(self, *, small: bool) -> Lane:
        lane = Lane.started(small=small)
        self._lanes.append(lane)
        return lane

    def _drop(self, lane: Lane) -> None:
        lane.task = None
        if lane in self._lanes:
            self._lanes.remove(lane)
        lane.end()


LANES = Lanes()
DIED = Outcome(reason="the process that wrote it ended: it may have needed too much memory")


def how_many() -> int:
    """Lanes this machine has room for: one a core it may use, fewer where memory is short."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        with open("/proc/meminfo", encoding="ascii") as told:  # noqa: PTH123 - not a file
            free = next(int(line.split()[1]) * 1024 for line in told if "MemAvailable" in line)
    except (OSError, StopIteration):
        free = A_LANE * 2
    return max(1, min(cores or 1, free // A_LANE))


@lru_cache(maxsize=1)
def too_large() -> int:
    """The bytes a lane may hold and still be used again."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(max(HEAVY[0], total // 6), HEAVY[1])


def serve(line: "connection.Connection[Any, Any]") -> None:
    """What a lane does: take a task, write, answer; until nobody asks any more."""
    os.nice(5)  # pages that people wait for come first
    os.setpgid(0, 0)  # Ctrl-C is for who started us; programs we start end with us
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # some libraries talk; whoever waits reads JSON
    _bounded()
    django.setup()
    books: dict[str, Book] = {}
    try:
        while line.poll(IDLE):
            (fmt, key, code, address), book = line.recv()
            if book is not None:
                books[key] = book
                for old in list(books)[:-REMEMBERED]:
                    del books[old]
            outcome = written(fmt, of(books[key], code, address))
            line.send((outcome, _resident()))
    except (EOFError, OSError):
        return  # who started us is gone


def written(fmt: str, book: Book) -> Outcome:
    """Write one file here and now; never raises, but for what ends a process."""
    before = _spent()
    try:
        content = WRITERS[fmt](book)
    except CannotWriteError as failure:
        return Outcome(
            cpu=_spent() - before,
            reason=failure.reason,
            chapter=failure.chapter,
            line=failure.line,
        )
    except AbsentError as lacking:
        return Outcome(cpu=_spent() - before, absent=str(lacking))
    except MemoryError:
        return Outcome(cpu=_spent() - before, reason="it needs more memory than a file may take")
    except Exception as failure:  # noqa: BLE001 - one file's fault is not the next one's
        words = f"{type(failure).__name__}: {failure}"
        return Outcome(cpu=_spent() - before, reason=words, chapter=book.only)
    return Outcome(content, _spent() - before)


def _spent() -> float:
    """CPU seconds of this process and of the programs it started."""
    told = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in told)


def _resident() -> int:
    """Bytes this process holds now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - not a file
            return int(told.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _bounded() -> None:
    """A bomb in a text ends a lane, not the machine."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or hard > MEMORY:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, hard))
