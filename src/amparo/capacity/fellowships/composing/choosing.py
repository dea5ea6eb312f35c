"""From an instance to the solver's question and back, and the one cohort that answers it.

Of all cohorts with the most points, the one whose rows come first is the answer: the lowest
number that can be in is in, then the next lowest, and so on. So the answer is one cohort on every
machine, whichever of the equal ones a solver met first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import gcd, inf

import numpy as np
from numpy.typing import NDArray

from .instance import Goal, Instance, Kind, Row, Rule, hard_rules
from .solving import EndedError, Found, Linear, SolverError, Watch

NEAR, LOOKS = 1000, 3  # a thousandth of the points, then four, then sixteen
BLOCK = 16  # rows decided at once, by powers of two: far inside what a solver tells apart

Cohort = frozenset[int]  # row numbers


@dataclass(frozen=True)
class Question:
    """An instance as the solver sees it: one column a row that may be in, then those of goals."""

    instance: Instance
    rows: tuple[Row, ...] = field(init=False)

    def __post_init__(self) -> None:
        out = set(self.instance.excluded)
        rows = tuple(row for row in self.instance.rows if row.number not in out)
        object.__setattr__(self, "rows", rows)

    @cached_property
    def column(self) -> dict[int, int]:
        """A row's column by its number."""
        return {row.number: place for place, row in enumerate(self.rows)}

    @cached_property
    def members(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        """The columns of each letter's rows, by dimension and letter."""
        found: dict[tuple[str, str], list[int]] = {}
        for place, row in enumerate(self.rows):
            for dimension, letters in row.groups.items():
                for letter in letters:
                    found.setdefault((dimension, letter), []).append(place)
        return {pair: np.array(places, dtype=np.intp) for pair, places in found.items()}

    @cached_property
    def unit(self) -> int:
        """What every score and every goal's loss is a multiple of, in thousandths of a point."""
        lost = [part for goal in self.instance.goals for part in (goal.short, goal.over)]
        return gcd(*(row.score for row in self.rows), *lost) or 1

    @cached_property
    def numbers(self) -> NDArray[np.intp]:
        """Row numbers by column."""
        return np.array([row.number for row in self.rows], dtype=np.intp)

    def of(self, dimension: str, letter: str) -> NDArray[np.intp]:
        """The columns of the rows with this letter."""
        return self.members.get((dimension, letter), np.empty(0, dtype=np.intp))

    def linear(self, rules: Iterable[Rule], goals: Iterable[Goal]) -> Linear:
        """The most points within these rules, with these goals; worths in units."""
        asked = Linear()
        for row in self.rows:
            asked.column(row.score // self.unit)
        for rule in rules:
            self._demand(asked, rule)
        for goal in goals:
            short = asked.column(-goal.short // self.unit, 0.0, inf, whole=False)
            over = asked.column(-goal.over // self.unit, 0.0, inf, whole=False)
            members = self.of(goal.dimension, goal.letter)
            columns = np.concatenate([members, [short, over]]).astype(np.intp)
            times = np.concatenate([np.ones(len(members)), [1.0, -1.0]])
            asked.sum(columns, goal.target, goal.target, times=times)
        return asked

    def _demand(self, asked: Linear, rule: Rule) -> None:
        if rule.kind is Kind.KEEP:
            asked.lower[self.column[rule.number]] = 1.0
            return
        every = np.arange(len(self.rows), dtype=np.intp)
        columns = self.of(rule.dimension, rule.letter) if rule.dimension else every
        if rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}:
            asked.sum(columns, least=rule.number)
        else:
            asked.sum(columns, most=rule.number)

    def cohort(self, found: Found) -> Cohort:
        """The rows that are in."""
        chosen = self.numbers[found.values[: len(self.rows)] > 0.5]
        return frozenset(int(number) for number in chosen)

    def count(self, cohort: Cohort, dimension: str, letter: str) -> int:
        """How many of a cohort have this letter."""
        return sum(self.rows[self.column[number]].has(dimension, letter) for number in cohort)

    def scores(self, cohort: Cohort) -> int:
        """The sum of a cohort's scores, in thousandths."""
        return sum(self.rows[self.column[number]].score for number in cohort)

    def lost(self, cohort: Cohort, goal: Goal) -> int:
        """What a cohort loses by one goal, in thousandths."""
        count = self.count(cohort, goal.dimension, goal.letter)
        return goal.short * max(0, goal.target - count) + goal.over * max(0, count - goal.target)

    def points(self, cohort: Cohort, goals: Iterable[Goal]) -> int:
        """Scores less what goals cost, in thousandths."""
        return self.scores(cohort) - sum(self.lost(cohort, goal) for goal in goals)

    def meets(self, cohort: Cohort, rule: Rule) -> bool:
        """Whether a cohort keeps to a hard rule."""
        if rule.kind is Kind.KEEP:
            return rule.number in cohort
        count = self.count(cohort, rule.dimension, rule.letter) if rule.dimension else len(cohort)
        if rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}:
            return count >= rule.number
        return count <= rule.number


@dataclass(frozen=True, slots=True)
class Search:
    """One search for a best cohort: within these rules, with these goals, unlike these cohorts."""

    question: Question
    rules: tuple[Rule, ...]
    goals: tuple[Goal, ...]
    unlike: tuple[Cohort, ...] = ()

    @classmethod
    def whole(cls, question: Question) -> "Search":
        """Within every rule and with every goal of the instance."""
        return cls(question, hard_rules(question.instance), question.instance.goals)

    def linear(self) -> Linear:
        """The solver's question."""
        asked = self.question.linear(self.rules, self.goals)
        for cohort in self.unlike:
            columns = [self.question.column[number] for number in sorted(cohort)]
            asked.sum(columns, most=len(cohort) - self.question.instance.different)
        return asked

    def checked(self, cohort: Cohort) -> int:
        """A cohort's points, in thousandths; raises SolverError for one that is none."""
        different = self.question.instance.different
        if not all(self.question.meets(cohort, rule) for rule in self.rules) or any(
            len(other - cohort) < different for other in self.unlike
        ):
            raise SolverError("the solver broke a rule")
        return self.question.points(cohort, self.goals)

    def best(self, watch: Watch, *, tell: bool = False) -> tuple[Cohort, int] | None:
        """A cohort with the most points, and these; None where no cohort meets the rules."""
        found = self.linear().best(watch, tell=tell)
        if found is None:
            return None
        cohort = self.question.cohort(found)
        points = self.checked(cohort)
        if found.bound * self.question.unit >= points + self.question.unit:
            raise SolverError("the solver ended before its proof did")
        return cohort, points

    def next_best(self, below: int, watch: Watch) -> tuple[Cohort, int] | None:
        """As `best`, where no cohort has more points than `below`, and the best is near it.

        Looks among cohorts a little below first, where most rows can be fixed; then further.
        """
        near = max(self.question.unit, abs(below) // NEAR)
        for _ in range(LOOKS):
            found = self.better(below - near - 1, watch)
            if found is not None:
                return found
            near *= 4
        return self.best(watch)

    def better(self, than: int, watch: Watch) -> tuple[Cohort, int] | None:
        """As `best`, or None where no cohort has more points than these; quick to say so."""
        asked = self.linear()
        if self._narrow(asked, than + 1, watch) is False:
            return None
        found = asked.best(watch)
        if found is None:
            return None
        cohort = self.question.cohort(found)
        points = self.checked(cohort)
        return (cohort, points) if points > than else None

    def first(self, at_least: int, order: Sequence[int], watch: Watch) -> Cohort:
        """Of the cohorts with at least so many points, the first in this order of row numbers.

        The first number of the order that any such cohort has is in, then the next that any
        cohort with it has, and so on. At least one such cohort must exist.
        """
        asked = self.linear()
        self._reach(asked, at_least)
        if self._narrow(asked, at_least, watch) is False:
            raise SolverError("the solver lost a cohort that it had found")
        asked.worths = [0.0] * len(asked.worths)
        most = self.question.instance.seats_most
        columns = [self.question.column[number] for number in order]
        while True:
            if sum(asked.lower[column] > 0.5 for column in columns) >= most:
                break
            free = [c for c in columns if asked.lower[c] < 0.5 < asked.upper[c]][:BLOCK]
            if not free:
                break
            for place, column in enumerate(free):
                asked.worths[column] = float(2 ** (BLOCK - 1 - place))
            found = asked.best(watch)
            if found is None:
                raise SolverError("the solver lost a cohort that it had found")
            for column in free:
                asked.worths[column] = 0.0
                asked.lower[column] = asked.upper[column] = float(found.values[column] > 0.5)
        cohort = frozenset(
            int(self.question.numbers[column]) for column in columns if asked.lower[column] > 0.5
        )
        if self.checked(cohort) < at_least:
            raise SolverError("the solver gave fewer points than it said")
        return cohort

    def _reach(self, asked: Linear, at_least: int) -> None:
        """Only cohorts with at least so many points."""
        times = np.array(asked.worths)
        columns = np.flatnonzero(times)
        units = -(-at_least // self.question.unit)
        asked.sum(columns, least=units, times=times[columns])

    def _narrow(self, asked: Linear, at_least: int, watch: Watch) -> bool:
        """Fix every row without which, or with which, nobody reaches so many points.

        From the linear relaxation: forcing a row in (or out) moves the bound by at least its
        reduced cost. False where no cohort can reach the points.
        """
        relaxed = asked.relaxed(watch)
        if relaxed is None:
            return False
        count = len(self.question.rows)
        slopes, values = relaxed.slopes[:count], relaxed.values[:count]
        # A quarter of a unit is far more than a solver's error and less than any difference.
        line = -(-at_least // self.question.unit) - 0.25
        if relaxed.worth < line:
            return False
        never = relaxed.worth + np.minimum(slopes, 0.0) * (1.0 - values) < line
        always = relaxed.worth - np.maximum(slopes, 0.0) * values < line
        for column in np.flatnonzero(never):
            asked.upper[column] = 0.0
        for column in np.flatnonzero(always):
            asked.lower[column] = 1.0
        return all(low <= high for low, high in zip(asked.lower, asked.upper, strict=True))


def ended_with(search: Search, ended: EndedError) -> tuple[Cohort, int, int] | None:
    """The best cohort found before a search was ended, its points and the bound, in thousandths.

    None where nothing was found yet.
    """
    if ended.found is None:
        return None
    cohort = search.question.cohort(ended.found)
    points = search.checked(cohort)
    unit = search.question.unit
    # No cohort lies above the bound, and all lie on whole units.
    bound = int(ended.found.bound + 1e-6) * unit if abs(ended.found.bound) < 1e12 else points
    return cohort, points, max(bound, points)
