"""Signing in, and how guessing is slowed without locking anybody out."""

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from argon2 import low_level
from django.contrib.auth.hashers import make_password
from django.test import Client

from amparo.ground.identity import actions
from amparo.ground.identity.models import Role, Session, Throttle, normal_handle
from amparo.ground.identity.tests.factories import PASSPHRASE, TOTP_SECRET, make_account, sign_in
from amparo.ground.sealing import rest

pytestmark = pytest.mark.django_db
HERE = "/en/sign-in/"
RIGHT = {"handle": "alice", "passphrase": PASSPHRASE}
ONE_HASH = "from django.contrib.auth.hashers import make_password as m; print(m('x'))"
WRONG = {"handle": "alice", "passphrase": "not the passphrase"}
NOON = "2026-11-22T12:00:00Z"


def is_in(client: Client) -> bool:
    return client.get("/en/me/account/").status_code == 200


def test_handle_and_passphrase_open_the_account() -> None:
    make_account("alice")
    client = Client()
    answer = client.post(HERE, RIGHT | {"handle": "ALICE"})
    assert answer.headers["Location"] == "/en/me/"
    assert is_in(client)


@pytest.mark.parametrize("handle", ["夜鹭飞", "ليلى ٢٣", "ᎠᎵᏍ", "Straße İI", "ıspanak"])
def test_a_handle_of_any_script_opens_its_account(handle: str) -> None:
    make_account(normal_handle(handle))
    client = Client()
    client.post(HERE, {"handle": handle, "passphrase": PASSPHRASE})
    assert is_in(client)


def test_a_passphrase_is_the_same_from_two_keyboards() -> None:
    account = make_account("zoe")
    actions.change_passphrase(by=account, passphrase="cafe\u0301 au lait tous les jours")
    client = Client()
    client.post(HERE, {"handle": "zoe", "passphrase": "caf\u00e9 au lait tous les jours"})
    assert is_in(client)


def test_an_unknown_handle_and_a_wrong_passphrase_get_the_same_answer() -> None:
    make_account("alice")
    wrong = Client().post(HERE, WRONG).content.decode()
    unknown = Client().post(HERE, WRONG | {"handle": "bobby"}).content.decode()
    assert "do not belong together" in wrong
    assert _without_tokens(wrong) == _without_tokens(unknown).replace("bobby", "alice")


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|<!--.*?-->|[\d.]+ kB', "", page)


def test_from_the_fifth_failure_on_the_next_attempt_waits() -> None:
    make_account("alice")
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        for _time in range(5):
            assert client.post(HERE, WRONG).status_code == 200
        refused = client.post(HERE, RIGHT)
        assert refused.status_code == 429
        page = refused.content.decode()
        assert "1 second" in page
        assert 'value="alice"' in page
        assert "recovery secret" in page
        assert not is_in(client)
        clock.shift(timedelta(seconds=1.1))
        assert client.post(HERE, RIGHT).status_code == 302
        assert is_in(client)


def test_attempts_inside_the_wait_do_not_prolong_it_and_it_ends_at_five_minutes() -> None:
    make_account("alice")
    with time_machine.travel(NOON, tick=False) as clock:
        for failure in range(20):
            assert Client().post(HERE, WRONG).status_code == 200, failure
            for _hammering in range(2):
                if failure >= 4:
                    assert Client().post(HERE, WRONG).status_code == 429
            clock.shift(timedelta(seconds=min(2 ** max(failure - 4, 0), 300) + 0.1))
        assert Client().post(HERE, RIGHT).status_code == 302


def test_no_victim_is_locked_out() -> None:
    make_account("alice")
    own_browser = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        own_browser.post(HERE, RIGHT)
        own_browser.post("/en/sign-out/")
        for _time in range(30):
            Client().post(HERE, WRONG)
            clock.shift(timedelta(seconds=301))
        Client().post(HERE, WRONG)
        # A stranger's browser, even with the right passphrase, waits; the owner's does not.
        assert Client().post(HERE, RIGHT).status_code == 429
        assert own_browser.post(HERE, RIGHT).status_code == 302
        assert is_in(own_browser)


