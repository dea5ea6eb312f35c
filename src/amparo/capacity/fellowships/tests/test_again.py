"""Coming back with the secret: where it stands, letters, a word back, an offer, an end."""

import re
import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.capacity.fellowships.actions import returning, writing
from amparo.capacity.fellowships.models import (
    Application,
    Fellowship,
    FollowUp,
    Letter,
    Reference,
)
from amparo.capacity.fellowships.models.workflow import APPLICATION_LABELS
from amparo.ground.sealing import ed25519, recovery
from amparo.ground.vault import keystore
from amparo.ground.vault.models import Blob, ShredKey
from amparo.ground.vault.tests.people import living, today

from .applicants import (
    AGAIN,
    STORY,
    VOUCH,
    apply,
    at,
    begin,
    by_secret,
    carried,
    come_back,
    go,
    open_call,
    opened,
    opened_own,
    path_of,
    shown,
    walk,
    words,
    write_to,
)
from .factories import office


@pytest.fixture
def chair(db):
    return office()


@pytest.fixture
def call(chair):
    return open_call(chair)


@pytest.fixture
def sent(call, client):
    return apply(client, call)


def put(row, **fields):
    Application.objects.filter(pk=row.pk).update(**fields)


def test_any_form_of_the_secret_says_where_it_stands_in_the_applicants_words(sent, client):
    _row, secret = sent
    for typed in (" ".join(secret.words("fr")).upper(), "-".join(secret.groups())):
        page = client.post(AGAIN, {"secret": typed})
        assert "Sent. It is being read." in words(page)
        assert STORY not in words(page)
        assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", [one for one in Application.State if one != "erased"])
def test_every_state_is_told_and_none_that_was_not_released(sent, client, state):
    row, secret = sent
    put(row, state=state, frame=row.frame)
    assert "Sent. It is being read." in words(come_back(client, secret))
    put(row, told=state)
    assert str(APPLICATION_LABELS[state].applicant) in words(come_back(client, secret))


def test_an_unknown_secret_and_one_that_is_none_say_so(sent, client):
    unknown = come_back(client, recovery.new())
    assert unknown.status_code == 404
    assert "Nothing is kept under this secret" in words(unknown)
    wrong = client.post(AGAIN, {"secret": "one two three"})
    assert wrong.status_code == 422
    assert "There are twelve words; here are 3." in words(wrong)


def test_a_flood_of_secrets_waits(sent, client, monkeypatch):
    monkeypatch.setattr(returning, "RETURNS", (1, 1))
    assert come_back(client, recovery.new()).status_code == 404
    assert come_back(client, recovery.new()).status_code == 429
    assert come_back(client, recovery.new(), VOUCH).status_code == 429


def test_a_draft_goes_on_where_it_was_left_on_any_device(call, client):
    page, secret = begin(client, call)
    go(client, page, "next", path_of(call), answer="Nadia")
    page = come_back(client, secret)
    assert "Not sent yet" in words(page)
    assert "Write to them" not in words(page)
    page = go(client, page, "edit")
    assert "Nadia" in words(page)
    page = go(client, page, "at:work", path_of(call))
    page = walk(client, call, go(client, page, "next", path_of(call), answer=STORY), agree="yes")
    assert "It is sent" in words(go(client, page, "send", path_of(call)))
    assert by_secret(secret).state == "sent"


def test_what_was_sent_changes_only_when_it_is_sent_again_both_copies_together(
    sent, call, chair, client
):
    row, secret = sent
    page = go(client, come_back(client, secret), "edit")
    assert STORY in words(page)
    page = go(client, page, "at:more", path_of(call))
    assert "stays as it is until you send it again" in words(page)
    page = go(client, page, "next", path_of(call), answer="I bring a map")
    before = row.version
    row.refresh_from_db()
    assert row.version == before
    assert "more" not in opened(chair, row).body["answers"]
    page = walk(client, call, page, agree="yes")
    page = go(client, page, "send", path_of(call))
    assert "The change is sent" in words(page)
    row.refresh_from_db()
    assert row.version == before + 1
    assert opened(chair, row).body["answers"]["more"] == "I bring a map"
    assert opened(chair, row).version == row.version
    assert opened_own(row, secret).version == row.version


def test_what_is_being_decided_on_cannot_be_changed(sent, call, client):
    row, secret = sent
    page = come_back(client, secret)
    stale = go(client, page, "edit")
    put(row, state="eligible")
    assert "Change it" not in words(come_back(client, secret))
    late = go(client, stale, "send", path_of(call))
    assert late.status_code == 410
    assert "This is being decided on" in words(late)
    assert STORY in words(late)


def test_letters_are_read_and_then_gone(sent, chair, client):
    row, secret = sent
    write_to(chair, row, "Can you tell us more about the mine?")
    page = come_back(client, secret)
    assert "Can you tell us more about the mine?" in words(page)
    page = go(client, page, "read")
    assert "They are gone from here." in words(page)
    letter = Letter.objects.get()
    assert bytes(letter.frame) == b""
    assert letter.shown_on == today()


