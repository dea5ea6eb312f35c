"""The fellowships' desk with 2,000 sealed applications in Chromium: first screen, search, memory.

The round is sealed as browsers seal it: what applicants wrote, how the office screened it, and for
every third application three judgements. Measured as the desk of cases is (bench/desk.py); the
page is the list of the call's applications.
"""

import sys
import time
from typing import Any

from bench.desk import ALL, FIRST, MEMORY, ROWS, come_in, standing
from bench.pipe import Chromium
from bench.run import Report

NAME = "office"
APPLICATIONS, QUICK = 2000, 200


def run(report: Report, quick: bool = False) -> None:
    """First screen, wholly searchable, one search, the next page, memory of the page's process."""
    count = QUICK if quick else APPLICATIONS
    with standing("bench.sealed_round", count) as (page, port, told, most):
        measure(report, page, port, told, count)
        report("most memory of the page's process", most(), "MB", goal=MEMORY, ok=most() < MEMORY)


def measure(report: Report, page: Chromium, port: int, told: dict[str, Any], count: int) -> None:
    """Open the list of a call once, and search in it."""
    come_in(page, port, told, f"desk/fellowships/#/applications/{told['call']}")
    began = time.monotonic()
    page.told("document.querySelector('form.paper button').click()")
    first = page.until(f"{ROWS}.some((row) => row.textContent.includes('('))") - began
    shown = page.told(f"{ROWS}.filter((row) => row.textContent.includes('(')).length")
    drawn = page.told("document.querySelector('#opening progress').value")
    whole = page.until("document.querySelector('#opening').hidden") - began
    began = time.monotonic()
    page.told(f"type('input[name=q]', 'number{count - 1}')")
    searched = page.until(f"{ROWS}.length === 1") - began
    found = page.told(f"{ROWS}.length")
    began = time.monotonic()
    page.told("type('input[name=q]', '')")
    page.until(f"{ROWS}.length > 1")
    page.told("type('select[name=state]', 'shortlisted')")
    filtered = page.until(f"{ROWS}.length > 1") - began
    report("first screen", first, "s", goal=FIRST, ok=first <= FIRST)
    report("names on it", shown, "", goal=1, ok=shown >= 1)
    report("opened by then, as the page tells it", drawn, "")
    report(f"all {count:,} applications searchable", whole, "s", goal=ALL, ok=whole <= ALL)
    report("a word is found, to the row on the screen", searched, "s")
    report("applications that have the word", found, "", goal=1, ok=found == 1)
    report("the whole list again, and one state of it", filtered, "s")


if __name__ == "__main__":
    run(Report(NAME, as_json=False), quick="--quick" in sys.argv)
