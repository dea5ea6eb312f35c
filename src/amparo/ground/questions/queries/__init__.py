"""Named reads: a form's shape, what of it is asked, and what an answer is."""

from .arriving import (
    HEXADECIMAL,
    MOST_FILES,
    TOKEN,
    clean_frame,
    clean_ids,
    matched,
    plain_json,
)
from .desk import waiting
from .fields import NAME, clean, field
from .rows import about, form, searchable, shape_of
from .screens import SecretField, TypedBackForm, WholeForm, answer_form, shown_value
from .shapes import Asked, Shape, Words, as_json, holds, next_key, visible

__all__ = [
    "HEXADECIMAL",
    "MOST_FILES",
    "NAME",
    "TOKEN",
    "Asked",
    "SecretField",
    "Shape",
    "TypedBackForm",
    "WholeForm",
    "Words",
    "about",
    "answer_form",
    "as_json",
    "clean",
    "clean_frame",
    "clean_ids",
    "field",
    "form",
    "holds",
    "matched",
    "next_key",
    "plain_json",
    "searchable",
    "shape_of",
    "shown_value",
    "visible",
    "waiting",
]
