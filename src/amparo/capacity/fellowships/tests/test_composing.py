"""The cohort composer, beside trying every cohort."""

import itertools
import json
import random
import time
from collections import Counter
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from amparo.capacity.fellowships.composing import (
    Bounds,
    Goal,
    Instance,
    Kind,
    Row,
    Status,
    Watch,
    again,
    compose,
    from_json,
    schema,
)
from amparo.capacity.fellowships.composing.choosing import Question
from amparo.capacity.fellowships.composing.cohorts import lots
from amparo.capacity.fellowships.composing.instance import hard_rules

from . import small_instances
from .small_instances import clashes, meets, small, tried


def _rows(*scores, **groups):
    """Rows 1, 2, 3 ... with these scores; a dimension's letters row by row, "-" for none."""
    return tuple(
        Row(
            place + 1,
            score,
            {
                name: tuple(letters[place])
                for name, letters in groups.items()
                if letters[place] != "-"
            },
        )
        for place, score in enumerate(scores)
    )


PLAIN = Instance(rows=_rows(5000, 4000, 3000, 2000, a="bbbc"), seats_least=2, seats_most=2)


@pytest.mark.parametrize("seed", range(80))
def test_the_best_cohort_is_the_one_that_trying_all_of_them_finds(seed):
    instance = small(seed)
    answer, expected = compose(instance), tried(instance)
    if not expected.cohorts:
        assert answer.status is Status.IMPOSSIBLE
        return
    assert answer.status is Status.OPTIMAL
    assert answer.best is not None
    assert (answer.best.points, answer.best.rows) == (expected.points, expected.rows)
    assert (answer.gap, answer.unfinished) == (0, ())


@pytest.mark.parametrize("seed", range(40))
def test_each_alternative_is_the_best_that_differs_enough_from_those_before_it(seed):
    instance = small(seed)
    answer, expected = compose(instance), tried(instance)
    if not expected.cohorts:
        return
    before = [set(expected.rows)]
    for place in range(instance.alternatives):
        apart = [
            cohort
            for cohort in expected.cohorts
            if all(len(one - set(cohort[1])) >= instance.different for one in before)
        ]
        if not apart:
            assert len(answer.alternatives) == place
            return
        other = answer.alternatives[place]
        assert (other.points, other.rows) == apart[0]
        assert other.behind == expected.points - other.points
        before.append(set(other.rows))


@pytest.mark.parametrize("seed", range(40))
def test_a_price_is_what_the_best_cohort_without_the_rule_has_more(seed):
    instance = small(seed)
    answer, expected = compose(instance), tried(instance)
    if not expected.cohorts:
        return
    hard = hard_rules(instance)
    priced = {(p.rule.kind, p.rule.dimension, p.rule.letter): p for p in answer.prices}
    counted = 0
    for rule in hard:
        if rule.kind in {Kind.FLOOR, Kind.CAP}:
            freer = tried(instance, rules=[other for other in hard if other != rule])
            price = priced[rule.kind, rule.dimension, rule.letter]
            assert price.points == freer.points - expected.points
            if price.points:
                assert set(freer.rows) - set(expected.rows) == set(price.enter)
                assert set(expected.rows) - set(freer.rows) == set(price.leave)
            counted += 1
    for goal in instance.goals:
        freer = tried(instance, goals=[other for other in instance.goals if other != goal])
        price = priced[Kind.GOAL, goal.dimension, goal.letter]
        assert price.points == freer.points - expected.points
        counted += 1
    assert counted == len(answer.prices)


@pytest.mark.parametrize("seed", range(60))
def test_an_impossible_instance_names_a_clash_that_is_true_and_minimal(seed):
    instance = small(seed, hard=True)
    answer = compose(instance)
    if tried(instance).cohorts:
        assert answer.clash is None
        return
    assert answer.status is Status.IMPOSSIBLE
    assert answer.clash is not None
    core = [eased.rule for eased in answer.clash.rules]
    assert clashes(instance, core)
    for rule in core:
        assert not clashes(instance, [other for other in core if other != rule])


@pytest.mark.parametrize("seed", range(60))
def test_a_rule_of_a_clash_says_by_how_many_people_it_is_too_much(seed):
    instance = small(seed, hard=True)
    clash = compose(instance).clash
    if clash is None:
        return
    core = [eased.rule for eased in clash.rules]
    for eased in clash.rules:
        if eased.rule.kind is Kind.KEEP:
            continue
        others = [rule for rule in core if rule != eased.rule]
        enough = replace(eased.rule, number=eased.needed)
        step = 1 if eased.needed < eased.rule.number else -1
        assert not clashes(instance, [*others, enough])
        assert clashes(instance, [*others, replace(enough, number=eased.needed + step)])


@pytest.mark.parametrize("seed", range(40))
def test_the_changes_make_a_cohort_possible_and_no_fewer_people_would(seed):
    instance = small(seed, hard=True)
    clash = compose(instance).clash
    if clash is None:
        return
    changed = {eased.rule: replace(eased.rule, number=eased.needed) for eased in clash.changes}
    assert not clashes(instance, [changed.get(rule, rule) for rule in hard_rules(instance)])
    assert clash.people == _fewest(instance)


