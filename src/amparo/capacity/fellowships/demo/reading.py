"""The round that is being read: sixty applications, six reviewers, a cohort half composed."""

import random
import uuid
from typing import Any

from amparo.capacity.fellowships import actions
from amparo.capacity.fellowships.actions import backdating
from amparo.capacity.fellowships.models import Application
from amparo.ground.questions import queries as questions
from amparo.ground.sealing.receipts import Receipt
from amparo.ground.sealing.recovery import Secret
from amparo.ground.vault import demo as keys
from amparo.ground.vocabulary.queries import countries_by_region

from .round import OFFICE, Act, Room, day, digest, told_in

SHORTLISTED, READ, GIVEN = 22, 40, 46  # of the sixty, in the order of the file
LEFT_OUT = ("name", "country", "organisation", "themes", "gender", "priority", "dates", "channel")
DECLARED = ("languages", "themes", "organisations", "coalitions", "countries", "people")
GONE = "▇▇▇"


def reading(room: Room) -> None:
    """Applications as they came, what the office wrote, who reads what and what they said."""
    people = told_in("demo-applicants")
    rows = {one["n"]: _applied(room, place, one) for place, one in enumerate(people)}
    reviewers = _panel(room)
    _screened(room, people, rows)
    _read(room, people, rows, reviewers)
    _around(room, rows)
    _scenario(room)
    days = {row: day(-58 + place * 45 // len(rows)) for place, row in enumerate(rows.values())}
    backdating.backdate_applications(days, worked=day(-6))
    room.put_back()


def _answers(place: int, one: Act) -> Act:
    words = told_in("demo-answers")[one["l"]]
    said = {key: words[key][place % len(words[key])] for key in ("change", "advocacy", "after")}
    return {
        "name": one["n"],
        "country": one["c"],
        "languages": list(dict.fromkeys([one["l"], "en"])),
        "organisation": one["o"],
        "work": one["w"],
        **said,
        "themes": one["t"],
        "priority": one.get("p", []),
        "gender": one["g"],
        "experience": ("never", "some", "often")[place % 3],
        "dates": "unsure" if place % 11 == 7 else "both",
        "channel": "here",
        "agree": "yes",
    }


def _body(place: int, one: Act, inbox: str = "") -> Act:
    shape = questions.form("fellowship")
    return {
        "form": "fellowship",
        "version": shape.version if shape else 1,
        "language": one["l"],
        "answers": _answers(place, one),
        "files": [],
        "references": [],
        **({"inbox": inbox} if inbox else {}),
    }


def _applied(room: Room, place: int, one: Act) -> uuid.UUID:
    """An application as its writer's browser would have sealed and sent it."""
    identifier = room.id("application", one["n"])
    receipt = Receipt(Secret(room.id("secret", one["n"]).bytes))
    inbox = receipt.inbox.recipient
    body = _body(place, one, inbox)
    told: dict[str, Any] = {"by": None, "scope": room.call.pk, "item": identifier,
                            "kind": "application", "body": body}  # fmt: skip
    actions.send(
        call=room.call,
        id=identifier,
        epoch=room.epoch,
        frame=keys.seal(room.epoch.recipient, epoch=room.epoch.pk, **told),
        own=keys.seal(inbox, epoch=identifier, **told),
        version=1,
        token_hash=digest(room.call.slug, one["n"]),
        lookup_hash=receipt.lookup_hash,
    )
    return identifier


def _panel(room: Room) -> dict[str, uuid.UUID]:
    """Six reviewers, of whom one has not declared yet."""
    reviewers = {}
    for who, said in room.told["panel"].items():
        keyring = str(keys.keys(who).keyring)
        identifier = room.id("reviewer", who)
        room.do(OFFICE[0], {"verb": "reviewer.add", "id": str(identifier),
                            "call": str(room.call.pk), "keyring": keyring})  # fmt: skip
        if "lean" not in said:
            continue
        reviewers[who] = identifier
        body = {name: said.get(name, []) for name in DECLARED}
        body |= {"most": said["most"], "words": ""}
        frame = room.seal(room.call.pk, identifier, "profile", body, by=who)
        room.do(who, {"verb": "reviewer.declare", "reviewer": str(identifier),
                      "epoch": str(room.epoch.pk), "version": 1, "frame": frame})  # fmt: skip
    return reviewers


def _screened(room: Room, people: list[Act], rows: dict[str, uuid.UUID]) -> None:
    """Who can take part, who cannot, and whose copy was looked at."""
    refused = room.told["ineligible"]
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
        seen = {"strike": [], "seen": place < GIVEN, "version": 1}
        items = [room.item(row, "screening", body, by=OFFICE[place % 2])]
        if place < GIVEN:
            items += [room.item(row, "redaction", seen), room.item(row, "facets", _facets(one))]
        acts.append(room.step(row, "eligible", *items))
        if place < SHORTLISTED:
            acts.append(room.step(row, "shortlist"))
    room.do(OFFICE[0], *acts)


def _facets(one: Act) -> Act:
    """What it is counted and compared by, as the office looked it over."""
    regions = {code: region for code, _name, region in countries_by_region("en")}
    return {
        "name": one["n"],
        "country": one["c"],
        "region": regions[one["c"]],
        "language": one["l"],
        "themes": one["t"],
        "priority": one.get("p", []),
        "gender": one["g"],
        "organisation": one["o"],
        "coalitions": [],
        "people": [],
    }


def _kept_away(room: Room, who: str, one: Act) -> str:
    """Why somebody must not read an application, if they must not."""
    said = room.told["panel"][who]
    if one["o"] in said.get("organisations", []):
        return "organisation"
    if one["c"] in said.get("countries", []):
        return "country"
    return "person" if one["n"] in said.get("people", []) else ""


def _able(room: Room, who: str, one: Act, has: int) -> bool:
    said = room.told["panel"][who]
    return one["l"] in said["languages"] and has < said["most"] and not _kept_away(room, who, one)


def _read(
    room: Room, people: list[Act], rows: dict[str, uuid.UUID], reviewers: dict[str, uuid.UUID]
) -> None:
    """Copies given, and what was judged: some kinder, some harsher, some not done yet."""
    chance = random.Random(16)  # noqa: S311 - the same points at every start
    given: dict[str, int] = dict.fromkeys(reviewers, 0)
    acts, judged = [], []
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
            copy = room.seal_to(who, row, identifier, "blind_copy", _copy(place, one), by=OFFICE[0])
            acts.append({"verb": "reading.assign", "id": str(identifier), "application": str(row),
                         "reviewer": str(reviewers[who]), "copy": copy})  # fmt: skip
            if place < READ and (place + given[who]) % 7:
                judged.append((who, row, identifier, _review(room, who, good, chance)))
    room.do(OFFICE[0], *acts)
    for who in reviewers:
        room.do(who, *(_judgement(room, *one) for one in judged if one[0] == who))


def _copy(place: int, one: Act) -> Act:
    """What a reader gets: the answers that the call names, without what would tell who it is."""
    shape = questions.form("fellowship")
    answers, said = [], _answers(place, one)
    for asked in shape.questions if shape else ():
        if asked.key in ("work", "change", "advocacy", "after"):
            label = asked.words(one["l"]).label
            text = said[asked.key].replace(one["o"], GONE)
            answers.append({"key": asked.key, "label": label, "said": text})
    return {"language": one["l"], "answers": answers, "left_out": len(LEFT_OUT)}


def _review(room: Room, who: str, good: float, chance: random.Random) -> Act:
    words = told_in("demo-answers")["review"]
    lean = room.told["panel"][who]["lean"]
    scores, rationale = {}, {}
    for criterion in room.told["criteria"]:
        key = criterion["key"]
        points = round(good + lean + chance.gauss(0, 0.7))
        scores[key] = max(0, min(criterion["most"], points))
        rationale[key] = chance.choice(words[key])
    mean = sum(scores.values()) / len(scores)
    return {
        "scores": scores,
        "rationale": rationale,
        "confidence": chance.choice([1, 2, 2, 3]),
        "words": chance.choice(words["words"]),
        "advice": "yes" if mean > 3.6 else "perhaps" if mean > 2.4 else "no",
    }


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
    item = room.id("item", str(row), "conflict", who)
    body = {"keyring": keyring, "kind": why, "found": "detected", "words": ""}
    told = {
        "id": str(room.id("row", str(row), "conflict", who)),
        "item": str(item),
        "version": 1,
        "epoch": str(room.epoch.pk),
        "frame": room.seal(row, item, "conflict", body, by=OFFICE[0]),
    }
    return [
        {"verb": "application.items", "application": str(row), "items": [told]},
        {"verb": "bar.set", "application": str(row), "keyring": keyring},
    ]


def _around(room: Room, rows: dict[str, uuid.UUID]) -> None:
    """A letter that nobody has read, and a note for colleagues."""
    letter, noted = room.told["letter_from"], room.told["note_on"]
    row = rows[letter["of"]]
    token = digest("letter", letter["of"])
    identifier = uuid.UUID(bytes=bytes.fromhex(token)[:16], version=4)
    told: dict[str, Any] = {"scope": room.call.pk, "item": identifier, "kind": "letter",
            "body": {"words": letter["words"], "kind": "words"}}  # fmt: skip
    frame = keys.seal(room.epoch.recipient, by=None, epoch=room.epoch.pk, **told)
    actions.write_back(
        Application.objects.get(pk=row), epoch=room.epoch, frame=frame, token_hash=token
    )
    row = rows[noted["of"]]
    act = {"verb": "application.items", "application": str(row),
           "items": [room.item(row, "note", {"words": noted["words"]}, by=OFFICE[1])]}  # fmt: skip
    room.do(OFFICE[1], act)


def _scenario(room: Room) -> None:
    """A way to compose that somebody began: asked, not answered yet."""
    identifier = room.id("scenario")
    wish = {"value": "", "people": "", "points": "1"}
    rules = [
        {**wish, "kind": "least", "dimension": "gender", "value": "woman", "people": "7"},
        {**wish, "kind": "most", "dimension": "organisation", "value": "*", "people": "1"},
        {**wish, "kind": "least", "dimension": "region", "value": "AFR", "people": "3"},
        {**wish, "kind": "aim_least", "dimension": "priority", "value": "lgbti-rights",
         "people": "2", "points": "1.5"},
    ]  # fmt: skip
    seats = str(room.said["seats"])
    body = {
        "name": room.told["scenario"]["name"],
        "rules": rules,
        "options": {"least": seats, "most": seats, "band": "0.5", "points": "raw"},
    }
    frame = room.seal(room.call.pk, identifier, "scenario", body, by=OFFICE[0])
    call, epoch = str(room.call.pk), str(room.epoch.pk)
    told = {"id": str(identifier), "version": 1, "call": call, "epoch": epoch, "frame": frame}
    room.do(OFFICE[0], {"verb": "scenario.save", **told})
