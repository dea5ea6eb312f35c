"""Sealed files: taken in piece by piece, given to who holds the key, gone when unclaimed."""

import io
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.sealing import age, frames
from amparo.ground.vault import actions, keystore, queries, uploading
from amparo.ground.vault.actions import blobs
from amparo.ground.vault.models import Blob, KeyEpoch, Keyring, ShredKey

from .sealed_world import Epoch, epoch, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Epoch:
    return epoch(person())


def arriving() -> list[Path]:
    return list(Path(settings.AMPARO_FILES).glob(f"{uploading.ARRIVING}*"))


def post(door: Epoch, frame: bytes, **more):
    return Client().post(
        f"{reverse('vault:blobs')}?epoch={door.row.id}",
        frame,
        content_type=more.pop("content_type", "application/octet-stream"),
        **more,
    )


# --- with JavaScript: a frame as the request's body ---------------------------------------------
@pytest.mark.parametrize("size", [0, 3000, 700_000])
def test_a_frame_that_arrives_lies_sealed_once_more_and_comes_back_as_it_came(door, size):
    frame = frames.seal(bytes(size), door.row.recipient)
    answer = post(door, frame)
    assert answer.status_code == 201, answer.content
    blob = Blob.objects.get(id=answer.json()["id"])
    with default_storage.open(blob.name) as stored:
        assert len(stored.read()) == blob.size == frames.stored_size(len(frame))
    with queries.frame_of(blob) as whole:
        assert whole.read() == frame
    assert blob.scope is None
    assert arriving() == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frame: frame[:-1],
        lambda frame: frame[:-8] + (int.from_bytes(frame[-8:], "big") - 16).to_bytes(8, "big"),
        lambda _: b"plain words" + bytes(2805),
        lambda _: b"x",
        lambda frame: frame[:2700] + b"x" + frame[2701:],
        lambda frame: frame[:-8] + b"\xff" * 8,
        lambda _: frames.frame(age.seal(b"", [age.new_identity().recipient] * 2), 0),
    ],
)
def test_a_body_that_is_no_frame_leaves_nothing_behind(door, spoil):
    before = ShredKey.objects.count()
    frame = frames.seal(b"x" * 100, door.row.recipient)
    assert post(door, spoil(frame)).status_code == 400
    assert Blob.objects.count() == 0
    assert ShredKey.objects.count() == before
    assert arriving() == []


def test_a_body_that_ends_before_its_length_leaves_nothing_behind(door):
    frame = frames.seal(b"x" * 100, door.row.recipient)
    with pytest.raises(actions.FrameRefused):
        actions.take_frame(io.BytesIO(frame[:2000]), door.row, length=len(frame))
    assert (Blob.objects.count(), arriving()) == (0, [])


def test_a_form_is_not_taken_for_a_frame(door):
    answer = Client().post(
        f"{reverse('vault:blobs')}?epoch={door.row.id}",
        {"file": SimpleUploadedFile("a.txt", b"marigold")},
    )
    assert answer.status_code == 415


def test_more_than_the_bound_is_refused_before_it_is_read(door):
    class Unread:
        def read(self, _size=-1):
            raise AssertionError("it was read")

    with pytest.raises(actions.BlobRefused):
        actions.take_frame(Unread(), door.row, length=blobs.FRAME_MOST + 1)


def test_when_unclaimed_files_fill_the_room_no_more_are_taken_until_some_are_claimed(door):
    blob = actions.seal_upload(io.BytesIO(b"x"), door.row)
    Blob.objects.filter(id=blob.id).update(size=blobs.UNCLAIMED_MOST)
    frame = frames.seal(b"", door.row.recipient)
    assert post(door, frame).status_code == 507
    actions.claim([blob.id], uuid.uuid4())
    assert post(door, frame).status_code == 201


def test_a_flood_of_files_is_slowed(door):
    frame = frames.seal(b"", door.row.recipient)
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        for _ in range(120):
            identity.spend("vault.blobs/door", (120, 60))
        answer = post(door, frame)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1


def test_whoever_applies_may_send_a_file_to_the_call_they_apply_to():
    call = epoch(person(), kind="call")
    frame = frames.seal(b"a letter", call.row.recipient)
    assert post(call, frame).status_code == 201


def test_files_to_a_case_are_taken_only_from_who_has_keys_here():
    colleague = person(make_account("rosa", roles=[Role.EDITOR]))
    case = epoch(colleague, kind="case")
    frame = frames.seal(b"", case.row.recipient)
    address = f"{reverse('vault:blobs')}?epoch={case.row.id}"
    assert post(case, frame).status_code == 404
    for account, status in ((make_account("sam"), 404), (colleague.row.account, 201)):
        client = Client()
        sign_in(client, account)
        answer = client.post(address, frame, content_type="application/octet-stream")
        assert answer.status_code == status


