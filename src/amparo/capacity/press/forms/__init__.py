"""What people type on the press's pages."""

from .editing import (
    MOST_LISTED,
    AddChapterForm,
    BringForm,
    ChapterForm,
    FigureForm,
    NewForm,
    NoticeForm,
    WaiveForm,
    WordsForm,
    severities,
    words_of,
)
from .library import SORTS, Asked, PublicationForm, StepForm, asked, told_by

__all__ = [
    "MOST_LISTED",
    "SORTS",
    "AddChapterForm",
    "Asked",
    "BringForm",
    "ChapterForm",
    "FigureForm",
    "NewForm",
    "NoticeForm",
    "PublicationForm",
    "StepForm",
    "WaiveForm",
    "WordsForm",
    "asked",
    "severities",
    "told_by",
    "words_of",
]
