"""Harsh and kind reviewers: adjusted scores beside the raw ones, with how sure they are."""

from .model import Variances
from .scores import Adjusted, Calibration, Reading, Severity, calibrate

__all__ = ["Adjusted", "Calibration", "Reading", "Severity", "Variances", "calibrate"]
