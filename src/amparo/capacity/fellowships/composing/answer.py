"""What the composer answers. All points are thousandths; nothing here tells when or how fast."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .choosing import Cohort, Question
from .clashing import Clash, Eased
from .instance import FORMAT, Goal, Kind, Rule, hard_rules


class Status(StrEnum):
    """How far the answer is proven."""

    OPTIMAL = "optimal"
    """No cohort has more points: proven."""
    BEST_SO_FAR = "best_so_far"
    """The time was up; a better cohort may exist, none above the bound."""
    IMPOSSIBLE = "impossible"
    """No cohort meets the rules: proven, and `clash` says why."""
    STOPPED = "stopped"
    """Ended by whoever asked, before a proof; with the best found so far if there is one."""
    OUT_OF_TIME = "out_of_time"
    """The time was up before any cohort was found."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one rule stands in a cohort: how many count for it, and what it costs there.

    `tight`: a hard rule with no room left; one row fewer (floor) or more (cap) would break it.
    """

    rule: Rule
    count: int
    lost: int
    tight: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule.as_json(),
            "count": self.count,
            "lost": self.lost,
            "tight": self.tight,
        }


@dataclass(frozen=True, slots=True)
class Chosen:
    """One cohort: its rows, its points (scores less what goals cost), beside the best one."""

    rows: tuple[int, ...]
    points: int
    scores: int
    behind: int
    tied: bool
    """Within the band: counts as equal to the best."""
    enter: tuple[int, ...]
    leave: tuple[int, ...]
    standing: tuple[Standing, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": list(self.rows),
            "points": self.points,
            "scores": self.scores,
            "behind": self.behind,
            "tied": self.tied,
            "enter": list(self.enter),
            "leave": list(self.leave),
            "standing": [standing.as_json() for standing in self.standing],
        }


@dataclass(frozen=True, slots=True)
class Price:
    """What a rule costs: the points a cohort could have more without it, and who would change."""

    rule: Rule
    points: int
    enter: tuple[int, ...]
    leave: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule.as_json(),
            "points": self.points,
            "enter": list(self.enter),
            "leave": list(self.leave),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The composer's whole answer to an instance."""

    status: Status
    best: Chosen | None = None
    bound: int | None = None
    """No cohort has more points than this."""
    drawn: Chosen | None = None
    """The lottery's cohort; None without a seed."""
    alternatives: tuple[Chosen, ...] = ()
    prices: tuple[Price, ...] = ()
    clash: Clash | None = None
    unfinished: tuple[str, ...] = ()
    """What the time did not suffice for: best, tie_break, lottery, alternatives, prices, clash."""

    @property
    def gap(self) -> int | None:
        """How many points, at most, the best is behind what is possible."""
        return None if self.best is None or self.bound is None else self.bound - self.best.points

    def as_json(self) -> dict[str, Any]:
        """As `answer.schema.json` has it."""
        return {
            "format": FORMAT,
            "status": str(self.status),
            "best": self.best and self.best.as_json(),
            "bound": self.bound,
            "gap": self.gap,
            "drawn": self.drawn and self.drawn.as_json(),
            "alternatives": [chosen.as_json() for chosen in self.alternatives],
            "prices": [price.as_json() for price in self.prices],
            "clash": self.clash and _clash(self.clash),
            "unfinished": list(self.unfinished),
        }


def describe(question: Question, cohort: Cohort, best: Cohort | None = None) -> Chosen:
    """A cohort as the answer shows it, beside the best one (None: it is the best)."""
    instance = question.instance
    points = question.points(cohort, instance.goals)
    compared = cohort if best is None else best
    behind = question.points(compared, instance.goals) - points
    return Chosen(
        rows=tuple(sorted(cohort)),
        points=points,
        scores=question.scores(cohort),
        behind=behind,
        tied=behind <= instance.band,
        enter=tuple(sorted(cohort - compared)),
        leave=tuple(sorted(compared - cohort)),
        standing=tuple(_standing(question, cohort)),
    )


def of_goal(goal: Goal) -> Rule:
    """A goal's name among the rules."""
    return Rule(Kind.GOAL, goal.target, goal.dimension, goal.letter)


def _standing(question: Question, cohort: Cohort) -> Iterable[Standing]:
    for rule in hard_rules(question.instance):
        if rule.kind is Kind.KEEP:
            continue
        count = (
            question.count(cohort, rule.dimension, rule.letter) if rule.dimension else len(cohort)
        )
        yield Standing(rule, count, 0, count == rule.number)
    for goal in question.instance.goals:
        count = question.count(cohort, goal.dimension, goal.letter)
        yield Standing(of_goal(goal), count, question.lost(cohort, goal), tight=False)


def _clash(clash: Clash) -> dict[str, Any]:
    return {
        "rules": [_eased(eased) for eased in clash.rules],
        "changes": [_eased(eased) for eased in clash.changes],
        "people": clash.people,
    }


def _eased(eased: Eased) -> dict[str, Any]:
    return {"rule": eased.rule.as_json(), "needed": eased.needed, "people": eased.people}
