"""From JSON to an instance, with every fault named at its place.

The schema beside this module says what an instance looks like; what no schema can say (a row
twice, a floor above its cap, a letter nobody has) is checked here after it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, NoReturn, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .instance import Bounds, Goal, Instance, Row

MOST_FAULTS = 20
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (`rows[3].score`, or a line of the file) and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class BadInstanceError(ValueError):
    """The composer was asked something that is no question; says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@cache
def schema(name: str, package: str = __package__) -> dict[str, Any]:
    """The JSON Schema "instance" or "answer" (draft 2020-12)."""
    text = resources.files(package).joinpath(f"{name}.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def read(content: bytes) -> Instance:
    """The instance in a UTF-8 JSON text; raises BadInstanceError."""
    return from_json(parsed(content))


def parsed(content: bytes) -> Any:
    """What a UTF-8 JSON text says; raises BadInstanceError with the line of what is no JSON."""
    if len(content) > MOST_BYTES:
        raise BadInstanceError([Fault("", "the file is too large")])
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
        )
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise BadInstanceError([Fault(f"line {line}", "this is not UTF-8")]) from wrong
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}"
        raise BadInstanceError([Fault(where, wrong.msg.lower())]) from wrong
    except RecursionError as wrong:
        raise BadInstanceError([Fault("", "this goes too deep")]) from wrong
    except ValueError as wrong:
        if isinstance(wrong, BadInstanceError):
            raise
        raise BadInstanceError([Fault("", "a number is too long")]) from wrong


def from_json(value: Any) -> Instance:
    """The instance in what JSON was read into; raises BadInstanceError with each fault's entry."""
    check(value, schema("instance"))
    instance = _instance(value)
    refuse(_contradictions(instance))
    return instance


def check(value: Any, against: dict[str, Any]) -> None:
    """Raise BadInstanceError where a value is not what a schema says."""
    checker = Draft202012Validator(against)
    refuse(_fault(error, value) for error in checker.iter_errors(value))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise BadInstanceError if there are any faults, with the first of them."""
    found = list(islice(faults, MOST_FAULTS))
    if found:
        raise BadInstanceError(found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    if twice:
        raise BadInstanceError([Fault(twice[0][:40], "this name stands twice in one entry")])
    return dict(pairs)


def _no_number(name: str) -> NoReturn:
    raise BadInstanceError([Fault("", f"{name} is no number")])


def _fault(error: ValidationError, value: Any) -> Fault:
    return Fault(_place(list(error.absolute_path), value), _said(error))


def _place(path: list[str | int], value: Any) -> str:
    """`rows[3].score (row 17)`: counted from 0, with the row's number if it has one."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    if len(path) > 2 and isinstance(path[0], str) and isinstance(path[1], int):
        entry = value[path[0]][path[1]]
        number = entry.get("number") if isinstance(entry, dict) else None
        if type(number) is int:
            words += f" ({path[0].removesuffix('s')} {number})"
    return words


SAID = {
    "minimum": "this must be at least {}",
    "maximum": "this must be at most {}",
    "const": "this must be {}",
    "pattern": "this must be one or two small letters",
    "uniqueItems": "the same stands here twice",
    "anyOf": "least, most or both must be given",
    "oneOf": "this must be a number from 1 to 500, or least and most",
    "minLength": "this is too short",
    "minItems": "this is empty",
}
TYPES = {"integer": "a whole number", "array": "a list", "object": "an object", "string": "a text"}


def _said(error: ValidationError) -> str:
    """What is wrong in plain words, without repeating long values."""
    rule, entry = str(error.validator), cast(Any, error.instance)
    asked = cast(Any, error.validator_value)
    if rule == "required":
        return f"{', '.join(name for name in asked if name not in entry)} is missing"
    if rule == "additionalProperties":
        known = cast(dict[str, Any], error.schema)["properties"]
        unknown = sorted(str(name)[:40] for name in entry if name not in known)
        return f"nothing here is called {', '.join(unknown[:3])}"
    if rule == "type":
        return f"this must be {TYPES[asked]}"
    if rule == "pattern" and "a-f" in asked:
        return "this must be digits, the letters a to f and hyphens, as of a date"
    return SAID.get(rule, "this is too long").format(asked)


