"""What the assignment is told: files and reviewers by number, letters for languages and themes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from amparo.capacity.fellowships.composing.reading import Fault, check, parsed, refuse, schema

FORMAT = 1


class Bar(StrEnum):
    """Why a reviewer cannot be given a file; the first that holds is the one that is told."""

    CONFLICT = "conflict"
    UNDECLARED = "undeclared"
    FORBIDDEN = "forbidden"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class File:
    """One application: letters of the languages it can be read in, and of its themes.

    No language at all: anybody can read it.
    """

    number: int
    languages: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One reader, with what they said about files, by number.

    `declared` are the files about which they said that they have no conflict; None: they said so
    of all that are not among their conflicts. A file they did not speak of is never given to them.
    """

    number: int
    languages: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    region: str = ""
    least: int = 0
    most: int = 20000
    declared: frozenset[int] | None = frozenset()
    conflicts: frozenset[int] = frozenset()
    wishes: Mapping[int, int] = field(default_factory=dict)
    """Points that they give to files that they would rather, or rather not, read."""

    def bar(self, file: File, forbidden: bool) -> Bar | None:
        """Why they cannot be given a file; None if they can."""
        if file.number in self.conflicts:
            return Bar.CONFLICT
        if self.declared is not None and file.number not in self.declared:
            return Bar.UNDECLARED
        if forbidden:
            return Bar.FORBIDDEN
        if file.languages and not file.languages & self.languages:
            return Bar.LANGUAGE
        return None


@dataclass(frozen=True, slots=True)
class Panel:
    """One question: who reads what.

    `theme_points` are given for each theme that a file and a reviewer share. `pinned` pairs
    (file, reviewer) stay, whatever the language; `forbidden` ones are never made. At most
    `of_one_region` readers of a file come from one region (None: as it comes).
    """

    files: tuple[File, ...]
    reviewers: tuple[Reviewer, ...]
    readings: int = 3
    theme_points: int = 10
    pinned: frozenset[tuple[int, int]] = frozenset()
    forbidden: frozenset[tuple[int, int]] = frozenset()
    of_one_region: int | None = None
    seconds: int = 30

    def points(self, file: File, reviewer: Reviewer) -> int:
        """How well they fit: shared themes, and what the reviewer wished."""
        shared = len(file.themes & reviewer.themes)
        return self.theme_points * shared + reviewer.wishes.get(file.number, 0)


def read(content: bytes) -> Panel:
    """The panel in a UTF-8 JSON text; raises composing.BadInstanceError."""
    return from_json(parsed(content))


def from_json(value: Any) -> Panel:
    """The panel in what JSON was read into; raises composing.BadInstanceError."""
    check(value, schema("panel", __package__))
    panel = Panel(
        files=tuple(
            File(int(said["number"]), _letters(said, "languages"), _letters(said, "themes"))
            for said in value["files"]
        ),
        reviewers=tuple(
            Reviewer(
                number=int(said["number"]),
                languages=_letters(said, "languages"),
                themes=_letters(said, "themes"),
                region=said.get("region", ""),
                least=int(said.get("least", 0)),
                most=int(said.get("most", 20000)),
                declared=None if said["declared"] == "all" else _numbers(said["declared"]),
                conflicts=_numbers(said.get("conflicts", [])),
                wishes={int(wish["file"]): int(wish["points"]) for wish in said.get("wishes", [])},
            )
            for said in value["reviewers"]
        ),
        readings=int(value["readings"]),
        theme_points=int(value.get("theme_points", 10)),
        pinned=_pairs(value.get("pinned", [])),
        forbidden=_pairs(value.get("forbidden", [])),
        of_one_region=int(value["of_one_region"]) if "of_one_region" in value else None,
        seconds=int(value.get("seconds", 30)),
    )
    refuse(contradictions(panel))
    return panel


def contradictions(panel: Panel) -> Iterator[Fault]:
    """What no schema can say: somebody twice, a pin on a conflict, more pins than places."""
    for name, numbers in (
        ("files", Counter(file.number for file in panel.files)),
        ("reviewers", Counter(reviewer.number for reviewer in panel.reviewers)),
    ):
        yield from (
            Fault(f"{name} ({name[:-1]} {number})", f"this number stands {times} times")
            for number, times in numbers.items()
            if times > 1
        )
    files = {file.number: file for file in panel.files}
    reviewers = {reviewer.number: reviewer for reviewer in panel.reviewers}
    for reviewer in panel.reviewers:
        if reviewer.least > reviewer.most:
            where = f"reviewers (reviewer {reviewer.number})"
            yield Fault(where, f"least {reviewer.least} is above most {reviewer.most}")
    for name, pairs in (("pinned", panel.pinned), ("forbidden", panel.forbidden)):
        for file, who in sorted(pairs):
            if file not in files or who not in reviewers:
                yield Fault(name, f"there is no file {file} or no reviewer {who}")
    for file, who in sorted(panel.pinned):
        if file in files and who in reviewers:
            bar = reviewers[who].bar(files[file], (file, who) in panel.forbidden)
            if bar not in {None, Bar.LANGUAGE}:
                yield Fault("pinned", f"file {file} and reviewer {who}: {bar}")
    yield from _too_many_pins(panel, reviewers)


def _too_many_pins(panel: Panel, reviewers: Mapping[int, Reviewer]) -> Iterator[Fault]:
    pins = [(file, who) for file, who in sorted(panel.pinned) if who in reviewers]
    for file, times in Counter(file for file, _ in pins).items():
        if times > panel.readings:
            yield Fault("pinned", f"file {file} has {times} readers pinned, of {panel.readings}")
    for who, times in Counter(who for _, who in pins).items():
        if times > reviewers[who].most:
            most = reviewers[who].most
            yield Fault("pinned", f"reviewer {who} has {times} files pinned, of {most}")
    if panel.of_one_region is not None:
        regions = Counter((file, reviewers[who].region) for file, who in pins)
        for (file, region), times in regions.items():
            if region and times > panel.of_one_region:
                yield Fault("pinned", f"file {file} has {times} readers of region {region} pinned")


def _letters(said: dict[str, Any], name: str) -> frozenset[str]:
    return frozenset(said.get(name, []))


def _numbers(said: list[float]) -> frozenset[int]:
    return frozenset(map(int, said))


def _pairs(said: list[dict[str, float]]) -> frozenset[tuple[int, int]]:
    return frozenset((int(pair["file"]), int(pair["reviewer"])) for pair in said)
