"""`bin/bench [NAME ...] [--json] [--quick]`: the benchmarks, each beside what it compares with.

A benchmark is a module of this folder with `NAME` and `run(report, quick=False)`. It calls
`report(metric, value, unit, against=None, ratio=None, goal=None, ok=None)` for each figure:
`against` is what the same measurement gave elsewhere (a number in the same unit, or words),
`ratio` is ours divided by that, `goal` the figure set for us (in the unit, or for the ratio), and
`ok` whether it was met. Ends with 1 if a goal was missed.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
Figure = float | int | str


@dataclass(frozen=True)
class Line:
    """One measured figure."""

    bench: str
    metric: str
    value: Figure
    unit: str
    against: Figure | None = None
    ratio: float | None = None
    goal: Figure | None = None
    ok: bool | None = None


@dataclass
class Report:
    """Takes the figures of one benchmark and shows them, to people or to programs."""

    bench: str
    as_json: bool
    lines: list[Line] = field(default_factory=list)

    def __call__(  # noqa: PLR0917 - the contract of every benchmark
        self,
        metric: str,
        value: Figure,
        unit: str,
        against: Figure | None = None,
        ratio: float | None = None,
        goal: Figure | None = None,
        ok: bool | None = None,
    ) -> None:
        line = Line(self.bench, metric, value, unit, against, ratio, goal, ok)
        self.lines.append(line)
        if self.as_json:
            print(json.dumps(asdict(line), ensure_ascii=False), flush=True)
        else:
            print(_row(line), flush=True)


def _number(value: Figure | None) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value if value is not None else "")


def _row(line: Line) -> str:
    sign = {True: "✓", False: "✗", None: " "}[line.ok]
    said = f"{sign} {line.metric:<52} {_number(line.value):>12} {line.unit:<10}"
    if line.against is not None:
        said += f" beside {_number(line.against)}"
    if line.ratio is not None:
        said += f" ({_number(line.ratio)} times)"
    if line.goal is not None:
        said += f"  goal {_number(line.goal)}"
    return said.rstrip()


def benches() -> dict[str, ModuleType]:
    """Every module of this folder that is a benchmark, by its name."""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        if path.stem in {"__init__", "run"}:
            continue
        module = importlib.import_module(f"bench.{path.stem}")
        if hasattr(module, "NAME"):
            found[module.NAME] = module
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them if none is given")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to try it out")
    options = parser.parse_args(arguments)
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    known = benches()
    unknown = [name for name in options.names if name not in known]
    if unknown:
        print(f"bin/bench: no {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    missed = 0
    for name in options.names or known:
        module = known[name]
        if not options.json:
            print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
        report = Report(name, options.json)
        module.run(report, quick=options.quick)
        missed += sum(line.ok is False for line in report.lines)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
