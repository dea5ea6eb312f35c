"""Stipends: sums without a name, which finance sees and nothing else."""

import re
import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Disbursement
from amparo.capacity.fellowships.permissions import Permission
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.identity.models import Account
from amparo.ground.record.actions import note
from amparo.ground.vault.actions.acting import Act, MalformedError, RefusedError

from .reached import fellowship_of, noted

REFERENCE = re.compile(r"[A-Z2-7]{10}")
CURRENCY = re.compile(r"[A-Z]{3}")
D = Disbursement.State
FLOW: dict[str, set[str]] = {
    D.PLANNED: {D.APPROVED, D.CANCELLED},
    D.APPROVED: {D.PAID, D.CANCELLED},
    D.PAID: {D.RECEIPTED},
    D.RECEIPTED: set(),
    D.CANCELLED: set(),
}


def new_reference() -> str:
    """A random code of ten signs: 50 bits."""
    return "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _sign in range(10))


def add(act: Act, *, by: Colleague) -> dict[str, object]:
    """`disbursement.add {fellowship, reference, grant_code, day, amount, currency}`.

    The fellowship says who may; the row names its call alone. The same reference again changes the
    sum while it is planned.
    """
    fellowship = fellowship_of(act.id("fellowship"), by=by)
    reference, currency = act.words("reference", 12), act.words("currency", 3)
    if not REFERENCE.fullmatch(reference):
        raise MalformedError("reference")
    if not CURRENCY.fullmatch(currency):
        raise RefusedError(_("Write the currency in three letters, such as EUR."))
    day = act.maybe_day("day") or today()
    row = Disbursement.objects.filter(reference=reference).first()
    if row is not None and row.call_id != fellowship.call_id:
        raise MalformedError("reference")
    if row is not None and row.state != D.PLANNED:
        same = (row.amount, row.currency) == (act.amount("amount"), currency)
        if not same:
            raise RefusedError(_("This sum was approved already: plan the rest as another one."))
        return {"reference": reference, "state": row.state}
    row = row or Disbursement(call=fellowship.call, reference=reference)
    row.grant_code = act.words("grant_code", 40)
    row.day, row.amount, row.currency = day, act.amount("amount"), currency
    row.save()
    noted("stipend_planned", "disbursement", row.pk, by=by)
    return {"reference": reference, "state": row.state}


@transaction.atomic
def change(row: Disbursement, *, state: str, receipt: str, day: date | None, by: Account) -> None:
    """Finance says what was approved, paid or receipted. Raises RefusedError."""
    if not Permission.MONEY.value.allows(by):
        raise RefusedError(_("Only finance changes this."))
    locked = Disbursement.objects.select_for_update().get(pk=row.pk)
    if state != locked.state and state not in FLOW[locked.state]:
        raise RefusedError(_("From where this sum stands, it cannot go there."))
    if state == D.RECEIPTED and not (receipt or locked.receipt):
        raise RefusedError(_("Write the number that stands on the receipt."))
    locked.state = state
    locked.receipt = receipt or locked.receipt
    locked.day = day or locked.day
    locked.save()
    note(
        by=by.actor,
        verb=f"fellowships.stipend_{state}",
        kind="fellowships.disbursement",
        object_id=str(locked.pk),
    )
