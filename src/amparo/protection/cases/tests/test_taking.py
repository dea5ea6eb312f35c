"""A request is stored once, to the key that lives, and in few words with the database."""

import hashlib
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from amparo.ground.identity.actions import BusyError
from amparo.ground.sealing import age, frames
from amparo.ground.vault import keystore
from amparo.ground.vault.models import KeyEpoch, ShredKey
from amparo.protection.cases import actions
from amparo.protection.cases.actions import EpochRetiredError, NotThereError, asking, submit
from amparo.protection.cases.models import Submission

from .senders import Behind, stand_behind

pytestmark = pytest.mark.django_db


@pytest.fixture
def behind(db) -> Behind:
    return stand_behind()


def sent(behind, form="one", **other):
    frame = frames.seal(b"marigold", behind.key.recipient)
    told = {
        "door": behind.door, "epoch": behind.epoch, "frame": frame,
        "lookup_hash": hashlib.sha256(b"lookup" + form.encode()).hexdigest(),
        "token_hash": hashlib.sha256(form.encode()).hexdigest(),
    }  # fmt: skip
    return submit(**told | other)


def from_browser(behind):
    return {
        "epoch": behind.epoch.pk, "item": uuid.uuid4(), "blobs": [], "nudge": "", "language": "",
        "lookup": "a" * 64, "token": "b" * 64, "tie": False,
        "frame": frames.seal(b"marigold", behind.key.recipient),
    }  # fmt: skip


def retire(behind):
    """A new key behind the same door; the one before is retired."""
    KeyEpoch.objects.filter(pk=behind.epoch.pk).update(retired_on=timezone.now().date())
    key = age.new_identity()
    return KeyEpoch.objects.create(
        scope_kind="door", scope=behind.door.pk, number=2, recipient=key.recipient,
        made_on=timezone.now().date(), signed_by=behind.keyring, signature="x",
        shred=keystore.new(),
    )  # fmt: skip


def files():
    return {path.stem for path in keystore.folder().glob("*.key")}


def rows():
    return {str(key) for key in ShredKey.objects.values_list("id", flat=True)}


def test_nothing_is_taken_to_a_key_that_was_retired_a_moment_ago(behind):
    sent(behind)
    living = retire(behind)
    before = rows()
    with pytest.raises(EpochRetiredError):
        sent(behind, "two")
    assert Submission.objects.count() == 1
    assert rows() == before
    assert sent(behind, "two", epoch=living).epoch_id == living.pk
    assert rows() <= files()


def test_the_key_of_one_door_opens_no_other(behind):
    other = actions.have_doors()["safeguarding"]
    with pytest.raises(EpochRetiredError):
        sent(behind, door=other)
    with pytest.raises(EpochRetiredError):
        sent(behind, epoch=KeyEpoch(pk=uuid.uuid4()))


def test_the_same_form_again_is_the_same_request(behind):
    row = sent(behind)
    assert sent(behind).pk == row.pk
    assert sent(behind, id=uuid.uuid4(), lookup_hash=None).pk == row.pk
    retire(behind)
    assert sent(behind).pk == row.pk
    assert Submission.objects.count() == 1
    assert keystore.secret(row.shred)


def test_what_is_not_taken_makes_no_files(behind, monkeypatch):
    sent(behind)
    sent(behind)
    before = files()
    for _turn in range(5):
        sent(behind)
    monkeypatch.setattr(asking, "SENT", (1, 1))
    told = from_browser(behind)
    asking.take_sealed(told, kind="help", by=None)
    for turn in range(5):
        with pytest.raises(BusyError):
            asking.take_sealed(told | {"token": f"{turn}" * 64}, kind="help", by=None)
    assert files() == before
    assert rows() < before


def test_an_item_or_an_inbox_that_is_somebody_elses_is_refused(behind):
    row = sent(behind)
    with pytest.raises(NotThereError):
        sent(behind, "two", id=row.pk)
    with pytest.raises(NotThereError):
        sent(behind, "three", lookup_hash=row.lookup)
    assert Submission.objects.count() == 1
    assert rows() <= files()


def test_its_clock_follows_what_the_organisation_decided(behind):
    today = timezone.now().date()
    assert (sent(behind).shred_on - today).days == 90
    account = behind.account
    actions.set_retention(intake_days=30, closed_days=200, location_days=10, by=account)
    assert (sent(behind, "two").shred_on - today).days == 30


def test_what_was_stored_reads_as_any_other_row(behind):
    row = sent(behind, account=behind.account)
    same = Submission.objects.get(pk=row.pk)
    for field in Submission._meta.concrete_fields:
        kept, said = (getattr(one, field.attname) for one in (same, row))
        if field.attname == "frame":
            kept, said = bytes(kept), bytes(said)
        assert kept == said, field.attname
    row.state = Submission.State.REFUSED
    row.save()
    assert Submission.objects.count() == 1


def test_a_sealed_request_is_five_statements_at_most(behind):
    told = from_browser(behind)
    with CaptureQueriesContext(connection) as captured:
        asking.take_sealed(told, kind="help", by=None)
    asked = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 5, asked
