"""A call's keys, the moment its applicants are told, and its end."""

import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Application, Call
from amparo.capacity.fellowships.permissions import OFFICE
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import has
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import Act, NotThereError, RefusedError
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring

from .reached import call_of, noted, start_epoch

S = Application.State
UNDECIDED = (S.SENT, S.ELIGIBLE, S.SHORTLISTED)
NOT_TAKEN = (S.INELIGIBLE, S.NOT_CHOSEN, S.DECLINED, S.WAITING)


def call_epoch(act: Act, *, by: Colleague) -> dict[str, object]:
    """`call.epoch {call, epoch}`: a call's first key, by somebody of the office or a keyholder.

    Later ones by who holds it. Who is not in the new one keeps what came before.
    """
    row = Call.objects.filter(pk=act.id("call")).first()
    if row is None or not by.has(*OFFICE, Role.KEYHOLDER):
        raise NotThereError
    told = act.act("epoch")
    check_office([one.id("keyring") for one in told.acts("grants")])
    found = KeyEpoch.objects.filter(pk=told.id("id")).first()
    if found is not None and found.scope != row.pk:
        raise NotThereError
    if found is None:
        living = vault_queries.living_epoch(row.pk)
        if living is not None and not _holds(living, by):
            raise NotThereError
        shred = living.shred if living is not None else keystore.new()
        found = start_epoch(KeyEpoch.Scope.CALL, row.pk, told, shred=shred, by=by)
        noted("call_keys_changed", "call", row.pk, by=by)
    return {"call": str(row.pk), "epoch": str(found.pk)}


def call_grant(act: Act, *, by: Colleague) -> dict[str, object]:
    """`call.grant {grants}`: a call's keys for one more member of the office, older ones too."""
    done = []
    for one in act.acts("grants", 100):
        epoch = KeyEpoch.objects.filter(pk=one.id("epoch"), scope_kind=KeyEpoch.Scope.CALL).first()
        if epoch is None or not _holds(epoch, by):
            raise NotThereError
        check_office([one.id("keyring")])
        try:
            vault.grant(epoch=epoch, by=by.keyring, body=one.json())
        except vault.RefusedError as refused:
            raise RefusedError(str(refused)) from refused
        done.append(str(one.id("id")))
    return {"grants": done}


def check_office(keyrings: list[UUID]) -> None:
    """Only people of the office may hold a call's key. Raises RefusedError."""
    rows = Keyring.objects.filter(pk__in=keyrings).select_related("account")
    if any(not has(row.account, *OFFICE) for row in rows):
        raise RefusedError(_("Somebody among them does not work on fellowships."))


def tell(act: Act, *, by: Colleague) -> dict[str, object]:
    """`call.tell {call}`: everybody learns at once how their application ended.

    Nobody may be undecided then. Clocks start: what was not chosen is kept `keep_days`.
    """
    row = call_of(act.id("call"), by=by)
    if row.state == Call.State.DECIDED:
        return _told(row)
    if row.state != Call.State.PUBLISHED:
        raise RefusedError(_("There is nothing to tell in this call."))
    if row.applications.filter(state__in=UNDECIDED).exists():
        raise RefusedError(
            _("Somebody is not decided yet. Decide on everybody first: they are told together.")
        )
    row.state, row.decided_on = Call.State.DECIDED, today()
    row.save(update_fields=["state", "decided_on"])
    for state in S:
        if state not in (S.DRAFT, S.ERASED):
            row.applications.filter(state=state).update(told=state)
    ends = today() + datetime.timedelta(days=row.keep_days)
    row.applications.filter(state__in=NOT_TAKEN).update(shred_on=ends)
    noted("told", "call", row.pk, by=by)
    return _told(row)


def end(act: Act, *, by: Colleague) -> dict[str, object]:
    """`call.end {call}`: the round is over; whoever waited is told that there was no place."""
    row = call_of(act.id("call"), by=by)
    if row.state == Call.State.ENDED:
        return _told(row)
    if row.state != Call.State.DECIDED:
        raise RefusedError(_("Tell the applicants first how it ended."))
    row.state = Call.State.ENDED
    row.save(update_fields=["state"])
    waiting = row.applications.filter(state__in=[S.WAITING, S.OFFERED])
    waiting.update(state=S.NOT_CHOSEN, told=S.NOT_CHOSEN)
    ends = today() + datetime.timedelta(days=row.keep_days)
    row.applications.filter(state__in=NOT_TAKEN, shred_on__isnull=True).update(shred_on=ends)
    noted("ended", "call", row.pk, by=by)
    return _told(row)


def _told(row: Call) -> dict[str, object]:
    decided = row.decided_on.isoformat() if row.decided_on else None
    return {"call": str(row.pk), "state": row.state, "decided_on": decided}


def _holds(epoch: KeyEpoch, by: Colleague) -> bool:
    return Grant.objects.filter(epoch=epoch, keyring=by.keyring).exists()
