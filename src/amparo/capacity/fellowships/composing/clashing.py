"""Why no cohort is possible: the fewest rules that clash, and by how many people.

Only counts matter here, so rows with the same letters are one column. A set of rules clashes
*minimally* if no cohort meets all of them, and one meets them as soon as any of them is dropped;
each step of the filter that finds it is a proof.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from .choosing import Question
from .instance import Kind, Rule, hard_rules
from .solving import Linear, SolverError, Watch


@dataclass(frozen=True, slots=True)
class Eased:
    """A rule, and the number at which it would no longer stand in the way.

    For a kept row `needed` is 0: it would have to go.
    """

    rule: Rule
    needed: int

    @property
    def people(self) -> int:
        """By how many people it would have to change."""
        return 1 if self.rule.kind is Kind.KEEP else abs(self.rule.number - self.needed)


@dataclass(frozen=True, slots=True)
class Clash:
    """`rules` clash minimally; easing one of them as it says undoes that clash.

    `changes` are together enough for a cohort to exist, by the fewest people in all, without
    touching any kept row; there may be other changes by as many people.
    """

    rules: tuple[Eased, ...]
    changes: tuple[Eased, ...]

    @property
    def people(self) -> int:
        """By how many people the changes change the rules in all."""
        return sum(eased.people for eased in self.changes)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows with the same letters, as one column each: how many there are, how many are kept."""

    question: Question
    kinds: tuple[tuple[frozenset[tuple[str, str]], int], ...]

    @classmethod
    def of(cls, question: Question) -> "Counts":
        """What matters to the rules of an instance."""
        named = {(rule.dimension, rule.letter) for rule in hard_rules(question.instance)}
        kinds = Counter(_letters(question, place, named) for place in range(len(question.rows)))
        return cls(question, tuple(sorted(kinds.items(), key=lambda kind: sorted(kind[0]))))

    def linear(self, rules: Iterable[Rule]) -> Linear:
        """Any counts within these rules, with nothing to prefer."""
        rules = tuple(rules)
        asked = Linear()
        named = {(r.dimension, r.letter) for r in hard_rules(self.question.instance)}
        kept = Counter(
            _letters(self.question, self.question.column[rule.number], named)
            for rule in rules
            if rule.kind is Kind.KEEP
        )
        for letters, rows in self.kinds:
            asked.column(0.0, kept[letters], rows)
        for rule in rules:
            if rule.kind is Kind.KEEP:
                continue
            if rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}:
                asked.sum(self.columns(rule), least=rule.number)
            else:
                asked.sum(self.columns(rule), most=rule.number)
        return asked

    def columns(self, rule: Rule) -> list[int]:
        """The columns that a rule counts."""
        pair = (rule.dimension, rule.letter)
        return [
            column
            for column, (letters, _) in enumerate(self.kinds)
            if not rule.dimension or pair in letters
        ]

    def possible(self, rules: Iterable[Rule], watch: Watch) -> bool:
        """Whether some cohort meets all of these rules."""
        return self.linear(rules).best(watch) is not None


def clash(question: Question, watch: Watch) -> Clash | None:
    """Why no cohort meets the hard rules of an instance; None where one does."""
    counts = Counts.of(question)
    rules = hard_rules(question.instance)
    if counts.possible(rules, watch):
        return None
    # Those tried first are the first to be found unneeded: people who accepted, then floors and
    # caps from the last stated to the first; the seats themselves are tried last.
    order = sorted(
        range(len(rules)),
        key=lambda place: (
            {Kind.KEEP: 0, Kind.SEATS_LEAST: 2, Kind.SEATS_MOST: 3}.get(rules[place].kind, 1),
            -place,
        ),
    )
    needed = set(range(len(rules)))
    for step, place in enumerate(order):
        watch.tell(step / len(order))
        without = needed - {place}
        if not counts.possible((rules[one] for one in sorted(without)), watch):
            needed = without
    core = tuple(rules[place] for place in sorted(needed))
    return Clash(
        rules=tuple(Eased(rule, _alone(counts, rule, core, watch)) for rule in core),
        changes=_changes(counts, rules, watch),
    )


def _alone(counts: Counts, rule: Rule, core: tuple[Rule, ...], watch: Watch) -> int:
    """The number at which this rule no longer clashes with the others of its clash."""
    if rule.kind is Kind.KEEP:
        return 0
    asked = counts.linear(other for other in core if other is not rule)
    upward = rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}
    for column in counts.columns(rule):
        asked.worths[column] = 1.0 if upward else -1.0
    found = asked.best(watch)
    if found is None:
        raise SolverError("a clash was not minimal")
    return abs(round(found.worth))


def _changes(counts: Counts, rules: tuple[Rule, ...], watch: Watch) -> tuple[Eased, ...]:
    """The changes by the fewest people in all that make a cohort possible.

    Of several such, the one that leaves the seats as they are if it can, then the rules as they
    are stated, the first before the last.
    """
    asked = counts.linear(rule for rule in rules if rule.kind is Kind.KEEP)
    slack: list[tuple[Rule, int]] = []
    for rule in rules:
        if rule.kind is Kind.KEEP:
            continue
        column = asked.column(-1.0, 0.0, float(max(rule.number, len(counts.question.rows))))
        upward = rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}
        columns = counts.columns(rule)
        asked.sum(
            [*columns, column],
            rule.number if upward else -inf,
            inf if upward else rule.number,
            times=[*[1.0] * len(columns), 1.0 if upward else -1.0],
        )
        slack.append((rule, column))
    found = asked.best(watch)
    if found is None:
        raise SolverError("no change of the rules makes a cohort possible")
    fewest = -round(found.worth)
    asked.sum([column for _, column in slack], most=fewest)
    changes = []
    for rule, column in slack:
        asked.worths = [0.0] * len(asked.worths)
        asked.worths[column] = -1.0
        found = asked.best(watch)
        if found is None:
            raise SolverError("the solver lost a change that it had found")
        people = -round(found.worth)
        asked.upper[column] = asked.lower[column] = float(people)
        if people:
            upward = rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}
            changes.append(Eased(rule, rule.number - people if upward else rule.number + people))
    return tuple(changes)


def _letters(
    question: Question, place: int, named: set[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    return frozenset(
        (dimension, letter)
        for dimension, letters in question.rows[place].groups.items()
        for letter in letters
        if (dimension, letter) in named
    )
