"""The demonstration's desk: two open doors, three unread requests, ten cases. All invented.

Everything goes through the same acts as from a browser, sealed with the demonstration's published
keys; `data/demo.yaml` tells who and what, in days before today.
"""

import base64
import datetime
import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from amparo.ground.identity.demo import DemoWorld
from amparo.ground.questions import queries as questions
from amparo.ground.sealing.receipts import Receipt
from amparo.ground.sealing.recovery import Secret
from amparo.ground.vault import demo as keys
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import KeyEpoch
from amparo.protection.cases import actions
from amparo.protection.cases.actions.standard import have_forms
from amparo.protection.cases.models import Case, Door, Figure, LedgerLine, Submission

WORLD = Path(__file__).with_name("data") / "demo.yaml"
NAMESPACE = uuid.UUID("0b7d4f1e-9f55-5a0b-8a3c-6d2f2c1f4e08")
TEAM = ("caseworker", "keyholder")
DAYS = {"on", "given_on", "expires_on", "withdrawn_on", "reassess_on"}
READS = gettext_noop(
    "Two people of our protection team, Nadia and Tomás. Nobody else, unless you agree."
)
HOURS = gettext_noop("Every day from 8:00 to 20:00 (UTC); urgent words also at night.")
CONCERNS = gettext_noop(
    "One person who belongs to none of our programmes and reports to the board alone."
)
OFFICE_HOURS = gettext_noop("On working days.")


def build(world: DemoWorld) -> Iterator[str]:
    """Makes the doors, requests and cases that are missing; again is as once."""
    have_forms()
    yield "doors"
    doors = _doors(world)
    told = yaml.safe_load(WORLD.read_text(encoding="utf-8"))
    for one in told["requests"]:
        yield f"request {one['key']}"
        _request(one, doors[one["door"]])
    for one in told["cases"]:
        if not Case.objects.filter(pk=_id(one["key"])).exists():
            yield f"case {one['key']}"
            _case(world, one, doors["help"])
    yield "figures"
    _figures(world, told["figures"])


@transaction.atomic
def _doors(world: DemoWorld) -> dict[str, Door]:
    doors = actions.have_doors()
    for kind, by, members, reads, hours in (
        ("help", "caseworker", TEAM, READS, HOURS),
        ("safeguarding", "safeguarding", ("safeguarding",), CONCERNS, OFFICE_HOURS),
    ):
        door = doors[kind]
        if vault.living_epoch(door.pk) is None:
            epoch = keys.told_epoch(
                by=by, scope_kind=KeyEpoch.Scope.DOOR, scope=door.pk, members=members
            )
            _do(world, by, {"verb": "door.epoch", "door": str(door.pk), "epoch": epoch})
            doors[kind] = actions.describe_door(
                kind,
                reads=_in_all(reads),
                hours=_in_all(hours),
                languages=[tag for tag, _name in settings.LANGUAGES],
                by=None,
            )
        _do(world, by, {"verb": "door.opened", "door": str(door.pk)})
    partner = world.partner
    if partner is not None and vault.living_epoch(partner.pk) is None:
        epoch = keys.told_epoch(
            by="partner",
            scope_kind=KeyEpoch.Scope.ORGANISATION,
            scope=partner.pk,
            members=["partner"],
            pairs=False,
        )
        act = {"verb": "organisation.epoch", "organisation": str(partner.pk), "epoch": epoch}
        _do(world, "partner", act)
    return doors


@transaction.atomic
def _request(told: dict[str, Any], door: Door) -> Submission:
    """A request as a sender's browser would have sealed it; the same each time."""
    identifier = _id("request", told["key"])
    found = Submission.objects.filter(pk=identifier).first()
    epoch = vault.living_epoch(door.pk)
    if found is not None or epoch is None:
        return found or Submission()
    receipt = Receipt(Secret(_id("secret", told["key"]).bytes))
    body = {**_asked(told, door.form), "inbox": receipt.inbox.recipient}
    row = actions.submit(
        door=door,
        epoch=epoch,
        frame=keys.seal_item(epoch, by=None, item=identifier, kind="request", body=body),
        lookup_hash=receipt.lookup_hash,
        token_hash=hashlib.sha256(identifier.bytes).hexdigest(),
        id=identifier,
    )
    days = told.get("answered")
    answered = _day(told["day"] + days) if days is not None else None
    actions.backdate_submission(row, day=_day(told["day"]), answered_on=answered)
    return row


