"""Harsh and kind reviewers: adjusted scores beside the raw ones, with how sure they are."""

from .model import Variances
from .question import Question, from_json, read
from .scores import Adjusted, Calibration, Reading, Severity, calibrate

__all__ = [
    "Adjusted",
    "Calibration",
    "Question",
    "Reading",
    "Severity",
    "Variances",
    "calibrate",
    "from_json",
    "read",
]
