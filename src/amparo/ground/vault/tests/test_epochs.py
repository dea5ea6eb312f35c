"""Epochs and grants: signed, numbered, given by who has them. Forged ones are refused."""

import datetime
import uuid

import pytest
import time_machine

from amparo.ground.identity.models import Role
from amparo.ground.sealing import age, canonical, ed25519, frames
from amparo.ground.vault import actions, keystore, queries
from amparo.ground.vault.models import Grant, KeyEpoch, Keyring, PairSeal, Proposal
from amparo.ground.vault.tests.hands import (
    Hand,
    House,
    epoch,
    founded,
    grant,
    hand,
    of_three,
    text,
)

pytestmark = pytest.mark.django_db


def house_of_two() -> tuple[House, Hand, Hand]:
    house, ada = founded()
    bob = hand("bob").complete()
    house.vouch(ada, bob)
    return house, ada, bob


def refused(code: str) -> pytest.RaisesExc[actions.RefusedError]:
    return pytest.RaisesExc(actions.RefusedError, check=lambda error: error.code == code)


def test_members_read_and_others_do_not() -> None:
    house, ada, bob = house_of_two()
    made = epoch(house, ada, ada).send(ada)
    assert queries.reads(ada.row) == {made.id}
    assert queries.reads(bob.row) == set()
    told = queries.vault_for(ada.account)
    assert [row["id"] for row in told["epochs"]] == [str(made.id)]
    assert queries.vault_for(bob.account)["grants"] == []


def test_what_is_granted_opens_for_its_member_alone_and_says_who_gave_it() -> None:
    house, ada, bob = house_of_two()
    browser = epoch(house, ada, ada, bob)
    made = browser.send(ada)
    stored = bytes(Grant.objects.get(keyring=bob.id).content)
    with pytest.raises((age.CannotOpenError, frames.BadFrameError)):
        frames.unseal(stored, bob.identity.secret)  # the shred key is around it
    frame = queries.give(stored, made.shred)
    with pytest.raises(age.CannotOpenError):
        frames.unseal(frame, ada.identity.secret)
    words = canonical.read_payload(frames.unseal(frame, bob.identity.secret))
    assert words.is_by(ed25519.public_of(ada.seed))
    assert words.body["identity"] == browser.identity.secret


def test_an_epoch_whose_recipient_was_changed_on_the_way_is_refused() -> None:
    house, ada, _bob = house_of_two()
    made = epoch(house, ada, ada)
    for changed in (
        {"recipient": age.new_identity().recipient},
        {"id": str(uuid.uuid4())},
        {"scope": uuid.uuid4()},
        {"scope_kind": "case"},
        {"compartment": "medical"},
        {"signature": text(bytes(64))},
        {"signature": "?"},
    ):
        with refused("signature"):
            made.send(ada, **changed)
    assert not KeyEpoch.objects.exists()
    assert made.send(ada).number == 1


def test_an_epoch_signed_by_another_hand_is_refused() -> None:
    house, ada, bob = house_of_two()
    with refused("signature"):
        epoch(house, bob, ada).send(ada)
    with refused("signature"):
        epoch(House(), ada, ada).send(ada)


def test_epochs_follow_one_another_and_the_one_before_is_retired() -> None:
    house, ada, _bob = house_of_two()
    first = epoch(house, ada, ada).send(ada)
    for number in (1, 3):
        with refused("stale"):
            epoch(house, ada, ada, scope=first.scope, number=number).send(ada)
    assert queries.living_epoch(first.scope) == first
    second = epoch(house, ada, ada, scope=first.scope, number=2, shred=first.shred).send(ada)
    first.refresh_from_db()
    assert first.retired_on is not None
    assert queries.living_epoch(first.scope) == second
    assert queries.living_epoch_by_id(str(first.id)) is None
    assert queries.living_epoch_by_id("nothing") is None


def test_the_same_epoch_twice_is_the_same_as_once_and_only_for_who_made_it() -> None:
    house, ada, bob = house_of_two()
    made = epoch(house, ada, ada, bob)
    assert made.send(ada) == made.send(ada)
    with refused("epoch"):
        made.send(bob)
    assert KeyEpoch.objects.count() == 1


def test_an_epoch_that_nobody_could_read_is_refused() -> None:
    house, ada, _bob = house_of_two()
    with refused("members"):
        epoch(house, ada).send(ada)


def test_who_is_not_vouched_for_makes_no_epoch_and_gets_no_grant() -> None:
    house, ada, bob = house_of_two()
    eve = hand("eve").complete()
    with refused("keyring"):
        epoch(house, eve, eve).send(eve)
    with refused("members"):
        epoch(house, ada, ada, eve).send(ada)
    Keyring.objects.filter(pk=bob.id).update(state=Keyring.State.ENDED)
    with refused("members"):
        epoch(house, ada, ada, bob).send(ada)
    assert not KeyEpoch.objects.exists()


def test_a_grant_is_given_by_who_holds_the_epoch() -> None:
    house, ada, bob = house_of_two()
    browser = epoch(house, ada, ada)
    made = browser.send(ada)
    forged = grant(house, made, browser.identity, bob, bob)
    with refused("members"):
        actions.grant(epoch=made, by=bob.row, body=forged)
    clear = {**forged, "frame": text(b"the identity in the clear")}
    with refused("frame"):
        actions.grant(epoch=made, by=ada.row, body=clear)
    assert queries.reads(bob.row) == set()
    actions.grant(epoch=made, by=ada.row, body=grant(house, made, browser.identity, bob, ada))
    assert queries.reads(bob.row) == {made.id}


