"""Small instances at random, and their answers by trying every cohort."""

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from amparo.capacity.fellowships.composing import Bounds, Goal, Instance, Kind, Row, Rule
from amparo.capacity.fellowships.composing.instance import hard_rules

LETTERS = {"a": "bcd", "b": "efg"}


def small(seed: int, *, hard: bool = False) -> Instance:
    """6 to 11 rows, 2 to 5 seats, some rules and goals; `hard` asks for more than there may be."""
    rng = random.Random(seed)
    step = rng.choice([1, 250, 500, 1000, 1000])
    rows = tuple(
        Row(
            number,
            rng.randrange(0, 100_000, step) // 10
            if rng.random() < 0.5
            else 1000 * rng.randint(1, 5),
            {
                "a": (rng.choice(LETTERS["a"]),),
                "b": tuple(sorted(rng.sample(LETTERS["b"], rng.choice([0, 1, 1, 2])))),
            },
        )
        for number in range(1, rng.randint(6, 11) + 1)
    )
    seats = rng.randint(2, 5)
    rules, goals = [], []
    pairs = [(dimension, letter) for dimension, letters in LETTERS.items() for letter in letters]
    for dimension, letter in rng.sample(pairs, rng.randint(3, 6) if hard else rng.randint(0, 4)):
        least = rng.randint(1, 3) if rng.random() < (0.8 if hard else 0.4) else None
        most = rng.randint(least or 0, 4) if rng.random() < 0.5 or least is None else None
        rules.append(Bounds(dimension, letter, least, most))
    for dimension, letter in rng.sample(pairs, rng.randint(0, 3)):
        goals.append(
            Goal(
                dimension,
                letter,
                rng.randint(0, 4),
                rng.choice([0, 500, 2000]),
                rng.choice([0, 0, 700]),
            )
        )
    numbers = [row.number for row in rows]
    kept = rng.sample(numbers, rng.choice([0, 0, 1, 2]))
    out = [one for one in rng.sample(numbers, rng.choice([0, 0, 1])) if one not in kept]
    return Instance(
        rows=rows,
        seats_least=seats if rng.random() < 0.7 else max(1, seats - 1),
        seats_most=seats,
        rules=tuple(rules),
        goals=tuple(goals),
        kept=tuple(sorted(kept)),
        excluded=tuple(sorted(out)),
        alternatives=2,
        different=rng.choice([1, 2]),
        band=rng.choice([0, 300, 1500]),
        letters={name: tuple(letters) for name, letters in LETTERS.items()},
    )


@dataclass(frozen=True)
class Tried:
    """Every cohort of an instance that meets some rules, most points first, then lowest numbers."""

    cohorts: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def points(self) -> int:
        return self.cohorts[0][0]

    @property
    def rows(self) -> tuple[int, ...]:
        return self.cohorts[0][1]


_KNOWN: dict[tuple[int, str, str], tuple[tuple[Row, ...], frozenset[int]]] = {}


def _with(rows: tuple[Row, ...], dimension: str, letter: str) -> frozenset[int]:
    """The numbers of the rows that a rule counts; remembered, since every cohort asks for it."""
    key = (id(rows), dimension, letter)
    if key not in _KNOWN or _KNOWN[key][0] is not rows:
        numbers = {row.number for row in rows if not dimension or row.has(dimension, letter)}
        _KNOWN[key] = rows, frozenset(numbers)
    return _KNOWN[key][1]


def points(instance: Instance, cohort: tuple[int, ...], goals: Iterable[Goal]) -> int:
    total = sum(row.score for row in instance.rows if row.number in cohort)
    for goal in goals:
        count = len(_with(instance.rows, goal.dimension, goal.letter).intersection(cohort))
        total -= goal.short * max(0, goal.target - count) + goal.over * max(0, count - goal.target)
    return total


def meets(instance: Instance, cohort: tuple[int, ...], rule: Rule) -> bool:
    if rule.kind is Kind.KEEP:
        return rule.number in cohort
    count = len(_with(instance.rows, rule.dimension, rule.letter).intersection(cohort))
    if rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}:
        return count >= rule.number
    return count <= rule.number


def every(instance: Instance) -> Iterator[tuple[int, ...]]:
    """All sets of rows that may be in, of every size."""
    numbers = [row.number for row in instance.rows if row.number not in instance.excluded]
    for size in range(len(numbers) + 1):
        yield from itertools.combinations(numbers, size)


def tried(
    instance: Instance,
    rules: Iterable[Rule] | None = None,
    goals: Iterable[Goal] | None = None,
) -> Tried:
    """The answer by trying every set of rows."""
    rules = hard_rules(instance) if rules is None else tuple(rules)
    goals = instance.goals if goals is None else tuple(goals)
    found = [
        (points(instance, cohort, goals), cohort)
        for cohort in every(instance)
        if all(meets(instance, cohort, rule) for rule in rules)
    ]
    return Tried(tuple(sorted(found, key=lambda one: (-one[0], first(one[1])))))


def first(cohort: tuple[int, ...]) -> tuple[int, ...]:
    """Sorts cohorts as the composer does: the lowest number first, more rows before fewer."""
    return (*cohort, 10**9)


def clashes(instance: Instance, rules: Iterable[Rule]) -> bool:
    """Whether no set of rows meets all of these rules."""
    rules = tuple(rules)
    return not any(
        all(meets(instance, cohort, rule) for rule in rules) for cohort in every(instance)
    )
