"""What leaves a case's team: one item lent to one person, chosen fields to another organisation."""

import datetime

from django.utils.translation import gettext as _

from amparo.ground.identity.models import Organisation, Role
from amparo.ground.identity.permissions import has
from amparo.ground.record.actions import note
from amparo.ground.vault import actions as vault
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.actions.acting import Act, NotThereError, RefusedError
from amparo.ground.vault.models import KeyEpoch, Keyring
from amparo.protection.cases import notices
from amparo.protection.cases.models import Case, Lent, Referral
from amparo.protection.cases.queries import reach
from amparo.protection.cases.queries.reach import Colleague, today

from .reached import case_of

LONGEST_LENT = datetime.timedelta(days=30)
LONGEST_REFERRAL = datetime.timedelta(days=366)
# What a partner may answer, from where.
ANSWERS: dict[str, set[str]] = {
    Referral.State.SENT: {Referral.State.ACCEPTED, Referral.State.REFUSED},
    Referral.State.ACCEPTED: {Referral.State.DONE},
}


def _until(act: Act, name: str, longest: datetime.timedelta) -> datetime.date:
    day = act.day(name)
    if not today() <= day <= today() + longest:
        raise RefusedError(
            _("Choose a day from today on, at most %(days)d days from now.")
            % {"days": longest.days}
        )
    return day


def lend(act: Act, *, by: Colleague) -> dict[str, object]:
    """`lend {id, case, keyring, frame, until}`: one item, sealed again to one interpreter."""
    case = case_of(act.id("case"), by=by)
    row = Lent.objects.filter(pk=act.id("id")).first()
    if row is not None:
        if row.case_id != case.pk:
            raise NotThereError
        return {"lent": str(row.id), "until": row.until.isoformat()}
    keyring = Keyring.objects.filter(pk=act.id("keyring"), state=Keyring.State.ACTIVE).first()
    if keyring is None or not has(keyring.account, Role.INTERPRETER):
        raise RefusedError(_("Items are lent to interpreters whose keys are vouched for."))
    row = Lent.objects.create(
        id=act.id("id"),
        case=case,
        keyring=keyring,
        frame=vault.keep(act.sealed("frame"), case.shred),
        lent_by=by.keyring,
        lent_on=today(),
        until=_until(act, "until", LONGEST_LENT),
    )
    _noted(by, "cases.lent", "cases.lent", row.id)
    return {"lent": str(row.id), "until": row.until.isoformat()}


def end_lent(act: Act, *, by: Colleague) -> dict[str, object]:
    """`lend.end {lent}`: taken back by the team; what the interpreter sent back stays."""
    row = Lent.objects.filter(pk=act.id("lent")).first()
    if row is None:
        raise NotThereError
    case_of(row.case_id, by=by)
    row.until, row.frame = min(row.until, today() - datetime.timedelta(days=1)), b""
    row.save(update_fields=["until", "frame"])
    _noted(by, "cases.lent_ended", "cases.lent", row.id)
    return {"lent": str(row.id)}


def answer_lent(act: Act, *, by: Colleague) -> dict[str, object]:
    """`lend.answer {lent, frame, epoch}`: what the interpreter sends back, sealed to the case."""
    row = reach.lent(by).select_related("case__shred").filter(pk=act.id("lent")).first()
    if row is None:
        raise NotThereError
    epoch = _living(row.case, act)
    row.answer, row.answer_epoch = vault.keep(act.sealed("frame"), epoch.shred), epoch
    row.save(update_fields=["answer", "answer_epoch"])
    notices.news(epoch)
    _noted(by, "cases.lent_answered", "cases.lent", row.id)
    return {"lent": str(row.id)}


def _living(case: Case, act: Act) -> KeyEpoch:
    epoch = vault_queries.living_epoch(case.pk)
    if epoch is None or epoch.pk != act.id("epoch"):
        raise RefusedError(_("The keys changed while you were writing. Reload and send again."))
    return epoch


