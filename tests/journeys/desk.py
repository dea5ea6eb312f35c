"""How a journey stands at the desk of cases: keys open, faults of the browser heard."""

import contextlib
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from amparo.ground.vault.queries.demonstration import PHRASE
from tests.journeys.staff import sign_in
from tests.living import Living
from tests.visitor import Visitor

GO = """(to) => location.hash === to || new Promise((there) => {
  addEventListener("hashchange", () => there(true), { once: true });
  location.hash = to;
})"""


def heard(page: Page) -> list[str]:
    """What the browser complains of on this page, from now on.

    What the server refuses on purpose is a line in the console, too: that is no fault.
    """
    faults: list[str] = []

    def console(said: ConsoleMessage) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:
            faults.append(said.text)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", console)
    return faults


@contextlib.contextmanager
def at_desk(
    browser: Browser,
    house: Living,
    handle: str,
    language: str = "en",
    desk: str = "cases",
    **options: Any,
) -> Iterator[Page]:
    """Somebody's desk in a browser of their own, keys open; whatever it complains of fails."""
    asked = {"locale": "en", "viewport": {"width": 1280, "height": 900}} | options
    context = browser.new_context(base_url=house.address, **asked)
    context.set_default_timeout(30_000)
    page = context.new_page()
    faults = heard(page)
    sign_in(page, handle)
    page.goto(f"/{language}/desk/{desk}/")
    unlock(page)
    yield page
    context.close()
    assert faults == []


def again(page: Page) -> None:
    """Everything anew, as after a lock: what the server kept is all there is."""
    page.reload()
    unlock(page)


def unlock(page: Page) -> None:
    """The demonstration's published phrase; waits until everything is open."""
    page.locator("form.phrase input").fill(PHRASE)
    page.locator("form.phrase button").click()
    expect(page.locator("#deskbar")).to_be_visible()
    expect(page.locator("#opening")).to_be_hidden()


def view(page: Page, name: str) -> None:
    """Another view of the desk, by its address, as a link on the page goes there.

    Ends when the view stands there: what is looked for next is not found on the one before. Going
    to where the page is already must not load it anew, which would lock it.
    """
    page.evaluate(GO, f"#/{name}")


def ask_for_help(house: Living, story: str) -> None:
    """A request through the help door, with nothing said but a story: each test brings its own.

    Those of the demonstration are for everybody who looks; whoever takes one up takes it from
    the journeys that share the house.
    """
    person = Visitor(house.address)
    path = "/en/contact/ask/"
    last_look = person.send(path, go="carry", happening=story, **{"for": "me"})
    secret = person.go_on(last_look, go="send")
    assert secret.status == 200, secret.text
    assert story not in secret.text
    assert "not sent" not in secret.text
    done = person.go_on(secret, go="skip")
    assert done.status == 200, done.text


def request_of(page: Page, story: str) -> Locator:
    """The row of a request that waits, on the desk's first view."""
    return page.locator("[data-slot=requests] > li", has_text=story)
