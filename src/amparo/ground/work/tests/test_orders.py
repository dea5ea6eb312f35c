"""Ordering jobs."""

import uuid

import pytest
from django.db import transaction
from django_q.models import OrmQ

from amparo.ground.work import actions, queries
from amparo.ground.work.models import Job

from .factories import make_job

pytestmark = pytest.mark.django_db


def test_an_order_that_is_rolled_back_was_never_given() -> None:
    with transaction.atomic():
        make_job()
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not OrmQ.objects.exists()


def test_the_queue_is_told_a_number_and_nothing_else() -> None:
    job = make_job(7, "zh-hans")
    assert list(OrmQ.objects.values_list("payload", flat=True)) == [str(job.pk)]
    assert Job.objects.get().ids == [7, "zh-hans"]


def test_a_job_nobody_has_cannot_be_ordered() -> None:
    for name in ("nowhere.prune", "work.nothing", "work", "work._prune", "work.Progress"):
        with pytest.raises(queries.UnknownJobError):
            actions.enqueue(name)
    assert not Job.objects.exists()


@pytest.mark.parametrize("value", ["Alice Example", "alice@example.org", "", "أليس", "x" * 101])
def test_a_value_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(actions.NotAnIdentifierError) as refused:
        actions.enqueue("work.prune", value)
    assert not value or value not in str(refused.value)
    assert not Job.objects.exists()


def test_only_a_failed_job_can_be_ordered_again() -> None:
    waiting, failed = make_job(), make_job()
    Job.objects.filter(pk=failed.pk).update(
        state=Job.State.FAILED, attempts=5, finished=failed.enqueued
    )
    by = uuid.uuid4()
    assert actions.retry(waiting.pk, by=by) is None
    fresh = actions.retry(failed.pk, by=by)
    assert fresh is not None
    assert (fresh.name, fresh.state, fresh.attempts, fresh.by) == ("work.prune", "waiting", 0, by)
    assert queries.failed() == 0
    assert queries.unfinished() == 2
