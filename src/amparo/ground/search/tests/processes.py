"""Starting `program.py` on the database of a test."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

PROGRAM = Path(__file__).with_name("program.py")
SOURCE = Path(__file__).parents[4]


@contextmanager
def shared_database() -> Iterator[dict[str, Any]]:
    """Settings of a database that this process and its children see alike.

    On PostgreSQL the test's own; on SQLite, whose tests live in memory, a file.
    """
    told = connection.settings_dict
    if connection.vendor == "postgresql":
        names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
        yield {name: told[name] for name in names}
        return
    with tempfile.TemporaryDirectory(prefix="amparo-search-") as folder:
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;",
        }
        given = {"ENGINE": told["ENGINE"], "NAME": f"{folder}/rows", "OPTIONS": options}
        own = connections["default"]
        connections["default"] = connections.create_connection("default")
        filled = {**told, **given, "TEST": {}}
        connections["default"].settings_dict = filled
        try:
            call_command("migrate", "search", verbosity=0)
            yield given
        finally:
            connections["default"].close()
            connections["default"] = own


@contextmanager
def program(database: dict[str, Any], verb: str) -> Iterator[subprocess.Popen[str]]:
    """The program, started; killed with SIGKILL in the end if it still runs."""
    running = subprocess.Popen(
        [sys.executable, PROGRAM, json.dumps(database), str(settings.AMPARO_INDEX), verb],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()
