"""Accompanying: every step, follow-ups' days, whom a coach sees, sums, consents, and the end."""

import json
import re
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.actions import money
from amparo.capacity.fellowships.models import (
    Application,
    Disbursement,
    Fellowship,
    FollowUp,
    Profile,
)
from amparo.capacity.fellowships.models.workflow import FELLOWSHIP, FELLOWSHIP_LABELS
from amparo.capacity.fellowships.views.desk import words
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.vault.actions.acting import BatchRefusedError, RefusedError
from amparo.ground.vault.tests.people import epoch_json, item_json, living, person, today

from .factories import (
    COACH,
    do,
    make_application,
    make_call,
    make_fellowship,
    office,
    reviewer,
)

ROOM = Path(__file__).resolve().parents[1]
F = Fellowship.State
REFERENCE = "ABCDEFGHIJ"
pytestmark = pytest.mark.django_db


@pytest.fixture
def fellow():
    """A colleague of the office, a coach, and the fellow whom both accompany."""
    chair, coach = office("chair"), person("coach", COACH)
    return chair, coach, make_fellowship(chair, make_call(chair), coach)


def written(by, row, *, kind="note", **more):
    return item_json(by, case=row.pk, epoch=living(row.pk), kind=kind, **more)


def moved(by, row, verb, **more):
    answer = do(by, verb="fellowship.state", fellowship=str(row.pk), verb_said=verb, **more)
    row.refresh_from_db()
    return answer


def standing(row, state):
    """The row as it is in a state; what is followed has an end."""
    ended = today() if state in (F.FOLLOW_UP, F.FINISHED) else None
    Fellowship.objects.filter(pk=row.pk).update(state=state, ended_on=ended)
    row.refresh_from_db()


def overview_of(who, row):
    told = queries.overview(who.account)["fellowships"]
    return [one for one in told if one["id"] == str(row.pk)]


@pytest.mark.parametrize("way", FELLOWSHIP, ids=lambda one: f"{one.before}-{one.verb}")
def test_every_step_leads_where_it_says_and_twice_is_once(fellow, way):
    chair, _coach, row = fellow
    standing(row, way.before)
    assert moved(chair, row, way.verb)["state"] == way.after
    assert moved(chair, row, way.verb)["state"] == way.after


@pytest.mark.parametrize("state", list(F))
def test_no_other_step_is_taken_from_a_state(fellow, state):
    chair, _coach, row = fellow
    open_here = {one.verb for one in FELLOWSHIP if state in (one.before, one.after)}
    for verb in {one.verb for one in FELLOWSHIP} - open_here:
        standing(row, state)
        with pytest.raises(BatchRefusedError):
            moved(chair, row, verb)


@pytest.mark.parametrize("language", [tag for tag, _name in settings.LANGUAGES])
def test_every_state_and_step_has_its_words_in_every_language(language):
    with translation.override(language):
        known = words()
        for state in F:
            assert known[f"fellow.{state}"]
            assert known[f"fellow_told.{state}"]
        assert all(known[f"verb.{one.verb}"] for one in FELLOWSHIP)
    assert set(FELLOWSHIP_LABELS) == set(F)


def test_a_coach_writes_but_does_not_decide_about_a_place(fellow):
    _chair, coach, row = fellow
    do(coach, verb="fellowship.items", fellowship=str(row.pk), items=[written(coach, row)])
    with pytest.raises(BatchRefusedError):
        moved(coach, row, "stop")
    with pytest.raises(BatchRefusedError):
        do(coach, verb="fellowship.tell", fellowship=str(row.pk))
    row.refresh_from_db()
    assert row.state == F.PREPARING


def test_the_fellow_is_told_only_when_the_office_says_so(fellow):
    chair, _coach, row = fellow
    assert moved(chair, row, "go_online")["told"] == F.PREPARING
    assert do(chair, verb="fellowship.tell", fellowship=str(row.pk))["told"] == F.ONLINE


