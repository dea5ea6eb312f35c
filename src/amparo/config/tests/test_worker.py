"""The worker as a process: started, asked to stop, killed, cut off from its database."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.living import environment, own_database

pytestmark = [pytest.mark.slow, pytest.mark.engine]

PATIENCE = 30.0  # seconds
# A worker whose house knows one more job, which takes half a minute and reports as it goes.
SLOW_WORKER = """
import sys, time, django
django.setup()
from amparo.ground.work import jobs
def slow(progress):
    for step in range(600):
        progress.report(step / 600, "step")
        time.sleep(0.05)
jobs.slow = slow
from amparo.ground.work.actions import enqueue
if "order" in sys.argv:
    enqueue("work.slow")
from amparo.config.commands.worker import work_on
sys.exit(work_on())
"""
ORDER = "import django; django.setup(); from amparo.ground.work.actions import enqueue; "


@dataclass
class Home:
    """A home with empty tables, and the workers that were started in it."""

    folder: Path
    database: str
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        more = {"AMPARO_DATABASE_URL": self.database} if self.database else {}
        return environment(
            AMPARO_HOME=str(self.folder),
            DJANGO_SETTINGS_MODULE="amparo.config.settings",
            **more,
        )

    def run(self, *words: str) -> str:
        """A Python process to its end; what it said."""
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """A worker, until the test ends."""
        worker = subprocess.Popen([sys.executable, *words], env=self.environment)
        self.workers.append(worker)
        return worker

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a statement gives, from outside of Django: a process costs seconds."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as connection:
                cursor = connection.execute(sql)
                return cursor.fetchall() if cursor.description else []
        with contextlib.closing(
            sqlite3.connect(self.folder / "amparo.sqlite3", timeout=20, isolation_level=None)
        ) as rows:
            return rows.execute(sql).fetchall()

    def see(self) -> dict[str, Any]:
        """Its workers and jobs."""
        return {
            "workers": self.ask("SELECT count(*) FROM work_worker")[0][0],
            "jobs": self.ask("SELECT name, state, attempts, next_step FROM work_job"),
        }

    def end(self) -> None:
        """No workers, no rows."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers.clear()
        for table in ("work_worker", "work_job", "work_due", "django_q_ormq"):
            self.ask(f"DELETE FROM {table}")  # noqa: S608 - a name from the line above

    def wait_until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """What is seen once `holds` does; fails after PATIENCE."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            seen = self.see()
            if holds(seen):
                return seen
            time.sleep(0.05)
        pytest.fail(f"still {seen}")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with own_database() as database:
        made = Home(tmp_path_factory.mktemp("worker") / "home", database)
        made.run("-m", "django", "migrate", "--verbosity", "0", "--skip-checks")
        yield made


@pytest.fixture
def home(migrated: Home) -> Iterator[Home]:
    yield migrated
    migrated.end()


def test_a_worker_runs_what_is_ordered_elsewhere_and_ends_when_asked(home: Home) -> None:
    worker = home.start("-m", "amparo.config.cli", "worker")
    home.run("-c", ORDER + 'enqueue("work.prune")')
    done = {"workers": 1, "jobs": [("work.prune", "done", 1, "")]}
    home.wait_until(lambda seen: seen == done)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert home.see()["workers"] == 0


def test_a_worker_that_stops_gives_its_job_back_and_another_starts_it_over(home: Home) -> None:
    first = home.start("-c", SLOW_WORKER, "order")
    home.wait_until(lambda seen: bool(seen["jobs"]) and seen["jobs"][0][3] == "step")
    first.send_signal(signal.SIGINT)
    assert first.wait(PATIENCE) == 0
    assert home.see()["jobs"] == [("work.slow", "waiting", 0, "")]
    home.start("-c", SLOW_WORKER)
    seen = home.wait_until(lambda seen: seen["jobs"][0][3] == "step")
    assert seen["jobs"] == [("work.slow", "running", 1, "step")]


def test_a_killed_workers_job_is_taken_again_once_its_lease_has_lapsed(home: Home) -> None:
    first = home.start("-c", SLOW_WORKER, "order")
    home.wait_until(lambda seen: bool(seen["jobs"]) and seen["jobs"][0][3] == "step")
    first.kill()
    first.wait()
    home.start("-c", SLOW_WORKER)
    home.wait_until(lambda seen: seen["workers"] == 2)
    assert home.see()["jobs"][0][:3] == ("work.slow", "running", 1)
    home.ask("UPDATE django_q_ormq SET lock = '2000-01-01 00:00:00'")
    home.wait_until(lambda seen: seen["jobs"][0][2] == 2)


def test_a_worker_outlives_a_cut_connection(home: Home) -> None:
    if not home.database:
        pytest.skip("SQLite has no connection to cut")
    worker = home.start("-m", "amparo.config.cli", "worker")
    home.wait_until(lambda seen: seen["workers"] == 1)
    ((cut,),) = home.ask(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    assert cut >= 2
    home.run("-c", ORDER + 'enqueue("work.prune")')
    home.wait_until(lambda seen: bool(seen["jobs"]) and seen["jobs"][0][1] == "done")
    assert worker.poll() is None
