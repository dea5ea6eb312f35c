"""One linear question at a time, put to HiGHS: one thread, whole numbers, proven to the end.

Whatever comes back is rounded to whole numbers; callers reckon it again in whole numbers before
they believe it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf

import highspy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Columns = Sequence[int] | NDArray[np.intp]
LOOK_EVERY = 0.05  # seconds between two looks at the stop check


class EndedError(Exception):
    """The time is up, or the caller asked to stop; carries what was found until then."""

    def __init__(self, *, stopped: bool, found: "Found | None" = None) -> None:
        super().__init__("stopped" if stopped else "out of time")
        self.stopped = stopped
        self.found = found


class SolverError(RuntimeError):
    """The solver answered what cannot be: the answer is not used."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: what is done now, the whole's fraction from 0 to 1, points in thousandths."""

    stage: str
    fraction: float
    best: int | None = None
    bound: int | None = None


@dataclass(slots=True)
class Watch:
    """Who looks on while it reckons, and when it has to end.

    `progress` and `stop` are called from the reckoning's own thread, also while a solver runs
    long. `seconds` of 0 or less is out of time from the start.
    """

    seconds: float
    progress: Callable[[Step], None] | None = None
    stop: Callable[[], bool] | None = None
    stage: str = ""
    fraction: float = 0.0
    share: float = 0.0
    """What the present stage adds to the fraction when it ends."""
    _ends: float = 0.0
    _looked: float = -inf
    _stopped: bool = False

    def __post_init__(self) -> None:
        self._ends = time.monotonic() + self.seconds

    def begin(self, stage: str, share: float) -> None:
        """Enter a stage that is this share of the whole; the one before it has ended."""
        self.fraction = min(1.0, self.fraction + self.share)
        self.stage, self.share = stage, share
        self.tell(0.0)

    def tell(self, done: float, best: int | None = None, bound: int | None = None) -> None:
        """Say how much of the present stage is done, from 0 to 1."""
        if self.progress is not None:
            fraction = min(1.0, self.fraction + self.share * min(1.0, max(0.0, done)))
            self.progress(Step(self.stage, fraction, best, bound))

    def left(self) -> float:
        """Seconds that are left; raises EndedError when there are none, or when asked to stop."""
        if self.asked_to_stop(at_once=True):
            raise EndedError(stopped=True)
        left = self._ends - time.monotonic()
        if left <= 0:
            raise EndedError(stopped=False)
        return left

    def asked_to_stop(self, *, at_once: bool = False) -> bool:
        """Whether the caller's stop check says so; asked at most every 0.05 s unless at once."""
        if self.stop is None or self._stopped:
            return self._stopped
        now = time.monotonic()
        if at_once or now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._stopped = self.stop()
        return self._stopped


@dataclass(frozen=True, slots=True)
class Found:
    """What a solver gave: every column's value, the objective's, and the bound it proved."""

    values: Floats
    worth: float
    bound: float
    slopes: Floats
    """Reduced costs; of a linear relaxation only, otherwise empty."""


@dataclass(slots=True)
class Linear:
    """Maximise a sum over columns within bounds, subject to sums that have bounds."""

    worths: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    flow: bool = False
    """A large flow, in which looking first for what is redundant is slower than going at once."""
    distinct: bool = False
    """No two columns have the same worth: the solver need not tell equals apart itself."""
    _index: list[NDArray[np.int32]] = field(default_factory=list)
    _value: list[Floats] = field(default_factory=list)
    _least: list[float] = field(default_factory=list)
    _most: list[float] = field(default_factory=list)

    def column(
        self, worth: float, lower: float = 0.0, upper: float = 1.0, *, whole: bool = True
    ) -> int:
        """Add a column; gives its number."""
        self.worths.append(worth)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.worths) - 1

    def sum(
        self,
        columns: Columns,
        least: float = -inf,
        most: float = inf,
        *,
        times: Sequence[float] | Floats | None = None,
    ) -> None:
        """The sum of these columns (each `times` its factor, else 1) lies between the two."""
        index = np.asarray(columns, dtype=np.int32)
        self._index.append(index)
        self._value.append(np.ones(len(index)) if times is None else np.asarray(times, float))
        self._least.append(least)
        self._most.append(most)

    def relaxed(self, watch: Watch) -> Found | None:
        """The best when columns need not be whole, with reduced costs; None if there is none."""
        return _run(self, watch, whole=False)

    def best(self, watch: Watch, *, tell: bool = False) -> Found | None:
        """The proven best in whole numbers, or None where nothing meets every sum.

        All worths of whole columns must be whole numbers: the proof ends where no whole number
        is left between the best and the bound. Raises EndedError, with the best so far.
        """
        return _run(self, watch, whole=True, tell=tell)


