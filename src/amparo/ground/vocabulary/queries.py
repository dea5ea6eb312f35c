"""Named reads. Names of countries and languages come from CLDR, without asking the database."""

import csv
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from django.conf import settings

from .models import Country, Direction, Language, PriorityGroup, Theme

DATA = Path(__file__).with_name("data")
# The scripts of UTS 24 that run from right to left and in which defenders write today.
RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg"})


class Told(NamedTuple):
    """A line of languages.csv: what CLDR does not know, and whether our pages are written in it."""

    own_name: str
    direction: str
    interface: bool


def canonical(tag: str) -> str:
    """A BCP 47 tag as we keep it: small letters, hyphens ("zh_Hans" -> "zh-hans")."""
    return tag.strip().lower().replace("_", "-")


@lru_cache(maxsize=1)
def told() -> dict[str, Told]:
    """The lines of languages.csv by tag."""
    with (DATA / "languages.csv").open(encoding="utf-8", newline="") as lines:
        return {
            line["tag"]: Told(line["own_name"], line["direction"], line["interface"] == "yes")
            for line in csv.DictReader(lines)
        }


@lru_cache(maxsize=256)
def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(canonical(tag), sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _look_up(tag: str, within: Locale) -> str | None:
    """The name CLDR's `within` has for a tag, the longest known part of it first."""
    parts = canonical(tag).split("-")
    cased = [parts[0]] + [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    for length in range(len(cased), 0, -1):
        name = within.languages.get("_".join(cased[:length]))
        if name:
            rest = "-".join(cased[length:])
            return f"{name} ({rest})" if rest else str(name)
    return None


def _standing_alone(name: str) -> str:
    """A name written small in running text, with the capital it has in a list.

    Scripts whose capitals are not used so (Georgian) and names with inner capitals (isiZulu) stay.
    """
    script = unicodedata.name(name[:1], "").split(" ")[0]
    if name.islower() and script in {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"}:
        return name[:1].upper() + name[1:]
    return name


@lru_cache(maxsize=512)
def own_name(tag: str) -> str:
    """A language's name in itself, as it stands in a list; the tag where nobody knows it."""
    line = told().get(canonical(tag))
    if line and line.own_name:
        return line.own_name
    locale = _locale(tag)
    found = _look_up(tag, locale) if locale else None
    return _standing_alone(found) if found else tag


@lru_cache(maxsize=4096)
def language_name(tag: str, in_language: str) -> str:
    """A language's name in another language, as it stands in a list; its own name at worst."""
    within = _locale(in_language)
    found = _look_up(tag, within) if within else None
    return _standing_alone(found) if found else own_name(tag)


@lru_cache(maxsize=4096)
def name_in_text(tag: str, in_language: str) -> str:
    """A language's name in another language, as it stands in a sentence; its own name at worst."""
    within = _locale(in_language)
    return (_look_up(tag, within) if within else None) or own_name(tag)


@lru_cache(maxsize=512)
def direction(tag: str) -> Direction:
    """Which way a language runs: by our file, by its script subtag, by CLDR, else left to right."""
    parts = canonical(tag).split("-")
    line = told().get(canonical(tag))
    if line and line.direction:
        return Direction(line.direction)
    script = next((part for part in parts[1:] if len(part) == 4), None)
    if script:
        return Direction.RTL if script in RIGHT_TO_LEFT_SCRIPTS else Direction.LTR
    locale = _locale(tag) or _locale(parts[0])
    return Direction(locale.text_direction) if locale else Direction.LTR


@lru_cache(maxsize=4096)
def country_name(code: str, in_language: str) -> str:
    """A country's name by its two letters, in a language; the letters where CLDR has none."""
    within = _locale(in_language) or Locale("en")
    return str(within.territories.get(code.upper(), code.upper()))


@lru_cache(maxsize=32)
def countries(in_language: str) -> list[tuple[str, str]]:
    """All countries of our file as (two letters, name in a language), by name."""
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        codes = [line["code"] for line in csv.DictReader(lines)]
    named = [(code, country_name(code, in_language)) for code in codes]
    return sorted(named, key=lambda one: in_order(one[1], in_language))


def in_order(name: str, language: str) -> bytes:
    """What to sort a name by, in a list of a language."""
    if language.startswith("zh"):
        return name.encode("gb18030")  # its common characters stand in the order of their sounds
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).encode()


def countries_by_region(in_language: str) -> list[tuple[str, str, str]]:
    """Code, name and regional group ("" for none) of every country, by name."""
    groups = dict(Country.objects.values_list("code", "un_group"))
    return [(code, name, groups.get(code, "")) for code, name in countries(in_language)]


def language(tag: str) -> Language | None:
    """The row of a language, or nothing."""
    return Language.objects.filter(tag=canonical(tag)).first()


def languages(*, interface_only: bool = False) -> list[Language]:
    """Every language, those of our own pages first and in the order of the settings."""
    rows = Language.objects.all()
    order = {tag: place for place, (tag, _name) in enumerate(settings.LANGUAGES)}
    kept = rows.filter(interface=True) if interface_only else rows
    return sorted(
        kept, key=lambda row: (order.get(row.tag, len(order)), row.own_name.casefold(), row.tag)
    )


def themes(*, with_retired: bool = False) -> list[Theme]:
    """The themes in use, in their order."""
    rows = Theme.objects.order_by("order", "slug")
    return list(rows if with_retired else rows.filter(retired=False))


def priority_groups(*, with_retired: bool = False) -> list[PriorityGroup]:
    """The groups whose defenders come first, in their order."""
    rows = PriorityGroup.objects.order_by("order", "slug")
    return list(rows if with_retired else rows.filter(retired=False))
