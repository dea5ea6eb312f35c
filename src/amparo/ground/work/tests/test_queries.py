"""The jobs page, the sign of life, and what is thrown away."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.ground.work import actions, queries
from amparo.ground.work.models import Job, Worker

from .factories import make_job

pytestmark = pytest.mark.django_db


def test_jobs_come_newest_first_in_pages_by_state_and_name() -> None:
    made = [make_job(number) for number in range(30)]
    Job.objects.filter(pk=made[4].pk).update(state=Job.State.FAILED, finished=timezone.now())
    assert [job.ids for job in queries.jobs(2, size=20)] == [[n] for n in range(9, -1, -1)]
    assert [job.ids for job in queries.jobs(state="failed")] == [[4]]
    assert list(queries.jobs(name="press.rebuild")) == []
    assert queries.job(made[4].pk) == made[4]
    assert queries.job(0) is None


def test_a_page_of_jobs_takes_the_same_queries_for_one_and_for_thirty() -> None:
    make_job()
    with CaptureQueriesContext(connection) as few:
        list(queries.jobs())
    for _number in range(29):
        make_job()
    with CaptureQueriesContext(connection) as many:
        list(queries.jobs())
    assert len(many) == len(few)


def test_jobs_that_ended_are_kept_for_thirty_days() -> None:
    old, recent, unfinished = make_job(), make_job(), make_job()
    now = timezone.now()
    for job, days in ((old, 31), (recent, 29)):
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.DONE, finished=now - datetime.timedelta(days=days)
        )
    Job.objects.filter(pk=unfinished.pk).update(enqueued=now - datetime.timedelta(days=90))
    assert actions.prune() == 1
    assert set(Job.objects.all()) == {recent, unfinished}


def test_a_worker_is_seen_until_it_says_that_it_is_gone() -> None:
    assert queries.last_seen() is None
    worker_id = uuid.uuid4()
    actions.alive(worker_id)
    started = Worker.objects.get().started
    actions.alive(worker_id)
    worker = Worker.objects.get()
    assert worker.started == started
    assert worker.is_alive(timezone.now())
    assert not worker.is_alive(timezone.now() + datetime.timedelta(minutes=2))
    assert queries.last_seen() == worker.seen
    actions.gone(worker_id)
    assert queries.last_seen() is None
