"""The model: a score is its panel's mean, plus its file, plus its reviewer, plus chance.

Files, reviewers and chance vary normally, each with a variance of its own, found by restricted
maximum likelihood (REML). Reviewers' parts are the best linear predictions of Henderson's mixed
model equations, so they are shrunk: who read little, or in a panel where reviewers hardly differ,
is adjusted little or not at all. Each panel has a mean of its own: panels that share no reviewer
are never compared by the adjustment. (Searle, Casella, McCulloch, Variance Components, 1992,
chapters 6 and 7; Henderson, Biometrics 31, 1975.)
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from amparo.capacity.fellowships.composing.solving import Watch

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
SMALL, LARGE = -14.0, 9.0  # logarithms of a variance's ratio to that of chance: nothing, all
USUAL_TRIES = 100  # looks at the likelihood until it is found; only for telling how far it is


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances of files, reviewers and chance, in squared units of the scores."""

    files: float
    reviewers: float
    chance: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Reviewers' parts (positive: kind), and the covariance of their errors."""

    variances: Variances
    kindness: Floats
    errors: Floats


@dataclass(frozen=True, slots=True)
class Sums:
    """All that the model needs of the readings. `met` counts readings by file and reviewer."""

    scores: Floats
    per_file: Floats
    per_reviewer: Floats
    sums_of_files: Floats
    sums_of_reviewers: Floats
    met: "sparse.csr_array[np.float64]"
    panels: "sparse.csr_array[np.float64]"
    """Files by panel, as ones."""
    sums_of_panels: Floats
    squares: float

    @classmethod
    def of(cls, file: Places, reviewer: Places, scores: Floats, panel_of_file: Places) -> "Sums":
        """From readings: each one's file, reviewer and score, and each file's panel, by place."""
        files, reviewers = len(panel_of_file), int(reviewer.max()) + 1
        met = sparse.csr_array((np.ones(len(scores)), (file, reviewer)), shape=(files, reviewers))
        panels = sparse.csr_array(
            (np.ones(files), (np.arange(files), panel_of_file)),
            shape=(files, int(panel_of_file.max()) + 1),
        )
        sums_of_files = np.bincount(file, scores, files).astype(float)
        return cls(
            scores=scores,
            per_file=np.bincount(file, minlength=files).astype(float),
            per_reviewer=np.bincount(reviewer, minlength=reviewers).astype(float),
            sums_of_files=sums_of_files,
            sums_of_reviewers=np.bincount(reviewer, scores, reviewers).astype(float),
            met=met,
            panels=panels,
            sums_of_panels=panels.T @ sums_of_files,
            squares=float(scores @ scores),
        )

    def equations(self, files: float, reviewers: float) -> tuple[Floats, Floats, float]:
        """Henderson's equations with the files absorbed, for two variances beside chance's.

        Gives the left side (panels, then reviewers), the right side, and the sum of squares that
        the files leave.
        """
        shrunk = files / (1.0 + self.per_file * files)
        weighted = sparse.diags_array(shrunk) @ self.met
        among = np.diag(self.per_reviewer + 1.0 / reviewers) - (self.met.T @ weighted).toarray()
        across = self.panels.T @ (sparse.diags_array(1.0 - self.per_file * shrunk) @ self.met)
        of_panels = self.panels.T @ (self.per_file * (1.0 - self.per_file * shrunk))
        means = np.diag(np.asarray(of_panels))
        left = np.block([[means, across.toarray()], [across.toarray().T, among]])
        right = np.concatenate(
            [
                self.panels.T @ (self.sums_of_files * (1.0 - self.per_file * shrunk)),
                self.sums_of_reviewers - self.met.T @ (shrunk * self.sums_of_files),
            ]
        )
        return left, right, self.squares - float(shrunk @ self.sums_of_files**2)

    @property
    def freedom(self) -> int:
        """Readings less the means that they have to give."""
        return len(self.scores) - self.panels.shape[1]


def fit(sums: Sums, watch: Watch | None = None) -> Fitted:
    """The variances that the readings make likeliest, and what then are reviewers' parts.

    Raises EndedError when the watch's time is up, or it is asked to stop.
    """
    tried = 0

    def unlikely(logs: Floats) -> float:
        nonlocal tried
        if watch is not None:
            watch.left()
            watch.tell(tried / USUAL_TRIES)
            tried += 1
        files, reviewers = exp(logs[0]), exp(logs[1])
        left, right, squares = sums.equations(files, reviewers)
        root = np.linalg.cholesky(left)
        part = np.linalg.solve(root, right)
        chance = max((squares - float(part @ part)) / sums.freedom, 1e-12)
        return float(
            sums.freedom * log(chance)
            + np.log1p(sums.per_file * files).sum()
            + len(sums.per_reviewer) * logs[1]
            + 2.0 * np.log(np.diag(root)).sum()
        )

    found = optimize.minimize(
        unlikely,
        np.array([0.0, -1.0]),
        method="Nelder-Mead",
        bounds=[(SMALL, LARGE)] * 2,
        options={"xatol": 1e-5, "fatol": 1e-7, "maxiter": 400},
    )
    files, reviewers = (exp(value) for value in found.x)
    left, right, squares = sums.equations(files, reviewers)
    inverse = np.linalg.inv(left)
    solved = inverse @ right
    chance = max((squares - float(right @ solved)) / sums.freedom, 0.0)
    panels = sums.panels.shape[1]
    return Fitted(
        variances=Variances(files * chance, reviewers * chance, chance),
        kindness=solved[panels:],
        errors=np.asarray(chance * inverse[panels:, panels:], dtype=np.float64),
    )
