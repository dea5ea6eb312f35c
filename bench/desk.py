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
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bench.house import House
from bench.run import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAME = "desk"
CASES, QUICK = 2000, 200
FIRST, ALL, MEMORY = 2.0, 15.0, 300.0  # seconds, seconds, MB


def run(report: Report, quick: bool = False) -> None:
    """First screen, wholly searchable, one search, and the memory of the page's process."""
    from tests.chromium import chromium

    count = QUICK if quick else CASES
    with tempfile.TemporaryDirectory(prefix="amparo-desk-") as folder:
        house = House(Path(folder) / "home")
        house.make()
        told = world(house, count)
        house.start(server=True)
        try:
            with chromium() as browser, watched() as most:
                measure(report, browser, house.port, told, count)
            report(
                "most memory of the page's process", most(), "MB", goal=MEMORY, ok=most() < MEMORY
            )
        finally:
            house.kill()


def world(house: House, count: int) -> dict[str, object]:
    """Seal that many cases in an installation, and tell how to come in."""
    words = [sys.executable, "-m", "bench.sealed_world", str(count)]
    done = subprocess.run(words, env=house.environment, check=True, capture_output=True, text=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(
    report: Report, browser: "Browser", port: int, told: dict[str, object], count: int
) -> None:
    """Open the desk once, and search in it."""
    page = come_in(browser, port, told)
    began = time.monotonic()
    page.locator("form.paper button").click()
    page.locator("#view [data-slot=rows] a", has_text="(").first.wait_for()
    first = time.monotonic() - began
    page.locator("#opening").wait_for(state="hidden")
    whole = time.monotonic() - began
    began = time.monotonic()
    page.locator("input[name=q]").fill(f"number{count - 1}")
    page.locator(".picks a[href='#/?show=cases']").click()
    rows = page.locator("#view [data-slot=rows] > li")
    while rows.count() != 1:
        if time.monotonic() - began > ALL:
            break
    found = rows.count()
    searched = time.monotonic() - began
    report("first screen", first, "s", goal=FIRST, ok=first <= FIRST)
    report(f"all {count:,} cases searchable", whole, "s", goal=ALL, ok=whole <= ALL)
    report("a word is found, to the row on the screen", searched, "s")
    report("cases that have the word", found, "", goal=1, ok=found == 1)


def come_in(browser: "Browser", port: int, told: dict[str, object]) -> "Page":
    """The desk of the keyholder, its keys not open yet, the paper key typed."""
    name, value = told["cookie"]  # type: ignore[misc]
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    context.set_default_timeout(90_000)
    address = f"http://localhost:{port}"
    context.add_cookies([{"name": str(name), "value": str(value), "url": address}])
    page = context.new_page()
    page.goto(f"{address}/en/desk/cases/")
    page.locator("details.paper summary").click()
    page.locator("#unlock-paper").fill(str(told["paper"]))
    return page


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
