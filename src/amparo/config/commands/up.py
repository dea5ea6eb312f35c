"""`amparo up`: one installation, running. Server and worker, until Ctrl-C.

The home is chosen before Django reads its settings, so nothing here imports Django at the top.
"""

import argparse
import fcntl
import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from .processes import Child, GaveUpError, House

CLONE = Path(__file__).resolve().parents[4]
OURS = {
    "amparo.sqlite3", "amparo.sqlite3-shm", "amparo.sqlite3-wal", "backups", "demonstration",
    "files", "installation.json", "keystore", "logs", "search", "secrets", "up.lock",
}  # fmt: skip
PATIENCE = 60.0  # seconds until the server and the worker must answer
PROCESSES, THREADS = 2, 8  # a thread waits as long as somebody's request takes to arrive


class CannotStartError(Exception):
    """Why this installation does not start, and what to do; for a person to read."""


def main(arguments: Sequence[str]) -> int:
    """Run an installation until it is stopped; returns what the process ends with."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except CannotStartError as problem:
        print(f"amparo up: {problem}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="amparo up",
        description="Start an installation: its server and its worker, until Ctrl-C. Without a"
        " real installation in var/, that is the demonstration in var/demonstration.",
    )
    parser.add_argument("--port", type=int, metavar="N", help="the port (8000)")
    parser.add_argument("--home", type=Path, metavar="DIR", help="where its state lives")
    parser.add_argument(
        "--empty", action="store_true", help="a real, empty installation; no demonstration"
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    home, demonstration = _choose_home(options.home, empty=options.empty)
    port = options.port or int(os.environ.get("AMPARO_PORT", "8000"))
    host = "127.0.0.1" if demonstration else os.environ.get("AMPARO_BIND", "127.0.0.1")
    held = _hold(home)
    _refuse_taken(host, port)
    told = _installation(home, demonstration=demonstration)
    os.environ.update(
        AMPARO_HOME=str(home),
        AMPARO_PORT=str(port),
        DJANGO_SETTINGS_MODULE="amparo.config.settings",
    )

    import django

    django.setup()

    from django.conf import settings

    from . import build

    if build.catalogues():
        print("The catalogues are compiled", flush=True)
    _make_client()
    if build.static():
        print("The style sheet and scripts are ready", flush=True)
    os.umask(0o077)
    _migrate(home)
    _have_forms()
    if demonstration:
        _furnish(home, told)

    from django.db import connections

    connections.close_all()
    house = House(_children(host, port, settings.AMPARO_LOGS), dict(os.environ))
    started = datetime.now(UTC)
    house.start()
    try:
        _wait_until_ready(house, port, started)
        if not house.stopping.is_set():
            # In one piece: whoever waits for the first line has all of them.
            lines = (f"Amparo is ready: http://localhost:{port}", *_greeting(port, demonstration))
            print("\n".join(lines), flush=True)
            house.tend()
    except GaveUpError as problem:
        raise CannotStartError(str(problem)) from problem
    finally:
        house.stop()
        held.close()
    return 0


def _make_client() -> None:
    """The programs that browsers run. Without them requests are sealed here, and the desk waits."""
    from . import build, client

    try:
        if build.client(lambda words: print(words, flush=True)):
            print("The programs for browsers are ready", flush=True)
    except client.CannotBuildError as problem:
        print(
            f"The programs for browsers could not be made ({problem}). People can ask for help;"
            " the desk and the keys do not open until the next start makes them.",
            flush=True,
        )


def _choose_home(given: Path | None, *, empty: bool) -> tuple[Path, bool]:
    """The home and whether it is a demonstration. Raises CannotStartError where they disagree."""
    told = given or (Path(os.environ["AMPARO_HOME"]) if os.environ.get("AMPARO_HOME") else None)
    own = CLONE / "var"
    if told is not None:
        home = told.expanduser().resolve()
    elif empty or (own / "installation.json").exists():
        home = own
    else:
        home = own / "demonstration"
    if (home / "installation.json").exists():
        known = json.loads((home / "installation.json").read_text(encoding="utf-8"))
        demonstration = bool(known.get("demonstration"))
        if demonstration and empty:
            raise CannotStartError(
                f"{home} holds a demonstration, which cannot become a real installation."
                " Give another folder: --home DIR --empty"
            )
        return home, demonstration
    if home.exists():
        if not home.is_dir():
            raise CannotStartError(f"{home} is a file, not a folder. Give another: --home DIR")
        if any(entry.name not in OURS for entry in home.iterdir()):
            raise CannotStartError(
                f"{home} holds other things already. Give an empty folder: --home DIR"
            )
        if (home / "amparo.sqlite3").exists():
            return home, False
    return home, not empty


def _hold(home: Path) -> IO[str]:
    """The home, held by this process alone. Raises CannotStartError if another holds it."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    held = os.fdopen(os.open(home / "up.lock", os.O_RDWR | os.O_CREAT, 0o600), "w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        held.close()
        raise CannotStartError(f"{home} is running already, from another bin/up") from taken
    return held


