"""What holds for every test: a home of its own, and no network but loopback.

Loaded by pytest before Django reads its settings (`-p tests.plugin` in pyproject.toml).
"""

import atexit
import functools
import os
import re
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

from tests import world

# Each process of a parallel run gets its own folder; what a developer has set does not leak in.
_home = tempfile.mkdtemp(prefix="amparo-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
_database = os.environ.get("AMPARO_TEST_DATABASE_URL", "")
for _name in [name for name in os.environ if name.startswith("AMPARO_")]:
    if _name != "AMPARO_TEST_DATABASE_URL":
        del os.environ[_name]
os.environ["AMPARO_HOME"] = _home
if "TESTS_WORLD" not in os.environ:  # else another process of this run made it, and removes it
    os.environ["TESTS_WORLD"] = tempfile.mkdtemp(prefix="amparo-world-")
    atexit.register(world.forget, Path(os.environ["TESTS_WORLD"]), _database)
os.environ["AMPARO_FONTS"] = "none"  # those that are here; none is fetched
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"
if _database:
    _servers = os.environ.get("TESTS_SERVERS", _database).split()
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["AMPARO_DATABASE_URL"] = _servers[_number % len(_servers)]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make what is made of sources once, before any worker of a parallel run."""
    if hasattr(session.config, "workerinput"):
        return
    from amparo.config.commands import build, client

    build.catalogues()
    try:
        build.client()
    except client.CannotBuildError as problem:  # the tests of those programs fail, and say why
        print(f"The programs for browsers could not be made: {problem}")
    build.static()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """A slow module runs in one process, since what it sets up serves all of it."""
    return Scheduler(config, log)


class Scheduler(LoadScopeScheduling):
    """Tests go to whichever process is free, those of a slow module and of a journey together."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if _is_slow(module) else nodeid


@functools.cache
def _is_slow(module: str) -> bool:
    return re.search(r"mark\.(slow|journey)\b", Path(module).read_text("utf-8")) is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow modules begin first: what is still running at the end is short.

    On PostgreSQL, tests that ask no database say nothing new: they are left out.
    """
    from tests.selection import asks_a_database

    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if not _database:
        return
    again = [item for item in items if asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
    items[:] = again


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whoever asks for the run's database is asked whether it may."""
    from tests.selection import begins

    begins(item)


_connect = socket.socket.connect


class NetworkIsClosedError(Exception):
    """A test tried to reach another machine."""


def _loopback_only(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise NetworkIsClosedError(f"a test tried to reach {address[0]}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _first_rows_again() -> None:
    """A test that commits empties every table at its end: what migrations wrote comes back.

    So tests may follow each other in any order.
    """
    import yaml
    from django.db.models.signals import post_migrate

    from amparo.direction.strategy import actions as strategy
    from amparo.direction.strategy.models import Commitment, Framework, Goal
    from amparo.ground.vocabulary import actions as vocabulary
    from amparo.ground.vocabulary.models import Language

    def emptied(**about: Any) -> None:
        # A migration sends this signal too, and names its plan: it writes its own rows.
        if "plan" not in about and not Language.objects.exists():
            vocabulary.load()
            told = yaml.safe_load(strategy.FILE.read_text("utf-8"))
            strategy.write(Framework, Goal, Commitment, told)

    post_migrate.connect(emptied, weak=False)


@pytest.fixture
def migrating(transactional_db: None) -> Iterator[Callable[[str, str], Any]]:
    """Go to a migration of an app: gives the rows as they were then. All are back at the end."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    yield lambda app, name: MigrationExecutor(connection).migrate([(app, name)])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture(autouse=True, scope="session")
def _quick_hashes() -> None:
    """A passphrase of a test costs a thousandth; test_sign_in asserts what it costs outside."""
    from amparo.ground.identity.adapter import Passphrases

    Passphrases.time_cost, Passphrases.memory_cost, Passphrases.parallelism = 1, 64, 1


@pytest.fixture(autouse=True, scope="session")
def _static_files_once() -> None:
    """Every client of a test is a server that starts: the hundreds of static files are read once.

    They are made when a run begins, and are the same for all of its tests.
    """
    from whitenoise.base import WhiteNoise

    read, known = WhiteNoise.update_files_dictionary, {}

    def once(self: WhiteNoise, root: str, prefix: str) -> None:
        key = (root, prefix, self.max_age, Path(root).stat().st_mtime_ns)
        if key not in known:
            others, self.files = self.files, {}
            read(self, root, prefix)
            known[key], self.files = self.files, others
        self.files.update(known[key])

    WhiteNoise.update_files_dictionary = once


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(socket.socket, "connect", _loopback_only)
    return


@pytest.fixture(autouse=True)
def _own_keystore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test destroys and loses keys of its own."""
    from django.conf import settings

    folder = Path(_home) / f"keystore-{uuid.uuid4()}"  # made by whoever needs it
    monkeypatch.setattr(settings, "AMPARO_KEYSTORE", folder)
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _clean_process_memory() -> Iterator[None]:
    """What a process keeps in memory between requests does not pass from one test to the next."""
    from django.core.cache import cache
    from django.utils import translation

    from amparo.ground.interface import middleware

    cache.clear()
    middleware.shelf.pages.clear()
    middleware.shelf.held = 0
    translation.activate("en")
    yield
    translation.activate("en")
