"""Rows of calls, applications, panels, cohorts and fellowships. What tells a story is sealed."""

from .applications import Application, Letter, OfficeItem, Reference
from .calls import Call, Criterion, Extension, Programme
from .cohorts import Cohort, RoundReport, Scenario
from .fellows import Disbursement, FellowItem, Fellowship, FollowUp, Profile
from .panel import Bar, Post, Reading, Reviewer

__all__ = [
    "Application",
    "Bar",
    "Call",
    "Cohort",
    "Criterion",
    "Disbursement",
    "Extension",
    "FellowItem",
    "Fellowship",
    "FollowUp",
    "Letter",
    "OfficeItem",
    "Post",
    "Profile",
    "Programme",
    "Reading",
    "Reference",
    "Reviewer",
    "RoundReport",
    "Scenario",
]
