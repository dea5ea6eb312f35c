"""What the composer is asked: rows by number, letters for groups, rules, goals.

Nothing here says what a letter means or who a row is. All points are whole thousandths of a
point, so that no two machines round differently: 61.25 points are 61250.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

FORMAT = 1
THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One application: its number, its score in thousandths, its letters by dimension."""

    number: int
    score: int
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, dimension: str, letter: str) -> bool:
        """Whether it counts for this letter; with several letters it counts for each."""
        return letter in self.groups.get(dimension, ())


@dataclass(frozen=True, slots=True)
class Bounds:
    """A hard floor, a hard cap, or both, on the rows of one letter."""

    dimension: str
    letter: str
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A soft goal: thousandths of a point lost for each row short of the target, or over it."""

    dimension: str
    letter: str
    target: int
    short: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class Instance:
    """One question to the composer. `reading.read` makes it from JSON and checks it."""

    rows: tuple[Row, ...]
    seats_least: int
    seats_most: int
    rules: tuple[Bounds, ...] = ()
    goals: tuple[Goal, ...] = ()
    kept: tuple[int, ...] = ()
    """Rows that are in whatever else happens: they accepted."""
    excluded: tuple[int, ...] = ()
    """Rows that cannot be in: withdrawn, refused."""
    alternatives: int = 3
    different: int = 2
    """How many rows of each earlier cohort must be missing from an alternative."""
    band: int = 0
    """Cohorts at most this far behind the best, in thousandths, count as equal to it."""
    seed: str | None = None
    """Published before the draw; None: no lottery."""
    seconds: int = 30
    letters: Mapping[str, tuple[str, ...]] | None = None
    """All letters there are by dimension; None: those that rows have."""

    def as_json(self) -> dict[str, Any]:
        """What `reading.from_json` reads back as the same instance."""
        said: dict[str, Any] = {
            "format": FORMAT,
            "seats": {"least": self.seats_least, "most": self.seats_most},
            "rows": [
                {
                    "number": row.number,
                    "score": row.score,
                    "groups": {name: list(letters) for name, letters in row.groups.items()},
                }
                for row in self.rows
            ],
            "rules": [_bounds(rule) for rule in self.rules],
            "goals": [
                {
                    "dimension": goal.dimension,
                    "letter": goal.letter,
                    "target": goal.target,
                    "short": goal.short,
                    "over": goal.over,
                }
                for goal in self.goals
            ],
            "kept": list(self.kept),
            "excluded": list(self.excluded),
            "alternatives": {"count": self.alternatives, "different": self.different},
            "band": self.band,
            "seconds": self.seconds,
        }
        if self.seed is not None:
            said["seed"] = self.seed
        if self.letters is not None:
            said["letters"] = {name: list(letters) for name, letters in self.letters.items()}
        return said


def again(instance: Instance, *, kept: set[int], excluded: set[int]) -> Instance:
    """The same question once these rows accepted and those can no longer come.

    What was kept or excluded before stays so; a kept row that cannot come is excluded.
    """
    out = set(instance.excluded) | excluded
    stay = (set(instance.kept) | kept) - out
    return replace(instance, kept=tuple(sorted(stay)), excluded=tuple(sorted(out)))


def _bounds(rule: Bounds) -> dict[str, Any]:
    said: dict[str, Any] = {"dimension": rule.dimension, "letter": rule.letter}
    if rule.least is not None:
        said["least"] = rule.least
    if rule.most is not None:
        said["most"] = rule.most
    return said


class Kind(StrEnum):
    """What a single rule asks."""

    SEATS_LEAST = "seats_least"
    SEATS_MOST = "seats_most"
    FLOOR = "floor"
    CAP = "cap"
    KEEP = "keep"
    GOAL = "goal"


UPWARD = {Kind.SEATS_LEAST, Kind.FLOOR, Kind.KEEP}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is asked, and that could be asked differently.

    `number` is how many (seats, floor, cap, a goal's target), or the row that is kept.
    """

    kind: Kind
    number: int
    dimension: str = ""
    letter: str = ""

    def as_json(self) -> dict[str, Any]:
        """`row` for a kept row, `number` for all others; a letter where there is one."""
        if self.kind is Kind.KEEP:
            return {"kind": str(self.kind), "row": self.number}
        said: dict[str, Any] = {"kind": str(self.kind), "number": self.number}
        if self.dimension:
            said |= {"dimension": self.dimension, "letter": self.letter}
        return said


def hard_rules(instance: Instance) -> tuple[Rule, ...]:
    """Every rule that a cohort must meet: seats, floors and caps as they are stated, kept rows."""
    found = [
        Rule(Kind.SEATS_LEAST, instance.seats_least),
        Rule(Kind.SEATS_MOST, instance.seats_most),
    ]
    for bounds in instance.rules:
        if bounds.least is not None:
            found.append(Rule(Kind.FLOOR, bounds.least, bounds.dimension, bounds.letter))
        if bounds.most is not None:
            found.append(Rule(Kind.CAP, bounds.most, bounds.dimension, bounds.letter))
    return (*found, *(Rule(Kind.KEEP, number) for number in sorted(instance.kept)))