def _instance(value: dict[str, Any]) -> Instance:
    # The schema takes 3.0 for a whole number, as JSON does: it is one from here on.
    seats = value["seats"]
    least, most = (seats["least"], seats["most"]) if isinstance(seats, dict) else (seats, seats)
    alternatives = value.get("alternatives", {"count": 3, "different": 2})
    letters = value.get("letters")
    return Instance(
        rows=tuple(
            sorted(
                (
                    Row(int(row["number"]), int(row["score"]), _groups(row.get("groups", {})))
                    for row in value["rows"]
                ),
                key=lambda row: row.number,
            )
        ),
        seats_least=int(least),
        seats_most=int(most),
        rules=tuple(
            Bounds(rule["dimension"], rule["letter"], _whole(rule, "least"), _whole(rule, "most"))
            for rule in value.get("rules", [])
        ),
        goals=tuple(
            Goal(
                goal["dimension"],
                goal["letter"],
                int(goal["target"]),
                int(goal.get("short", 0)),
                int(goal.get("over", 0)),
            )
            for goal in value.get("goals", [])
        ),
        kept=tuple(sorted(map(int, value.get("kept", [])))),
        excluded=tuple(sorted(map(int, value.get("excluded", [])))),
        alternatives=int(alternatives["count"]),
        different=int(alternatives["different"]),
        band=int(value.get("band", 0)),
        seed=value.get("seed"),
        seconds=int(value.get("seconds", 30)),
        letters=None if letters is None else _groups(letters),
    )


def _whole(entry: dict[str, Any], name: str) -> int | None:
    return int(entry[name]) if name in entry else None


def _groups(said: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(said[name])) for name in sorted(said)}


def _contradictions(instance: Instance) -> Iterator[Fault]:
    numbers = Counter(row.number for row in instance.rows)
    yield from (
        Fault(f"rows (row {number})", f"this number stands {times} times")
        for number, times in numbers.items()
        if times > 1
    )
    if instance.seats_least > instance.seats_most:
        yield Fault("seats", f"least {instance.seats_least} is above most {instance.seats_most}")
    yield from _unknown_rows(instance, set(numbers))
    known: set[tuple[str, str]] = {
        (name, letter)
        for groups in ([row.groups for row in instance.rows] if instance.letters is None else [])
        for name, letters in groups.items()
        for letter in letters
    }
    if instance.letters is not None:
        known = {(name, one) for name, several in instance.letters.items() for one in several}
        yield from (
            Fault(f"rows (row {row.number})", f"letters has no {letter} in {name}")
            for row in instance.rows
            for name, letters in row.groups.items()
            for letter in letters
            if (name, letter) not in known
        )
    parts: tuple[tuple[str, tuple[Bounds | Goal, ...]], ...] = (
        ("rules", instance.rules),
        ("goals", instance.goals),
    )
    for part, entries in parts:
        seen: set[tuple[str, str]] = set()
        for place, entry in enumerate(entries):
            where = f"{part}[{place}]"
            pair = (entry.dimension, entry.letter)
            if pair in seen:
                yield Fault(where, f"{pair[1]} in {pair[0]} stands in an entry before it")
            seen.add(pair)
            if pair not in known:
                who = "no row has" if instance.letters is None else "letters has no"
                yield Fault(where, f"{who} {pair[1]} in {pair[0]}")
    for place, rule in enumerate(instance.rules):
        if rule.least is not None and rule.most is not None and rule.least > rule.most:
            yield Fault(f"rules[{place}]", f"the floor {rule.least} is above the cap {rule.most}")


def _unknown_rows(instance: Instance, numbers: set[int]) -> Iterator[Fault]:
    for name, named in (("kept", instance.kept), ("excluded", instance.excluded)):
        yield from (
            Fault(name, f"there is no row {number}") for number in named if number not in numbers
        )
    yield from (
        Fault("kept", f"row {number} is excluded too")
        for number in sorted(set(instance.kept) & set(instance.excluded))
    )
