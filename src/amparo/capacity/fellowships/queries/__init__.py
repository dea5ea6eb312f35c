"""Named reads of calls, applications, panels and fellowships."""

from .applicants import (
    application,
    asked,
    by_lookup,
    letters,
    own,
    reference_by_lookup,
    references,
    slots,
)
from .calls import (
    Standing,
    call,
    call_by_id,
    calls_open,
    calls_past,
    forms_asked,
    standing,
)
from .frames import MOST as MOST_FRAMES
from .frames import frames
from .overview import overview
from .staff import about, bundle, waiting

__all__ = [
    "MOST_FRAMES",
    "Standing",
    "about",
    "application",
    "asked",
    "bundle",
    "by_lookup",
    "call",
    "call_by_id",
    "calls_open",
    "calls_past",
    "forms_asked",
    "frames",
    "letters",
    "overview",
    "own",
    "reference_by_lookup",
    "references",
    "slots",
    "standing",
    "waiting",
]