def test_a_stolen_device_cookie_is_slowed_by_its_own_failures() -> None:
    make_account("alice")
    thief = Client()
    with time_machine.travel(NOON, tick=False):
        thief.post(HERE, RIGHT)
        thief.post("/en/sign-out/")
        for _time in range(5):
            assert thief.post(HERE, WRONG).status_code == 200
        assert thief.post(HERE, RIGHT).status_code == 429
        assert Client().post(HERE, RIGHT).status_code == 302


def test_a_device_cookie_is_good_for_its_own_account_only() -> None:
    make_account("alice")
    make_account("mallory")
    client = Client()
    with time_machine.travel(NOON, tick=False):
        client.post(HERE, RIGHT | {"handle": "mallory"})
        client.post("/en/sign-out/")
        for _time in range(5):
            Client().post(HERE, WRONG)
        assert client.post(HERE, RIGHT).status_code == 429


def test_the_device_cookie_tells_nobody_whose_it_is() -> None:
    account = make_account("alice")
    cookie = actions.device_cookie("", account.pk)
    assert "alice" not in cookie
    assert actions.device_of(cookie, account.pk)
    assert actions.device_of(cookie, account.pk + 1) == ""
    assert actions.device_of("forged", account.pk) == ""
    assert actions.device_of(rest.seal("another", b"{}"), account.pk) == ""


def test_counters_hold_no_handle_and_are_gone_the_next_day() -> None:
    make_account("alice")
    with time_machine.travel(NOON, tick=False) as clock:
        Client().post(HERE, WRONG)
        first = Throttle.objects.get()
        assert "alice" not in str(vars(first))
        clock.shift(timedelta(days=1))
        Client().post(HERE, WRONG)
        assert Throttle.objects.exclude(key=first.key).get().count == 1
        assert actions.sweep() == 1
        assert not Throttle.objects.filter(key=first.key).exists()


def test_a_page_asked_for_while_signed_out_opens_after_signing_in() -> None:
    make_account("alice")
    client = Client()
    wall = client.get("/en/me/account/sessions/")
    assert wall.headers["Location"] == "/en/sign-in/?next=/en/me/account/sessions/"
    answer = client.post(HERE, RIGHT | {"next": "/en/me/account/sessions/"})
    assert answer.headers["Location"] == "/en/me/account/sessions/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:1"])
def test_nobody_is_sent_elsewhere_after_signing_in(elsewhere: str) -> None:
    make_account("alice")
    answer = Client().post(HERE, RIGHT | {"next": elsewhere})
    assert answer.headers["Location"] == "/en/me/"


