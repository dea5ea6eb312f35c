"""Child processes that live exactly as long as the command that started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside at the next start, once
PATIENCE = 10.0  # seconds a child has to finish what it does
RESTARTS = 5  # deaths within a minute after which the whole house stops


class GaveUpError(Exception):
    """A child kept dying; the message names it and its log."""


@dataclass
class Child:
    """A program of ours and where its words go."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a group of its own, so that a Ctrl-C reaches it through us alone."""
        _set_aside(self.log)
        with self.log.open("ab") as words:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                env=dict(environment),
                start_new_session=True,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 - started before any thread
            )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end, wait, and then end what is left of its group."""
        if self.process is None:
            return
        if self.running:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
        self.sweep()

    def sweep(self) -> None:
        """End what a dead child left behind."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class House:
    """The children together: all run, or none does."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str]) -> None:
        self.children = children
        self.environment = environment
        self.stopping = threading.Event()

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        for child in self.children:
            child.start(self.environment)

    def tend(self) -> None:
        """Keep the children running until somebody asks us to stop.

        Raises GaveUpError when one of them will not stay up.
        """
        while not self.stopping.wait(0.3):
            for child in self.children:
                if child.running:
                    continue
                now = time.monotonic()
                child.sweep()
                child.deaths = [when for when in child.deaths if now - when < 60] + [now]
                if len(child.deaths) > RESTARTS:
                    raise GaveUpError(f"The {child.name} does not stay up; see {child.log}")
                child.start(self.environment)

    def stop(self) -> None:
        """End all children; they finish at the same time, not in turn."""
        for child in self.children:
            if child.running and child.process is not None:
                child.process.send_signal(signal.SIGTERM)
        for child in self.children:
            child.stop()


def _set_aside(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))


def _die_with_parent() -> Callable[[], None] | None:
    """What a child does before it begins: ask Linux for a SIGTERM when its parent dies."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)

    def ask() -> None:
        prctl(set_parent_death_signal, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask
