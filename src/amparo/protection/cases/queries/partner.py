"""What a partner's people see before their keys are open: days and states."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amparo.ground.identity.models import Reader
from amparo.protection.cases.models import Referral
from amparo.protection.cases.permissions import Permission

from . import reach

STATES: dict[str, str | Promise] = {
    Referral.State.SENT: _("not answered yet"),
    Referral.State.ACCEPTED: _("accepted"),
    Referral.State.REFUSED: _("refused"),
    Referral.State.DONE: _("done"),
}


@dataclass(frozen=True, slots=True)
class Referred:
    """One referral as a list shows it."""

    id: UUID
    state: str | Promise
    sent_on: datetime.date
    expires_on: datetime.date


def referred(by: Reader) -> tuple[bool, list[Referred]] | None:
    """Whether this person has keys, and what they open; nothing for who is no partner."""
    if by is None or not Permission.REFERRALS.value.allows(by):
        return None
    who = reach.colleague(by)
    rows = reach.referrals(who) if who else []
    return who is not None, [
        Referred(row.id, STATES[row.state], row.sent_on, row.expires_on) for row in rows
    ]
