"""The desk's interface: who gets what, whatever they ask for, and how quickly."""

import dataclasses
import datetime
import hashlib
import json
import time
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amparo.ground.identity.models import Organisation, Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.record.models import AuditEvent
from amparo.ground.sealing import ed25519
from amparo.ground.vault.models import Grant, KeyEpoch
from amparo.protection.cases import actions, queries
from amparo.protection.cases.models import Case, Door, Item, Submission

from .factories import (
    HANDS,
    b64,
    do,
    epoch_json,
    item_json,
    living,
    make_case,
    make_door,
    make_submission,
    person,
    sealed,
    today,
)

pytestmark = pytest.mark.django_db
API = "/en/desk/cases/api/"
OURS = {Role.CASEWORKER, Role.KEYHOLDER, Role.SAFEGUARDING, Role.INTERPRETER, Role.PARTNER}


def browser(account):
    client = sign_in(Client(), account)
    client.account = account
    return client


def post(client, what, told, *, keys=None):
    """As a page does: acts are signed by its own keys, or by those of somebody else."""
    headers = {}
    if what == "acts":
        hand = keys or HANDS.get(client.account.pk)
        keyring = str(hand.keyring.pk) if hand else ""
        told = {"v": 1, "kind": "acts", "keyring": keyring, "day": today().isoformat(), **told}
    body = json.dumps(told).encode()
    if what == "acts" and hand:
        signed = b"amparo/acts/v1\n" + hashlib.sha256(body).hexdigest().encode()
        headers["Acts-Signature"] = b64(ed25519.sign(hand.seed, signed))
    return client.post(f"{API}{what}/", body, content_type="application/json", headers=headers)


@pytest.fixture
def house():
    """Alice's case and request, with everything that hangs on them."""
    alice = person("alice", Role.CASEWORKER)
    row = make_submission(make_door(alice, alice))
    case = make_case(alice, submission=str(row.id))
    loose = make_submission(Door.objects.get(kind="help"))
    return alice, case, row, loose


@pytest.mark.parametrize("role", [None, *Role])
def test_without_a_role_of_this_room_there_is_nothing(role, house):
    roles = [role] if role and role != Role.PARTNER else []
    account = make_account("bob", roles=roles)
    if role == Role.PARTNER:
        account = person("paula", organisation=Organisation.objects.create(name="P")).account
    client = browser(account)
    there = role in OURS
    assert client.get(f"{API}overview/").status_code == (200 if there else 404)
    assert post(client, "frames", {"ids": []}).status_code == (200 if there else 404)
    assert post(client, "acts", {"acts": []}).status_code in ((200, 409) if there else (404,))
    if there:
        seen = client.get(f"{API}overview/").json()
        for name in ("cases", "submissions", "lent_to_me", "referred_to_us", "proposals"):
            assert seen[name] == []


@pytest.mark.parametrize("state", ["new", "taken", "refused", "erasing", "erased"])
@pytest.mark.parametrize("role", sorted(OURS - {Role.PARTNER}))
def test_without_a_grant_no_state_of_a_request_or_case_is_there(house, role, state):
    _alice, case, row, loose = house
    stranger = person("stella", role)
    Submission.objects.update(state=state, erase_on=today())
    client = browser(stranger.account)
    item = Item.objects.get()
    assert post(client, "frames", {"ids": [str(one.pk) for one in (item, row, loose)]}).json() == {
        "frames": {}
    }
    seen = client.get(f"{API}overview/").content.decode()
    for secret in (case.id, row.id, loose.id, item.id, item.item, living(case.id).pk):
        assert str(secret) not in seen
    missing = str(uuid.uuid4())
    for act in (
        {"verb": "case.items", "items": []},
        {"verb": "case.state", "state": "active"},
        {"verb": "case.keep", "until": "2030-01-01"},
        {"verb": "case.shred"},
        {"verb": "case.epoch", "compartment": "main", "epoch": {"id": missing}},
        {"verb": "lend", "id": missing},
        {"verb": "hold.ask", "id": missing},
        {"verb": "checkin.set", "id": missing},
        {"verb": "referral.send", "id": missing},
    ):
        answers = [
            post(client, "acts", {"acts": [{**act, "case": str(one)}]})
            for one in (case.id, missing)
        ]
        assert answers[0].status_code == 409
        assert answers[0].content == answers[1].content
    for act in (
        {"verb": "submission.state", "state": "refused"},
        {"verb": "submission.erase"},
        {"verb": "reply", "id": missing},
    ):
        for one in (row, loose):
            if state == "erased" and act["verb"] == "submission.erase":
                continue
            hidden = post(client, "acts", {"acts": [{**act, "submission": str(one.id)}]})
            absent = post(client, "acts", {"acts": [{**act, "submission": missing}]})
            assert (hidden.status_code, hidden.content) == (409, absent.content)
    assert Case.objects.get().state == "triage"


