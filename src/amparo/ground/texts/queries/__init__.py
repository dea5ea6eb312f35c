"""Named reads of texts: pages, words, standing, and the translation desk."""

from amparo.ground.texts.markdown.inline import Figure, Surroundings
from amparo.ground.texts.markdown.tree import Refused, words_in

from .checks import CheckFinding, checks
from .conversation import comments, credits  # noqa: A004
from .desk import Row, Rows, Show, next_row, row, rows, seen_of
from .differences import Line, Piece, difference, lines_changed, revision, revisions
from .front import about, searchable, waiting
from .glossary import (
    Naming,
    TermHint,
    concept,
    forbidden_in,
    glossary,
    glossary_languages,
    terms_in,
)
from .memory import Suggestion, suggestions
from .overview import (
    ChapterLine,
    DeskStanding,
    LanguageLine,
    ProjectLine,
    chapters_of,
    language_of,
    languages_of,
    project,
    project_of,
    projects,
)
from .reading import Heading, NoSuchPage, Page, document, page, page_of, whole
from .said import Said, said
from .standing import Standing, languages, standing, standings
from .wording import (
    Words,
    anchors,
    export,
    exports,
    figures,
    plain,
    plains,
    summaries,
    title,
    titles,
)

__all__ = [
    "ChapterLine",
    "CheckFinding",
    "DeskStanding",
    "Figure",
    "Heading",
    "LanguageLine",
    "Line",
    "Naming",
    "NoSuchPage",
    "Page",
    "Piece",
    "ProjectLine",
    "Refused",
    "Row",
    "Rows",
    "Said",
    "Show",
    "Standing",
    "Suggestion",
    "Surroundings",
    "TermHint",
    "Words",
    "about",
    "anchors",
    "chapters_of",
    "checks",
    "comments",
    "concept",
    "credits",
    "difference",
    "document",
    "export",
    "exports",
    "figures",
    "forbidden_in",
    "glossary",
    "glossary_languages",
    "language_of",
    "languages",
    "languages_of",
    "lines_changed",
    "next_row",
    "page",
    "page_of",
    "plain",
    "plains",
    "project",
    "project_of",
    "projects",
    "revision",
    "revisions",
    "row",
    "rows",
    "said",
    "searchable",
    "seen_of",
    "standing",
    "standings",
    "suggestions",
    "summaries",
    "terms_in",
    "title",
    "titles",
    "waiting",
    "whole",
    "words_in",
]
