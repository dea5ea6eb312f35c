"""The directory is founded once and only continued; what is forged does not enter it."""

import uuid
from typing import Any

import pytest

from amparo.ground.identity.models import Membership, Role
from amparo.ground.record.models import AuditEvent
from amparo.ground.sealing import ed25519
from amparo.ground.vault import queries
from amparo.ground.vault.models import DirectoryEntry, Keyring, OrganisationKey, PairSeal, Proposal
from amparo.ground.vault.tests.hands import House, founded, hand, of_three, text

pytestmark = pytest.mark.django_db


def code(answer: Any) -> str:
    assert answer.status_code in (400, 409), answer.content
    found: str = answer.json()["refused"]["code"]
    return found


def test_an_administrator_with_complete_keys_founds_it_and_is_its_keyholder() -> None:
    house, ada = founded()
    told = ada.state()
    assert told["me"]["state"] == "active"
    assert told["org"]["fingerprint"] == house.fingerprint
    assert told["keyholders"] == [str(ada.id)]
    assert told["alone"]
    assert told["may"] == {"make": False, "found": False, "vouch": True, "revoke": True}
    assert [pair["second"] for pair in told["pairs"]] == [None]
    assert AuditEvent.objects.get(verb="vault.organisation_founded").object_id == house.fingerprint


def test_it_is_founded_once() -> None:
    house, _ada = founded()
    for eve in (hand("eve", Role.ADMINISTRATOR).complete(), hand("ivo", Role.ADMINISTRATOR)):
        assert code(eve.post("organisation/", House().founding(eve))) in ("org", "state")
    assert OrganisationKey.objects.get().fingerprint == house.fingerprint
    assert DirectoryEntry.objects.count() == 1


def test_nobody_but_an_administrator_founds_it() -> None:
    eve = hand("eve", Role.KEYHOLDER).complete()
    assert code(eve.post("organisation/", House().founding(eve))) == "org"
    assert not OrganisationKey.objects.exists()


def test_a_founding_that_is_not_whole_leaves_nothing() -> None:
    house, ada, bob = House(), hand("ada", Role.ADMINISTRATOR).complete(), hand("bob").complete()
    good = house.founding(ada)
    founder = [str(ada.id)]
    forged: list[dict[str, Any]] = [
        {"entry": house.entry(house.person(bob, "keyholder", keyholders=[str(bob.id)]))},
        {"entry": house.entry(house.person(ada, "keyholder"))},
        {"entry": house.entry(house.person(ada, "keyholder", keyholders=founder, number=2))},
        {"entry": {**good["entry"], "hash": "0" * 64}},
        {"entry": {**good["entry"], "signature": text(bytes(64))}},
        {"org": {**good["org"], "fingerprint": "0" * 64}},
        {"org": {"public": text(House().public), "fingerprint": house.fingerprint}},
        {"pairs": []},
        {"pairs": house.pairs(bob)},
    ]
    for wrong in forged:
        code(ada.post("organisation/", {**good, **wrong}))
        assert not OrganisationKey.objects.exists()
        assert not DirectoryEntry.objects.exists()
    assert ada.post("organisation/", good).status_code == 200


def test_a_vouched_for_person_is_active_and_known_to_all() -> None:
    house, ada = founded()
    bob = hand("bob").complete()
    assert [one["id"] for one in bob.state()["people"]] == [str(bob.id)]
    house.vouch(ada, bob)
    told = {one["id"]: one for one in bob.state()["people"]}
    assert told[str(ada.id)]["keyholder"]
    assert (told[str(bob.id)]["role"], told[str(bob.id)]["state"]) == ("member", "active")
    vault = bob.client.get("/en/desk/keys/api/vault/").json()
    assert [entry["number"] for entry in vault["directory"]] == [1, 2]
    assert vault["me"] == str(bob.id)


def test_an_entry_with_a_broken_chain_or_a_forged_body_does_not_enter() -> None:
    house, ada = founded()
    bob, eve = hand("bob").complete(), hand("eve").complete()
    good = house.person(bob)
    forged = [
        ({**good, "previous": "0" * 64}, "stale"),
        ({**good, "previous": ""}, "stale"),
        ({**good, "number": 1}, "stale"),
        ({**good, "number": 3}, "stale"),
        ({**good, "org": House().fingerprint}, "unreadable"),
        ({**good, "v": 2}, "unreadable"),
        ({**good, "v": True}, "unreadable"),
        ({**good, "recipient": eve.identity.recipient}, "keyring"),
        ({**good, "signing_key": eve.signing_key}, "keyring"),
        ({**good, "keyring": str(uuid.uuid4())}, "state"),
        ({**good, "role": "partner"}, "unreadable"),
        ({**good, "role": "owner"}, "unreadable"),
        ({**good, "keyholders": [str(bob.id)]}, "unreadable"),
        ({**good, "day": "2020-01-01"}, "unreadable"),
        ({**good, "kind": "nobody"}, "unreadable"),
        ({**good, "more": ""}, "unreadable"),
    ]
    for body, why in forged:
        assert code(ada.post("entries/", {"entry": house.entry(body)})) == why, body
    spaced = house.entry(good)
    spaced["body"] = spaced["body"].replace(":", ": ")
    assert code(ada.post("entries/", {"entry": spaced})) == "unreadable"
    assert DirectoryEntry.objects.count() == 1
    assert ada.post("entries/", {"entry": house.entry(good)}).status_code == 200


