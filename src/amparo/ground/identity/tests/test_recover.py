"""Coming back with the recovery secret, and what is different afterwards."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client

from amparo.ground.identity import actions
from amparo.ground.identity.models import Account, Membership, Role, Session
from amparo.ground.identity.tests.factories import PASSPHRASE, make_account, sign_in
from amparo.ground.identity.tests.test_sign_up import shown
from amparo.ground.record.models import AuditEvent
from amparo.ground.sealing import recovery
from amparo.ground.sealing.recovery import Secret

pytestmark = pytest.mark.django_db
HERE = "/en/recover/"
SECRET = recovery.new()
FRESH = "a kettle, a ladder, two moons"


def lost(handle: str = "alice", roles: list[Role] | None = None) -> Account:
    """An account whose passphrase is forgotten and whose paper is at hand."""
    account = make_account(handle, roles=roles or [])
    account.recovery = make_password(SECRET.canonical)
    account.save()
    return account


def first_step(client: Client, secret: Secret = SECRET, handle: str = "alice") -> str:
    sent = {
        "handle": handle,
        "secret": " ".join(secret.groups()),
        "passphrase": FRESH,
        "language": "en",
    }
    return client.post(HERE, sent).content.decode()


def come_back(client: Client) -> list[str]:
    words, draft = shown(first_step(client))
    assert client.post(HERE, {"draft": draft, "typed": " ".join(words)}).status_code == 302
    return words


def test_the_secret_brings_somebody_back_with_a_new_passphrase_and_a_new_secret() -> None:
    account = lost()
    client = Client()
    words = come_back(client)
    assert client.get("/en/me/account/").status_code == 200
    account.refresh_from_db()
    assert account.check_password(FRESH)
    assert not account.check_password(PASSPHRASE)
    assert "do not belong together" in first_step(Client())
    assert 'class="secret"' in first_step(Client(), recovery.read(" ".join(words)))


def test_afterwards_factors_and_sessions_are_gone_and_staff_roles_sleep() -> None:
    account = lost(roles=[Role.EDITOR, Role.ADMINISTRATOR])
    thief = sign_in(Client(), account)
    assert thief.get("/en/desk/people/").status_code == 200
    come_back(Client())
    assert thief.get("/en/desk/people/").status_code == 302
    assert not Authenticator.objects.exists()
    assert Session.objects.count() == 1
    assert set(Membership.objects.values_list("asleep", flat=True)) == {True}
    assert Account.objects.get().roles == frozenset()
    verbs = list(AuditEvent.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["identity.recovered", "identity.roles_put_to_sleep"]


def test_sleeping_roles_do_not_wake_by_a_new_second_step() -> None:
    account = lost(roles=[Role.EDITOR])
    come_back(Client())
    account = Account.objects.get()
    actions.add_app("JBSWY3DPEHPK3PXP", by=account)
    assert account.roles == frozenset()
    actions.wake_all(account, by=None)
    assert account.roles == {Role.EDITOR}


def test_until_the_new_secret_is_typed_back_nothing_changes() -> None:
    account = lost(roles=[Role.EDITOR])
    client = Client()
    _words, draft = shown(first_step(client))
    client.post(HERE, {"draft": draft, "typed": " ".join(recovery.new().groups())})
    account = Account.objects.get()
    assert account.check_password(PASSPHRASE)
    assert account.roles == {Role.EDITOR}
    assert not AuditEvent.objects.exists()


def test_one_paper_brings_back_once() -> None:
    lost()
    first, second = Client(), Client()
    words, draft = shown(first_step(first))
    other_words, other_draft = shown(first_step(second))
    first.post(HERE, {"draft": draft, "typed": " ".join(words)})
    late = second.post(HERE, {"draft": other_draft, "typed": " ".join(other_words)})
    assert late.status_code == 410


def test_an_unknown_handle_and_a_wrong_secret_get_the_same_answer() -> None:
    lost()
    known = first_step(Client(), recovery.new())
    unknown = first_step(Client(), recovery.new(), handle="bobby")
    assert "do not belong together" in known

    def plain(page: str) -> str:
        page = re.sub(r'csrfmiddlewaretoken" value="[^"]+"|<!--.*?-->|[\d.]+ kB', "", page)
        return re.sub(r"<textarea.*?</textarea>", "", page, flags=re.S)

    assert plain(known) == plain(unknown).replace("bobby", "alice")


def test_an_unknown_handle_costs_as_much_work_as_a_known_one(monkeypatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    lost()
    counted: list[str] = []
    verify = Argon2PasswordHasher.verify

    def counting(self, password: str, encoded: str) -> bool:
        counted.append(encoded)
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", counting)
    first_step(Client(), recovery.new())
    known = len(counted)
    first_step(Client(), recovery.new(), handle="bobby")
    assert known == 1
    assert len(counted) - known == known


def test_what_is_no_secret_is_told_so_without_a_word_of_it() -> None:
    lost()
    sent = {"handle": "alice", "passphrase": FRESH, "language": "en"}
    page = Client().post(HERE, sent | {"secret": "abandon " * 11 + "marigoldish"})
    assert "Word number 12 " in page.content.decode()


def test_a_wrong_passphrase_many_times_does_not_bar_the_way_back() -> None:
    lost()
    for _time in range(8):
        Client().post("/en/sign-in/", {"handle": "alice", "passphrase": "guessing guessing"})
    come_back(Client())


def test_somebody_signed_in_replaces_a_paper_that_was_seen() -> None:
    account = lost()
    client = sign_in(Client(), account)
    words, draft = shown(client.post("/en/me/account/recovery/").content.decode())
    done = client.post("/en/me/account/recovery/", {"draft": draft, "typed": " ".join(words)})
    assert done.headers["Location"] == "/en/me/account/"
    assert "do not belong together" in first_step(Client())
    assert 'class="secret"' in first_step(Client(), recovery.read(" ".join(words)))
    assert AuditEvent.objects.get().verb == "identity.recovery_secret_replaced"


def test_a_draft_of_one_account_replaces_nobody_else_s_secret() -> None:
    alice, bob = lost("alice"), make_account("bob")
    draft = actions.draft_replacement(by=alice, language="en")
    client = sign_in(Client(), bob)
    sent = {"draft": draft.sealed(), "typed": " ".join(draft.groups())}
    assert client.post("/en/me/account/recovery/", sent).status_code == 410
    before = alice.recovery
    alice.refresh_from_db()
    assert alice.recovery == before
