"""From readings to adjusted scores, how sure they are, and which are too close to call.

Scores are whole thousandths of a point, in and out, as in the composer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import erf, sqrt
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from amparo.capacity.fellowships.composing.solving import Watch

from .model import Fitted, Floats, Places, Sums, Variances, fit

FORMAT = 1
SURE = 1.959964  # standard errors on both sides of which 95 of 100 lie
DOUBT = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """One reviewer's score of one file, in thousandths of a point."""

    file: int
    reviewer: int
    score: int


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One file: its plain mean beside the adjusted one, all in thousandths of a point.

    `low` and `high` enclose what the same panel would say on average of it, 95 times of 100.
    `spread` is the readings' standard deviation (0 for one reading), `lowest` and `highest` their
    ends. `doubt` is the chance, from 0 to 0.5, that it is on the other side of the cut; None
    without a cut. `panel` numbers the panels from 1.
    """

    file: int
    readings: int
    raw: int
    adjusted: int
    low: int
    high: int
    spread: int
    lowest: int
    highest: int
    panel: int
    doubt: float | None
    close: bool


@dataclass(frozen=True, slots=True)
class Severity:
    """One reviewer: how many points (thousandths) they give more than their panel does.

    `low` and `high` as for files. Negative is harsh, positive kind.
    """

    reviewer: int
    files: int
    kindness: int
    low: int
    high: int
    panel: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """All files and reviewers by number, and how far the scores vary by what.

    `panels` above 1: some reviewers share no file, even by way of others, so that nothing tells
    whether one panel is harsher or its files are weaker; each panel's mean stays as it was.
    `adjusted` is false where nothing could be told apart: then the adjusted scores are the raw
    ones. `variances` are in points squared.
    """

    files: tuple[Adjusted, ...]
    reviewers: tuple[Severity, ...]
    panels: int
    adjusted: bool
    variances: Variances | None
    line: int | None
    """The cut: half way between the last score inside and the first outside."""

    @property
    def close(self) -> tuple[int, ...]:
        """Files too close to call, the most doubtful first: they need another reading."""
        doubtful = [one for one in self.files if one.close]
        doubtful.sort(key=lambda one: (-(one.doubt or 0.0), one.file))
        return tuple(one.file for one in doubtful)

    def as_json(self) -> dict[str, Any]:
        """Ratios as whole thousandths too."""
        variances = self.variances
        return {
            "format": FORMAT,
            "panels": self.panels,
            "adjusted": self.adjusted,
            "line": self.line,
            "spread": None
            if variances is None
            else {
                "files": round(1000 * sqrt(variances.files)),
                "reviewers": round(1000 * sqrt(variances.reviewers)),
                "chance": round(1000 * sqrt(variances.chance)),
            },
            "files": [_file(one) for one in self.files],
            "reviewers": [
                {
                    "reviewer": one.reviewer,
                    "files": one.files,
                    "kindness": one.kindness,
                    "low": one.low,
                    "high": one.high,
                    "panel": one.panel,
                }
                for one in self.reviewers
            ],
            "close": list(self.close),
        }


def calibrate(
    readings: Iterable[Reading],
    *,
    places: int | None = None,
    doubt: float = DOUBT,
    watch: Watch | None = None,
) -> Calibration:
    """Adjusted scores beside raw ones, for files that were read at least once.

    With `places`, the cut lies after so many files by their adjusted scores, and a file is *too
    close to call* where the chance that it belongs on the other side is at least `doubt`. Raises
    ValueError where somebody read a file twice, and for scores that are not whole numbers. `watch`
    hears how far it is; EndedError when its time is up or it is asked to stop.
    """
    rows = sorted(readings, key=lambda one: (one.file, one.reviewer))
    _refuse(rows)
    if not rows:
        return Calibration((), (), 0, False, None, None)
    numbers, file = np.unique([one.file for one in rows], return_inverse=True)
    whom, reviewer = np.unique([one.reviewer for one in rows], return_inverse=True)
    scores = np.array([one.score for one in rows], dtype=float) / 1000.0
    panel_of_file, panel_of_reviewer = _panels(file, reviewer, len(numbers), len(whom))
    sums = Sums.of(file, reviewer, scores, panel_of_file)
    raw = sums.sums_of_files / sums.per_file
    if watch is not None:
        watch.begin("variances", 0.9)
    fitted = _fitted(sums, panel_of_file, watch)
    if watch is not None:
        watch.begin("scores", 0.1)
    shares = sparse.diags_array(1.0 / sums.per_file) @ sums.met
    # How each file's readers differ from those of its panel's average file: what is common to a
    # panel is not adjusted.
    average = sparse.diags_array(1.0 / np.bincount(panel_of_file)) @ sums.panels.T
    apart = (shares - sums.panels @ (average @ shares)).toarray()
    values = raw - apart @ fitted.kindness
    errors = np.sqrt(
        fitted.variances.chance / sums.per_file + ((apart @ fitted.errors) * apart).sum(axis=1)
    )
    line = _line(values, numbers, places)
    files = [
        _adjusted(
            number=int(number),
            scores=scores[file == place],
            raw=float(raw[place]),
            value=float(values[place]),
            error=float(errors[place]),
            panel=int(panel_of_file[place]) + 1,
            line=line,
            doubt=doubt,
        )
        for place, number in enumerate(numbers)
    ]
    known = fitted.variances.chance > 0
    return Calibration(
        files=tuple(files),
        reviewers=tuple(_severities(whom, sums, fitted, panel_of_reviewer)),
        panels=int(panel_of_file.max()) + 1,
        adjusted=bool(np.abs(fitted.kindness).max() >= 0.0005),
        variances=fitted.variances if known else None,
        line=None if line is None else round(1000 * line),
    )


def _refuse(rows: list[Reading]) -> None:
    if any(type(one.score) is not int for one in rows):
        raise ValueError("a score is a whole number of thousandths")
    if len({(one.file, one.reviewer) for one in rows}) < len(rows):
        raise ValueError("somebody read a file twice")


def _panels(file: Places, reviewer: Places, files: int, reviewers: int) -> tuple[Places, Places]:
    """Which files and reviewers hang together by readings, by place: numbered by first file."""
    ones = np.ones(len(file))
    graph = sparse.coo_array((ones, (file, files + reviewer)), shape=(files + reviewers,) * 2)
    _, labels = csgraph.connected_components(graph.tocsr(), directed=False)
    _, first, back = np.unique(labels[:files], return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))
    by_label = {int(label): int(order[back[at]]) for at, label in enumerate(labels[:files])}
    of_reviewer = np.array([by_label[int(label)] for label in labels[files:]], dtype=np.intp)
    return order[back], of_reviewer


def _fitted(sums: Sums, panel_of_file: Places, watch: Watch | None) -> Fitted:
    """The model's fit, or nothing adjusted where readings cannot tell reviewers from files."""
    reviewers = len(sums.per_reviewer)
    again = float((sums.per_file - 1.0).sum())
    # Each panel needs readings beyond one a file and one a reviewer, or chance is not seen.
    panels = int(panel_of_file.max()) + 1
    if again - (reviewers - panels) < 1 or float(np.ptp(sums.scores)) == 0.0:
        return Fitted(_pooled(sums), np.zeros(reviewers), np.zeros((reviewers, reviewers)))
    return fit(sums, watch)


