"""What the desk's programs ask for, and what is refused."""

import uuid

import pytest

from amparo.ground.identity.models import Role
from amparo.ground.sealing import age
from amparo.ground.vault.models import Grant, KeyEpoch
from amparo.protection.cases import actions, queries
from amparo.protection.cases.models import Case, Item, Submission

from .factories import (
    b64,
    do,
    epoch_json,
    grant_json,
    item_json,
    living,
    make_case,
    make_door,
    make_submission,
    open_frame,
    person,
    today,
)

pytestmark = pytest.mark.django_db


def frame_of(who, identifier):
    import base64

    return base64.b64decode(queries.frames(who.account, [identifier])[str(identifier)])


def test_a_case_is_opened_from_a_request_and_its_items_open_for_its_team():
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.CASEWORKER)
    row = make_submission(make_door(alice, alice, bob))
    case = make_case(alice, bob, submission=str(row.id))
    row.refresh_from_db()
    assert (row.state, row.case, row.shred_on) == (Submission.State.TAKEN, case, None)
    item = Item.objects.get(case=case)
    for who in (alice, bob):
        told = open_frame(who, item.epoch_id, frame_of(who, item.id))
        assert told.body == {"words": "what was said"}
        assert told.stands_at(scope=case.id, item=item.item, version=1, epoch=item.epoch_id)


def test_the_same_act_again_changes_nothing_and_answers_the_same():
    alice = person("alice", Role.CASEWORKER)
    row = make_submission(make_door(alice, alice))
    case_id = uuid.uuid4()
    told = epoch_json(alice, alice, scope=case_id)
    opened = {
        "verb": "case.open", "case": str(case_id), "submission": str(row.id), "epochs": [told],
        "items": [item_json(alice, case=case_id, epoch=told)],
    }  # fmt: skip
    later = {
        "verb": "case.items", "case": str(case_id), "next_action": today().isoformat(),
        "items": [item_json(alice, case=case_id, epoch=told)],
    }  # fmt: skip
    first = actions.perform([opened, later], by=alice.account)
    assert actions.perform([later], by=alice.account) == first[1:]
    again = actions.perform([opened, later], by=alice.account)
    assert again[1] == first[1]
    assert (Case.objects.count(), Item.objects.count(), KeyEpoch.objects.count()) == (1, 2, 2)


def test_an_older_version_is_refused_and_so_is_one_that_leaves_a_gap():
    alice = person("alice", Role.CASEWORKER)
    case = make_case(alice)
    item = Item.objects.get()
    second = item_json(alice, case=case.id, epoch=living(case.id), item=item.item, version=2)
    do(alice, verb="case.items", case=str(case.id), items=[second])
    for version in (1, 2, 4):
        late = item_json(
            alice, case=case.id, epoch=living(case.id), item=item.item, version=version
        )
        with pytest.raises(actions.BatchRefusedError):
            do(alice, verb="case.items", case=str(case.id), items=[late])
    assert list(Item.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_of_a_batch_with_one_refused_act_nothing_is_done():
    alice = person("alice", Role.CASEWORKER)
    case = make_case(alice)
    good = {
        "verb": "case.items", "case": str(case.id),
        "items": [item_json(alice, case=case.id, epoch=living(case.id))],
    }  # fmt: skip
    bad = {"verb": "case.state", "case": str(case.id), "state": "shredded"}
    with pytest.raises(actions.BatchRefusedError) as refused:
        actions.perform([good, bad], by=alice.account)
    assert refused.value.place == 1
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        None, 7, [], {}, {"verb": 3}, {"verb": "case.destroy"}, {"verb": "case.items"},
        {"verb": "case.items", "case": "not-an-id"}, {"verb": "case.items", "case": ["x"]},
        {"verb": "case.open", "case": str(uuid.uuid4()), "epochs": "x"},
        {"verb": "case.open", "case": str(uuid.uuid4()), "epochs": [{}]},
        {"verb": "reply", "submission": str(uuid.uuid4()), "id": str(uuid.uuid4()), "frame": "é"},
        {"verb": "checkin.set", "id": str(uuid.uuid4()), "case": str(uuid.uuid4()), "due": 1},
    ],
)  # fmt: skip
def test_what_is_no_act_is_refused_and_never_breaks(told):
    alice = person("alice", Role.CASEWORKER, Role.KEYHOLDER)
    with pytest.raises(actions.BatchRefusedError):
        actions.perform([told], by=alice.account)


