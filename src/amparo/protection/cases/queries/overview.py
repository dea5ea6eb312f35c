"""What the desk's program gets when it opens: everything this person's keys reach, still sealed.

A constant number of queries, whatever the number of cases; frames are fetched apart.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Length
from django.utils import timezone

from amparo.ground.identity.models import Account, Organisation, Role
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import KeyEpoch, Keyring, PairSeal, Proposal
from amparo.protection.cases.models import (
    Case,
    CheckIn,
    Door,
    Item,
    LegalHold,
    Lent,
    Referral,
    Reply,
    Reveal,
)
from amparo.protection.cases.permissions import DESK

from . import reach
from .reach import Colleague
from .settings import retention

Rows = list[dict[str, Any]]


def overview(by: Account) -> dict[str, Any]:
    """The answer of `GET overview/`; see the README for its members."""
    days = retention()
    told: dict[str, Any] = {
        **vault.vault_for(by),
        "now": timezone.now().isoformat(),
        "retention": {
            "intake_days": days.intake_days,
            "closed_days": days.closed_days,
            "location_days": days.location_days,
        },
        "team": [],
        "interpreters": [],
        "doors": [],
        "submissions": [],
        "cases": [],
        "lent_to_me": [],
        "proposals": [],
        "organisations": [],
        "referred_to_us": [],
        "renew": [],
        "seal_anew": [],
    }
    who = reach.colleague(by)
    if who is None:
        return told
    if who.has(*DESK):
        told["team"] = _keyrings(*DESK)
        told["interpreters"] = _keyrings(Role.INTERPRETER)
        told["doors"] = _doors(who)
        told["submissions"] = _submissions(who)
        told["cases"] = _cases(who)
        told["organisations"] = _organisations()
        told["seal_anew"] = [str(row.id) for row in vault.to_seal_anew(who.keyring)]
    told["lent_to_me"] = _lent(who)
    told["proposals"] = _proposals(who)
    told["referred_to_us"] = referred(who)
    told["renew"] = vault.renewals(who.keyring)
    return told


def _keyrings(*roles: Role) -> list[str]:
    """The active keyrings of those who have one of these roles. One query."""
    rows = Keyring.objects.filter(
        state=Keyring.State.ACTIVE,
        account__memberships__role__in=roles,
        account__memberships__asleep=False,
    )
    return [str(one) for one in rows.order_by("pk").values_list("pk", flat=True).distinct()]


def _doors(by: Colleague) -> Rows:
    mine = set(reach.doors(by).values_list("pk", flat=True))
    found = Door.objects.all()
    return [
        {
            "id": str(row.id),
            "kind": row.kind,
            "opened_at": row.opened_at.isoformat() if row.opened_at else None,
            "mine": row.id in mine,
        }
        for row in found
        if row.id in mine or by.has(Role.KEYHOLDER)
    ]


def _submissions(by: Colleague) -> Rows:
    rows = reach.submissions(by).annotate(size=Length("frame")).order_by("-day", "id")
    columns = ("id", "door", "epoch", "day", "state", "case", "erase_on", "shred_on", "answered_on")
    said = _grouped(
        Reply.objects.filter(
            submission__in=reach.submissions(by).filter(case__isnull=True).values("pk"),
            direction=Reply.Direction.FROM_SENDER,
        ).values("id", "direction", "epoch", "day", "shown_on", "submission"),
        "submission",
    )
    return [
        {
            "id": str(row["id"]),
            "door": str(row["door"]),
            "epoch": str(row["epoch"]),
            "day": row["day"].isoformat(),
            "state": row["state"],
            "case": _text(row["case"]),
            "erase_on": _iso(row["erase_on"]),
            "shred_on": _iso(row["shred_on"]),
            "answered_on": _iso(row["answered_on"]),
            "size": row["size"],
            "replies": said.get(row["id"], []),
        }
        for row in rows.values(*columns, "size")
    ]


def _cases(by: Colleague) -> Rows:
    rows: list[Any] = list(
        reach.cases(by).values(
            "id",
            "state",
            "opened_on",
            "next_action",
            "support_ended_on",
            "closed_on",
            "shred_on",
            "shred_asked_by",
            "postponed_to",
            "keep_days",
            "submission",
        )
    )
    mine = reach.cases(by).values("pk")
    items = _grouped(
        Item.objects.filter(case__in=mine).values("id", "item", "version", "epoch", "day", "case")
    )
    replies = _grouped(
        Reply.objects.filter(submission__case__in=mine).values(
            "id", "direction", "epoch", "day", "shown_on", "submission__case"
        ),
        "submission__case",
    )
    check_ins = _grouped(
        CheckIn.objects.filter(case__in=mine)
        .exclude(state=CheckIn.State.ENDED)
        .values("id", "plan_item", "due", "every_hours", "state", "raised", "case")
    )
    referrals = _grouped(
        Referral.objects.filter(case__in=mine).values(
            "id", "organisation", "epoch", "consent_item", "state", "sent_on", "expires_on",
            "answered_on", "answer_epoch", "case",
        )
    )  # fmt: skip
    reveals = _grouped(
        Reveal.objects.filter(case__in=mine).values(
            "id", "asked_by", "asked_on", "completed_by", "completed_on", "case"
        )
    )
    lent = _grouped(
        Lent.objects.filter(case__in=mine).values(
            "id", "keyring", "lent_by", "lent_on", "until", "answer_epoch", "case"
        )
    )
    holds = _grouped(
        LegalHold.objects.filter(case__in=mine, lifted_on__isnull=True).values(
            "id", "reason_item", "asked_by", "asked_on", "agreed_on", "case"
        )
    )
    team = _team(row["id"] for row in rows)
    for row in rows:
        identifier = row["id"]
        hold = holds.get(identifier, [None])[0]
        row |= {
            "hold": _hold(hold, by) if hold else None,
            "items": items.get(identifier, []),
            "replies": replies.get(identifier, []),
            "check_ins": check_ins.get(identifier, []),
            "referrals": referrals.get(identifier, []),
            "reveals": reveals.get(identifier, []),
            "lent": lent.get(identifier, []),
            "team": team.get(identifier, []),
        }
        _plain(row)
    return rows


def _hold(row: dict[str, Any], by: Colleague) -> dict[str, Any]:
    return {
        "id": row["id"],
        "reason_item": row["reason_item"],
        "mine": row["asked_by"] == by.account.pk,
        "asked_on": row["asked_on"],
        "agreed_on": row["agreed_on"],
    }


def _team(case_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """For each case, the keyrings that hold its living main epoch. Two queries."""
    rows = KeyEpoch.objects.filter(
        scope__in=list(case_ids),
        compartment=KeyEpoch.Compartment.MAIN,
        retired_on__isnull=True,
    )
    scopes = dict(rows.values_list("pk", "scope"))
    held = reach.holders(scopes)
    return {scopes[epoch]: [str(one) for one in who] for epoch, who in held.items()}


def _organisations() -> Rows:
    """The partners we refer to; `epoch` is the living one to seal to, None while they have none."""
    partners = list(Organisation.objects.filter(ended_on__isnull=True))
    epochs = reach.living(row.id for row in partners)
    return [
        {
            "id": str(row.id),
            "name": row.name,
            "epoch": str(epochs[row.id].id) if row.id in epochs else None,
            "recipient": epochs[row.id].recipient if row.id in epochs else None,
        }
        for row in partners
    ]


def _proposals(by: Colleague) -> Rows:
    """Emergencies that wait for this person, the second of the two. `half` comes as a frame."""
    rows = Proposal.objects.filter(to=by.keyring, kind=Proposal.Kind.EMERGENCY)
    return [
        {
            "id": str(row.id),
            "kind": row.kind,
            "epoch": str(row.epoch_id),
            "by": str(row.by_id),
            "made_on": row.made_on.isoformat(),
        }
        for row in rows
    ]


def _lent(by: Colleague) -> Rows:
    rows = list(reach.lent(by))
    epochs = reach.living(row.case_id for row in rows)
    return [
        _plain(
            {
                "id": row.id,
                "case": row.case_id,
                "lent_by": row.lent_by_id,
                "until": row.until,
                "answered": row.answer is not None,
                **_answer_to(epochs.get(row.case_id)),
            }
        )
        for row in rows
    ]


def _answer_to(epoch: KeyEpoch | None) -> dict[str, Any]:
    """The epoch that an answer is sealed to, with what a browser needs to check it."""
    if epoch is None:
        return {"answer_to": None}
    return {"answer_to": vault.epoch_told(epoch)}


def referred(by: Colleague) -> Rows:
    """What was referred to this partner: days and states; words come as frames."""
    rows = list(reach.referrals(by))
    epochs = reach.living(row.case_id for row in rows)
    return [
        _plain(
            {
                "id": row.id,
                "case": row.case_id,
                "epoch": row.epoch_id,
                "state": row.state,
                "sent_by": row.sent_by_id,
                "sent_on": row.sent_on,
                "expires_on": row.expires_on,
                "answered_on": row.answered_on,
                **_answer_to(epochs.get(row.case_id)),
            }
        )
        for row in rows
    ]


def emergency(by: Account) -> Rows | None:
    """For a keyholder: every case they hold no key to, by id and days alone, and the seals that
    they can begin to open. None for others."""
    who = reach.colleague(by)
    if who is None or not who.has(Role.KEYHOLDER):
        return None
    mine = set(reach.cases(who).values_list("pk", flat=True))
    pairs: dict[UUID, Rows] = {}
    rows = PairSeal.objects.filter(
        epoch__scope_kind=KeyEpoch.Scope.CASE, epoch__retired_on__isnull=True, first=who.keyring
    )
    for pair in rows.filter(epoch__compartment=KeyEpoch.Compartment.MAIN).select_related("epoch"):
        if pair.epoch is not None:
            pairs.setdefault(pair.epoch.scope, []).append(
                {"id": str(pair.id), "epoch": str(pair.epoch_id), "second": _text(pair.second_id)}
            )
    found = Case.objects.exclude(state=Case.State.SHREDDED).filter(pk__in=list(pairs))
    return [
        {
            "id": str(row.id),
            "state": row.state,
            "opened_on": row.opened_on.isoformat(),
            "next_action": _iso(row.next_action),
            "pairs": pairs[row.id],
        }
        for row in found
        if row.id not in mine
    ]


def _grouped(rows: Iterable[Any], by: str = "case") -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = {}
    for row in rows:
        found.setdefault(row.pop(by), []).append(_plain(row))
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with ids as text and days in ISO 8601: JSON. Tens of thousands of these are made."""
    for name, value in row.items():
        kind = type(value)
        if kind is UUID:
            row[name] = str(value)
        elif kind is date or kind is datetime:
            row[name] = value.isoformat()
    return row


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _text(identifier: Any) -> str | None:
    return str(identifier) if identifier else None
