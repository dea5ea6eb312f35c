"""The adjustment for harsh and kind reviewers: does it find more of the truly best sixteen?

Panels are made up: 180 files, 12 reviewers, three readings each. The true quality of files varies
by ten points, chance by eight, and reviewers lean by three, six or ten. Each of 200 runs has a
fixed seed. How many of the truly best sixteen stand among the highest sixteen scores is counted
without the adjustment (the plain mean, as all platforms in the comparison have it) and with it.

The figures must be those that panels are shown.
"""

import json
from collections.abc import Callable

from amparo.capacity.fellowships.calibrating.simulating import RUNS, figures, measured

NAME = "calibrate"


def run(report: Callable[..., None], quick: bool = False) -> None:
    """Reckon all runs again and say what each level gains, and how often it loses."""
    found = measured(range(20 if quick else RUNS))
    for level in found["levels"]:
        name = f"leaning by {level['leaning']:g} ({level['name']})"
        ours, plain = level["adjusted"], level["raw"]
        report(f"{name}: of the best 16", ours, "files", plain, ours / plain)
        interval = f"[{level['low']:+.3f}, {level['high']:+.3f}]"
        above = level["low"] > 0
        report(f"{name}: mean gain", level["gain"], "files", f"95% {interval}", None, 0, above)
        report(f"{name}: runs that are worse", 100 * level["worse"], "%")
    if not quick:
        same = json.loads(json.dumps(found)) == figures()
        report("the figures that panels are shown are these", "yes" if same else "no", "", ok=same)
