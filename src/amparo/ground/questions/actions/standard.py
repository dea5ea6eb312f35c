"""Forms that come with the house: structure in YAML, words in the catalogues.

A file's words are tagged `!_`, so that they are extracted with all others. `put_form` says each in
every language of the interface; where a catalogue has none, English is shown and marked.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.questions.models import CHOOSING, Form, FormVersion, Kind, Question
from amparo.ground.questions.queries.shapes import OWN_OPTIONS
from amparo.ground.record.actions import note
from amparo.ground.vocabulary.queries import languages, priority_groups, themes

from .drafting import digest

PUBLISHED = FormVersion.State.PUBLISHED
OFFERED = FormVersion.State.OFFERED
Words = dict[str, str]


def _priority_groups() -> list[dict[str, Any]]:
    return [{"value": row.slug, "words": row.names} for row in priority_groups()]


def _themes() -> list[dict[str, Any]]:
    return [{"value": row.slug, "words": row.names} for row in themes()]


def _languages() -> list[dict[str, Any]]:
    """Each language in its own words, whatever the language of the page."""
    return [
        {"value": row.tag, "words": {row.tag: row.own_name, "en": row.own_name}}
        for row in languages(interface_only=True)
    ]


# Lists of the organisation that a question may offer.
LISTS = {"priority_groups": _priority_groups, "themes": _themes, "languages": _languages}


class BadSpecError(ValueError):
    """A form's file says something that cannot be asked; for who writes such files."""


class _Reader(yaml.SafeLoader):
    """YAML in which `!_` marks words of the interface."""


def _words(reader: yaml.SafeLoader, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise BadSpecError("!_ tags words, and nothing else")
    return str(reader.construct_scalar(node))


_Reader.add_constructor("!_", _words)


def read_spec(path: Path) -> dict[str, Any]:
    """A form's file as `put_form` takes it, its words in English."""
    told: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _Reader)  # noqa: S506
    return told


@transaction.atomic
def put_form(slug: str, spec: Mapping[str, Any], *, by: Account | None = None) -> FormVersion:
    """Bring a standard form up to `spec`; again is as once. Returns its newest published version.

    `spec`: {name, sealed, readers, questions: [{key, kind, label, help, section, options: [[value,
    words]] or options_from, required, limit, readers, keep_days, sealed, shown_if, fixed}]}; words
    are English texts of the catalogues, or {language: words}. A changed spec is published as a new
    version while the organisation has published none of its own; after that it is offered beside
    theirs. Raises BadSpecError.
    """
    told = expand(spec)
    mark = digest(told)
    form, _new = Form.objects.select_for_update().get_or_create(slug=slug)
    newest = form.versions.filter(state=PUBLISHED).order_by("-number").first()
    if newest is not None and form.standard == mark:
        return newest
    form.versions.filter(state=OFFERED).delete()
    theirs = newest is not None and not newest.standard
    version = FormVersion.objects.create(
        form=form,
        state=OFFERED if theirs else PUBLISHED,
        number=None if theirs else (newest.number or 0) + 1 if newest else 1,
        published_on=None if theirs else timezone.now().date(),
        standard=True,
        name=told["name"],
    )
    Question.objects.bulk_create(
        Question(version=version, place=(place + 1) * 10, **question)
        for place, question in enumerate(told["questions"])
    )
    form.standard = mark
    form.save(update_fields=["standard"])
    public_changed()
    note(
        by=by.actor if by else None,
        verb="questions.offer" if theirs else "questions.publish",
        kind="questions.version",
        object_id=str(version.pk),
    )
    return newest if theirs and newest is not None else version


def expand(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A spec with every word in every language there is, as rows are made of it."""
    questions: list[dict[str, Any]] = []
    for told in spec["questions"]:
        one = _question(told, spec, questions)
        if one is not None:
            questions.append(one)
    return {"name": said(spec["name"]), "questions": questions}


def said(words: object) -> Words:
    """Words in every language that has them: {"en": ..., "ar": ...}; {} for no words."""
    if not words:
        return {}
    if isinstance(words, Mapping):
        return {str(tag): str(text) for tag, text in words.items() if text}
    english = " ".join(str(words).split())
    found = {"en": english}
    for tag, _name in settings.LANGUAGES:
        with translation.override(tag):
            text = translation.gettext(english)
        if text != english:
            found[tag] = text
    return found


def _question(
    told: Mapping[str, Any], spec: Mapping[str, Any], before: list[dict[str, Any]]
) -> dict[str, Any] | None:
    key, kind = told["key"], told["kind"]
    if kind not in Kind.values or any(one["key"] == key for one in before):
        raise BadSpecError(f"{key}: an unknown kind, or a key twice")
    options = [{"value": value, "words": said(words)} for value, words in told.get("options", ())]
    if "options_from" in told:
        options = LISTS[told["options_from"]]()
        if not options:
            return None  # an organisation that retired its whole list is not asked about it
    if kind in CHOOSING and not options and kind not in OWN_OPTIONS:
        raise BadSpecError(f"{key}: nothing to choose from")
    condition = dict(told.get("shown_if", {}))
    if condition:
        opener = next((one for one in before if one["key"] == condition["key"]), None)
        known = opener and (_values(opener["kind"], opener["options"]))
        wanted = set(condition.get("is", ())) | set(condition.get("is_not", ()))
        if not known or not wanted or wanted - set(known):
            raise BadSpecError(f"{key}: is shown after an answer that cannot be given before it")
    return {
        "key": key,
        "kind": kind,
        "words": _labelled(said(told["label"]), said(told.get("help"))),
        "section": said(told.get("section")),
        "options": options,
        "shown_if": condition,
        "required": bool(told.get("required", False)),
        "limit": told.get("limit"),
        "readers": list(told.get("readers", spec.get("readers", ()))),
        "keep_days": told.get("keep_days"),
        "sealed": bool(told.get("sealed", spec.get("sealed", True))),
        "fixed": bool(told.get("fixed", False)),
    }


def _values(kind: str, options: list[dict[str, Any]]) -> list[str]:
    own = [value for value, _label in OWN_OPTIONS.get(kind, ())]
    return [one["value"] for one in options] or own


def _labelled(labels: Words, helps: Words) -> dict[str, Words]:
    """Label and help by language; a language that lacks one of the two falls back in both."""
    if not helps:
        return {tag: {"label": label} for tag, label in labels.items()}
    return {
        tag: {"label": label, "help": helps[tag]} for tag, label in labels.items() if tag in helps
    }
