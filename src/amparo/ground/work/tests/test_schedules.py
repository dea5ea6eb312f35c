"""The clock."""

import datetime

import pytest

from amparo.ground.work import actions, jobs, queries
from amparo.ground.work.models import Due, Job

from .factories import nightly

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _one_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "schedules", lambda: jobs.SCHEDULES)
    monkeypatch.setattr(jobs, "SCHEDULES", [nightly()])


def test_a_new_schedule_waits_for_its_hour() -> None:
    assert actions.tick(NOON) == []
    assert Due.objects.get().at == datetime.datetime(2026, 3, 2, 3, 25, tzinfo=datetime.UTC)
    assert actions.tick(NOON + DAY / 2) == []
    assert [job.name for job in actions.tick(NOON + DAY)] == ["work.prune"]


def test_a_turn_is_taken_once() -> None:
    actions.tick(NOON)
    actions.tick(NOON + DAY)
    assert actions.tick(NOON + DAY) == []
    assert Job.objects.count() == 1


def test_turns_that_were_missed_are_made_up_for_once() -> None:
    actions.tick(NOON)
    assert len(actions.tick(NOON + 30 * DAY)) == 1
    assert actions.tick(NOON + 30 * DAY) == []
    assert Due.objects.get().at == NOON + 30 * DAY + datetime.timedelta(hours=15, minutes=25)


def test_a_job_that_still_waits_is_not_ordered_twice() -> None:
    actions.tick(NOON)
    actions.tick(NOON + DAY)
    assert actions.tick(NOON + 2 * DAY) == []
    assert Job.objects.count() == 1


def test_a_changed_hour_counts_from_now(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.tick(NOON)
    monkeypatch.setattr(jobs, "SCHEDULES", [nightly(minute=40)])
    actions.tick(NOON)
    assert Due.objects.get().at.minute == 40


def test_a_schedule_that_nobody_lists_any_more_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    actions.tick(NOON)
    assert Due.objects.count() == 1
    monkeypatch.setattr(jobs, "SCHEDULES", [])
    assert actions.tick(NOON + DAY) == []
    assert not Due.objects.exists()
