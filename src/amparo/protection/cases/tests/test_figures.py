"""No number under ten leaves the house, by itself or worked out from others."""

import pytest
from django.test import Client

from amparo.ground.identity.models import Role
from amparo.protection.cases import actions
from amparo.protection.cases.models import Figure

from .factories import do, person, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim():
    return person("kim", Role.KEYHOLDER)


def release(by, cells, *, kind="need", since="2026-01-01", until="2026-06-30"):
    return do(by, verb="figures.release", since=since, until=until, kind=kind, cells=cells)


@pytest.mark.parametrize(
    "cells",
    [
        {"legal": 9, "medical": 30},
        {"legal": 0, "medical": 30},
        {"legal": -20, "medical": 30},
        {"legal": None, "medical": 30},
        {"legal": None, "medical": 30, "total": 42},
        {"legal": None, "medical": None, "digital": 40, "total": 45},
        {"legal": 12.5, "medical": 30},
        {"legal": True, "medical": 30},
        {"legal": "12", "medical": 30},
        {"<b>": 12},
        {"a name of somebody": 12},
        {},
    ],
)
def test_a_table_that_tells_of_few_is_refused(kim, cells):
    with pytest.raises(actions.BatchRefusedError):
        release(kim, cells)
    assert Figure.objects.count() == 0


def test_a_total_of_another_table_must_not_tell_what_this_one_hides(kim):
    release(kim, {"legal": 30, "medical": 20, "total": 50})
    with pytest.raises(actions.BatchRefusedError):
        release(kim, {"africa": 43, "asia-pacific": None, "unknown": None}, kind="region")
    release(kim, {"africa": 33, "asia-pacific": None, "unknown": None}, kind="region")
    assert Figure.objects.count() == 2


def test_a_total_that_comes_later_must_not_tell_what_an_older_table_hides(kim):
    release(kim, {"africa": 43, "asia-pacific": None, "unknown": None}, kind="region")
    with pytest.raises(actions.BatchRefusedError):
        release(kim, {"legal": 30, "medical": 20}, kind="need")


def test_periods_that_overlap_are_refused_since_the_difference_would_tell(kim):
    release(kim, {"legal": 30, "medical": 20})
    assert release(kim, {"legal": 30, "medical": 20})
    for since, until in (("2026-01-01", "2026-07-31"), ("2026-06-30", "2026-08-31")):
        with pytest.raises(actions.BatchRefusedError):
            release(kim, {"legal": 31, "medical": 20}, since=since, until=until)
    with pytest.raises(actions.BatchRefusedError):
        release(kim, {"legal": 31, "medical": 20})
    release(kim, {"legal": 31, "medical": 20}, since="2026-07-01", until="2026-08-31")


def test_only_a_keyholder_releases_and_only_what_is_over(kim):
    alice = person("alice", Role.CASEWORKER)
    with pytest.raises(actions.BatchRefusedError):
        release(alice, {"legal": 30})
    with pytest.raises(actions.BatchRefusedError):
        release(kim, {"legal": 30}, until=today().isoformat())


def test_everybody_sees_bars_and_a_table_and_may_take_them(kim, client: Client):
    release(kim, {"legal": 30, "medical": None, "digital": None, "total": 55})
    page = client.get("/en/our-figures/")
    text = page.content.decode()
    assert page.status_code == 200
    assert not page.cookies
    assert text.count("<rect") == 3
    assert 'width="400"' in text
    assert "Legal help" in text
    assert text.count("not shown") == 2
    table = client.get("/en/our-figures/figures.csv").content.decode()
    assert "2026-01-01,2026-06-30,need,legal,30" in table
    assert "need,medical,under 10 or hidden" in table
