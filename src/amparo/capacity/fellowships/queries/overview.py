"""What the desk's program gets when it opens: everything this person's keys reach, still sealed.

A constant number of queries, whatever the number of applications; frames are fetched apart.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from amparo.capacity.fellowships.models import (
    Bar,
    Call,
    Cohort,
    Criterion,
    Disbursement,
    Extension,
    FellowItem,
    FollowUp,
    Letter,
    OfficeItem,
    Profile,
    Reading,
    Reference,
    Reviewer,
    Scenario,
)
from amparo.capacity.fellowships.permissions import OFFICE
from amparo.ground.identity.models import Account, Role
from amparo.ground.vault import queries as vault

from . import reach
from .reach import Colleague

Rows = list[dict[str, Any]]


def overview(by: Account) -> dict[str, Any]:
    """The answer of `GET overview/`; see the README for its members."""
    told: dict[str, Any] = {
        **vault.vault_for(by),
        "now": timezone.now().isoformat(),
        "calls": [],
        "readings": [],
        "me_reviewer": [],
        "fellowships": [],
        "posts": [],
        "people": {},
    }
    who = reach.colleague(by)
    if who is None:
        return told
    told["people"] = {
        "office": reach.people(*OFFICE),
        "reviewers": reach.people(Role.REVIEWER),
        "coaches": reach.people(Role.COACH),
    }
    told["calls"] = _calls(who)
    told["readings"] = _readings(who)
    told["me_reviewer"] = _me(who)
    told["posts"] = _posts(who)
    told["fellowships"] = _fellowships(who)
    return told


def _calls(by: Colleague) -> Rows:
    """Calls whose key this person holds, with their rows; for others, what they need to read."""
    mine = set(reach.calls(by).values_list("pk", flat=True))
    composed = set(reach.composed(by).values_list("pk", flat=True))
    asked = reach.reviewers(by).values_list("call", flat=True)
    accompanied = reach.fellowships(by).values_list("call", flat=True)
    wanted = mine | set(asked) | set(accompanied)
    if by.has(*OFFICE):
        # Without a key a call is a name alone: whoever holds it can give one.
        wanted |= set(Call.objects.values_list("pk", flat=True))
    epochs = reach.living(wanted)
    criteria = _grouped(
        Criterion.objects.filter(call__in=wanted).values(
            "key", "names", "about", "weight", "most", "call"
        ),
        "call",
    )
    extensions = _grouped(
        Extension.objects.filter(call__in=wanted, agreed_on__isnull=False).values(
            "id", "reason", "until", "call"
        ),
        "call",
    )
    held = vault.members(epoch.pk for epoch in epochs.values()) if by.has(*OFFICE) else {}
    office = _office(by, mine, composed)
    rows = []
    for row in Call.objects.filter(pk__in=wanted):
        epoch = epochs.get(row.pk)
        rows.append(
            {
                "id": str(row.pk),
                "slug": row.slug,
                "names": row.names,
                "state": row.state,
                "opens_at": row.opens_at.isoformat(),
                "closes_at": row.closes_at.isoformat(),
                "time_zone": row.time_zone,
                "form": row.form,
                "reference_form": row.reference_form,
                "seats": row.seats,
                "readings": row.readings,
                "too_close": float(row.too_close),
                "blind": row.blind,
                "discussion": row.discussion,
                "keep_days": row.keep_days,
                "decided_on": row.decided_on.isoformat() if row.decided_on else None,
                "criteria": criteria.get(row.pk, []),
                "extensions": extensions.get(row.pk, []),
                "team": [str(one) for one in held.get(epoch.pk, [])] if epoch else [],
                "epoch": vault.epoch_told(epoch) if epoch else None,
                "mine": row.pk in mine,
                "composes": row.pk in composed,
                **{name: found.get(row.pk, []) for name, found in office.items()},
            }
        )
    return rows


def _office(by: Colleague, mine: set[UUID], composed: set[UUID]) -> dict[str, dict[UUID, Rows]]:
    """What the office sees of its calls, by call; everything without what `by` is barred from."""
    rows: list[Any] = list(
        reach.applications(by).values(
            "id", "call", "epoch", "version", "state", "told", "came", "day", "shred_on", "lookup"
        )
    )
    theirs = reach.applications(by).values("pk")
    parts = {
        "items": OfficeItem.objects.filter(application__in=theirs).values(
            "id", "item", "version", "epoch", "day", "application"
        ),
        "readings": Reading.objects.filter(application__in=theirs).values(
            "id", "reviewer", "state", "version", "epoch", "day", "done_on", "application"
        ),
        "letters": Letter.objects.filter(application__in=theirs).values(
            "id", "direction", "epoch", "day", "shown_on", "application"
        ),
        "references": Reference.objects.filter(application__in=theirs).values(
            "id", "state", "epoch", "day", "application"
        ),
        "bars": Bar.objects.filter(application__in=theirs).values("keyring", "application"),
    }
    grouped = {name: _grouped(found, "application") for name, found in parts.items()}
    for row in rows:
        row["answerable"] = row.pop("lookup") is not None
        for name, found in grouped.items():
            row[name] = found.get(row["id"], [])
    readers = Reviewer.objects.filter(call__in=mine).values(
        "id", "call", "keyring", "version", "epoch", "declared_on", "ended_on"
    )
    scenarios = Scenario.objects.filter(call__in=composed).values(
        "id", "call", "epoch", "version", "day"
    )
    cohorts = Cohort.objects.filter(call__in=composed).values(
        "id", "call", "number", "digest", "epoch", "decided_by", "day"
    )
    money = Disbursement.objects.filter(call__in=mine).values(
        "call", "reference", "grant_code", "day", "amount", "currency", "state", "receipt"
    )
    return {
        "applications": _grouped(rows, "call"),
        "reviewers": _grouped(readers, "call"),
        "scenarios": _grouped(scenarios, "call"),
        "cohorts": _grouped(cohorts, "call"),
        "disbursements": _grouped(money, "call"),
    }


def _readings(by: Colleague) -> Rows:
    """This reviewer's files. Who else read one is told only in a discussion open to both."""
    rows = list(reach.readings(by).select_related("application"))
    open_to_me = set(reach.discussed(by).values_list("pk", flat=True))
    others: dict[UUID, Rows] = {}
    done = Reading.objects.filter(application__in=open_to_me, state=Reading.State.DONE)
    for one in done.exclude(reviewer__keyring=by.keyring).values(
        "id", "application", "reviewer__keyring"
    ):
        others.setdefault(one["application"], []).append(
            {"id": str(one["id"]), "keyring": str(one["reviewer__keyring"])}
        )
    return [
        _plain(
            {
                "id": row.pk,
                "application": row.application_id,
                "call": row.application.call_id,
                "reviewer": row.reviewer_id,
                "state": row.state,
                "version": row.version,
                "epoch": row.epoch_id,
                "day": row.day,
                "done_on": row.done_on,
                "discussed": row.application_id in open_to_me,
                "others": others.get(row.application_id, []),
            }
        )
        for row in rows
    ]


