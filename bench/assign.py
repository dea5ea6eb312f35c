"""Readers for files: the best fit within conflicts, languages and loads, beside OpenReview's way.

2,000 files in five languages, 40 reviewers, three readings each; every reviewer has conflicts with
one file in twenty, and wishes about as many. In the second kind of round few reviewers read the
rarer languages, so that even loads cannot be. The time is the processor's, from the panel to the
explained answer.

OpenReview's matcher (MinMax) is two min-cost flows of OR-Tools, run here on the same pairs and
points, with the same least and most a reviewer; its time is that of the flows alone.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from amparo.capacity.fellowships.assigning import Assignment, File, Panel, Reviewer, assign

NAME = "assign"
ROUNDS = 5
FILES, REVIEWERS, READINGS = 2000, 40, 3
GOAL = 3.0  # seconds of processor time
ROOT = Path(__file__).parent.parent


def world(seed: int, *, scarce: bool = False) -> Panel:
    """A round as large as a call may become; `scarce`: few read the rarer languages."""
    rng = random.Random(seed)
    some = FILES // 20
    numbers = range(1, FILES + 1)
    reads = [0.2, 0.2, 0.15, 0.1] if scarce else [0.5, 0.45, 0.35, 0.4]
    return Panel(
        files=tuple(
            File(
                number,
                frozenset(rng.choices("abcde", [50, 20, 15, 10, 5])[0]),
                frozenset(rng.sample("abcdefgh", rng.choice([1, 2, 2, 3]))),
            )
            for number in numbers
        ),
        reviewers=tuple(
            Reviewer(
                number,
                frozenset("a")
                | {one for one, part in zip("bcde", reads, strict=True) if rng.random() < part},
                frozenset(rng.sample("abcdefgh", 3)),
                declared=None,
                conflicts=frozenset(rng.sample(numbers, some)),
                wishes={file: rng.choice([-5, 5, 8]) for file in rng.sample(numbers, some)},
            )
            for number in range(1, REVIEWERS + 1)
        ),
        readings=READINGS,
    )


def run(report: Callable[..., None], quick: bool = False) -> None:
    """Assign rounds with even loads, then rounds in which they cannot be."""
    rounds = 1 if quick else ROUNDS
    took: list[float] = []
    theirs: list[float] = []
    used = short = uneven = 0
    ours_fit = their_fit = 0
    for seed in range(rounds):
        panel = world(seed)
        told, seconds = _timed(panel)
        took.append(seconds)
        used += _barred(panel, told)
        short += len(told.short)
        loads = [load.files for load in told.loads]
        uneven += max(loads) - min(loads) > 1
        ours_fit += told.points
        other = _openreview(panel, least=min(loads), most=max(loads))
        their_fit += other["points"]
        theirs.append(other["seconds"])
    made = rounds * FILES * READINGS
    report("conflicts used", used, f"of {made:,}", goal=0, ok=used == 0)
    report("files without three readers", short, f"of {rounds * FILES:,}", goal=0, ok=short == 0)
    report(
        "rounds with loads further apart than one", uneven, f"of {rounds}", goal=0, ok=not uneven
    )
    report(
        "processor, longest", max(took), "s",
        against=max(theirs), ratio=max(took) / max(theirs), goal=GOAL, ok=max(took) <= GOAL,
    )  # fmt: skip
    ratio = ours_fit / their_fit
    report("points of fit", ours_fit, "points", their_fit, ratio, goal=1.0, ok=ratio >= 1.0)
    _scarce(report, rounds)


def _scarce(report: Callable[..., None], rounds: int) -> None:
    took, used, spread, ours, theirs, unread, flow_unread = [], 0, 0, 0, 0, 0, 0
    for seed in range(rounds):
        panel = world(seed, scarce=True)
        told, seconds = _timed(panel)
        took.append(seconds)
        used += _barred(panel, told)
        loads = [load.files for load in told.loads]
        spread = max(spread, max(loads) - min(loads))
        other = _openreview(panel, least=min(loads), most=max(loads))
        ours, theirs = ours + told.points, theirs + other["points"]
        unread += sum(one.needs - one.has for one in told.short)
        flow_unread += FILES * READINGS - other["pairs"]
    report("languages scarce: conflicts used", used, "", goal=0, ok=used == 0)
    report("languages scarce: processor, longest", max(took), "s", goal=GOAL, ok=max(took) <= GOAL)
    report("languages scarce: loads apart, most", spread, "files")
    report("languages scarce: readings nobody can do", unread, "", against=flow_unread)
    report("languages scarce: points of fit", ours, "points", theirs, ours / theirs)


def _timed(panel: Panel) -> tuple[Assignment, float]:
    began = time.process_time()
    told = assign(panel)
    return told, time.process_time() - began


def _barred(panel: Panel, told: Assignment) -> int:
    """Pairs that should never have been made."""
    files = {file.number: file for file in panel.files}
    reviewers = {one.number: one for one in panel.reviewers}
    return sum(
        reviewers[pair.reviewer].bar(files[pair.file], forbidden=False) is not None
        for pair in told.pairs
    )


def _openreview(panel: Panel, *, least: int, most: int) -> dict[str, Any]:
    """What OpenReview's two flows make of the same round: pairs, points of fit, seconds."""
    pairs = [
        (who, place, panel.points(file, reviewer))
        for who, reviewer in enumerate(panel.reviewers)
        for place, file in enumerate(panel.files)
        if reviewer.bar(file, forbidden=False) is None
    ]
    asked = {
        "pairs": pairs,
        "least": [least] * REVIEWERS,
        "most": [most] * REVIEWERS,
        "demands": [READINGS] * FILES,
    }
    said = subprocess.run(
        [sys.executable, "-m", "bench.bare.flow"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found = json.loads(said.stdout)
    return {
        "pairs": len(found["chosen"]),
        "points": sum(pairs[place][2] for place in found["chosen"]),
        "seconds": found["seconds"],
    }
