"""Readers for files: as many readings as can be, then even loads, then the best fit.

Files, reviewers and their pairs are a network, so the linear question has whole answers (with
regions too: they group the readers of a file, as files and reviewers group the pairs). First the
short way is tried: every file fully read and all loads within one of each other. Where that cannot
be, three questions follow, each within the best of the one before: the most readings; the most
even loads (the least sum of squares, reviewers' own least first); the best fit.

Pairs that fit equally well are told apart by a fixed number of their own, so that one assignment is
the best.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amparo.capacity.fellowships.composing.reading import refuse
from amparo.capacity.fellowships.composing.solving import Found, Linear, SolverError, Watch

from .panel import FORMAT, Bar, File, Panel, Reviewer, contradictions


@dataclass(frozen=True, slots=True)
class Pair:
    """A file with one of its readers, and why: shared themes, languages, what the reader wished."""

    file: int
    reviewer: int
    points: int
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    wish: int
    pinned: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "reviewer": self.reviewer,
            "points": self.points,
            "themes": list(self.themes),
            "languages": list(self.languages),
            "wish": self.wish,
            "pinned": self.pinned,
        }


@dataclass(frozen=True, slots=True)
class Short:
    """A file with fewer readers than it needs, and where all other reviewers are.

    `barred` counts them by why they cannot be given it; `full` have all that they may be given;
    `region` are too many of one region; `elsewhere` are needed by files that would be shorter.
    """

    file: int
    has: int
    needs: int
    barred: Mapping[Bar, int]
    full: int
    region: int
    elsewhere: int

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "has": self.has,
            "needs": self.needs,
            "barred": {str(bar): self.barred[bar] for bar in Bar if self.barred.get(bar)},
            "full": self.full,
            "region": self.region,
            "elsewhere": self.elsewhere,
        }


@dataclass(frozen=True, slots=True)
class Load:
    """How many files a reviewer has, beside what they may have and what they could be given."""

    reviewer: int
    files: int
    least: int
    most: int
    possible: int

    def as_json(self) -> dict[str, Any]:
        return {
            "reviewer": self.reviewer,
            "files": self.files,
            "least": self.least,
            "most": self.most,
            "possible": self.possible,
        }


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who reads what. `even`: loads differ by one at most, but for reviewers at their own bound."""

    pairs: tuple[Pair, ...]
    short: tuple[Short, ...]
    loads: tuple[Load, ...]
    points: int
    even: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "pairs": [pair.as_json() for pair in self.pairs],
            "short": [short.as_json() for short in self.short],
            "loads": [load.as_json() for load in self.loads],
            "points": self.points,
            "even": self.even,
        }


@dataclass(frozen=True, slots=True)
class Network:
    """Every pair that may be made: places of its file and its reviewer, points, whether pinned."""

    panel: Panel
    file: NDArray[np.intp]
    reviewer: NDArray[np.intp]
    points: NDArray[np.int64]
    pinned: NDArray[np.bool_]
    barred: tuple[Counter[Bar], ...]
    """By file: how many reviewers cannot be given it, by why."""


def assign(panel: Panel, watch: Watch | None = None) -> Assignment:
    """Readers for every file; see the module for what is best.

    Raises composing.BadInstanceError for a panel that contradicts itself, EndedError when the
    time is up or the watch stops it: there is no half assignment.
    """
    refuse(contradictions(panel))
    watch = watch or Watch(panel.seconds)
    network = _network(panel, watch)
    watch.begin("even", 0.5)
    chosen = _evenly(network, watch)
    if chosen is None:
        chosen = _as_can_be(network, watch)
    watch.begin("done", 0.0)
    return _told(network, chosen)


def _network(panel: Panel, watch: Watch) -> Network:
    files: list[int] = []
    reviewers: list[int] = []
    points: list[int] = []
    pinned: list[bool] = []
    barred: list[Counter[Bar]] = []
    for place, file in enumerate(panel.files):
        watch.left()
        counted: Counter[Bar] = Counter()
        for who, reviewer in enumerate(panel.reviewers):
            pair = (file.number, reviewer.number)
            bar = reviewer.bar(file, pair in panel.forbidden)
            if bar is not None and pair not in panel.pinned:
                counted[bar] += 1
                continue
            files.append(place)
            reviewers.append(who)
            points.append(panel.points(file, reviewer))
            pinned.append(pair in panel.pinned)
        barred.append(counted)
    return Network(
        panel,
        np.array(files, dtype=np.intp),
        np.array(reviewers, dtype=np.intp),
        np.array(points, dtype=np.int64),
        np.array(pinned, dtype=np.bool_),
        tuple(barred),
    )


