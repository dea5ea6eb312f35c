"""A way to compose the cohort that is kept: what was asked, what was sent, and what came back."""

from dataclasses import dataclass
from typing import Any

from amparo.capacity.fellowships.composing import compose, from_json

Act = dict[str, Any]
NAMES = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be chosen: an application's id, points in thousandths, values."""

    id: str
    points: int
    has: dict[str, list[str]]


def tried(said: Act, candidates: list[Candidate], seats: int) -> Act:
    """The body of a scenario. `said`: its name, rules as the desk keeps them, whether it ran."""
    empty = {"value": "", "people": "", "points": "1"}
    rules = [{**empty, **rule} for rule in said["rules"]]
    options = {
        "states": ["eligible", "shortlisted", "offered", "accepted", "waiting"],
        "points": "raw", "unread": False, "least": str(seats), "most": str(seats),
        "band": "0", "lottery": False, "seed": "", "count": "3", "different": "2",
        "seconds": "30", "pins": [],
    }  # fmt: skip
    body: Act = {"name": said["name"], "rules": rules, "options": options}
    if said.get("ran"):
        body["run"] = _run(rules, candidates, seats)
    return body


def _run(rules: list[Act], candidates: list[Candidate], seats: int) -> Act:
    """As a browser asks it: letters for what a rule names, numbers in no order."""
    named: dict[str, list[str]] = {}
    for rule in rules:
        values = named.setdefault(rule["dimension"], [])
        if rule["value"] not in values:
            values.append(rule["value"])
    dimensions = {dimension: NAMES[place] for place, dimension in enumerate(named)}
    letters = {dimension: dict(zip(values, NAMES, strict=False))
               for dimension, values in named.items()}  # fmt: skip
    bounds: dict[tuple[str, str], Act] = {}
    goals = []
    for rule in rules:
        where = (dimensions[rule["dimension"]], letters[rule["dimension"]][rule["value"]])
        place = {"dimension": where[0], "letter": where[1]}
        if rule["kind"].startswith("aim"):
            lost = int(float(rule["points"]) * 1000)
            short = lost if rule["kind"] == "aim_least" else 0
            goal = {"target": int(rule["people"]), "short": short, "over": lost - short}
            goals.append({**place, **goal})
        else:
            bounds.setdefault(where, place)[rule["kind"]] = int(rule["people"])
    rows = [
        {"number": number, "score": one.points, "groups": _groups(one, dimensions, letters)}
        for number, one in enumerate(candidates, 1)
    ]
    asked = from_json(
        {
            "format": 1,
            "seats": {"least": seats, "most": seats},
            "letters": {dimensions[one]: sorted(letters[one].values()) for one in named},
            "rows": rows,
            "rules": list(bounds.values()),
            "goals": goals,
            "kept": [],
            "excluded": [],
            "alternatives": {"count": 3, "different": 2},
            "band": 0,
            "seconds": 30,
        }
    )
    meaning = {
        dimensions[one]: {"": one, **{told: value for value, told in letters[one].items()}}
        for one in named
    }
    return {
        "instance": asked.as_json(),
        "answer": compose(asked).as_json(),
        "letters": meaning,
        "rows": {str(number): one.id for number, one in enumerate(candidates, 1)},
        "kept": [],
    }


def _groups(one: Candidate, dimensions: Act, letters: dict[str, dict[str, str]]) -> Act:
    found = {
        dimensions[dimension]: sorted(told[value] for value in one.has[dimension] if value in told)
        for dimension, told in letters.items()
    }
    return {name: values for name, values in sorted(found.items()) if values}