@transaction.atomic
def _case(world: DemoWorld, told: dict[str, Any], door: Door) -> None:
    """One case with everything on its timeline, through the acts of a caseworker's browser."""
    case, came, summary = _id(told["key"]), told["came"], told["summary"]
    by_sender = came["by"] == "sender"
    asked = {**came, "key": told["key"], "answers": told["answers"]}
    if by_sender:
        _request({**asked, "answered": summary.get("first_answer_days")}, door)
    epoch = keys.told_epoch(by="caseworker", scope_kind="case", scope=case, members=TEAM)
    opening: dict[str, Any] = {
        "verb": "case.open",
        "case": str(case),
        "epochs": [{**epoch, "compartment": "main"}],
        "items": [],
        "opened_on": _day(told["opened"]).isoformat(),
    }
    if by_sender:
        opening["submission"] = str(_id("request", told["key"]))
    if "next" in told:
        opening["next_action"] = _day(told["next"]).isoformat()
    acts = [opening]
    if told["state"] != "triage":
        acts.append(_state(case, "active"))
    _do(world, "caseworker", *acts)
    written = _Written(world, case)
    form = _asked(asked, "help")
    if not by_sender:
        form["came_by"] = came["by"]
    written.add("summary", told["opened"], _summary(told), item=case)
    written.add("request", told["opened"], form)
    _timeline(written, told)
    for compartment, items in told.get("compartments", {}).items():
        written.compartment(compartment)
        for kind, day, body in items:
            written.add(kind, day, _body(body), compartment=compartment)
    ended = told.get("support_ended")
    written.send(**({"support_ended_on": _day(ended).isoformat()} if ended else {}))
    missed = _around(written, told)
    if told["state"] in ("closed", "referred"):
        _do(world, "caseworker", _state(case, told["state"]))
    row = Case.objects.get(pk=case)
    actions.backdate_case(
        row,
        items=written.days,
        closed_on=_day(told["closed"]) if "closed" in told else None,
        missed=missed,
    )
    if missed:
        actions.raise_alarms()


class _Written:
    """What one colleague writes into one case; sent in one piece."""

    def __init__(self, world: DemoWorld, case: uuid.UUID) -> None:
        self.world, self.case = world, case
        self.days: dict[uuid.UUID, datetime.date] = {}
        self.consent: uuid.UUID | None = None
        self.epochs: dict[str, KeyEpoch] = {}
        self.sealed: list[dict[str, Any]] = []

    def compartment(self, name: str) -> None:
        """A compartment of its own, for one colleague and the other."""
        epoch = keys.told_epoch(
            by="caseworker", scope_kind="case", scope=self.case, members=TEAM, compartment=name
        )
        self.do({"verb": "case.epoch", "case": str(self.case), "compartment": name, "epoch": epoch})

    def add(
        self,
        kind: str,
        day: int,
        body: dict[str, Any],
        *,
        item: uuid.UUID | None = None,
        compartment: str = "main",
    ) -> uuid.UUID:
        """One sealed item that stands `day` days from today. Gives its id."""
        row = _id("row", str(self.case), str(len(self.days)))
        item = item or _id("item", str(self.case), str(len(self.days)))
        epoch = self._epoch(compartment)
        frame = keys.seal_item(epoch, by="caseworker", item=item, kind=kind, body=body)
        self.sealed.append(
            {
                "id": str(row),
                "item": str(item),
                "version": 1,
                "epoch": str(epoch.pk),
                "frame": _text(frame),
            }
        )
        self.days[row] = _day(day)
        if kind == "consent":
            self.consent = item
        return item

    def send(self, **more: Any) -> None:
        """Everything added since the last time."""
        items, self.sealed = self.sealed, []
        self.do({"verb": "case.items", "case": str(self.case), "items": items, **more})

    def do(self, act: dict[str, Any]) -> None:
        _do(self.world, "caseworker", act)

    def _epoch(self, compartment: str) -> KeyEpoch:
        if compartment not in self.epochs:
            epoch = vault.living_epoch(self.case, compartment)
            if epoch is None:
                raise LookupError(compartment)
            self.epochs[compartment] = epoch
        return self.epochs[compartment]


def _timeline(written: _Written, told: dict[str, Any]) -> None:
    """The items as told; a support action that costs something stands in the ledger, too."""
    sums = iter(told.get("ledger", []))
    for kind, day, said in told.get("items", []):
        body = _body(said)
        if kind == "action" and "cost" in body:
            line = next(sums)
            body["reference"] = _reference(written.case, line)
            _ledger(written, line, body["reference"])
        written.add(kind, day, body)


