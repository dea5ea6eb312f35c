"""A sign that was agreed, and what happens without it."""

import datetime
import uuid

import pytest
from django.utils import timezone

from amparo.ground.identity.models import Role
from amparo.protection.cases import actions, queries
from amparo.protection.cases.models import Case, CheckIn, Item, PendingNotice

from .factories import do, make_case, make_door, make_submission, person, today

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def alice():
    who = person("alice", Role.CASEWORKER)
    actions.add_address(address="json://localhost", urgent_only=True, language="en", by=who.account)
    return who


def agreed(alice, *, every=None):
    row = make_submission(make_door(alice, alice))
    case = make_case(alice, submission=str(row.id))
    row.refresh_from_db()
    act = {
        "verb": "checkin.set", "id": str(uuid.uuid4()), "case": str(case.id),
        "plan_item": str(Item.objects.get().item),
        "due": (timezone.now() + HOUR).isoformat(), "every_hours": every,
    }  # fmt: skip
    assert do(alice, **act) == do(alice, **act)
    PendingNotice.objects.all().delete()
    return row, case


def late(hours=1):
    CheckIn.objects.update(due=timezone.now() - hours * HOUR)


def test_a_missed_check_in_tells_the_team_once_and_puts_the_case_first(alice):
    agreed(alice)
    assert actions.raise_alarms() == 0
    late()
    assert actions.raise_alarms() == 1
    assert actions.raise_alarms() == 0
    notice = PendingNotice.objects.get()
    assert notice.due <= timezone.now() + 5 * datetime.timedelta(minutes=1)
    assert (Case.objects.get().next_action, CheckIn.objects.get().state) == (today(), "missed")


def test_it_is_told_again_every_six_hours_twelve_times_at_most(alice):
    agreed(alice)
    late(hours=7)
    assert [actions.raise_alarms() for _turn in range(3)] == [1, 1, 0]
    late(hours=1000)
    assert sum(actions.raise_alarms() for _turn in range(30)) == 10


@pytest.mark.parametrize("sign", ["I am safe", "staff"])
def test_a_sign_ends_the_alarm(alice, sign):
    row, _case = agreed(alice)
    late()
    actions.raise_alarms()
    assert queries.check_in_due(row) is not None
    if sign == "staff":
        do(alice, verb="checkin.made", check_in=str(CheckIn.objects.get().id))
    else:
        assert actions.safe(row)
    assert CheckIn.objects.get().state == "made"
    assert actions.raise_alarms() == 0
    assert queries.check_in_due(row) is None
    assert not actions.safe(row)


def test_a_recurring_check_in_waits_for_the_next_turn(alice):
    row, _case = agreed(alice, every=12)
    late()
    actions.raise_alarms()
    assert actions.safe(row)
    again = CheckIn.objects.get()
    assert (again.state, again.raised) == ("waiting", 0)
    assert 11 * HOUR < again.due - timezone.now() <= 12 * HOUR
    late()
    assert actions.raise_alarms() == 1
    do(alice, verb="checkin.end", check_in=str(again.id))
    assert actions.raise_alarms() == 0


def test_a_check_in_belongs_to_its_case_and_lies_ahead(alice):
    _row, case = agreed(alice)
    stranger = person("stella", Role.CASEWORKER)
    plan = str(Item.objects.get().item)
    ahead = (timezone.now() + HOUR).isoformat()
    behind = (timezone.now() - HOUR).isoformat()
    told = {"verb": "checkin.set", "case": str(case.id), "plan_item": plan, "due": ahead}
    for who, wrong in (
        (stranger, {}),
        (alice, {"due": behind}),
        (alice, {"plan_item": str(uuid.uuid4())}),
        (alice, {"every_hours": 0}),
    ):
        with pytest.raises(actions.BatchRefusedError):
            do(who, **{**told, "id": str(uuid.uuid4()), **wrong})
    for verb in ("checkin.made", "checkin.end"):
        with pytest.raises(actions.BatchRefusedError):
            do(stranger, verb=verb, check_in=str(CheckIn.objects.get().id))
    assert CheckIn.objects.get().state == "waiting"
