"""The demonstration, made once for all tests of a run: its first start, its library's files.

Every house that shows it begins with a copy, as one that was started before and stopped. What a
first start itself does is for `tests/commands/test_up.py`.
"""

import contextlib
import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FOLDER = "TESTS_WORLD"  # in the environment: where the worlds of a run are, for all its processes
LEFT = "SELECT count(*) FROM work_job WHERE state IN ('waiting', 'running')"
PATIENCE = 900.0  # seconds until every file of the library is made, on a busy machine

Start = Callable[[Path, str], contextlib.AbstractContextManager[Any]]


class NotFurnishedError(Exception):
    """The files of the demonstration's library were not all made in time."""


def copied(home: Path, start: Start) -> None:
    """The world of this run in a fresh home; `start` starts a house there, to make it once."""
    with _held() as folder:
        world = folder / "files"
        if not (world / "made").exists():
            shutil.rmtree(world, ignore_errors=True)
            world.mkdir()
            _make(world / "home", "", start)
            (world / "made").touch()
    shutil.copytree(world / "home", home, dirs_exist_ok=True)
    home.chmod(0o700)


def copied_rows(home: Path, server: str, name: str, start: Start) -> None:
    """The same where the rows are on a server: a new database `name`, and files in the home."""
    import psycopg

    with _held() as folder, psycopg.connect(server, autocommit=True) as connection:
        world, template = folder / "rows", template_name(folder)
        if not (world / "made").exists():
            shutil.rmtree(world, ignore_errors=True)
            world.mkdir()
            connection.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{template}"')
            _make(world / "home", f"{server.rsplit('/', 1)[0]}/{template}", start)
            (world / "made").touch()
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    shutil.copytree(world / "home", home, dirs_exist_ok=True)
    home.chmod(0o700)


def template_name(folder: Path) -> str:
    """The database that the others of a run are copies of."""
    return f"world_{folder.name.replace('-', '_').lower()}"


def forget(folder: Path, server: str) -> None:
    """Remove the worlds of a run."""
    shutil.rmtree(folder, ignore_errors=True)
    if server:
        import psycopg

        with contextlib.suppress(psycopg.Error), psycopg.connect(server, autocommit=True) as held:
            held.execute(f'DROP DATABASE IF EXISTS "{template_name(folder)}" WITH (FORCE)')


@contextlib.contextmanager
def _held() -> Iterator[Path]:
    """The folder of worlds; one process at a time, the others wait for what it makes."""
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _make(home: Path, database: str, start: Start) -> None:
    until = time.monotonic() + PATIENCE
    with start(home, database):
        while _left(home, database):
            if time.monotonic() > until:
                raise NotFurnishedError
            time.sleep(0.5)


def _left(home: Path, database: str) -> int:
    """How many jobs wait or run."""
    if database:
        import psycopg

        with psycopg.connect(database) as rows:
            found: Any = rows.execute(LEFT).fetchone()
    else:
        with contextlib.closing(
            sqlite3.connect(f"file:{home}/amparo.sqlite3?mode=ro", uri=True, timeout=30)
        ) as file:
            found = file.execute(LEFT).fetchone()
    return int(found[0])
