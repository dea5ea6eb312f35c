"""Somebody applies without JavaScript: the secret first, saved sealed at every step, sent once."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amparo.capacity.fellowships.models import Application
from amparo.ground.questions.actions import put_form
from amparo.ground.sealing import receipts, recovery
from amparo.ground.vault.models import Blob, KeyEpoch

from .applicants import (
    AGAIN,
    ANSWERS,
    SPEC,
    STORY,
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
)
from .factories import office


@pytest.fixture
def chair(db):
    return office()


@pytest.fixture
def call(chair):
    return open_call(chair, reads={"en": "Two people of our office."}, time_zone="Asia/Kathmandu")


def test_before_anything_is_written_it_says_who_reads_how_long_and_until_when(call, client):
    page = client.get(path_of(call))
    told = words(page)
    assert "Two people of our office." in told
    assert "What do you do?" in told  # what the panel reads
    assert "180 days after the decision" in told
    assert "(Asia/Kathmandu)" in told
    assert "left" in told
    assert "you can go away and come back" in told
    assert not client.cookies or set(client.cookies) <= {"csrftoken"}
    assert page["Cache-Control"] == "no-store"


def test_the_secret_comes_first_and_is_in_no_form_after_it_was_shown(call, client):
    page = client.post(path_of(call), {"go": "begin"})
    secret = shown(page)
    assert page["Cache-Control"] == "no-store, no-transform"
    assert not Application.objects.exists()
    wrong = go(client, page, "typed", path_of(call), typed=" ".join(recovery.new().words("en")))
    assert wrong.status_code == 422
    assert shown(wrong) == secret
    page = go(client, wrong, "typed", path_of(call), typed=" ".join(secret.words("fr")))
    draft = at(page)
    assert draft.secret == ""
    assert secret.canonical not in repr(draft)
    assert draft.lookup == receipts.Receipt(secret).lookup_hash


def test_every_step_is_saved_sealed_to_the_writer_alone(call, client):
    page, secret = begin(client, call)
    page = go(client, page, "next", path_of(call), answer="Nadia")
    row = by_secret(secret)
    assert (row.version, row.state, row.frame) == (1, "draft", None)
    page = go(client, page, "next", path_of(call), answer=STORY)
    row.refresh_from_db()
    assert row.version == 2
    assert STORY.encode() not in bytes(row.own)
    told = opened_own(row, secret)
    assert told.body["answers"] == {"name": "Nadia", "work": STORY}
    assert (told.scope, told.item, told.version) == (call.pk, row.pk, 2)
    assert told.epoch == row.pk
    assert told.author == ""
    assert "Saved, sealed" in words(page)


def test_what_is_sent_is_read_by_the_office_and_by_the_applicant(call, chair, client):
    row, secret = apply(client, call)
    assert (row.state, row.told, row.came) == ("sent", "sent", "on_time")
    told = opened(chair, row)
    assert told.body["answers"] == ANSWERS
    assert (told.scope, told.item, told.version) == (call.pk, row.pk, row.version)
    assert told.body["inbox"] == receipts.Receipt(secret).inbox.recipient
    assert told.body == opened_own(row, secret).body


def test_the_same_screen_or_the_same_sending_twice_is_once(call, client):
    page, secret = begin(client, call)
    first = go(client, page, "next", path_of(call), answer="Nadia")
    second = go(client, page, "next", path_of(call), answer="Nadia")
    assert at(first).at == at(second).at == "work"
    assert by_secret(secret).version == 1
    last = walk(client, call, second, **ANSWERS)
    assert "It is sent" in words(go(client, last, "send", path_of(call)))
    version = by_secret(secret).version
    assert "It is sent" in words(go(client, last, "send", path_of(call)))
    assert by_secret(secret).version == version
    assert Application.objects.count() == 1


def test_one_step_back_with_the_browsers_own_button_goes_on(call, client):
    first, secret = begin(client, call)
    go(client, first, "next", path_of(call), answer="Nadia")
    page = go(client, first, "next", path_of(call), answer="Nadia of the river")
    assert at(page).at == "work"
    assert opened_own(by_secret(secret), secret).body["answers"]["name"] == "Nadia of the river"


def test_of_two_devices_neither_overwrites_the_other_unasked(call, client):
    page, secret = begin(client, call)
    here = go(client, page, "next", path_of(call), answer="Nadia")
    other = Client()
    there = go(other, come_back(other, secret), "edit")
    there = go(other, there, "at:more", path_of(call))
    go(other, there, "next", path_of(call), answer="from the library")
    late = go(client, here, "next", path_of(call), answer=STORY)
    assert late.status_code == 409
    assert "There is a newer one" in words(late)
    assert STORY in words(late)
    assert "more" in opened_own(by_secret(secret), secret).body["answers"]
    go(client, late, "over", path_of(call))
    answers = opened_own(by_secret(secret), secret).body["answers"]
    assert answers == {"name": "Nadia", "work": STORY}


def test_too_many_words_are_counted_and_kept(call, client):
    page, _secret = begin(client, call)
    page = go(client, page, "next", path_of(call), answer="Nadia")
    assert "Up to 12 words." in words(page)
    long = "word " * 13
    page = go(client, page, "next", path_of(call), answer=long)
    assert page.status_code == 422
    assert "you wrote 13" in words(page)
    assert long.strip() in page.content.decode()
    page = go(client, page, "next", path_of(call), answer=STORY)
    page = go(client, page, "back", path_of(call))
    assert "You have written 8." in words(page)


def test_what_must_be_answered_and_agreed_to_is_named_before_it_is_sent(call, client):
    page, _secret = begin(client, call)
    page = walk(client, call, page, name="Nadia", agree="no")
    told = words(page)
    assert "once these are answered" in told
    page = go(client, page, "send", path_of(call))
    assert page.status_code == 422
    assert Application.objects.get().state == "draft"
    page = go(client, page, "at:agree", path_of(call))
    page = go(client, page, "next", path_of(call), answer="yes")
    page = go(client, page, "at:work", path_of(call))
    page = go(client, page, "next", path_of(call), answer=STORY)
    page = walk(client, call, page, agree="yes")
    assert "It is sent" in words(go(client, page, "send", path_of(call)))


def test_without_writing_the_secret_down_it_is_finished_in_one_go(call, client):
    page, secret = begin(client, call, writes_down=False)
    assert "finish in one go" in words(page)
    page = go(client, page, "next", path_of(call), answer="Nadia")
    assert not Application.objects.exists()
    page = walk(client, call, page, **ANSWERS)
    page = go(client, page, "send", path_of(call))
    assert "It is sent" in words(page)
    assert "Come back with your secret" not in words(page)
    assert by_secret(secret).state == "sent"


def test_a_question_deleted_under_an_open_draft_is_still_asked_and_answered(call, client):
    page, secret = begin(client, call)
    page = go(client, page, "next", path_of(call), answer="Nadia")
    fewer = [one for one in SPEC["questions"] if one["key"] != "more"]
    put_form("apply-small", SPEC | {"questions": fewer})
    page = walk(client, call, page, **ANSWERS, more="I bring a map")
    assert "It is sent" in words(go(client, page, "send", path_of(call)))
    body = opened_own(by_secret(secret), secret).body
    assert (body["version"], body["answers"]["more"]) == (1, "I bring a map")
    again = go(client, come_back(client, secret), "edit")
    assert "I bring a map" in words(again)
    other, _secret = begin(client, call)
    other = walk(client, call, other, **ANSWERS)
    assert "Anything else?" not in words(other)


def test_files_stay_as_long_as_the_draft_and_a_removed_one_is_destroyed(call, client):
    page, secret = begin(client, call)
    page = walk(client, call, page, until="files", name="Nadia")
    several = [SimpleUploadedFile(f"{n}.pdf", b"%PDF", "application/pdf") for n in range(3)]
    page = client.post(path_of(call), carried(page) | {"go": "add", "evidence": several})
    assert "There is room for 2 files" in words(page)
    row = by_secret(secret)
    assert {blob.scope for blob in Blob.objects.all()} == {row.pk}
    gone = at(page).files[0]["blob"]
    page = go(client, page, f"drop:{gone}", path_of(call))
    assert [str(one.pk) for one in Blob.objects.all()] == [at(page).files[0]["blob"]]
    page = walk(client, call, page, **ANSWERS)
    page = go(client, page, "at:work", path_of(call))
    page = walk(client, call, go(client, page, "next", path_of(call), answer=STORY), agree="yes")
    go(client, page, "send", path_of(call))
    files = opened_own(by_secret(secret), secret).body["files"]
    assert [one["question"] for one in files] == ["files"]


def test_a_form_open_for_too_long_says_so_and_gives_back_what_was_typed(call, client):
    page = client.post(path_of(call), {"draft": "gAAAAAB", "go": "next", "answer": STORY})
    assert page.status_code == 410
    assert STORY in words(page)


def test_where_nobody_could_open_it_nothing_is_begun(call, client):
    KeyEpoch.objects.filter(scope=call.pk).update(retired_on="2026-01-01")
    assert "Nobody could open" in words(client.get(path_of(call)))
    page = client.post(path_of(call), {"go": "begin"})
    assert "Nobody could open" in words(page)


def test_keys_that_vanish_while_somebody_writes_cost_no_word(call, client):
    page, _secret = begin(client, call)
    page = walk(client, call, page, **ANSWERS)
    KeyEpoch.objects.filter(scope=call.pk).update(retired_on="2026-01-01")
    page = go(client, page, "send", path_of(call))
    assert page.status_code == 503
    assert STORY in words(page)
    assert Application.objects.get().state == "draft"


def test_an_account_is_joined_only_when_they_say_so(call, client):
    from amparo.ground.identity.tests.factories import make_account, sign_in

    account = make_account(handle="nadia")
    sign_in(client, account)
    row, _secret = apply(client, call)
    assert row.account is None
    page, secret = begin(client, call)
    page = walk(client, call, page, **ANSWERS)
    go(client, page, "send", path_of(call), tie="on")
    assert by_secret(secret).account == account


def test_on_every_screen_somebody_in_danger_finds_help_and_nothing_goes_along(call, client):
    page = client.post(path_of(call), {"go": "begin"})
    pages = [client.get(path_of(call)), page, client.get(AGAIN)]
    page, _secret = begin(client, call)
    while at(page).at != "check":
        pages.append(page)
        page = go(client, page, "next", path_of(call), answer=ANSWERS.get(at(page).at, ""))
    pages += [page, go(client, page, "send", path_of(call))]
    for one in pages:
        told = one.content.decode()
        assert re.search(r'href="/en/contact/">I am in danger now', told), told[-900:]
        assert "Nothing of what you wrote here goes there." in told


def test_a_flood_of_begun_applications_waits_and_loses_no_word(call, client, monkeypatch):
    from amparo.capacity.fellowships.actions import writing

    monkeypatch.setattr(writing, "BEGUN", (1, 1))
    begun, _secret = begin(client, call)
    go(client, begun, "next", path_of(call), answer="Nadia")
    page, secret = begin(client, call)
    page = go(client, page, "next", path_of(call), answer="Amal")
    assert "Very many people" in words(page)
    assert at(page).answers == {"name": "Amal"}
    assert Application.objects.count() == 1
    page = walk(client, call, page, **ANSWERS)
    monkeypatch.setattr(writing, "BEGUN", (9, 1))
    assert "It is sent" in words(go(client, page, "send", path_of(call)))
    assert by_secret(secret).state == "sent"


def test_an_unknown_call_and_a_draft_are_not_there(chair, client):
    call = open_call(chair, state="draft")
    assert client.get(path_of(call)).status_code == 404
    assert client.get("/en/fellowships/nothing/apply/").status_code == 404


def test_a_call_that_opens_later_says_when_and_begins_nothing(call, client):
    call.opens_at = call.closes_at - timedelta(hours=1)
    call.save()
    assert "It is not open yet" in words(client.get(path_of(call)))
    assert "not open yet" in words(client.post(path_of(call), {"go": "begin"}))