def test_staff_pass_the_second_step() -> None:
    account = make_account("edith", roles=[Role.EDITOR])
    client = Client()
    answer = client.post(HERE, {"handle": "edith", "passphrase": PASSPHRASE})
    assert answer.headers["Location"] == "/en/sign-in/code/"
    assert not is_in(client)
    wrong = client.post("/en/sign-in/code/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not is_in(client)
    code = actions.current_code(account)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert (
        client.post("/en/sign-in/code/", {"code": f"{arabic[:3]} {arabic[3:]}"}).status_code == 302
    )
    assert is_in(client)


def test_a_code_opens_once() -> None:
    account = make_account("edith", roles=[Role.EDITOR])
    code = actions.current_code(account)
    assert actions.take_code(account, code) is not None
    assert actions.take_code(account, code) is None


def test_in_a_demonstration_everybody_may_use_the_code_shown(settings) -> None:
    settings.AMPARO_DEMONSTRATION = True
    account = make_account("edith", roles=[Role.EDITOR])
    code = actions.current_code(account)
    assert actions.take_code(account, code) == actions.take_code(account, code)
    assert actions.take_code(account, "000000") is None


def test_codes_cannot_be_tried_one_after_the_other() -> None:
    account = make_account("edith", roles=[Role.EDITOR])
    client = Client()
    with time_machine.travel(NOON, tick=False):
        client.post(HERE, {"handle": "edith", "passphrase": PASSPHRASE})
        for _time in range(5):
            client.post("/en/sign-in/code/", {"code": "000000"})
        page = client.post("/en/sign-in/code/", {"code": actions.current_code(account)})
        assert "This attempt was not looked at" in page.content.decode()
        assert not is_in(client)


def test_the_second_step_without_the_first_leads_back_to_the_first() -> None:
    assert Client().get("/en/sign-in/code/").headers["Location"] == "/en/sign-in/"


def test_only_a_demonstration_shows_its_codes(settings) -> None:
    account = make_account("edith", roles=[Role.EDITOR])
    client = Client()
    client.post(HERE, {"handle": "edith", "passphrase": PASSPHRASE})
    code = actions.current_code(account)
    assert code not in client.get("/en/sign-in/code/").content.decode()
    settings.AMPARO_DEMONSTRATION = True
    assert code in client.get("/en/sign-in/code/").content.decode()


def test_signing_in_leaves_no_moment_behind() -> None:
    from allauth.mfa.models import Authenticator

    account = make_account("edith", roles=[Role.EDITOR])
    client = Client()
    client.post(HERE, {"handle": "edith", "passphrase": PASSPHRASE})
    client.post("/en/sign-in/code/", {"code": actions.current_code(account)})
    assert is_in(client)
    assert Authenticator.objects.get().last_used_at is None
    row = Session.objects.get()
    assert (row.expires.hour, row.expires.minute, row.expires.second) == (0, 0, 0)
    assert rest.unseal("identity/session", row.content)


def test_staff_without_a_second_step_are_sent_to_set_it_up() -> None:
    make_account("edith", roles=[Role.ADMINISTRATOR], second_factor=False)
    client = Client()
    answer = client.post(HERE, {"handle": "edith", "passphrase": PASSPHRASE})
    assert answer.headers["Location"] == "/en/me/account/second-step/"
    assert client.get("/en/desk/people/").status_code == 404


def test_signing_out_ends_the_session_and_can_forget_the_browser() -> None:
    client = Client()
    make_account("alice")
    client.post(HERE, RIGHT)
    assert client.cookies["amparo-device"].value
    answer = client.post("/en/sign-out/", {"forget": "on"})
    assert not Session.objects.exists()
    assert client.cookies["amparo-device"].value == ""
    assert "cookies" in answer.headers["Clear-Site-Data"]
    assert not is_in(client)


def test_a_session_ended_elsewhere_does_not_come_back_to_life() -> None:
    account = make_account("alice")
    client = sign_in(Client(), account)
    assert is_in(client)
    Session.objects.all().delete()
    assert not is_in(client)
    assert not Session.objects.filter(account=account).exists()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "http://localhost/phish/",
        "http://localhost:8000/phish/",
        "http://testserver/en/me/",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_led_away_by_signing_in(elsewhere: str) -> None:
    make_account("alice")
    answer = Client().post(HERE, RIGHT | {"next": elsewhere})
    assert answer.headers["Location"] == "/en/me/"


def test_signing_in_leads_back_to_a_page_of_ours() -> None:
    make_account("alice")
    answer = Client().post(HERE, RIGHT | {"next": "/en/library/?for=defenders"})
    assert answer.headers["Location"] == "/en/library/?for=defenders"


def test_a_code_used_before_midnight_opens_nothing_after_it() -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    account = make_account("ada", roles=[Role.EDITOR])
    with time_machine.travel("2026-11-22T23:59:45Z", tick=False) as clock:
        code = format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))
        assert actions.take_code(account, code) is not None
        clock.shift(timedelta(seconds=20))
        assert actions.take_code(account, code) is None
        actions.sweep()
        assert actions.take_code(account, code) is None


def test_whoever_waits_at_the_second_step_with_an_old_passphrase_begins_again() -> None:
    account = make_account("ada", roles=[Role.EDITOR])
    client = Client()
    client.post(HERE, {"handle": "ada", "passphrase": PASSPHRASE})
    actions.change_passphrase(by=account, passphrase="seven quiet boats at dawn")
    code = actions.current_code(account)
    answer = client.post("/en/sign-in/code/", {"code": code})
    assert (answer.status_code, answer.headers["Location"]) == (302, HERE)
    assert not is_in(client)


def test_passphrases_are_hashed_one_at_a_time_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2, timeout=0.3)
    met = []

    def hashed(*_arguments: object, **_named: object) -> bytes:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait()
            met.append(1)
        return b"$none"

    monkeypatch.setattr(low_level, "hash_secret", hashed)
    threads = [threading.Thread(target=make_password, args=("one of two",)) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []


def test_outside_tests_a_passphrase_costs_a_hundred_megabytes_twice() -> None:
    made = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {ONE_HASH}"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "amparo.config.settings"},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", made)
    assert found, made
    assert (int(found[1]) >= 100_000, int(found[2]) >= 2) == (True, True)
