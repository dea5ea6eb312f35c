"""`amparo restore FILE`: a backup becomes an installation, whole or not at all.

The settings are not read before the home is in place, because reading them makes secrets in it.
"""

import argparse
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import archive, postgresql

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

CLONE = Path(__file__).resolve().parents[4]
STAGING = ".restoring"


class CannotRestoreError(Exception):
    """Why nothing was restored, and what to do."""


def register(add: "Subparsers") -> None:
    """Add `restore` to the command line."""
    parser = add.add_parser("restore", help="make an installation from a backup")
    parser.add_argument("file", type=Path, metavar="FILE", help="what `amparo backup` wrote")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="its keys (FILE.keys)")
    parser.add_argument(
        "--without-keys",
        action="store_true",
        help="restore without keys: every case is lost, second factors too; all are signed out",
    )
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    home = Path(os.environ.get("AMPARO_HOME") or CLONE / "var").expanduser().resolve()
    keys = given.keys or given.file.with_name(given.file.name + ".keys")
    if given.without_keys:
        keys = None
    elif not keys.exists():
        raise CannotRestoreError(
            f"The keys of this backup are not in {keys}. Say where they are with --keys FILE, or"
            " give them up with --without-keys."
        )
    restore(given.file, home, keys)
    print(f"Restored to {home}; now its search index is made")
    _complete(home)
    print(f"Ready. Start it with: bin/up --home {home}")
    return 0


def restore(source: Path, home: Path, keys: Path | None) -> None:
    """Make `home` from a backup and its keys.

    Everything is unpacked into a folder inside the home and held against its manifest before
    anything is moved; the database comes last, so that a home without one is not restored yet.
    Raises CannotRestoreError, archive.DamagedError, postgresql.ToolError or OSError, and leaves
    the home as empty as it was.
    """
    if not source.exists():
        raise CannotRestoreError(f"There is no file {source}")
    if home.exists() and {path.name for path in home.iterdir()} - {STAGING}:
        raise CannotRestoreError(f"{home} is not empty. Restore into a folder that is: --home DIR")
    elsewhere = _keystore_elsewhere(home)
    made = not home.exists()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    staging = home / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    moved: list[Path] = []
    try:
        manifest = archive.unpack(source, staging)
        if keys is not None:
            archive.unpack(keys, staging)
        _rows_in_place(manifest, staging)
        if elsewhere is not None and (staging / "keystore").is_dir():
            _move_across(staging / "keystore", elsewhere)
        for path in sorted(staging.iterdir(), key=lambda path: path.name == "amparo.sqlite3"):
            path.rename(home / path.name)
            moved.append(home / path.name)
        staging.rmdir()
        archive.sync_folder(home)
    except BaseException:
        for path in [*moved, staging]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if made:
            home.rmdir()
        raise


def _keystore_elsewhere(home: Path) -> Path | None:
    """The folder of AMPARO_KEYSTORE if it is not in the home; raises CannotRestoreError if full."""
    given = os.environ.get("AMPARO_KEYSTORE")
    if not given or Path(given).expanduser().absolute() == home / "keystore":
        return None
    place = Path(given)
    if place.exists() and any(place.iterdir()):
        raise CannotRestoreError(f"{place} holds keys already. Name another AMPARO_KEYSTORE.")
    return place


def _move_across(source: Path, target: Path) -> None:
    """Keys into a folder that may be on another disk; the last thing that can fail for a reason."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.chmod(0o700)
    for path in sorted(source.iterdir()):
        shutil.move(path, target / path.name)
    archive.sync_folder(target)
    source.rmdir()


def _rows_in_place(manifest: dict[str, Any], staging: Path) -> None:
    """The rows, ready to be used: SQLite's file under its name, or PostgreSQL filled."""
    url = os.environ.get("AMPARO_DATABASE_URL", "")
    if manifest["engine"] == "sqlite":
        if url:
            raise CannotRestoreError(
                "This is a backup of SQLite, but AMPARO_DATABASE_URL is set. Unset it."
            )
        (staging / "database.sqlite3").rename(staging / "amparo.sqlite3")
        return
    if not url:
        raise CannotRestoreError(
            "This is a backup of PostgreSQL. Set AMPARO_DATABASE_URL to an empty database."
        )
    _fill_postgresql(url, staging / "database.dump")
    (staging / "database.dump").unlink()


def _fill_postgresql(url: str, dump: Path) -> None:
    """In one transaction, into a database without tables."""
    import dj_database_url
    import psycopg

    database = dict(dj_database_url.parse(url))
    with psycopg.connect(url) as open_connection:
        row = open_connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
        server = open_connection.info.server_version // 10_000
    if row is None or row[0]:
        raise CannotRestoreError("The database of AMPARO_DATABASE_URL is not empty.")
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    words += [f"--dbname={database['NAME']}", str(dump)]
    postgresql.run("pg_restore", words, database, server=server)


def _complete(home: Path) -> None:
    """Bring the rows to this version's shape, and make the search index from them."""
    os.environ["AMPARO_HOME"] = str(home)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)

    from amparo.ground.search.actions import start_over
    from amparo.ground.vault import keystore

    from .reindex import reindex

    keystore.finish()  # a key that was destroyed after this copy was made goes again
    if lost := len(keystore.missing()):
        print(f"{lost} keys of cases are not in this backup's keys. If the keystore of the former")
        print(f"installation is still there, copy its files to {keystore.folder()}.")
    start_over()
    reindex()