@pytest.mark.parametrize(
    ("ended", "days"),
    [
        ("2026-11-30", ["2027-02-28", "2027-05-30", "2027-11-30", "2028-11-30"]),
        ("2027-11-30", ["2028-02-29", "2028-05-30", "2028-11-30", "2029-11-30"]),
        ("2028-02-29", ["2028-05-29", "2028-08-29", "2029-02-28", "2030-02-28"]),
        ("2026-08-31", ["2026-11-30", "2027-02-28", "2027-08-31", "2028-08-31"]),
        ("2026-12-31", ["2027-03-31", "2027-06-30", "2027-12-31", "2028-12-31"]),
    ],
)
def test_follow_ups_are_due_on_the_same_day_of_later_months_or_their_last(fellow, ended, days):
    chair, _coach, row = fellow
    standing(row, F.RESIDENT)
    told = moved(chair, row, "leave", ended_on=ended)["follow_ups"]
    assert [(one["months"], one["due"]) for one in told] == list(
        zip((3, 6, 12, 24), days, strict=True)
    )
    assert row.shred_on > date.fromisoformat(days[-1])


def test_a_follow_up_is_asked_answered_or_missed_by_whoever_accompanies(fellow):
    chair, coach, row = fellow
    standing(row, F.RESIDENT)
    moved(chair, row, "leave")
    first, second, *_rest = row.follow_ups.all()
    do(coach, verb="followup.asked", followup=str(first.pk))
    assert do(coach, verb="followup.answered", followup=str(first.pk))["state"] == "answered"
    with pytest.raises(BatchRefusedError):
        do(office("other"), verb="followup.asked", followup=str(second.pk))


def test_an_asked_follow_up_is_missed_after_two_months_and_a_planned_one_is_not(fellow):
    chair, _coach, row = fellow
    standing(row, F.RESIDENT)
    moved(chair, row, "leave", ended_on=(today() - timedelta(days=300)).isoformat())
    first, *_rest = row.follow_ups.all()
    do(chair, verb="followup.asked", followup=str(first.pk))
    actions.miss_follow_ups()
    states = dict(FollowUp.objects.filter(fellowship=row).values_list("months", "state"))
    assert states == {3: "missed", 6: "planned", 12: "planned", 24: "planned"}


def test_a_coach_sees_the_fellows_whose_keys_they_hold_and_nobody_else(fellow):
    chair, coach, mine = fellow
    theirs = make_fellowship(chair, mine.call, began_on="2026-01-01")
    told = queries.overview(coach.account)
    assert [one["id"] for one in told["fellowships"]] == [str(mine.pk)]
    assert str(theirs.pk) not in json.dumps(told)
    ids = [str(one.pk) for one in (*mine.items.all(), *theirs.items.all())]
    assert set(queries.frames(coach.account, ids)) == {str(one.pk) for one in mine.items.all()}
    with pytest.raises(BatchRefusedError):
        do(coach, verb="fellowship.next", fellowship=str(theirs.pk), on="2027-01-01")


def test_who_is_not_in_a_new_key_loses_the_fellow_whole(fellow):
    chair, coach, row = fellow
    ids = [str(one.pk) for one in row.items.all()]
    epoch = epoch_json(chair, chair, kind="fellowship", scope=row.pk, number=2)
    do(chair, verb="fellowship.epoch", fellowship=str(row.pk), epoch=epoch)
    assert overview_of(coach, row) == []
    assert queries.frames(coach.account, ids) == {}
    assert set(queries.frames(chair.account, ids)) == set(ids)
    assert overview_of(chair, row)[0]["team"] == [str(chair.keyring.pk)]


def test_only_the_office_and_coaches_hold_a_fellows_key():
    chair, reads = office("chair"), reviewer("reads")
    call = make_call(chair)
    with pytest.raises(BatchRefusedError):
        make_fellowship(chair, call, reads)


def test_somebody_becomes_a_fellow_once_and_only_when_they_accepted():
    chair = office("chair")
    call = make_call(chair)
    asked = make_application(call, state="offered")
    with pytest.raises(BatchRefusedError):
        make_fellowship(chair, call, application=str(asked.pk))
    Application.objects.filter(pk=asked.pk).update(state="accepted")
    assert make_fellowship(chair, call, application=str(asked.pk)).application == asked
    with pytest.raises(BatchRefusedError):
        make_fellowship(chair, call, application=str(asked.pk))