def test_a_letter_of_a_stranger_or_of_another_application_is_not_shown(sent, chair, client):
    row, secret = sent
    write_to(chair, row, "moved here", scope=uuid.uuid4())
    write_to(replace(chair, seed=ed25519.new()[0]), row, "forged")
    page = come_back(client, secret)
    assert "moved here" not in words(page)
    assert "forged" not in words(page)


def test_what_they_write_back_with_files_reaches_the_office_once(sent, chair, client):
    row, secret = sent
    page = come_back(client, secret)
    page = go(client, page, "files", words="The mine is called Sierra")
    upload = SimpleUploadedFile("permit.pdf", b"%PDF-1.4", "application/pdf")
    to = f"{AGAIN}?to={living(row.call_id).pk}"
    page = client.post(to, carried(page) | {"go": "add", "evidence": upload})
    assert "permit.pdf" in words(page)
    first = go(client, page, "say", to)
    assert "It is sent" in words(first)
    go(client, page, "say", to)
    letter = Letter.objects.get(direction="from")
    told = opened(chair, letter)
    assert told.body["words"] == "The mine is called Sierra"
    assert told.body["files"][0]["name"] == "permit.pdf"
    assert (told.scope, told.item, told.kind) == (row.call_id, letter.pk, "letter")
    assert Blob.objects.get().scope == row.pk


def test_one_applicant_cannot_fill_the_desk(sent, client, monkeypatch):
    monkeypatch.setattr(returning, "SAID_BY_ONE", (1, 1))
    _row, secret = sent
    assert go(client, come_back(client, secret), "say", words="one").status_code == 200
    page = go(client, come_back(client, secret), "say", words="two")
    assert page.status_code == 429
    assert "two" in page.content.decode()


def test_an_offer_is_accepted_and_can_be_given_back(sent, client):
    row, secret = sent
    put(row, state="offered")
    assert "Accept the place" not in words(come_back(client, secret))
    put(row, told="offered")
    page = come_back(client, secret)
    page = go(client, page, "accept")
    row.refresh_from_db()
    assert (row.state, row.told) == ("accepted", "accepted")
    assert "The place is yours" in words(page)
    sure = go(client, page, "giving_back")
    assert "You cannot take it back" in words(sure)
    page = go(client, sure, "decline")
    row.refresh_from_db()
    assert row.state == "declined"
    assert "You declined the place." in words(page)


def test_an_offer_taken_back_before_it_was_answered_is_not_accepted(sent, client):
    row, secret = sent
    put(row, state="offered", told="offered")
    page = come_back(client, secret)
    put(row, state="shortlisted")
    page = go(client, page, "accept")
    assert page.status_code == 409
    row.refresh_from_db()
    assert row.state == "shortlisted"


def test_withdrawing_says_what_happens_and_leaves_the_own_copy_to_send_again(sent, call, client):
    row, secret = sent
    page = go(client, come_back(client, secret), "withdraw")
    assert "Your own copy waits for 30 days" in words(page)
    page = go(client, page, "withdrawn")
    row.refresh_from_db()
    assert (row.state, row.frame) == ("withdrawn", None)
    page = go(client, page, "edit")
    page = go(client, page, "send", path_of(call))
    assert "It is sent" in words(page)
    row.refresh_from_db()
    assert row.state == "sent"


def test_erasing_asks_once_and_leaves_nothing_that_anybody_could_open(sent, chair, client):
    row, secret = sent
    write_to(chair, row, "a letter")
    go(client, come_back(client, secret), "say", words="a word back")
    shred = ShredKey.objects.get(pk=row.shred_id)
    page = go(client, come_back(client, secret), "erase")
    assert "go at once" in words(page)
    assert Application.objects.get().state == "sent"
    page = go(client, page, "erased")
    assert "It is erased" in words(page)
    row.refresh_from_db()
    assert (row.state, row.own, row.frame, row.lookup) == ("erased", None, None, None)
    assert not Letter.objects.exists()
    with pytest.raises(keystore.Shredded):
        keystore.secret(ShredKey.objects.get(pk=shred.pk))
    assert come_back(client, secret).status_code == 404


def test_a_screen_of_an_application_erased_meanwhile_gives_back_what_was_typed(call, client):
    page, secret = begin(client, call)
    here = go(client, page, "next", path_of(call), answer="Nadia")
    go(client, go(client, come_back(client, secret), "erase"), "erased")
    late = go(client, here, "next", path_of(call), answer=STORY)
    assert late.status_code == 410
    assert STORY in words(late)


