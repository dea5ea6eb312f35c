"""Rows of the press."""

from .builds import EXTENSIONS, Build, Download, Format, Made
from .chapters import Chapter, Figure
from .publication import (
    CREATIVE_COMMONS,
    Audience,
    Edition,
    EditionLanguage,
    Kind,
    Publication,
    State,
    Who,
    nearest,
)
from .releases import Amendment, Finding, Gate, LanguageRelease, Stage, Step

__all__ = [
    "CREATIVE_COMMONS",
    "EXTENSIONS",
    "Amendment",
    "Audience",
    "Build",
    "Chapter",
    "Download",
    "Edition",
    "EditionLanguage",
    "Figure",
    "Finding",
    "Format",
    "Gate",
    "Kind",
    "LanguageRelease",
    "Made",
    "Publication",
    "Stage",
    "State",
    "Step",
    "Who",
    "nearest",
]