def test_two_who_write_the_same_entry_at_once_do_not_overwrite_each_other(fellow):
    chair, coach, row = fellow
    item = uuid.uuid4()
    do(
        chair,
        verb="fellowship.items",
        fellowship=str(row.pk),
        items=[written(chair, row, item=item)],
    )
    for by, version in ((coach, 2), (chair, 2)):
        one = written(by, row, item=item, version=version)
        told = {"verb": "fellowship.items", "fellowship": str(row.pk), "items": [one]}
        if by is coach:
            do(by, **told)
        else:
            with pytest.raises(BatchRefusedError):
                do(by, **told)
    assert row.items.filter(item=item).count() == 2


def test_a_sum_is_changed_while_it_is_planned_and_never_after(fellow):
    chair, coach, row = fellow
    told = {
        "verb": "disbursement.add",
        "fellowship": str(row.pk),
        "reference": REFERENCE,
        "grant_code": "G-1",
        "currency": "EUR",
    }
    do(chair, **told, amount="100")
    assert do(coach, **told, amount="120.50")["state"] == "planned"
    line = Disbursement.objects.get(reference=REFERENCE)
    finance = make_account("finance", roles=[Role.FINANCE])
    money.change(line, state="approved", receipt="", day=None, by=finance)
    with pytest.raises(BatchRefusedError):
        do(chair, **told, amount="999")
    assert do(chair, **told, amount="120.50")["state"] == "approved"
    line.refresh_from_db()
    assert line.amount == 120.5


def test_a_sum_names_no_fellow_and_only_finance_says_that_it_was_paid(fellow):
    chair, _coach, row = fellow
    do(
        chair, verb="disbursement.add", fellowship=str(row.pk), reference=REFERENCE,
        grant_code="G-1", amount="100", currency="EUR",
    )  # fmt: skip
    line = Disbursement.objects.get()
    assert {one.name for one in Disbursement._meta.fields if one.is_relation} == {"call"}
    with pytest.raises(RefusedError):
        money.change(line, state="approved", receipt="", day=None, by=chair.account)


@pytest.mark.parametrize(
    "wrong", [{"currency": "euro"}, {"amount": "-1"}, {"amount": "1.234"}, {"reference": "NADIA"}]
)
def test_a_sum_that_is_none_is_refused(fellow, wrong):
    chair, _coach, row = fellow
    told = {"reference": REFERENCE, "grant_code": "G", "amount": "1", "currency": "EUR"} | wrong
    with pytest.raises(BatchRefusedError):
        do(chair, verb="disbursement.add", fellowship=str(row.pk), **told)
    assert not Disbursement.objects.exists()


def test_a_refused_visa_stops_a_fellowship_with_its_reason_and_a_day_of_forgetting(fellow):
    chair, _coach, row = fellow
    do(chair, verb="fellowship.next", fellowship=str(row.pk), on="2027-01-01")
    why = written(chair, row, kind="outcome", body={"outcome": "visa_refused", "words": ""})
    moved(chair, row, "stop", items=[why])
    assert (row.state, row.next_on) == (F.STOPPED, None)
    assert row.shred_on == today() + timedelta(days=365)
    assert row.items.filter(pk=why["id"]).exists()
    with pytest.raises(BatchRefusedError):
        moved(chair, row, "arrive")
    Fellowship.objects.filter(pk=row.pk).update(shred_on=today())
    actions.forget_due()
    assert not Fellowship.objects.filter(pk=row.pk).exists()
    assert queries.frames(chair.account, [why["id"]]) == {}


def profile(by, row, **more):
    told = {"name": "Nadia", "words": {"en": "Defends a river"}, "year": 2026, "items": []} | more
    return do(by, verb="profile.put", fellowship=str(row.pk), **told)


def consent(by, row):
    return written(by, row, kind="consent", body={"purpose": "public"})


def test_nobody_is_described_in_public_without_a_consent_that_is_written_down(fellow, client):
    chair, coach, row = fellow
    page = reverse("fellowships:fellows")
    with pytest.raises(BatchRefusedError):
        profile(chair, row)
    with pytest.raises(BatchRefusedError):
        profile(coach, row, items=[consent(coach, row)])
    assert "Nadia" not in client.get(page).content.decode()
    profile(chair, row, items=[consent(chair, row)])
    assert "Nadia" in client.get(page).content.decode()
    assert overview_of(chair, row)[0]["described"] is True
    do(chair, verb="profile.drop", fellowship=str(row.pk))
    assert "Nadia" not in client.get(page).content.decode()
    assert overview_of(chair, row)[0]["described"] is False


