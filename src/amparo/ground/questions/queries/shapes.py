"""What is asked, as plain values: a form's questions, and which of them an answer opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.ground.questions.models import Kind
from amparo.ground.vocabulary.queries import direction

# What kinds offer that bring their own options, where a question names none.
OWN_OPTIONS: dict[str, tuple[tuple[str, str | Promise], ...]] = {
    Kind.CONSENT: (("yes", _("Yes, I agree")), ("no", _("No"))),
    Kind.AGE_BAND: (
        ("under_13", _("12 or younger")),
        ("13_15", _("13 to 15")),
        ("16_17", _("16 or 17")),
    ),
    Kind.CHANNEL: (
        ("here", _("Only here: I come back with my secret words")),
        ("signal", _("Signal")),
        ("whatsapp", _("WhatsApp")),
        ("phone", _("A telephone call")),
        ("sms", _("A text message (SMS)")),
        ("email", _("E-mail")),
        ("person", _("Through a person I trust")),
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A question's words. `language` and `direction` only where they are another language's."""

    label: str
    help: str
    language: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. The fields are those of `models.Question`."""

    key: str
    kind: str
    said: Mapping[str, Mapping[str, str]]
    offered: tuple[Mapping[str, Any], ...] = ()
    required: bool = False
    limit: int | None = None
    readers: tuple[str, ...] = ()
    keep_days: int | None = None
    sealed: bool = True
    shown_if: Mapping[str, Any] = field(default_factory=dict)
    titled: Mapping[str, str] = field(default_factory=dict)
    fixed: bool = False

    def words(self, language: str) -> Words:
        """Label and help in a language; else in the nearest there is, and said so."""
        tag = nearest({tag: told.get("label", "") for tag, told in self.said.items()}, language)
        told = self.said.get(tag, {})
        label, helping = told.get("label", ""), told.get("help", "")
        if tag == language:
            return Words(label, helping)
        return Words(label, helping, tag, str(direction(tag)) if tag else "")

    def options(self, language: str) -> list[tuple[str, str]]:
        """What may be chosen: (value, words in a language or the nearest there is)."""
        return [(value, label) for value, label, _tag in self.offers(language)]

    def offers(self, language: str) -> list[tuple[str, str, str]]:
        """The same with the language of the words, where it is another one."""
        if not self.offered:
            with translation.override(language):
                own = OWN_OPTIONS.get(self.kind, ())
                return [(value, str(label), "") for value, label in own]
        told = []
        for one in self.offered:
            tag = nearest(one["words"], language)
            foreign = "" if tag == language else tag
            told.append((str(one["value"]), one["words"].get(tag, ""), foreign))
        return told

    def section(self, language: str) -> str:
        """The part of the form it stands in, or nothing."""
        return self.titled.get(nearest(self.titled, language), "")

    @property
    def values(self) -> tuple[str, ...]:
        """What may be chosen, without words."""
        if self.offered:
            return tuple(str(one["value"]) for one in self.offered)
        return tuple(value for value, _label in OWN_OPTIONS.get(self.kind, ()))


@dataclass(frozen=True, slots=True)
class Shape:
    """A version of a form: `version` 0 is one that is not published."""

    slug: str
    version: int
    questions: tuple[Asked, ...]
    named: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """The form's name in a language, or the nearest there is."""
        return self.named.get(nearest(self.named, language), "") or self.slug


def nearest(words: Mapping[str, str], language: str) -> str:
    """The language to say this in: the one asked for, else English, else whichever there is."""
    if words.get(language):
        return language
    return next((tag for tag in ("en", *sorted(words)) if words.get(tag)), "")


def holds(condition: Mapping[str, Any], answers: Mapping[str, object]) -> bool:
    """Whether answers so far meet a `shown_if`. `is_not` also holds where nothing was said."""
    if not condition:
        return True
    said = answers.get(str(condition["key"]))
    told = {str(one) for one in said} if isinstance(said, list | tuple) else {str(said)}
    if "is" in condition:
        return not told.isdisjoint(condition["is"])
    return told.isdisjoint(condition.get("is_not", ()))


def visible(shape: Shape, answers: Mapping[str, object]) -> list[Asked]:
    """The questions that these answers open, in order.

    What was said to a question that is closed now opens nothing.
    """
    counted: dict[str, object] = {}
    opened = []
    for asked in shape.questions:
        if holds(asked.shown_if, counted):
            opened.append(asked)
            if asked.key in answers:
                counted[asked.key] = answers[asked.key]
    return opened


def next_key(shape: Shape, answers: Mapping[str, object], after: str | None) -> str | None:
    """The question after one (None: the first); None after the last, or after a closed one."""
    keys = [asked.key for asked in visible(shape, answers)]
    if after is None:
        return keys[0] if keys else None
    place = keys.index(after) + 1 if after in keys else len(keys)
    return keys[place] if place < len(keys) else None


def as_json(shape: Shape, language: str) -> list[dict[str, Any]]:
    """The questions for a browser, in one language.

    Each: key, kind, label, help, language and direction (empty unless the words are another
    language's), options [{value, label, language}], required, limit, sealed, section, shown_if ({}
    or {key, is: [...]} or {key, is_not: [...]}, as `holds` reads it).
    """
    told = []
    for asked in shape.questions:
        words = asked.words(language)
        told.append(
            {
                "key": asked.key,
                "kind": asked.kind,
                "label": words.label,
                "help": words.help,
                "language": words.language,
                "direction": words.direction,
                "options": [
                    {"value": value, "label": label, "language": tag}
                    for value, label, tag in asked.offers(language)
                ],
                "required": asked.required,
                "limit": asked.limit,
                "sealed": asked.sealed,
                "section": asked.section(language),
                "shown_if": dict(asked.shown_if),
            }
        )
    return told
