"""Deadlines as an applicant meets them: a second past, in zones whose clocks change, extended."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from amparo.capacity.fellowships.models import Extension
from amparo.ground.vault.tests.people import person

from .applicants import (
    ANSWERS,
    STORY,
    apply,
    begin,
    by_secret,
    come_back,
    go,
    open_call,
    opened,
    path_of,
    walk,
    words,
)
from .factories import office

pytestmark = pytest.mark.django_db
CLOSES = datetime(2027, 3, 28, 21, 59, tzinfo=UTC)  # the night clocks change in Europe
SECOND = timedelta(seconds=1)


def at_time(moment):
    return time_machine.travel(moment, tick=False)


def call_closing(chair, **more):
    told = {"opens_at": CLOSES - timedelta(days=3), "closes_at": CLOSES, "grace_minutes": 60}
    return open_call(chair, **told | more)


def test_a_second_past_deadline_and_grace_what_was_typed_is_given_back(client):
    call = call_closing(office())
    with at_time(CLOSES - timedelta(hours=2)):
        page, secret = begin(client, call)
        page = go(client, page, "next", path_of(call), answer="Nadia")
    with at_time(CLOSES + timedelta(hours=1)):
        late = go(client, page, "next", path_of(call), answer=STORY)
    assert late.status_code == 410
    told = words(late)
    assert "This call is closed" in told
    assert STORY in told
    assert "Nadia" in told
    assert "kept under your secret for 30 days" in told
    row = by_secret(secret)
    assert (row.state, row.version) == ("draft", 1)


def test_within_the_grace_it_still_counts_and_before_nobody_is_told_of_it(client):
    call = call_closing(office())
    with at_time(CLOSES - SECOND):
        page, secret = begin(client, call)
        page = walk(client, call, page, **ANSWERS)
        assert "still counts" not in words(page)
        assert "0\xa0minutes left" in words(page)
    with at_time(CLOSES + timedelta(minutes=60) - SECOND):
        assert "in the next minutes still counts" in words(client.get(path_of(call)))
        page = go(client, page, "send", path_of(call))
    assert "It is sent" in words(page)
    assert by_secret(secret).came == "grace"


def test_what_was_sent_before_the_deadline_counts_when_a_change_comes_too_late(client):
    call = call_closing(office())
    with at_time(CLOSES - timedelta(hours=2)):
        row, secret = apply(client, call)
        page = go(client, come_back(client, secret), "edit")
    with at_time(CLOSES + timedelta(hours=1)):
        late = go(client, page, "send", path_of(call))
        assert late.status_code == 410
        assert "What you sent before the deadline counts" in words(late)
        home = come_back(client, secret)
        assert "Change it" not in words(home)
        assert "Sent. It is being read." in words(home)
    before = row.version
    row.refresh_from_db()
    assert (row.version, row.came) == (before, "on_time")


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Zurich", "28 March 2027, 23:59"),  # an hour less than the day before
        ("Africa/Kinshasa", "28 March 2027, 22:59"),
        ("Asia/Kathmandu", "29 March 2027, 03:44"),
        ("America/St_Johns", "28 March 2027, 19:29"),
    ],
)
def test_the_deadline_is_said_in_its_own_zone_and_counted_in_hours(client, zone, shown):
    call = call_closing(office(), time_zone=zone)
    with at_time(CLOSES - timedelta(hours=23, minutes=10)):
        told = words(client.get(path_of(call)))
    assert shown in told
    assert f"({ZoneInfo(zone).key})" in told
    assert "23\xa0hours, 10\xa0minutes left" in told


def extended(call, chair, **more):
    other = person("second-colleague").account
    told = {
        "reason": {"en": "The internet was shut down in the north"},
        "until": CLOSES + timedelta(days=2),
        "asked_by": chair.account,
        "asked_on": CLOSES.date(),
        "agreed_by": other,
        "agreed_on": CLOSES.date(),
    }
    return Extension.objects.create(call=call, **told | more)


def test_whoever_was_struck_says_so_inside_the_seal_and_sends_later(client):
    chair = office()
    call = call_closing(chair)
    one = extended(call, chair)
    with at_time(CLOSES - timedelta(hours=1)):
        page, secret = begin(client, call)
        page = walk(client, call, page, **ANSWERS)
        assert "kept me from sending" not in words(page)
    with at_time(CLOSES + timedelta(hours=9)):
        unsaid = go(client, page, "send", path_of(call))
        assert unsaid.status_code == 422
        assert "The internet was shut down in the north" in words(unsaid)
        wrong = go(client, unsaid, "send", path_of(call), extension=str(uuid.uuid4()))
        assert wrong.status_code == 422
        page = go(client, unsaid, "send", path_of(call), extension=str(one.pk))
    assert "It is sent" in words(page)
    row = by_secret(secret)
    assert row.came == "extended"
    assert opened(chair, row).body["extension"] == str(one.pk)


def test_an_extension_that_nobody_agreed_to_or_that_passed_opens_nothing(client):
    chair = office()
    call = call_closing(chair)
    extended(call, chair, agreed_by=None, agreed_on=None)
    later = CLOSES + timedelta(hours=9)
    with at_time(later):
        assert "This call is closed." in words(client.get(path_of(call)))
        assert 'name="draft"' not in client.post(path_of(call), {"go": "begin"}).content.decode()
    Extension.objects.update(agreed_by=person("agreeing").account, agreed_on=CLOSES.date())
    with at_time(later):
        assert "This call is closed." not in words(client.get(path_of(call)))
    with at_time(CLOSES + timedelta(days=2)):
        assert "This call is closed." in words(client.get(path_of(call)))
