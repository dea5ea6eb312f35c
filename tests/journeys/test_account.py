"""Somebody makes an account, loses the passphrase, comes back, and leaves for good."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import follow

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FIRST, SECOND = "seven boats leave at dawn", "nine kites over the harbour"


def _secret(page):
    """The recovery words as the page shows them."""
    return " ".join(page.locator("ol.secret").first.locator("li").all_inner_texts())


def _sign_up(page, handle):
    page.goto("/en/sign-up/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Passphrase", exact=True).fill(FIRST)
    follow(page.get_by_role("button", name="Continue"))
    words = _secret(page)
    page.get_by_label("Type it back from your paper").fill("not what was shown")
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    assert _secret(page) == words
    page.get_by_label("Type it back from your paper").fill(words)
    page.get_by_role("button", name="Make my account").click()
    expect(page).to_have_url(re.compile("/en/me/$"))
    return words


def _sign_out(page):
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def _try(page, handle, passphrase):
    page.goto("/en/sign-in/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    page.locator("main").get_by_role("button", name="Sign in").click()


def _recover(page, handle, words):
    page.goto("/en/recover/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Recovery secret", exact=True).fill(words)
    page.get_by_label("New passphrase").fill(SECOND)
    follow(page.get_by_role("button", name="Continue"))
    fresh = _secret(page)
    assert fresh != words
    page.get_by_label("Type it back from your paper").fill(fresh)
    page.get_by_role("button", name="Open my account").click()
    expect(page).to_have_url(re.compile("/en/me/"))
    return fresh


def _confirm_if_asked(page):
    if "/confirm/" in page.url:
        page.get_by_label("Passphrase").fill(SECOND)
        follow(page.locator("main").get_by_role("button").first)


def _add_passkey(page):
    page.goto("/en/me/account/passkeys/")
    _confirm_if_asked(page)
    page.locator("#passkey-go").click()
    expect(page.locator("#passkey-failed")).to_be_hidden()
    page.wait_for_url(lambda url: "/passkeys/" not in url)


def _delete(page):
    page.goto("/en/me/delete/")
    _confirm_if_asked(page)
    box = page.locator("main input[type=checkbox], main input[type=text]").first
    if box.count():
        box.check() if box.get_attribute("type") == "checkbox" else box.fill("x")
    passphrase = page.locator("main input[type=password]")
    if passphrase.count():
        passphrase.fill(SECOND)
    page.get_by_role("button", name="Delete everything").click()
    expect(page).to_have_url(re.compile("/en/goodbye/$"))
    page.wait_for_load_state()


def _virtual_authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_an_account_from_its_first_day_to_its_last_without_javascript(plain_page):
    page, handle = plain_page, f"golondrina{uuid.uuid4().hex[:8]}"
    words = _sign_up(page, handle)
    _sign_out(page)
    _try(page, handle, "I have forgotten it entirely")
    expect(page.get_by_text("do not belong together")).to_be_visible()
    assert page.get_by_label("Handle").input_value() == handle
    _recover(page, handle, words)
    _sign_out(page)
    _try(page, handle, FIRST)
    expect(page.get_by_text("do not belong together")).to_be_visible()
    _try(page, handle, SECOND)
    expect(page).to_have_url(re.compile("/en/me/$"))
    _delete(page)
    _try(page, handle, SECOND)
    expect(page.get_by_text("do not belong together")).to_be_visible()


def test_an_account_from_its_first_day_to_its_last_with_a_passkey(script_page):
    page, handle = script_page, f"golondrina{uuid.uuid4().hex[:8]}"
    _virtual_authenticator(page)
    words = _sign_up(page, handle)
    _sign_out(page)
    _recover(page, handle, words)
    _add_passkey(page)
    _sign_out(page)
    page.goto("/en/sign-in/passkey/")
    page.locator("#passkey-go").click()
    expect(page).to_have_url(re.compile("/en/me/$"))
    _delete(page)
    page.goto("/en/sign-in/passkey/")
    page.locator("#passkey-go").click()
    expect(page.get_by_text("This passkey opens no account here")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.goto("/en/me/")
    expect(page).to_have_url(re.compile("/en/sign-in/"))


def test_a_recovery_secret_opens_once(plain_page):
    page, handle = plain_page, f"golondrina{uuid.uuid4().hex[:8]}"
    words = _sign_up(page, handle)
    _sign_out(page)
    _recover(page, handle, words)
    _sign_out(page)
    page.goto("/en/recover/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Recovery secret", exact=True).fill(words)
    page.get_by_label("New passphrase").fill(FIRST)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("do not belong together")).to_be_visible()