def test_a_replayed_visit_does_nothing_twice(sent, client):
    row, secret = sent
    page = come_back(client, secret)
    go(client, page, "say", words="once")
    go(client, page, "say", words="once")
    assert Letter.objects.filter(direction="from").count() == 1
    go(client, page, "withdrawn")
    page = go(client, page, "withdrawn")
    assert page.status_code == 200
    assert "You withdrew your application." in words(page)
    row.refresh_from_db()
    assert row.state == "withdrawn"


def ask(client, secret, name="Amal", **more):
    page = go(client, come_back(client, secret), "vouch")
    fields = {"name": name, "myself": "Nadia of the river", "words": "Please"} | more
    return page, go(client, page, "asked", **fields)


def test_who_is_asked_to_vouch_gets_a_code_once_and_the_office_learns_whom(sent, chair, client):
    row, secret = sent
    form, page = ask(client, secret)
    code = shown(page)
    assert page["Cache-Control"] == "no-store, no-transform"
    again = go(client, form, "asked", name="Amal", myself="Nadia of the river", words="Please")
    assert shown(again) == code
    assert Reference.objects.count() == 1
    row.refresh_from_db()
    named = [{"id": str(Reference.objects.get().pk), "name": "Amal"}]
    assert opened_own(row, secret).body["references"] == named
    assert opened(chair, row).body["references"] == named
    page = come_back(client, secret)
    assert re.search(r"Amal\s+not answered yet", words(page))


def test_after_the_deadline_the_office_learns_by_letter_whom_they_ask(sent, chair, client):
    row, secret = sent
    put(row, state="shortlisted")
    _form, page = ask(client, secret)
    assert shown(page)
    assert opened(chair, Letter.objects.get()).body["words"] == "I asked Amal to vouch for me."
    assert "Somebody, since" in words(come_back(client, secret))


def test_a_draft_may_ask_somebody_and_the_name_is_kept_in_it(call, client):
    page, secret = begin(client, call)
    go(client, page, "next", path_of(call), answer="Nadia")
    ask(client, secret)
    body = opened_own(by_secret(secret), secret).body
    assert [one["name"] for one in body["references"]] == ["Amal"]
    assert body["answers"] == {"name": "Nadia"}
    page = go(client, come_back(client, secret), "edit")
    assert at(page).references == body["references"]


def test_what_was_asked_is_taken_back_and_five_are_the_most(sent, client):
    _row, secret = sent
    for name in "abcde":
        ask(client, secret, name)
    _form, page = ask(client, secret, "f")
    assert page.status_code == 409
    assert "Five people can be asked" in words(page)
    first = Reference.objects.order_by("day", "id").first()
    page = go(client, come_back(client, secret), f"unask:{first.pk}")
    first.refresh_from_db()
    assert (first.state, first.asked) == ("ended", None)
    _row, other = apply(client, by_secret(secret).call)
    not_mine = Reference.objects.filter(state="asked").first()
    go(client, come_back(client, other), f"unask:{not_mine.pk}")
    assert Reference.objects.filter(state="asked").count() == 4


def test_former_fellows_are_asked_here_how_they_have_been(sent, chair, client):
    row, secret = sent
    put(row, state="accepted", told="accepted")
    row.refresh_from_db()
    fellow = Fellowship.objects.create(
        call=row.call, application=row, shred=keystore.new(), state="follow_up",
        told="follow_up", began_on=today(), ended_on=today(),
    )  # fmt: skip
    due = FollowUp.objects.create(fellowship=fellow, months=3, due=today())
    assert "How have you been?" not in words(come_back(client, secret))
    FollowUp.objects.update(state="asked")
    page = come_back(client, secret)
    assert "The weeks together are over" in words(page)
    assert "It is 3 months since your fellowship." in words(page)
    form = go(client, page, "follow_up")
    wrong = go(client, form, "followed", why="Well")
    assert wrong.status_code == 422
    assert "Well" in wrong.content.decode()
    page = go(client, form, "followed", referee="Nadia", why="Well")
    assert "Thank you. It is sent" in words(page)
    go(client, form, "followed", referee="Nadia", why="Well")
    told = opened(chair, Letter.objects.get()).body
    assert (told["kind"], told["months"]) == ("follow_up", 3)
    assert told["answers"] == {"referee": "Nadia", "why": "Well"}
    due.refresh_from_db()
    assert due.state == "answered"
    assert "How have you been?" not in words(page)


def test_an_old_visit_leads_back_to_the_box(sent, client):
    page = client.post(AGAIN, {"visit": "gAAAAAB", "go": "erased"})
    assert "Come back with your secret" in words(page)
    assert Application.objects.get().state == "sent"


def test_a_step_cannot_save_over_what_was_sent(sent, call):
    row, secret = sent
    from amparo.capacity.fellowships import actions

    with pytest.raises(actions.RefusedError):
        actions.save_draft(
            call=call, id=row.pk, own=b"", version=row.version + 1, token_hash="a" * 64,
            lookup_hash=row.lookup,
        )  # fmt: skip
    assert writing.reopen(row, returning.visit(secret).receipt, "en").sent
