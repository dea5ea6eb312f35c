"""Panels with a known truth, to see whether the adjustment helps and how often it does not.

Every file has a true quality, every reviewer a leaning of their own; a score is their sum and
chance, in whole points from 0 to 100. The question is how many of the truly best sixteen are among
the sixteen highest scores, raw and adjusted.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from .scores import Reading, calibrate

FILES, REVIEWERS, READINGS, PLACES = 180, 12, 3, 16
MEAN, QUALITY, CHANCE = 55.0, 10.0, 8.0
LEVELS: Mapping[str, float] = {"mild": 3.0, "marked": 6.0, "strong": 10.0}
"""Standard deviation of reviewers' leanings, in points, beside 10 of quality and 8 of chance."""
RUNS = 200
SURE = 1.959964
FIGURES = Path(__file__).with_name("measured.json")


@dataclass(frozen=True, slots=True)
class Panel:
    """One simulated panel: what its reviewers wrote, and the true quality of files 1, 2, 3 ..."""

    readings: tuple[Reading, ...]
    truth: tuple[float, ...]


def panel(seed: int, leaning: float) -> Panel:
    """Every file read by three of twelve reviewers, who all read as much as the others."""
    chance = np.random.Generator(np.random.PCG64(seed))
    quality = chance.normal(MEAN, QUALITY, FILES)
    leanings = chance.normal(0.0, leaning, REVIEWERS)
    load = np.zeros(REVIEWERS, dtype=int)
    readings = []
    for file in range(FILES):
        order = np.lexsort((chance.random(REVIEWERS), load))
        for reviewer in sorted(int(one) for one in order[:READINGS]):
            load[reviewer] += 1
            score = quality[file] + leanings[reviewer] + chance.normal(0.0, CHANCE)
            points = int(min(100, max(0, round(score))))
            readings.append(Reading(file + 1, reviewer + 1, 1000 * points))
    return Panel(tuple(readings), tuple(float(one) for one in quality))


def overlaps(seed: int, leaning: float) -> tuple[int, int]:
    """How many of the truly best sixteen are among the highest sixteen: raw, and adjusted."""
    made = panel(seed, leaning)
    told = calibrate(made.readings)
    best = _top({place + 1: value for place, value in enumerate(made.truth)})
    raw = _top({one.file: one.raw for one in told.files})
    adjusted = _top({one.file: one.adjusted for one in told.files})
    return len(best & raw), len(best & adjusted)


def measured(seeds: Iterable[int] = range(RUNS)) -> dict[str, Any]:
    """What `measured.json` holds: for each level both overlaps run by run, and what they say."""
    runs = list(seeds)
    return {
        "files": FILES,
        "reviewers": REVIEWERS,
        "readings": READINGS,
        "places": PLACES,
        "quality": QUALITY,
        "chance": CHANCE,
        "levels": [
            _level(name, leaning, [overlaps(seed, leaning) for seed in runs])
            for name, leaning in LEVELS.items()
        ],
    }


def written(found: dict[str, Any]) -> str:
    """The text of `measured.json`."""
    return json.dumps(found, indent=2) + "\n"


def figures() -> dict[str, Any]:
    """What was measured, as it is kept and shown to panels."""
    found: dict[str, Any] = json.loads(FIGURES.read_text("utf-8"))
    return found


def _level(name: str, leaning: float, found: list[tuple[int, int]]) -> dict[str, Any]:
    gains = np.array([adjusted - raw for raw, adjusted in found])
    half = SURE * float(gains.std(ddof=1)) / sqrt(len(gains)) if len(gains) > 1 else 0.0
    mean = float(gains.mean())
    return {
        "name": name,
        "leaning": leaning,
        "runs": len(gains),
        "raw": round(float(np.mean([raw for raw, _ in found])), 3),
        "adjusted": round(float(np.mean([adjusted for _, adjusted in found])), 3),
        "gain": round(mean, 3),
        "low": round(mean - half, 3),
        "high": round(mean + half, 3),
        "better": round(float((gains > 0).mean()), 3),
        "same": round(float((gains == 0).mean()), 3),
        "worse": round(float((gains < 0).mean()), 3),
        "overlaps": " ".join(f"{raw}:{adjusted}" for raw, adjusted in found),
    }


def _top(values: Mapping[int, float]) -> set[int]:
    """The sixteen highest; of equals the lower number."""
    return set(sorted(values, key=lambda file: (-values[file], file))[:PLACES])
