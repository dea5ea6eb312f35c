"""The doctor: each problem is made on purpose, and must be named with its cure."""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from amparo.config.commands import build, check, check_home, check_rows
from amparo.config.commands.backup import LAST
from amparo.config.commands.findings import Finding
from amparo.ground.record.models import AuditEvent
from amparo.ground.record.tests.factories import make_chain
from amparo.ground.search import actions as search
from amparo.ground.search.models import Change, Document
from amparo.ground.work import actions as work
from amparo.ground.work.models import Job, Worker
from amparo.ground.work.tests.factories import make_job

pytestmark = pytest.mark.django_db

Settings = pytest.FixtureRequest


def states(examination: Callable[[], Iterator[Finding]]) -> list[str]:
    """How each finding stands; a problem must come with a cure, and nothing else may."""
    found = list(examination())
    assert all(bool(finding.cure) == (finding.state != "well") for finding in found)
    return [finding.state for finding in found]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tidy home of this test's own."""
    folder = tmp_path / "home"
    secrets = folder / "secrets"
    secrets.mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    (secrets / "rest.key").touch(mode=0o600)
    monkeypatch.setattr(settings, "AMPARO_HOME", folder)
    monkeypatch.setattr(settings, "AMPARO_SECRETS", secrets)
    monkeypatch.setattr(settings, "AMPARO_INDEX", folder / "search")
    return folder


def test_a_tidy_home_is_well(home: Path) -> None:
    assert states(check_home.permissions) == ["well"]


def test_a_home_that_others_can_read_is_named(home: Path) -> None:
    home.chmod(0o750)
    assert states(check_home.permissions) == ["ill"]


def test_a_secret_that_others_can_read_is_named(home: Path) -> None:
    (home / "secrets" / "rest.key").chmod(0o640)
    (finding,) = check_home.permissions()
    assert finding.state == "ill"
    assert finding.cure == f"chmod 600 {home}/secrets/rest.key"


def test_a_missing_key_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(check_home.keys) == ["well", "well"]
    monkeypatch.setattr(settings, "AMPARO_REST_KEY", "short secret")
    found = list(check_home.keys())
    assert [finding.state for finding in found] == ["well", "ill"]
    assert "short secret" not in repr(found)


def test_a_full_disk_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(check_home.disk) == ["well"]
    monkeypatch.setattr(check_home, "LITTLE", 10**18)
    assert states(check_home.disk) == ["warning"]
    monkeypatch.setattr(check_home, "VERY_LITTLE", 10**18)
    assert states(check_home.disk) == ["ill"]


def test_a_catalogue_that_is_not_compiled_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path])
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    assert states(check_home.catalogues) == ["well"]
    (folder / "django.po").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    assert states(check_home.catalogues) == ["ill"]
    build.catalogues()
    assert states(check_home.catalogues) == ["well"]


def test_static_files_that_are_not_built_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert states(check_home.static_files) == ["well"]
    monkeypatch.setattr(settings, "STATIC_ROOT", tmp_path)
    assert states(check_home.static_files) == ["ill"]


@pytest.mark.parametrize(
    ("hosts", "state"),
    [(["localhost"], "warning"), (["localhost", "example.org"], "well"), (["*"], "ill")],
)
def test_hosts_that_are_not_named_are_named(
    hosts: list[str], state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", hosts)
    assert states(check_home.hosts) == [state]


def test_an_old_backup_and_none_at_all_are_named(home: Path) -> None:
    assert states(check_home.backups) == ["warning"]
    now = datetime.datetime.now(datetime.UTC)
    for days, state in ((1, "well"), (8, "warning")):
        made = now - datetime.timedelta(days=days)
        (home / LAST).write_text(json.dumps({"at": made.isoformat()}), encoding="utf-8")
        assert states(check_home.backups) == [state]


def test_rows_that_are_well_are_well() -> None:
    assert states(check_rows.database) == ["well"]
    assert states(check_rows.migrations) == ["well"]


def test_a_missing_migration_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'work'")
    (finding,) = check_rows.migrations()
    assert (finding.state, finding.says) == ("ill", "1 are missing")


def test_an_sqlite_that_may_forget_is_named() -> None:
    if connection.vendor != "sqlite":
        assert states(check_rows.modes) == []
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    says = [finding.says for finding in check_rows.modes() if finding.state == "ill"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
    assert "secure_delete is 0 instead of 1" in says


def test_a_broken_chain_is_named() -> None:
    make_chain(3)
    (finding,) = check_rows.audit()
    assert finding.state == "well"
    assert finding.says.startswith("3 entries, unbroken")
    AuditEvent.objects.filter(seq=2).update(verb="press.forget")
    assert states(check_rows.audit) == ["ill"]


def test_a_missing_index_and_one_that_lags_are_named(home: Path) -> None:
    assert states(check_rows.search) == ["ill"]
    list(search.rebuild(iter(())))
    assert states(check_rows.search) == ["well"]
    search.put(
        Document("a:1:en", "a:1", "en", "Title", "Body", "library/a/", "chapter", seen_by=(0,))
    )
    assert states(check_rows.search) == ["well"]
    Change.objects.update(at=timezone.now() - datetime.timedelta(minutes=5))
    assert states(check_rows.search) == ["ill"]


def test_a_job_that_was_given_up_is_named() -> None:
    job = make_job()
    assert states(check_rows.jobs) == ["well"]
    Job.objects.filter(pk=job.pk).update(state="failed", finished=timezone.now())
    (finding,) = check_rows.jobs()
    assert (finding.state, finding.says) == ("warning", "1 failed: work.prune")


def test_a_worker_that_fell_silent_is_named() -> None:
    assert states(check_rows.worker) == ["ill"]
    import uuid

    work.alive(uuid.uuid4())
    assert states(check_rows.worker) == ["well"]
    Worker.objects.update(seen=timezone.now() - datetime.timedelta(minutes=2))
    assert states(check_rows.worker) == ["ill"]


def test_what_cannot_be_looked_at_is_named_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> Iterator[Finding]:
        raise RuntimeError("alice lives here")
        yield

    monkeypatch.setattr(check, "EXAMINATIONS", (broken, check_rows.database))
    found = list(check.examine())
    assert [finding.state for finding in found] == ["ill", "well"]
    assert "alice" not in repr(found)


def test_programs_get_one_object_a_line_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    monkeypatch.setattr(check, "EXAMINATIONS", (check_rows.database, check_rows.worker))
    assert check._run(argparse.Namespace(json=True)) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["state"] for line in lines] == ["well", "ill"]
    assert set(lines[0]) == {"name", "state", "says", "cure"}
