"""`amparo worker`: one process that runs jobs, keeps the clock and feeds the search index.

Three kinds of threads, all ending when asked to: those that run jobs, one that follows the search
outbox, and the main one, which ticks the clock and says that the worker lives. What the database
refuses for a moment (a restart, a lock) is tried again; a job caught in it is taken again later.
"""

import logging
import signal
import threading
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import DatabaseError, close_old_connections, connections

from amparo.ground.search import actions as search
from amparo.ground.work import actions as work

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

logger = logging.getLogger("amparo.worker")

TICK = 5.0  # seconds between two looks at the clock, and between two signs of life
FOLLOW = 0.25  # seconds between two looks at the outbox
LONGEST_PAUSE = 10.0  # seconds between two tries while the database is away
GRACE = 8.0  # seconds a job may take to hear that the worker stops; `up` waits ten


def register(add: "Subparsers") -> None:
    """Add `worker` to the command line."""
    parser = add.add_parser("worker", help="run jobs and schedules, and feed the search index")
    parser.add_argument(
        "--jobs", type=int, choices=(1, 2), default=2, help="how many jobs at the same time"
    )
    parser.add_argument("--until-idle", action="store_true", help="end when nothing is left to do")
    parser.set_defaults(run=lambda given: work_on(given.jobs, until_idle=given.until_idle))


def work_on(jobs: int = 2, *, until_idle: bool = False) -> int:
    """Work until SIGTERM or SIGINT, or until nothing is due; returns the exit code."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if until_idle:
        while _follow() or _one_job(stop):
            pass
        return 0
    hands = [_Hand(stop) for _ in range(jobs)]
    threads = [threading.Thread(target=hand.run, name="jobs", daemon=True) for hand in hands]
    threads.append(threading.Thread(target=_follower, args=(stop,), name="index", daemon=True))
    for thread in threads:
        thread.start()
    _clock(stop)
    until = time.monotonic() + GRACE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    for hand in hands:
        hand.give_back()
    return 0


class _Hand:
    """A thread that runs one job after the other."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.lease: work.Lease | None = None

    def run(self) -> None:
        _repeat(self._turn, self.stop, pause=0.0)

    def _turn(self) -> None:
        # The broker itself waits a moment when there is nothing to do.
        self.lease = work.take()
        if self.lease is not None:
            work.run(self.lease, stopping=self.stop.is_set)
            self.lease = None

    def give_back(self) -> None:
        """Put back the job of a thread that did not come to an end in time."""
        if self.lease is not None:
            work.give_back(self.lease)


def _one_job(stop: threading.Event) -> bool:
    lease = work.take()
    if lease is not None:
        work.run(lease, stopping=stop.is_set)
    return lease is not None and not stop.is_set()


def _follow() -> int:
    return search.follow()


def _follower(stop: threading.Event) -> None:
    _repeat(_follow, stop, pause=FOLLOW)


def _clock(stop: threading.Event) -> None:
    """Tick and say that the worker lives, until asked to stop."""
    worker_id = uuid.uuid4()

    def turn() -> None:
        work.alive(worker_id)
        work.tick()

    _repeat(turn, stop, pause=TICK)
    try:
        work.gone(worker_id)
    except DatabaseError:
        logger.warning("the worker ends without the database")


def _repeat(turn: Callable[[], object], stop: threading.Event, *, pause: float) -> None:
    """Call `turn` again and again until asked to stop, longer apart while it fails."""
    patience = 0.0
    try:
        while True:
            try:
                turn()
                patience = 0.0
            except Exception:  # a thread that died would go unnoticed
                patience = min(LONGEST_PAUSE, patience * 2 or 0.5)
                logger.warning(f"{threading.current_thread().name}: tried again", exc_info=True)
                close_old_connections()
            if stop.wait(patience or pause):
                return
    finally:
        connections.close_all()
