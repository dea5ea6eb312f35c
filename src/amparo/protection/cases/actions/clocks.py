"""When something is to be forgotten: the clock of each case, and what answers a warning."""

import datetime

from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.record.actions import note
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions.acting import Act, NotThereError, RefusedError
from amparo.protection.cases import notices
from amparo.protection.cases.models import Case, LegalHold, Retention
from amparo.protection.cases.queries.reach import Colleague, today
from amparo.protection.cases.queries.settings import retention

from . import shredding
from .reached import case_of

LEAST_AFTER_CLOSING = datetime.timedelta(days=30)
REGRET = datetime.timedelta(days=7)
FARTHEST = datetime.timedelta(days=3660)


def wind(case: Case) -> None:
    """Set the day this case is to be forgotten, from its dates; not saved.

    The clock of a closed case starts on the day the last support action ended, and leaves thirty
    days after closing in any case; an open one has none.
    """
    if case.state != Case.State.CLOSED or case.closed_on is None:
        case.shred_on = None
        return
    days = case.keep_days if case.keep_days is not None else retention().closed_days
    start = case.support_ended_on or case.closed_on
    ends = max(start + datetime.timedelta(days=days), case.closed_on + LEAST_AFTER_CLOSING)
    case.shred_on = max(ends, case.postponed_to) if case.postponed_to else ends


def keep(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.keep {case, until}`: a warning answered with *keep*; takes back *let it go* too."""
    case = case_of(act.id("case"), by=by)
    until = act.day("until")
    if not today() < until <= today() + FARTHEST:
        raise RefusedError(_("Choose a day after today, within ten years."))
    case.postponed_to = until
    case.shred_asked_by = None
    wind(case)
    case.save(update_fields=["postponed_to", "shred_asked_by", "shred_on"])
    _noted(by, "cases.kept", case)
    return {"case": str(case.id), "shred_on": _iso(case.shred_on)}


def let_go(act: Act, *, by: Colleague) -> dict[str, object]:
    """`case.shred {case}`: the case goes at once when two people asked, else in seven days.

    A stolen session of one colleague destroys nothing: its team is told, and *keep* undoes it.
    """
    identifier = act.id("case")
    if Case.objects.filter(pk=identifier, state=Case.State.SHREDDED).exists():
        return {"case": str(identifier), "state": Case.State.SHREDDED}
    case = case_of(identifier, by=by)
    if case.state != Case.State.CLOSED:
        raise RefusedError(_("Close the case first."))
    if held(case):
        raise RefusedError(_("This case is on hold: nothing of it is destroyed."))
    if case.shred_asked_by_id in (None, by.keyring.pk):
        if case.shred_asked_by_id is None:
            case.shred_asked_by = by.keyring
            case.shred_on = today() + REGRET
            case.save(update_fields=["shred_asked_by", "shred_on"])
            _noted(by, "cases.shred_asked", case)
            epoch = vault.living_epoch(case.pk)
            if epoch is not None:
                notices.news(epoch)
        return {"case": str(case.id), "state": case.state, "shred_on": _iso(case.shred_on)}
    _noted(by, "cases.shredded", case)
    shredding.begin(case)
    return {"case": str(case.id), "state": Case.State.SHREDDED}


def held(case: Case) -> bool:
    """Whether two people stopped this case's clock."""
    return LegalHold.objects.filter(
        case=case, agreed_on__isnull=False, lifted_on__isnull=True
    ).exists()


def ask_hold(act: Act, *, by: Colleague) -> dict[str, object]:
    """`hold.ask {id, case, reason_item}`: the reason is a sealed item of the case."""
    case = case_of(act.id("case"), by=by)
    row = LegalHold.objects.filter(pk=act.id("id")).first()
    if row is None:
        if not case.items.filter(item=act.id("reason_item")).exists():
            raise NotThereError
        if LegalHold.objects.filter(case=case, lifted_on__isnull=True).exists():
            raise RefusedError(_("This case is already on hold, or somebody has asked for it."))
        row = LegalHold.objects.create(
            id=act.id("id"),
            case=case,
            reason_item=act.id("reason_item"),
            asked_by=by.account,
            asked_on=today(),
        )
        _noted(by, "cases.hold_asked", case)
    elif row.case_id != case.pk:
        raise NotThereError
    return {"hold": str(row.id), "case": str(case.id)}


def change_hold(act: Act, *, by: Colleague) -> dict[str, object]:
    """`hold.agree {hold}` by another person than asked; `hold.lift {hold}` by the team."""
    row = LegalHold.objects.filter(pk=act.id("hold")).first()
    if row is None:
        raise NotThereError
    case = case_of(row.case_id, by=by)
    if act.words("verb") == "hold.agree":
        if row.asked_by_id == by.account.pk:
            raise RefusedError(_("A hold takes two people."))
        if row.agreed_on is None and row.lifted_on is None:
            row.agreed_by, row.agreed_on = by.account, today()
            row.save(update_fields=["agreed_by", "agreed_on"])
            _noted(by, "cases.hold_agreed", case)
    elif row.lifted_on is None:
        row.lifted_on = today()
        row.save(update_fields=["lifted_on"])
        _noted(by, "cases.hold_lifted", case)
    return {"hold": str(row.id), "case": str(case.id)}


def set_retention(*, intake_days: int, closed_days: int, location_days: int, by: Account) -> None:
    """The organisation's own days; the clocks of closed cases are set anew."""
    Retention.objects.update_or_create(
        one=True,
        defaults={
            "intake_days": intake_days,
            "closed_days": closed_days,
            "location_days": location_days,
        },
    )
    for case in Case.objects.filter(state=Case.State.CLOSED, shred_asked_by__isnull=True):
        wind(case)
        case.save(update_fields=["shred_on"])
    note(by=by.actor, verb="cases.retention_set", kind="cases.retention", object_id="")


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _noted(by: Colleague, verb: str, case: Case) -> None:
    note(by=by.account.actor, verb=verb, kind="cases.case", object_id=str(case.id))
