"""The engines as `solving` asks them. Imported with the first question: they take long to load."""

from collections.abc import Callable
from typing import Any

from amparo.capacity.fellowships import assigning, calibrating, composing
from amparo.capacity.fellowships.composing import BadInstanceError, EndedError, Fault, Watch
from amparo.capacity.fellowships.composing.reading import parsed

__all__ = ["QUESTIONS", "BadInstanceError", "EndedError", "Run", "Watch", "parsed"]

MOST_PAIRS = 2_000_000  # files by reviewers
Run = Callable[[Watch], dict[str, Any]]


def compose(value: Any) -> tuple[Run, int]:
    """What answers this question, and its seconds. Raises BadInstanceError, as do the others."""
    instance = composing.from_json(value)
    return lambda watch: composing.compose(instance, watch).as_json(), instance.seconds


def assign(value: Any) -> tuple[Run, int]:
    panel = assigning.from_json(value)
    if len(panel.files) * len(panel.reviewers) > MOST_PAIRS:
        raise BadInstanceError([Fault("files", "these are too many for so many reviewers")])
    return lambda watch: assigning.assign(panel, watch).as_json(), panel.seconds


def calibrate(value: Any) -> tuple[Run, int]:
    asked = calibrating.from_json(value)

    def run(watch: Watch) -> dict[str, Any]:
        return calibrating.calibrate(
            asked.readings, places=asked.places, doubt=asked.doubt, watch=watch
        ).as_json()

    return run, asked.seconds


QUESTIONS: dict[str, Callable[[Any], tuple[Run, int]]] = {
    "compose": compose,
    "assign": assign,
    "calibrate": calibrate,
}
