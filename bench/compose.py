"""The cohort composer: how long a proof takes, and whether it is true.

Rounds are made up: regions, themes (one or two), languages and genders as uneven as they come,
scores in thousandths, ten floors and caps, two goals. The time is the processor's, for the best
cohort with its proof, and for the whole answer: that, the tie-break, a lottery, three alternatives
and the price of every rule.

Beside it stands the truth: every cohort of small instances is tried. Of each impossible one the
clash must be one, and cease to be one without any of its rules.
"""

import random
import statistics
import time
from collections.abc import Callable

from amparo.capacity.fellowships.composing import (
    Answer,
    Bounds,
    Goal,
    Instance,
    Row,
    Status,
    Step,
    Watch,
    compose,
)
from amparo.capacity.fellowships.tests.small_instances import clashes, small, tried

NAME = "compose"
ROUNDS = 10
SMALL = 500
IMPOSSIBLE = 200
GOALS = {200: 0.5, 2000: 2.0}  # seconds of processor time


def world(rows: int, seed: int) -> Instance:
    """A round of so many applications for 16 places, with ten floors and caps."""
    rng = random.Random(seed)
    return Instance(
        rows=tuple(
            Row(
                number,
                round(1000 * min(100.0, max(0.0, rng.gauss(60, 12)))),
                {
                    "a": (rng.choices("bcdef", [40, 25, 15, 12, 8])[0],),
                    "b": tuple(sorted(rng.sample("bcdefghi", rng.choice([1, 1, 2])))),
                    "c": (rng.choices("bcdef", [50, 20, 15, 10, 5])[0],),
                    "d": (rng.choices("bcd", [50, 42, 8])[0],),
                },
            )
            for number in range(1, rows + 1)
        ),
        seats_least=16,
        seats_most=16,
        rules=(
            Bounds("a", "b", most=5),
            Bounds("a", "d", least=3),
            Bounds("a", "e", least=3),
            Bounds("a", "f", least=2),
            Bounds("b", "b", most=4),
            Bounds("b", "c", least=3),
            Bounds("c", "b", most=6),
            Bounds("c", "d", least=3),
            Bounds("c", "f", least=2),
            Bounds("d", "b", most=8),
        ),
        goals=(Goal("d", "d", 2, short=2000), Goal("b", "h", 3, short=1500, over=1500)),
        band=500,
        seed="the lottery numbers of 7 July",
    )


def run(report: Callable[..., None], quick: bool = False) -> None:
    """Time whole rounds, then compare small ones with trying every cohort."""
    for rows, goal in GOALS.items():
        _timed(report, rows, goal, 3 if quick else ROUNDS)
    wrong, count = _beside_the_truth(50 if quick else SMALL)
    report("small instances unlike the truth", wrong, f"of {count}", goal=0, ok=wrong == 0)
    false, loose, count = _clashes(20 if quick else IMPOSSIBLE)
    report("impossible ones without a true clash", false, f"of {count}", goal=0, ok=false == 0)
    report("clashes that are not minimal", loose, f"of {count}", goal=0, ok=loose == 0)


def _timed(report: Callable[..., None], rows: int, goal: float, rounds: int) -> None:
    took: list[float] = []
    proof: list[float] = []
    proven = 0
    for seed in range(rounds):
        instance = world(rows, seed)
        ended: dict[str, float] = {}
        began = time.process_time()
        answer = compose(instance, Watch(instance.seconds, progress=_clock(ended)))
        took.append(time.process_time() - began)
        proof.append(ended["tie_break"] - began)
        proven += answer.status is Status.OPTIMAL and answer.gap == 0 and not answer.unfinished
    name = f"{rows:,} to 16"
    report(f"{name}: proven optimal", proven, f"of {rounds}", goal=rounds, ok=proven == rounds)
    report(f"{name}: processor, proof, longest", max(proof), "s", goal=goal, ok=max(proof) <= goal)
    report(f"{name}: processor, whole answer, median", statistics.median(took), "s")
    report(f"{name}: processor, whole answer, longest", max(took), "s")


def _clock(ended: dict[str, float]) -> Callable[[Step], None]:
    """Notes when each stage begins, which is when the one before it has ended."""
    return lambda step: ended.setdefault(step.stage, time.process_time()) and None


def _beside_the_truth(wanted: int) -> tuple[int, int]:
    """Of so many possible small instances, those whose answer is not the one of trying all."""
    wrong = count = seed = 0
    while count < wanted:
        instance = small(seed)
        seed += 1
        expected = tried(instance)
        if not expected.cohorts:
            continue
        count += 1
        best = compose(instance).best
        if best is None or (best.points, best.rows) != (expected.points, expected.rows):
            wrong += 1
    return wrong, count


def _clashes(wanted: int) -> tuple[int, int, int]:
    """Of so many impossible small instances: no true clash told; a rule too many told."""
    false = loose = count = seed = 0
    while count < wanted:
        instance = small(seed, hard=True)
        seed += 1
        if tried(instance).cohorts:
            continue
        count += 1
        answer: Answer = compose(instance)
        core = [] if answer.clash is None else [eased.rule for eased in answer.clash.rules]
        if answer.status is not Status.IMPOSSIBLE or not core or not clashes(instance, core):
            false += 1
        elif any(clashes(instance, [one for one in core if one != rule]) for rule in core):
            loose += 1
    return false, loose, count