def test_a_consent_that_fails_to_be_kept_shows_nobody(fellow):
    chair, _coach, row = fellow
    broken = consent(chair, row) | {"version": 7}
    with pytest.raises(BatchRefusedError):
        profile(chair, row, items=[broken])
    assert not Profile.objects.exists()


def test_a_description_ends_with_the_day_they_agreed_to(fellow):
    chair, _coach, row = fellow
    until = (today() - timedelta(days=1)).isoformat()
    profile(chair, row, items=[consent(chair, row)], until=until)
    actions.forget_due()
    assert not Profile.objects.exists()


def test_alumni_are_those_who_chose_it_and_for_as_long(fellow):
    _chair, coach, row = fellow
    for wanted in (True, False):
        told = do(coach, verb="fellowship.alumni", fellowship=str(row.pk), wanted=wanted)
        assert told["alumni"] is wanted


def _programs() -> str:
    desk = ROOM / "client" / "desk"
    files = [desk / "fellows.ts", *sorted((desk / "fellow").glob("*.ts"))]
    return "\n".join(one.read_text(encoding="utf-8") for one in files)


def test_every_sentence_and_code_that_accompanying_says_is_there():
    known, programs = words(), _programs()
    asked = set(re.findall(r'words\(\s*"([\w.]+)"', programs))
    forms = {key.rpartition(".")[0] for key in known}
    kinds = (ROOM / "client" / "kinds.ts").read_text(encoding="utf-8")
    steps = re.search(r"STEPS = \[(.*?)\]", kinds, re.DOTALL)
    bodies = re.search(r"FellowBodies \{(.*?)\}", kinds, re.DOTALL)
    assert steps is not None
    assert bodies is not None
    asked |= {f"step.{one}" for one in re.findall(r'"(\w+)"', steps[1])}
    asked |= {f"entry.{one}" for one in re.findall(r"^ +(\w+):", bodies[1], re.MULTILINE)}
    lists = dict(re.findall(r"export const (\w+) = \[([^\]]*)\] as const", programs))
    for name, codes in {
        "outcome": lists["OUTCOMES"], "purpose": lists["PURPOSES"], "paper": lists["PAPERS"],
        "route": lists["ROUTES"],
    }.items():  # fmt: skip
        asked |= {f"{name}.{one}" for one in re.findall(r'"(\w+)"', codes)}
    for name, codes in re.findall(r'one\("\w+", "(\w+)", \[([^\]]*)\]', programs):
        asked |= {f"{name}.{one}" for one in re.findall(r'"(\w+)"', codes)}
    assert sorted(key for key in asked if key not in known and key not in forms) == []


def test_every_field_that_an_entry_asks_has_its_label():
    known = words()
    fields = (ROOM / "client" / "desk" / "fellow" / "fields.ts").read_text(encoding="utf-8")
    table = re.search(r"FIELDS: .*? = \{\n(.*?)\n\};", fields, re.DOTALL)
    assert table is not None
    wanted = []
    for kind, told in re.findall(r"^  (\w+): \[(.*?)\],$", table[1], re.MULTILINE | re.DOTALL):
        names = re.findall(r'(?:line|long|when|one)\("(\w+)"|name: "(\w+)"', told)
        wanted += [f"field.{kind}.{first or second}" for first, second in names]
        wanted += [f"field.{kind}.words"] if "long()" in told else []
    assert len(wanted) > 40
    assert [key for key in wanted if key not in known] == []


def test_every_template_that_accompanying_fills_is_on_the_page(client):
    sign_in(client, make_account("worker", roles=[Role.COACH]))
    page = client.get(reverse("fellowships:desk")).content.decode()
    there = re.findall(r'<template id="([\w-]+)"', page)
    assert len(there) == len(set(there))
    programs = _programs()
    asked = set(re.findall(r'(?:clone|asking)(?:<\w+>)?\(\s*"([\w-]+)"', programs))
    types = re.search(r"FieldType = ([^;]*);", programs)
    assert types is not None
    asked |= {f"fellow-field-{one}" for one in re.findall(r'"(\w+)"', types[1])}
    assert sorted(asked - set(there) - {"fellow-field-language", "fellow-field-country"}) == []
