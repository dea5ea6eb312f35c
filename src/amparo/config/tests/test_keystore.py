"""The copy of the keystore: verified where it lies, and missed when it grows old."""

import datetime
import io
import os
import time
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from amparo.config import cli
from amparo.config.commands import archive, backup, check_home
from amparo.config.commands.keystore import CopyLacksKeysError, verify
from amparo.ground.identity.models import Role
from amparo.ground.vault import actions, keystore, queries
from amparo.ground.vault.models import Keyring, ShredKey
from amparo.ground.vault.tests.hands import epoch, founded, hand

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 22, 10, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home := tmp_path / "home").mkdir(mode=0o700)
    monkeypatch.setattr(settings, "AMPARO_HOME", home)
    monkeypatch.setattr(settings, "AMPARO_KEYSTORE", home / "keystore")


def copy_of_keys(folder: Path, made: datetime.datetime = NOW) -> Path:
    """What `amparo backup` writes of the keystore."""
    target = folder / "night.tar.keys"
    with archive.writing(target, {"engine": "sqlite", "made": made.isoformat()}) as keys:
        for path in keystore.folder().glob("*.key"):
            keys.add(f"keystore/{path.name}", path)
    return target


def state() -> list[str]:
    return [finding.state for finding in check_home.cases_keys()]


def test_a_house_without_cases_misses_no_copy():
    assert queries.keystore_copy_age() is None
    assert state() == ["well"]


def test_a_copy_that_nobody_verified_is_none(tmp_path):
    keystore.new()
    copy_of_keys(tmp_path)
    assert state() == ["warning"]
    assert queries.keystore_copy_age() is None


def test_a_verified_copy_is_as_old_as_it_was_made_and_missed_after_three_days(tmp_path):
    keystore.new()
    copy = copy_of_keys(tmp_path)
    with time_machine.travel(NOW, tick=False) as clock:
        clock.shift(datetime.timedelta(hours=20))
        assert verify(copy) == 1
        assert queries.keystore_copy_age() == datetime.timedelta(hours=20)
        assert state() == ["well"]
        clock.shift(datetime.timedelta(hours=52))
        assert state() == ["well"]
        clock.shift(datetime.timedelta(minutes=1))
        assert state() == ["warning"]


def test_a_copy_without_the_newest_key_is_refused_and_does_not_count(tmp_path):
    keystore.new()
    copy = copy_of_keys(tmp_path)
    keystore.new()
    with pytest.raises(CopyLacksKeysError):
        verify(copy)
    assert queries.keystore_copy_age() is None


def test_a_copy_with_a_changed_byte_is_refused(tmp_path):
    shred = keystore.new()
    copy = copy_of_keys(tmp_path)
    content = bytearray(copy.read_bytes())
    content[content.index(keystore.secret(shred).encode()) + 20] ^= 1
    copy.write_bytes(content)
    with pytest.raises(archive.DamagedError):
        verify(copy)
    assert queries.keystore_copy_age() is None


def test_a_copy_need_not_hold_what_was_destroyed(tmp_path):
    keystore.new()
    gone = keystore.new()
    keystore.destroy(gone)
    assert verify(copy_of_keys(tmp_path)) == 1


def test_verifying_leaves_no_key_behind(tmp_path):
    secret = keystore.secret(keystore.new()).encode()
    verify(copy_of_keys(tmp_path))
    holds = [path for path in tmp_path.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert sorted(path.suffix for path in holds) == [".key", ".keys"]


def test_a_lost_key_and_a_keystore_open_to_others_are_named(capsys):
    keystore.new()
    keystore.folder().chmod(0o755)
    assert state() == ["ill", "warning"]
    keystore.folder().chmod(0o700)
    next(keystore.folder().glob("*.key")).unlink()
    assert state() == ["ill"]
    assert cli.main(["keystore"]) == 1
    assert "1 keys are missing" in capsys.readouterr().out


def test_keys_kept_beside_a_backup_for_too_long_are_named(tmp_path):
    old, fresh = tmp_path / "old.tar.keys", tmp_path / "fresh.tar.keys"
    for path, days in ((old, 15), (fresh, 13)):
        path.touch()
        then = time.time() - days * 24 * 3600
        os.utime(path, (then, then))
    assert backup.old_keys(tmp_path / "new.tar") == [old]


def test_a_file_that_is_no_copy_is_refused(tmp_path):
    path = tmp_path / "x.keys"
    path.write_bytes(io.BytesIO(b"nothing").getvalue())
    assert cli.main(["keystore", "--verify", str(path)]) == 1


def test_a_backup_that_stays_beside_its_installation_has_no_key_of_a_case(tmp_path, monkeypatch):
    secret = keystore.secret(keystore.new()).encode()
    monkeypatch.setattr(backup, "_copy_sqlite", lambda _source, target: target.touch(mode=0o600))
    monkeypatch.setattr(backup, "_dump_postgresql", lambda target: target.touch(mode=0o600))
    (Path(settings.AMPARO_HOME) / "installation.json").write_text("{}")
    for name, held in (("whole.tar", True), ("before.tar", False)):
        backup.backup(tmp_path / name, with_keystore=held)
        assert (secret in (tmp_path / f"{name}.keys").read_bytes()) is held
        assert secret not in (tmp_path / name).read_bytes()


def test_the_vault_of_a_house_ends_only_with_its_fingerprint_and_another_can_be_founded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    house, ada = founded()
    row = epoch(house, ada, ada).send(ada)
    assert cli.main(["keystore", "--destroy-all", "0000 1111"]) == 1
    assert keystore.secret(row.shred)
    assert queries.needed(ada.account)
    short = ada.state()["org"]["short"]
    for _turn in range(2):  # what was cut off is run again
        actions.end_vault()
    assert cli.main(["keystore", "--destroy-all", short]) == 1  # there is none any more
    assert "fingerprint" in capsys.readouterr().err
    assert not ShredKey.objects.filter(destroyed_on=None).exists()
    with pytest.raises(keystore.Shredded):
        keystore.secret(ShredKey.objects.get(pk=row.shred_id))
    assert ada.row.state == Keyring.State.ENDED
    assert queries.needed(ada.account) == []
    bob = hand("bob", Role.ADMINISTRATOR).complete()
    house, again = founded("carol")
    assert again.state()["org"]["fingerprint"] == house.fingerprint
    house.vouch(again, bob)


def test_the_command_ends_the_vault() -> None:
    _house, ada = founded()
    assert cli.main(["keystore", "--destroy-all", ada.state()["org"]["short"]]) == 0
    assert queries.organisation() is None
