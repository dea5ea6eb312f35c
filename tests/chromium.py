"""Debian's Chromium, driven by Playwright, with every call home switched off."""

import contextlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Playwright, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowserError(Exception):
    """There is no Chromium on this machine."""


def program() -> str:
    """The path of Chromium. Raises NoBrowserError."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowserError("Chromium is not installed: apt-get install chromium")
    return found


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser with an empty profile."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=program(), headless=True, args=FLAGS)
