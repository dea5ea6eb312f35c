"""The installation's own allowances: so many at once, so many more each minute."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection

from amparo.ground.identity.actions import BusyError, spend
from amparo.ground.identity.models import Throttle

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 22, 10, tzinfo=datetime.UTC)


def taken(name, allowance, most=100):
    """How many can be taken now, and the wait that the next one is told."""
    for count in range(most):
        try:
            spend(name, allowance)
        except BusyError as busy:
            return count, busy.seconds
    return most, 0


def test_a_burst_is_let_in_and_then_one_at_a_time():
    with time_machine.travel(MORNING, tick=False) as clock:
        assert taken("bread", (5, 2)) == (5, 30)
        clock.shift(29)
        assert taken("bread", (5, 2)) == (0, 1)
        clock.shift(1)
        assert taken("bread", (5, 2)) == (1, 30)
        clock.shift(90)
        assert taken("bread", (5, 2)) == (3, 30)


def test_rest_fills_the_bucket_and_no_further():
    with time_machine.travel(MORNING, tick=False) as clock:
        assert taken("bread", (5, 2))[0] == 5
        clock.shift(3 * 3600)
        assert taken("bread", (5, 2)) == (5, 30)


def test_one_name_takes_nothing_from_another():
    assert taken("bread", (2, 1))[0] == 2
    assert taken("roses", (2, 1))[0] == 2


def test_what_is_refused_is_not_counted():
    with time_machine.travel(MORNING, tick=False) as clock:
        assert taken("bread", (2, 1)) == (2, 60)
        for _turn in range(50):
            assert taken("bread", (2, 1)) == (0, 60)
        clock.shift(60)
        assert taken("bread", (2, 1)) == (1, 60)


def test_a_clock_that_is_put_back_shuts_nobody_out():
    with time_machine.travel(MORNING, tick=False) as clock:
        assert taken("bread", (2, 1))[0] == 2
        clock.shift(-4 * 3600)
        assert taken("bread", (2, 1)) == (2, 60)


def test_a_counter_tells_no_name_and_goes_with_its_day():
    with time_machine.travel(MORNING, tick=False):
        spend("bread", (2, 1))
        row = Throttle.objects.get()
        assert "bread" not in row.key
        assert row.day == MORNING.date()
        assert row.at == MORNING


@pytest.mark.django_db(transaction=True)
def test_those_who_come_at_the_same_moment_share_one_allowance():
    let_in = []

    def come():
        try:
            let_in.append(taken("bread", (20, 1))[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=come) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) == 20
