"""What the front asks of this room: what waits, what is held, what may be found."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.queries import Waiting
from amparo.ground.search.models import Document
from amparo.ground.vault import queries as vault
from amparo.protection.cases.models import CheckIn, NoticeAddress, Referral, Submission
from amparo.protection.cases.permissions import DESK, Permission

from . import reach
from .clocks import ending
from .doors import of_account

KEYSTORE_HOURS = 72


def waiting(by: Account) -> list[Waiting]:
    """What waits for this person on Desk: counts, never what they are about."""
    who = reach.colleague(by)
    found: list[Waiting] = []
    if who is not None and who.has(*DESK):
        found += _desk(who)
    if who is not None and who.has(Role.PARTNER):
        new = reach.referrals(who).filter(state=Referral.State.SENT).count()
        text = _("Referrals that nobody of your organisation has answered")
        found.append(Waiting(text, reverse("cases:referrals"), new))
    if who is not None and who.has(Role.INTERPRETER):
        lent = reach.lent(who).filter(answer__isnull=True).count()
        found.append(Waiting(_("Lent to you, not yet sent back"), reverse("cases:desk"), lent))
    return found + _keystore(by)


def _desk(who: reach.Colleague) -> list[Waiting]:
    desk = reverse("cases:desk")
    doors = {row.pk: row.kind for row in reach.doors(who)}
    new = reach.submissions(who).filter(state=Submission.State.NEW)
    asked = reach.submissions(who).filter(state=Submission.State.ERASING)
    help_, concerns = (
        [door for door, kind in doors.items() if (kind == "safeguarding") == concern]
        for concern in (False, True)
    )
    cases = reach.cases(who)
    due = cases.filter(next_action__lte=reach.today())
    missed = CheckIn.objects.filter(case__in=cases, state=CheckIn.State.MISSED)
    soon, over = ending(who)
    return [
        Waiting(_("Check-ins that were missed"), desk, missed.count()),
        Waiting(_("New requests for help"), desk, new.filter(door__in=help_).count()),
        Waiting(
            _("New concerns about our own conduct"), desk, new.filter(door__in=concerns).count()
        ),
        Waiting(_("Cases with something to do today"), desk, due.count()),
        Waiting(_("Requests whose sender wants them erased"), desk, asked.count()),
        Waiting(_("Overdue to be forgotten: keep, or let go"), desk, over),
        Waiting(_("To be forgotten within thirty days"), desk, soon),
    ]


def _keystore(by: Account) -> list[Waiting]:
    """Red when a loss of the keystore would now lose cases."""
    if not by.roles & {Role.ADMINISTRATOR, Role.KEYHOLDER}:
        return []
    age = vault.keystore_copy_age()
    if age is not None and age.total_seconds() <= KEYSTORE_HOURS * 3600:
        return []
    text = _("No checked copy of the keystore in three days: losing it loses every case")
    return [Waiting(text, reverse("front:desk"), 1)]


def about(by: Account) -> dict[str, Any]:
    """What this room holds about an account: never a request's words, nobody here can read them."""
    told: dict[str, Any] = {}
    sent = [{"sent": row.day.isoformat(), "state": row.state} for row in of_account(by)]
    if sent:
        told["requests"] = sent
    addresses = NoticeAddress.objects.filter(account=by)
    if Permission.NOTICES.value.allows(by) or addresses.exists():
        kept = [
            {"address": "sealed", "urgent only": row.urgent_only, "language": row.language}
            for row in addresses
        ]
        if kept:
            told["notices"] = kept
    return told


def searchable() -> Iterator[Document]:
    """Nothing: what is sealed is searched on the device that opened it."""
    yield from ()
