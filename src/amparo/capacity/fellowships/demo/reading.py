"""The round that is being read: sixty applications, six reviewers, a cohort half composed."""

import random
import uuid
from collections import Counter
from collections.abc import Iterable

from amparo.capacity.fellowships.actions import backdating
from amparo.ground.vault import demo as keys
from amparo.ground.vocabulary.queries import countries_by_region

from .round import OFFICE, Act, Room, answers_of, day, digest, told_in
from .trying import Candidate, tried

SHORTLISTED, READ, GIVEN = 22, 40, 46  # of the sixty, in the order of the file
SHOWN = ("work", "change", "advocacy", "after")  # of what a copy may hold
GONE = "▇▇▇"


def reading(room: Room) -> None:
    """Applications as they came, what the office wrote, who reads what and what they said."""
    people = told_in("demo-applicants")
    vouched = room.told["vouched"]
    told = _answers(people)
    rows = {
        one["n"]: room.applied(one["n"], one["l"], told[one["n"]], vouched.get(one["n"], {}))
        for one in people
    }
    reviewers = _panel(room)
    _screened(room, people, rows)
    points = _read(room, people, told, rows, reviewers)
    _around(room, rows)
    _discussed(room, rows)
    _tried(room, people, rows, points)
    days = {row: day(-58 + place * 45 // len(rows)) for place, row in enumerate(rows.values())}
    backdating.backdate_applications(days, worked=day(-6))
    backdating.backdate_panel(room.call, declared_on=day(-11), tried_on=day(-2))
    room.put_back()


def _answers(people: list[Act]) -> dict[str, Act]:
    """What each of them answers, by their names."""
    found: dict[str, Act] = {}
    places: Counter[str] = Counter()
    for one in people:
        found[one["n"]] = answers_of(places[one["l"]], one)
        places[one["l"]] += 1
    return found


def _panel(room: Room) -> dict[str, uuid.UUID]:
    """Six reviewers, of whom one has not declared yet."""
    reviewers = {}
    for who, said in room.told["panel"].items():
        keyring = str(keys.keys(who).keyring)
        identifier = room.id("reviewer", who)
        add = {"id": str(identifier), "call": str(room.call.pk), "keyring": keyring}
        room.do(OFFICE[0], {"verb": "reviewer.add", **add})
        if "lean" not in said:
            continue
        reviewers[who] = identifier
        lists = ("languages", "themes", "organisations", "coalitions", "countries", "people")
        body = {name: said.get(name, []) for name in lists}
        body |= {"most": said["most"], "words": said.get("words", "")}
        frame = room.seal(room.call.pk, identifier, "profile", body, by=who)
        told = {"reviewer": str(identifier), "epoch": str(room.epoch.pk), "version": 1}
        room.do(who, {"verb": "reviewer.declare", "frame": frame, **told})
    return reviewers


def _screened(room: Room, people: list[Act], rows: dict[str, uuid.UUID]) -> None:
    """Who can take part, who cannot, and whose copy was looked at."""
    refused = room.told["ineligible"]
    regions = {code: region for code, _name, region in countries_by_region("en")}
    acts = []
    for place, one in enumerate(people):
        name, row = one["n"], rows[one["n"]]
        if name in room.told["unscreened"]:
            continue
        if name in refused:
            body = {"eligible": False, **refused[name]}
            acts.append(room.step(row, "ineligible", room.item(row, "screening", body)))
            continue
        body = {"eligible": True, "reasons": [], "words": ""}
        items = [room.item(row, "screening", body, by=OFFICE[place % 2])]
        if place < GIVEN:
            seen = {"strike": room.told["strike"].get(name, []), "seen": True, "version": 1}
            facets = _facets(one, regions[one["c"]])
            items += [room.item(row, "redaction", seen), room.item(row, "facets", facets)]
        acts.append(room.step(row, "eligible", *items))
        if place < SHORTLISTED:
            acts.append(room.step(row, "shortlist"))
    room.do(OFFICE[0], *acts)


def _facets(one: Act, region: str) -> Act:
    """What it is counted and compared by, as the office looked it over."""
    return {
        "name": one["n"],
        "country": one["c"],
        "region": region,
        "language": one["l"],
        "themes": one["t"],
        "priority": one.get("p", []),
        "gender": one["g"],
        "organisation": one["o"],
        "coalitions": [one["k"]] if "k" in one else [],
        "people": [],
    }


def _kept_away(room: Room, who: str, one: Act) -> str:
    """Why somebody must not read an application, if they must not."""
    said = room.told["panel"][who]
    if one["o"] in said.get("organisations", []):
        return "organisation"
    if one.get("k") in said.get("coalitions", []):
        return "coalition"
    if one["c"] in said.get("countries", []):
        return "country"
    return "person" if one["n"] in said.get("people", []) else ""


def _able(room: Room, who: str, one: Act, has: int) -> bool:
    said = room.told["panel"][who]
    return one["l"] in said["languages"] and has < said["most"] and not _kept_away(room, who, one)


def _read(
    room: Room,
    people: list[Act],
    told: dict[str, Act],
    rows: dict[str, uuid.UUID],
    reviewers: dict[str, uuid.UUID],
) -> dict[str, list[int]]:
    """Copies given, and what was judged: some kinder, some harsher, some not done yet.

    Gives the points of each reading that was done, by the applicant's name.
    """
    chance = random.Random(16)  # noqa: S311 - the same points at every start
    given: dict[str, int] = dict.fromkeys(reviewers, 0)
    points: dict[str, list[int]] = {}
    acts = []
    judged: dict[str, list[Act]] = {who: [] for who in reviewers}
    for place, one in enumerate(people[:GIVEN]):
        if one["n"] in room.told["ineligible"]:
            continue
        row = rows[one["n"]]
        good = chance.uniform(1.9, 4.6)
        for who in reviewers:
            why = _kept_away(room, who, one)
            if why:
                acts += _bar(room, row, who, why)
        able = [who for who in reviewers if _able(room, who, one, given[who])]
        able.sort(key=lambda who: (given[who], who))
        for who in able[: 3 if place < SHORTLISTED else 2 if place < READ else 1]:
            given[who] += 1
            identifier = room.id("reading", one["n"], who)
            blind = _copy(room, one, told[one["n"]])
            copy = room.seal_to(who, row, identifier, "blind_copy", blind, by=OFFICE[0])
            acts.append({"verb": "reading.assign", "id": str(identifier), "application": str(row),
                         "reviewer": str(reviewers[who]), "copy": copy})  # fmt: skip
            if place < READ and (place + given[who]) % 7:
                body = _review(room, who, good, chance)
                judged[who].append(_judgement(room, who, row, identifier, body))
                points.setdefault(one["n"], []).append(_points(room, body))
    room.do(OFFICE[0], *acts)
    for who, said in judged.items():
        room.do(who, *said)
    return points


def _copy(room: Room, one: Act, said: Act) -> Act:
    """What a reader gets: the answers that the call names, without what would tell who it is."""
    shape = room.shapes["form"]
    answers = []
    for asked in shape.questions if shape else ():
        if asked.key in SHOWN:
            told = said[asked.key]
            for word in (one["o"], *room.told["strike"].get(one["n"], [])):
                told = told.replace(word, GONE)
            label = asked.words(one["l"]).label
            answers.append({"key": asked.key, "label": label, "said": told})
    return {"language": one["l"], "answers": answers, "left_out": len(said) - len(answers)}


def _review(room: Room, who: str, good: float, chance: random.Random) -> Act:
    """What a reviewer finds: the points lean as they do, and what they say follows the points."""
    words = told_in("demo-answers")["review"]
    lean = room.told["panel"][who]["lean"]
    scores, rationale = {}, {}
    for criterion in room.told["criteria"]:
        key, most = criterion["key"], criterion["most"]
        scores[key] = max(0, min(most, round(good + lean + chance.gauss(0, 0.7))))
        rationale[key] = chance.choice(words[key][_band(scores[key] / most)])
    mean = sum(scores.values()) / sum(one["most"] for one in room.told["criteria"])
    return {
        "scores": scores,
        "rationale": rationale,
        "confidence": chance.choice([1, 2, 2, 3]),
        "words": chance.choice(words["words"][_band(mean)]),
        "advice": {"high": "yes", "middle": "perhaps", "low": "no"}[_band(mean)],
    }


def _band(share: float) -> str:
    return "high" if share >= 0.7 else "middle" if share >= 0.45 else "low"


def _points(room: Room, body: Act) -> int:
    """In thousandths, as the desk counts them."""
    return sum(1000 * one.get("weight", 1) * body["scores"][one["key"]]
               for one in room.told["criteria"])  # fmt: skip


def _judgement(room: Room, who: str, row: uuid.UUID, reading: uuid.UUID, body: Act) -> Act:
    return {
        "verb": "reading.review",
        "reading": str(reading),
        "version": 1,
        "epoch": str(room.epoch.pk),
        "review": room.seal(row, reading, "review", body, by=who),
        "own": room.seal_to(who, row, reading, "review", body, by=who),
        "done": True,
    }


def _bar(room: Room, row: uuid.UUID, who: str, why: str) -> list[Act]:
    keyring = str(keys.keys(who).keyring)
    body = {"keyring": keyring, "kind": why, "found": "detected", "words": ""}
    item = room.item(row, "conflict", body, which=who)
    return [
        {"verb": "application.items", "application": str(row), "items": [item]},
        {"verb": "bar.set", "application": str(row), "keyring": keyring},
    ]


def _around(room: Room, rows: dict[str, uuid.UUID]) -> None:
    """Letters that nobody has read, and notes for colleagues."""
    for name, words in room.told["letters_from"].items():
        room.wrote(rows[name], "first", {"words": words, "kind": "words"})
    for name, words in room.told["notes_on"].items():
        item = room.item(rows[name], "note", {"words": words}, by=OFFICE[1])
        act = {"application": str(rows[name]), "items": [item]}
        room.do(OFFICE[1], {"verb": "application.items", **act})


def _discussed(room: Room, rows: dict[str, uuid.UUID]) -> None:
    """The discussion is open; each word goes to the office and to whoever judged the same file."""
    call = {"call": str(room.call.pk)}
    room.do(OFFICE[0], {"verb": "discussion.set", "open": True, **call})
    for name, said in room.told["discussed"].items():
        row = rows[name]
        readers = backdating.readers_of(row)
        names = [who for who in room.told["panel"] if keys.keys(who).keyring in readers]
        for place, (who, words) in enumerate(said):
            by = who if who in OFFICE else names[who]
            post = room.id("post", str(row), str(place))
            _said(room, row, post, {by: words}, to=(one for one in names if one != by))


def _said(
    room: Room, row: uuid.UUID, post: uuid.UUID, words: dict[str, str], *, to: Iterable[str]
) -> None:
    ((by, said),) = words.items()
    body = {"words": said}
    copies: list[Act] = [
        {"id": str(room.id("copy", str(post))), "epoch": str(room.epoch.pk),
         "frame": room.seal(row, post, "post", body, by=by)}
    ]  # fmt: skip
    copies += [
        {"id": str(room.id("copy", str(post), who)), "to": str(keys.keys(who).keyring),
         "frame": room.seal_to(who, row, post, "post", body, by=by)}
        for who in to
    ]  # fmt: skip
    act = {"application": str(row), "post": str(post), "copies": copies}
    room.do(by, {"verb": "post", **act})


def _tried(
    room: Room, people: list[Act], rows: dict[str, uuid.UUID], points: dict[str, list[int]]
) -> None:
    """Two ways to compose that were kept: one answered, one only begun."""
    regions = {code: region for code, _name, region in countries_by_region("en")}
    candidates = [
        Candidate(
            str(rows[one["n"]]),
            (2 * sum(points[one["n"]]) + len(points[one["n"]])) // (2 * len(points[one["n"]])),
            {"gender": [one["g"]], "region": [regions[one["c"]]], "priority": one.get("p", []),
             "language": [one["l"]]},
        )
        for one in sorted(people, key=lambda one: digest("dealt", one["n"]))
        if one["n"] in points
    ]  # fmt: skip
    for key, said in room.told["scenarios"].items():
        identifier = room.id("scenario", key)
        body = tried(said, candidates, room.said["seats"])
        frame = room.seal(room.call.pk, identifier, "scenario", body, by=OFFICE[0])
        told = {"id": str(identifier), "version": 1, "call": str(room.call.pk)}
        act = {"verb": "scenario.save", "epoch": str(room.epoch.pk), "frame": frame, **told}
        room.do(OFFICE[0], act)
