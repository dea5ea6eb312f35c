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
from amparo.ground.identity.demo import DemoWorld
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
        frame = {name: said[name] for name in ("names", "seats", "time_zone", "too_close")
                 if name in said}  # fmt: skip
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
        self, scope: uuid.UUID, item: uuid.UUID, kind: str, body: Act, *, by: str | None,
        version: int = 1,
    ) -> str:  # fmt: skip
        """A frame for the office: sealed to the call's key."""
        to = self.epoch
        return text(
            keys.seal(
                to.recipient, by=by, scope=scope, epoch=to.pk, item=item, kind=kind, body=body,
                version=version,
            )
        )  # fmt: skip

    def seal_to(
        self, who: str, scope: uuid.UUID, item: uuid.UUID, kind: str, body: Act, *, by: str
    ) -> str:
        """A frame for one colleague alone."""
        to = keys.keys(who)
        return text(
            keys.seal(
                to.identity.recipient, by=by, scope=scope, epoch=to.keyring, item=item, kind=kind,
                body=body,
            )
        )  # fmt: skip

    def item(self, application: uuid.UUID, kind: str, body: Act, *, by: str = OFFICE[0]) -> Act:
        """What the office writes about an application."""
        item = self.id("item", str(application), kind)
        return {
            "id": str(self.id("row", str(application), kind)),
            "item": str(item),
            "version": 1,
            "epoch": str(self.epoch.pk),
            "frame": self.seal(application, item, kind, body, by=by),
        }

    def step(self, application: uuid.UUID, verb: str, *items: Act) -> Act:
        """One step of an application."""
        return {"verb": "application.state", "application": str(application), "verb_said": verb,
                "items": list(items)}  # fmt: skip


@cache
def told_in(name: str) -> Any:
    """What one of the files of `data/` tells."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def day(days: int) -> datetime.date:
    """So many days from today."""
    return timezone.now().date() + datetime.timedelta(days=days)


def digest(*names: str) -> str:
    """A hash that a sender's secret would give."""
    return hashlib.sha256("/".join(names).encode()).hexdigest()


def text(content: bytes) -> str:
    """Bytes as acts carry them."""
    return base64.b64encode(content).decode("ascii")
