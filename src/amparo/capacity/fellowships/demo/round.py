"""One round of the demonstration while it is made: its call, its key, and whoever works on it."""

import base64
import datetime
import hashlib
import uuid
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.utils import timezone

from amparo.capacity.fellowships import actions
from amparo.capacity.fellowships.actions import backdating, calling
from amparo.capacity.fellowships.models import Application
from amparo.ground.identity.demo import DemoWorld
from amparo.ground.questions import queries as questions
from amparo.ground.sealing.receipts import Receipt
from amparo.ground.sealing.recovery import Secret
from amparo.ground.vault import demo as keys
from amparo.ground.vault.models import KeyEpoch

DATA = Path(__file__).parents[1] / "data"
NAMESPACE = uuid.UUID("3a4fd5a8-62c1-5d0e-8a44-1b8a0d0d9a57")
OFFICE = ("fellowships", "fellowships-two")
Act = dict[str, Any]


class Room:
    """One round while it is made: its call, its key, and whoever works on it."""

    def __init__(self, world: DemoWorld, told: Act, said: Act, *, draft: bool) -> None:
        self.world, self.told, self.said = world, told, said
        self.shapes = {name: questions.form(told["said"][name]) for name in FORMS}
        programme = calling.make_programme(**told["programme"], by=None)
        self.call = calling.make_call(programme, slug=said["slug"], told=self._frame(), by=None)
        calling.set_criteria(self.call, told["criteria"], by=None)
        if draft:
            return
        scope = self.call.pk
        epoch = keys.told_epoch(by=OFFICE[0], scope_kind="call", scope=scope, members=OFFICE)
        self.do(OFFICE[0], {"verb": "call.epoch", "call": str(scope), "epoch": epoch})
        self.epoch = KeyEpoch.objects.get(pk=epoch["id"])
        self.call = calling.publish(self.call, by=None)

    def _frame(self) -> Act:
        """What the call is made with: open now, so that what belongs into it can come."""
        said = self.said
        names = ("names", "seats", "time_zone", "too_close", "references_wanted")
        frame = {name: said[name] for name in names if name in said}
        opens, closes = self.moment(said["opens"]), self.moment(said["closes"])
        if said["closes"] < 0:
            opens, closes = self.moment(-1), self.moment(1)
        return {**self.told["said"], **frame, "opens_at": opens, "closes_at": closes}

    def moment(self, days: int) -> datetime.datetime:
        """The last minute of a day, where the call says its time."""
        zone = ZoneInfo(self.said["time_zone"])
        at = (timezone.now() + datetime.timedelta(days=days)).astimezone(zone)
        return at.replace(hour=23, minute=59, second=0, microsecond=0)

    def put_back(self, decided_on: datetime.date | None = None) -> None:
        """The call as it was: opened and closed on its own days."""
        self.call.refresh_from_db()
        backdating.backdate_call(
            self.call,
            opens_at=self.moment(self.said["opens"]),
            closes_at=self.moment(self.said["closes"]),
            decided_on=decided_on,
        )

    def do(self, key: str, *acts: Act) -> list[dict[str, object]]:
        """Acts of one colleague, all or none."""
        return actions.perform(list(acts), by=self.world.accounts[key])

    def id(self, *names: str) -> uuid.UUID:
        """The same id for the same thing of this round."""
        return uuid.uuid5(NAMESPACE, "/".join((self.call.slug, *names)))

    def seal(
        self, scope: uuid.UUID, item: uuid.UUID, kind: str, body: Act, *, by: str | None
    ) -> str:
        """A frame for the office: sealed to the call's key."""
        to = self.epoch
        return text(
            keys.seal(
                to.recipient, by=by, scope=scope, epoch=to.pk, item=item, kind=kind, body=body
            )
        )

    def seal_to(
        self, who: str, scope: uuid.UUID, item: uuid.UUID, kind: str, body: Act, *, by: str
    ) -> str:
        """A frame for one colleague alone."""
        to = keys.keys(who)
        sealed = keys.seal(
            to.identity.recipient,
            by=by,
            scope=scope,
            epoch=to.keyring,
            item=item,
            kind=kind,
            body=body,
        )
        return text(sealed)

    def item(
        self, application: uuid.UUID, kind: str, body: Act, *, by: str = OFFICE[0], which: str = ""
    ) -> Act:
        """What the office writes about an application; `which` tells several of a kind apart."""
        item = self.id("item", str(application), kind, which)
        return {
            "id": str(self.id("row", str(application), kind, which)),
            "item": str(item),
            "version": 1,
            "epoch": str(self.epoch.pk),
            "frame": self.seal(application, item, kind, body, by=by),
        }

    def step(self, application: uuid.UUID, verb: str, *items: Act) -> Act:
        """One step of an application."""
        told = {"application": str(application), "verb_said": verb, "items": list(items)}
        return {"verb": "application.state", **told}

    def answered(self, form: str, language: str, answers: Act) -> Act:
        """What somebody answered to one of the call's forms."""
        shape = self.shapes[form]
        if shape is None:
            raise LookupError(form)
        head = {"form": shape.slug, "version": shape.version, "language": language}
        return {**head, "answers": answers}

    def applied(self, name: str, language: str, answers: Act, vouch: Act) -> uuid.UUID:
        """An application as its writer's browser would have sealed and sent it.

        `vouch` are those who were asked to: a name, and what they said, or None.
        """
        identifier = self.id("application", name)
        receipt = self._receipt(name)
        inbox = receipt.inbox.recipient
        named = [{"id": str(self.id("vouch", name, one)), "name": one} for one in vouch]
        body = {**self.answered("form", language, answers), "files": [], "references": named}
        told: Act = {"by": None, "scope": self.call.pk, "item": identifier,
                     "kind": "application", "body": {**body, "inbox": inbox}}  # fmt: skip
        row = actions.send(
            call=self.call,
            id=identifier,
            epoch=self.epoch,
            frame=keys.seal(self.epoch.recipient, epoch=self.epoch.pk, **told),
            own=keys.seal(inbox, epoch=identifier, **told),
            version=1,
            token_hash=digest(self.call.slug, name),
            lookup_hash=receipt.lookup_hash,
        )
        for who, said in vouch.items():
            self._vouched(row, who, name, language, said)
        return identifier

    def _receipt(self, name: str) -> Receipt:
        return Receipt(Secret(self.id("secret", name).bytes))

    def inbox(self, name: str) -> str:
        """The key that letters to an applicant are sealed to."""
        return self._receipt(name).inbox.recipient

    def _vouched(self, row: Application, who: str, name: str, language: str, said: Act) -> None:
        """Somebody was asked to vouch, and has answered unless nothing is said."""
        identifier = self.id("vouch", name, who)
        code = Receipt(Secret(self.id("code", name, who).bytes))
        until = self.moment(self.said["closes"]).date().isoformat()
        asked = {"applicant": name, "programme": self.call.names["en"], "words": "", "until": until}
        told: Act = {"by": None, "scope": self.call.pk, "item": identifier}
        frame = keys.seal(
            code.inbox.recipient, epoch=identifier, kind="reference_ask", body=asked, **told
        )
        reference = actions.ask_reference(
            row, id=identifier, lookup_hash=code.lookup_hash, asked=frame
        )
        if not said:
            return
        answers = {"referee": who, "defender": "yes", **said}
        body = self.answered("reference_form", language, answers)
        frame = keys.seal(
            self.epoch.recipient, epoch=self.epoch.pk, kind="reference", body=body, **told
        )
        token = digest("vouched", name, who)
        actions.answer_reference(reference, epoch=self.epoch, frame=frame, token_hash=token)

    def wrote(self, application: uuid.UUID, key: str, body: Act) -> None:
        """A letter from an applicant or a fellow."""
        token = digest(self.call.slug, "letter", str(application), key)
        identifier = uuid.UUID(bytes=bytes.fromhex(token)[:16], version=4)
        to = self.epoch
        frame = keys.seal(to.recipient, by=None, scope=self.call.pk, epoch=to.pk,
                          item=identifier, kind="letter", body=body)  # fmt: skip
        row = Application.objects.get(pk=application)
        actions.write_back(row, epoch=to, frame=frame, token_hash=token)