def _fewest(instance):
    """By trying every cohort with the kept rows: how far it misses the other rules, in people."""
    question = Question(instance)
    return min(
        sum(_misses(question, frozenset(cohort), rule) for rule in hard_rules(instance))
        for cohort in small_instances.every(instance)
        if set(instance.kept) <= set(cohort)
    )


def _misses(question, cohort, rule):
    if rule.kind is Kind.KEEP:
        return 0
    count = question.count(cohort, rule.dimension, rule.letter) if rule.dimension else len(cohort)
    upward = rule.kind in {Kind.FLOOR, Kind.SEATS_LEAST}
    return max(0, rule.number - count if upward else count - rule.number)


def test_five_floors_of_four_in_sixteen_seats_are_named_with_the_seats():
    letters = "bcdef" * 8
    instance = Instance(
        rows=_rows(*range(1000, 41_000, 1000), a=letters),
        seats_least=16,
        seats_most=16,
        rules=tuple(Bounds("a", letter, least=4) for letter in "bcdef"),
    )
    clash = compose(instance).clash
    assert clash is not None
    assert [eased.rule.kind for eased in clash.rules] == [Kind.SEATS_MOST, *[Kind.FLOOR] * 5]
    assert clash.rules[0].needed == 20
    assert {eased.needed for eased in clash.rules[1:]} == {0}
    assert clash.people == 4


def test_equal_cohorts_are_told_apart_by_row_number():
    instance = Instance(rows=_rows(*[3000] * 60), seats_least=5, seats_most=5)
    answer = compose(instance)
    assert answer.best is not None
    assert answer.best.rows == (1, 2, 3, 4, 5)


def test_the_order_of_rows_in_the_file_changes_nothing():
    said = small(5).as_json()
    turned = {**said, "rows": list(reversed(said["rows"]))}
    assert compose(from_json(said)).as_json() == compose(from_json(turned)).as_json()


def test_a_re_solve_keeps_who_accepted_and_leaves_out_who_cannot_come():
    first = compose(PLAIN)
    assert first.best is not None
    assert first.best.rows == (1, 2)
    # Row 2 accepted; row 1 got no visa. Row 4 would now be needed for a floor.
    instance = replace(again(PLAIN, kept={2}, excluded={1}), rules=(Bounds("a", "c", least=1),))
    second = compose(instance)
    assert second.best is not None
    assert second.best.rows == (2, 4)


def test_who_accepted_and_then_cannot_come_is_out():
    instance = again(again(PLAIN, kept={1, 2}, excluded=set()), kept=set(), excluded={1})
    assert (instance.kept, instance.excluded) == ((2,), (1,))


def test_a_goal_costs_what_its_weight_says_and_gives_way_to_points():
    cheap = replace(PLAIN, goals=(Goal("a", "c", 1, short=1000),))
    dear = replace(PLAIN, goals=(Goal("a", "c", 1, short=2500),))
    kept, changed = compose(cheap), compose(dear)
    assert kept.best is not None
    assert changed.best is not None
    assert (kept.best.rows, kept.best.points) == ((1, 2), 8000)
    assert (changed.best.rows, changed.best.points) == ((1, 4), 7000)
    assert [price.points for price in changed.prices] == [2000]


def test_a_rule_that_costs_nothing_has_the_price_nothing():
    answer = compose(replace(PLAIN, rules=(Bounds("a", "b", least=1, most=2),)))
    assert [(price.points, price.enter, price.leave) for price in answer.prices] == [
        (0, (), ())
    ] * 2


def test_the_lottery_stays_in_the_band_and_is_the_same_for_the_same_seed():
    instance = replace(PLAIN, band=1000, seed="7 July, 42 17 3")
    one, two = compose(instance), compose(instance)
    assert one.as_json() == two.as_json()
    assert one.drawn is not None
    assert one.drawn.behind <= 1000
    assert {compose(replace(instance, seed=str(n))).drawn.rows for n in range(12)} == {
        (1, 2),
        (1, 3),
    }


@pytest.mark.parametrize("seed", range(30))
def test_the_lottery_takes_the_first_lot_that_fits_then_the_next(seed):
    instance = replace(small(seed), seed="drawn in public", band=1500)
    expected = [one for one in tried(instance).cohorts if tried(instance).points - one[0] <= 1500]
    if not expected:
        return
    left = [set(cohort) for _, cohort in expected]
    for number in lots("drawn in public", instance):
        left = [cohort for cohort in left if number in cohort] or left
    answer = compose(instance)
    assert answer.drawn is not None
    assert [set(answer.drawn.rows)] == left


