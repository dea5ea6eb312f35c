"""What leaves the team: lent to an interpreter, referred to a partner, opened in an emergency."""

import base64
import datetime
import uuid

import pytest

from amparo.ground.identity.models import Organisation, Role
from amparo.ground.sealing import age, canonical, frames
from amparo.ground.vault.models import Grant, PairSeal
from amparo.protection.cases import actions, queries
from amparo.protection.cases.models import Item, Lent, Referral, Reveal

from .factories import (
    b64,
    do,
    epoch_json,
    grant_json,
    living,
    make_case,
    person,
    sealed,
    today,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def alice():
    return person("alice", Role.CASEWORKER)


@pytest.fixture
def partner():
    """Somebody of a partner organisation that has an epoch."""
    organisation = Organisation.objects.create(name="Shelter North")
    paula = person("paula", organisation=organisation)
    told = epoch_json(paula, paula, kind="organisation", scope=organisation.pk)
    do(paula, verb="organisation.epoch", organisation=str(organisation.pk), epoch=told)
    return paula, organisation


def given(who, identifier):
    found = queries.frames(who.account, [identifier])
    return base64.b64decode(found[str(identifier)]) if found else None


def refer(by, case, organisation, **more):
    epoch = living(organisation.pk)
    identifier = uuid.uuid4()
    frame = sealed(
        epoch.recipient, by, scope=organisation.pk, epoch=epoch.pk, item=identifier,
        kind="referral", body={"fields": {"country": "XX"}},
    )  # fmt: skip
    return {
        "verb": "referral.send", "id": str(identifier), "case": str(case.id),
        "organisation": str(organisation.pk), "epoch": str(epoch.pk),
        "consent_item": str(Item.objects.filter(case=case).first().item), "frame": b64(frame),
        "expires_on": (today() + 30 * DAY).isoformat(),
    } | more  # fmt: skip


def test_a_referral_is_read_by_the_partner_alone_and_answered_to_the_team(alice, partner):
    paula, organisation = partner
    case = make_case(alice)
    act = refer(alice, case, organisation)
    assert do(alice, **act) == do(alice, **act)
    row = Referral.objects.get()
    stranger = person("stella", organisation=Organisation.objects.create(name="Elsewhere"))
    assert given(stranger, row.id) is None
    assert given(alice, row.id) is None
    told = canonical.read_payload(
        frames.unseal(given(paula, row.id), paula.opened[str(row.epoch_id)])
    )
    assert told.body == {"fields": {"country": "XX"}}
    seen = queries.overview(paula.account)
    assert [one["id"] for one in seen["referred_to_us"]] == [str(row.id)]
    assert (seen["cases"], seen["submissions"], seen["doors"]) == ([], [], [])
    answer_to = seen["referred_to_us"][0]["answer_to"]
    words = sealed(
        answer_to["recipient"], paula, scope=case.id, epoch=answer_to["id"], item=row.id,
        kind="note", body={"words": "We have a room"},
    )  # fmt: skip
    answer = {
        "verb": "referral.answer", "referral": str(row.id), "state": "accepted",
        "frame": b64(words), "epoch": answer_to["id"],
    }  # fmt: skip
    with pytest.raises(actions.BatchRefusedError):
        do(stranger, **answer)
    assert do(paula, **answer) == do(paula, **answer)
    opened = frames.unseal(given(alice, row.id), alice.opened[answer_to["id"]])
    assert canonical.read_payload(opened).body == {"words": "We have a room"}
    with pytest.raises(actions.BatchRefusedError):
        do(paula, **{**answer, "state": "refused"})
    do(paula, verb="referral.answer", referral=str(row.id), state="done")
    assert Referral.objects.get().state == "done"


def test_nothing_is_referred_without_consent_or_to_another_key(alice, partner):
    _paula, organisation = partner
    case, other = make_case(alice), make_case(alice)
    foreign = str(Item.objects.get(case=other).item)
    for wrong in (
        {"consent_item": str(uuid.uuid4())},
        {"consent_item": foreign},
        {"epoch": str(living(case.id).pk)},
        {"expires_on": (today() - DAY).isoformat()},
        {"expires_on": (today() + 400 * DAY).isoformat()},
    ):
        with pytest.raises(actions.BatchRefusedError):
            do(alice, **refer(alice, case, organisation, **wrong))
    assert Referral.objects.count() == 0


def test_a_withdrawn_and_an_expired_referral_are_empty(alice, partner):
    paula, organisation = partner
    case = make_case(alice)
    rows = [do(alice, **refer(alice, case, organisation))["id"] for _turn in range(2)]
    do(alice, verb="referral.withdraw", referral=rows[0])
    Referral.objects.filter(pk=rows[1]).update(expires_on=today() - DAY)
    assert queries.overview(paula.account)["referred_to_us"] == []
    actions.forget_due()
    assert {(row.state, row.frame) for row in Referral.objects.all()} == {
        ("withdrawn", None),
        ("expired", None),
    }
    assert [given(paula, one) for one in rows] == [None, None]


def test_one_item_is_lent_to_one_interpreter_until_a_day(alice):
    ines, other = person("ines", Role.INTERPRETER), person("otto", Role.INTERPRETER)
    case = make_case(alice)
    item = Item.objects.get()
    frame = sealed(
        ines.keyring.recipient, alice, scope=case.id, epoch=item.epoch_id, item=item.item,
        kind="note", body={"words": "to be put into Arabic"},
    )  # fmt: skip
    act = {
        "verb": "lend", "id": str(uuid.uuid4()), "case": str(case.id),
        "keyring": str(ines.keyring.pk), "frame": b64(frame),
        "until": (today() + 3 * DAY).isoformat(),
    }  # fmt: skip
    with pytest.raises(actions.BatchRefusedError):
        do(alice, **{**act, "keyring": str(alice.keyring.pk)})
    assert do(alice, **act) == do(alice, **act)
    row = Lent.objects.get()
    told = canonical.read_payload(frames.unseal(given(ines, row.id), ines.identity.secret))
    assert told.body["words"] == "to be put into Arabic"
    assert given(other, row.id) is None
    seen = queries.overview(ines.account)
    assert [one["id"] for one in seen["lent_to_me"]] == [str(row.id)]
    assert (seen["cases"], seen["submissions"], queries.frames(ines.account, [item.id])) == (
        [],
        [],
        {},
    )
    answer_to = seen["lent_to_me"][0]["answer_to"]
    words = sealed(
        answer_to["recipient"], ines, scope=case.id, epoch=answer_to["id"], item=item.item,
        kind="note", body={"words": "marhaban"},
    )  # fmt: skip
    do(ines, verb="lend.answer", lent=str(row.id), frame=b64(words), epoch=answer_to["id"])
    back = canonical.read_payload(
        frames.unseal(given(alice, row.id), alice.opened[answer_to["id"]])
    )
    assert back.body == {"words": "marhaban"}
    Lent.objects.update(until=today() - DAY)
    assert given(ines, row.id) is None
    actions.forget_due()
    row.refresh_from_db()
    assert bytes(row.frame) == b""
    assert given(alice, row.id) is not None


def test_what_was_lent_can_be_taken_back(alice):
    ines = person("ines", Role.INTERPRETER)
    case = make_case(alice)
    frame = sealed(
        ines.keyring.recipient, alice, scope=case.id, epoch=case.id, item=case.id, kind="note",
        body={"words": "x"},
    )  # fmt: skip
    lent = do(
        alice, verb="lend", id=str(uuid.uuid4()), case=str(case.id),
        keyring=str(ines.keyring.pk), frame=b64(frame), until=today().isoformat(),
    )["lent"]  # fmt: skip
    assert given(ines, lent) is not None
    do(alice, verb="lend.end", lent=lent)
    assert given(ines, lent) is None


def test_two_keyholders_open_a_case_in_an_emergency_and_its_team_sees_it(alice):
    kim, kofi, third = (person(name, Role.KEYHOLDER) for name in ("kim", "kofi", "theo"))
    case = make_case(alice, pairs=((kim, kofi), (kim, third), (kofi, third)))
    assert queries.overview(kim.account)["cases"] == []
    assert queries.emergency(alice.account) is None
    listed = queries.emergency(kim.account)
    assert [one["id"] for one in listed] == [str(case.id)]
    pair = next(one for one in listed[0]["pairs"] if one["second"] == str(kofi.keyring.pk))
    half = frames.unseal(given(kim, pair["id"]), kim.identity.secret)
    with pytest.raises(age.CannotOpenError):
        age.unseal(half, [kim.identity.secret])
    ask = {
        "verb": "reveal.ask", "id": str(uuid.uuid4()), "case": str(case.id),
        "to": str(kofi.keyring.pk), "half": b64(half),
    }  # fmt: skip
    with pytest.raises(actions.BatchRefusedError):
        do(alice, **ask)
    assert do(kim, **ask) == do(kim, **ask)
    assert queries.overview(kim.account)["cases"] == []
    assert queries.overview(third.account)["proposals"] == []
    waits = queries.overview(kofi.account)["proposals"]
    assert [one["id"] for one in waits] == [ask["id"]]
    told = canonical.loads(age.unseal(given(kofi, ask["id"]), [kofi.identity.secret]))
    epoch = living(case.id)
    assert told["epoch"] == str(epoch.pk)
    grants = [
        grant_json(kofi, who, epoch=epoch.pk, scope=case.id, identity=told["identity"])
        for who in (kofi, kim)
    ]
    outsider = grant_json(kofi, third, epoch=epoch.pk, scope=case.id, identity=told["identity"])
    complete = {"verb": "reveal.complete", "reveal": ask["id"], "grants": grants}
    with pytest.raises(actions.BatchRefusedError):
        do(third, **complete)
    with pytest.raises(actions.BatchRefusedError):
        do(kofi, **{**complete, "grants": [outsider]})
    assert do(kofi, **complete) == do(kofi, **complete)
    for who in (kim, kofi, alice):
        assert len(queries.overview(who.account)["cases"]) == 1
    seen = queries.overview(alice.account)["cases"][0]["reveals"][0]
    assert (seen["asked_by"], seen["completed_by"]) == (
        str(kim.keyring.pk),
        str(kofi.keyring.pk),
    )
    assert queries.overview(third.account)["cases"] == []
    assert Reveal.objects.count() == 1
    assert Grant.objects.filter(epoch=epoch).count() == 3
    assert PairSeal.objects.count() == 3
