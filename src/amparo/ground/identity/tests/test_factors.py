"""Second steps: added, sealed, taken away."""

import base64
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from amparo.ground.identity.models import Account, Role, Session
from amparo.ground.identity.tests.factories import TOTP_SECRET, make_account, sign_in
from amparo.ground.record.models import AuditEvent

pytestmark = pytest.mark.django_db
APP = "/en/me/account/second-step/app/"


def code_of(secret: str) -> str:
    import time

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def key_on(page: str) -> str:
    found = re.search(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page)
    assert found is not None
    return found[1].replace(" ", "")


def test_an_app_is_set_up_with_its_key_and_a_code() -> None:
    account = make_account()
    client = sign_in(Client(), account)
    page = client.get(APP)
    assert page.headers["Cache-Control"] == "no-store, no-transform"
    key = key_on(page.content.decode())
    wrong = client.post(APP, {"code": "000000"}).content.decode()
    assert key_on(wrong) == key
    assert not Authenticator.objects.exists()
    assert client.post(APP, {"code": code_of(key)}).status_code == 302
    factor = Authenticator.objects.get()
    assert key not in json.dumps(factor.data)
    assert factor.created_at.day == 1
    assert AuditEvent.objects.get().verb == "identity.totp_added"
    assert client.get(APP).headers["Location"] == APP + "remove/"


def test_the_square_is_a_picture_without_style_of_its_own() -> None:
    client = sign_in(Client(), make_account())
    page = client.get(APP).content.decode()
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert picture is not None
    drawn = base64.b64decode(picture[1]).decode()
    assert drawn.count("<path") == 1
    assert " style=" not in page


def test_what_the_app_is_told_names_the_house() -> None:
    from allauth.mfa.adapter import get_adapter

    url = get_adapter().build_totp_url(make_account(), TOTP_SECRET)
    assert parse_qs(urlsplit(url).query)["issuer"] == ["Amparo"]


def test_the_secret_of_an_app_is_sealed_at_rest() -> None:
    make_account(roles=[Role.EDITOR])
    assert TOTP_SECRET not in json.dumps(Authenticator.objects.get().data)


def test_the_first_second_step_ends_sessions_that_were_opened_without_one() -> None:
    account = make_account(roles=[Role.ADMINISTRATOR], second_factor=False)
    thief, client = sign_in(Client(), account), sign_in(Client(), account)
    key = key_on(client.get(APP).content.decode())
    client.post(APP, {"code": code_of(key)})
    assert client.get("/en/desk/people/").status_code == 200
    assert thief.get("/en/desk/people/").status_code == 302
    assert Session.objects.count() == 1


def test_taking_the_app_away_takes_staff_roles_out_of_force() -> None:
    account = make_account(roles=[Role.EDITOR])
    client = sign_in(Client(), account)
    asked = client.get(APP + "remove/").content.decode()
    assert "It is your last one" in asked
    client.post(APP + "remove/")
    assert Account.objects.get().roles == frozenset()
    assert AuditEvent.objects.get().verb == "identity.totp_removed"


def test_second_steps_change_only_after_the_passphrase_was_given_again() -> None:
    from amparo.ground.identity.tests.factories import PASSPHRASE

    client = Client()
    account = make_account(roles=[Role.EDITOR])
    client.force_login(account)
    wall = client.post(APP + "remove/")
    assert wall.headers["Location"].startswith("/en/me/account/confirm/?next=")
    assert Authenticator.objects.exists()
    confirm = wall.headers["Location"]
    assert "not your passphrase" in client.post(confirm, {"passphrase": "no"}).content.decode()
    done = client.post(confirm, {"passphrase": PASSPHRASE})
    assert done.headers["Location"] == APP + "remove/"
    client.post(APP + "remove/")
    assert not Authenticator.objects.exists()


def test_the_passkey_page_holds_its_options_and_explains_itself_without_javascript() -> None:
    client = sign_in(Client(), make_account())
    page = client.get("/en/me/account/passkeys/").content.decode()
    options = re.search(r'id="passkey-options" type="application/json">(.*?)</script>', page)
    assert options is not None
    told = json.loads(options[1])["publicKey"]
    assert told["authenticatorSelection"]["residentKey"] == "required"
    assert told["authenticatorSelection"]["userVerification"] == "required"
    assert "Passkeys need JavaScript" in page
    assert 'id="passkey-go" hidden' in page


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "{}",
        "null",
        "not json",
        '{"id": "x", "response": 1}',
        '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA",'
        ' "attestationObject": "eA", "authenticatorData": "eA", "signature": "eA",'
        ' "userHandle": "MQ"}}',
    ],
)
def test_a_passkey_that_is_none_is_refused(answer: str) -> None:
    client = sign_in(Client(), make_account())
    page = client.post("/en/me/account/passkeys/", {"name": "mine", "credential": answer})
    assert page.status_code == 200
    assert not Authenticator.objects.exists()
    stranger = Client()
    stranger.get("/en/sign-in/passkey/")
    refused = stranger.post("/en/sign-in/passkey/", {"credential": answer})
    assert "opens no account here" in refused.content.decode()


def test_another_s_passkey_does_not_exist_for_me() -> None:
    theirs = make_account("bob")
    factor = Authenticator.objects.create(user=theirs, type="webauthn", data={"name": "Bob's"})
    client = sign_in(Client(), make_account("alice"))
    there = client.post(f"/en/me/account/passkeys/{factor.pk}/remove/")
    nowhere = client.post("/en/me/account/passkeys/999999/remove/")
    assert there.status_code == nowhere.status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()