def _me(by: Colleague) -> Rows:
    rows = reach.reviewers(by).values("id", "call", "version", "epoch", "declared_on")
    return [_plain(dict(row)) for row in rows]


def _posts(by: Colleague) -> Rows:
    rows = reach.posts(by).values("id", "post", "application", "by", "to", "epoch", "day")
    return [_plain(dict(row)) for row in rows]


def _fellowships(by: Colleague) -> Rows:
    mine = reach.fellowships(by).values("pk")
    rows: list[Any] = list(
        reach.fellowships(by).values(
            "id", "call", "application", "state", "told", "began_on", "ended_on", "next_on",
            "alumni", "shred_on",
        )
    )  # fmt: skip
    items = _grouped(
        FellowItem.objects.filter(fellowship__in=mine).values(
            "id", "item", "version", "epoch", "day", "fellowship"
        ),
        "fellowship",
    )
    follow_ups = _grouped(
        FollowUp.objects.filter(fellowship__in=mine).values(
            "id", "months", "due", "state", "fellowship"
        ),
        "fellowship",
    )
    described = set(
        Profile.objects.filter(fellowship__in=mine).values_list("fellowship", flat=True)
    )
    epochs = reach.living(row["id"] for row in rows)
    held = vault.members(epoch.pk for epoch in epochs.values())
    for row in rows:
        epoch = epochs.get(row["id"])
        row |= {
            "items": items.get(row["id"], []),
            "follow_ups": follow_ups.get(row["id"], []),
            "team": [str(one) for one in held.get(epoch.pk, [])] if epoch else [],
            "described": row["id"] in described,
        }
        _plain(row)
    return rows


def _grouped(rows: Iterable[Any], by: str) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = {}
    for row in rows:
        found.setdefault(row.pop(by), []).append(_plain(row))
    return found


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with ids as text and days in ISO 8601: JSON. Tens of thousands of these are made."""
    for name, value in row.items():
        kind = type(value)
        if kind is UUID or kind is Decimal:
            row[name] = str(value)
        elif kind is date or kind is datetime:
            row[name] = value.isoformat()
    return row
