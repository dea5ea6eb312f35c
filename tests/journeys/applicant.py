"""Somebody who applies in a browser, and the round that waits for them."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.living import Living, environment

NAME = {"en": "Nadia of the river", "ar": "نادية ابنة النهر"}
STORY = {
    "en": "We keep the river Xanil free of mercury",
    "ar": "نحمي نهر زانيل من الزئبق",
}
START = "/{}/fellowships/advocacy-2026/apply/sealed/"


@dataclass
class Round:
    """An installation with a call whose keys we have."""

    house: Living
    keys: dict[str, str]

    def ask(self, verb: str) -> str:
        more = {
            "AMPARO_HOME": str(self.house.home),
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
            "PYTHONPATH": os.pathsep.join(("src", ".")),
        }
        if self.house.database:
            more["AMPARO_DATABASE_URL"] = self.house.database
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.calling", verb],
            env=environment(**more), input=json.dumps(self.keys), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def sent(self, name):
        """The applications of this name, as the office reads them."""
        return [one for one in json.loads(self.ask("read")) if one["answers"].get("name") == name]


def begin(page, *, writes_down=True):
    """The secret first; its digits."""
    page.locator("#begin, [data-act=begin]").click()
    expect(page.locator('[data-screen="secret"]')).to_be_visible()
    digits = page.locator('[data-screen="secret"] p.secret span').all_text_contents()
    assert len(digits) == 10
    if not writes_down:
        page.locator("#unwritten").click()
        return digits
    page.locator("#typed").fill("nothing like it")
    page.locator("#wrote").click()
    expect(page.locator("#wrong")).to_be_visible()
    page.locator("#typed").fill(" ".join(digits))
    page.locator("#wrote").click()
    expect(page.locator("p.secret span")).to_have_count(0)
    return digits


def go_on(page):
    page.locator("#moves button").first.click()


def come_back(page, language, digits):
    page.goto(START.format(language))
    page.locator("details summary").first.click()
    page.locator("#secret").fill("-".join(digits))
    page.locator("#open").click()
    expect(page.locator('[data-screen="home"]')).to_be_visible()


def to_check(page):
    while page.locator('[data-screen="check"]').is_hidden():
        page.locator('[data-go="skip"]').click()


def agree(page):
    page.locator("#missing_rows button").last.click()
    page.locator('[data-screen="agree"] input[value=yes]').check()
    go_on(page)