def _refuse_taken(host: str, port: int) -> None:
    if not 0 < port < 65_536:
        raise CannotStartError(f"{port} is not a port; choose one between 1 and 65535")
    try:
        with socket.create_server((host, port)):
            pass
    except PermissionError as refused:
        raise CannotStartError(f"port {port} needs more rights; choose one above 1023") from refused
    except OSError as taken:
        raise CannotStartError(
            f"port {port} is taken by another program; choose another, such as --port {port + 1}"
        ) from taken


def _installation(home: Path, *, demonstration: bool) -> dict[str, object]:
    """What this home says of itself, written if it is new."""
    path = home / "installation.json"
    if path.exists():
        known: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
        return known
    fresh: dict[str, object] = {"demonstration": demonstration}
    _write_installation(home, fresh)
    return fresh


def _write_installation(home: Path, told: dict[str, object]) -> None:
    beside = home / ".installation.json"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(told, out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(home / "installation.json")


def _migrate(home: Path) -> None:
    """Bring the database up to date; one that already holds rows is backed up first."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return
    if executor.loader.applied_migrations:
        from .backup import backup

        folder = home / "backups"
        folder.mkdir(exist_ok=True, mode=0o700)
        target = folder / f"before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
        # The keystore is left as it is; a copy of it that stays would not forget.
        backup(target, with_keystore=False)
        print(f"Backed up to {target} before {len(pending)} changes of the database", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    print("The database is up to date", flush=True)
    # What migrations write passes no outbox, and a new version may find by other rules.
    from .reindex import reindex

    reindex()
    # A new version writes other files; the worker makes them while everything else goes on.
    from amparo.capacity.press.actions import rebuild_all

    rebuild_all()


def _have_forms() -> None:
    """The questions that people are asked follow this version's files and catalogues."""
    from amparo.capacity.fellowships.actions import standard as fellowships
    from amparo.protection.cases.actions import standard as cases

    cases.have_forms()
    fellowships.have_forms()


def _furnish(home: Path, told: dict[str, object]) -> None:
    """Write the demonstration world, unless this very world is already there."""
    from .build import digest
    from .demo import build as build_world

    sources = [
        path
        for pattern in ("**/demo.py", "**/demo_world/**/*", "**/migrations/*.py")
        for path in (CLONE / "src" / "amparo").glob(pattern)
        if path.is_file()
    ]
    world = digest(sources)
    if told.get("world") == world:
        return
    build_world()
    _write_installation(home, {**told, "world": world})


def serving(host: str, port: int, application: str) -> list[str]:
    """The command that serves a WSGI application as we serve ours: no access log, no websockets."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", str(PROCESSES)),
        *("--blocking-threads", str(THREADS), "--no-ws"),
        *("--no-access-log", "--log-level", "warning", "--respawn-failed-workers", application),
    ]


def _children(host: str, port: int, logs: Path) -> list[Child]:
    server = serving(host, port, "amparo.config.wsgi:application")
    worker = [sys.executable, "-m", "amparo.config.cli", "worker"]
    return [
        Child("server", server, logs / "server.log"),
        Child("worker", worker, logs / "worker.log"),
    ]


def _wait_until_ready(house: House, port: int, started: datetime) -> None:
    """Until the server answers a page and the worker its call, or somebody stops us.

    Raises GaveUpError if a child ends first or takes longer than PATIENCE.
    """
    began = time.monotonic()
    awaited = {"server": lambda: _server_answers(port), "worker": lambda: _worker_answers(started)}
    for child in house.children:
        while not awaited[child.name]():
            if house.stopping.wait(0.1):
                return
            if not child.running or time.monotonic() - began > PATIENCE:
                raise GaveUpError(f"The {child.name} did not start; see {child.log}")


def _server_answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/en/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _worker_answers(since: datetime) -> bool:
    from amparo.ground.work import queries

    seen = queries.last_seen()
    return seen is not None and seen >= since


def _greeting(port: int, demonstration: bool) -> list[str]:
    """After the ready line: who may sign in, or how to set up."""
    if demonstration:
        from amparo.ground.identity.demo import sign_ins
        from amparo.ground.vault.demo import greeting

        return [*sign_ins(), *greeting()]
    from amparo.front.actions import set_up_code

    code = set_up_code()
    if not code:
        return []
    return [f"To set up, open http://localhost:{port}/en/set-up/ and enter: {code}"]
