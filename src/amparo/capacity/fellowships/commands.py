"""`amparo fellowships`: a cohort composed from a file, to see that it was composed as was said.

It runs before any settings are read: no installation, no database and no network are needed.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from amparo.ground.sealing import canonical

from .composing import Answer, BadInstanceError, Chosen, Rule, Status, Step, Watch, compose, read

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

EPILOG = """
INSTANCE.json holds rows by number with scores, letters for groups, rules and goals; "-" reads it
from the standard input. Its schema and that of the answer stand in capacity/fellowships/composing.
With --json the answer is one line of canonical JSON; otherwise it is told in words. Exit code 0: a
proven best cohort; 1: impossible, or a file with faults; 3: the time was up before the proof.
"""
NOT_PROVEN = 3
WIDTH = 76


def register(add: "Subparsers") -> None:
    """Add `fellowships` to the command line."""
    parser = add.add_parser("fellowships", help="compose a cohort from a file")
    below = parser.add_subparsers(metavar="ACT", required=True)
    composing = below.add_parser(
        "compose",
        help="the best cohort within rules, and what the rules cost",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    composing.add_argument("instance", metavar="INSTANCE.json")
    composing.add_argument("--json", action="store_true", help="answer in JSON")
    composing.set_defaults(run=_compose)


def _compose(arguments: argparse.Namespace) -> int:
    name: str = arguments.instance
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        instance = read(content)
    except BadInstanceError as wrong:
        for fault in wrong.faults:
            print(f"{name}: {fault}", file=sys.stderr)
        return 1
    with tqdm(total=100, unit="%", leave=False, disable=None, file=sys.stderr) as bar:

        def show(step: Step) -> None:
            bar.set_description(step.stage, refresh=False)
            bar.update(int(step.fraction * 100) - bar.n)

        answer = compose(instance, Watch(instance.seconds, progress=show))
    if arguments.json:
        print(canonical.dumps(answer.as_json()).decode("ascii"))
    else:
        print("\n".join(told(answer)))
    if answer.status is Status.OPTIMAL:
        return 0
    return 1 if answer.status is Status.IMPOSSIBLE else NOT_PROVEN


def told(answer: Answer) -> list[str]:
    """An answer in words, line by line."""
    lines = [_status(answer)]
    if answer.clash is not None:
        lines += ["", "These rules clash; any one of them, changed as said, undoes this clash:"]
        lines += [f"  {_rule(eased.rule)} -> {eased.needed}" for eased in answer.clash.rules]
        lines += ["", f"The smallest change that is enough ({answer.clash.people} people):"]
        lines += [f"  {_rule(eased.rule)} -> {eased.needed}" for eased in answer.clash.changes]
    if answer.best is not None:
        lines += ["", *_chosen("Best cohort", answer.best)]
        lines += [
            f"  {_rule(one.rule)}: {one.count}"
            + (f", costs {_points(one.lost)}" if one.lost else "")
            + (", no room left" if one.tight else "")
            for one in answer.best.standing
        ]
    if answer.drawn is not None:
        lines += ["", *_chosen("Drawn by lot", answer.drawn)]
    for place, other in enumerate(answer.alternatives, 1):
        lines += ["", *_chosen(f"Alternative {place}", other)]
    if answer.prices:
        lines += ["", "What each rule costs:"]
        lines += [
            f"  {_rule(price.rule)}: {_points(price.points)}"
            + (f" ({_swap(price.enter, price.leave)})" if price.points else "")
            for price in answer.prices
        ]
    if answer.unfinished:
        lines += ["", f"Not finished in time: {', '.join(answer.unfinished)}"]
    return lines


def _status(answer: Answer) -> str:
    match answer.status:
        case Status.OPTIMAL:
            return "Proven: no cohort has more points."
        case Status.IMPOSSIBLE:
            return "Impossible: no cohort meets all rules."
        case _ if answer.gap is not None:
            return f"Not proven: a cohort with up to {_points(answer.gap)} more may exist."
        case _:
            return "The time was up before any cohort was found."


def _chosen(title: str, chosen: Chosen) -> list[str]:
    behind = f", {_points(chosen.behind)} behind" if chosen.behind else ""
    equal = ", counts as equal" if chosen.tied and chosen.behind else ""
    lines = [f"{title}: {_points(chosen.points)}{behind}{equal}"]
    line = " "
    for number in chosen.rows:
        if len(line) + len(f" {number}") > WIDTH:
            lines.append(line)
            line = " "
        line += f" {number}"
    if chosen.enter or chosen.leave:
        return [*lines, line, f"  ({_swap(chosen.enter, chosen.leave)})"]
    return [*lines, line]


def _swap(enter: tuple[int, ...], leave: tuple[int, ...]) -> str:
    def some(numbers: tuple[int, ...]) -> str:
        return ", ".join(map(str, numbers)) or "nobody"

    return f"in: {some(enter)}; out: {some(leave)}"


def _rule(rule: Rule) -> str:
    words = {
        "seats_least": "seats, at least",
        "seats_most": "seats, at most",
        "floor": "at least",
        "cap": "at most",
        "keep": "kept: row",
        "goal": "goal",
    }[str(rule.kind)]
    place = f"{rule.dimension}:{rule.letter} " if rule.dimension else ""
    return f"{place}{words} {rule.number}"


def _points(thousandths: int) -> str:
    """61250 as "61.25 points"."""
    whole, rest = divmod(abs(thousandths), 1000)
    fraction = f".{rest:03}".rstrip("0") if rest else ""
    return f"{'-' if thousandths < 0 else ''}{whole}{fraction} points"