def test_a_revoked_keyring_grants_nothing() -> None:
    house, ada, grace, olga = of_three()
    bob = hand("bob").complete()
    proposal, _answer = house.propose(ada, grace, house.person(bob))
    entry = house.entry(house.person(bob))
    grace.post("proposals/complete/", {"proposal": proposal, "entry": entry})
    browser = epoch(house, ada, ada, bob)
    made = browser.send(ada)
    stale = bob.row
    actions.revoke(bob.row, by=olga.row)
    body = grant(house, made, browser.identity, grace, bob)
    with refused("keyring"):
        actions.grant(epoch=made, by=stale, body=body)
    with refused("keyring"):
        epoch(house, bob, ada).send(bob)


def test_nobody_lends_for_longer_than_they_have_it_and_the_night_takes_it_back() -> None:
    house, ada, bob = house_of_two()
    eve = hand("eve").complete()
    house.vouch(ada, eve)
    browser = epoch(house, ada, ada)
    made = browser.send(ada)
    week = (queries.today() + datetime.timedelta(days=7)).isoformat()
    lent = {**grant(house, made, browser.identity, bob, ada), "until": week}
    actions.grant(epoch=made, by=ada.row, body=lent)
    further = actions.grant(
        epoch=made, by=bob.row, body=grant(house, made, browser.identity, eve, bob)
    )
    assert further.until is not None
    assert further.until.isoformat() == week
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=8)):
        assert queries.reads(bob.row) == set()
        assert actions.expire_grants() == 2
    assert set(Grant.objects.values_list("keyring", flat=True)) == {ada.id}


def test_a_partner_holds_only_what_was_referred_to_partners() -> None:
    house, ada, _bob = house_of_two()
    rosa = hand("rosa", Role.PARTNER).complete()
    house.vouch(ada, rosa, "partner")
    with refused("members"):
        epoch(house, ada, ada, rosa, scope_kind="case").send(ada)
    with refused("epoch"):
        epoch(house, rosa, rosa, scope_kind="door").send(rosa)
    theirs = rosa.account.memberships.get().organisation_id
    assert theirs is not None
    made = epoch(house, rosa, rosa, scope=theirs, scope_kind="organisation").send(rosa)
    elsewhere = epoch(house, ada, ada, scope_kind="organisation").send(ada)
    known = {row["id"] for row in queries.vault_for(rosa.account)["epochs"]}
    assert known == {str(made.id)}
    assert str(elsewhere.id) not in known


def test_nobody_is_told_of_a_case_that_they_hold_no_key_to() -> None:
    house, ada, bob = house_of_two()
    case = epoch(house, ada, ada, scope_kind="case").send(ada)
    told = str(queries.vault_for(bob.account))
    assert str(case.id) not in told
    assert str(case.scope) not in told
    answer = bob.client.get(f"/en/desk/keys/api/epochs/?scope={case.scope}")
    assert answer.json() == {"epochs": []}
    answer = ada.client.get(f"/en/desk/keys/api/epochs/?scope={case.scope}")
    assert [row["id"] for row in answer.json()["epochs"]] == [str(case.id)]


def test_pairs_of_keyholders_get_an_epoch_for_emergencies_and_nobody_else() -> None:
    house, ada, grace, olga = of_three()
    made = epoch(house, ada, ada, scope_kind="case")
    row = made.send(ada, pairs=house.pairs(ada, grace, olga))
    assert PairSeal.objects.filter(epoch=row).count() == 3
    bob = hand("bob").complete()
    with refused("pair"):
        epoch(house, ada, ada).send(ada, pairs=house.pairs(ada, bob))
    # Grace holds no grant, and completes an emergency that Ada opened for her.
    body = grant(house, row, made.identity, grace, grace)
    with refused("members"):
        actions.grant(epoch=row, by=grace.row, body=body)
    Proposal.objects.create(
        kind="emergency", epoch=row, by=ada.row, to=grace.row, half=b"", made_on=queries.today()
    )
    actions.grant(epoch=row, by=grace.row, body=body)
    assert queries.reads(grace.row) == {row.id}


def test_a_door_takes_words_only_where_somebody_vouched_for_can_read_them() -> None:
    house, ada, bob = house_of_two()
    door, item = uuid.uuid4(), uuid.uuid4()
    with pytest.raises(actions.NoKeyholder):
        actions.seal_for_door(door, kind="request", item=item, body={})
    browser = epoch(house, bob, ada, bob, scope=door)
    made = browser.send(bob)
    used, frame = actions.seal_for_door(door, kind="request", item=item, body={"a": "ب"})
    assert used == made
    words = canonical.read_payload(frames.unseal(frame, browser.identity.secret))
    assert words.stands_at(scope=door, item=item, version=1, epoch=made.id)
    assert (words.author, words.body, words.org) == ("", {"a": "ب"}, house.fingerprint)
    told = queries.door_public(door)
    assert told is not None
    assert [entry["number"] for entry in told["entries"]] == [2]
    ended = house.body(kind="end", keyring=str(bob.id))
    assert ada.post("entries/", {"entry": house.entry(ended)}).status_code == 200
    assert queries.door_public(door) is None
    with pytest.raises(actions.NoKeyholder):
        actions.seal_for_door(door, kind="request", item=item, body={})


def test_one_scope_that_was_destroyed_keeps_nobody_from_the_others() -> None:
    house, ada, _bob = house_of_two()
    gone, stays = epoch(house, ada, ada).send(ada), epoch(house, ada, ada).send(ada)
    keystore.destroy(gone.shred)
    grants = queries.vault_for(ada.account)["grants"]
    assert [row["epoch"] for row in grants] == [str(stays.id)]
