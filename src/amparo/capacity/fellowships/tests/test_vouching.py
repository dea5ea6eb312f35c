"""Somebody vouches: the code opens who asks, the answer is sealed, and it can be declined."""

import pytest

from amparo.capacity.fellowships.models import Reference
from amparo.ground.sealing import recovery

from .applicants import VOUCH, apply, come_back, go, open_call, opened, shown, words
from .factories import office
from .test_again import ask

SAID = {"referee": "Amal, of the Water Watch", "why": "She never gave up"}


@pytest.fixture
def chair(db):
    return office()


@pytest.fixture
def asked(chair, client):
    """The applicant's secret, and the code they hand over."""
    call = open_call(chair, reads={"en": "Two people of our office."})
    _row, secret = apply(client, call)
    return secret, shown(ask(client, secret)[1])


def test_the_code_says_who_asks_for_what_and_who_reads(asked, client):
    _secret, code = asked
    page = come_back(client, code, VOUCH)
    told = words(page)
    assert "Nadia of the river" in told
    assert "Advocacy programme 2026" in told
    assert "Two people of our office." in told
    assert "river Xanil" not in told
    assert page["Cache-Control"] == "no-store"
    assert code.canonical not in page.content.decode()


def test_what_they_say_is_read_by_the_office_and_never_by_who_asked(asked, chair, client):
    secret, code = asked
    page = come_back(client, code, VOUCH)
    done = go(client, page, "send", VOUCH, **SAID)
    assert "It is sent, sealed" in words(done)
    row = Reference.objects.get()
    assert (row.state, row.asked) == ("answered", None)
    told = opened(chair, row)
    assert told.body["answers"] == SAID
    assert (told.scope, told.item, told.kind) == (row.application.call_id, row.pk, "reference")
    mine = words(come_back(client, secret))
    assert "answered" in mine
    assert "She never gave up" not in mine


def test_the_same_answer_sent_twice_is_once_and_the_code_is_spent(asked, client):
    _secret, code = asked
    page = come_back(client, code, VOUCH)
    go(client, page, "send", VOUCH, **SAID)
    frame = bytes(Reference.objects.get().frame)
    again = go(client, page, "send", VOUCH, **SAID | {"why": "changed"})
    assert "It is sent, sealed" in words(again)
    assert bytes(Reference.objects.get().frame) == frame
    assert come_back(client, code, VOUCH).status_code == 404


def test_a_wrong_answer_comes_back_with_what_was_typed(asked, client):
    _secret, code = asked
    page = go(client, come_back(client, code, VOUCH), "send", VOUCH, why="She never gave up")
    assert page.status_code == 422
    assert "She never gave up" in page.content.decode()
    assert Reference.objects.get().state == "asked"


def test_who_does_not_want_to_vouch_declines_without_a_reason(asked, client):
    secret, code = asked
    page = go(client, come_back(client, code, VOUCH), "decline", VOUCH)
    assert "You declined. Nothing more is asked of you." in words(page)
    assert Reference.objects.get().state == "declined"
    assert "declined" in words(come_back(client, secret))


def test_a_code_that_was_taken_back_or_never_given_opens_nothing(asked, client):
    secret, code = asked
    page = come_back(client, code, VOUCH)
    row = Reference.objects.get()
    go(client, come_back(client, secret), f"unask:{row.pk}")
    assert go(client, page, "send", VOUCH, **SAID).status_code == 404
    assert come_back(client, code, VOUCH).status_code == 404
    assert come_back(client, recovery.new(), VOUCH).status_code == 404


def test_an_applicants_own_secret_is_no_code(asked, client):
    secret, _code = asked
    assert come_back(client, secret, VOUCH).status_code == 404


def test_a_code_of_a_withdrawn_application_opens_nothing(asked, client):
    secret, code = asked
    go(client, come_back(client, secret), "withdrawn")
    assert come_back(client, code, VOUCH).status_code == 404