def test_only_the_organisation_s_key_signs_entries() -> None:
    house, ada = founded()
    bob = hand("bob").complete()
    for seed in (ada.seed, bob.seed, ed25519.new()[0]):
        entry = house.entry(house.person(bob), seed=seed)
        assert code(ada.post("entries/", {"entry": entry})) == "signature"
    assert bob.row.state == Keyring.State.WAITING


def test_who_is_no_keyholder_brings_no_entry_even_a_signed_one() -> None:
    house, ada = founded()
    bob, eve = hand("bob", Role.KEYHOLDER).complete(), hand("eve").complete()
    house.vouch(ada, bob)
    entry = {"entry": house.entry(house.person(eve))}
    assert code(bob.post("entries/", entry)) == "keyholder"
    assert code(eve.post("entries/", entry)) == "keyring"
    Membership.objects.filter(account=ada.account).update(asleep=True)
    assert ada.post("entries/", entry).status_code == 404
    assert eve.row.state == Keyring.State.WAITING


def test_of_three_keyholders_two_do_it_together() -> None:
    house, ada, grace, olga = of_three()
    assert PairSeal.objects.filter(epoch=None).count() == 3
    bob = hand("bob").complete()
    body = house.person(bob)
    assert code(ada.post("entries/", {"entry": house.entry(body)})) == "keyholder"
    proposal, answer = house.propose(ada, grace, body)
    assert answer.status_code == 200
    assert [one["half"] for one in answer.json()["proposals"]] == [""]
    assert grace.state()["proposals"][0]["half"] != ""
    assert olga.state()["proposals"] == []
    told = {"proposal": proposal, "entry": house.entry(body)}
    assert code(olga.post("proposals/complete/", told)) == "stale"
    assert code(ada.post("proposals/complete/", told)) == "stale"
    other = house.person(hand("eve").complete())
    swapped = {"proposal": proposal, "entry": house.entry(other)}
    assert code(grace.post("proposals/complete/", swapped)) == "entry"
    assert grace.post("proposals/complete/", told).status_code == 200
    assert bob.row.state == Keyring.State.ACTIVE
    assert not Proposal.objects.exists()


def test_a_proposal_is_withdrawn_by_its_two_people_and_nobody_else() -> None:
    house, ada, grace, olga = of_three()
    proposal, _answer = house.propose(ada, grace, house.person(hand("bob").complete()))
    assert code(olga.post("proposals/withdraw/", {"proposal": proposal})) == "keyholder"
    assert grace.post("proposals/withdraw/", {"proposal": proposal}).status_code == 200
    assert not Proposal.objects.exists()


def test_what_was_proposed_before_another_entry_is_stale() -> None:
    house, ada, grace, olga = of_three()
    bob, eve = hand("bob").complete(), hand("eve").complete()
    first, _one = house.propose(ada, grace, house.person(bob))
    house.propose(olga, ada, house.person(eve))
    entry = house.entry(house.person(bob))
    grace.post("proposals/complete/", {"proposal": first, "entry": entry})
    assert ada.state()["proposals"] == []


def test_keyholders_have_working_keys_and_the_role_and_each_pair_its_seal() -> None:
    house, ada = founded()
    grace, bob = hand("grace", Role.KEYHOLDER).complete(), hand("bob").complete()
    house.vouch(ada, bob)

    def name(*ids: Any, pairs: list[dict[str, Any]]) -> Any:
        body = house.body(kind="keyholders", keyholders=[str(one) for one in ids])
        return ada.post("entries/", {"entry": house.entry(body, pairs=pairs)})

    assert code(name(ada.id, grace.id, pairs=house.pairs(ada, grace))) == "members"
    house.vouch(ada, grace)
    assert code(name(ada.id, bob.id, pairs=house.pairs(ada, bob))) == "members"
    assert code(name(ada.id, ada.id, pairs=[])) == "unreadable"
    assert code(name(pairs=[])) == "unreadable"
    assert code(name(ada.id, grace.id, pairs=[])) == "pair"
    assert code(name(ada.id, grace.id, pairs=house.pairs(grace, ada))) == "pair"
    assert code(name(ada.id, grace.id, pairs=house.pairs(ada))) == "pair"
    clear = [{**house.pairs(ada, grace)[0], "frame": text(b"the organisation's key")}]
    assert code(name(ada.id, grace.id, pairs=clear)) == "frame"
    assert queries.directory().keyholders == [ada.id]
    assert name(ada.id, grace.id, pairs=house.pairs(ada, grace)).status_code == 200
    assert PairSeal.objects.filter(epoch=None).get().second_id == grace.id


def test_a_partner_s_person_is_vouched_for_as_one_and_sees_no_colleague_of_ours() -> None:
    house, ada = founded()
    rosa, bob = hand("rosa", Role.PARTNER).complete(), hand("bob").complete()
    assert code(ada.post("entries/", {"entry": house.entry(house.person(rosa))})) == "unreadable"
    house.vouch(ada, rosa, "partner")
    house.vouch(ada, bob)
    told = rosa.state()
    assert [one["id"] for one in told["people"]] == [str(rosa.id)]
    assert told["may"]["revoke"] is False
    labels = {row["id"]: row["label"] for row in told["vault"]["keyrings"]}
    assert labels[str(bob.id)] == labels[str(ada.id)] == ""
    assert labels[str(rosa.id)] != ""
    assert ada.state()["people"][0]["label"] != ""


def test_the_state_of_keys_asks_as_much_for_twenty_colleagues_as_for_two(
    django_assert_max_num_queries: Any,
) -> None:
    house, ada = founded()
    for number in range(8):
        house.vouch(ada, hand(f"member {number}").complete())
    assert ada.account.roles
    with django_assert_max_num_queries(28):
        assert len(queries.state(ada.account)["people"]) == 9