@pytest.mark.parametrize("wrong", ["", "x", "7d9d3a52-6f51-4a65-8a52-2e1c8f4b7a11"])
def test_an_epoch_that_is_not_there_takes_nothing(wrong):
    answer = Client().post(
        f"{reverse('vault:blobs')}?epoch={wrong}", b"x", content_type="application/octet-stream"
    )
    assert answer.status_code == 404


def test_a_retired_epoch_takes_nothing(door):
    KeyEpoch.objects.update(retired_on=date(2026, 11, 2))
    assert post(door, frames.seal(b"", door.row.recipient)).status_code == 404


# --- who takes it ---------------------------------------------------------------------------------
def test_a_file_is_there_for_who_holds_its_epoch_and_for_nobody_else():
    member, other = person(make_account("rosa")), person(make_account("sam"))
    door = epoch(member, member)
    epoch(other, other)
    frame = frames.seal(b"marigold", door.row.recipient)
    blob = post(door, frame).json()["id"]
    address = reverse("vault:blob", args=[blob])
    assert Client().get(address).status_code == 302
    found = {}
    for who in (member, other):
        client = Client()
        sign_in(client, who.row.account)
        found[who.row.account.handle] = client.get(address)
    assert found["sam"].status_code == 404
    answer = found["rosa"]
    assert b"".join(answer.streaming_content) == frame
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    Keyring.objects.filter(id=member.row.id).update(state=Keyring.State.ENDED)
    assert queries.blob_for(member.row.account, uuid.UUID(blob)) is None


def test_a_grant_that_has_run_out_gives_no_file():
    member = person(make_account("rosa"))
    door = epoch(member, member)
    blob = actions.seal_upload(io.BytesIO(b"x"), door.row)
    door.row.grants.update(until=date(2026, 11, 21))
    with time_machine.travel("2026-11-21T10:00:00Z"):
        assert queries.blob_for(member.row.account, blob.id) == blob
    with time_machine.travel("2026-11-22T10:00:00Z"):
        assert queries.blob_for(member.row.account, blob.id) is None


def test_a_file_changed_on_the_disk_is_not_given_out_not_even_its_beginning(door):
    blob = actions.seal_upload(io.BytesIO(bytes(500_000)), door.row)
    place = Path(default_storage.path(blob.name))
    content = bytearray(place.read_bytes())
    content[400_000] ^= 1
    place.write_bytes(content)
    with pytest.raises(age.CannotOpenError):
        queries.frame_of(blob)


# --- claimed, or swept ----------------------------------------------------------------------------
def test_a_file_belongs_to_one_thing_and_is_claimed_once(door):
    blob = actions.seal_upload(io.BytesIO(b"x"), door.row)
    mine, other = uuid.uuid4(), uuid.uuid4()
    actions.claim([blob.id], mine)
    actions.claim([blob.id, blob.id], mine)
    for ids in ([blob.id], [uuid.uuid4()], [uuid.uuid4() for _ in range(41)]):
        with pytest.raises(actions.BlobRefused):
            actions.claim(ids, other)
    assert Blob.objects.get(id=blob.id).scope == mine


def test_a_file_that_nobody_claims_is_destroyed_after_a_day_and_a_claimed_one_stays(door):
    with time_machine.travel("2026-11-22T23:50:00Z", tick=False) as clock:
        lost = actions.seal_upload(io.BytesIO(b"x"), door.row)
        kept = actions.seal_upload(io.BytesIO(b"x"), door.row)
        actions.claim([kept.id], uuid.uuid4())
        clock.shift(timedelta(minutes=20))  # already another day, and too early
        assert actions.sweep_blobs() == 0
        clock.shift(timedelta(days=1))
        assert actions.sweep_blobs() == 1
    assert list(Blob.objects.all()) == [kept]
    assert not default_storage.exists(lost.name)
    with pytest.raises(keystore.Shredded):
        keystore.secret(lost.shred)
    assert keystore.secret(kept.shred)


def test_a_file_destroyed_cannot_be_opened_from_a_copy_of_the_disk(door):
    blob = actions.seal_upload(io.BytesIO(b"marigold"), door.row)
    copy = Path(default_storage.path(blob.name)).read_bytes()
    secret = keystore.secret(blob.shred)
    assert frames.unseal(frames.unstored(copy, secret), door.identity.secret) == b"marigold"
    actions.discard(blob)
    actions.discard(blob)
    with pytest.raises(keystore.Shredded):
        queries.give(copy, blob.shred)
    assert not any(secret.encode() in path.read_bytes() for path in keystore.folder().iterdir())
