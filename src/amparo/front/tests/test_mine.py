"""My page, what is held about me, and the end of it."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from amparo.front import queries
from amparo.ground.identity.models import Account, Membership, Role, Session
from amparo.ground.identity.tests.factories import PASSPHRASE, make_account, sign_in
from amparo.ground.record import queries as record
from amparo.ground.vault.models import Keyring
from amparo.ground.vault.tests.hands import founded, of_three

MINE = ["/en/me/", "/en/me/data/", "/en/me/data/amparo.json", "/en/me/delete/"]


@pytest.fixture
def alice(db, client):
    account = make_account("alice")
    sign_in(client, account)
    return account


def test_nothing_waits_and_the_page_says_so_kindly(alice, client):
    page = client.get("/en/me/").content.decode()
    assert "Nothing waits for you." in page
    for way in ("/en/me/account/", "/en/me/data/", "/en/me/delete/"):
        assert way in page


def test_what_waits_is_shown(db, client):
    sign_in(client, make_account("bob", roles=[Role.EDITOR], second_factor=False))
    assert "Add a second step" in client.get("/en/me/").content.decode()


@pytest.mark.parametrize("address", MINE)
def test_signed_out_one_is_sent_to_sign_in(db, client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/en/sign-in/?next={address}")


@pytest.mark.parametrize("address", MINE)
def test_what_is_mine_is_never_kept_on_the_way(alice, client, address):
    assert "no-store" in client.get(address)["Cache-Control"]


def test_the_export_holds_me_and_nobody_else(alice, client):
    make_account("bob the neighbour")
    answer = client.get("/en/me/data/amparo.json")
    held = json.loads(answer.content)
    assert held["identity"]["handle"] == "alice"
    assert "bob the neighbour" not in answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    page = client.get("/en/me/data/").content.decode()
    assert "alice" in page
    assert "bob the neighbour" not in page


def test_the_export_tells_staff_what_they_did(db, client):
    from amparo.direction.strategy import actions as strategy
    from amparo.direction.strategy.models import Commitment

    strategy.load()
    account = make_account("carol", roles=[Role.STRATEGIST])
    row = Commitment.objects.get(code="R1")
    strategy.reword_commitment(row, words={"en": "Other words"}, by=account)
    acts = queries.about(account)["record"]["what you did as staff, or to your account"]
    assert [act["verb"] for act in acts] == ["strategy.reword"]


def test_every_room_that_knows_people_also_forgets_them(db):
    telling = {label for label, _room in queries._rooms("queries", "about")}
    forgetting = {label for label, _forget in queries.forgetting()}
    assert "identity" in telling
    assert telling == forgetting


def test_rooms_forget_from_the_top_of_the_house_down(db):
    order = [label for label, _forget in queries.forgetting()]
    assert order.index("strategy") < order.index("press") < order.index("identity")


def test_the_account_is_really_gone(alice, client):
    Membership.objects.create(account=alice, role=Role.EDITOR, label="Alice")
    actor = alice.actor
    answer = client.post("/en/me/delete/", {"passphrase": PASSPHRASE})
    assert (answer.status_code, answer["Location"]) == (302, "/en/goodbye/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Account.objects.filter(handle="alice").exists()
    assert not Membership.objects.exists()
    assert not Session.objects.filter(account__isnull=False).exists()
    assert client.get("/en/me/").status_code == 302
    assert [event.verb for event in record.events(1, actor=actor)] == ["identity.deleted"]


def test_a_sole_keyholder_is_told_why_their_account_stays_and_what_to_do(db):
    _house, ada = founded()
    page = ada.client.get("/en/me/delete/").content.decode()
    assert "Your account cannot be deleted yet." in page
    assert "name keyholders without you" in page
    assert 'type="password"' not in page
    answer = ada.client.post("/en/me/delete/", {"passphrase": PASSPHRASE})
    assert (answer.status_code, answer["Location"]) == (302, "/en/me/delete/")
    assert Account.objects.filter(pk=ada.account.pk).exists()
    assert ada.row.state == Keyring.State.ACTIVE


def test_one_of_three_keyholders_may_go_and_the_next_may_not(db):
    _house, ada, grace, _olga = of_three()
    assert queries.needed(ada.account) == []
    answer = ada.client.post("/en/me/delete/", {"passphrase": PASSPHRASE})
    assert answer["Location"] == "/en/goodbye/"
    assert queries.needed(grace.account)
    grace.client.post("/en/me/delete/", {"passphrase": PASSPHRASE})
    assert Account.objects.filter(pk=grace.account.pk).exists()


def test_a_wrong_passphrase_deletes_nothing(alice, client):
    answer = client.post("/en/me/delete/", {"passphrase": "six blue lanterns in the rain"})
    page = answer.content.decode()
    assert "This is not your passphrase. Nothing was deleted." in page
    assert "six blue lanterns" not in page
    assert Account.objects.filter(handle="alice").exists()


def test_guessing_at_the_passphrase_is_slowed(alice, client):
    with time_machine.travel(datetime.now(UTC), tick=False):
        for _attempt in range(6):
            client.post("/en/me/delete/", {"passphrase": "wrong"})
        answer = client.post("/en/me/delete/", {"passphrase": PASSPHRASE})
    assert "many wrong attempts" in answer.content.decode()
    assert Account.objects.filter(handle="alice").exists()


def test_deleting_takes_nobody_else_along(alice, client):
    bob = make_account("bob", roles=[Role.EDITOR])
    client.post("/en/me/delete/", {"passphrase": PASSPHRASE})
    assert Account.objects.get(pk=bob.pk).memberships.count() == 1


def test_the_last_administrator_is_told_what_that_means(db, client):
    sign_in(client, make_account("dora", roles=[Role.ADMINISTRATOR]))
    assert "You are the last administrator." in client.get("/en/me/delete/").content.decode()
    make_account("eve", roles=[Role.ADMINISTRATOR])
    other = Client()
    sign_in(other, Account.objects.get(handle="dora"))
    assert "You are the last administrator." not in other.get("/en/me/delete/").content.decode()
