"""What the front asks of this room: what waits, what is held, what a bundle holds."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import (
    Application,
    Cohort,
    Extension,
    FellowItem,
    FollowUp,
    Letter,
    OfficeItem,
    Post,
    Reading,
    Reference,
    Reviewer,
    Scenario,
)
from amparo.capacity.fellowships.permissions import Permission
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import Waiting
from amparo.ground.vault.models import ShredKey

from . import reach

Entry = tuple[UUID, UUID, bytes, ShredKey]


def waiting(by: Account) -> list[Waiting]:
    """What waits for this person on Desk: counts, never what they are about."""
    found = _extensions(by)
    who = reach.colleague(by)
    if who is None:
        return found
    desk = reverse("fellowships:desk")
    new = reach.applications(who).filter(state=Application.State.SENT, call__in=reach.calls(who))
    letters = Letter.objects.filter(
        application__in=reach.applications(who), direction="from", shown_on__isnull=True
    )
    files = reach.readings(who).filter(state=Reading.State.ASSIGNED)
    undeclared = reach.reviewers(who).filter(declared_on__isnull=True)
    fellows = reach.fellowships(who)
    due = fellows.filter(next_on__lte=reach.today())
    asked = FollowUp.objects.filter(
        fellowship__in=fellows, state=FollowUp.State.PLANNED, due__lte=reach.today()
    )
    return [
        *found,
        Waiting(_("Applications that nobody has screened"), desk, new.count()),
        Waiting(_("Letters from applicants and fellows"), desk, letters.count()),
        Waiting(_("Say what you must not read, before files come"), desk, undeclared.count()),
        Waiting(_("Files for you to read"), desk, files.count()),
        Waiting(_("Fellows with something to do today"), desk, due.count()),
        Waiting(_("Former fellows to ask how they are"), desk, asked.count()),
    ]


def _extensions(by: Account) -> list[Waiting]:
    if not Permission.EXTEND.value.allows(by):
        return []
    open_ones = Extension.objects.filter(agreed_on__isnull=True).exclude(asked_by=by)
    text = _("Later deadlines that need a second colleague")
    return [Waiting(text, reverse("fellowships:calls"), open_ones.count())]


def about(by: Account) -> dict[str, Any]:
    """What this room holds about an account: that something was tied to it, never its words."""
    rows = Application.objects.filter(account=by).exclude(state=Application.State.ERASED)
    sent = [{"call": row.call.slug, "saved": row.day.isoformat()} for row in rows]
    return {"applications": sent} if sent else {}


def bundle() -> Iterator[Entry]:
    """(epoch, row, stored bytes, shred key) of everything that is sealed to an epoch."""
    for row in Application.objects.filter(epoch__isnull=False).select_related("shred").iterator():
        if row.epoch_id is not None and row.frame:
            yield row.epoch_id, row.pk, bytes(row.frame), row.shred
    for model in (OfficeItem, Letter, Reference, Post):
        rows = model.objects.filter(epoch__isnull=False).select_related("application__shred")
        for one in rows.iterator():
            if one.frame and one.epoch_id is not None:
                yield one.epoch_id, one.pk, bytes(one.frame), one.application.shred
    reviews = Reading.objects.filter(epoch__isnull=False).select_related("application__shred")
    for reading in reviews.iterator():
        if reading.review and reading.epoch_id is not None:
            yield reading.epoch_id, reading.pk, bytes(reading.review), reading.application.shred
    for reviewer in Reviewer.objects.filter(epoch__isnull=False).select_related("epoch__shred"):
        if reviewer.profile and reviewer.epoch is not None:
            yield reviewer.epoch.pk, reviewer.pk, bytes(reviewer.profile), reviewer.epoch.shred
    for made in (Scenario, Cohort):
        for composed in made.objects.select_related("epoch__shred"):
            yield composed.epoch_id, composed.pk, bytes(composed.frame), composed.epoch.shred
    for item in FellowItem.objects.select_related("fellowship__shred").iterator():
        yield item.epoch_id, item.pk, bytes(item.frame), item.fellowship.shred
