"""Somebody leaves: at once, entirely, with a report of what they could have read."""

from datetime import timedelta
from typing import Any

import pytest

from amparo.ground.identity.models import Membership, Role, Session
from amparo.ground.vault import actions, jobs, queries
from amparo.ground.vault.models import (
    Departure,
    DirectoryEntry,
    Grant,
    Keyring,
    PairSeal,
    UnlockBlob,
)
from amparo.ground.vault.tests.hands import API, Hand, House, epoch, founded, hand, of_three

pytestmark = pytest.mark.django_db


def member(house: House, ada: Hand, grace: Hand, name: str = "bob") -> Hand:
    """Somebody whom two keyholders vouched for."""
    bob = hand(name).complete()
    body = house.person(bob)
    proposal, _answer = house.propose(ada, grace, body)
    told = {"proposal": proposal, "entry": house.entry(body)}
    assert grace.post("proposals/complete/", told).status_code == 200
    return bob


def code(answer: Any) -> str:
    assert answer.status_code == 409, answer.content
    found: str = answer.json()["refused"]["code"]
    return found


def test_one_keyholder_takes_a_colleague_s_keys_away_at_once() -> None:
    house, ada, grace, _olga = of_three()
    bob = member(house, ada, grace)
    read = epoch(house, ada, ada, bob, scope_kind="case").send(ada)
    unread = epoch(house, ada, ada, scope_kind="case").send(ada)
    told = grace.post("revoke/", {"keyring": str(bob.id)}).json()
    assert bob.row.state == Keyring.State.ENDED
    assert not Grant.objects.filter(keyring=bob.id).exists()
    assert not UnlockBlob.objects.filter(keyring=bob.id).exists()
    assert not Session.objects.filter(account=bob.account).exists()
    assert bob.client.get(API).status_code in (302, 404)
    report = told["departures"][0]["report"]
    assert [row["epoch"] for row in report["epochs"]] == [str(read.id)]
    assert str(unread.id) not in str(report)
    assert told["renew"] == []
    assert str(read.scope) not in str(told["renew_others"])
    assert told["renew_others"] == {"held": 1, "unheld": 0}
    assert not told["departures"][0]["in_directory"]
    assert grace.post("revoke/", {"keyring": str(bob.id)}).status_code == 200
    assert Departure.objects.count() == 1


def test_a_new_epoch_is_owed_until_it_is_made() -> None:
    house, ada, grace, _olga = of_three()
    bob = member(house, ada, grace)
    read = epoch(house, ada, ada, bob).send(ada)
    actions.revoke(bob.row, by=ada.row)
    assert queries.to_renew() == [read]
    epoch(house, ada, ada, scope=read.scope, number=2, shred=read.shred).send(ada)
    assert queries.to_renew() == []


def test_what_the_remover_cannot_renew_waits_for_who_can_and_is_said_until_then() -> None:
    house, ada, grace, _olga = of_three()
    bob, eve = member(house, ada, grace), member(house, ada, grace, "eve")
    read = epoch(house, eve, eve, bob, scope_kind="case").send(eve)
    alone = epoch(house, bob, bob, scope_kind="case").send(bob)
    before = len(queries.waiting(ada.account))
    actions.revoke(bob.row, by=ada.row)
    told = ada.state()
    assert (told["renew"], told["renew_others"]) == ([], {"held": 1, "unheld": 1})
    assert queries.waiting(ada.account)[0].count == 2
    assert len(queries.waiting(ada.account)) == before + 2
    theirs = eve.state()
    assert [(row["epoch"], row["members"]) for row in theirs["renew"]] == [
        (str(read.id), [str(eve.id)])
    ]
    assert theirs["renew_others"] == {"held": 0, "unheld": 0}
    assert [one.count for one in queries.waiting(eve.account)] == [1]
    epoch(house, eve, eve, scope_kind="case", scope=read.scope, number=2, shred=read.shred).send(
        eve
    )
    assert ada.state()["renew_others"] == {"held": 0, "unheld": 1}
    assert queries.to_renew() == [alone]
    assert queries.waiting(eve.account) == []


