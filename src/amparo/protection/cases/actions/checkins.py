"""Moments by which a defender should have given a sign."""

import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.ground.record.actions import note
from amparo.ground.vault import queries as vault
from amparo.ground.vault.actions.acting import Act, NotThereError, RefusedError
from amparo.protection.cases import notices
from amparo.protection.cases.models import Case, CheckIn
from amparo.protection.cases.queries.reach import Colleague, today

from .reached import case_of

ALARMS_EVERY = datetime.timedelta(hours=6)
MOST_ALARMS = 12
OPEN = (CheckIn.State.WAITING, CheckIn.State.MISSED)


def set_check_in(act: Act, *, by: Colleague) -> dict[str, object]:
    """`checkin.set {id, case, plan_item, due, every_hours?}`: the plan is a sealed item."""
    case = case_of(act.id("case"), by=by)
    row = CheckIn.objects.filter(pk=act.id("id")).first()
    if row is not None and row.case_id != case.pk:
        raise NotThereError
    if row is None:
        due = act.moment("due")
        if due <= timezone.now():
            raise RefusedError(_("A check-in lies in the future."))
        plan = act.id("plan_item")
        if not case.items.filter(item=plan).exists():
            raise NotThereError
        row = CheckIn.objects.create(
            id=act.id("id"),
            case=case,
            plan_item=plan,
            due=due,
            every_hours=act.maybe_number("every_hours", 1, 24 * 90),
        )
        _noted(by, "cases.check_in_set", row)
    return told(row)


def change_check_in(act: Act, *, by: Colleague) -> dict[str, object]:
    """`checkin.made {check_in}` and `checkin.end {check_in}`."""
    row = CheckIn.objects.filter(pk=act.id("check_in")).first()
    if row is None:
        raise NotThereError
    case_of(row.case_id, by=by)
    ends = act.words("verb") == "checkin.end"
    if row.state in OPEN:
        if ends:
            row.state = CheckIn.State.ENDED
            row.save(update_fields=["state"])
        else:
            _made(row)
        _noted(by, "cases.check_in_ended" if ends else "cases.check_in_made", row)
    return told(row)


def signs_of_life(case_id: UUID) -> int:
    """The defender wrote: every open check-in of the case that is due within a turn is made."""
    rows = CheckIn.objects.select_for_update().filter(case=case_id, state__in=OPEN)
    return sum(_made(row) for row in rows)


def _made(row: CheckIn) -> bool:
    row.raised = 0
    if row.every_hours is None:
        row.state = CheckIn.State.MADE
    else:
        row.state = CheckIn.State.WAITING
        turn = datetime.timedelta(hours=row.every_hours)
        row.due = max(row.due, timezone.now()) + (turn if row.due <= timezone.now() else turn * 0)
        if row.due - timezone.now() < turn:
            row.due = timezone.now() + turn
    row.save(update_fields=["state", "due", "raised"])
    return True


def raise_alarms() -> int:
    """Every check-in that was missed: its team is told, the case stands first today.

    Told again every six hours, twelve times at the most. Gives how many alarms went out.
    """
    now = timezone.now()
    raised = 0
    for identifier in CheckIn.objects.filter(due__lt=now, state__in=OPEN).values_list(
        "pk", flat=True
    ):
        with transaction.atomic():
            row = CheckIn.objects.select_for_update().get(pk=identifier)
            again = row.due + ALARMS_EVERY * row.raised
            if row.state not in OPEN or row.due >= now or row.raised >= MOST_ALARMS or again > now:
                continue
            row.state = CheckIn.State.MISSED
            row.raised += 1
            row.save(update_fields=["state", "raised"])
            Case.objects.filter(pk=row.case_id).update(next_action=today())
            epoch = vault.living_epoch(row.case_id)
            if epoch is not None:
                notices.alarm(epoch)
            raised += 1
    return raised


def told(row: CheckIn) -> dict[str, object]:
    """A check-in as the desk's programs read it."""
    return {
        "id": str(row.id),
        "case": str(row.case_id),
        "plan_item": str(row.plan_item),
        "due": row.due.isoformat(),
        "every_hours": row.every_hours,
        "state": row.state,
        "raised": row.raised,
    }


def _noted(by: Colleague, verb: str, row: CheckIn) -> None:
    note(by=by.account.actor, verb=verb, kind="cases.check_in", object_id=str(row.id))
