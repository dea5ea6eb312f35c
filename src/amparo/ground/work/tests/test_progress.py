"""What a running job says of itself."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.ground.work import actions
from amparo.ground.work.models import Job

from .factories import let_leases_lapse, make_job

pytestmark = pytest.mark.django_db


def begun(*, lost: Callable[[], bool] = bool) -> actions.Progress:
    """The progress of a job that runs."""
    make_job()
    let_leases_lapse()
    lease = actions.take()
    assert lease is not None
    return actions.Progress(lease.job, lost=lost)


def test_a_report_shows_fraction_and_next_step() -> None:
    progress = begun()
    progress.report(0.25, "Reading")
    job = Job.objects.get()
    assert (job.percent, job.next_step) == (25, "Reading")


def test_the_estimate_is_as_much_again_as_was_needed_for_the_half() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        progress = begun()
        clock.shift(datetime.timedelta(seconds=60))
        progress.report(0.5, "Writing")
        job = Job.objects.get()
        assert job.estimate is not None
        assert round((job.estimate - timezone.now()).total_seconds()) == 60


def test_many_reports_of_one_step_write_once_a_second() -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        progress = begun()
        progress.report(0.0, "Reading")
        with CaptureQueriesContext(connection) as queries:
            for number in range(1000):
                progress.report(number / 1000, "Reading")
        assert len(queries) == 0
        clock.shift(datetime.timedelta(seconds=2))
        progress.report(0.9, "Reading")
    assert Job.objects.get().percent == 90


def test_a_fraction_out_of_bounds_is_brought_back() -> None:
    progress = begun()
    progress.report(1.5, "too far")
    assert Job.objects.get().fraction == 1.0
    progress.report(-3, "not yet")
    assert Job.objects.get().fraction == 0.0


def test_a_job_whose_lease_is_lost_stops_at_its_next_report() -> None:
    progress = begun(lost=lambda: True)
    with pytest.raises(actions.Stopping):
        progress.report(0.5, "half")
    assert Job.objects.get().fraction == 0.0