def _ledger(written: _Written, line: list[Any], reference: str) -> None:
    day, amount, currency, grant_code, state, receipt = line
    written.do(
        {
            "verb": "ledger.add",
            "reference": reference,
            "grant_code": grant_code,
            "day": _day(day).isoformat(),
            "amount": amount,
            "currency": currency,
        }
    )
    row = LedgerLine.objects.get(reference=reference)
    way = ["planned", "approved", "paid", "receipted"]
    for step in way[1 : way.index(state) + 1]:
        number = receipt if step == "receipted" else ""
        row = actions.change_line(
            row, state=step, receipt=number, by=written.world.accounts["finance"]
        )


def _around(written: _Written, told: dict[str, Any]) -> datetime.datetime | None:
    """Check-in and referral. Gives when a check-in was missed, if the case tells of one."""
    plan = told.get("check_in")
    missed = None
    if plan:
        item = written.add("check_in", -1, {name: plan[name] for name in ("words", "escalate")})
        written.send()
        due = timezone.now() + datetime.timedelta(hours=plan["due_hours"])
        soon = timezone.now() + datetime.timedelta(hours=1)
        written.do(
            {
                "verb": "checkin.set",
                "id": str(_id("check-in", str(written.case))),
                "case": str(written.case),
                "plan_item": str(item),
                "due": max(due, soon).isoformat(),
                "every_hours": plan["every_hours"],
            }
        )
        missed = due if due < timezone.now() else None
    partner = written.world.partner
    sent = told.get("referral")
    key = vault.living_epoch(partner.pk) if partner else None
    if sent and partner and key and written.consent:
        identifier = _id("referral", str(written.case))
        body = {
            "organisation": str(partner.pk),
            "fields": sent["fields"],
            "consent": str(written.consent),
        }
        frame = keys.seal_item(key, by="caseworker", item=identifier, kind="referral", body=body)
        written.do(
            {
                "verb": "referral.send",
                "id": str(identifier),
                "case": str(written.case),
                "organisation": str(partner.pk),
                "epoch": str(key.pk),
                "consent_item": str(written.consent),
                "frame": _text(frame),
                "expires_on": _day(sent["days"]).isoformat(),
            }
        )
    return missed


def _figures(world: DemoWorld, tables: dict[str, dict[str, int | None]]) -> None:
    """A quarter's figures, as a keyholder let them out."""
    until = _day(0).replace(day=1) - datetime.timedelta(days=1)
    since = (until.replace(day=1) - datetime.timedelta(days=62)).replace(day=1)
    if Figure.objects.exists():
        return
    period = {"since": since.isoformat(), "until": until.isoformat()}
    for kind, cells in tables.items():
        act = {"verb": "figures.release", **period, "kind": kind, "cells": cells}
        _do(world, "keyholder", act)


def _summary(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "priority_groups": [],
        "people": [],
        "incident": "",
        "exclusions": [],
        "child": False,
        **told["summary"],
        "links": [str(_id(key)) for key in told.get("links", [])],
        "assigned": _whose(told["assigned"]),
        **({"second": _whose(told["second"])} if "second" in told else {}),
        "asked_on": _day(told["came"]["day"]).isoformat(),
    }


def _asked(told: dict[str, Any], form: str) -> dict[str, Any]:
    answers = dict(told["answers"])
    whom = told.get("for", "me")
    if form == "help":  # the one form that asks it
        answers["for"] = whom
    shape = questions.form(form)
    return {
        "form": form,
        "version": shape.version if shape else 1,
        "language": told["language"],
        "for": whom,
        "answers": answers,
        "files": [],
    }


def _body(said: dict[str, Any]) -> dict[str, Any]:
    body = dict(said)
    for name in DAYS & body.keys():
        if isinstance(body[name], int):
            body[name] = _day(body[name]).isoformat()
    if body.get("by_two"):
        body["by_two"] = _whose(body["by_two"])
    return body


def _state(case: uuid.UUID, state: str) -> dict[str, Any]:
    return {"verb": "case.state", "case": str(case), "state": state, "items": []}


def _do(world: DemoWorld, key: str, *acts: dict[str, Any]) -> None:
    actions.perform(list(acts), by=world.accounts[key])


def _whose(key: str) -> str:
    return str(keys.keys(key).keyring) if key else ""


def _reference(case: uuid.UUID, line: list[Any]) -> str:
    return base64.b32encode(hashlib.sha256(f"{case}/{line}".encode()).digest())[:12].decode("ascii")


def _in_all(words: str) -> dict[str, str]:
    found = {}
    for tag, _name in settings.LANGUAGES:
        with override(tag):
            found[tag] = gettext(words)
    return found


def _day(days: int) -> datetime.date:
    return timezone.now().date() + datetime.timedelta(days=days)


def _id(*names: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, "/".join(names))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
