"""An emergency: two keyholders open a case that neither was granted, and its team sees it."""

from django.utils.translation import gettext as _

from amparo.ground.identity.models import Role
from amparo.ground.record.actions import note
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring, PairSeal, Proposal
from amparo.protection.cases import notices
from amparo.protection.cases.models import Case, Reveal
from amparo.protection.cases.queries.reach import Colleague, today

from .cases import give


def ask(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reveal.ask {id, case, to, half}`: the first keyholder opened the outer seal of the pair.

    `half` is what was inside: the epoch's identity, still sealed to `to`. The team is told at once.
    """
    row = Reveal.objects.filter(pk=act.id("id")).first()
    if row is not None:
        if row.asked_by_id != by.keyring.pk:
            raise NotThereError
        return told(row)
    case, epoch = _case(act, by=by)
    other = Keyring.objects.filter(pk=act.id("to"), state=Keyring.State.ACTIVE).first()
    pair = PairSeal.objects.filter(epoch=epoch, first=by.keyring, second=other)
    if other is None or not pair.exists():
        raise RefusedError(_("There is no seal of this case for the two of you."))
    half = act.sealed("half")
    if not 0 < len(half) <= 20_000:
        raise MalformedError("half")
    row = Reveal.objects.create(id=act.id("id"), case=case, asked_by=by.keyring, asked_on=today())
    Proposal.objects.create(
        id=row.id,
        kind=Proposal.Kind.EMERGENCY,
        epoch=epoch,
        by=by.keyring,
        to=other,
        half=half,
        made_on=today(),
    )
    notices.alarm(epoch)
    _noted(by, "cases.reveal_asked", row)
    return told(row)


def complete(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reveal.complete {reveal, grants}`: the second opened the rest, and grants both of them."""
    row = Reveal.objects.select_related("case").filter(pk=act.id("reveal")).first()
    if row is not None and row.completed_by_id == by.keyring.pk:
        return told(row)
    proposal = Proposal.objects.filter(pk=act.id("reveal"), to=by.keyring).first()
    if row is None or proposal is None or proposal.epoch is None or row.completed_on:
        raise NotThereError
    if not by.has(Role.KEYHOLDER) or proposal.epoch.retired_on is not None:
        raise NotThereError
    both = {by.keyring.pk, row.asked_by_id}
    for one in act.acts("grants", 2):
        if one.id("keyring") not in both or one.id("epoch") != proposal.epoch_id:
            raise MalformedError("grants")
        if not Grant.objects.filter(epoch=proposal.epoch, keyring=one.id("keyring")).exists():
            give(proposal.epoch, one, by=by)
    row.completed_by, row.completed_on = by.keyring, today()
    row.save(update_fields=["completed_by", "completed_on"])
    proposal.delete()
    epoch = vault_queries.living_epoch(row.case_id)
    if epoch is not None:
        notices.alarm(epoch)
    _noted(by, "cases.revealed", row)
    return told(row)


def _case(act: Act, *, by: Colleague) -> tuple[Case, KeyEpoch]:
    case = Case.objects.exclude(state=Case.State.SHREDDED).filter(pk=act.id("case")).first()
    epoch = vault_queries.living_epoch(act.id("case"))
    if case is None or epoch is None or not by.has(Role.KEYHOLDER):
        raise NotThereError
    return case, epoch


def told(row: Reveal) -> dict[str, object]:
    """An emergency as the desk's programs read it."""
    return {
        "id": str(row.id),
        "case": str(row.case_id),
        "asked_by": str(row.asked_by_id),
        "asked_on": row.asked_on.isoformat(),
        "completed_by": str(row.completed_by_id) if row.completed_by_id else None,
        "completed_on": row.completed_on.isoformat() if row.completed_on else None,
    }


def _noted(by: Colleague, verb: str, row: Reveal) -> None:
    note(by=by.account.actor, verb=verb, kind="cases.reveal", object_id=str(row.id))
