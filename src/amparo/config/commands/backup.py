"""`amparo backup FILE`: a running installation, in two files for two places."""

import argparse
import datetime
import json
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler

from amparo.config.files import shown
from amparo.ground.identity.models import BACKUP_LEAVES_OUT
from amparo.ground.vault import keystore

from . import archive, postgresql

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

LAST = "last-backup.json"
KEYS_LAST = datetime.timedelta(days=14)


class CannotBackUpError(Exception):
    """Why no backup was written, and what to do."""


def register(add: "Subparsers") -> None:
    """Add `backup` to the command line."""
    parser = add.add_parser("backup", help="write a backup of this running installation")
    parser.add_argument("file", type=Path, metavar="FILE", help="a .tar, or .tar.gz to compress")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    backup(given.file)
    print(f"Backed up to {given.file}")
    print(f"Its keys are in {keys_of(given.file)}: keep them in another place, at most 14 days.")
    print("One of the two alone restores no case.")
    for old in old_keys(given.file):
        print(f"{old} is older than 14 days: remove it, or what was destroyed can be opened.")
    if settings.AMPARO_FILES_URL:
        print(f"Files are not in it: they stay in {shown(settings.AMPARO_FILES_URL)}.")
        print("Keep a copy of that bucket too (versions, or a second bucket).")
    return 0


def keys_of(target: Path) -> Path:
    """Where the keys that belong to a backup are written."""
    return target.with_name(target.name + ".keys")


def old_keys(target: Path) -> list[Path]:
    """Keys of older backups beside this one that are kept for longer than they may be."""
    before = datetime.datetime.now(datetime.UTC).timestamp() - KEYS_LAST.total_seconds()
    beside = target.expanduser().absolute().parent.glob("*.keys")
    return sorted(path for path in beside if path.stat().st_mtime < before)


def backup(target: Path, *, with_keystore: bool = True) -> None:
    """Write a backup of this installation to `target` and its keys to `target`.keys, both 0600.

    The keys are the installation's secrets and the keystore; without them no case opens, and they
    alone open nothing. A backup that stays beside its installation is made without the keystore,
    which must not be kept for longer than 14 days.

    The database first, then keys and files: each is written before the row that names it, so none
    that a row names is missed. Sessions and the counters of failed sign-ins are left out. Raises
    CannotBackUpError, postgresql.ToolError or OSError; then no file is changed.
    """
    target = target.expanduser().absolute()
    home = Path(settings.AMPARO_HOME)
    if not target.parent.is_dir():
        raise CannotBackUpError(f"There is no folder {target.parent}")
    about = {"engine": connection.vendor, "made": _now()}
    if settings.AMPARO_FILES_URL:
        about["files"] = shown(settings.AMPARO_FILES_URL)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        rows = Path(folder) / "rows"
        if connection.vendor == "sqlite":
            _copy_sqlite(Path(str(connection.settings_dict["NAME"])), rows)
        else:
            _dump_postgresql(rows)
        with archive.writing(keys_of(target), about) as keys:
            for path in _files_below(Path(settings.AMPARO_SECRETS)):
                keys.add(f"secrets/{path.name}", path)
            for path in _files_below(Path(settings.AMPARO_KEYSTORE)) if with_keystore else ():
                if path.suffix == keystore.ENDING:
                    keys.add(f"keystore/{path.name}", path)
        with archive.writing(target, about) as whole:
            name = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
            whole.add(name, rows)
            if not settings.AMPARO_FILES_URL:
                files = Path(settings.AMPARO_FILES)
                for path in _files_below(files):
                    whole.add(f"files/{path.relative_to(files).as_posix()}", path)
            whole.add("installation.json", home / "installation.json")
    _remember(home)


def _files_below(folder: Path) -> list[Path]:
    """Plain files in a fixed order; names that begin with a dot are still being written."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    )


def _copy_sqlite(source: Path, target: Path) -> None:
    """One moment of a database that others write to meanwhile, without what is left out."""
    if not source.exists():
        raise CannotBackUpError("There is no database yet, so nothing to back up")
    target.touch(mode=0o600)
    # Opened by Django: its constraints call functions that it brings along.
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": target}
    other = ConnectionHandler({"default": engine})["default"]
    with closing(other), closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live:
        other.ensure_connection()
        copy: sqlite3.Connection = other.connection
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        known = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
        for table in BACKUP_LEAVES_OUT:
            if table in known:
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a table name of our models
        copy.execute("VACUUM")
        (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise CannotBackUpError("The database is damaged; SQLite says so. Keep older backups.")


def _dump_postgresql(target: Path) -> None:
    words = ["--format=custom", f"--file={target}", "--no-owner", "--no-privileges"]
    words += [f"--exclude-table-data=public.{table}" for table in BACKUP_LEAVES_OUT]
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    postgresql.run("pg_dump", words, connection.settings_dict, server=server)
    target.chmod(0o600)


def _remember(home: Path) -> None:
    """For `amparo check`, which asks how old the last backup is."""
    beside = home / f".{LAST}.{os.getpid()}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump({"at": _now()}, out)
    beside.replace(home / LAST)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