def test_a_forged_epoch_and_a_rolled_back_one_are_refused():
    alice, mallory = person("alice", Role.CASEWORKER), person("mallory", Role.CASEWORKER)
    case = make_case(alice, mallory)
    signed_by_another = epoch_json(mallory, mallory, scope=case.id, number=2)
    rolled_back = epoch_json(alice, alice, scope=case.id, number=1)
    skipped = epoch_json(alice, alice, scope=case.id, number=3)
    other_key = epoch_json(alice, alice, scope=case.id, number=2)
    other_key["recipient"] = age.new_identity().recipient
    elsewhere = epoch_json(alice, alice, scope=uuid.uuid4(), number=2)
    for told in (signed_by_another, rolled_back, skipped, other_key, elsewhere):
        with pytest.raises(actions.BatchRefusedError):
            do(alice, verb="case.epoch", case=str(case.id), epoch=told)
    assert living(case.id).number == 1


def test_a_grant_is_given_only_by_who_holds_the_key_and_only_to_people_of_the_desk():
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.CASEWORKER)
    finance = person("finn", Role.FINANCE)
    case = make_case(alice)
    epoch = living(case.id)
    identity = alice.opened[str(epoch.pk)]
    by_hand = grant_json(bob, bob, epoch=epoch.pk, scope=case.id, identity=identity)
    with pytest.raises(actions.BatchRefusedError):
        do(bob, verb="case.grant", grants=[by_hand])
    to_finance = grant_json(alice, finance, epoch=epoch.pk, scope=case.id, identity=identity)
    with pytest.raises(actions.BatchRefusedError):
        do(alice, verb="case.grant", grants=[to_finance])
    good = grant_json(alice, bob, epoch=epoch.pk, scope=case.id, identity=identity)
    assert do(alice, verb="case.grant", grants=[good]) == do(
        alice, verb="case.grant", grants=[good]
    )
    assert Grant.objects.filter(epoch=epoch).count() == 2


def test_whoever_is_excluded_finds_no_case_and_no_request():
    alice, mallory = person("alice", Role.CASEWORKER), person("mallory", Role.CASEWORKER)
    row = make_submission(make_door(alice, alice, mallory))
    case = make_case(alice, mallory, submission=str(row.id))
    item = Item.objects.get()
    assert len(queries.overview(mallory.account)["cases"]) == 1
    told = epoch_json(alice, alice, scope=case.id, number=2)
    do(alice, verb="case.epoch", case=str(case.id), compartment="main", epoch=told)
    seen = queries.overview(mallory.account)
    assert seen["cases"] == []
    assert seen["submissions"] == []
    assert str(case.id) not in str(seen)
    assert queries.frames(mallory.account, [item.id, row.id]) == {}
    assert not Grant.objects.filter(keyring=mallory.keyring, epoch__scope=case.id).exists()


def test_a_compartment_that_the_excluder_cannot_open_is_renewed_by_who_can():
    alice, bob, mallory = (person(one, Role.CASEWORKER) for one in ("alice", "bob", "mallory"))
    case = make_case(alice, bob, mallory)
    medical = epoch_json(bob, bob, mallory, scope=case.id, compartment="medical")
    do(bob, verb="case.epoch", case=str(case.id), compartment="medical", epoch=medical)
    told = epoch_json(alice, alice, bob, scope=case.id, number=2)
    do(alice, verb="case.epoch", case=str(case.id), compartment="main", epoch=told)
    assert queries.overview(alice.account)["renew"] == []
    assert queries.overview(mallory.account)["renew"] == []
    [owed] = queries.overview(bob.account)["renew"]
    assert (owed["epoch"], owed["compartment"], owed["number"]) == (medical["id"], "medical", 1)
    assert owed["members"] == [str(bob.keyring.pk)]
    again = epoch_json(bob, bob, scope=case.id, compartment="medical", number=2)
    do(bob, verb="case.epoch", case=str(case.id), compartment="medical", epoch=again)
    assert queries.overview(bob.account)["renew"] == []
    assert living(case.id, "medical").pk != medical["id"]