def _pooled(sums: Sums) -> Variances:
    """How readings of one file differ, where no more can be told."""
    again = float((sums.per_file - 1.0).sum())
    within = sums.squares - float((sums.sums_of_files**2 / sums.per_file).sum())
    return Variances(0.0, 0.0, max(0.0, within / again) if again else 0.0)


def _line(values: Floats, numbers: Places, places: int | None) -> float | None:
    if places is None or not 0 < places < len(values):
        return None
    order = np.lexsort((numbers, -values))
    return float(values[order[places - 1]] + values[order[places]]) / 2.0


def _adjusted(
    *,
    number: int,
    scores: Floats,
    raw: float,
    value: float,
    error: float,
    panel: int,
    line: float | None,
    doubt: float,
) -> Adjusted:
    chance = None
    if line is not None:
        far = abs(value - line)
        chance = 0.5 * (1.0 - erf(far / error / sqrt(2.0))) if error else 0.5 * (far == 0.0)
    return Adjusted(
        file=number,
        readings=len(scores),
        raw=round(1000 * raw),
        adjusted=round(1000 * value),
        low=round(1000 * (value - SURE * error)),
        high=round(1000 * (value + SURE * error)),
        spread=round(1000 * float(scores.std(ddof=1))) if len(scores) > 1 else 0,
        lowest=round(1000 * float(scores.min())),
        highest=round(1000 * float(scores.max())),
        panel=panel,
        doubt=chance,
        close=chance is not None and chance >= doubt,
    )


def _severities(
    whom: Places, sums: Sums, fitted: Fitted, panel_of_reviewer: Places
) -> Iterable[Severity]:
    errors = SURE * np.sqrt(np.maximum(np.diag(fitted.errors), 0.0))
    for place, number in enumerate(whom):
        kindness, error = float(fitted.kindness[place]), float(errors[place])
        yield Severity(
            reviewer=int(number),
            files=int(sums.per_reviewer[place]),
            kindness=round(1000 * kindness),
            low=round(1000 * (kindness - error)),
            high=round(1000 * (kindness + error)),
            panel=int(panel_of_reviewer[place]) + 1,
        )


def _file(one: Adjusted) -> dict[str, Any]:
    return {
        "file": one.file,
        "readings": one.readings,
        "raw": one.raw,
        "adjusted": one.adjusted,
        "low": one.low,
        "high": one.high,
        "spread": one.spread,
        "lowest": one.lowest,
        "highest": one.highest,
        "panel": one.panel,
        "doubt": None if one.doubt is None else round(1000 * one.doubt),
        "close": one.close,
    }
