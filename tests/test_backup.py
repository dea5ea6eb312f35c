"""A backup of a running installation, restored elsewhere, shows the same pages and hashes."""

import contextlib
import hashlib
import http.client
import json
import re
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.living import Living, environment, installation, own_database

pytestmark = [pytest.mark.slow, pytest.mark.engine]

HANDBOOK = "library/writing-to-special-procedures/"
PAGES = (
    "/en/",
    "/ar/library/",
    "/fr/our-strategy/",
    f"/es/{HANDBOOK}",
    f"/ar/{HANDBOOK}how-to-write-it/",
    "/en/search/?q=consent",
)


def amparo(*words: str, home: Path, database: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a command on a home."""
    more = {"AMPARO_DATABASE_URL": database} if database else {}
    return subprocess.run(
        [sys.executable, "-m", "amparo.config.cli", *words],
        env=environment(AMPARO_HOME=str(home), **more),
        capture_output=True,
        text=True,
        check=False,
    )


def page(address: str, path: str) -> bytes | list[bytes]:
    """One page's body; of a search what it found: words taken away since weigh in its order."""
    host = address.removeprefix("http://").replace("localhost", "127.0.0.1")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": address.removeprefix("http://")})
        answer = connection.getresponse()
        assert answer.status == http.client.OK, path
        body = answer.read().replace(address.encode(), b"")
        return sorted(re.findall(rb'href="(/en/library/[^"]+)"', body)) if "?q=" in path else body


def digest(home: Path, database: str) -> str:
    """One hash over every file that the press would export."""
    return django(
        "import hashlib\n"
        "from amparo.capacity.press.models import Publication\n"
        "from amparo.capacity.press.queries import export\n"
        "total = hashlib.sha256()\n"
        "for row in Publication.objects.order_by('slug'):\n"
        "    for path, content in export.files(export.newest(row.slug)):\n"
        "        total.update(path.encode() + hashlib.sha256(content).digest())\n"
        "print(total.hexdigest())\n",
        home=home,
        database=database,
    )


def left_out(home: Path, database: str) -> str:
    """How many rows there are of what a backup leaves out."""
    return django(
        "from amparo.ground.identity.models import Session, Throttle\n"
        "print(Session.objects.count(), Throttle.objects.count())\n",
        home=home,
        database=database,
    )


def django(script: str, *, home: Path, database: str) -> str:
    """What a script says that Django runs on a home."""
    more = {"AMPARO_DATABASE_URL": database} if database else {}
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{script}"],
        env=environment(
            AMPARO_HOME=str(home), DJANGO_SETTINGS_MODULE="amparo.config.settings", **more
        ),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.fixture(scope="module")
def backed_up(living: Living, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the running demonstration with its files; tests copy what they break."""
    left = (
        "from amparo.ground.work.models import Job\n"
        "print(Job.objects.filter(state__in=['waiting', 'running']).count())\n"
    )
    while django(left, home=living.home, database=living.database) != "0":
        continue  # asking takes a second
    django(
        "import datetime\n"
        "from django.utils import timezone\n"
        "from amparo.ground.identity.models import Session, Throttle\n"
        "now = timezone.now()\n"
        "Throttle.objects.create(key='planted', count=1, at=now, day=now.date())\n"
        "Session.objects.create(key_hash='planted', content='', created=now.date(),\n"
        "    seen=now.date(), expires=now + datetime.timedelta(days=1))\n",
        home=living.home,
        database=living.database,
    )
    file = tmp_path_factory.mktemp("backup") / "night.tar.gz"
    done = amparo("backup", str(file), home=living.home, database=living.database)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def fresh_database() -> Iterator[str]:
    """An empty database where the run is on PostgreSQL."""
    with own_database() as database:
        yield database


def test_the_same_pages_and_hashes_come_back(
    living: Living, backed_up: Path, tmp_path: Path
) -> None:
    before = {path: page(living.address, path) for path in PAGES}
    home = tmp_path / "elsewhere"
    with own_database() as database:
        done = amparo("restore", str(backed_up), home=home, database=database)
        assert done.returncode == 0, done.stderr
        assert digest(home, database) == digest(living.home, living.database)
        assert "0" not in left_out(living.home, living.database).split()
        assert left_out(home, database) == "0 0"
        with installation(home=home, database=database) as restored:
            assert {path: page(restored.address, path) for path in PAGES} == before


def test_backup_and_keys_are_their_owners_alone_and_apart(backed_up: Path) -> None:
    keys = backed_up.with_name("night.tar.gz.keys")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (backed_up, keys)] == [0o600, 0o600]
    with tarfile.open(backed_up) as tar:
        assert not [name for name in tar.getnames() if "secret" in name or name.endswith(".key")]
    with tarfile.open(keys) as tar:
        names = set(tar.getnames())
        assert {name for name in names if not name.startswith("keystore/")} == {
            "secrets/django.key",
            "secrets/rest.key",
            "secrets/signing.key",
            "secrets/signing.pub",
            "manifest.json",
        }
    assert sorted(path.name for path in backed_up.parent.iterdir()) == [
        "night.tar.gz",
        "night.tar.gz.keys",
    ]


def test_the_manifest_holds_every_members_hash(backed_up: Path) -> None:
    with tarfile.open(backed_up) as tar:
        hashes = {}
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            hashes[member.name] = content.read()
    manifest = json.loads(hashes.pop("manifest.json"))
    assert manifest["members"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in hashes.items()
    }


def test_not_a_byte_of_sessions_and_counters_of_failures_is_left_in(
    living: Living, backed_up: Path
) -> None:
    if living.database:
        pytest.skip("a dump holds what was asked for; a copied file may hold what was deleted")
    with tarfile.open(backed_up) as tar:
        content = tar.extractfile("database.sqlite3")
        assert content is not None
        copy = content.read()
    live = b"".join(path.read_bytes() for path in living.home.glob("amparo.sqlite3*"))
    assert b"planted" in live
    assert b"planted" not in copy


def test_a_damaged_backup_restores_nothing(
    backed_up: Path, tmp_path: Path, fresh_database: str
) -> None:
    whole = tmp_path / "whole.tar"
    with tarfile.open(backed_up) as source, tarfile.open(whole, "w") as target:
        for member in source:
            target.addfile(member, source.extractfile(member))
    shutil.copy(backed_up.with_name("night.tar.gz.keys"), tmp_path / "bent.tar.keys")
    content = bytearray(whole.read_bytes())
    content[content.index(b"SQLite" if not fresh_database else b"PGDMP") + 4000] ^= 1
    (tmp_path / "bent.tar").write_bytes(content)
    home = tmp_path / "elsewhere"
    done = amparo("restore", str(tmp_path / "bent.tar"), home=home, database=fresh_database)
    assert done.returncode == 1
    assert "is not what was backed up" in done.stderr
    assert not home.exists()


def test_half_a_backup_restores_nothing(
    backed_up: Path, tmp_path: Path, fresh_database: str
) -> None:
    half = tmp_path / "half.tar.gz"
    half.write_bytes(backed_up.read_bytes()[: backed_up.stat().st_size // 2])
    shutil.copy(backed_up.with_name("night.tar.gz.keys"), tmp_path / "half.tar.gz.keys")
    home = tmp_path / "elsewhere"
    home.mkdir()
    done = amparo("restore", str(half), home=home, database=fresh_database)
    assert done.returncode == 1
    assert list(home.iterdir()) == []


def test_a_home_that_holds_anything_is_refused(
    living: Living, backed_up: Path, fresh_database: str
) -> None:
    before = sorted(path.name for path in living.home.iterdir())
    done = amparo("restore", str(backed_up), home=living.home, database=fresh_database)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert sorted(path.name for path in living.home.iterdir()) == before


def test_a_database_that_holds_anything_is_refused(
    living: Living, backed_up: Path, tmp_path: Path
) -> None:
    if not living.database:
        pytest.skip("SQLite's rows are in the home")
    home = tmp_path / "elsewhere"
    done = amparo("restore", str(backed_up), home=home, database=living.database)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert not home.exists()


def test_keys_that_are_not_there_are_asked_for(
    backed_up: Path, tmp_path: Path, fresh_database: str
) -> None:
    shutil.copy(backed_up, tmp_path / "alone.tar.gz")
    home = tmp_path / "elsewhere"
    done = amparo("restore", str(tmp_path / "alone.tar.gz"), home=home, database=fresh_database)
    assert done.returncode == 1
    assert "--keys" in done.stderr
    assert not home.exists()