def _evenly(network: Network, watch: Watch) -> NDArray[np.bool_] | None:
    """Every file fully read, with all loads within one; None where that cannot be."""
    panel = network.panel
    level = _level(panel.reviewers, panel.readings * len(panel.files))
    if level is None:
        return None
    asked = _pairs(network)
    if not _demand_files(asked, network, panel.readings):
        return None
    for who, columns in enumerate(_by(network.reviewer, len(panel.reviewers))):
        one = panel.reviewers[who]
        least, most = (min(max(load, one.least), one.most) for load in (level, level + 1))
        if len(columns) < least:
            return None
        asked.sum(columns, least, most)
    asked.worths = _worths(network)
    asked.distinct = True
    found = asked.relaxed(watch)
    return None if found is None else _whole(network, found)


def _level(reviewers: tuple[Reviewer, ...], readings: int) -> int | None:
    """The load at which everybody, within their own bounds, has this or one more; None if none."""
    low, high = 0, readings

    def sum_at(level: int) -> int:
        return sum(min(max(level, one.least), one.most) for one in reviewers)

    if not sum_at(0) <= readings <= sum_at(readings):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if sum_at(middle) <= readings:
            low = middle
        else:
            high = middle - 1
    return low


def _as_can_be(network: Network, watch: Watch) -> NDArray[np.bool_]:
    """The most readings, then the most even loads, then the best fit."""
    panel = network.panel
    asked = _pairs(network)
    count = len(network.file)
    _demand_files(asked, network, 0)
    steps: list[int] = []
    prices: list[float] = []
    far = 2.0 * len(panel.files) + 1.0
    for who, columns in enumerate(_by(network.reviewer, len(panel.reviewers))):
        one = panel.reviewers[who]
        units = [asked.column(0.0) for _ in range(min(one.most, len(columns)))]
        steps += units
        # The n-th file of a reviewer adds 2n - 1 to the sum of squares; up to their least it is
        # cheaper than any file of anybody who has theirs.
        prices += [2.0 * n + 1.0 - (far if n < one.least else 0.0) for n in range(len(units))]
        times = np.concatenate([np.ones(len(columns)), -np.ones(len(units))])
        asked.sum(np.concatenate([columns, units]).astype(np.intp), 0.0, 0.0, times=times)
    pairs = np.arange(count, dtype=np.intp)
    found = _best_of(asked, {int(column): 1.0 for column in pairs}, watch)
    asked.sum(pairs, least=round(found.worth))
    watch.begin("loads", 0.25)
    found = _best_of(asked, dict(zip(steps, (-price for price in prices), strict=True)), watch)
    asked.sum(steps, most=-round(found.worth), times=prices)
    watch.begin("fit", 0.25)
    asked.distinct = True
    worths = _worths(network)
    return _whole(network, _best_of(asked, dict(enumerate(worths)), watch))


def _best_of(asked: Linear, worths: Mapping[int, float], watch: Watch) -> Found:
    asked.worths = [0.0] * len(asked.worths)
    for column, worth in worths.items():
        asked.worths[column] = worth
    found = asked.relaxed(watch)
    if found is None:
        raise SolverError("the solver lost an assignment that it had found")
    return found


def _pairs(network: Network) -> Linear:
    """One column a pair, pinned ones fixed."""
    asked = Linear(flow=True)
    for pinned in network.pinned:
        asked.column(0.0, lower=float(pinned))
    return asked


def _demand_files(asked: Linear, network: Network, least: int) -> bool:
    """From `least` to all readings a file, mixed by region; False where one cannot have so many."""
    panel = network.panel
    mixed = panel.of_one_region
    for columns in _by(network.file, len(panel.files)):
        if len(columns) < least:
            return False
        asked.sum(columns, least, panel.readings)
        if mixed is None:
            continue
        regions: dict[str, list[int]] = {}
        for column in columns:
            region = panel.reviewers[int(network.reviewer[column])].region
            regions.setdefault(region, []).append(int(column))
        for region, several in regions.items():
            if region and len(several) > mixed:
                asked.sum(several, most=mixed)
    return True


