"""An empty installation becomes somebody's, once."""

import html
import re
import stat

import pytest
from django.conf import settings

from amparo.front import actions
from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.interface.queries import installation
from amparo.ground.record import queries as record

FORM = {"name": "Casa Luz", "name_ar": "بيت النور", "label": "Office"}


@pytest.fixture
def code(db, tmp_path, settings):
    settings.AMPARO_SECRETS = tmp_path / "secrets"
    return actions.set_up_code()


def test_the_code_is_kept_only_as_a_hash_and_for_its_owner_alone(code):
    kept = settings.AMPARO_SECRETS / "set-up.code"
    assert code.replace("-", "") not in kept.read_text().upper()
    assert len(kept.read_text()) == 64
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_code_is_taken_however_it_is_typed(code):
    assert actions.is_set_up_code(code)
    assert actions.is_set_up_code(f" {code.lower().replace('-', ' ')} ")
    assert not actions.is_set_up_code(code[:-1])
    assert not actions.is_set_up_code("")


def test_a_new_code_replaces_the_old_one(code):
    fresh = actions.set_up_code()
    assert fresh != code
    assert not actions.is_set_up_code(code)
    assert actions.is_set_up_code(fresh)


def test_there_is_no_code_where_none_was_made(db, tmp_path, settings):
    settings.AMPARO_SECRETS = tmp_path
    assert not actions.is_set_up_code("AAAA-AAAA-AAAA-AAAA")


def test_first_comes_an_account_of_ones_own(code, client):
    page = client.get("/en/set-up/").content.decode()
    assert "/en/sign-up/?next=/en/set-up/" in page
    assert 'name="code"' not in page


@pytest.mark.django_db(transaction=True)
def test_with_the_code_an_account_becomes_the_first_administrator(client, tmp_path, settings):
    settings.AMPARO_SECRETS = tmp_path / "secrets"
    code = actions.set_up_code()
    alice = make_account("alice", second_factor=True)
    sign_in(client, alice)
    answer = client.post("/en/set-up/", FORM | {"code": code})
    assert answer.status_code == 302
    assert answer["Location"] == "/en/me/account/second-step/"
    assert Account.objects.get(pk=alice.pk).roles == {Role.ADMINISTRATOR}
    assert installation().name == "Casa Luz"
    assert installation().name_in("ar") == "بيت النور"
    assert not (settings.AMPARO_SECRETS / "set-up.code").exists()
    assert "front.set_up" in [event.verb for event in record.events(1)]
    assert client.get("/en/set-up/").status_code == 404
    assert actions.set_up_code() is None


def test_a_wrong_code_sets_nothing_up_and_keeps_what_was_typed(code, client):
    alice = make_account("alice", second_factor=True)
    sign_in(client, alice)
    answer = client.post("/en/set-up/", FORM | {"code": "AAAA-BBBB-CCCC-DDDD"})
    page = answer.content.decode()
    assert "This is not the code that was printed last." in page
    assert "Casa Luz" in page
    assert "بيت النور" in page
    assert Account.objects.get(pk=alice.pk).roles == set()


def test_once_there_is_an_administrator_the_page_is_gone_for_everybody(code, client):
    make_account("boss", roles=[Role.ADMINISTRATOR], asleep=True)
    assert client.get("/en/set-up/").status_code == 404
    sign_in(client, make_account("alice"))
    assert client.get("/en/set-up/").status_code == 404
    assert client.post("/en/set-up/", FORM | {"code": code}).status_code == 404


def test_signed_out_a_code_alone_does_nothing(code, client):
    client.post("/en/set-up/", FORM | {"code": code})
    assert installation().name != "Casa Luz"
    assert actions.is_set_up_code(code)


@pytest.mark.django_db(transaction=True)
def test_from_an_empty_house_to_its_first_administrator(client, tmp_path, settings):
    settings.AMPARO_SECRETS = tmp_path / "secrets"
    code = actions.set_up_code()
    onward = {"next": "/en/set-up/"}
    form = {"handle": "first light", "passphrase": "five green lanterns in the rain"}
    page = client.post("/en/sign-up/", form | {"language": "en"} | onward).content.decode()
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    words = re.search(r'<ol class="secret"[^>]*>(.*?)</ol>', page, re.S)
    assert draft
    assert words
    typed = " ".join(re.findall(r"[a-z]+", re.sub(r"<[^>]+>", " ", words.group(1))))
    answer = client.post(
        "/en/sign-up/", {"draft": html.unescape(draft.group(1)), "typed": typed} | onward
    )
    assert (answer.status_code, answer["Location"]) == (302, "/en/set-up/")
    answer = client.post("/en/set-up/", FORM | {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/en/me/account/second-step/")
    assert Account.objects.get(handle="first light").standing.awake == {Role.ADMINISTRATOR}