def refer(act: Act, *, by: Colleague) -> dict[str, object]:
    """`referral.send {id, case, organisation, epoch, consent_item, frame, expires_on}`.

    Consent is recorded before anything is shared: `consent_item` is an entry of the case.
    """
    case = case_of(act.id("case"), by=by)
    row = Referral.objects.filter(pk=act.id("id")).first()
    if row is not None:
        if row.case_id != case.pk:
            raise NotThereError
        return told(row)
    organisation = Organisation.objects.filter(
        pk=act.id("organisation"), ended_on__isnull=True
    ).first()
    epoch = vault_queries.living_epoch(act.id("organisation"))
    if organisation is None or epoch is None or epoch.pk != act.id("epoch"):
        raise RefusedError(_("This organisation has no key of that number. Reload and try again."))
    if not case.items.filter(item=act.id("consent_item")).exists():
        raise RefusedError(_("Record the consent first: nothing is shared without it."))
    row = Referral.objects.create(
        id=act.id("id"),
        case=case,
        organisation=organisation,
        epoch=epoch,
        consent_item=act.id("consent_item"),
        frame=vault.keep(act.sealed("frame"), case.shred),
        sent_by=by.keyring,
        sent_on=today(),
        expires_on=_until(act, "expires_on", LONGEST_REFERRAL),
    )
    notices.news(epoch)
    _noted(by, "cases.referred", "cases.referral", row.id)
    return told(row)


def withdraw(act: Act, *, by: Colleague) -> dict[str, object]:
    """`referral.withdraw {referral}`: nothing of it is left for the other organisation."""
    row = Referral.objects.filter(pk=act.id("referral")).first()
    if row is None:
        raise NotThereError
    case_of(row.case_id, by=by)
    if row.state not in (Referral.State.WITHDRAWN, Referral.State.EXPIRED):
        row.state, row.frame = Referral.State.WITHDRAWN, None
        row.save(update_fields=["state", "frame"])
        _noted(by, "cases.referral_withdrawn", "cases.referral", row.id)
    return told(row)


def answer_referral(act: Act, *, by: Colleague) -> dict[str, object]:
    """`referral.answer {referral, state, frame?, epoch?}`: the partner accepts, refuses, is done.

    Words, if any, are sealed to the case's living epoch.
    """
    row = reach.referrals(by).select_related("case__shred").filter(pk=act.id("referral")).first()
    if row is None:
        raise NotThereError
    wanted = act.words("state", 10)
    if wanted != row.state:
        if wanted not in ANSWERS.get(row.state, set()):
            raise RefusedError(_("This referral was already answered."))
        row.state, row.answered_on = wanted, today()
    frame = act.maybe_sealed("frame")
    if frame is not None:
        epoch = _living(row.case, act)
        row.answer, row.answer_epoch = vault.keep(frame, epoch.shred), epoch
    row.save(update_fields=["state", "answered_on", "answer", "answer_epoch"])
    living = vault_queries.living_epoch(row.case_id)
    if living is not None:
        notices.news(living)
    _noted(by, f"cases.referral_{row.state}", "cases.referral", row.id)
    return told(row)


def end_what_lapsed() -> int:
    """Referrals and loans whose day has passed are emptied. Gives how many."""
    day = today()
    lapsed = Referral.objects.filter(
        expires_on__lt=day,
        state__in=[Referral.State.SENT, Referral.State.ACCEPTED],
    ).update(state=Referral.State.EXPIRED, frame=None)
    Referral.objects.filter(expires_on__lt=day, frame__isnull=False).update(frame=None)
    return lapsed + Lent.objects.filter(until__lt=day).exclude(frame=b"").update(frame=b"")


def told(row: Referral) -> dict[str, object]:
    """A referral as the desk's programs read it."""
    return {
        "id": str(row.id),
        "case": str(row.case_id),
        "organisation": str(row.organisation_id),
        "epoch": str(row.epoch_id),
        "consent_item": str(row.consent_item),
        "state": row.state,
        "sent_on": row.sent_on.isoformat(),
        "expires_on": row.expires_on.isoformat(),
        "answered_on": row.answered_on.isoformat() if row.answered_on else None,
        "answer_epoch": str(row.answer_epoch_id) if row.answer_epoch_id else None,
    }


def _noted(by: Colleague, verb: str, kind: str, identifier: object) -> None:
    note(by=by.account.actor, verb=verb, kind=kind, object_id=str(identifier))
