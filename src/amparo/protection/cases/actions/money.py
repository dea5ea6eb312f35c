"""The money ledger: a sum, a grant code, a state. Never a story."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.record.actions import note
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError
from amparo.protection.cases.models import LedgerCorrection, LedgerLine
from amparo.protection.cases.permissions import DESK
from amparo.protection.cases.queries.reach import Colleague, today

REFERENCE = re.compile(r"[A-Z2-7]{6,12}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}")
CURRENCY = re.compile(r"[A-Z]{3}")
State = LedgerLine.State
FLOW: dict[str, tuple[str, ...]] = {
    State.PLANNED: (State.APPROVED, State.CANCELLED),
    State.APPROVED: (State.PAID, State.CANCELLED),
    State.PAID: (State.RECEIPTED,),
    State.RECEIPTED: (),
    State.CANCELLED: (),
}


def add_line(act: Act, *, by: Colleague) -> dict[str, object]:
    """`ledger.add {reference, grant_code, day, amount, currency}`: from a case's support action.

    `reference` is a random code (base 32) that the sealed action repeats: the only link.
    """
    if not by.has(*DESK):
        raise NotThereError
    told = {**_sum(act), "reference": act.words("reference", 12), "day": act.day("day")}
    if not REFERENCE.fullmatch(str(told["reference"])):
        raise MalformedError("reference")
    row = LedgerLine.objects.filter(reference=told["reference"]).first()
    if row is None:
        row = LedgerLine.objects.create(**told)
        # Without its id: beside the entry about the case it would join the two.
        note(
            by=by.account.actor,
            verb="cases.ledger_added",
            kind="cases.ledger_line",
            object_id="",
        )
    elif any(getattr(row, name) != value for name, value in told.items()):
        raise RefusedError(_("This reference stands in the ledger for another sum."))
    return {"reference": row.reference, "state": row.state}


def correct_line(act: Act, *, by: Colleague) -> dict[str, object]:
    """`ledger.correct {reference, grant_code, amount, currency, was}`: its action costs otherwise.

    `was`: `{grant_code, amount, currency}` as whoever corrects knew them, so that no newer sum is
    lost. What was approved is planned again. What was paid, receipted or cancelled stays as it is.
    """
    if not by.has(*DESK):
        raise NotThereError
    now, was = _sum(act), _sum(act.act("was"))
    rows = LedgerLine.objects.select_for_update()
    row = rows.filter(reference=act.words("reference", 12)).first()
    if row is None:
        raise NotThereError
    stands = {name: getattr(row, name) for name in now}
    if stands != now:
        if row.state not in (State.PLANNED, State.APPROVED):
            raise RefusedError(
                _("This sum was paid or cancelled already. Plan the difference as another action.")
            )
        if stands != was:
            raise RefusedError(
                _("Somebody corrected this sum while you were writing. Reload, then save again.")
            )
        LedgerCorrection.objects.create(line=row, until=today(), **stands)
        for name, value in now.items():
            setattr(row, name, value)
        row.state = State.PLANNED
        row.save(update_fields=[*now, "state"])
        note(
            by=by.account.actor,
            verb="cases.ledger_corrected",
            kind="cases.ledger_line",
            object_id="",
        )
    return {"reference": row.reference, "state": row.state}


def _sum(act: Act) -> dict[str, object]:
    code, currency = act.words("grant_code", 40), act.words("currency", 3)
    if not CODE.fullmatch(code):
        raise RefusedError(_("A grant code is letters, digits and a few signs."))
    if not CURRENCY.fullmatch(currency):
        raise RefusedError(_("A currency is three letters, like USD."))
    return {"grant_code": code, "amount": act.amount("amount"), "currency": currency}


@transaction.atomic
def change_line(line: LedgerLine, *, state: str, receipt: str, by: Account) -> LedgerLine:
    """The next state of a sum, and the number on its receipt. Raises RefusedError."""
    row = LedgerLine.objects.select_for_update().get(pk=line.pk)
    if state != row.state:
        if state not in FLOW[row.state]:
            raise RefusedError(_("From where this sum stands, it cannot go there."))
        if state == State.RECEIPTED and not (receipt or row.receipt):
            raise RefusedError(_("Give the number on the receipt."))
    if (state, receipt) != (row.state, row.receipt):
        row.state, row.receipt = state, receipt
        row.save(update_fields=["state", "receipt"])
        note(
            by=by.actor,
            verb=f"cases.ledger_{state}",
            kind="cases.ledger_line",
            object_id=str(row.id),
        )
    return row
