"""Outside places that help: named beside our own door, and first when nobody stands behind it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from amparo.ground.vocabulary import queries as vocabulary

PLACES = Path(__file__).parents[1] / "data" / "places.yaml"
SEEN_ON = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Place:
    """An outside place that helps, as a page shows it. `languages` are names, in the page's."""

    slug: str
    name: str
    what: str
    always: bool
    phone: str
    email: str
    address: str
    site: str
    languages: list[str]
    any_language: bool
    own_page_read: bool
    sources: list[str]


@lru_cache(maxsize=1)
def _told() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load(PLACES.read_text(encoding="utf-8"))
    return told


def places(kind: str, language: str) -> list[Place]:
    """Outside places of a kind ("help" or "act"), in the file's order, in a language."""
    return [
        Place(
            slug=told["slug"],
            name=told["name"],
            what=told["what"].get(language) or told["what"]["en"],
            always=bool(told.get("always")),
            phone=told.get("phone", ""),
            email=told.get("email", ""),
            address=told["address"],
            site=urlsplit(told["address"]).hostname or "",
            languages=[
                vocabulary.language_name(tag, language) for tag in told["languages"] if tag != "any"
            ],
            any_language="any" in told["languages"],
            own_page_read=told["checked"] == "own",
            sources=told["sources"],
        )
        for told in _told()
        if told["kind"] == kind
    ]
