"""Signing up: two steps, and nothing kept between them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from amparo.ground.identity.models import Account, Session, normal_handle
from amparo.ground.identity.tests.factories import PASSPHRASE, make_account
from amparo.ground.sealing import recovery

pytestmark = pytest.mark.django_db
HERE = "/en/sign-up/"
FIRST = {"handle": "Night  Heron", "passphrase": PASSPHRASE, "language": "en"}


def shown(page: str) -> tuple[list[str], str]:
    """The words and the sealed draft of the page that shows a secret."""
    box = re.search(r'class="secret".*?</(?:ol|p)>', page, flags=re.S)
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert box is not None
    assert draft is not None
    return re.findall(r"<(?:li|span)>(\w+)", box[0]), draft[1]


def test_somebody_signs_up_with_nothing_but_a_name_and_a_paper() -> None:
    client = Client()
    page = client.post(HERE, FIRST)
    assert not Account.objects.exists()
    words, draft = shown(page.content.decode())
    assert len(words) == 12
    done = client.post(HERE, {"draft": draft, "typed": " ".join(words).upper()})
    assert done.status_code == 302
    account = Account.objects.get()
    assert account.handle == "night heron"
    assert account.check_password(PASSPHRASE)
    assert check_password(recovery.read(" ".join(words)).canonical, account.recovery)
    assert account.created.day == 1
    assert client.get("/en/me/account/").status_code == 200


def test_the_page_that_shows_the_secret_is_neither_kept_nor_compressed() -> None:
    page = Client().post(HERE, FIRST, headers={"Accept-Encoding": "br, gzip"})
    assert page.headers["Cache-Control"] == "no-store, no-transform"
    assert "Content-Encoding" not in page.headers


def test_between_the_steps_the_server_keeps_nothing_of_the_person() -> None:
    client = Client()
    client.post(HERE, FIRST)
    assert not Account.objects.exists()
    assert not Session.objects.exists()
    assert "amparo" not in client.cookies


def test_the_sealed_draft_shows_neither_handle_nor_words() -> None:
    words, draft = shown(Client().post(HERE, FIRST).content.decode())
    for hidden in ["heron", *(word for word in words if len(word) > 4)]:
        assert hidden not in draft  # three letters may stand in any base64 by chance


def test_a_slip_of_the_pen_shows_the_same_words_again() -> None:
    client = Client()
    words, draft = shown(client.post(HERE, FIRST).content.decode())
    again = client.post(HERE, {"draft": draft, "typed": " ".join(words[:-1])})
    assert shown(again.content.decode()) == (words, draft)
    assert "here are 11" in again.content.decode()
    other = client.post(HERE, {"draft": draft, "typed": " ".join(recovery.new().groups())})
    assert "not the one shown here" in other.content.decode()
    assert not Account.objects.exists()


def test_half_an_hour_later_it_begins_again() -> None:
    client = Client()
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        words, draft = shown(client.post(HERE, FIRST).content.decode())
        clock.shift(timedelta(minutes=31))
        late = client.post(HERE, {"draft": draft, "typed": " ".join(words)})
    assert late.status_code == 410
    assert not Account.objects.exists()


def test_a_form_sent_twice_makes_one_account() -> None:
    words, draft = shown(Client().post(HERE, FIRST).content.decode())
    sent = {"draft": draft, "typed": " ".join(words)}
    Client().post(HERE, sent)
    assert Client().post(HERE, sent).status_code == 410
    assert Account.objects.count() == 1


def test_a_draft_for_recovery_does_not_open_sign_up() -> None:
    from amparo.ground.identity import actions

    account = make_account()
    draft = actions.draft_replacement(by=account, language="en")
    page = Client().post(HERE, {"draft": draft.sealed(), "typed": " ".join(draft.groups())})
    assert page.status_code == 410


def test_a_reader_of_arabic_gets_digits_in_the_page() -> None:
    page = Client().post("/ar/sign-up/", FIRST | {"language": "digits"}).content.decode()
    groups, _draft = shown(page)
    assert len(groups) == 10
    assert all(re.fullmatch(r"[0-9]{4}", group) for group in groups)


@pytest.mark.parametrize(
    ("handle", "said"),
    [
        ("maria@example.org", "e-mail"),
        ("+41 22 555 01 23", "telephone"),
        ("٠٢٢٥٥٥٠١٢٣", "telephone"),
        ("ab", "at least three"),
        ("a<b>c", "will do"),
    ],
)
def test_a_handle_that_leads_to_a_person_is_kindly_refused(handle: str, said: str) -> None:
    page = Client().post(HERE, FIRST | {"handle": handle})
    assert said in page.content.decode()
    assert 'class="secret"' not in page.content.decode()


@pytest.mark.parametrize("again", ["ALICE", "Ａｌｉｃｅ", " alice ", "ali\u200bce"])
def test_a_handle_is_one_however_it_is_typed(again: str) -> None:
    make_account("alice")
    page = Client().post(HERE, FIRST | {"handle": again})
    assert "Somebody has this handle" in page.content.decode()


@given(st.text(max_size=30))
def test_a_normal_handle_is_normal(typed: str) -> None:
    once = normal_handle(typed)
    assert normal_handle(once) == once == once.lower()


@pytest.mark.parametrize("handle", ["夜鹭飞", "ليلى ٢٣", "Ночная-цапля", "l'héron.1"])
def test_a_handle_may_be_of_any_script(handle: str) -> None:
    assert 'class="secret"' in Client().post(HERE, FIRST | {"handle": handle}).content.decode()


@pytest.mark.parametrize("passphrase", ["short", "password1234", "123456789012"])
def test_a_passphrase_that_is_soon_guessed_is_refused(passphrase: str) -> None:
    page = Client().post(HERE, FIRST | {"passphrase": passphrase}).content.decode()
    assert 'class="secret"' not in page
    assert "Night  Heron" in page or "night heron" in page


def test_the_installation_lets_only_so_many_in_at_once(settings) -> None:
    settings.AMPARO_SIGN_UPS = (2, 1)
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False) as clock:
        for name in ["one", "two"]:
            assert (
                'class="secret"'
                in Client().post(HERE, FIRST | {"handle": f"{name} x"}).content.decode()
            )
        refused = Client().post(HERE, FIRST).content.decode()
        assert "60 seconds" in refused
        clock.shift(timedelta(seconds=61))
        assert 'class="secret"' in Client().post(HERE, FIRST).content.decode()


def test_asking_which_handles_are_taken_uses_up_the_installations_allowance(settings) -> None:
    """Else anybody could go through a list of names and learn who has an account here."""
    settings.AMPARO_SIGN_UPS = (2, 1)
    make_account("alice")
    client = Client()
    answers = [client.post(HERE, FIRST | {"handle": "alice"}).content.decode() for _ in range(3)]
    assert ["has this handle already" in page for page in answers] == [True, True, False]
    assert "Very many people are here at once" in answers[2]
