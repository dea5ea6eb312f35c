"""How a journey makes keys, vouches for them and opens them, on the page of keys."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from playwright.sync_api import expect

from tests.keyhouse import PASSPHRASE, TOTP_SECRET
from tests.living import Living, environment
from tests.visitor import code_of


@dataclass
class House:
    """An installation, how its people open their keys, and what browsers complained of."""

    living: Living
    browser: object
    phrases: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def ask(self, *arguments: str) -> str:
        more = {
            "AMPARO_HOME": str(self.living.home),
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
            "PYTHONPATH": os.pathsep.join(("src", ".")),
        }
        if self.living.database:
            more["AMPARO_DATABASE_URL"] = self.living.database
        done = subprocess.run(
            [sys.executable, "-m", "tests.keyhouse", *arguments],
            env=environment(**more), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def told(self):
        return json.loads(self.ask("told"))

    def page(self, **options):
        """A page of a fresh browser; what it complains of is kept."""
        asked = {"viewport": {"width": 390, "height": 844}} | options
        context = self.browser.new_context(base_url=self.living.address, **asked)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)
        return page

    def _heard(self, said):
        # What the server refuses on purpose is a line in the console, too.
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.faults.append(said.text)


def add_authenticator(page, *, prf=True, verifies=True):
    """A device with passkeys; gives how to speak to it, and its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": verifies,
        "isUserVerified": verifies,
        "hasPrf": prf,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]


USED: dict[str, set[int]] = {}
SESSIONS: dict[str, list] = {}


def code(handle):
    """A code of the person's app that they have not used: each opens once."""
    now, used = int(time.time()) // 30, USED.setdefault(handle, set())
    step = next(step for step in (now, now + 1, now - 1) if step not in used)
    used.add(step)
    return code_of(TOTP_SECRET, step * 30)


def sign_in(page, handle, *, fresh=False):
    """As somebody; in the session that they have, unless it must be a fresh one."""
    if not fresh and handle in SESSIONS:
        page.context.add_cookies(SESSIONS[handle])
        return
    page.goto("/en/sign-in/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code(handle))
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    SESSIONS[handle] = page.context.cookies()


def press(page, name):
    page.locator("#keys").get_by_role("button", name=name, exact=True).click()


def write_phrase(page):
    page.locator("ol.secret:not(.groups) li").first.wait_for()
    words = " ".join(page.locator("ol.secret:not(.groups) li").all_inner_texts())
    press(page, "I have them: type them back")
    page.get_by_label("The six words").fill(words.upper())
    press(page, "Continue")
    return words


def write_paper(page):
    page.locator(".paper svg.qr").wait_for()
    groups = " ".join(page.locator(".paper ol.secret li").all_inner_texts())
    press(page, "I have it on paper: type it back")
    page.get_by_label("The key on the paper").fill(groups.lower())
    press(page, "Continue")
    return groups


def make_keys(house, page, handle, *, passkey=False):
    """The whole ceremony."""
    page.goto("/en/desk/keys/")
    press(page, "Begin")
    house.phrases[handle] = write_phrase(page)
    page.get_by_label("What you call this device").wait_for()
    press(page, "Add a passkey" if passkey else "Not on this device")
    house.papers[handle] = write_paper(page)


def open_keys(house, page, handle):
    """The page of keys, opened with the six words."""
    page.goto("/en/desk/keys/")
    page.get_by_label("Your six words").fill(house.phrases[handle])
    press(page, "Open with the six words")
    expect(page.get_by_role("heading", name="My ways to open")).to_be_visible()


def read_groups(page, place="ol.secret.groups"):
    page.locator(place).first.wait_for()
    return page.locator(place).first.locator("li").all_inner_texts()


def make_colleague(house, handle):
    """Keys that wait; gives their page and the groups they read aloud."""
    page = house.page()
    sign_in(page, handle)
    make_keys(house, page, handle)
    expect(page.get_by_role("heading", name="Your keys are made")).to_be_visible()
    return page, read_groups(page)


def vouch_for(page, label, groups):
    """One keyholder compares what they hear, and vouches."""
    card = page.locator(".card", has=page.get_by_role("heading", name=label, exact=True))
    assert card.locator("ol.groups li").all_inner_texts() == groups
    card.get_by_role("button", name="Vouch for these keys").click()
    expect(card.get_by_role("checkbox")).to_be_focused()
    card.get_by_role("checkbox").check()
    card.get_by_role("button", name="Vouch for these keys").click()


def seen_on_desk(house, page, handle):
    """The desk, opened with the six words; gives its words."""
    page.goto("/en/desk/cases/")
    page.get_by_label("Your phrase: six words").fill(house.phrases[handle])
    page.locator("form.phrase button").click()
    expect(page.get_by_role("heading", name="Cases", exact=True)).to_be_visible()
    return page.locator("main")


def set_door(page, *labels):
    """The help door is read by these from now on."""
    card = page.locator(".card", has=page.get_by_role("heading", name="Asking for help"))
    card.locator("summary").click()
    for box in card.get_by_role("checkbox").all():
        box.uncheck()
    for label in labels:
        card.get_by_label(label, exact=True).check()
    card.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Kept. What comes in")).to_have_count(2)
