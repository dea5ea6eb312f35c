"""The pages of the translation desk."""

from .desk import onward, segment, words
from .glossary import add_concept, concept, glossary, import_glossary
from .projects import close, credit, language, open_language, project, projects

__all__ = [
    "add_concept",
    "close",
    "concept",
    "credit",
    "glossary",
    "import_glossary",
    "language",
    "onward",
    "open_language",
    "project",
    "projects",
    "segment",
    "words",
]
