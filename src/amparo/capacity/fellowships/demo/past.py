"""The round that is over: a frozen cohort, five fellows in different states, money, a report."""

import hashlib
import json
import uuid
from typing import Any

from amparo.capacity.fellowships.actions import backdating, money
from amparo.capacity.fellowships.models import Disbursement, Fellowship
from amparo.ground.sealing import canonical
from amparo.ground.vault import demo as keys
from amparo.ground.vault.models import KeyEpoch

from .round import DATA, OFFICE, Act, Room, day, text

TEAM = (OFFICE[0], "coach")
DAYS = {"on", "given_on", "expires_on", "withdrawn_on", "reassess_on", "until", "due"}
WAY = ["preparing", "online", "resident", "follow_up"]
VERBS = {"online": "go_online", "resident": "arrive", "follow_up": "leave", "stopped": "stop"}
STATES = ["planned", "approved", "paid", "receipted"]


def past(room: Room) -> None:
    """Brought from before this desk, decided, told, and accompanied since."""
    fellows, others = room.told["fellows"], room.told["others"]
    rows = {one["key"]: _brought(room, one) for one in (*fellows, *others)}
    room.put_back()
    _frozen(room, rows, [one["key"] for one in fellows])
    for one in fellows:
        room.do(OFFICE[0], *(room.step(rows[one["key"]], verb) for verb in ("offer", "accept")))
    waits, *rest = others
    room.do(OFFICE[0], room.step(rows[waits["key"]], "wait"),
            *(room.step(rows[one["key"]], "not_choose") for one in rest))  # fmt: skip
    room.do(OFFICE[0], {"verb": "call.tell", "call": str(room.call.pk)})
    room.do(OFFICE[0], {"verb": "report.release", "call": str(room.call.pk), **room.told["report"]})
    decided = day(room.said["decided"])
    backdating.backdate_applications(dict.fromkeys(rows.values(), decided), worked=decided)
    for one in fellows:
        _Fellow(room, one, rows[one["key"]]).accompanied()
    _paid(room)
    room.put_back(decided)


def _brought(room: Room, one: Act) -> uuid.UUID:
    """An application of before, as a colleague brought it from a spreadsheet."""
    row = room.id("application", one["key"])
    name = one.get("name", one["key"].capitalize())
    body = {
        "form": "fellowship", "version": 1, "language": one.get("language", "en"), "files": [],
        "references": [], "reference": one["key"].upper(),
        "answers": {"name": name, "country": one.get("country", "FR"),
                    "languages": [one.get("language", "en")], "themes": one["themes"],
                    "gender": one.get("gender", "woman")},
    }  # fmt: skip
    frame = room.seal(room.call.pk, row, "application", body, by=OFFICE[0])
    room.do(
        OFFICE[0],
        {"verb": "application.bring", "application": str(row), "call": str(room.call.pk),
         "epoch": str(room.epoch.pk), "frame": frame},
        *(room.step(row, verb) for verb in ("eligible", "shortlist")),
    )  # fmt: skip
    return row


def _frozen(room: Room, rows: dict[str, uuid.UUID], chosen: list[str]) -> None:
    """What was decided, with the digest that can be published."""
    ran = json.loads((DATA / "demo-cohort.json").read_text(encoding="utf-8"))
    salt = hashlib.sha256(str(room.id("salt")).encode()).hexdigest()
    digest = hashlib.sha256(canonical.dumps({"format": 1, **ran, "salt": salt})).hexdigest()
    identifier = room.id("cohort")
    names = list(rows)
    body = {
        **ran,
        "letters": {"": {"a": "gender"}, "a": {"b": "woman", "c": "man"}},
        "rows": {str(place): str(rows[key]) for place, key in enumerate(names, 1)},
        "kept": [],
        "salt": salt,
        "words": "The five with the most points; three of them are women without asking for it.",
        "chosen": [str(rows[key]) for key in chosen],
        "waiting": [str(rows[names[len(chosen)]])],
    }
    frame = room.seal(room.call.pk, identifier, "cohort", body, by=OFFICE[0])
    room.do(OFFICE[0], {"verb": "cohort.freeze", "id": str(identifier), "number": 1,
                        "call": str(room.call.pk), "digest": digest,
                        "epoch": str(room.epoch.pk), "frame": frame})  # fmt: skip


