"""handbook.yaml, read and cleaned: what a folder says of itself besides its text.

    title: {en: Writing to ..., ar: ...}      # or one string, in the source language
    summary: {en: ...}
    origin: {en: {kind: example, notice: ...}}  # how the text came about, as readers must know it
    parts: {annexes: {en: Annexes}}           # names of folders
    kind: handbook
    themes: [un-system, reprisals]
    audience: [defenders, organisations]
    licence: CC BY-SA 4.0

Every line is optional. Words nobody knows are reported, and left out.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml
from django.utils.translation import gettext as _

from amparo.capacity.press.models import Kind, Who
from amparo.ground.texts.markdown.frontmatter import NO_TEXT
from amparo.ground.vocabulary import queries as vocabulary

from .folder import FileRefused, language_of

MOST_METADATA = 200_000  # bytes
LONGEST_WORDS = 2000
LONGEST_LINE = 200

Words = dict[str, str]


@dataclass(slots=True)
class Told:
    """What handbook.yaml says. `problems` are words about what was not understood."""

    titles: Words = field(default_factory=dict)
    summaries: Words = field(default_factory=dict)
    origins: Words = field(default_factory=dict)
    parts: dict[str, Words] = field(default_factory=dict)
    kind: str | None = None
    themes: list[str] | None = None
    audience: list[str] | None = None
    licence: str = ""
    given: str = ""  # a title that whoever imports gives by hand
    problems: list[str] = field(default_factory=list)


def understand(content: bytes, *, source: str) -> Told:
    """What a handbook.yaml says; FileRefused when it is not YAML with names and values.

    `source` is the language of words that name none.
    """
    try:
        raw = _loaded(content.decode("utf-8"))
    except Exception as error:  # its parser trips over odd tags in more ways than it names
        raise FileRefused(_("it is not YAML that can be read")) from error
    if raw is None:
        return Told()
    if not isinstance(raw, dict):
        raise FileRefused(_("it is not a list of names and values"))
    told = Told()
    told.titles = _by_language(raw.get("title"), source, told, LONGEST_LINE)
    told.summaries = _by_language(
        raw.get("summary", raw.get("description")), source, told, LONGEST_WORDS
    )
    told.origins = _by_language(_notices(raw.get("origin")), source, told, LONGEST_WORDS)
    parts = raw.get("parts")
    if isinstance(parts, dict):
        told.parts = {
            str(part): _by_language(names, source, told, LONGEST_LINE)
            for part, names in parts.items()
        }
    told.licence = " ".join(str(raw.get("licence", raw.get("license")) or "").split())[:60]
    told.kind = _kind(raw.get("kind"), told)
    told.audience = _listed(raw.get("audience"), set(Who.values), told)
    known = {theme.slug for theme in vocabulary.themes(with_retired=True)}
    told.themes = _listed(raw.get("themes"), known, told)
    return told


def _loaded(words: str) -> Any:
    """YAML as Python has it; ValueError for what could grow without end, or is no text.

    An alias stands for as much as it names, again and again: a few lines become gigabytes.
    """
    for token in yaml.scan(words, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            raise ValueError("an alias")
        if isinstance(token, yaml.ScalarToken) and NO_TEXT.search(token.value):
            raise ValueError("no text")
    return yaml.safe_load(words)


def _notices(value: Any) -> Any:
    """The notices of an `origin` that also says of which kind each one is."""
    if isinstance(value, dict):
        return {
            name: one.get("notice", "") if isinstance(one, dict) else one
            for name, one in value.items()
        }
    return value


def _by_language(value: Any, source: str, told: Told, longest: int) -> Words:
    if isinstance(value, str):
        value = {source: value}
    if not isinstance(value, dict):
        return {}
    words: Words = {}
    for name, text in value.items():
        # YAML reads the bare word `no` (Norwegian) as False.
        tag = language_of("no" if name is False else str(name))
        if tag is None or not isinstance(text, str):
            told.problems.append(_("“%(word)s” is not a language") % {"word": name})
        elif text.strip():
            words[tag] = " ".join(text.split())[:longest]
    return words


def _kind(value: Any, told: Told) -> str | None:
    if value is None or value in Kind.values:
        return value if value is None else str(value)
    told.problems.append(_("“%(word)s” is not a kind of publication") % {"word": value})
    return None


def _listed(value: Any, known: set[str], told: Told) -> list[str] | None:
    if value is None:
        return None
    words = [str(word) for word in (value if isinstance(value, list) else [value])]
    for word in words:
        if word not in known:
            told.problems.append(_("“%(word)s” is not in the list") % {"word": word})
    return [word for word in dict.fromkeys(words) if word in known]
