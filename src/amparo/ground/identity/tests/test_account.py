"""One's own account: owner, colleague, stranger, signed out; what is held, and its end."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from amparo.ground.identity import actions, queries
from amparo.ground.identity.models import Account, Membership, Role, Session
from amparo.ground.identity.tests.factories import PASSPHRASE, make_account, sign_in
from amparo.ground.record.models import AuditEvent

pytestmark = pytest.mark.django_db
SESSIONS = "/en/me/account/sessions/"
CHANGE = "/en/me/account/passphrase/"


def test_a_session_is_ended_by_its_owner_and_by_nobody_else() -> None:
    alice = make_account("alice")
    phone, laptop = sign_in(Client(), alice), sign_in(Client(), alice)
    row = Session.objects.filter(account=alice).earliest("pk")
    path = f"{SESSIONS}{row.pk}/end/"
    stranger = sign_in(Client(), make_account("bob"))
    colleague = sign_in(Client(), make_account("charlie", roles=[Role.ADMINISTRATOR]))
    assert stranger.post(path).status_code == 404
    assert colleague.post(path).status_code == 404
    assert Client().post(path).status_code == 302
    assert phone.get(SESSIONS).status_code == 200
    laptop.post(path)
    assert phone.get(SESSIONS).status_code == 302
    assert laptop.get(SESSIONS).status_code == 200


def test_all_other_sessions_end_at_once() -> None:
    alice = make_account("alice")
    others = [sign_in(Client(), alice) for _browser in range(3)]
    here = sign_in(Client(), alice)
    bob = sign_in(Client(), make_account("bob"))
    here.post(SESSIONS)
    assert {client.get(SESSIONS).status_code for client in others} == {302}
    assert here.get(SESSIONS).status_code == bob.get(SESSIONS).status_code == 200


def test_the_page_of_sessions_asks_as_much_for_thirty_as_for_one(
    django_assert_max_num_queries,
) -> None:
    alice = make_account("alice")
    here = sign_in(Client(), alice)
    for _browser in range(30):
        sign_in(Client(), alice)
    with django_assert_max_num_queries(8):
        page = here.get(SESSIONS).content.decode()
    assert page.count("/end/") == 30


def test_the_page_of_sessions_shows_days_and_no_keys() -> None:
    alice = make_account("alice")
    here = sign_in(Client(), alice)
    page = here.get(SESSIONS).content.decode()
    assert "this browser" in page
    assert Session.objects.get().key_hash not in page


def test_a_new_passphrase_ends_every_other_session() -> None:
    alice = make_account("alice")
    thief, here = sign_in(Client(), alice), sign_in(Client(), alice)
    fresh = "a kettle, a ladder, two moons"
    wrong = here.post(CHANGE, {"passphrase": "guess", "fresh": fresh})
    assert "not your passphrase" in wrong.content.decode()
    assert thief.get(CHANGE).status_code == 200
    here.post(CHANGE, {"passphrase": PASSPHRASE, "fresh": fresh})
    assert thief.get(CHANGE).status_code == 302
    assert here.get(CHANGE).status_code == 200
    assert Account.objects.get().check_password(fresh)
    assert AuditEvent.objects.get().verb == "identity.passphrase_changed"


def test_the_account_page_tells_its_owner_which_roles_sleep() -> None:
    client = sign_in(Client(), make_account("bob", roles=[Role.EDITOR], asleep=True))
    page = client.get("/en/me/account/").content.decode()
    assert "Asleep: Editor" in page


def test_what_is_held_about_somebody_is_told_without_hashes() -> None:
    alice = make_account("alice", roles=[Role.EDITOR])
    sign_in(Client(), alice)
    held = json.dumps(queries.about(alice))
    assert "alice" in held
    assert "editor" in held
    assert "argon2$" not in held
    assert Session.objects.get().key_hash not in held


def test_a_forgotten_account_is_gone_with_all_that_led_to_it() -> None:
    alice = make_account("alice", roles=[Role.EDITOR])
    bob = make_account("bob", roles=[Role.EDITOR])
    sign_in(Client(), alice)
    actor = alice.actor
    actions.forget(by=alice)
    assert list(Account.objects.all()) == [bob]
    assert set(Membership.objects.values_list("account", flat=True)) == {bob.pk}
    assert set(Authenticator.objects.values_list("user", flat=True)) == {bob.pk}
    assert not Session.objects.exists()
    assert queries.labels({actor}) == {}
    assert AuditEvent.objects.get().verb == "identity.deleted"


def test_django_allauth_keeps_no_address_anywhere() -> None:
    from allauth.account.models import EmailAddress, EmailConfirmation
    from django.core import mail

    make_account("alice")
    client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Canary/1.0")
    client.post("/en/sign-in/", {"handle": "alice", "passphrase": "wrong wrong wrong"})
    client.post("/en/sign-in/", {"handle": "alice", "passphrase": PASSPHRASE})
    held = json.dumps(client.session.load())
    for trace in ["203.0.113.77", "Canary", "alice"]:
        assert trace not in held
    assert not EmailAddress.objects.exists()
    assert not EmailConfirmation.objects.exists()
    assert mail.outbox == []
