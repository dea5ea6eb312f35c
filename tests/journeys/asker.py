"""Somebody in danger in a browser: asks for help, comes back with the secret, writes again.

Each step does what the page offers, so that the same journey goes with JavaScript and without.
"""

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import follow

MOST_SCREENS = 60
File = dict[str, Any]  # as Playwright sets it: name, mimeType, buffer


def begin(page: Page, language: str = "en") -> bool:
    """From *Get help* to the first question. True where the browser seals by itself."""
    page.goto(f"/{language}/contact/")
    page.locator("#ask").click()
    page.wait_for_url("**/contact/ask/**")
    sealed = "/sealed/" in page.url
    if sealed:
        page.locator("#begin").click()
        page.locator("[data-screen=for]").wait_for()
    return sealed


def answer(screen: Locator, said: str) -> None:
    """Something in every field of a question: `said` wherever words may stand."""
    for field in screen.locator("textarea:visible, input[type=text]:visible").all():
        field.fill(said)
    for kind, value in (("number", "3"), ("date", "2024-01-02")):
        for field in screen.locator(f"input[type={kind}]:visible").all():
            field.fill(value)
    for choice in screen.locator("select:visible").all():
        choice.select_option(index=1)
    first = screen.locator("input[value=me], input[type=radio], input[type=checkbox]")
    if first.count():
        first.first.check()


def ask(page: Page, said: str, *, files: Iterable[File] = (), nudge: str = "") -> str:
    """The whole way, with `said` in every answer; gives the secret's digits, typed back.

    `nudge` is an e-mail address, where the house sends mail.
    """
    return finish(page, begin(page), said, files=files, nudge=nudge)


def finish(
    page: Page, sealed: bool, said: str, *, files: Iterable[File] = (), nudge: str = ""
) -> str:
    """From the first question to the end."""
    walk = _sealed if sealed else _plain
    walk(page, said, list(files))
    expect(page.locator("main")).to_contain_text(said)
    if nudge:
        page.locator("input[name=nudge]").fill(nudge)
    page.locator("#send" if sealed else "button[value=send]").click()
    page.locator("p.secret span").first.wait_for(state="attached")
    digits = " ".join(page.locator("p.secret span").all_text_contents())
    assert len(digits) == 49, "ten groups of four"
    page.locator("#typed" if sealed else "textarea[name=typed]").fill(digits)
    page.locator("#wrote" if sealed else "button[value=typed]").click()
    expect(page.get_by_role("heading", name="What happens next")).to_be_visible()
    return digits


def _plain(page: Page, said: str, files: list[File]) -> None:
    for _screen in range(MOST_SCREENS):
        if page.locator("button[value=send]").count():
            return
        if page.locator("input[type=file]").count():
            if files:
                page.locator("#evidence").set_input_files(files)
                follow(page.locator("button[value=add]"))
                expect(page.locator("main")).to_contain_text(files[-1]["name"])
        else:
            answer(page.locator("main"), said)
        follow(page.locator("button[value=next]"))
    raise AssertionError("the questions do not end")


def _sealed(page: Page, said: str, files: list[File]) -> None:
    for _screen in range(MOST_SCREENS):
        screen = page.locator("[data-screen]:visible")
        if screen.get_attribute("data-screen") == "check":
            return
        if screen.locator("input[type=file]").count():
            if files:
                page.locator("#evidence").set_input_files(files)
                expect(page.locator('[data-kept="files"] button')).to_have_count(len(files))
        else:
            answer(screen, said)
        page.locator("[data-go=next]").click()
    raise AssertionError("the questions do not end")


def come_back(page: Page, digits: str) -> None:
    """Opens what waits under the secret."""
    page.goto("/en/contact/again/")
    page.locator("textarea[name=secret]").fill(digits)
    page.locator("#box button").click()
    expect(page.get_by_role("heading", name="Answers to you")).to_be_visible()


def say(page: Page, words: str) -> None:
    """Writes to the team, where `come_back` led."""
    page.locator("#words_back, textarea[name=words]").fill(words)
    page.locator("#answer p:last-child button, button[value=say]").click()
    expect(page.locator("[role=status].tip, [data-slot=told]").first).to_be_visible()
