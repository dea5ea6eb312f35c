"""Jobs of the test's own, in this room's jobs.py for as long as the test runs."""

from collections.abc import Callable

import pytest

from amparo.ground.work import jobs

JobFunction = Callable[..., None]


@pytest.fixture
def job_called(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, JobFunction], None]:
    """Give this room one more job."""

    def add(name: str, function: JobFunction) -> None:
        monkeypatch.setattr(jobs, name, function, raising=False)

    return add
