"""The round that is over: a frozen cohort, fellows in every state, money, a report."""

import base64
import hashlib
import json
import uuid
from typing import Any

from amparo.capacity.fellowships.actions import backdating, money
from amparo.capacity.fellowships.models import Disbursement, Fellowship
from amparo.ground.sealing import canonical
from amparo.ground.vault import demo as keys
from amparo.ground.vault.models import KeyEpoch

from .round import DATA, NAMESPACE, OFFICE, Act, Room, answers_of, day, text

TEAM = (OFFICE[0], "coach")
DAYS = {"on", "given_on", "expires_on", "withdrawn_on", "reassess_on", "until", "due"}
PATHS = {
    "preparing": [],
    "paused": ["pause"],
    "online": ["go_online"],
    "resident": ["go_online", "arrive"],
    "follow_up": ["go_online", "arrive", "leave"],
    "stopped": ["stop"],
}
STATES = ["planned", "approved", "paid", "receipted"]


def past(room: Room) -> None:
    """Decided, told, decided again when one could not come, and accompanied since."""
    people = [*room.told["fellows"], *room.told["others"]]
    rows = {one["key"]: _applied(room, place, one) for place, one in enumerate(people)}
    room.put_back()
    first, second = _frozen(room, rows)
    waits = next(one for one in second if one not in first)
    decided, gone = day(room.said["decided"]), day(room.said["gone"])
    room.do(
        OFFICE[0],
        *(room.step(rows[one], verb) for one in first for verb in ("offer", "accept")),
        room.step(rows[waits], "wait"),
        *(room.step(row, "not_choose") for one, row in rows.items()
          if one != waits and one not in first),
        {"verb": "call.tell", "call": str(room.call.pk)},
        room.step(rows[waits], "offer"),
        {"verb": "application.tell", "application": str(rows[waits])},
        room.step(rows[waits], "accept"),
        {"verb": "report.release", "call": str(room.call.pk), **room.told["report"]},
    )  # fmt: skip
    for one in room.told["fellows"]:
        _Fellow(room, one, rows[one["key"]]).accompanied()
    _paid(room)
    backdating.backdate_applications(dict.fromkeys(rows.values(), decided), worked=decided)
    backdating.backdate_panel(room.call, declared_on=decided, tried_on=decided, again_on=gone)
    room.put_back(decided)


def _applied(room: Room, place: int, one: Act) -> uuid.UUID:
    """An application of then, screened and shortlisted."""
    row = room.applied(one["n"], one["l"], answers_of(place, one), {})
    body = {"eligible": True, "reasons": [], "words": ""}
    room.do(
        OFFICE[0],
        room.step(row, "eligible", room.item(row, "screening", body)),
        room.step(row, "shortlist"),
    )
    return row


def _frozen(room: Room, rows: dict[str, uuid.UUID]) -> list[list[str]]:
    """What was decided and decided again, each with the digest that can be published.

    Gives who was chosen each time. The questions and answers are in a file, as the engine gave
    them: what is frozen is never reckoned anew.
    """
    names = list(rows)
    numbers = {str(place): str(rows[key]) for place, key in enumerate(names, 1)}
    decided = []
    for number, said in enumerate(room.told["cohorts"], 1):
        ran = asked_then()[number - 1]
        salt = hashlib.sha256(str(room.id("salt", str(number))).encode()).hexdigest()
        digest = hashlib.sha256(canonical.dumps({"format": 1, **ran, "salt": salt})).hexdigest()
        identifier = room.id("cohort", str(number))
        chosen = [names[row - 1] for row in ran["answer"]["best"]["rows"]]
        kept = [numbers[str(row)] for row in ran["instance"]["kept"]]
        waiting = [str(rows[one]) for one in said["waiting"]]
        body = {
            **ran, "letters": {"a": {"": "gender", "b": "woman", "c": "man"}}, "rows": numbers,
            "kept": kept, "salt": salt, "words": said["words"],
            "chosen": [str(rows[one]) for one in chosen], "waiting": waiting,
            **({"after": str(room.id("cohort", str(number - 1)))} if number > 1 else {}),
        }  # fmt: skip
        frame = room.seal(room.call.pk, identifier, "cohort", body, by=OFFICE[0])
        told = {"id": str(identifier), "number": number, "call": str(room.call.pk)}
        act = {"digest": digest, "epoch": str(room.epoch.pk), "frame": frame, **told}
        room.do(OFFICE[0], {"verb": "cohort.freeze", **act})
        decided.append(chosen)
    return decided


