"""A keyring: two ways to open it, the paper among them; its ways are told to its owner alone."""

import uuid

import pytest

from amparo.ground.identity.models import Role
from amparo.ground.record.models import AuditEvent
from amparo.ground.sealing import age
from amparo.ground.vault.models import Keyring, UnlockBlob
from amparo.ground.vault.tests.hands import API, Hand, founded, hand, text

pytestmark = pytest.mark.django_db


def test_keys_wait_for_somebody_to_vouch_only_with_two_ways_and_the_paper_typed_back() -> None:
    ada = hand("ada")
    assert ada.state()["may"]["make"]
    for path, body, state in (
        ("keyring/", ada.keyring(), "making"),
        ("blobs/", ada.blob("paper"), "making"),
        ("paper/", {}, "making"),
        ("blobs/", ada.blob("phrase"), "waiting"),
    ):
        told = ada.post(path, body).json()
        assert told["me"]["state"] == state
        assert not told["may"]["make"]
    assert {blob["kind"] for blob in ada.state()["me"]["blobs"]} == {"paper", "phrase"}
    assert ada.state()["me"]["drill_due"] is False


def test_without_paper_no_number_of_ways_is_enough() -> None:
    ada = hand("ada")
    ada.post("keyring/", ada.keyring())
    assert ada.post("paper/", {}).json()["refused"]["code"] == "blob"
    ada.post("blobs/", ada.blob("phrase"))
    assert ada.state()["me"]["state"] == "making"


def test_a_ceremony_that_broke_can_begin_again_and_complete_keys_are_not_replaced() -> None:
    ada = hand("ada")
    ada.post("keyring/", ada.keyring())
    again = Hand(ada.account, client=ada.client).complete()
    assert list(Keyring.objects.values_list("pk", flat=True)) == [again.id]
    assert again.post("keyring/", again.keyring()).status_code == 200
    third = Hand(ada.account, client=ada.client)
    assert third.post("keyring/", third.keyring()).json()["refused"]["code"] == "keyring"
    assert again.post("keyring/abandon/", {}).json()["me"] is None
    assert not Keyring.objects.exists()


def test_two_people_never_have_the_same_keys() -> None:
    ada, eve = hand("ada"), hand("eve")
    ada.post("keyring/", ada.keyring())
    for copied in (
        {**ada.keyring()},
        {**eve.keyring(), "recipient": ada.identity.recipient},
        {**eve.keyring(), "signing_key": ada.signing_key},
    ):
        assert eve.post("keyring/", copied).status_code == 409
    assert Keyring.objects.get().account == ada.account


@pytest.mark.parametrize(
    "broken",
    [
        {"recipient": "age1pq1" + "q" * 50},
        {"recipient": ""},
        {"signing_key": "AAAA"},
        {"signing_key": "!" * 44},
        {"id": "1"},
        {"id": str(uuid.uuid4()).upper()},
    ],
)
def test_keys_that_are_none_are_refused(broken: dict[str, str]) -> None:
    ada = hand("ada")
    assert ada.post("keyring/", {**ada.keyring(), **broken}).status_code == 400
    assert ada.client.post(f"{API}keyring/", "[", content_type="text/plain").status_code == 400


def test_a_way_must_be_what_it_says() -> None:
    ada = hand("ada")
    ada.post("keyring/", ada.keyring())
    two = age.seal(b"x", [age.new_identity().recipient, age.new_identity().recipient])
    for kind, content in (("paper", b"secret in the clear"), ("phrase", two), ("passkey", two)):
        blob = {**ada.blob("paper"), "kind": kind, "content": text(content)}
        assert ada.post("blobs/", blob).json()["refused"]["code"] == "blob"
    assert not UnlockBlob.objects.exists()


def test_two_ways_stay_and_the_paper_with_them() -> None:
    ada = hand("ada").complete()
    for blob in ada.state()["me"]["blobs"]:
        assert ada.post("blobs/remove/", {"id": blob["id"]}).json()["refused"]["code"] == "last"
    fresh = ada.blob("phrase")
    told = ada.post("blobs/", fresh).json()
    assert len(told["me"]["blobs"]) == 2
    assert fresh["id"] in {blob["id"] for blob in told["me"]["blobs"]}


def test_the_ways_to_open_keys_are_their_owner_s_alone(caplog: pytest.LogCaptureFixture) -> None:
    _house, ada = founded()
    bob = hand("bob").complete()
    mine = {blob["id"] for blob in ada.client.get(f"{API}unlock/").json()["blobs"]}
    assert mine == {str(blob.pk) for blob in UnlockBlob.objects.filter(keyring=ada.id)}
    told = bob.client.get(f"{API}unlock/")
    assert mine.isdisjoint(blob["id"] for blob in told.json()["blobs"])
    assert told["Cache-Control"] == "no-store, no-transform"
    stolen = next(iter(mine))
    assert bob.post("blobs/remove/", {"id": stolen}).status_code == 200
    assert UnlockBlob.objects.filter(pk=stolen).exists()
    assert ada.blob("phrase")["content"] not in str(bob.state())


def test_without_a_second_step_or_a_role_the_api_is_not_there() -> None:
    plain = hand("plain")
    plain.account.memberships.all().delete()
    assert plain.client.get(API).status_code == 404
    from amparo.ground.identity.tests.factories import make_account, sign_in

    weak = make_account("weak", roles=[Role.KEYHOLDER], second_factor=False)
    for path in ("", "unlock/", "vault/"):
        answer = sign_in(plain.client, weak).get(f"{API}{path}")
        assert answer.status_code in (302, 404)


def test_whoever_asks_very_often_is_told_to_wait() -> None:
    ada = hand("ada")
    codes = [ada.client.get(f"{API}unlock/").status_code for _ in range(25)]
    assert codes[:20] == [200] * 20
    assert 429 in codes


def test_the_audit_trail_says_who_did_what_to_which_keys_and_nothing_more() -> None:
    ada = hand("ada").complete()
    told = AuditEvent.objects.filter(kind="vault.keyring").values_list("verb", "object_id", "actor")
    assert {row[0] for row in told} == {
        "vault.keyring_made",
        "vault.way_added",
        "vault.paper_confirmed",
    }
    assert {row[1:] for row in told} == {(str(ada.id), ada.account.actor)}
