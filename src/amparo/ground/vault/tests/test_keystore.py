"""The keystore: keys that are there as long as they must be, and then nowhere."""

import os
import stat
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.db import transaction

from amparo.ground.sealing import age, frames
from amparo.ground.vault import actions, keystore, queries
from amparo.ground.vault.models import ShredKey

pytestmark = pytest.mark.django_db

READER = age.from_bytes(bytes(range(32)))


def held(shred: ShredKey) -> list[Path]:
    """Every file of a key, whatever its ending."""
    return sorted(keystore.folder().glob(f"*{shred.id}*"))


def test_a_key_lies_in_a_file_that_is_its_owners_alone_and_not_in_the_row():
    shred = keystore.new()
    (file,) = held(shred)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert age.read_identity(file.read_text()).recipient == shred.recipient
    assert "AGE-SECRET-KEY" not in repr(ShredKey.objects.values().get(id=shred.id))


def test_what_was_kept_comes_back_and_after_destruction_never_again():
    shred = keystore.new()
    frame = frames.seal(b"marigold", READER.recipient)
    stored = actions.keep(frame, shred)
    secret = keystore.secret(shred)
    assert queries.give(stored, shred) == frame
    keystore.destroy(shred)
    with pytest.raises(keystore.Shredded):
        queries.give(stored, shred)
    shred.refresh_from_db()
    assert shred.destroyed_on is not None
    assert not any(secret.encode() in file.read_bytes() for file in held(shred))


def test_a_row_loaded_before_the_destruction_opens_nothing_after_it():
    shred = keystore.new()
    old = ShredKey.objects.get(id=shred.id)
    keystore.destroy(shred)
    with pytest.raises(keystore.Shredded):
        keystore.secret(old)
    keystore.destroy(old)


def test_a_key_that_should_be_there_and_is_not_is_lost_not_destroyed():
    shred = keystore.new()
    held(shred)[0].unlink()
    with pytest.raises(keystore.KeystoreLost):
        keystore.secret(shred)
    assert keystore.missing() == [shred.id]


class CutOffError(BaseException):
    """The process ends here."""


def cut_off_at(line: int, act) -> bool:
    """Run `act` and end it at the given step inside the keystore; whether it got that far."""
    left = line

    def trace(frame, event, _argument):
        nonlocal left
        if frame.f_code.co_filename != keystore.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise CutOffError
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    except CutOffError:
        return True
    finally:
        sys.settrace(before)
    return False


def test_destruction_cut_off_at_any_step_is_finished_later():
    steps = 1
    while True:
        shred = keystore.new()
        secret = keystore.secret(shred)
        if not cut_off_at(steps, lambda shred=shred: keystore.destroy(shred)):
            break
        steps += 1
        row = ShredKey.objects.get(id=shred.id)
        if row.destroyed_on is not None:  # a row promises only what has happened
            assert not any(secret.encode() in file.read_bytes() for file in held(row))
        if (keystore.folder() / f"{shred.id}.key").exists():
            assert keystore.secret(row) == secret  # nothing happened yet, and it can be asked again
            keystore.destroy(row)
        else:
            keystore.finish()
        row.refresh_from_db()
        assert row.destroyed_on is not None
        assert not any(secret.encode() in file.read_bytes() for file in held(row))
        with pytest.raises(keystore.Shredded):
            keystore.secret(row)
    assert steps > 15  # the control: there were steps to be cut off at


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files cut off
def test_making_a_key_cut_off_at_any_step_leaves_no_row_without_a_key():
    steps = 1
    while True:
        before = set(ShredKey.objects.values_list("id", flat=True))
        try:
            with transaction.atomic():
                if not cut_off_at(steps, keystore.new):
                    break
                raise InterruptedError
        except InterruptedError:
            pass
        steps += 1
        assert set(ShredKey.objects.values_list("id", flat=True)) == before
        assert keystore.missing() == []
    assert steps > 10
    keystore.sweep(older_than=-60)
    left = {path.name for path in keystore.folder().iterdir()}
    assert left == {f"{key}.key" for key in ShredKey.objects.values_list("id", flat=True)}


