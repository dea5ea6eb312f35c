"""What becomes of a job: done, tried again, given up, given back."""

import contextlib
from collections.abc import Callable

import pytest
from django_q.models import OrmQ

from amparo.ground.work import actions
from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Job

from .factories import let_leases_lapse, make_job

pytestmark = pytest.mark.django_db

Add = Callable[[str, Callable[..., None]], None]


def taken() -> actions.Lease:
    """The next job, which the test knows to be there."""
    lease = actions.take()
    assert lease is not None
    return lease


def run_next() -> None:
    """Take the next job, however long it still has to wait, and run it."""
    let_leases_lapse()
    actions.run(taken())


def test_a_job_is_given_its_progress_and_its_identifiers_and_is_done(job_called: Add) -> None:
    seen: list[object] = []
    job_called("look", lambda progress, *ids: seen.extend([progress.job_id, *ids]))
    job = make_job(7, "ar", name="work.look")
    run_next()
    assert seen == [job.pk, 7, "ar"]
    job.refresh_from_db()
    assert (job.state, job.fraction, job.attempts) == ("done", 1.0, 1)
    assert job.started is not None
    assert job.finished is not None
    assert not OrmQ.objects.exists()


def test_a_job_in_somebodys_hands_is_not_handed_out_again() -> None:
    make_job()
    let_leases_lapse()
    taken()
    assert actions.take() is None


def test_a_lost_lease_is_taken_again_and_the_first_holder_changes_nothing() -> None:
    job = make_job()
    let_leases_lapse()
    silent = taken()
    let_leases_lapse()
    second = taken()
    assert second.job.pk == job.pk
    assert second.job.attempts == 2
    actions.give_back(silent)
    assert not silent.renew()
    assert silent.lost.is_set()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("running", 2)
    assert second.renew()
    actions.run(second)
    job.refresh_from_db()
    assert job.state == "done"


def test_a_job_whose_worker_fell_silent_five_times_is_given_up_and_says_so() -> None:
    job = make_job()
    for _attempt in range(5):
        let_leases_lapse()
        taken()
    let_leases_lapse()
    assert actions.take() is None
    job.refresh_from_db()
    assert (job.state, job.attempts, job.failure_class) == ("failed", 5, actions.FELL_SILENT)
    assert not OrmQ.objects.exists()


def test_a_failure_keeps_its_class_and_place_and_never_its_values(
    job_called: Add, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(progress: Progress) -> None:
        raise LookupError("alice lives here")

    job_called("fail", fail)
    job = make_job(name="work.fail")
    run_next()
    job.refresh_from_db()
    assert job.state == "waiting"
    assert job.failure_class == "LookupError"
    assert job.failure_place.startswith("tests/test_leases.py:")
    assert job.failure_place.endswith(" fail")
    assert "alice" not in caplog.text
    assert "alice" not in repr(list(Job.objects.values()))


def test_a_failure_is_tried_again_later_each_time_and_at_most_five_times(job_called: Add) -> None:
    def fail(progress: Progress) -> None:
        raise LookupError

    job_called("fail", fail)
    job = make_job(name="work.fail")
    waits = []
    for _attempt in range(4):
        run_next()
        assert actions.take() is None
        job.refresh_from_db()
        message = OrmQ.objects.get()
        assert job.started is not None
        assert message.lock is not None
        waits.append(round((message.lock - job.started).total_seconds() / 15))
    assert waits == [1, 2, 4, 8]
    run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.failure_class) == ("failed", 5, "LookupError")
    assert not OrmQ.objects.exists()


def test_a_job_that_failed_and_then_ends_well_shows_no_failure(job_called: Add) -> None:
    moods = iter([LookupError(), None])

    def moody(progress: Progress) -> None:
        mood = next(moods)
        if mood:
            raise mood

    job_called("moody", moody)
    job = make_job(name="work.moody")
    run_next()
    run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.failure_class, job.failure_place) == ("done", 2, "", "")


def test_a_stopping_worker_gives_its_job_back_uncounted(job_called: Add) -> None:
    def patient(progress: Progress) -> None:
        with contextlib.suppress(Exception):  # it shrugs everything off, and still hears this
            progress.report(0.5, "half")

    job_called("patient", patient)
    job = make_job(name="work.patient")
    let_leases_lapse()
    actions.run(taken(), stopping=lambda: True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.fraction) == ("waiting", 0, 0.0)
    run_next()
    job.refresh_from_db()
    assert job.state == "done"


def test_a_message_without_a_job_leaves_the_queue() -> None:
    make_job().delete()
    let_leases_lapse()
    assert actions.take() is None
    assert not OrmQ.objects.exists()
