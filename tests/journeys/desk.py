"""How a journey stands at the desk of cases: keys open, faults of the browser heard."""

from playwright.sync_api import ConsoleMessage, Page, expect

from amparo.ground.vault.queries.demonstration import PHRASE


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


def unlock(page: Page) -> None:
    """The demonstration's published phrase; waits until everything is open."""
    page.locator("form.phrase input").fill(PHRASE)
    page.locator("form.phrase button").click()
    expect(page.locator("#deskbar")).to_be_visible()
    expect(page.locator("#opening")).to_be_hidden()


def view(page: Page, name: str) -> None:
    """Another view of the desk, by its address, as a link on the page goes there."""
    page.goto(page.url.split("#")[0] + f"#/{name}")
