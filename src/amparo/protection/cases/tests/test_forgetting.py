"""What is forgotten, when, by whom, and what is left."""

import datetime
import uuid

import pytest
from django.utils import timezone

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.sealing import frames
from amparo.ground.vault import actions as vault
from amparo.ground.vault import keystore
from amparo.ground.vault.models import Blob, Grant, KeyEpoch, ShredKey
from amparo.protection.cases import actions, queries
from amparo.protection.cases.actions import shredding
from amparo.protection.cases.models import Case, Item, PendingNotice, Reply, Submission

from .factories import (
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

pytestmark = pytest.mark.django_db(transaction=True)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def team():
    return person("alice", Role.CASEWORKER), person("bob", Role.CASEWORKER)


def closed(case, *, ago=0, by):
    do(by, verb="case.state", case=str(case.id), state="closed")
    case.refresh_from_db()
    if ago:
        case.closed_on -= ago * DAY
        case.shred_on -= ago * DAY
        case.save()
    return case


def let_go(by, case):
    return do(by, verb="case.shred", case=str(case.id))


def nothing_left(case):
    assert Case.objects.get(pk=case.pk).state == "shredded"
    assert not Item.objects.filter(case=case.pk).exists()
    assert not Grant.objects.filter(epoch__scope=case.pk).exists()
    assert not Blob.objects.filter(scope=case.pk).exists()
    for shred in ShredKey.objects.filter(epochs__scope=case.pk):
        assert shred.destroyed_on == today()
        with pytest.raises(keystore.Shredded):
            keystore.secret(shred)


def test_a_case_goes_when_two_people_let_it_go_and_not_when_one_does(team):
    alice, bob = team
    row = make_submission(make_door(alice, alice, bob))
    case = closed(make_case(alice, bob, submission=str(row.id)), by=alice)
    kept = [bytes(one.frame) for one in Item.objects.filter(case=case)]
    shred = case.shred
    assert let_go(alice, case)["state"] == "closed"
    assert let_go(alice, case)["state"] == "closed"
    assert len(queries.overview(bob.account)["cases"]) == 1
    assert let_go(bob, case)["state"] == "shredded"
    nothing_left(case)
    row.refresh_from_db()
    assert (row.state, bytes(row.frame), row.lookup) == ("erased", b"", None)
    assert queries.overview(alice.account)["cases"] == []
    with pytest.raises(keystore.Shredded):
        frames.unstored(kept[0], keystore.secret(shred))
    assert let_go(bob, case)["state"] == "shredded"


def test_one_person_alone_waits_seven_days_and_any_colleague_can_still_keep_it(team):
    alice, bob = team
    first, second = (closed(make_case(alice, bob), by=alice) for _turn in range(2))
    for case in (first, second):
        assert let_go(alice, case)["shred_on"] == (today() + 7 * DAY).isoformat()
    until = (today() + 90 * DAY).isoformat()
    do(bob, verb="case.keep", case=str(second.id), until=until)
    actions.forget_due()
    assert Case.objects.filter(state="shredded").count() == 0
    Case.objects.update(shred_on=today())
    actions.forget_due()
    nothing_left(first)
    assert Case.objects.get(pk=second.pk).state == "closed"


def test_an_open_case_is_not_let_go(team):
    alice, _bob = team
    case = make_case(alice)
    with pytest.raises(actions.BatchRefusedError):
        let_go(alice, case)


def test_a_closed_case_that_nobody_answered_for_is_not_destroyed_but_told_of(team):
    alice, bob = team
    actions.add_address(
        address="json://localhost", urgent_only=True, language="en", by=alice.account
    )
    case = closed(make_case(alice, bob), by=alice)
    assert case.shred_on == today() + 365 * DAY
    for ahead, warned in ((31, 0), (30, 1), (8, 0), (7, 1), (0, 1), (-40, 1)):
        PendingNotice.objects.all().delete()
        Case.objects.update(shred_on=today() + ahead * DAY)
        actions.forget_due()
        assert PendingNotice.objects.count() == warned
    assert Case.objects.get(pk=case.pk).state == "closed"
    told = {one.text: one.count for one in queries.waiting(alice.account) if one.count}
    assert told["Overdue to be forgotten: keep, or let go"] == 1


def test_the_clock_starts_with_the_last_support_and_leaves_thirty_days_after_closing(team):
    alice, _bob = team
    case = make_case(alice)
    long_ago = (today() - 400 * DAY).isoformat()
    do(alice, verb="case.items", case=str(case.id), items=[], support_ended_on=long_ago)
    case.refresh_from_db()
    assert case.shred_on is None
    assert closed(case, by=alice).shred_on == today() + 30 * DAY
    do(alice, verb="case.state", case=str(case.id), state="active")
    case.refresh_from_db()
    assert (case.shred_on, case.closed_on) == (None, None)
    do(alice, verb="case.state", case=str(case.id), state="closed", keep_days=1000)
    case.refresh_from_db()
    assert case.shred_on == today() + 600 * DAY


def test_a_hold_takes_two_people_and_stops_everything(team):
    alice, bob = team
    case = closed(make_case(alice, bob), by=alice)
    reason = Item.objects.get().item
    hold = str(uuid.uuid4())
    ask = {"verb": "hold.ask", "id": hold, "case": str(case.id), "reason_item": str(reason)}
    assert do(alice, **ask) == do(alice, **ask)
    with pytest.raises(actions.BatchRefusedError):
        do(alice, verb="hold.agree", hold=hold)
    do(bob, verb="hold.agree", hold=hold)
    with pytest.raises(actions.BatchRefusedError):
        let_go(alice, case)
    Case.objects.update(shred_on=today(), shred_asked_by=alice.keyring)
    actions.forget_due()
    assert Case.objects.get().state == "closed"
    do(alice, verb="hold.lift", hold=hold)
    actions.forget_due()
    nothing_left(case)


def test_where_somebody_is_goes_thirty_days_after_the_last_support(team):
    alice, _bob = team
    case = make_case(alice)
    where = epoch_json(alice, alice, scope=case.id, compartment="location")
    do(alice, verb="case.epoch", case=str(case.id), compartment="location", epoch=where)
    place = item_json(alice, case=case.id, epoch=where)
    do(alice, verb="case.items", case=str(case.id), items=[place])
    for ago, left in ((29, 2), (30, 1)):
        Case.objects.update(support_ended_on=today() - ago * DAY)
        actions.forget_due()
        assert Item.objects.count() == left
    assert not KeyEpoch.objects.filter(compartment="location", retired_on=None).exists()
    assert Case.objects.get().state == "triage"
    assert case.shred.destroyed_on is None
    anew = epoch_json(alice, alice, scope=case.id, compartment="location", number=2)
    do(alice, verb="case.epoch", case=str(case.id), compartment="location", epoch=anew)
    assert living(case.id, "location").shred.destroyed_on is None


def test_what_its_sender_erased_goes_on_the_seventh_day_with_its_case(team):
    alice, bob = team
    row = make_submission(make_door(alice, alice, bob))
    case = make_case(alice, bob, submission=str(row.id))
    answer = sealed(
        alice.keyring.recipient, alice, scope=row.id, epoch=row.id, item=row.id, kind="reply",
        body={"words": "x"},
    )  # fmt: skip
    from .factories import b64

    do(alice, verb="reply", submission=str(row.id), id=str(uuid.uuid4()), frame=b64(answer))
    lookup = row.lookup
    actions.erase(row)
    assert Reply.objects.count() == 0
    assert queries.by_lookup(lookup) is None
    Submission.objects.update(erase_on=today() + DAY)
    actions.forget_due()
    assert Case.objects.get().state == "triage"
    Submission.objects.update(erase_on=today())
    actions.forget_due()
    nothing_left(case)
    row.refresh_from_db()
    assert (row.state, bytes(row.frame)) == ("erased", b"")


def test_a_colleague_may_confirm_at_once_but_only_what_its_sender_asked(team):
    alice, bob = team
    row = make_submission(make_door(alice, alice, bob))
    with pytest.raises(actions.BatchRefusedError):
        do(alice, verb="submission.erase", submission=str(row.id))
    actions.erase(row)
    done = do(alice, verb="submission.erase", submission=str(row.id))
    assert done["state"] == "erased"
    row.refresh_from_db()
    assert (bytes(row.frame), row.shred.destroyed_on) == (b"", today())
    assert do(alice, verb="submission.erase", submission=str(row.id)) == done


def test_a_request_nobody_looked_at_stays_and_a_rejected_one_goes_after_ninety_days(team):
    alice, _bob = team
    door = make_door(alice, alice)
    new, rejected = make_submission(door), make_submission(door)
    assert new.shred_on == today() + 90 * DAY
    do(alice, verb="submission.state", submission=str(rejected.id), state="refused")
    Submission.objects.update(shred_on=today())
    actions.forget_due()
    assert {row.state for row in Submission.objects.all()} == {"new", "erased"}
    new.refresh_from_db()
    assert new.state == "new"


@pytest.mark.parametrize("stop", ["_destroy", "_drop_blobs", "_drop_case", "_drop_grants"])
def test_shredding_that_was_cut_off_is_finished_by_the_night(team, stop, monkeypatch):
    alice, bob = team
    row = make_submission(make_door(alice, alice, bob))
    case = closed(make_case(alice, bob, submission=str(row.id)), by=alice)
    let_go(alice, case)

    def cut(*_told):
        raise KeyboardInterrupt

    with monkeypatch.context() as cutting:
        cutting.setattr(shredding, stop, cut)
        with pytest.raises(KeyboardInterrupt):
            let_go(bob, case)
    assert Case.objects.get().state == "shredded"
    assert queries.overview(alice.account)["cases"] == []
    actions.forget_due()
    nothing_left(case)
    assert bytes(Submission.objects.get().frame) == b""
    assert actions.resume() == 0


def test_files_of_a_case_go_with_it(team):
    import io

    alice, bob = team
    case = make_case(alice, bob)
    blob = vault.seal_upload(io.BytesIO(b"a photograph"), living(case.id))
    item = item_json(alice, case=case.id, epoch=living(case.id), kind="file")
    do(alice, verb="case.items", case=str(case.id), items=[item], blobs=[str(blob.id)])
    from django.core.files.storage import default_storage

    assert default_storage.exists(blob.name)
    closed(case, by=alice)
    let_go(alice, case)
    let_go(bob, case)
    nothing_left(case)
    assert not default_storage.exists(blob.name)
    with pytest.raises(keystore.Shredded):
        keystore.secret(ShredKey.objects.get(pk=blob.shred_id))


def test_an_organisation_sets_its_own_days(team):
    alice, _bob = team
    case = closed(make_case(alice), by=alice)
    admin = make_account("root", roles=[Role.ADMINISTRATOR])
    actions.set_retention(intake_days=20, closed_days=100, location_days=5, by=admin)
    case.refresh_from_db()
    assert case.shred_on == today() + 100 * DAY
    assert make_submission(make_door(alice, alice)).shred_on == today() + 20 * DAY


def test_the_day_is_counted_in_one_place():
    assert today() == timezone.now().date()