def test_of_equals_each_is_drawn_as_often_as_the_order_of_lots_makes_it():
    # Three equals for two places: every pair, and so every person, must come up equally often.
    instance = Instance(rows=_rows(9000, 5000, 5000, 5000), seats_least=3, seats_most=3)
    runs = 1500
    drawn = Counter(_drawn(instance, str(seed)) for seed in range(runs))
    assert set(drawn) == {(1, *pair) for pair in itertools.combinations((2, 3, 4), 2)}
    expected = runs / 3
    chi = sum((count - expected) ** 2 / expected for count in drawn.values())
    assert chi < 13.8  # chance of more: 1 in 1,000, with two degrees of freedom


def _drawn(instance, seed):
    """What the lottery's rule gives; that the composer follows it is shown above."""
    order = lots(seed, instance)
    places = [number for number in order if number != 1][:2]
    return (1, *sorted(places))


def test_the_composer_draws_what_its_rule_says_in_the_same_case():
    instance = Instance(rows=_rows(9000, 5000, 5000, 5000), seats_least=3, seats_most=3)
    for seed in map(str, range(25)):
        drawn = compose(replace(instance, seed=seed, alternatives=0)).drawn
        assert drawn is not None
        assert drawn.rows == _drawn(instance, seed)


def test_what_it_answers_is_what_its_schema_says():
    checker = Draft202012Validator(schema("answer"))
    stopped = compose(PLAIN, Watch(10, stop=lambda: True))
    late = compose(PLAIN, Watch(0))
    answers = [stopped, late]
    for seed in range(20):
        answers += [compose(small(seed)), compose(small(seed, hard=True))]
    assert {answer.status for answer in answers} == set(Status) - {Status.BEST_SO_FAR}
    for answer in answers:
        said = json.loads(json.dumps(answer.as_json()))
        assert list(checker.iter_errors(said)) == []
    for name in ("instance", "answer"):
        Draft202012Validator.check_schema(schema(name))


def test_an_instance_written_and_read_is_the_same():
    for seed in range(20):
        instance = replace(small(seed), seed="7" if seed % 2 else None)
        assert from_json(json.loads(json.dumps(instance.as_json()))) == instance


def test_every_rule_of_a_cohort_is_told_with_its_count():
    instance = replace(PLAIN, rules=(Bounds("a", "b", 1, 2),), goals=(Goal("a", "c", 1, 1500),))
    best = compose(instance).best
    assert best is not None
    assert [(s.rule.kind, s.count, s.lost, s.tight) for s in best.standing] == [
        (Kind.SEATS_LEAST, 2, 0, True),
        (Kind.SEATS_MOST, 2, 0, True),
        (Kind.FLOOR, 2, 0, False),
        (Kind.CAP, 2, 0, True),
        (Kind.GOAL, 0, 1500, False),
    ]
    assert all(meets(instance, best.rows, rule) for rule in hard_rules(instance))


def _long():
    """Goals at odds with each other on many sides: a cohort is found at once, a proof is not."""
    rng = random.Random(11)
    rows = tuple(
        Row(
            number,
            rng.randrange(400_000, 500_000),
            {name: tuple(sorted(rng.sample("bcdefghi", 4))) for name in "abcdef"},
        )
        for number in range(1, 301)
    )
    goals = tuple(
        Goal(name, letter, 24, 100_000, 100_000) for name in "abcdef" for letter in "bcdefghi"
    )
    return Instance(rows=rows, seats_least=49, seats_most=49, goals=goals)


def test_a_solver_that_runs_long_is_stopped_within_a_second_of_being_asked():
    asked = []

    def stop():
        asked.append(time.monotonic())
        return len(asked) > 4

    answer = compose(_long(), Watch(60, stop=stop))
    assert answer.status is Status.STOPPED
    assert time.monotonic() - asked[4] < 1.0
    assert answer.best is None or len(answer.best.rows) == 49
    assert "prices" in answer.unfinished


def test_when_time_is_up_the_best_so_far_comes_with_its_bound_and_gap():
    steps = []
    answer = compose(_long(), Watch(2, progress=steps.append))
    assert answer.status is Status.BEST_SO_FAR
    assert answer.best is not None
    assert answer.bound is not None
    assert answer.gap == answer.bound - answer.best.points > 0
    assert len(answer.best.rows) == 49
    assert answer.unfinished == ("best", "tie_break", "alternatives", "prices")
    told = [step for step in steps if step.best is not None and step.bound is not None]
    assert told
    assert all(step.best <= step.bound for step in told)


def test_progress_rises_and_ends_at_the_whole():
    steps = []
    compose(replace(small(3), seed="s"), Watch(30, progress=steps.append))
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages == ["best", "tie_break", "lottery", "alternatives", "prices", "done"]


def test_when_time_is_up_after_the_proof_the_best_stands_and_the_rest_is_named():
    asked = iter([False])
    instance = Instance(rows=_rows(*[3000] * 60), seats_least=5, seats_most=5)
    answer = compose(instance, Watch(30, stop=lambda: next(asked, True)))
    assert answer.status is Status.OPTIMAL
    assert answer.best is not None
    assert answer.unfinished == ("tie_break", "alternatives", "prices")