def test_the_team_gets_what_its_keys_reach(house):
    alice, case, row, loose = house
    client = browser(alice.account)
    seen = client.get(f"{API}overview/").json()
    assert [one["id"] for one in seen["cases"]] == [str(case.id)]
    assert {one["id"] for one in seen["submissions"]} == {str(row.id), str(loose.id)}
    assert seen["cases"][0]["team"] == [str(alice.keyring.pk)]
    assert seen["cases"][0]["submission"] == str(row.id)
    assert [one["mine"] for one in seen["doors"]] == [True]
    ids = [str(Item.objects.get().id), str(row.id), str(loose.id), str(uuid.uuid4())]
    assert set(post(client, "frames", {"ids": ids}).json()["frames"]) == set(ids[:3])


def test_a_stolen_session_without_its_keys_reads_only_seals_and_cannot_act_with_keys(house):
    alice, case, _row, _loose = house
    other = make_case(person("bob", Role.CASEWORKER))
    thief = person("thief", Role.CASEWORKER)
    client = browser(alice.account)
    seen = client.get(f"{API}overview/").content.decode()
    assert str(other.id) not in seen
    forged = epoch_json(thief, thief, scope=case.id, number=2)
    assert (
        post(
            client,
            "acts",
            {"acts": [{"verb": "case.epoch", "case": str(case.id), "epoch": forged}]},
        ).status_code
        == 409
    )
    assert living(case.id).number == 1
    door = Door.objects.get(kind="help")
    forged = epoch_json(thief, thief, kind="door", scope=door.pk, number=2)
    assert (
        post(
            client,
            "acts",
            {"acts": [{"verb": "door.epoch", "door": str(door.pk), "epoch": forged}]},
        ).status_code
        == 409
    )
    assert living(door.pk).number == 1
    assert not Grant.objects.filter(keyring=thief.keyring).exists()
    close = {"acts": [{"verb": "case.state", "case": str(case.id), "state": "closed"}]}
    for keys in (thief, dataclasses.replace(thief, keyring=alice.keyring)):
        refused = post(client, "acts", close, keys=keys)
        assert refused.status_code == 409
        assert "Unlock" in refused.json()["refused"]["words"]
    body = json.dumps({**close, "v": 1, "kind": "acts", "keyring": str(alice.keyring.pk)})
    bare = client.post(f"{API}acts/", body, content_type="application/json")
    assert bare.status_code in (400, 409)
    assert Case.objects.get(pk=case.id).state == "triage"
    long_ago = (today() - datetime.timedelta(days=3)).isoformat()
    assert post(client, "acts", {**close, "day": long_ago}).status_code == 409
    assert Case.objects.get(pk=case.id).state == "triage"
    assert Item.objects.filter(case=case).count() == 1
    assert post(client, "acts", close).status_code == 200
    assert Case.objects.get(pk=case.id).state == "closed"


def test_a_signed_batch_that_was_changed_on_the_way_is_refused(house):
    alice, case, _row, _loose = house
    told = {"v": 1, "kind": "acts", "keyring": str(alice.keyring.pk), "day": today().isoformat()}
    close = {"verb": "case.state", "case": str(case.id), "state": "closed"}
    body = json.dumps({**told, "acts": []}).encode()
    signed = b"amparo/acts/v1\n" + hashlib.sha256(body).hexdigest().encode()
    headers = {"Acts-Signature": b64(ed25519.sign(alice.seed, signed))}
    client = browser(alice.account)
    for sent, status in ((json.dumps({**told, "acts": [close]}), 409), (body, 200)):
        answer = client.post(f"{API}acts/", sent, content_type="application/json", headers=headers)
        assert answer.status_code == status
    assert Case.objects.get(pk=case.id).state == "triage"


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b'{"ids":7}', b'{"ids":["x"]}', b"\xff"])
def test_what_cannot_be_read_is_refused(house, body):
    client = browser(house[0].account)
    for what in ("frames", "acts"):
        told = client.post(f"{API}{what}/", body, content_type="application/json")
        assert told.status_code == 400
        assert told["Cache-Control"] == "no-store"


def test_acts_need_the_token_of_a_page(house):
    client = Client(enforce_csrf_checks=True)
    sign_in(client, house[0].account)
    client.account = house[0].account
    assert post(client, "acts", {"acts": []}).status_code == 403


def test_nothing_is_asked_with_get_and_nothing_changes_with_it(house):
    client = browser(house[0].account)
    assert client.get(f"{API}acts/").status_code == 405
    assert client.get(f"{API}frames/").status_code == 405
    assert client.post(f"{API}overview/").status_code == 405


