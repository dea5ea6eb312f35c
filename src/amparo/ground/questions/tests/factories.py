"""Forms for tests."""

from typing import Any

from amparo.ground.questions.actions import begin_draft, put_form
from amparo.ground.questions.models import FormVersion

SPEC: dict[str, Any] = {
    "name": {"en": "Asking for a room", "ar": "طلب غرفة"},
    "readers": ["caseworker"],
    "questions": [
        {
            "key": "for",
            "kind": "choice",
            "fixed": True,
            "label": {"en": "Who is it for?", "ar": "لمن؟"},
            "options": [
                ["me", {"en": "For me", "ar": "لي"}],
                ["other", {"en": "For somebody else"}],
            ],
        },
        {
            "key": "knows",
            "kind": "consent",
            "label": {"en": "Do they know?"},
            "shown_if": {"key": "for", "is": ["other"]},
        },
        {
            "key": "story",
            "kind": "long",
            "limit": 5,
            "label": {"en": "What happened?", "ar": "ماذا حدث؟"},
            "help": {"en": "In your own words.", "ar": "بكلماتك."},
            "shown_if": {"key": "knows", "is_not": ["no"]},
        },
        {"key": "nights", "kind": "number", "label": {"en": "How many nights?"}},
    ],
}


def make_form(slug: str = "room", **changed: Any) -> FormVersion:
    """The newest version of a form with four questions."""
    return put_form(slug, SPEC | changed)


def make_draft(slug: str = "room", *, by: Any) -> FormVersion:
    """A draft of the same form."""
    version = make_form(slug)
    return begin_draft(version.form, source=version, by=by)