FORMS = ("form", "reference_form", "follow_up_form")


@cache
def told_in(name: str) -> Any:
    """What one of the files of `data/` tells."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def answers_of(place: int, one: Act) -> Act:
    """What an invented person answers: their own words, and parts of what people like them say.

    `place` is theirs among those of their language: no two of them say the same three.
    """
    words = told_in("demo-answers")[one["l"]]
    change, advocacy, after = (words[key] for key in ("change", "advocacy", "after"))
    turn = place // len(change)
    said = {
        "change": change[place % len(change)],
        "advocacy": advocacy[(place + turn) % len(advocacy)],
        "after": after[(2 * place + turn) % len(after)],
    }
    return {
        "name": one["n"],
        "country": one["c"],
        "languages": list(dict.fromkeys([one["l"], *one.get("s", ["en"])])),
        "organisation": one["o"],
        **({"coalitions": one["k"]} if "k" in one else {}),
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


def day(days: int) -> datetime.date:
    """So many days from today."""
    return timezone.now().date() + datetime.timedelta(days=days)


def digest(*names: str) -> str:
    """A hash that a sender's secret would give."""
    return hashlib.sha256("/".join(names).encode()).hexdigest()


def text(content: bytes) -> str:
    """Bytes as acts carry them."""
    return base64.b64encode(content).decode("ascii")