def test_every_act_of_staff_leaves_an_entry_of_ids_and_no_words(house):
    alice, case, row, _loose = house
    AuditEvent.objects.all().delete()
    frame = sealed(
        alice.keyring.recipient, alice, scope=row.id, epoch=row.id, item=row.id, kind="reply",
        body={"words": "x"},
    )  # fmt: skip
    do(alice, verb="reply", submission=str(row.id), id=str(uuid.uuid4()), frame=b64(frame))
    do(alice, verb="case.items", case=str(case.id),
       items=[item_json(alice, case=case.id, epoch=living(case.id))])  # fmt: skip
    do(alice, verb="case.state", case=str(case.id), state="closed")
    told = set(AuditEvent.objects.values_list("verb", "object_id", "actor"))
    assert told == {
        ("cases.replied", str(row.id), alice.account.actor),
        ("cases.written", str(case.id), alice.account.actor),
        ("cases.closed", str(case.id), alice.account.actor),
    }


def test_a_sender_leaves_no_entry(house):
    before = AuditEvent.objects.count()
    row = make_submission(Door.objects.get(kind="help"))
    actions.erase(row)
    assert AuditEvent.objects.count() == before


def _many(alice, number):
    """Rows of `number` cases: as many keys as a real desk has, made quickly from one."""
    first = make_case(alice)
    epoch, item = living(first.id), Item.objects.get(case=first)
    grant = Grant.objects.get(epoch=epoch)
    cases, epochs, grants, items = [], [], [], []
    for turn in range(number - 1):
        case = Case(shred=first.shred, opened_on=today(), next_action=today())
        one = KeyEpoch(
            scope_kind="case", scope=case.id, number=1, recipient=f"age1{turn:058d}",
            made_on=today(), signed_by=alice.keyring, signature=epoch.signature,
            shred=epoch.shred,
        )  # fmt: skip
        cases.append(case)
        epochs.append(one)
        grants.append(
            Grant(
                epoch=one, keyring=alice.keyring, content=grant.content,
                granted_by=alice.keyring, granted_on=today(),
            )
        )  # fmt: skip
        items += [
            Item(case=case, epoch=one, item=uuid.uuid4(), version=1, frame=item.frame, day=today())
            for _turn in range(5)
        ]
    Case.objects.bulk_create(cases)
    KeyEpoch.objects.bulk_create(epochs)
    Grant.objects.bulk_create(grants)
    Item.objects.bulk_create(items)
    return items


def _asked(account):
    with CaptureQueriesContext(connection) as asked:
        seen = queries.overview(account)
    return len(asked), seen


def _analyze():
    """What the server does by itself a minute after: it knows these tables as they were, empty.

    By that it would take each case against each key and each grant, which is minutes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def test_the_overview_asks_as_often_for_two_thousand_cases_as_for_one():
    alice = person("alice", Role.CASEWORKER)
    make_submission(make_door(alice, alice))
    make_case(alice)
    few, _seen = _asked(alice.account)
    items = _many(alice, 1999)
    _analyze()
    begun = time.process_time()
    many, seen = _asked(alice.account)
    body = json.dumps(seen)
    took = time.process_time() - begun
    assert (many, len(seen["cases"]), len(seen["grants"])) == (few, 2000, 2001)
    assert took < 3.0, f"{took:.2f} s for {len(body) / 1e6:.1f} MB"
    size = len(body) / 1e6
    print(f"\noverview of 2,000: {took:.2f} s of a core, {many} queries, {size:.1f} MB")
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.frames(alice.account, [one.id for one in items[:300]])) == 300
    assert len(asked) <= 12


def test_what_waits_is_counted_for_whoever_holds_the_keys(house):
    alice, case, _row, _loose = house
    bob = person("bob", Role.CASEWORKER)
    do(alice, verb="case.items", case=str(case.id), items=[], next_action=today().isoformat())
    told = {one.text: one.count for one in queries.waiting(alice.account) if one.count}
    assert told == {"New requests for help": 1, "Cases with something to do today": 1}
    assert [one for one in queries.waiting(bob.account) if one.count] == []
    keyholder = make_account("kim", roles=[Role.KEYHOLDER])
    texts = [one.text for one in queries.waiting(keyholder) if one.count]
    assert texts == ["No checked copy of the keystore in three days: losing it loses every case"]


def test_a_door_says_how_it_stands(house):
    alice, _case, _row, _loose = house
    state = queries.door_state("help")
    assert (state.open, state.unopened_hours, state.usual_days) == (True, None, None)
    do(alice, verb="door.opened", door=str(Door.objects.get(kind="help").id))
    assert queries.door_state("help").unopened_hours == 0
    door = Door.objects.get(kind="help")
    door.opened_at -= datetime.timedelta(hours=30)
    door.save()
    assert queries.door_state("help").unopened_hours == 30
    Submission.objects.update(answered_on=today())
    assert queries.door_state("help").usual_days is None
    for days in (0, 1, 2, 9):
        row = make_submission(door)
        Submission.objects.filter(pk=row.pk).update(
            day=today() - datetime.timedelta(days=days), answered_on=today()
        )
    assert queries.door_state("help").usual_days == 1
    Grant.objects.all().delete()
    assert not queries.door_state("help").open
    assert not queries.door_state("safeguarding").open