def _by(places: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """The columns of each place."""
    order = np.argsort(places, kind="stable")
    edges = np.searchsorted(places[order], np.arange(count + 1))
    return [order[start:end] for start, end in pairwise(edges)]


def _worths(network: Network) -> list[float]:
    """Points, and less than one point over all pairs together to tell equals apart."""
    panel = network.panel
    numbers = np.array([file.number for file in panel.files], dtype=np.uint64)
    whom = np.array([one.number for one in panel.reviewers], dtype=np.uint64)
    # SplitMix64 (Steele, Lea, Flood 2014), of file and reviewer.
    mixed = numbers[network.file] * np.uint64(1_000_003) + whom[network.reviewer]
    mixed = mixed * np.uint64(0x9E3779B97F4A7C15)
    for shift, times in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(times)
    mixed ^= mixed >> np.uint64(31)
    small = (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53
    most = panel.readings * len(panel.files) + 1
    worths: list[float] = (network.points + small * (0.5 / most)).tolist()
    return worths


def _whole(network: Network, found: Found) -> NDArray[np.bool_]:
    values = found.values[: len(network.file)]
    chosen: NDArray[np.bool_] = values > 0.5
    if np.abs(values - chosen).max(initial=0.0) > 1e-6:
        raise SolverError("the solver gave half a reading")
    return chosen


def _told(network: Network, chosen: NDArray[np.bool_]) -> Assignment:
    """The assignment in numbers, counted again against every rule."""
    panel = network.panel
    places = [(int(network.file[at]), int(network.reviewer[at])) for at in np.flatnonzero(chosen)]
    has = Counter(file for file, _ in places)
    load = Counter(who for _, who in places)
    if any(count > panel.readings for count in has.values()) or any(
        load[who] > one.most for who, one in enumerate(panel.reviewers)
    ):
        raise SolverError("the solver broke a bound")
    pairs = sorted(
        (_pair(panel, panel.files[file], panel.reviewers[who]) for file, who in places),
        key=lambda pair: (pair.file, pair.reviewer),
    )
    possible = Counter(network.reviewer.tolist())
    loads = tuple(
        Load(one.number, load[who], one.least, one.most, possible[who])
        for who, one in enumerate(panel.reviewers)
    )
    givers = [one.files for one in loads if one.files > one.least]
    takers = [one.files for one in loads if one.files < one.most]
    return Assignment(
        pairs=tuple(pairs),
        short=_short(network, places, has, load),
        loads=loads,
        points=sum(pair.points for pair in pairs),
        even=max(givers, default=0) - min(takers, default=0) <= 1,
    )


def _pair(panel: Panel, file: File, reviewer: Reviewer) -> Pair:
    pinned = (file.number, reviewer.number) in panel.pinned
    bar = reviewer.bar(file, (file.number, reviewer.number) in panel.forbidden)
    if bar is not None and not (pinned and bar is Bar.LANGUAGE):
        raise SolverError("the solver made a pair that may not be")
    return Pair(
        file=file.number,
        reviewer=reviewer.number,
        points=panel.points(file, reviewer),
        themes=tuple(sorted(file.themes & reviewer.themes)),
        languages=tuple(sorted(file.languages & reviewer.languages)),
        wish=reviewer.wishes.get(file.number, 0),
        pinned=pinned,
    )


def _short(
    network: Network, places: list[tuple[int, int]], has: Counter[int], load: Counter[int]
) -> tuple[Short, ...]:
    panel = network.panel
    short = [place for place in range(len(panel.files)) if has[place] < panel.readings]
    found = []
    for place in short:
        readers = {who for file, who in places if file == place}
        regions = Counter(panel.reviewers[who].region for who in readers)
        able = [int(who) for who in network.reviewer[network.file == place] if who not in readers]
        full = [who for who in able if load[who] >= panel.reviewers[who].most]
        region = [
            who
            for who in set(able) - set(full)
            if panel.of_one_region is not None
            and panel.reviewers[who].region
            and regions[panel.reviewers[who].region] >= panel.of_one_region
        ]
        found.append(
            Short(
                file=panel.files[place].number,
                has=has[place],
                needs=panel.readings,
                barred=network.barred[place],
                full=len(full),
                region=len(region),
                elsewhere=len(able) - len(full) - len(region),
            )
        )
    return tuple(sorted(found, key=lambda one: one.file))
