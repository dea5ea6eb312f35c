"""The one file with which somebody applies without a line: words, questions, keys, style, program.

The same call, words, key and address give the same bytes, so that its SHA-256 can be compared.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import rcssmin
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.forms import applying as forms
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.sealing import canonical
from amparo.ground.vault import queries as vault
from amparo.ground.vocabulary.queries import direction

from .call_form import Form
from .sealed import LATE, asked_of, screens
from .sealed_words import writing_words

PROGRAM = "fellowships/offline.js"
STYLE = "interface/amparo.css"
POLICY = (
    "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; form-action"
    " 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


class NotMadeError(Exception):
    """The program that seals has not been made on this installation."""


def name_of(form: Form) -> str:
    """What the file is called: it names no organisation."""
    return f"apply-{form.language}.html"


def file_of(form: Form, place: str) -> bytes:
    """The file for a call that is open, in the form's language; `place` is where it is sent to.

    Raises NotMadeError.
    """
    script, style = _program(), _style()
    policy = POLICY.format(script=_digest(script), style=_digest(style))
    tag, way = form.language, str(direction(form.language))
    body = render_to_string("fellowships/offline_file.html", _context(form, place))
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{escape(bcp47(tag))}" dir="{escape(way)}">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape(_('Applying without a line'))}</title>",
            f"<style>{style}</style></head>",
            f"<body>{body}<script>{script}</script></body></html>",
            "",
        )
    ).encode()


def bcp47(tag: str) -> str:
    """A language of ours as pages name it."""
    return {"zh-hans": "zh-Hans"}.get(tag, tag)


def _context(form: Form, place: str) -> dict[str, Any]:
    late = form.standing.came == LATE
    public = vault.door_public(form.call.pk) or {}
    return form.told | {
        "place": place,
        "screens": screens(form, files=False),
        "offline": True,
        "reads": words_in(form.call.reads, form.language),
        "more": forms.LastLookForm(
            extensions=form.standing.extensions if late else (),
            language=form.language,
            signed_in=False,
        ),
        "short": canonical.short(str(public["org"]["fingerprint"])),
        "words": _words(),
        "about": {
            "form": form.shape.slug,
            "version": form.shape.version,
            "language": form.language,
            "call": str(form.call.pk),
        },
        "questions": asked_of(form, files=False),
        "door": public,
    }


def _words() -> dict[str, str]:
    return {
        **writing_words(),
        "extension": _("Please say what kept you from sending in time."),
        "broken": _("Something did not work. What you wrote is still here; please try again."),
        "draft_saved": _("A sealed draft was saved. Your secret opens it, in this file."),
        "file_file": _("This is not a file that was saved from here. Its name ends in “.amparo”."),
        "file_call": _("This file belongs to another call."),
        "file_secret": _("This secret does not open this file."),
    }


def _digest(words: str) -> str:
    return base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()


def _program() -> str:
    found = finders.find(PROGRAM)
    if not isinstance(found, str):
        raise NotMadeError(PROGRAM)
    place = Path(found)
    return _read(place, place.stat().st_mtime_ns)


def _style() -> str:
    place = Path(str(finders.find(STYLE)))
    return str(rcssmin.cssmin(_read(place, place.stat().st_mtime_ns)))


@cache
def _read(place: Path, _changed: int) -> str:
    return place.read_text(encoding="utf-8").strip()
