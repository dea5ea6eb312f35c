"""How a journey comes in as somebody of the demonstration's staff."""

from playwright.sync_api import Page

from amparo.ground.identity.demo import PASSPHRASE
from tests.journeys.steps import follow


def sign_in(page: Page, handle: str) -> None:
    """Passphrase, then the code that the demonstration shows on its page."""
    page.goto("/en/sign-in/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    follow(page.locator("main").get_by_role("button", name="Sign in"))
    if "/code/" in page.url:
        words = page.locator("main").inner_text()
        page.get_by_label("Code").fill(next(one for one in words.split() if one.isdigit()))
        page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
