"""A real installation for a test: `amparo up` with its server and worker, on a home of its own."""

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import world
from tests.selection import must_be_marked

PATIENCE = 240.0  # seconds for a demonstration world on a busy machine
READY = "Amparo is ready: "


class DidNotStartError(Exception):
    """`amparo up` ended or took too long; the message is what it said."""


@dataclass(frozen=True)
class Living:
    """A running installation: its address without a final slash, its home, what `up` said."""

    address: str
    home: Path
    said: str
    database: str
    process: subprocess.Popen[str]


def free_port() -> int:
    """A port of loopback that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def environment(**more: str) -> dict[str, str]:
    """This process's environment without any installation's settings; files in few formats."""
    more = {"AMPARO_FORMATS": "html,epub,text"} | more
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")}
    return kept | more


def inside(house: Living, *arguments: str, mail: str = "") -> str:
    """What `python -m ARGUMENTS` says in the same installation, whose mail goes to `mail`."""
    more = {"AMPARO_HOME": str(house.home), "DJANGO_SETTINGS_MODULE": "amparo.config.settings"}
    if house.database:
        more["AMPARO_DATABASE_URL"] = house.database
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        env=environment(**more, AMPARO_MAIL=mail),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@contextlib.contextmanager
def own_database(make: Callable[[str, str], None] | None = None) -> Iterator[str]:
    """A fresh database when the run is on PostgreSQL, or "" for a file in the home.

    For tests marked `engine` and for journeys. `make` makes it on a server by a name; without it,
    it is empty.
    """
    must_be_marked()
    server = os.environ.get("AMPARO_TEST_DATABASE_URL", "")
    if not server:
        yield ""
        return
    import psycopg

    name = f"living_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        if make:
            make(server, name)
        else:
            connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server.rsplit('/', 1)[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def installation(
    *arguments: str, home: Path | None = None, database: str | None = None, **settings: str
) -> Iterator[Living]:
    """`amparo up ARGUMENTS`, ready; stopped and its home removed at the end.

    `home` and `database` are what is there already, or where it is to be. Without both it is a
    house with a database as the run has them: with the demonstration of this run, or `--empty`.
    `settings` are environment variables of this house.
    """
    folder = home or Path(tempfile.mkdtemp(prefix="amparo-living-"))
    furnish = None
    if home is None and database is None and "--empty" not in arguments:
        if os.environ.get("AMPARO_TEST_DATABASE_URL"):
            furnish = functools.partial(world.copied_rows, folder, start=_first_start)
        else:
            world.copied(folder, _first_start)
    try:
        given = contextlib.nullcontext(database) if database is not None else own_database(furnish)
        with given as rows:
            more = {"AMPARO_DATABASE_URL": rows} if rows else {}
            yield from _run(list(arguments), folder, rows, environment(**more, **settings))
    finally:
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def _first_start(home: Path, database: str) -> contextlib.AbstractContextManager[Living]:
    return installation(home=home, database=database)


def _run(
    arguments: list[str], folder: Path, database: str, env: dict[str, str]
) -> Iterator[Living]:
    port = free_port()
    command = [sys.executable, "-m", "amparo.config.cli", "up", *arguments]
    words = folder.parent / f"{folder.name}.up"
    with words.open("w+") as out:
        process = subprocess.Popen(
            [*command, "--home", str(folder), "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env=env,
        )
    try:
        said = _until_ready(process, words)
        yield Living(f"http://localhost:{port}", folder, said, database, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        words.unlink(missing_ok=True)


def _until_ready(process: subprocess.Popen[str], words: Path) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = words.read_text(errors="replace")
        if READY in said:
            return said
        if process.poll() is not None:
            raise DidNotStartError(words.read_text(errors="replace")[-3000:])
        time.sleep(0.1)
    raise DidNotStartError(f"not ready after {PATIENCE:.0f} s: {said[-3000:]}")