def asked_then() -> Any:
    """What the engine was asked and answered, cohort by cohort."""
    return json.loads((DATA / "demo-cohorts.json").read_text(encoding="utf-8"))


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
            due = told["began"] + 14 + 6 * place
            words = told.get("said", {}).get(key, "")
            late = day(due).isoformat() if state != "not_needed" else ""
            body = {"key": key, "state": state, "due": late, "words": words}
            items.append(self._item("step", told["began"], body))
        items += [self._item(kind, on, self._said(on, body)) for kind, on, body in told["items"]]
        items += [self._item("stipend", one["on"], _sum(told["key"], place, one))
                  for place, one in enumerate(told.get("stipends", []))]  # fmt: skip
        room.do(OFFICE[0], self._act("items", items=items))
        self._moved()
        self._after()
        row = Fellowship.objects.get(pk=self.id)
        backdating.backdate_fellowship(row, began_on=day(told["began"]), items=self.days)

    def _moved(self) -> None:
        """Step by step to its state."""
        for verb in PATHS[self.told["state"]]:
            ended = {"ended_on": day(self.told["ended"]).isoformat()} if verb == "leave" else {}
            self.room.do(OFFICE[0], self._act("state", verb_said=verb, items=[], **ended))
        self.room.do(OFFICE[0], self._act("tell"))

    def _after(self) -> None:
        """What was asked since, who stays in touch, who wrote, and who agreed to be described."""
        told, room = self.told, self.room
        row = Fellowship.objects.get(pk=self.id)
        for months, answers in told.get("follow_up", {}).items():
            asked = row.follow_ups.get(months=months)
            backdating.backdate_follow_up(asked, state="answered")
            body = {"words": "", "kind": "follow_up", "months": months}
            said = room.answered("follow_up_form", told["l"], answers)
            room.wrote(self.application, f"follow-up {months}", {**body, **said})
        if "letter" in told:
            room.wrote(self.application, "letter", {"words": told["letter"], "kind": "words"})
        if told.get("alumni"):
            room.do(OFFICE[0], self._act("alumni", wanted=True))
        shown = told.get("profile")
        if shown:
            public = {
                **shown,
                "year": day(told["ended"] if "ended" in told else told["began"]).year,
            }
            consent = {
                "purpose": "public", "audience": "Everybody", "words": "Read aloud, agreed.",
                "given_on": day(-10).isoformat(), "expires_on": day(400).isoformat(),
                "withdrawn_on": "", "shown": public,
            }  # fmt: skip
            items = [self._item("consent", -10, consent)]
            until = day(400).isoformat()
            act = {"verb": "profile.put", "fellowship": str(self.id), **public, "until": until}
            room.do(OFFICE[0], {**act, "items": items})

    def _summary(self) -> Act:
        told = self.told
        return {
            "name": told["n"], "pronouns": told.get("pronouns", ""), "language": told["l"],
            "country": told["c"], "coach": str(keys.keys("coach").keyring),
            "inbox": self.room.inbox(told["n"]), "application": str(self.application),
            "safe_channel": "", "hours": "", "code_phrase": "", **told["reach"],
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


def code(key: str, place: int) -> str:
    """A reference of a stipend: it tells of nobody, and is the same at every start."""
    drawn = hashlib.sha256(f"{key}/{place}/{NAMESPACE}".encode()).digest()
    return base64.b32encode(drawn)[:10].decode("ascii")


def _sum(key: str, place: int, one: Act) -> Act:
    """A stipend as it stands in the fellowship, sealed."""
    told = {name: one[name] for name in ("route", "grant_code", "amount", "currency", "words")}
    return {**told, "reference": code(key, place), "receipt": one.get("receipt", "")}


def _paid(room: Room) -> None:
    """Stipends as finance sees them."""
    finance = room.world.accounts["finance"]
    for fellow in room.told["fellows"]:
        for place, one in enumerate(fellow.get("stipends", [])):
            reference = code(fellow["key"], place)
            told = {name: one[name] for name in ("grant_code", "amount", "currency")}
            fellowship = str(room.id("fellowship", fellow["key"]))
            act = {"fellowship": fellowship, "reference": reference, **told}
            on = day(one["on"]).isoformat()
            room.do(OFFICE[0], {"verb": "disbursement.add", "day": on, **act})
            for step in STATES[1 : STATES.index(one["state"]) + 1]:
                row = Disbursement.objects.get(reference=reference)
                receipt = one["receipt"] if step == "receipted" else ""
                money.change(row, state=step, receipt=receipt, day=None, by=finance)