def _run(asked: Linear, watch: Watch, *, whole: bool, tell: bool = False) -> Found | None:
    left = watch.left()
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for name, value in {
        "threads": 1,
        "random_seed": 0,
        "time_limit": left,
        "mip_abs_gap": 0.5,
        "mip_rel_gap": 0.0,
        "mip_feasibility_tolerance": 1e-9,
        "primal_feasibility_tolerance": 1e-9,
        "dual_feasibility_tolerance": 1e-9,
        "presolve": "off" if asked.flow else "choose",
        "dual_simplex_cost_perturbation_multiplier": 0.0 if asked.distinct else 1.0,
    }.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(asked, whole=whole))
    _listen(solver, watch, left, tell=tell and whole)
    solver.run()
    status = solver.getModelStatus()
    kinds = highspy.HighsModelStatus
    if status in {kinds.kInfeasible, kinds.kUnboundedOrInfeasible}:
        return None
    if status not in {kinds.kOptimal, kinds.kTimeLimit, kinds.kInterrupt}:
        raise SolverError(f"the solver ended with {solver.modelStatusToString(status)}")
    info, solution = solver.getInfo(), solver.getSolution()
    found = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        worth = info.objective_function_value
        found = Found(
            values=np.array(solution.col_value),
            worth=worth,
            bound=info.mip_dual_bound if whole else worth,
            slopes=np.empty(0) if whole else np.array(solution.col_dual),
        )
    if status != kinds.kOptimal:
        raise EndedError(stopped=watch.asked_to_stop(at_once=True), found=found)
    if found is None:
        raise SolverError("the solver gave no solution to what it solved")
    return found


def _model(asked: Linear, *, whole: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(asked.worths), len(asked._least)
    model.col_cost_ = np.array(asked.worths, dtype=float)
    model.col_lower_, model.col_upper_ = np.array(asked.lower), np.array(asked.upper)
    model.row_lower_, model.row_upper_ = np.array(asked._least), np.array(asked._most)
    sizes = [len(index) for index in asked._index]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    model.a_matrix_.index_ = np.concatenate([np.empty(0, np.int32), *asked._index])
    model.a_matrix_.value_ = np.concatenate([np.empty(0), *asked._value])
    model.sense_ = highspy.ObjSense.kMaximize
    if whole:
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in asked.whole]
    return model


def _listen(solver: highspy.Highs, watch: Watch, limit: float, *, tell: bool) -> None:
    """Let the watch interrupt this solver, and hear how far it is."""
    begun = told = time.monotonic()

    def look(event: highspy.highs.HighsCallbackEvent) -> None:
        nonlocal told
        if watch.asked_to_stop():
            event.interrupt()
        now = time.monotonic()
        if tell and now - told >= LOOK_EVERY:
            told = now
            best, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
            watch.tell((now - begun) / limit, _said(best), _said(bound))

    if watch.stop is not None or tell:
        solver.cbSimplexInterrupt.subscribe(look)
        solver.cbMipInterrupt.subscribe(look)


def _said(points: float) -> int | None:
    return round(points) if abs(points) < 1e15 else None
