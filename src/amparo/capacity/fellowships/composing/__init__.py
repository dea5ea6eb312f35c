"""The cohort composer: which rows, within rules, with the most points; and what the rules cost."""

from .answer import Answer, Chosen, Price, Standing, Status
from .cohorts import compose
from .instance import Bounds, Goal, Instance, Kind, Row, Rule, again
from .reading import BadInstanceError, Fault, from_json, read, schema
from .record import frozen, matches
from .solving import EndedError, Step, Watch

__all__ = [
    "Answer",
    "BadInstanceError",
    "Bounds",
    "Chosen",
    "EndedError",
    "Fault",
    "Goal",
    "Instance",
    "Kind",
    "Price",
    "Row",
    "Rule",
    "Standing",
    "Status",
    "Step",
    "Watch",
    "again",
    "compose",
    "from_json",
    "frozen",
    "matches",
    "read",
    "schema",
]
