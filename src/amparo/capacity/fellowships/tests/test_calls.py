"""Calls: made, worded, published, extended by two, seen by everybody, and closed to the second."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.actions import calling
from amparo.capacity.fellowships.forms.calls import in_zone
from amparo.capacity.fellowships.models import Application, Call, Extension
from amparo.capacity.fellowships.models.workflow import (
    APPLICATION,
    APPLICATION_LABELS,
    FELLOWSHIP,
    FELLOWSHIP_LABELS,
    way,
)
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.vault.actions.acting import RefusedError

from .factories import make_application, make_call, office

pytestmark = pytest.mark.django_db
LANGUAGES = [tag for tag, _name in settings.LANGUAGES]
Came = Application.Came


@pytest.fixture
def call():
    return make_call(office())


def at(call, **shift):
    return queries.standing(call, call.closes_at + timedelta(**shift)).came


def test_a_second_past_the_deadline_counts_within_the_grace_and_not_after_it(call):
    assert at(call, seconds=-1) == Came.ON_TIME
    assert at(call, seconds=0) == Came.GRACE
    assert at(call, minutes=call.grace_minutes, seconds=-1) == Came.GRACE
    assert at(call, minutes=call.grace_minutes) is None


def test_nothing_is_taken_before_a_call_opens_or_while_it_is_a_draft(call):
    assert queries.standing(call, call.opens_at - timedelta(seconds=1)).came is None
    call.state = Call.State.DRAFT
    assert queries.standing(call, call.opens_at).came is None


def test_an_extension_counts_once_a_second_colleague_agreed_and_until_its_moment(call):
    first = make_account("first", roles=[Role.FELLOWSHIPS])
    second = make_account("second", roles=[Role.KEYHOLDER])
    until = call.closes_at + timedelta(days=2)
    row = calling.ask_extension(call, reason={"en": "A shutdown"}, until=until, by=first)
    assert at(call, days=1) is None
    with pytest.raises(RefusedError, match="Two different"):
        calling.agree_extension(row, by=first)
    with pytest.raises(RefusedError):
        calling.agree_extension(row, by=make_account("other", roles=[Role.EDITOR]))
    calling.agree_extension(row, by=second)
    assert at(call, days=1) == Came.EXTENDED
    assert at(call, days=2) is None
    with pytest.raises(RefusedError, match="it stays"):
        calling.drop_extension(row, by=first)


def test_what_arrives_late_is_refused_and_what_was_sent_before_stays(call):
    row = make_application(call)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(hours=2))
    call.refresh_from_db()
    with pytest.raises(actions.ClosedError):
        make_application(call)
    row.refresh_from_db()
    assert (row.state, row.came) == (Application.State.SENT, Came.ON_TIME)


@pytest.mark.parametrize(
    ("zone", "typed", "meant"),
    [
        ("Europe/Zurich", "2026-01-15T12:00", "2026-01-15T11:00"),
        ("Europe/Zurich", "2026-07-15T12:00", "2026-07-15T10:00"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T06:30"),  # shown twice: the later
        ("Asia/Kathmandu", "2026-03-01T00:00", "2026-02-28T18:15"),
        ("Pacific/Kiritimati", "2026-03-01T12:00", "2026-02-28T22:00"),
    ],
)
def test_a_deadline_is_the_moment_on_the_clock_of_its_zone(zone, typed, meant):
    found = in_zone(datetime.fromisoformat(typed).replace(tzinfo=UTC), zone)
    assert found.astimezone(UTC) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


def test_an_hour_that_the_clock_skips_is_refused():
    with pytest.raises(ValidationError, match="skips"):
        in_zone(datetime(2026, 3, 29, 2, 30, tzinfo=UTC), "Europe/Zurich")


def test_a_published_deadline_moves_later_and_never_earlier(call):
    later = {"closes_at": call.closes_at + timedelta(days=1)}
    calling.change_call(call, told=later, by=None)
    with pytest.raises(RefusedError, match="never earlier"):
        calling.change_call(call, told={"closes_at": call.closes_at}, by=None)
    with pytest.raises(RefusedError, match="never longer"):
        calling.change_call(call, told={"keep_days": call.keep_days + 1}, by=None)


def test_nothing_is_published_that_nobody_could_open_or_judge():
    maker = make_account("maker", roles=[Role.FELLOWSHIPS])
    programme = calling.have_programme(slug="p", name="P", by=maker)
    now = timezone.now()
    told = {
        "names": {"en": "N"}, "reads": {"en": "Two of us"}, "form": "fellowship",
        "reference_form": "r", "follow_up_form": "f", "opens_at": now,
        "closes_at": now + timedelta(days=3),
    }  # fmt: skip
    row = calling.make_call(programme, slug="n", told=told, by=maker)
    with pytest.raises(RefusedError, match="key first"):
        calling.publish(row, by=maker)
    assert queries.call("n") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_verb_has_a_name_in_every_language(language):
    with translation.override(language):
        for labels in (APPLICATION_LABELS, FELLOWSHIP_LABELS):
            for label in labels.values():
                assert str(label.staff).strip()
                assert str(label.applicant).strip()
        assert all(str(one.label).strip() for one in (*APPLICATION, *FELLOWSHIP))
        # A verb is looked up by its name in the data, never by its translated words.
        for table in (APPLICATION, FELLOWSHIP):
            for one in table:
                found = way(table, one.verb, one.before)
                assert found is not None
                assert found.after == one.after


def test_every_state_has_a_label_and_every_state_but_the_last_leads_on():
    assert set(APPLICATION_LABELS) == set(Application.State)
    leads = {one.before for one in APPLICATION}
    assert set(Application.State) - leads == {"erased"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_calls_page_says_when_it_closes_in_its_own_zone(client, call, language):
    call.time_zone = "Africa/Nairobi"
    call.closes_at = datetime(2026, 12, 24, 21, 0, tzinfo=zoneinfo.ZoneInfo("Africa/Nairobi"))
    call.save()
    with translation.override(language):
        page = client.get(reverse("fellowships:call", args=[call.slug])).content.decode()
    assert "Africa/Nairobi" in page
    assert "2026-12-24T18:00:00+00:00" in page


def test_whoever_makes_calls_goes_from_the_frame_to_a_published_page(client):
    actions_of = office()
    sign_in(client, actions_of.account)
    made = client.post(
        "/en/desk/calls/new/",
        {
            "programme": "Advocacy programme", "name": "Autumn 2027",
            "opens_at": "2026-11-01T00:00", "closes_at": "2027-12-15T23:59",
            "time_zone": "Africa/Nairobi", "grace_minutes": "30", "seats": "12", "readings": "3",
            "too_close": "5", "references_wanted": "1", "keep_days": "90", "languages": ["en"],
            "blind": [],
        },
    )  # fmt: skip
    assert made.status_code == 302, made.content.decode()
    row = Call.objects.get(slug="autumn-2027")
    assert row.closes_at.astimezone(UTC).isoformat() == "2027-12-15T20:59:00+00:00"
    client.post(f"/en/desk/calls/{row.slug}/criteria/", {"name_0": "Change", "weight_0": "2"})
    words = {"name": "Autumn 2027", "reads": "Two of us", "about": "", "programme_about": ""}
    nameless = client.post(f"/en/desk/calls/{row.slug}/words/en/", words)
    assert "Without an English name" in nameless.content.decode()
    words[f"criterion_{row.criteria.get().key}"] = "Change"
    assert client.post(f"/en/desk/calls/{row.slug}/words/en/", words).status_code == 302
    refused = client.post(f"/en/desk/calls/{row.slug}/publish/")
    assert refused.status_code == 409
    assert "key first" in refused.content.decode()
    from amparo.ground.vault.tests.people import epoch_json

    from .factories import do

    epoch = epoch_json(actions_of, actions_of, kind="call", scope=row.pk)
    do(actions_of, verb="call.epoch", call=str(row.pk), epoch=epoch)
    assert client.post(f"/en/desk/calls/{row.slug}/publish/").status_code == 302
    client.logout()
    page = client.get(f"/en/fellowships/{row.slug}/").content.decode()
    assert "Two of us" in page
    assert "Change" in page


def test_only_a_second_colleague_finds_a_button_to_agree(client, call):
    first = make_account("first", roles=[Role.FELLOWSHIPS])
    second = make_account("second", roles=[Role.KEYHOLDER])
    until = call.closes_at + timedelta(days=2)
    calling.ask_extension(call, reason={"en": "A flood"}, until=until, by=first)
    row = Extension.objects.get()
    address = f"/en/desk/calls/{call.slug}/later/{row.pk}/"
    sign_in(client, first)
    assert "Agree" not in client.get(f"/en/desk/calls/{call.slug}/").content.decode()
    assert client.post(address).status_code == 409
    sign_in(client, second)
    assert "Agree" in client.get(f"/en/desk/calls/{call.slug}/").content.decode()
    assert client.post(address).status_code == 302
    client.logout()
    assert "A flood" in client.get(f"/en/fellowships/{call.slug}/").content.decode()