def test_a_key_made_ready_and_not_used_is_for_the_next_and_never_for_two():
    with keystore.ready() as first:
        assert held(first)
    with keystore.ready() as second, keystore.ready() as third:
        assert second.id == first.id
        assert third.id != first.id
        keystore.enter(second)
    with keystore.ready() as fourth:
        assert fourth.id == third.id
    assert set(ShredKey.objects.values_list("id", flat=True)) == {first.id}
    assert keystore.secret(second)


def test_while_many_ask_keys_are_made_ahead_and_each_is_given_once():
    given = []
    for _turn in range(40):
        with keystore.ready() as shred:
            keystore.enter(shred)
            given.append(shred)
    assert len({shred.id for shred in given}) == 40
    for shred in given:
        frame = frames.seal(b"marigold", READER.recipient)
        assert queries.give(actions.keep(frame, shred), shred) == frame
    ahead = {path.stem for path in keystore.folder().glob("*.key")} - keystore.needed()
    assert len(ahead) <= keystore.SPARES_MOST


def test_whoever_asks_alone_has_one_key_made():
    with keystore.ready() as shred:
        keystore.enter(shred)
    assert [path.stem for path in keystore.folder().glob("*.key")] == [str(shred.id)]


def test_a_key_that_somebody_has_already_is_entered_by_nobody_else():
    with keystore.ready() as shred:
        keystore.enter(ShredKey(id=shred.id, recipient=shred.recipient))
        with pytest.raises(FileExistsError):
            keystore.enter(shred)
    with keystore.ready() as other:
        assert other.id != shred.id


@pytest.mark.parametrize("gone", ["swept", "another folder", "old"])
def test_a_key_made_ready_is_used_only_while_its_file_is_there(gone, settings, tmp_path):
    with keystore.ready() as first:
        (file,) = held(first)
    if gone == "swept":
        file.unlink()
    elif gone == "another folder":
        settings.AMPARO_KEYSTORE = tmp_path / "another"
    else:
        long_ago = time.time() - keystore.SPARE_FOR - 1
        os.utime(file, (long_ago, long_ago))
    with keystore.ready() as second:
        assert second.id != first.id
        assert held(second)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # files cut off
def test_making_a_key_ready_cut_off_at_any_step_leaves_no_row_without_a_key():
    def one() -> None:
        with transaction.atomic(), keystore.ready() as shred:
            keystore.enter(shred)

    steps = 1
    while cut_off_at(steps, one):
        steps += 1
        assert keystore.missing() == []
    assert steps > 10
    assert keystore.missing() == []


def test_a_file_without_a_row_stays_while_it_may_still_be_in_use():
    folder = keystore.folder()
    (folder / f"{uuid.uuid4()}.key").write_text("x")
    (folder / "notes.key").write_text("somebody's own")
    assert keystore.sweep(older_than=3600) == 0
    assert keystore.sweep(older_than=-60) == 1
    assert [path.name for path in folder.iterdir()] == ["notes.key"]


def test_a_key_that_an_old_copy_of_the_keystore_brings_back_is_destroyed_again():
    shred = keystore.new()
    (file,) = held(shred)
    copy = file.read_bytes()
    keystore.destroy(shred)
    file.write_bytes(copy)
    assert keystore.finish() == 1
    assert not file.exists()
    with pytest.raises(keystore.Shredded):
        keystore.secret(ShredKey.objects.get(id=shred.id))


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_after_a_destruction_does_not_hide_it():
    shred = keystore.new()

    def fails():
        with transaction.atomic():
            keystore.destroy(shred)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fails()
    row = ShredKey.objects.get(id=shred.id)
    assert row.destroyed_on is None
    with pytest.raises(keystore.Shredded):
        keystore.secret(row)
    assert keystore.finish() == 1
    row.refresh_from_db()
    assert row.destroyed_on is not None
    assert held(shred) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frame: frame[:-1],
        lambda frame: frame + b"\0",
        lambda _frame: b"plain words" + bytes(2805),
        lambda _frame: b"",
        lambda _frame: frames.frame(age.seal(b"x", [READER.recipient] * 2), 1),
        lambda _frame: frames.frame(age.seal_phrase(b"x", "a b c d e f"), 1),
    ],
)
def test_bytes_that_are_no_frame_to_one_reader_are_not_kept(spoil):
    shred = keystore.new()
    with pytest.raises(actions.FrameRefused):
        actions.keep(spoil(frames.seal(b"x", READER.recipient)), shred)