class _Fellow:
    """One fellow's way, as it was written down since."""

    def __init__(self, room: Room, told: Act, application: uuid.UUID) -> None:
        self.room, self.told, self.application = room, told, application
        self.id = room.id("fellowship", told["key"])
        self.days: dict[uuid.UUID, Any] = {}

    def accompanied(self) -> None:
        """Opened, written about, brought to where it stands."""
        room, told = self.room, self.told
        epoch = keys.told_epoch(
            by=OFFICE[0], scope_kind="fellowship", scope=self.id, members=TEAM, pairs=False
        )
        room.do(OFFICE[0], {
            "verb": "fellowship.open", "fellowship": str(self.id), "call": str(room.call.pk),
            "application": str(self.application), "epoch": epoch, "items": [],
            "began_on": day(told["began"]).isoformat(),
            **({"next_on": day(told["next"]).isoformat()} if "next" in told else {}),
        })  # fmt: skip
        self.epoch = KeyEpoch.objects.get(pk=epoch["id"])
        items = [self._item("summary", told["began"], self._summary())]
        for place, (key, state) in enumerate(told.get("steps", {}).items()):
            due = day(told["began"] + 20 + 7 * place).isoformat()
            body = {"key": key, "state": state, "due": due, "words": ""}
            items.append(self._item("step", told["began"], body))
        items += [self._item(kind, on, self._said(on, body)) for kind, on, body in told["items"]]
        room.do(OFFICE[0], self._act("items", items=items))
        self._moved()
        self._after()
        row = Fellowship.objects.get(pk=self.id)
        backdating.backdate_fellowship(row, began_on=day(told["began"]), items=self.days)

    def _moved(self) -> None:
        """Step by step to its state."""
        state = self.told["state"]
        steps = ["stopped"] if state == "stopped" else WAY[1 : WAY.index(state) + 1]
        for step in steps:
            ended = {"ended_on": day(self.told["ended"]).isoformat()} if step == "follow_up" else {}
            self.room.do(OFFICE[0], self._act("state", verb_said=VERBS[step], items=[], **ended))
        self.room.do(OFFICE[0], self._act("tell"))

    def _after(self) -> None:
        """What was asked since, who stays in touch, and who agreed to be described."""
        row = Fellowship.objects.get(pk=self.id)
        for months, state in self.told.get("follow_up", {}).items():
            backdating.backdate_follow_up(row.follow_ups.get(months=months), state=state)
        if self.told.get("alumni"):
            self.room.do(OFFICE[0], self._act("alumni", wanted=True))
        shown = self.told.get("profile")
        if shown:
            public = {**shown, "year": day(self.told["ended"]).year}
            consent = {
                "purpose": "profile", "audience": "everybody", "words": "Read aloud, agreed.",
                "given_on": day(-100).isoformat(), "expires_on": day(400).isoformat(),
                "withdrawn_on": "", "shown": public,
            }  # fmt: skip
            items = [self._item("consent", -100, consent)]
            until = day(400).isoformat()
            act = {"verb": "profile.put", "fellowship": str(self.id), **public, "until": until}
            self.room.do(OFFICE[0], {**act, "items": items})

    def _summary(self) -> Act:
        told = self.told
        return {
            "name": told["name"], "pronouns": "", "language": told["language"],
            "country": told["country"], "coach": str(keys.keys("coach").keyring), "inbox": "",
            "application": str(self.application), "safe_channel": "Here, with her words"
            if told["gender"] == "woman" else "Here, with his words",
            "hours": "After six in the evening", "code_phrase": "Is the tea ready?",
        }  # fmt: skip

    def _said(self, on: int, said: Act) -> Act:
        body = {name: day(value).isoformat() if name in DAYS and isinstance(value, int) else value
                for name, value in said.items()}  # fmt: skip
        return {"on": day(on).isoformat(), "given_on": day(on).isoformat(), **body}

    def _item(self, kind: str, on: int, body: Act) -> Act:
        number = str(len(self.days))
        item = self.id if kind == "summary" else self.room.id("fellow", self.told["key"], number)
        row = self.room.id("fellow-row", self.told["key"], number)
        self.days[row] = day(on)
        frame = keys.seal_item(self.epoch, by=OFFICE[0], item=item, kind=kind, body=body)
        return {"id": str(row), "item": str(item), "version": 1, "epoch": str(self.epoch.pk),
                "frame": text(frame)}  # fmt: skip

    def _act(self, verb: str, **said: Any) -> Act:
        return {"verb": f"fellowship.{verb}", "fellowship": str(self.id), **said}


def _paid(room: Room) -> None:
    """Stipends as finance sees them."""
    finance = room.world.accounts["finance"]
    for place, (key, reference, *sum_, state) in enumerate(room.told["stipends"]):
        grant, on, amount, currency = sum_
        room.do(OFFICE[0], {
            "verb": "disbursement.add", "fellowship": str(room.id("fellowship", key)),
            "reference": reference, "grant_code": grant, "day": day(on).isoformat(),
            "amount": amount, "currency": currency,
        })  # fmt: skip
        for step in STATES[1 : STATES.index(state) + 1]:
            row = Disbursement.objects.get(reference=reference)
            receipt = f"R-{2040 + place}" if step == "receipted" else ""
            money.change(row, state=step, receipt=receipt, day=None, by=finance)
