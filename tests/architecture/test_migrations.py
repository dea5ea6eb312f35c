"""The database can always be brought up to date, from every release there was."""

import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.backends.sqlite3._functions import register

from tests.architecture.house import CLONE
from tests.living import environment, own_database

RELEASES = sorted(path.name for path in (CLONE / "tests" / "releases").glob("[0-9]*"))
# Django's own bookkeeping grows with migrations; all else must still be there.
BOOKKEEPING = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}

# Rows of files that can be made again, and are.
MADE_AGAIN = {"press_onefile"}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_database_of_this_release_is_kept():
    import amparo

    version = next(
        line.split('"')[1]
        for line in (CLONE / "pyproject.toml").read_text().splitlines()
        if line.startswith("version = ")
    )
    assert amparo.__doc__
    assert version in RELEASES


@pytest.mark.engine
@pytest.mark.parametrize("release", RELEASES)
def test_a_database_of_an_earlier_release_is_brought_up_to_date_and_keeps_its_rows(
    release, tmp_path
):
    folder = CLONE / "tests" / "releases" / release
    kept = json.loads((folder / "counts.json").read_text())
    with own_database() as address:
        _restore(folder, tmp_path, address)
        more = {"AMPARO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "amparo.config.settings"}
        if address:
            more["AMPARO_DATABASE_URL"] = address
        for command in (["migrate", "-v0"], ["migrate", "--check"], ["check"]):
            subprocess.run(
                [sys.executable, "-m", "django", *command], env=environment(**more), check=True
            )
        now = _counts(set(kept) - BOOKKEEPING - MADE_AGAIN, tmp_path, address)
    assert now == {name: rows for name, rows in kept.items() if name in now}
    assert len(now) > 10


def _restore(folder, home, address):
    name = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    script = gzip.decompress((folder / f"{name}.sql.gz").read_bytes()).decode()
    if address:
        import psycopg

        with psycopg.connect(address, autocommit=True) as server:
            server.execute(script)
    else:
        with closing(sqlite3.connect(home / "amparo.sqlite3")) as rows:
            register(rows)  # what Django's constraints call
            rows.executescript(script)


def _counts(tables, home, address):
    if address:
        import psycopg

        opened = psycopg.connect(address)
    else:
        opened = sqlite3.connect(home / "amparo.sqlite3")
    with closing(opened) as rows:
        return {
            name: rows.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in tables
        }