def test_when_keyholders_change_living_epochs_owe_seals_to_each_two_of_them() -> None:
    house, ada, grace, olga = of_three()
    bob = member(house, ada, grace)
    made = epoch(house, bob, bob, scope_kind="case")
    made.told["pairs"] = house.pairs(ada, grace, olga)
    row = made.send(bob)
    door = epoch(house, bob, bob).send(bob)
    assert queries.to_seal_anew(bob.row) == []
    eve = member(house, ada, grace, "eve")
    Membership.objects.create(account=eve.account, role=Role.KEYHOLDER)
    named = house.body(kind="keyholders", keyholders=[str(one.id) for one in (ada, grace, eve)])
    proposal, _answer = house.propose(ada, grace, named)
    entry = house.entry(named, pairs=house.pairs(ada, grace, eve))
    told = {"proposal": proposal, "entry": entry}
    assert grace.post("proposals/complete/", told).status_code == 200
    # Olga's two are gone; Eve has none yet; who holds the case is asked for them, and nobody else.
    assert PairSeal.objects.filter(epoch=row).count() == 1
    assert bob.state()["seal_anew"] == [str(row.id)]
    assert ada.state()["seal_anew"] == []
    anew = [actions.Sent(one) for one in house.pairs(ada, grace, eve)]
    with pytest.raises(actions.RefusedError):
        actions.seal_anew(epoch=row, by=ada.row, pairs=anew)
    with pytest.raises(actions.RefusedError):
        actions.seal_anew(epoch=row, by=bob.row, pairs=anew[:2])
    assert PairSeal.objects.filter(epoch=row).count() == 1
    for _turn in range(2):
        actions.seal_anew(epoch=row, by=bob.row, pairs=anew)
    assert PairSeal.objects.filter(epoch=row).count() == 3
    assert not PairSeal.objects.filter(epoch=row, second=olga.id).exists()
    assert queries.to_seal_anew(bob.row) == []
    assert not PairSeal.objects.filter(epoch=door).exists()


def test_who_held_the_key_alone_opens_no_emergency_alone_when_there_are_more() -> None:
    house, ada = founded()
    grace, olga = (hand(name, Role.KEYHOLDER).complete() for name in ("grace", "olga"))
    for one in (grace, olga):
        house.vouch(ada, one, "keyholder")
    made = epoch(house, grace, grace, scope_kind="case")
    made.told["pairs"] = house.pairs(ada)
    row = made.send(grace)
    assert PairSeal.objects.filter(epoch=row).count() == 1
    house.keyholders(ada, ada, grace, olga)
    assert not PairSeal.objects.filter(epoch=row).exists()
    assert queries.to_seal_anew(grace.row) == [row]


def test_what_was_lent_until_a_day_gone_by_owes_a_new_key() -> None:
    house, ada, _grace, _olga = of_three()
    bob = member(house, ada, _grace)
    row = epoch(house, ada, ada, bob).send(ada)
    Grant.objects.filter(keyring=bob.id).update(until=queries.today() - timedelta(days=1))
    assert queries.to_renew() == []
    assert actions.expire_grants() == 1
    assert queries.to_renew() == [row]


def test_the_directory_s_entry_follows_and_two_sign_it() -> None:
    house, ada, grace, _olga = of_three()
    bob = member(house, ada, grace)
    actions.revoke(bob.row, by=ada.row)
    body = house.body(kind="end", keyring=str(bob.id))
    proposal, _answer = house.propose(ada, grace, body)
    told = {"proposal": proposal, "entry": house.entry(body)}
    assert grace.post("proposals/complete/", told).status_code == 200
    assert not queries.directory().vouches(bob.id)
    assert ada.state()["departures"][0]["in_directory"]
    again = house.body(kind="end", keyring=str(bob.id))
    assert code(house.propose(ada, grace, again)[1]) == "state"


