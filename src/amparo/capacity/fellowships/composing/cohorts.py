"""The whole answer: the best cohort, the lottery's, others near it, prices, or the clash."""

import hashlib
from dataclasses import replace

from .answer import Answer, Chosen, Price, Status, describe, of_goal
from .choosing import Cohort, Question, Search, ended_with
from .clashing import clash
from .instance import Instance, Kind, Rule
from .solving import EndedError, Watch


def compose(instance: Instance, watch: Watch | None = None) -> Answer:
    """Answer an instance; see the README of this package for what each part means.

    The same instance has the same answer on any machine, unless its time is up: then the answer
    says so in its status or under `unfinished`. `watch` gives progress, may stop it at any
    moment and limits the seconds (without it: the instance's own limit).
    """
    watch = watch or Watch(instance.seconds)
    question = Question(instance)
    search = Search.whole(question)
    watch.begin("best", 0.4)
    try:
        found = search.best(watch, tell=True)
    except EndedError as ended:
        return _ended(search, ended)
    if found is None:
        watch.begin("clash", 0.6)
        try:
            return Answer(Status.IMPOSSIBLE, clash=clash(question, watch))
        except EndedError:
            return Answer(Status.IMPOSSIBLE, unfinished=("clash",))
    cohort, points = found
    answer = Answer(Status.OPTIMAL, best=describe(question, cohort), bound=points)
    watch.tell(1.0, points, points)
    return _completed(answer, search, cohort, points, watch)


def lots(seed: str, instance: Instance) -> list[int]:
    """Row numbers in the lottery's order: by the SHA-256 of "seed:number", as hexadecimal text."""
    return sorted(
        (row.number for row in instance.rows),
        key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest(),
    )


def _ended(search: Search, ended: EndedError) -> Answer:
    so_far = ended_with(search, ended)
    rest = ("best", *_stages(search.question.instance))
    if so_far is None:
        status = Status.STOPPED if ended.stopped else Status.OUT_OF_TIME
        return Answer(status, unfinished=rest)
    cohort, _, bound = so_far
    status = Status.STOPPED if ended.stopped else Status.BEST_SO_FAR
    return Answer(status, describe(search.question, cohort), bound=bound, unfinished=rest)


def _stages(instance: Instance) -> tuple[str, ...]:
    stages = ["tie_break"]
    if instance.seed is not None:
        stages.append("lottery")
    if instance.alternatives:
        stages.append("alternatives")
    return (*stages, "prices")


def _completed(answer: Answer, search: Search, cohort: Cohort, points: int, watch: Watch) -> Answer:
    """Everything after the proof, as far as the time goes."""
    question = search.question
    instance = question.instance
    stages = _stages(instance)
    for place, stage in enumerate(stages):
        watch.begin(stage, 0.6 / len(stages))
        try:
            if stage == "tie_break":
                cohort = search.first(points, _in_order(question), watch)
                answer = replace(answer, best=describe(question, cohort))
            elif stage == "lottery" and instance.seed is not None:
                out = set(instance.excluded)
                order = [one for one in lots(instance.seed, instance) if one not in out]
                drawn = search.first(points - instance.band, order, watch)
                answer = replace(answer, drawn=describe(question, drawn, cohort))
            elif stage == "alternatives":
                others = _alternatives(search, cohort, watch)
                answer = replace(answer, alternatives=others)
            else:
                answer = replace(answer, prices=_prices(search, cohort, points, watch))
        except EndedError:
            return replace(answer, unfinished=stages[place:])
    watch.begin("done", 0.0)
    return answer


def _in_order(question: Question) -> list[int]:
    return [row.number for row in question.rows]


def _alternatives(search: Search, best: Cohort, watch: Watch) -> tuple[Chosen, ...]:
    """The best cohort unlike the best, then unlike both, and so on; fewer if none is left."""
    question = search.question
    wanted = question.instance.alternatives
    unlike: tuple[Cohort, ...] = (best,)
    points = question.points(best, search.goals)
    while len(unlike) <= wanted:
        watch.tell((len(unlike) - 1) / wanted)
        apart = replace(search, unlike=unlike)
        found = apart.next_best(points, watch)
        if found is None:
            break
        points = found[1]
        unlike += (apart.first(found[1], _in_order(question), watch),)
    return tuple(describe(question, cohort, best) for cohort in unlike[1:])


def _prices(search: Search, best: Cohort, points: int, watch: Watch) -> tuple[Price, ...]:
    """What every floor, cap and goal costs: the points of the best cohort without it, less ours."""
    goals, hard = search.goals, search.rules
    without: list[tuple[Rule, Search]] = [
        (rule, replace(search, rules=tuple(other for other in hard if other != rule)))
        for rule in hard
        if rule.kind in {Kind.FLOOR, Kind.CAP}
    ]
    without += [
        (of_goal(goal), replace(search, goals=tuple(other for other in goals if other != goal)))
        for goal in goals
    ]
    prices = []
    for place, (rule, freer) in enumerate(without):
        watch.tell(place / len(without))
        found = freer.better(points, watch)
        if found is None:
            prices.append(Price(rule, 0, (), ()))
            continue
        other = freer.first(found[1], _in_order(search.question), watch)
        enter, leave = tuple(sorted(other - best)), tuple(sorted(best - other))
        prices.append(Price(rule, found[1] - points, enter, leave))
    return tuple(prices)
