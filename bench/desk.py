"""A desk with 2,000 sealed cases in Chromium: first screen, all of it searchable, memory.

The cases are sealed as browsers seal them and stand in an installation of its own, whose server
runs on the same two cores. Time counts from the press that opens the keys (a paper key, so that no
slow hash is in it): to the first rows with titles, and to the end of opening, after which a search
must find the one case that has a word. Memory is what the page's process has to itself.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.house import House
from bench.pipe import Chromium, chromium
from bench.run import Report

NAME = "desk"
CASES, QUICK = 2000, 200
ROWS = "[...document.querySelectorAll('#view [data-slot=rows] > li')]"
TYPE = """globalThis.type = (where, words) => {
  const field = document.querySelector(where);
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
FIRST, ALL, MEMORY = 2.0, 15.0, 300.0  # seconds, seconds, MB


def run(report: Report, quick: bool = False) -> None:
    """First screen, wholly searchable, one search, and the memory of the page's process."""
    count = QUICK if quick else CASES
    with standing("bench.sealed_world", count) as (page, port, told, most):
        measure(report, page, port, told, count)
        report("most memory of the page's process", most(), "MB", goal=MEMORY, ok=most() < MEMORY)


@contextlib.contextmanager
def standing(
    module: str, count: int
) -> Iterator[tuple[Chromium, int, dict[str, Any], Callable[[], float]]]:
    """An installation in which a module sealed so much: a browser's page, the server's port, how
    to come in, and what gives the memory that the page's process had at most, in MB."""
    with tempfile.TemporaryDirectory(prefix="amparo-desk-") as folder:
        house = House(Path(folder) / "home")
        house.make()
        told = world(house, module, count)
        house.start(server=True)
        try:
            with chromium() as page, watched() as most:
                yield page, house.port, told, most
        finally:
            house.kill()


def world(house: House, module: str, count: int) -> dict[str, Any]:
    """Seal that much in an installation, and tell how to come in."""
    words = [sys.executable, "-m", module, str(count)]
    done = subprocess.run(
        words, env=house.environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(report: Report, page: Chromium, port: int, told: dict[str, Any], count: int) -> None:
    """Open the desk once, and search in it."""
    come_in(page, port, told, "desk/cases/")
    began = time.monotonic()
    page.told("document.querySelector('form.paper button').click()")
    first = page.until(f"{ROWS}.some((row) => row.textContent.includes('('))") - began
    whole = page.until("document.querySelector('#opening').hidden") - began
    began = time.monotonic()
    page.told("location.hash = '#/?show=cases'")
    page.told(f"type('input[name=q]', 'number{count - 1}')")
    searched = page.until(f"{ROWS}.length === 1") - began
    found = page.told(f"{ROWS}.length")
    report("first screen", first, "s", goal=FIRST, ok=first <= FIRST)
    report(f"all {count:,} cases searchable", whole, "s", goal=ALL, ok=whole <= ALL)
    report("a word is found, to the row on the screen", searched, "s")
    report("cases that have the word", found, "", goal=1, ok=found == 1)


def come_in(page: Chromium, port: int, told: dict[str, Any], path: str) -> None:
    """Somebody's desk, its keys not open yet, the paper key typed."""
    name, value = told["cookie"]
    address = f"http://localhost:{port}"
    page.ask("Network.setCookie", name=name, value=value, url=address)
    page.ask("Page.navigate", url=f"{address}/en/{path}")
    page.until("document.querySelector('form.paper:not([hidden]) input') !== null")
    page.told(TYPE)
    page.told(f"type('#unlock-paper', {json.dumps(told['paper'])})")


@contextlib.contextmanager
def watched() -> Iterator["Memory"]:
    """Looks ten times a second at how much the greatest page process has to itself."""
    memory = Memory()
    memory.start()
    try:
        yield memory
    finally:
        memory.over.set()
        memory.join()


class Memory(threading.Thread):
    """The most that one renderer of our Chromium had to itself, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.most = 0.0

    def __call__(self) -> float:
        return self.most

    def run(self) -> None:
        while not self.over.wait(0.1):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                with contextlib.suppress(OSError):
                    if b"--type=renderer" in path.read_bytes() and is_ours(path.parent):
                        self.most = max(self.most, own(path.parent / "smaps_rollup"))


def is_ours(process: Path) -> bool:
    """Whether a process descends from this one: other browsers may run on the machine."""
    number = int(process.name)
    while number not in (0, 1):
        if number == os.getpid():
            return True
        told = Path(f"/proc/{number}/stat").read_text()
        number = int(told.rpartition(")")[2].split()[1])
    return False


def own(path: Path) -> float:
    """MB that a process shares with no other."""
    kept = [line.split() for line in path.read_text().splitlines() if line.startswith("Private_")]
    return sum(int(one[1]) for one in kept) / 1000


if __name__ == "__main__":
    run(Report(NAME, as_json=False), quick="--quick" in sys.argv)