def test_an_entry_alone_ends_keys_too_and_they_never_come_back() -> None:
    house, ada = founded()
    bob = hand("bob").complete()
    house.vouch(ada, bob)
    ended = house.entry(house.body(kind="end", keyring=str(bob.id)))
    assert ada.post("entries/", {"entry": ended}).status_code == 200
    assert bob.row.state == Keyring.State.ENDED
    assert Departure.objects.filter(keyring=bob.id).exists()
    back = house.entry(house.person(bob))
    assert code(ada.post("entries/", {"entry": back})) == "state"


def test_only_keyholders_and_administrators_revoke() -> None:
    house, ada, grace, _olga = of_three()
    bob, eve = member(house, ada, grace), member(house, ada, grace, "eve")
    assert code(eve.post("revoke/", {"keyring": str(bob.id)})) == "keyholder"
    fresh = hand("ivo", Role.KEYHOLDER).complete()
    assert code(fresh.post("revoke/", {"keyring": str(bob.id)})) == "keyring"
    assert bob.row.state == Keyring.State.ACTIVE


def test_keyholders_are_never_fewer_than_two_of_several() -> None:
    house, ada, grace, olga = of_three()
    body = house.body(kind="end", keyring=str(olga.id))
    assert code(house.propose(ada, grace, body)[1]) == "keyholder"
    assert ada.post("revoke/", {"keyring": str(olga.id)}).status_code == 200
    assert PairSeal.objects.filter(epoch=None).count() == 1
    assert code(ada.post("revoke/", {"keyring": str(grace.id)})) == "keyholder"
    assert code(grace.post("revoke/", {"keyring": str(ada.id)})) == "keyholder"
    named = house.body(kind="keyholders", keyholders=[str(ada.id), str(grace.id)])
    proposal, _answer = house.propose(ada, grace, named)
    entry = house.entry(named, pairs=house.pairs(ada, grace))
    answer = grace.post("proposals/complete/", {"proposal": proposal, "entry": entry})
    assert answer.status_code == 200
    body = house.body(kind="end", keyring=str(olga.id))
    assert house.propose(ada, grace, body)[1].status_code == 200


def test_who_deletes_their_account_leaves_keys_that_lead_to_nobody() -> None:
    house, ada, grace, _olga = of_three()
    bob = member(house, ada, grace)
    read = epoch(house, ada, ada, bob).send(ada)
    waiting = hand("eve").complete()
    assert len(queries.about(bob.account)["keys"]) == 1
    actions.forget(by=bob.account)
    actions.forget(by=waiting.account)
    assert bob.row.account is None
    assert bob.row.state == Keyring.State.ENDED
    assert not Grant.objects.filter(keyring=bob.id).exists()
    assert not UnlockBlob.objects.filter(keyring=bob.id).exists()
    assert not Keyring.objects.filter(pk=waiting.id).exists()
    assert queries.to_renew() == [read]
    assert queries.about(bob.account) == {"keys": []}
    assert DirectoryEntry.objects.filter(keyring=bob.id).exists()


def test_what_waits_is_told_to_who_can_do_it() -> None:
    house, ada, grace, olga = of_three()
    bob = hand("bob")
    assert [one.count for one in queries.waiting(bob.account)] == [1]
    bob.complete()
    assert queries.waiting(bob.account) == []
    assert [one.count for one in queries.waiting(olga.account)] == [1]
    house.propose(ada, grace, house.person(bob))
    assert len(queries.waiting(grace.account)) == 2
    assert all(one.url == "/en/desk/keys/" for one in queries.waiting(grace.account))


def test_the_night_takes_back_what_was_lent() -> None:
    class Told:
        def report(self, fraction: float, next_step: str) -> None:
            assert (0 <= fraction <= 1, next_step) == (True, "")

    jobs.sweep(Told())
