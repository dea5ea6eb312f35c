"""From JSON to readings, with every fault named at its place; `question.schema.json` documents it.

Nothing here says who a file or a reviewer is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from amparo.capacity.fellowships.composing.reading import Fault, check, parsed, refuse, schema

from .scores import Reading

MOST_FILES = 20_000
MOST_REVIEWERS = 500
DOUBT = 100  # thousandths


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the adjustment: readings, the cut, and what counts as close to it."""

    readings: tuple[Reading, ...]
    places: int | None = None
    doubt: float = DOUBT / 1000
    seconds: int = 30


def read(content: bytes) -> Question:
    """The question in a UTF-8 JSON text; raises composing.BadInstanceError."""
    return from_json(parsed(content))


def from_json(value: Any) -> Question:
    """The question in what JSON was read into; raises composing.BadInstanceError."""
    check(value, schema("question", __package__))
    # The schema takes 3.0 for a whole number, as JSON does: it is one from here on.
    readings = tuple(
        Reading(int(said["file"]), int(said["reviewer"]), int(said["score"]))
        for said in value["readings"]
    )
    refuse(_contradictions(readings))
    return Question(
        readings=readings,
        places=int(value["places"]) if "places" in value else None,
        doubt=int(value.get("doubt", DOUBT)) / 1000,
        seconds=int(value.get("seconds", 30)),
    )


def _contradictions(readings: tuple[Reading, ...]) -> Iterator[Fault]:
    """What no schema can say: a file read twice by one reviewer, too many of either."""
    seen: set[tuple[int, int]] = set()
    for place, one in enumerate(readings):
        pair = (one.file, one.reviewer)
        if pair in seen:
            words = f"reviewer {one.reviewer} read file {one.file} in an entry before it"
            yield Fault(f"readings[{place}]", words)
        seen.add(pair)
    for most, name, found in (
        (MOST_FILES, "files", {file for file, _ in seen}),
        (MOST_REVIEWERS, "reviewers", {reviewer for _, reviewer in seen}),
    ):
        if len(found) > most:
            yield Fault("readings", f"there are {len(found)} {name}, of {most}")