def test_who_holds_a_case_seals_it_for_the_keyholders_and_nobody_else_does():
    alice, mallory = person("alice", Role.CASEWORKER), person("mallory", Role.CASEWORKER)
    case = make_case(alice)
    told = {"verb": "case.pairs", "epoch": str(living(case.id).pk), "pairs": []}
    assert do(alice, **told)["epoch"] == told["epoch"]
    with pytest.raises(actions.BatchRefusedError, match="not yours"):
        actions.perform([told], by=mallory.account)


def test_a_whole_caseload_is_handed_over_in_one_act():
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.CASEWORKER)
    cases = [make_case(alice) for _turn in range(5)]
    batch = []
    for case in cases:
        epoch = living(case.id)
        given = grant_json(
            alice, bob, epoch=epoch.pk, scope=case.id, identity=alice.opened[str(epoch.pk)]
        )
        note = item_json(alice, case=case.id, epoch=epoch, kind="transfer", body={"to": "bob"})
        batch += [
            {"verb": "case.grant", "grants": [given]},
            {"verb": "case.items", "case": str(case.id), "items": [note]},
        ]
    assert len(queries.overview(bob.account)["cases"]) == 0
    actions.perform(batch, by=alice.account)
    assert len(queries.overview(bob.account)["cases"]) == 5


def test_who_has_no_active_keys_acts_on_nothing():
    alice = person("alice", Role.CASEWORKER)
    case = make_case(alice)
    alice.keyring.state = "ended"
    alice.keyring.save()
    with pytest.raises(actions.NoKeysError):
        do(alice, verb="case.state", case=str(case.id), state="active")
    assert queries.overview(alice.account)["cases"] == []


def test_a_frame_of_no_known_size_or_for_two_readers_is_refused():
    alice = person("alice", Role.CASEWORKER)
    case = make_case(alice)
    epoch = living(case.id)
    told = item_json(alice, case=case.id, epoch=epoch)
    both = age.seal(b"x", [epoch.recipient, alice.keyring.recipient])
    for frame in (b"", b"x" * 100, both, both.ljust(2816, b"\0")):
        bad = {**told, "frame": b64(frame)}
        with pytest.raises(actions.BatchRefusedError):
            do(alice, verb="case.items", case=str(case.id), items=[bad])


def test_a_request_is_taken_once():
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.CASEWORKER)
    row = make_submission(make_door(alice, alice, bob))
    make_case(alice, bob, submission=str(row.id))
    with pytest.raises(actions.BatchRefusedError):
        make_case(bob, submission=str(row.id))
    assert Case.objects.count() == 1


def test_a_request_that_was_rejected_can_be_taken_back():
    alice = person("alice", Role.CASEWORKER)
    row = make_submission(make_door(alice, alice))
    for state in ("refused", "refused", "new"):
        do(alice, verb="submission.state", submission=str(row.id), state=state)
    with pytest.raises(actions.BatchRefusedError):
        do(alice, verb="submission.state", submission=str(row.id), state="taken")
    row.refresh_from_db()
    assert row.state == "new"


def test_only_safeguarding_stands_behind_its_door():
    helen, sam = person("helen", Role.KEYHOLDER), person("sam", Role.SAFEGUARDING)
    door = actions.have_doors()["safeguarding"]
    with_helen = epoch_json(helen, helen, sam, kind="door", scope=door.pk)
    with pytest.raises(actions.BatchRefusedError):
        do(helen, verb="door.epoch", door=str(door.pk), epoch=with_helen)
    alone = epoch_json(helen, sam, kind="door", scope=door.pk)
    do(helen, verb="door.epoch", door=str(door.pk), epoch=alone)
    row = make_submission(door)
    assert queries.overview(helen.account)["submissions"] == []
    assert queries.frames(helen.account, [row.id]) == {}
    assert [one["id"] for one in queries.overview(sam.account)["submissions"]] == [str(row.id)]
