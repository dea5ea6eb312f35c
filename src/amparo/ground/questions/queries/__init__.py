"""Named reads: a form's shape, what of it is asked, and what an answer is."""

from .desk import waiting
from .fields import NAME, clean, field
from .rows import about, form, searchable, shape_of
from .shapes import Asked, Shape, Words, as_json, holds, next_key, visible

__all__ = [
    "NAME",
    "Asked",
    "Shape",
    "Words",
    "about",
    "as_json",
    "clean",
    "field",
    "form",
    "holds",
    "next_key",
    "searchable",
    "shape_of",
    "visible",
    "waiting",
]
